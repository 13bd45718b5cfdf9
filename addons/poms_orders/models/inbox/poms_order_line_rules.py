from odoo import models


class PomsOrderLine(models.Model):
    """What a rule weighs of a line."""

    _inherit = "poms.order.line"

    def _quantity_or_zero(self):
        """In the product's unit, where both are known and convert."""
        own = self.product_id.uom_id
        if not own or not self.uom_id or not self.uom_id._has_common_reference(own):
            return 0.0
        return self._stock_quantity()

    def _value(self):
        """Quantity times price, the list price where none was sent."""
        if self.price_unit:
            return self.quantity * self.price_unit
        return self._quantity_or_zero() * self.product_id.lst_price
