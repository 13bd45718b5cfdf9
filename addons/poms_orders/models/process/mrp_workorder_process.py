from odoo import fields, models
from odoo.exceptions import UserError


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    outside_ids = fields.One2many("poms.outside.order", "workorder_id")

    def _check_no_running_card(self, act):
        """Pieces at a supplier cannot be paused: they come back, or are called off."""
        # sudo: that pieces are away is no secret
        away = self.sudo().outside_ids.filtered(lambda order: order.state == "sent")
        if away:
            raise UserError(
                self.env._(
                    "%(pieces)s pieces of %(card)s are at %(partner)s. Receive "
                    "%(outside)s or call it off before you %(act)s.",
                    pieces=f"{away[0].quantity_away:g}",
                    card=away[0].card_id.name,
                    partner=away[0].partner_id.display_name,
                    outside=away[0].name,
                    act=act,
                )
            )
        return super()._check_no_running_card(act)

    def _cal_cost(self, date=False):
        """What suppliers did belongs to the order's cost, at their price."""
        total = super()._cal_cost(date)
        # sudo: cost is summed for whoever closes the order
        orders = self.sudo().outside_ids.filtered(lambda o: o.state != "cancelled")
        return total + sum(order._get_cost() for order in orders)
