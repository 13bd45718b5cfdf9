from odoo import fields, models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    outside_ids = fields.One2many("poms.outside.order", "workorder_id")

    def _cal_cost(self, date=False):
        """What suppliers did belongs to the order's cost, at their price."""
        total = super()._cal_cost(date)
        # sudo: cost is summed for whoever closes the order
        orders = self.sudo().outside_ids.filtered(lambda o: o.state != "cancelled")
        return total + sum(order._get_cost() for order in orders)
