from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...domain.plain_input import to_id
from ...domain.report_facts import Finding
from ...domain.report_rules import DEFAULT_MODES, judge
from .report_messages import get_message

PARAM_PREFIX = "poms_orders.check_"


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.model
    def _perform(self, act, card_id, card_ref, token):
        """Judge one act and book it; runs behind the door, in a fresh snapshot.

        :param dict act: from `_parse_act`
        :param card_id: id of the card, False when it does not exist
        :return: the answer
        """
        employee, device, identity_code = self._get_act_actor(act, token)
        # sudo: who acts was identified; team, skill and rights are judged below
        cards = self.with_context(lang=self._get_reader_lang(token, employee)).sudo()
        card = cards.browse(card_id or [])
        payload_hash = self._hash_act(act, card.id or str(card_ref), employee)
        first = self.env["poms.report"]._find_by_uuid(act["uuid"])
        if first:
            if act["queued"] and first.state == "refused":
                # its first answer was lost: nobody has seen the refusal
                first._open_conflict()
            return cards._answer_again(first, payload_hash)
        common = {
            "uuid": act["uuid"],
            "payload_hash": payload_hash,
            "kind": act["kind"],
            "employee_id": employee.id,
            "device_id": device.id,
            "identified": act["identified"],
            "is_paper": bool(act.get("is_paper")),
            "date_client": act["date_client"],
            "note": act.get("note"),
            "is_queued": act["queued"],
            "payload": act.get("payload"),
        }
        if identity_code:
            return cards._refuse_identity_of(card, act, common, identity_code)
        if not card:
            return card._refuse(common, "card_unknown", {"card": str(card_ref)})
        if not self._is_at_home(card, employee):
            raise AccessError(self.env._("This card belongs to another company."))
        card = card.with_company(card.company_id).with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        if act["kind"] == "correction":
            return card._perform_correction(act, common, employee)
        return card._perform_judged(act, common, employee)

    def _perform_judged(self, act, common, employee):
        """Judge and book everything but corrections."""
        entry = self._prepare_entry(act, employee)
        facts = self._add_machine_facts(self._get_card_facts(), entry)
        person = self._get_person_facts(employee, entry.people)
        modes = self._get_check_modes()
        verdict = judge(facts, person, entry.act, modes)
        common |= self._prepare_report_vals(entry)
        if verdict.errors:
            error = verdict.errors[0]
            return self._refuse(common, error.code, error.values)
        warnings = [*verdict.warnings, *self._find_unknown(act, entry)]
        common["warning_codes"] = ",".join(f.code for f in warnings)
        common["message"] = " ".join(
            get_message(self.env, f.code, f.values) for f in warnings
        )
        common |= self._prepare_lot_vals(entry)
        report = self.env["poms.report"].create(
            {**common, "state": "accepted", "code": "ok"}
        )
        self._book(report, verdict.effects, entry)
        return {**report._get_answer(), "card": self._get_card_brief()}

    def _find_unknown(self, act, entry):
        """Names that nobody knows here: the act is booked without them, and says so."""
        if act.get("workcenter") and not entry.told_machine:
            told = {"told": str(act["workcenter"]), "machine": entry.machine.name}
            yield Finding("workcenter_unknown", told)
        known = set(entry.people.ids)
        unknown = [str(one) for one in act["people"] if to_id(one) not in known]
        if unknown:
            yield Finding("people_unknown", {"people": ", ".join(unknown)})

    @api.model
    def _is_at_home(self, card, employee):
        """True when log-in and person are of the card's company."""
        company = card.company_id
        if employee.company_id and employee.company_id != company:
            return False
        # ids: they are cached, the records are not
        return self.env.su or company.id in self.env.user._get_company_ids()

    @api.model
    def _get_actor(self, token):
        """Return (employee, device) as superuser from a token or, in this process,
        from an employee record."""
        if isinstance(token, models.BaseModel) and token._name == "hr.employee":
            # sudo: trusted caller of an inner method
            return token.sudo(), self.env["poms.device"].sudo()
        return self.env["poms.token"]._verify(token)

    @api.model
    def _get_reader_lang(self, token, employee):
        """Who identified reads the answer; else who tells it for the person does."""
        is_told_for = isinstance(token, models.BaseModel)
        return self.env.lang if is_told_for else self._get_lang(employee)

    @api.model
    def _get_lang(self, employee):
        lang = employee.lang or employee.user_id.lang
        installed = dict(self.env["res.lang"].get_installed())
        return lang if lang in installed else self.env.lang

    @api.model
    def _answer_again(self, first, payload_hash):
        """Answer a uuid that was seen: the first answer, or "conflict"."""
        if first.payload_hash != payload_hash:
            return {
                "status": "refused",
                "code": "uuid_conflict",
                "message": get_message(self.env, "uuid_conflict", {}),
                "id": first.id,
                "uuid": first.uuid,
                "duplicate": False,
                "warnings": [],
            }
        answer = first._get_answer(is_duplicate=True)
        if first.card_id:
            answer["card"] = first.card_id._get_card_brief()
        return answer

    def _refuse(self, vals, code, values):
        """Keep a refused act and answer it; the same uuid gets the same answer."""
        report = (
            self.env["poms.report"]
            .sudo()
            .create(
                {
                    **vals,
                    "state": "refused",
                    "code": code,
                    "message": get_message(self.env, code, values),
                }
            )
        )
        if not self:
            return report._get_answer()
        self._notify_floor("refused", report)
        return {**report._get_answer(), "card": self._get_card_brief()}

    @api.model
    def _get_check_modes(self):
        """Return {check: mode} of the plant's settings, where set."""
        # sudo: settings; cached by Odoo
        get_param = self.env["ir.config_parameter"].sudo().get_param
        modes = {check: get_param(PARAM_PREFIX + check) for check in DEFAULT_MODES}
        return {k: v for k, v in modes.items() if v in ("off", "warn", "block")}

    def _notify_floor(self, kind, report):
        """Tell the floor's screens of a change, after commit, if there is one.

        The channel is a record with a sub-channel: a client cannot ask for it by
        name, the server adds it for entitled users (`ir.websocket`).
        """
        target = self.team_id or self.company_id
        payload = {
            "kind": kind,
            "card_id": self.id,
            "card": self.name,
            "state": self.state,
            "workcenter_id": self.workcenter_id.id,
            "report_id": report.id,
            "date": fields.Datetime.to_string(report.date),
        }
        self.env["bus.bus"]._sendone((target, "poms_floor"), "poms_card", payload)
