from odoo import api, fields, models

from ..people.task_card_presence import LOCK_PERSON
from .poms_call import CALL_KINDS


class PomsTaskCard(models.Model):
    """Calls for help from a station: same shape as the other acts."""

    _inherit = "poms.task.card"

    @api.model
    def call_andon(self, uuid, token, kind, card=None, workcenter=None, note=None):
        """Call for help at a card or a machine; the work goes on.

        :param str uuid: made once by the client, kept over resends
        :param str token: from `identify`
        :param str kind: material | quality | machine | other
        :param card: number or id of the card, or
        :param workcenter: id, code or barcode of the machine
        :return: ``{"status", "code": "called" | "kind_unknown" | "card_unknown" |
            "place_missing" | "uuid_conflict", "message", "id", "uuid",
            "duplicate", "warnings", "since"}``
        :raise AccessError: nobody identified
        """
        values = {"kind": kind, "card": card, "workcenter": workcenter, "note": note}
        return self._tell_call(uuid, token, self._call_andon, values)

    @api.model
    def call_come(self, uuid, token, call):
        """Note that the identified person has come to help.

        :param call: id of the call, or the uuid that it was made with
        :return: as `call_andon`; code is come, call_unknown, call_come (somebody
            was there first: accepted) or call_closed
        """
        return self._tell_call(uuid, token, self._call_come, {"call": call})

    @api.model
    def call_close(self, uuid, token, call, note=None):
        """Note that the call is solved, and by what.

        :return: as `call_come`; code is closed, call_unknown or call_closed
        """
        return self._tell_call(
            uuid, token, self._call_close, {"call": call, "note": note}
        )

    @api.model
    def _tell_call(self, uuid, token, inner, values):
        """Run an act on calls behind the door, one at a time in a company."""
        self._check_caller()
        uuid = self._parse_uuid(uuid)
        employee, _device = self._get_actor(token)
        company = employee.company_id or self.env.company
        return self.env["poms.door"]._serial(
            # negative: ids of people are locked in this namespace, too
            [-company.id],
            lambda: inner(uuid, token, **values),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _open_call(self, token, call=None):
        """Return (employee, self in the person's language, the calls found)."""
        employee, _device = self._get_actor(token)
        # sudo: the person is identified; only calls of the own company are found
        calls = self.env["poms.call"].sudo()
        company = employee.company_id or self.env.company
        if call is not None:
            text = str(call).strip()
            is_id = text.isdigit() and 0 < int(text) < 2**31
            which = ("id", "=", int(text)) if is_id else ("uuid", "=", text.lower())
            calls = calls.search([which, ("company_id", "=", company.id)], limit=1)
        return employee, self.with_context(lang=self._get_lang(employee)), calls

    @api.model
    def _call_andon(self, uuid, token, kind, card=None, workcenter=None, note=None):
        """Inner `call_andon`, behind the door; `token` may be an `hr.employee`."""
        employee, cards, calls = self._open_call(token)
        company = employee.company_id or self.env.company
        found = cards._locate_card(card).filtered(lambda c: c.company_id == company)
        machine = cards._locate_workcenter(workcenter, company) or found.workcenter_id
        refused = cards._check_call(kind, card, found, machine)
        if refused:
            return cards._answer_time(uuid, "refused", *refused)
        vals = {
            "kind": kind,
            "card_id": found.id,
            "workcenter_id": machine.id,
            "employee_id": employee.id,
            "name": str(note or "").strip(),
        }
        first = calls.search([("uuid", "=", uuid)], limit=1)
        if first:
            return cards._answer_call_again(uuid, first, vals)
        call = calls.create(
            {
                **vals,
                "uuid": uuid,
                "team_id": (found.team_id or machine.poms_team_ids[:1]).id,
                "company_id": company.id,
                "date_called": fields.Datetime.now(),
            }
        )
        call._notify()
        return cards._answer_call(uuid, "called", call)

    @api.model
    def _answer_call_again(self, uuid, call, vals):
        """The first answer to the same act; a refusal when it says something else."""
        told = {name: call[name] or False for name in ("kind", "name")}
        told |= {n: call[n].id for n in vals if n.endswith("_id")}
        if told != {name: value or False for name, value in vals.items()}:
            message = self.env._("This call was sent before with another content.")
            return self._answer_time(uuid, "refused", "uuid_conflict", message, None)
        return {**self._answer_call(uuid, "called", call), "duplicate": True}

    @api.model
    def _check_call(self, kind, card, found, machine):
        """Return (code, message) of what is wrong with a call, or None."""
        if kind not in dict(CALL_KINDS):
            message = self.env._(
                "Say what help is needed: material, quality, machine or other."
            )
            return "kind_unknown", message
        if card and not found:
            return "card_unknown", self.env._('There is no card "%s".', str(card))
        if not machine:
            message = self.env._("Scan the card or the machine that needs help.")
            return "place_missing", message
        return None

    @api.model
    def _call_come(self, uuid, token, call):
        """Inner `call_come`, behind the door."""
        employee, cards, found = self._open_call(token, call or "")
        if not found:
            return cards._answer_no_call(uuid)
        if found.come_uuid == uuid:
            return {**cards._answer_call(uuid, "come", found), "duplicate": True}
        if found.state == "closed":
            return cards._answer_closed(uuid, found)
        if found.state == "come":
            return cards._answer_call(uuid, "call_come", found)
        found.write(
            {
                "state": "come",
                "come_uuid": uuid,
                "come_employee_id": employee.id,
                "date_come": fields.Datetime.now(),
            }
        )
        found._notify()
        return cards._answer_call(uuid, "come", found)

    @api.model
    def _call_close(self, uuid, token, call, note=None):
        """Inner `call_close`, behind the door; who solves it has come as well."""
        employee, cards, found = self._open_call(token, call or "")
        if not found:
            return cards._answer_no_call(uuid)
        if found.close_uuid == uuid:
            return {**cards._answer_call(uuid, "closed", found), "duplicate": True}
        if found.state == "closed":
            return cards._answer_closed(uuid, found)
        now = fields.Datetime.now()
        found.write(
            {
                "state": "closed",
                "close_uuid": uuid,
                "close_employee_id": employee.id,
                "date_closed": now,
                "come_employee_id": (found.come_employee_id or employee).id,
                "date_come": found.date_come or now,
                "resolution": str(note or "").strip(),
            }
        )
        found._notify()
        return cards._answer_call(uuid, "closed", found)

    @api.model
    def _answer_no_call(self, uuid):
        message = self.env._("There is no such call for help.")
        return self._answer_time(uuid, "refused", "call_unknown", message)

    @api.model
    def _answer_closed(self, uuid, call):
        message = self.env._(
            "%s has solved this call already.", call.close_employee_id.name
        )
        return self._answer_call(uuid, "call_closed", call, "refused", message)

    @api.model
    def _answer_call(self, uuid, code, call, status="accepted", message=None):
        sentences = {
            "called": self.env._("Help is called."),
            "come": self.env._("Noted: you have come to help."),
            "call_come": self.env._(
                "%s is there already.", call.come_employee_id.name or ""
            ),
            "closed": self.env._("Solved. Thank you."),
        }
        answer = self._answer_time(uuid, status, code, message or sentences[code])
        since = fields.Datetime.to_string(call.date_called)
        return {**answer, "id": call.id, "since": since}
