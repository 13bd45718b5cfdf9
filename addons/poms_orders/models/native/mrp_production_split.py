from odoo import models


class MrpProductionSplit(models.TransientModel):
    _inherit = "mrp.production.split"

    def action_split(self):
        self.production_id.workorder_ids._check_no_running_card(
            self.env._("split the order")
        )
        return super().action_split()
