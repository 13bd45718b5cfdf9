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

    def _neutral_line(self):
        """This line as a message would say it."""
        due = self.date_due or self.order_id.date_due
        quantity = f"{self.quantity:f}"
        return {
            "line": self.line or str(self.sequence),
            "item": {
                "buyer": self.item_buyer or "",
                "supplier": self.item_supplier or self.product_id.default_code or "",
                "gtin": self.item_gtin or "",
            },
            "quantity": quantity,
            "unit": self.uom_code or self.uom_id.name,
            "price": f"{self.price_unit:f}" if self.price_unit else None,
            "schedule": [
                {"quantity": quantity, "date": f"{due.isoformat()}Z" if due else None}
            ],
        }
