from odoo import api, models


class PomsHooks(models.AbstractModel):
    _inherit = "poms.hooks"

    @api.model
    def _plan_figures(self):
        """Figures of the plan in force: name, since when, before and after."""
        # sudo: boards of people without planning rights show these figures
        plan = self.env.company.sudo().poms_plan_id
        if not plan:
            return super()._plan_figures()
        return {
            "plan": plan.name,
            "date_applied": plan.date_applied,
            **(plan.figures or {}),
        }
