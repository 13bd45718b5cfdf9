from odoo import api, fields, models


class PomsOrderLine(models.Model):
    """A line's promised date and what has been delivered of it."""

    _inherit = "poms.order.line"

    date_promised = fields.Datetime(string="Promised", readonly=True, copy=False)
    quantity_delivered = fields.Float(
        string="Delivered", digits="Product Unit", compute="_compute_delivered"
    )

    @api.depends("state", "sale_line_id.qty_delivered")
    def _compute_delivered(self):
        for line in self:
            open_ = line.state not in ("confirmed", "delivered")
            # sudo: a planner sees what has left without rights on the sale
            line.quantity_delivered = (
                0.0 if open_ else line.sudo()._delivered_quantity()
            )
