from dataclasses import replace

from odoo import fields, models


class PomsTaskCard(models.Model):
    """What the floor's rules are told besides: machine told, tools, supervisors."""

    _inherit = "poms.task.card"

    def _add_machine_facts(self, facts, entry):
        """The card's facts at the machine that the person told.

        A hold on that machine stops the act as one on the card does.
        """
        facts = super()._add_machine_facts(facts, entry)
        if entry.machine != self.workcenter_id and not facts.is_held:
            # sudo: whether a machine is held is the same for everybody
            hold = self.env["poms.hold"].sudo()
            hold = hold.search(
                [("workcenter_id", "=", entry.machine.id), ("state", "=", "active")],
                limit=1,
            )
            if hold:
                facts = replace(facts, is_held=True, hold_reason=hold._sentence())
        if not self.operation_id.tool_requirement_ids:
            return facts
        missing, worn, due = self._get_tool_facts(entry.machine)
        return replace(facts, missing_tools=missing, worn_tools=worn, due_tools=due)

    def _find_supervisors(self, missing, employee):
        """Who of those present may look after a person that lacks skills.

        :param missing: requirements that the person does not meet
        :return: (requirements that may be done under supervision of somebody
            present, those people)
        """
        wanted = missing.filtered("is_supervisable")
        people = self.env["hr.employee"]
        if not wanted:
            return wanted, people
        # sudo: who is present is asked, not told
        rows = (
            self.env["poms.presence"]
            .sudo()
            .search(
                [
                    ("kind", "=", "present"),
                    ("date_out", "=", False),
                    ("team_id", "in", self._get_gate_teams().ids),
                    ("employee_id", "!=", employee.id),
                ]
            )
        )
        present = rows.employee_id
        lacking = wanted._get_missing(present, fields.Date.context_today(self))
        met = wanted.filtered(
            lambda need: any(need not in lacking[person.id] for person in present)
        )
        able = present.filtered(lambda person: met - lacking[person.id])
        return met, able

    def _prepare_report_vals(self, entry):
        """Under whose supervision the person worked, if that was needed."""
        vals = super()._prepare_report_vals(entry)
        needs = self.operation_id.skill_requirement_ids.filtered("is_supervisable")
        if needs:
            today = fields.Date.context_today(self)
            people = entry.employee | entry.people
            lacking = needs._get_missing(people, today)
            missing = lacking[entry.employee.id]
            beside = (people - entry.employee).filtered(
                lambda person: missing - lacking[person.id]
            )
            able = beside or self._find_supervisors(missing, entry.employee)[1]
            if missing and able:
                vals["supervisor_id"] = able[0].id
        return vals


class PomsReport(models.Model):
    _inherit = "poms.report"

    supervisor_id = fields.Many2one(
        "hr.employee", string="Under Supervision of", readonly=True
    )
