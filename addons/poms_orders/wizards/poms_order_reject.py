from odoo import fields, models


class PomsOrderReject(models.TransientModel):
    """Asks why an order is refused; the customer is told the reason."""

    _name = "poms.order.reject"
    _description = "Reject Customer Orders"

    order_ids = fields.Many2many(
        "poms.order",
        string="Orders",
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_reject(self):
        return self.order_ids.action_reject(self.reason)
