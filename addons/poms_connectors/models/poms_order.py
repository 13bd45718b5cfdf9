from odoo import fields, models


class PomsOrder(models.Model):
    _inherit = "poms.order"

    edi_message_ids = fields.One2many(
        "poms.edi.message", "order_id", string="EDI Messages", readonly=True
    )
    edi_message_count = fields.Integer(
        compute="_compute_edi_message_count", groups="poms_orders.group_planner"
    )

    def _compute_edi_message_count(self):
        groups = self.env["poms.edi.message"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.edi_message_count = counts.get(order.id, 0)

    def action_view_edi_messages(self):
        """Open the messages that this order came by and was answered with."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_connectors.poms_edi_message_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {}
        return action
