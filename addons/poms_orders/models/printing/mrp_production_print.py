from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def action_print_travellers(self):
        report = self.env.ref("poms_orders.action_report_traveller_production")
        return report.report_action(self, config=False)

    def _get_traveller_data(self, cards):
        """Return what the traveller says of this order.

        :param cards: those of its cards that are printed, in their order
        """
        self.ensure_one()
        quantity = f"{self.product_qty:g} {self.product_uom_id.name}"
        return {
            "name": self.name,
            "product": self.product_id.display_name,
            "facts": [
                (self.env._("Quantity"), quantity),
                (self.env._("Due"), cards._format_date(self.date_deadline)),
                (self.env._("Start"), cards[:1]._format_date(self.date_start)),
                (self.env._("Lot"), ", ".join(self.lot_producing_ids.mapped("name"))),
                (self.env._("Customer order"), self.poms_order_id.name),
                (self.env._("Customer"), self.poms_order_id.partner_id.display_name),
                (
                    self.env._("For"),
                    ", ".join(self._split_parents().mapped("name")),
                ),
                (self.env._("Source"), self.origin),
            ],
            "components": [
                (
                    move.product_id.display_name,
                    ", ".join(move.move_line_ids.lot_id.mapped("name")),
                    f"{move.product_uom_qty:g} {move.product_uom.name}",
                )
                for move in self.move_raw_ids
                if move.state != "cancel"
            ],
            "cards": [card._get_traveller_card() for card in cards],
        }
