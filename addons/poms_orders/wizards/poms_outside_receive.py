from odoo import api, fields, models


class PomsOutsideReceive(models.TransientModel):
    """Asks what came back from a supplier; the act itself: `_receive`."""

    _name = "poms.outside.receive"
    _description = "Receive from Supplier"

    order_id = fields.Many2one("poms.outside.order", required=True, readonly=True)
    quantity_away = fields.Float(related="order_id.quantity_away")
    good = fields.Float(string="Good Pieces", digits="Product Unit")
    scrap = fields.Float(string="Scrap Pieces", digits="Product Unit")
    reason_id = fields.Many2one("poms.reason", domain=[("kind", "=", "scrap")])
    reference = fields.Char(string="Delivery Note")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["poms.outside.order"].browse(self.env.context.get("active_id"))
        return {**values, "order_id": order.id, "good": order.quantity_away}

    def action_receive(self):
        self.ensure_one()
        self.order_id._receive(
            self.good, self.scrap, self.reference, self.reason_id.code
        )
        return {"type": "ir.actions.act_window_close"}
