from odoo import models
from odoo.exceptions import UserError

from ...domain.intake import canonical_code


class PomsOrderLine(models.Model):
    """A person's answers on lines, and what is kept of them."""

    _inherit = "poms.order.line"

    def _answer(self, values):
        """Write a person's answer; an unread value is answered by it."""
        self.ensure_one()
        if "product_id" in values:
            values = {**values, "is_doubtful": False}
            product = self.env["product.product"].browse(values["product_id"] or [])
            if product and not self.uom_id and not self.uom_code:
                values |= {"uom_id": product.uom_id.id, "unit_source": "product"}
        self.write(values)

    def _spread_answer(self):
        """Remember product and unit, and answer the same question everywhere.

        Returns the orders that have fewer questions now.
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(
                self.env._("Choose the customer first: it is remembered for him.")
            )
        if self.product_id and any(
            (self.item_buyer, self.item_supplier, self.item_gtin)
        ):
            self._remember_items()
        self._remember_units()
        waiting = self.search(
            [
                ("state", "=", "open"),
                ("order_id.state", "=", "received"),
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                (
                    "order_id.partner_id",
                    "child_of",
                    self.partner_id.commercial_partner_id.id,
                ),
                "|",
                "|",
                ("product_id", "=", False),
                ("uom_id", "=", False),
                ("is_doubtful", "=", True),
            ]
        )
        return self._spread_product(waiting) | self._spread_unit(waiting)

    def _spread_product(self, waiting):
        codes = self._item_keys()
        alike = waiting.filtered(
            lambda line: (
                (not line.product_id or line.is_doubtful) and codes & line._item_keys()
            )
        )
        if self.product_id:
            alike.write(
                {
                    "product_id": self.product_id.id,
                    "product_source": "mapping",
                    "is_doubtful": False,
                }
            )
            unitless = alike.filtered(lambda line: not (line.uom_id or line.uom_code))
            unitless.write(
                {"uom_id": self.product_id.uom_id.id, "unit_source": "product"}
            )
        return alike.order_id if self.product_id else self.order_id.browse()

    def _spread_unit(self, waiting):
        alike = waiting.filtered(
            lambda line: not line.uom_id and line.uom_code == self.uom_code
        )
        if not self.uom_id or not self.uom_code:
            return self.order_id.browse()
        alike.write({"uom_id": self.uom_id.id, "unit_source": "mapping"})
        return alike.order_id

    def _item_keys(self):
        """{(kind, number)} that this line names its item by."""
        numbers = (("buyer", self.item_buyer), ("gtin", self.item_gtin))
        numbers += (("supplier", self.item_supplier),)
        return {(kind, canonical_code(code)) for kind, code in numbers if code}
