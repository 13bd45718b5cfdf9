from odoo import api, fields, models

from ..floor_input import floor_input
from ..task_card_data import date_text

# Of advisory locks: one act on a person's time at a time.
LOCK_PERSON = 0x504F4D45
# The text of the code at the gate that ends the day.
CLOCK_OUT = "POMS-OUT"


class PomsTaskCard(models.Model):
    """Indirect time and leaving by scan at a station; same shape as the other acts."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def indirect(self, uuid, token, reason):
        """Start indirect time of a person; the same reason again ends it.

        :param str uuid: made once by the client, kept over resends
        :param str token: from `identify`
        :param reason: code or id of a reason of the kind indirect
        :return: ``{"status", "code": "started" | "stopped" | "reason_unknown",
            "message", "id", "uuid", "duplicate", "since"}``
        :raise AccessError: nobody identified
        """
        self._check_caller()
        uuid = self._parse_uuid(uuid)
        employee, _device = self._get_actor(token)
        return self.env["poms.door"]._serial(
            [employee.id],
            lambda: self._indirect(uuid, token, reason),
            namespace=LOCK_PERSON,
        )

    @api.model
    @floor_input
    def clock_out(self, uuid, token):
        """Note that the person goes: presence and indirect time end.

        :return: ``{"status": "accepted", "code": "gone" | "not_here", "message",
            "uuid"}``; again is the same
        :raise AccessError: nobody identified
        """
        self._check_caller()
        uuid = self._parse_uuid(uuid)
        employee, _device = self._get_actor(token)
        return self.env["poms.door"]._serial(
            [employee.id],
            lambda: self._clock_out(uuid, token),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _indirect(self, uuid, token, reason):
        """Inner `indirect`, behind the door; `token` may be an `hr.employee`."""
        employee, _device = self._get_actor(token)
        cards = self.with_context(lang=self._get_lang(employee))
        company = employee.company_id or self.env.company
        found = cards._locate_reason(reason, company, ["indirect"])
        if not found:
            message = cards.env._(
                '"%s" is no reason of indirect work.', str(reason or "")
            )
            return cards._answer_time(uuid, "refused", "reason_unknown", message)
        # sudo: the person is identified, it is the own time
        rows = self.env["poms.indirect.time"].sudo()
        first = rows.search([("uuid", "=", uuid)], limit=1)
        if first:
            return cards._answer_indirect(uuid, first, is_duplicate=True)
        running = rows.search(
            [("employee_id", "=", employee.id), ("date_end", "=", False)]
        )
        if running.reason_id == found:
            rows._stop(employee)
            return cards._answer_indirect(uuid, running)
        return cards._answer_indirect(uuid, rows._begin(employee, found, uuid=uuid))

    @api.model
    def _answer_indirect(self, uuid, row, is_duplicate=False):
        name = row.with_env(self.env).sudo().reason_id.name
        if row.date_end and row.uuid != uuid:
            message = self.env._("%s has ended.", name)
            return self._answer_time(uuid, "accepted", "stopped", message, row)
        message = self.env._(
            "%s begins. Scan it again or start a card to end it.", name
        )
        answer = self._answer_time(uuid, "accepted", "started", message, row)
        return {**answer, "duplicate": is_duplicate}

    @api.model
    def _clock_out(self, uuid, token):
        """Inner `clock_out`, behind the door."""
        employee, _device = self._get_actor(token)
        cards = self.with_context(lang=self._get_lang(employee))
        rows = self.env["poms.presence"]._go(employee)
        code = "gone" if rows else "not_here"
        message = cards.env._("Goodbye, %s.", employee.name)
        return cards._answer_time(uuid, "accepted", code, message)

    @api.model
    def _answer_time(self, uuid, status, code, message, row=None):
        return {
            "status": status,
            "code": code,
            "message": message,
            "id": row.id if row else 0,
            "uuid": uuid,
            "duplicate": False,
            "warnings": [],
            "since": date_text(row.date_start) if row else "",
            "date": fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def _scan(self, token, code):
        """A code that is nothing else may be a reason of indirect work."""
        answer = super()._scan(token, code)
        text = str(code or "").strip()
        if answer["status"] == "accepted" or not text:
            return answer
        if text == CLOCK_OUT:
            found = {"type": "clock_out", "clock_out": {}}
            return {"status": "accepted", "code": "ok", **found}
        _employee, _device, cards = self._open_reading(token)
        reason = cards._locate_reason(text, cards.env.company, ["indirect"])
        if not reason:
            return answer
        data = {"id": reason.id, "code": reason.code, "name": reason.name}
        return {
            "status": "accepted",
            "code": "ok",
            "type": "indirect",
            "indirect": data,
        }
