from odoo import models


class MrpWorkcenter(models.Model):
    """Whose machine it is, as a rule asks."""

    _inherit = "mrp.workcenter"

    def _team_sets(self):
        """The teams of each of these machines; a machine of no team is of nobody."""
        # sudo: a rule acts for whoever hands in an order, also a bot
        return frozenset(
            frozenset(machine.poms_team_ids.ids) for machine in self.sudo()
        )
