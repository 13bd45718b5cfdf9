from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain


class PomsTaskCard(models.Model):
    """What presence, lending and indirect time mean for the floor's acts."""

    _inherit = "poms.task.card"

    @api.model
    def _accept_identity(self, employee, device):
        """Who identifies at a tablet is here: the badge-in of the day."""
        if device:
            self.env["poms.presence"]._come(employee, "badge", device)
        return super()._accept_identity(employee, device)

    def _get_person_facts(self, employee, people):
        """Somebody lent to the card's team counts as one of it."""
        facts = super()._get_person_facts(employee, people)
        if facts.in_team is False or facts.in_machine_team is False:
            lent = self.env["poms.presence"]._get_lent_teams(employee)[employee.id]
            if lent & (self.team_id or self.workcenter_id.poms_team_ids):
                return replace(
                    facts,
                    in_team=None if facts.in_team is None else True,
                    in_machine_team=None if facts.in_machine_team is None else True,
                )
        return facts

    @api.model
    def _get_team_domain(self, employee):
        """Somebody lent sees the queue of the team that borrows, too."""
        domain = super()._get_team_domain(employee)
        lent = self.env["poms.presence"]._get_lent_teams(employee)[employee.id]
        if not lent:
            return domain
        borrowed = [
            "|",
            ("team_id", "in", lent.ids),
            ("workcenter_id.poms_team_ids", "in", lent.ids),
        ]
        return list(Domain(domain) | Domain(borrowed))

    def _book_inside(self, report, effects, entry):
        """Who begins to work on a card has stopped cleaning."""
        if report.kind in ("start", "resume"):
            self.env["poms.indirect.time"]._stop(entry.people, entry.date_start or None)
        return super()._book_inside(report, effects, entry)
