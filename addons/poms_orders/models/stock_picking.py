from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        shipped = self.filtered(
            lambda p: p.state == "done" and p.picking_type_code == "outgoing"
        )
        for picking in shipped:
            # sudo: shipping answers the order, also when a keeper ships it
            orders = picking.sudo().move_ids.sale_line_id.poms_order_line_id.order_id
            orders._after_shipment(picking.sudo())
        return result
