from odoo import api, fields, models

from ...domain.offline_identity import act_moment
from ...domain.plain_input import to_id
from ..people.task_card_presence import LOCK_PERSON
from ..reporting.floor_input import floor_input
from .poms_call import CALL_KINDS


class PomsTaskCard(models.Model):
    """Calls for help from a station: same shape as the other acts."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def call_andon(
        self,
        uuid,
        token,
        kind,
        card=None,
        workcenter=None,
        note=None,
        is_standing=False,
        queued=False,
        date_client=None,
        identified=None,
    ):
        """Call for help at a card or a machine; the work goes on.

        :param str uuid: made once by the client, kept over resends
        :param str token: from `identify`
        :param str kind: material | quality | machine | other
        :param card: number or id of the card, or
        :param workcenter: id, code or barcode of the machine
        :param bool is_standing: the machine stands; it is blocked until solved
        :param bool queued: it waited in an outbox: `date_client` counts, the identity
            is judged at that time, and a refusal opens a conflict
        :param date_client: when it was said, UTC or with a zone
        :param str identified: online | offline; noted by the token itself
        :return: ``{"status", "code": "called" | "kind_unknown" | "card_unknown" |
            "place_missing" | "uuid_conflict", "message", "id", "uuid",
            "duplicate", "warnings", "since"}``
        :raise AccessError: nobody identified
        """
        values = {"kind": kind, "card": card, "workcenter": workcenter, "note": note}
        values["is_standing"] = is_standing is True
        return self._tell_call(
            "call_andon", uuid, token, values, queued=queued, date_client=date_client
        )

    @api.model
    @floor_input
    def call_come(
        self, uuid, token, call, queued=False, date_client=None, identified=None
    ):
        """Note that the identified person has come to help.

        :param call: id of the call, or the uuid that it was made with
        :return: as `call_andon`; code is come, call_unknown, call_come (somebody
            was there first: accepted) or call_closed (refused; accepted when queued)
        """
        values = {"call": call}
        return self._tell_call(
            "call_come", uuid, token, values, queued=queued, date_client=date_client
        )

    @api.model
    @floor_input
    def call_close(
        self,
        uuid,
        token,
        call,
        note=None,
        reason=None,
        queued=False,
        date_client=None,
        identified=None,
    ):
        """Note that the call is solved, by what, and why help was needed.

        Who called, who has come and leaders may; anybody else comes first.

        :param reason: code or id of a reason of the kind call_cause
        :return: as `call_come`; code is closed, call_unknown, call_right,
            reason_unknown or call_closed
        """
        values = {"call": call, "note": note, "reason": reason}
        return self._tell_call(
            "call_close", uuid, token, values, queued=queued, date_client=date_client
        )

    @api.model
    @floor_input
    def call_reopen(
        self,
        uuid,
        token,
        call,
        note=None,
        queued=False,
        date_client=None,
        identified=None,
    ):
        """Open a solved call again; its levels begin anew.

        :return: as `call_come`; code is reopened, call_unknown or call_open
        """
        values = {"call": call, "note": note}
        return self._tell_call(
            "call_reopen", uuid, token, values, queued=queued, date_client=date_client
        )

    @api.model
    def _tell_call(self, act, uuid, token, values, queued=False, date_client=None):
        """Run an act on calls behind the door, one at a time in a company."""
        self._check_caller()
        uuid = self._parse_uuid(uuid)
        told = self._parse_datetime("date_client", date_client)
        is_queued = queued is True
        if is_queued:
            employee = self.env["poms.token"]._read_actor(token)[0]
        else:
            employee, _device = self._get_actor(token)
        company = employee.company_id or self.env.company
        return self.env["poms.door"]._serial(
            # negative: ids of people are locked in this namespace, too
            [-company.id],
            lambda: self._tell_call_inside(act, uuid, token, values, told, is_queued),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _tell_call_inside(self, act, uuid, token, values, told, is_queued):
        if is_queued:
            return self._tell_queued_call(act, uuid, token, values, told)
        return getattr(self, f"_{act}")(uuid, token, **values)

    @api.model
    def _open_call(self, token, call=None):
        """Return (employee, self in the person's language, the calls found)."""
        employee, _device = self._get_actor(token)
        # sudo: the person is identified; only calls of the own company are found
        calls = self.env["poms.call"].sudo()
        company = employee.company_id or self.env.company
        if call is not None:
            number = to_id(call)
            text = str(call).strip().lower()
            which = ("id", "=", number) if number else ("uuid", "=", text)
            calls = calls.search([which, ("company_id", "=", company.id)], limit=1)
        return employee, self.with_context(lang=self._get_lang(employee)), calls

    @api.model
    def _call_andon(
        self,
        uuid,
        token,
        kind,
        card=None,
        workcenter=None,
        note=None,
        is_standing=False,
        told=None,
        is_queued=False,
    ):
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
            "is_standing": bool(is_standing),
        }
        first = calls.search([("uuid", "=", uuid)], limit=1)
        if first:
            return cards._answer_call_again(uuid, first, vals)
        more = {
            "uuid": uuid,
            "team_id": (found.team_id or machine.poms_team_ids[:1]).id,
            "company_id": company.id,
            "is_queued": is_queued,
        }
        moment = act_moment(told or None, fields.Datetime.now())
        call = calls.with_context(mail_create_nosubscribe=True)
        call = call._call({**vals, **more}, moment)
        return cards._answer_call(uuid, "called", call)

    @api.model
    def _answer_call_again(self, uuid, call, vals):
        """The first answer to the same act; a refusal when it says something else."""
        told = {n: call[n] or False for n in ("kind", "name", "is_standing")}
        told |= {n: call[n].id for n in vals if n.endswith("_id")}
        if told != {name: value or False for name, value in vals.items()}:
            message = self.env._("This call was sent before with another content.")
            return self._answer_time(uuid, "refused", "uuid_conflict", message, None)
        return {**self._answer_call(uuid, "called", call), "duplicate": True}

    @api.model
    def _check_call(self, kind, card, found, machine):
        """Return (code, message) of what is wrong with a call, or None."""
        if str(kind) not in dict(CALL_KINDS):
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
    def _call_come(self, uuid, token, call, told=None, is_queued=False):
        """Inner `call_come`, behind the door."""
        employee, cards, found = self._open_call(token, call or "")
        if not found:
            return cards._answer_no_call(uuid)
        if found._is_told(uuid):
            return {**cards._answer_call(uuid, "come", found), "duplicate": True}
        if found.state == "closed" and not is_queued:
            return cards._answer_closed(uuid, found)
        moment = act_moment(told or None, fields.Datetime.now())
        code = "call_come" if found.state == "come" else "come"
        if found.state == "open" or is_queued:
            found._come(uuid, employee, moment)
        return cards._answer_call(uuid, code, found)

    @api.model
    def _call_close(
        self, uuid, token, call, note=None, reason=None, told=None, is_queued=False
    ):
        """Inner `call_close`, behind the door; who solves it has come as well."""
        employee, cards, found = self._open_call(token, call or "")
        if not found:
            return cards._answer_no_call(uuid)
        if found._is_told(uuid):
            return {**cards._answer_call(uuid, "closed", found), "duplicate": True}
        if found.state == "closed":
            status = "accepted" if is_queued else "refused"
            return cards._answer_closed(uuid, found, status)
        if not cards._may_close_call(employee, found):
            message = cards.env._(
                "Say first that you are here, then that it is solved."
            )
            return cards._answer_time(uuid, "refused", "call_right", message)
        cause = cards._locate_reason(reason, found.company_id, ["call_cause"])
        if reason and not cause:
            message = cards.env._('"%s" is no cause of a call.', str(reason))
            return cards._answer_time(uuid, "refused", "reason_unknown", message)
        moment = act_moment(told or None, fields.Datetime.now())
        found._close(uuid, employee, moment, note, cause)
        return cards._answer_call(uuid, "closed", found)

    @api.model
    def _call_reopen(self, uuid, token, call, note=None, told=None, is_queued=False):
        """Inner `call_reopen`, behind the door."""
        employee, cards, found = self._open_call(token, call or "")
        if not found:
            return cards._answer_no_call(uuid)
        if found._is_told(uuid):
            return {**cards._answer_call(uuid, "reopened", found), "duplicate": True}
        if found.state != "closed":
            message = cards.env._("This call is open already.")
            return cards._answer_call(uuid, "call_open", found, "refused", message)
        moment = act_moment(told or None, fields.Datetime.now())
        found._reopen(uuid, employee, moment, note)
        return cards._answer_call(uuid, "reopened", found)

    @api.model
    def _may_close_call(self, employee, call):
        """Who called, who has come, and leaders."""
        came = call.step_ids.filtered(lambda step: step.kind == "come").employee_id
        return employee in (call.employee_id | came) or self._is_leader(employee)

    @api.model
    def _answer_no_call(self, uuid):
        message = self.env._("There is no such call for help.")
        return self._answer_time(uuid, "refused", "call_unknown", message)

    @api.model
    def _answer_closed(self, uuid, call, status="refused"):
        message = self.env._(
            "%s has solved this call already.", call.close_employee_id.name
        )
        return self._answer_call(uuid, "call_closed", call, status, message)

    @api.model
    def _answer_call(self, uuid, code, call, status="accepted", message=None):
        sentences = {
            "called": self.env._("Help is called."),
            "come": self.env._("Noted: you have come to help."),
            "call_come": self.env._(
                "%s is there already.", call.come_employee_id.name or ""
            ),
            "closed": self.env._("Solved. Thank you."),
            "reopened": self.env._("The call is open again."),
        }
        answer = self._answer_time(uuid, status, code, message or sentences[code])
        since = fields.Datetime.to_string(call.date_called)
        return {**answer, "id": call.id, "since": since}
