import uuid as uuid_lib

from odoo import fields, models
from odoo.exceptions import UserError


class PomsCall(models.Model):
    """What happens to a call, each with its step; rights were checked before."""

    _inherit = "poms.call"

    def _note_step(self, kind, moment, employee, uuid, note=None):
        self.env["poms.call.step"].sudo().create(
            {
                "call_id": self.id,
                "kind": kind,
                "date": moment,
                "employee_id": employee.id,
                "uuid": uuid,
                "note": note or False,
            }
        )

    def _is_told(self, uuid):
        """True when the act with this uuid was done to this call before."""
        self.ensure_one()
        return uuid in self.step_ids.mapped("uuid")

    def _call(self, values, moment):
        """Make a call: block the machine, tell the first level."""
        call = self.create({**values, "date_called": moment})
        call._note_step("called", moment, call.employee_id, call.uuid, call.name)
        call._block_machine(moment)
        call._restart(moment)
        call._notify()
        return call

    def _come(self, uuid, employee, moment):
        """Somebody has come; who really was first wins, whenever it is told."""
        self.ensure_one()
        moment = max(moment, self.date_called)
        self._note_step("come", moment, employee, uuid)
        if not self.date_come or moment < self.date_come:
            self.write(
                {
                    "come_uuid": uuid,
                    "come_employee_id": employee.id,
                    "date_come": moment,
                }
            )
        if self.state == "open":
            self.state = "come"
            self._escalate(fields.Datetime.now(), until=moment)
        self._notify()

    def _close(self, uuid, employee, moment, note=None, reason=None):
        """The call is solved; who solves it has come as well."""
        self.ensure_one()
        moment = max(moment, self.date_come or self.date_called)
        note = str(note or "").strip()
        self._note_step("closed", moment, employee, uuid, note)
        self.write(
            {
                "state": "closed",
                "close_uuid": uuid,
                "close_employee_id": employee.id,
                "date_closed": moment,
                "come_employee_id": (self.come_employee_id or employee).id,
                "date_come": self.date_come or moment,
                "resolution": note,
                "reason_id": reason.id if reason else False,
                "date_next_level": False,
            }
        )
        self._unblock_machine(moment)
        self.activity_ids.action_feedback(feedback=note or self.env._("Call solved."))
        self._notify()

    def _reopen(self, uuid, employee, moment, note=None):
        """It was not solved after all: the levels begin anew."""
        self.ensure_one()
        moment = max(moment, self.date_closed)
        note = str(note or "").strip()
        self._note_step("reopened", moment, employee, uuid, note)
        self.write(
            {
                "state": "open",
                "date_closed": False,
                "close_employee_id": False,
                "reopen_count": self.reopen_count + 1,
            }
        )
        self._block_machine(moment)
        self._restart(moment)
        self._notify()

    # -- from the office ------------------------------------------------------------

    def _act_in_office(self, method, **values):
        """Do an act as the log-in's own person; the same rules as on the floor."""
        self.ensure_one()
        self.check_access("read")
        employee = self.env["poms.leader"]._get_own_employee()
        inner = getattr(self.env["poms.task.card"], method)
        answer = inner(str(uuid_lib.uuid4()), employee, self.id, **values)
        if answer["status"] == "refused":
            raise UserError(answer["message"])
        return True

    def action_come(self):
        """Note that the user has come to help."""
        return self._act_in_office("_call_come")

    def action_reopen(self):
        """Open a solved call again: it was not solved after all."""
        return self._act_in_office("_call_reopen")
