from odoo import models


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    def change_prod_qty(self):
        workorders = self.mo_id.workorder_ids
        workorders._check_no_running_card(self.env._("change the quantity"))
        result = super().change_prod_qty()
        workorders._sync_cards()
        return result
