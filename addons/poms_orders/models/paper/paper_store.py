import logging
import os
import re
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)

KEEP_DAYS = 7
# Only folders of this shape, inside the company's own, are ever cleared away.
RUN_NAME = "%Y-%m-%d_%H%M"
RUN_SHAPE = re.compile(r"^\d{4}-\d\d-\d\d_\d{4}$")
LATEST = "latest"


class PomsPaperStation(models.Model):
    """Print every hour and store outside: a folder, a storage, a mailbox."""

    _inherit = "poms.paper.station"

    @api.model
    def _cron_print(self):
        """Queue a job per company; nothing where no place is set."""
        if not self._get_places():
            return
        for company in self.env["res.company"].search([]):
            self.with_delay(
                description=f"Emergency paper of {company.name}",
                identity_key=f"poms_paper_{company.id}",
            )._job_print(company.id)

    @api.model
    def _job_print(self, company_id):
        self._print_company(self.env["res.company"].browse(company_id))

    @api.model
    def _get_places(self):
        """Return {"folder", "storage", "email"} of those that are set."""
        # sudo: settings
        get_param = self.env["ir.config_parameter"].sudo().get_param
        places = {
            name: (get_param(f"poms_orders.paper_{name}") or "").strip()
            for name in ("folder", "storage", "email")
        }
        return {name: value for name, value in places.items() if value}

    @api.model
    def _print_company(self, company):
        """Print all stations of a company and note per station what came of it.

        A place that fails does not stop the others; its sentence is shown.

        :raise UserError: no place is set
        """
        places = self._get_places()
        if not places:
            raise UserError(
                self.env._(
                    "Set a folder, a storage or a mailbox for emergency papers in the "
                    "settings first."
                )
            )
        # sudo: papers of all stations, whoever asks for them
        machines = self.sudo().env["mrp.workcenter"]
        lang = company.partner_id.lang or self.env.lang
        machines = machines.with_company(company).with_context(lang=lang)
        machines = machines.search([("company_id", "=", company.id)])
        now = fields.Datetime.now()
        sheets = {m: (_file_name(m), m._render_station_sheet()) for m in machines}
        stored, errors = self._store(company, now, list(sheets.values()), places)
        self._note(machines, now, stored, errors)
        return True

    @api.model
    def _store(self, company, now, files, places):
        """Return ([place that took the files], [sentence of one that did not])."""
        stored, errors = [], []
        for kind, target in places.items():
            try:
                getattr(self, f"_store_{kind}")(company, now, files, target)
                stored.append(target)
            except (OSError, UserError, MailDeliveryException) as exc:
                _logger.warning("emergency paper not stored at %s: %s", target, exc)
                errors.append(f"{target}: {exc}")
        return stored, errors

    @api.model
    def _note(self, machines, now, stored, errors):
        """Write a line per station; a print that one place took counts as printed."""
        lines = self.sudo()
        known = lines.search([("workcenter_id", "in", machines.ids)])
        missing = machines - known.workcenter_id
        known |= lines.create([{"workcenter_id": m.id} for m in missing])
        vals = {
            "state": "failed" if errors else "done",
            "date_tried": now,
            "error": "; ".join(errors) or False,
            "places": "; ".join(stored) or False,
        }
        if stored:
            vals["date_printed"] = now
        known.write(vals)
        counts = self._count_cards(machines, now)
        for count in set(counts.values()):
            same = known.filtered(lambda s, c=count: counts[s.workcenter_id] == c)
            same.card_count = count

    @api.model
    def _count_cards(self, machines, now):
        return {machine: len(machine._get_sheet_cards(now)) for machine in machines}

    # -- a folder of this machine, or of a share that is mounted ---------------------

    @api.model
    def _store_folder(self, company, now, files, target):
        root = Path(target)
        if not root.is_absolute() or not root.is_dir():
            raise UserError(
                self.env._("The folder does not exist. Is the share mounted?")
            )
        base = root / f"company-{company.id}"
        run = base / now.strftime(RUN_NAME)
        for folder in (run, base / LATEST):
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in files:
                _write_whole(folder / name, content)
        limit = (now - timedelta(days=self._get_keep_days())).strftime(RUN_NAME)
        for old in base.iterdir():
            if RUN_SHAPE.match(old.name) and old.name < limit and old.is_dir():
                for file in old.glob("*.pdf"):
                    file.unlink()
                if not any(old.iterdir()):
                    old.rmdir()

    @api.model
    def _get_keep_days(self):
        # sudo: a setting
        value = self.env["ir.config_parameter"].sudo()
        value = value.get_param("poms_orders.paper_keep_days") or ""
        return max(int(value), 1) if value.isdigit() else KEEP_DAYS

    # -- a storage of the module fs_storage ------------------------------------------

    @api.model
    def _store_storage(self, company, now, files, target):
        if "fs.storage" not in self.env:
            raise UserError(self.env._("The module fs_storage is not installed."))
        # sudo: storages belong to the administrator
        storage = self.env["fs.storage"].sudo().search([("code", "=", target)])
        if not storage:
            raise UserError(self.env._("There is no storage with this code."))
        fs, base = storage.fs, f"company-{company.id}"
        for folder in (f"{base}/{now.strftime(RUN_NAME)}", f"{base}/{LATEST}"):
            fs.makedirs(folder, exist_ok=True)
            for name, content in files:
                fs.pipe_file(f"{folder}/{name}", content)
        limit = (now - timedelta(days=self._get_keep_days())).strftime(RUN_NAME)
        for path in fs.ls(base, detail=False):
            name = path.rstrip("/").rsplit("/", 1)[-1]
            if RUN_SHAPE.match(name) and name < limit:
                fs.rm(f"{base}/{name}", recursive=True)

    # -- a mailbox outside -------------------------------------------------------------

    @api.model
    def _store_email(self, company, now, files, target):
        """One mail with all stations; it is kept in the mailbox, not here."""
        attachments = self.env["ir.attachment"].sudo()
        attachments = attachments.create(
            [
                {"name": name, "raw": content, "mimetype": "application/pdf"}
                for name, content in files
            ]
        )
        # sudo: mails of the system
        mail = self.env["mail.mail"].sudo()
        mail = mail.create(
            {
                "subject": self.env._(
                    "Emergency paper of %(company)s, %(date)s",
                    company=company.name,
                    date=fields.Datetime.to_string(now),
                ),
                "email_to": target,
                "email_from": company.email_formatted,
                "body_html": self.env._(
                    "The next 24 hours of each station, to be printed when the system "
                    "is off."
                ),
                "attachment_ids": [(6, 0, attachments.ids)],
                "auto_delete": True,
            }
        )
        try:
            mail.send(raise_exception=True)
        finally:
            attachments.exists().unlink()


def _file_name(machine):
    """A station's file: its code in letters that every file system takes."""
    text = re.sub(r"[^\w-]+", "_", machine.code or machine.name or "")
    return f"{text[:40] or 'station'}_{machine.id}.pdf"


def _write_whole(path, content):
    """Write so that a reader never sees half a file, whenever the power goes."""
    part = path.with_suffix(".part")
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
