from odoo import models
from odoo.exceptions import UserError


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def action_replan(self):
        """Odoo's greedy replanning is refused while a plan is in force.

        It would move the cards of one production order over those of all others.
        Planning a new production order stays possible: it takes free time only.
        """
        # sudo: which version is in force is no secret of the company's record
        plan = self.production_id.company_id.sudo().poms_plan_id
        if plan and any(card.date_planned_start for card in self.sudo().card_ids):
            raise UserError(
                self.env._(
                    "%(plan)s is in force and keeps these work orders where they are. "
                    "Make a new plan instead, or undo this one.",
                    plan=plan[0].name,
                )
            )
        return super().action_replan()
