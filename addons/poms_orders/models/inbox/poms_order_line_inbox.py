from odoo import fields, models
from odoo.fields import Domain


class PomsOrderLine(models.Model):
    """A line as the inbox shows it."""

    _inherit = "poms.order.line"

    def _inbox_line(self, sure):
        """One line: values, how sure, why, what was sent."""
        why = self.order_id._why
        names = {
            "product_id": ("product", self.product_id),
            "uom_id": ("unit", self.uom_id),
        }
        fields_ = {
            name: {
                "value": record.id,
                "text": record.display_name or "",
                "percent": sure[key].percent,
                "why": why(key, sure[key].why),
            }
            for name, (key, record) in names.items()
        }
        values = {
            "quantity": ("quantity", self.quantity),
            "price_unit": ("price", self.price_unit),
            "date_due": ("date", fields.Datetime.to_string(self.date_due) or ""),
        }
        fields_ |= {
            name: {
                "value": value,
                "percent": sure[key].percent,
                "why": why(key, sure[key].why),
            }
            for name, (key, value) in values.items()
        }
        codes = [self.item_buyer, self.item_supplier, self.item_gtin, self.description]
        codes = [code for code in codes if code]
        unread = dict(self.unread or [])
        fields_["product_id"] |= {
            "sent": codes,
            "suggestions": self._suggest_products(),
        }
        fields_["uom_id"] |= {
            "sent": [self.uom_code or ""],
            "suggestions": self._suggest_units(),
        }
        fields_["quantity"]["sent"] = [unread.get("quantity", "")]
        fields_["price_unit"]["sent"] = [unread.get("price", "")]
        fields_["date_due"]["sent"] = [unread.get("date", "")]
        return {
            "id": self.id,
            "line": self.line or str(self.sequence),
            "item": next(iter(codes), ""),
            "codes": codes,
            "is_doubtful": self.is_doubtful,
            "came_with": self.origin_order_id.reference or "",
            "promised": fields.Datetime.to_string(self.date_promised) or "",
            "fields": fields_,
        }

    def _suggest_products(self):
        """Products to choose with one tick, where the item is not known."""
        if self.product_id:
            return []
        texts = [self.item_supplier, self.item_buyer, self.description]
        words = [text for text in texts if text and len(text) > 2]
        if not words:
            return []
        company = Domain("company_id", "in", [False, self.company_id.id])
        found = self.env["product.product"].search(
            company
            & Domain.OR(
                Domain(name, "ilike", word)
                for word in words
                for name in ("default_code", "name")
            ),
            limit=3,
        )
        return [{"id": p.id, "name": p.display_name} for p in found]

    def _suggest_units(self):
        """The product's own unit, where none is known or it does not convert."""
        own = self.product_id.uom_id
        if not own or (self.uom_id and self.uom_id._has_common_reference(own)):
            return []
        return [{"id": own.id, "name": own.name}]
