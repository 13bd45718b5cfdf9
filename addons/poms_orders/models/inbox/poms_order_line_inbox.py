from odoo import fields, models
from odoo.fields import Domain

SUGGESTIONS = 3
# More than a person looks through here; the order's form shows all.
SHOWN_LINES = 100


class PomsOrderLine(models.Model):
    """A line as the inbox shows it."""

    _inherit = "poms.order.line"

    def _inbox_line(self, sure, suggestions):
        """One line: values, how sure, why, what was sent; products to choose from."""
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
            "suggestions": suggestions,
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

    def _shown_in_inbox(self):
        """These lines; of very many, those with a question first."""
        if len(self) <= SHOWN_LINES:
            return self
        chosen = set(self.sorted(lambda line: not line.has_issue)[:SHOWN_LINES].ids)
        return self.filtered(lambda line: line.id in chosen)

    def _suggest_products(self):
        """{line: products to choose with one tick} where the item is not known.

        One search for all lines.
        """
        words = {line: line._item_words() for line in self if not line.product_id}
        wanted = dict.fromkeys(word for some in words.values() for word in some)
        if not wanted:
            return {}
        company = Domain("company_id", "in", [False, *self.company_id.ids])
        found = self.env["product.product"].search(
            company
            & Domain.OR(
                Domain(name, "ilike", word)
                for word in wanted
                for name in ("default_code", "name")
            ),
            limit=SUGGESTIONS * len(wanted),
        )
        texts = [(p, f"{p.default_code or ''}\n{p.name or ''}".lower()) for p in found]
        return {
            line: [
                {"id": product.id, "name": product.display_name}
                for product, text in texts
                if any(word.lower() in text for word in some)
            ][:SUGGESTIONS]
            for line, some in words.items()
        }

    def _item_words(self):
        """What the message calls the item, long enough to search for."""
        texts = (self.item_supplier, self.item_buyer, self.description)
        return [text for text in texts if text and len(text) > 2]

    def _suggest_units(self):
        """The product's own unit, where none is known or it does not convert."""
        own = self.product_id.uom_id
        if not own or (self.uom_id and self.uom_id._has_common_reference(own)):
            return []
        return [{"id": own.id, "name": own.name}]
