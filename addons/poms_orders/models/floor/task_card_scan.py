from uuid import uuid4

from odoo import api, models

from ...domain.report_rules import judge
from ..reporting.report_messages import get_message


class PomsTaskCard(models.Model):
    """Mistakes are stopped at the scan, not at the report (防错)."""

    _inherit = "poms.task.card"

    @api.model
    def _scan(self, token, code, workcenter=None):
        """A card comes with what speaks against this person working on it here."""
        answer = super()._scan(token, code, workcenter)
        if answer.get("type") != "card":
            return answer
        employee, device, cards = self._open_reading(token)
        card = cards.browse(answer["card"]["id"])
        machine = card._locate_station(workcenter, device)
        return {**answer, "findings": card._find_obstacles(employee, machine)}

    def _locate_station(self, workcenter, device):
        """The machine at which the person stands; empty when nobody knows.

        A tablet for several machines stands at the card's own, if that is one of them.
        """
        told = self._locate_workcenter(workcenter, self.company_id)
        if told or not device.workcenter_ids:
            return told
        own = device.workcenter_ids & self.workcenter_id
        return own or device.workcenter_ids[:1]

    def _find_obstacles(self, employee, machine):
        """Judge a start of the card without booking it.

        :return: ``[{"code", "message", "level": "stop" | "warn"}]``, what stops first
        """
        self.ensure_one()
        kind = "resume" if self.state == "paused" else "start"
        act = self._parse_act(kind, str(uuid4()), {"workcenter": machine.id or None})
        entry = self._prepare_entry(act, employee)
        facts = self._add_machine_facts(self._get_card_facts(), entry)
        person = self._get_person_facts(employee, entry.people)
        verdict = judge(facts, person, entry.act, self._get_check_modes())
        return [
            {
                "code": finding.code,
                "message": get_message(self.env, finding.code, finding.values),
                "level": level,
            }
            for level, findings in (
                ("stop", verdict.errors),
                ("warn", verdict.warnings),
            )
            for finding in findings
        ]
