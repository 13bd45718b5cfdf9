from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    poms_order_ids = fields.One2many(
        "poms.order", "sale_order_id", string="Customer Orders"
    )

    def action_view_poms_order(self):
        """Open the customer order that this sale order was made from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.order",
            "view_mode": "form",
            "res_id": self.poms_order_ids[:1].id,
        }
