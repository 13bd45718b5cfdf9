from dataclasses import replace

from odoo import api, fields, models

from ...domain.offline_identity import act_moment
from ...domain.plain_input import to_id
from ..people.task_card_presence import LOCK_PERSON
from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message


class PomsTaskCard(models.Model):
    """Documents at the station: which count for a card, and who has read them."""

    _inherit = "poms.task.card"

    document_stop_ids = fields.One2many(
        "poms.document.stop", "card_id", string="Changed Documents", readonly=True
    )

    @api.model
    @floor_input
    def documents(self, token, card):
        """Return the documents by which a card is made now.

        :param card: number or id of the card
        :return: ``{"status": "accepted", "code": "ok", "documents": [document],
            "withdrawn": [name]}``, or refused with ``card_unknown``; shapes:
            readme/API.md
        :raise AccessError: nobody identified
        """
        self._check_caller()
        employee, _device, cards = self._open_reading(token)
        found = cards._locate_card(card).filtered(
            lambda one: one.company_id == cards.env.company
        )
        if not found:
            message = cards.env._('There is no card "%s".', str(card))
            return {"status": "refused", "code": "card_unknown", "message": message}
        stops = self.env["poms.document.stop"]
        now = fields.Datetime.now()
        return {
            "status": "accepted",
            "code": "ok",
            "documents": found._get_document_data(employee)[found.id],
            "withdrawn": list(stops._judge(found, employee, now)[1]),
        }

    @api.model
    @floor_input
    def acknowledge(
        self,
        uuid,
        token,
        revision,
        card=None,
        date_client=None,
        identified="online",
        queued=False,
    ):
        """Note that the identified person has read a revision; once is enough.

        :param str uuid: made once by the client, kept over resends
        :param revision: id of the revision
        :param card: number or id of the card on which it was read
        :param date_client: when, by the client's clock
        :return: ``{"status": "accepted" | "duplicate" | "refused", "code": "ok" |
            "revision_unknown" | "uuid_conflict", "message", "id", "uuid"}``
        :raise AccessError: nobody identified
        """
        self._check_caller()
        vals = {
            "uuid": self._parse_uuid(uuid),
            "date": self._parse_datetime("date_client", date_client),
            "identified": str(identified)[:20],
        }
        return self.env["poms.door"]._serial(
            [int(vals["uuid"][:7], 16)],
            lambda: self._acknowledge(vals, token, revision, card, queued is True),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _acknowledge(self, vals, token, revision, card, is_queued=False):
        """Inner `acknowledge`, behind the door."""
        act = {
            "kind": "acknowledge",
            "queued": is_queued,
            "date_client": vals["date"],
            "identified": vals["identified"],
        }
        employee, _device, code = self._get_act_actor(act, token)
        if code:
            message = get_message(self.env, code, {"person": employee.name})
            return self._answer_read(vals, "refused", code, message)
        vals["identified"] = act["identified"]
        cards = self.with_context(lang=self._get_lang(employee))
        company = employee.company_id or self.env.company
        # sudo: the person is identified; only documents of the own company are found
        rows = self.env["poms.document.acknowledgement"].sudo()
        found = rows.revision_id.search(
            [
                ("id", "=", to_id(revision)),
                ("state", "!=", "draft"),
                ("company_id", "in", [False, company.id]),
            ]
        )
        if not found:
            message = cards.env._("This document is not known here.")
            return cards._answer_read(vals, "refused", "revision_unknown", message)
        known = rows.search(
            [
                "|",
                ("uuid", "=", vals["uuid"]),
                "&",
                ("revision_id", "=", found.id),
                ("employee_id", "=", employee.id),
            ],
            limit=1,
        )
        if known:
            if known.revision_id != found or known.employee_id != employee:
                message = cards.env._("This number was used for another act.")
                return cards._answer_read(vals, "refused", "uuid_conflict", message)
            return cards._answer_read(vals, "duplicate", "ok", "", known)
        now = fields.Datetime.now()
        row = rows.create(
            {
                **vals,
                "revision_id": found.id,
                "employee_id": employee.id,
                "card_id": cards._locate_card(card).id if card else False,
                "date": act_moment(vals["date"], now) if vals["date"] else now,
                "company_id": company.id,
            }
        )
        return cards._answer_read(vals, "accepted", "ok", "", row)

    @api.model
    def _answer_read(self, vals, status, code, message, row=None):
        return {
            "status": status,
            "code": code,
            "message": message,
            "id": row.id if row else 0,
            "uuid": vals["uuid"],
            "duplicate": status == "duplicate",
            "warnings": [],
        }

    # -- what the screens are told ----------------------------------------------------

    def _get_document_data(self, employee):
        """Return {card id: [document]} in force; five queries for all cards.

        :param employee: who looks; empty: nobody's reading is told
        """
        now = fields.Datetime.now()
        by_card = self.env["poms.document"]._valid_for_cards(self, now)
        revisions = self.env["poms.document.revision"].sudo().union(*by_card.values())
        if not revisions:
            return {card.id: [] for card in self}
        files = revisions._get_files()
        readers = revisions._get_readers()
        stops = self.document_stop_ids.filtered(lambda stop: stop.date <= now)
        asked = {(stop.card_id, stop.revision_id) for stop in stops}
        max_age_h = self.env.company.poms_document_hours
        return {
            card.id: [
                {
                    **revision._get_floor_data(files.get(revision.id)),
                    "is_read": employee in readers[revision],
                    "must_read": (card, revision) in asked
                    and employee not in readers[revision],
                    "max_age_h": max_age_h,
                }
                for revision in found.sorted(lambda r: (r.kind, r.drawing_number or ""))
            ]
            for card, found in by_card.items()
        }

    @api.model
    def _open_reading(self, token):
        """The cards know who looks at them."""
        employee, device, cards = super()._open_reading(token)
        return employee, device, cards.with_context(poms_reader_id=employee.id)

    def _get_cards_data(self, is_full=False):
        """With the documents of each card, and the stop that they mean."""
        rows = super()._get_cards_data(is_full)
        reader = self.env["hr.employee"].browse(self.env.context.get("poms_reader_id"))
        documents = self._get_document_data(reader)
        for row in rows:
            row["documents"] = documents[row["id"]]
            unread = [d for d in row["documents"] if d["must_read"]]
            names = [f"{d['number'] or d['name']} {d['revision']}" for d in unread]
            if names:
                message = self.env._("new revision: read %s", ", ".join(names))
                row["waits_for"].append({"code": "document", "message": message})
        return rows

    # -- what the rules are told ----------------------------------------------------

    def _perform_judged(self, act, common, employee):
        late = self.with_context(poms_told_late=act["queued"])
        return super(PomsTaskCard, late)._perform_judged(act, common, employee)

    def _add_machine_facts(self, facts, entry):
        facts = super()._add_machine_facts(facts, entry)
        moment = entry.date_end or entry.date_start or fields.Datetime.now()
        unread, withdrawn = self.env["poms.document.stop"]._judge(
            self, entry.people, moment
        )
        return replace(
            facts,
            unread_documents=unread,
            withdrawn_documents=withdrawn,
            is_told_late=bool(self.env.context.get("poms_told_late")),
        )

    def _notify_change(self, kind):
        """Tell the floor's screens that something about the card has changed."""
        self.ensure_one()
        target = self.team_id or self.company_id
        payload = {"kind": kind, "card_id": self.id, "card": self.name}
        self.env["bus.bus"]._sendone((target, "poms_floor"), "poms_card", payload)
