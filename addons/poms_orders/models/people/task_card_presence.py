from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...domain.offline_identity import act_moment
from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message
from ..reporting.task_card_data import date_text

# Of advisory locks: one act on a person's time at a time.
LOCK_PERSON = 0x504F4D45
# The text of the code at the gate that ends the day.
CLOCK_OUT = "POMS-OUT"


class PomsTaskCard(models.Model):
    """Indirect time and leaving by scan at a station; same shape as the other acts."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def indirect(self, uuid, token, reason, **told):
        """Start indirect time of a person; the same reason again ends it.

        :param str uuid: made once by the client, kept over resends
        :param str token: from `identify`
        :param reason: code or id of a reason of the kind indirect
        :param told: `date_client`, `identified`, `queued`, see `report`; what waited
            counts from the client's time
        :return: ``{"status", "code": "started" | "stopped" | "reason_unknown",
            "message", "id", "uuid", "duplicate", "since"}``
        :raise AccessError: nobody identified
        """
        return self._act_on_time("indirect", uuid, token, told, reason)

    @api.model
    @floor_input
    def clock_out(self, uuid, token, **told):
        """Note that the person goes: presence and indirect time end.

        :param told: as in `indirect`
        :return: ``{"status": "accepted", "code": "gone" | "not_here", "message",
            "uuid"}``; again is the same
        :raise AccessError: nobody identified
        """
        return self._act_on_time("clock_out", uuid, token, told)

    @api.model
    def _act_on_time(self, kind, uuid, token, told, *args):
        """Take an act on a person's time through the door, one after the other."""
        self._check_caller()
        act = self._parse_told(kind, uuid, told)
        employee, _device, _code = self._get_act_actor(dict(act), token)
        return self.env["poms.door"]._serial(
            [employee.id],
            lambda: getattr(self, f"_{kind}")(act["uuid"], token, *args, told=act),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _parse_told(self, kind, uuid, told):
        """How an act without a card came: who told it, and when."""
        unknown = sorted(set(told) - {"date_client", "identified", "queued"})
        if unknown:
            raise ValidationError(
                self.env._(
                    "%(kind)s has no argument %(names)s.",
                    kind=kind,
                    names=", ".join(unknown),
                )
            )
        return {
            "kind": kind,
            "uuid": self._parse_uuid(uuid),
            "date_client": self._parse_datetime("date_client", told.get("date_client")),
            "identified": str(told.get("identified") or "online"),
            "queued": told.get("queued") is True,
        }

    @api.model
    def _open_told(self, act, token):
        """Return (employee, cards in the person's language, moment, code).

        The moment is the client's where the act waited, else None: now. A code says
        that the identity does not hold.
        """
        employee, _device, code = self._get_act_actor(act, token)
        cards = self.with_context(lang=self._get_lang(employee))
        moment = None
        if act["queued"] and act["date_client"]:
            moment = act_moment(act["date_client"], fields.Datetime.now())
        return employee, cards, moment, code

    @api.model
    def _refuse_told(self, act, code, values):
        """A refusal that nobody has to settle: nothing of the plant hangs on it."""
        message = get_message(self.env, code, values)
        answer = self._answer_time(act["uuid"], "refused", code, message)
        return {**answer, "settled": True}

    @api.model
    def _indirect(self, uuid, token, reason, told=None):
        """Inner `indirect`, behind the door; `token` may be an `hr.employee`."""
        act = told or self._parse_told("indirect", uuid, {})
        employee, cards, moment, code = self._open_told(act, token)
        if code:
            return cards._refuse_told(act, code, {"person": employee.name or ""})
        company = employee.company_id or self.env.company
        found = cards._locate_reason(reason, company, ["indirect"])
        if not found:
            message = cards.env._(
                '"%s" is no reason of indirect work.', str(reason or "")
            )
            answer = cards._answer_time(uuid, "refused", "reason_unknown", message)
            return {**answer, "settled": True}
        # sudo: the person is identified, it is the own time
        rows = self.env["poms.indirect.time"].sudo()
        first = rows.search(
            ["|", ("uuid", "=", uuid), ("uuid_end", "=", uuid)], limit=1
        )
        if first:
            return cards._answer_indirect(uuid, first, is_duplicate=True)
        running = rows.search(
            [("employee_id", "=", employee.id), ("date_end", "=", False)]
        )
        if running.reason_id == found:
            rows._stop(employee, moment)
            running.uuid_end = uuid
            return cards._answer_indirect(uuid, running)
        begun = rows._begin(employee, found, moment=moment, uuid=uuid)
        return cards._answer_indirect(uuid, begun)

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
    def _clock_out(self, uuid, token, told=None):
        """Inner `clock_out`, behind the door."""
        act = told or self._parse_told("clock_out", uuid, {})
        employee, cards, moment, code = self._open_told(act, token)
        if code:
            return cards._refuse_told(act, code, {"person": employee.name or ""})
        rows = self.env["poms.presence"]._go(employee, moment)
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
    def _scan(self, token, code, workcenter=None):
        """A code that is nothing else may be a reason of indirect work."""
        answer = super()._scan(token, code, workcenter)
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
