from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    poms_order_line_id = fields.Many2one(
        "poms.order.line",
        string="Customer Order Line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
