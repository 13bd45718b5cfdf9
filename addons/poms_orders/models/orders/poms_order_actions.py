from odoo import models


class PomsOrder(models.Model):
    """The buttons that lead from an order to what was made of it."""

    _inherit = "poms.order"

    def action_view_sale(self):
        return self.sale_order_id._get_records_action()

    def action_view_productions(self):
        return self.production_ids._get_records_action(
            name=self.env._("Production Orders")
        )

    def action_view_cards(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_task_card_action"
        )
        return dict(action, domain=[("order_id", "in", self.ids)], context={})

    def action_view_deliveries(self):
        return self.sale_order_id.picking_ids._get_records_action(
            name=self.env._("Deliveries")
        )

    def action_print_cards(self):
        return self.card_ids._not_cancelled().action_print_travellers()
