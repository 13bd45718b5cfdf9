from decimal import Decimal

import pytz

from odoo import api, fields, models

from ...domain.intake import ITEM_KINDS
from ...domain.order_identity import LineFact
from ..orders.poms_order_intake import END_OF_DAY


class PomsOrderLine(models.Model):
    """A line as a fact that two messages can be compared by."""

    _inherit = "poms.order.line"

    origin_order_id = fields.Many2one(
        "poms.order",
        string="Came with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order that this line came with, before orders were merged or split.",
    )

    reference_key = fields.Char(compute="_compute_reference_key", store=True)

    @api.depends("origin_order_id.reference_key", "order_id.reference_key")
    def _compute_reference_key(self):
        for line in self:
            line.reference_key = (line.origin_order_id or line.order_id).reference_key

    def _line_fact(self):
        self.ensure_one()
        due = self._local_due()
        return LineFact(
            key=self.id,
            line=self.line or "",
            items=tuple(self[f"item_{kind}"] or "" for kind in ITEM_KINDS),
            product=self.product_id.id or None,
            quantity=None if self._lacks("quantity") else self._decimal(self.quantity),
            unit=self.uom_id.id or None,
            price=self._decimal(self.price_unit) if self.price_unit else None,
            due=due,
            whole_day=bool(due) and due.time() == END_OF_DAY,
        )

    @api.model
    def _decimal(self, value):
        return Decimal(f"{value:.6f}").normalize()

    def _local_due(self):
        """When it is due by the company's clock, without a zone; None if not said."""
        due = self.date_due or self.order_id.date_due
        if not due:
            return None
        company = self.order_id.company_id
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        return (
            pytz.utc.localize(due).astimezone(pytz.timezone(zone)).replace(tzinfo=None)
        )

    def _lacks(self, name):
        """Whether the message did not say (or nobody could read) this."""
        unread = {code for code, _value in self.unread or []}
        if name == "quantity":
            return not self.quantity and "quantity" not in unread
        field = {
            "product": "product_id",
            "unit": "uom_id",
            "price": "price_unit",
            "due": "date_due",
        }[name]
        return not self[field]

    def _fill_from(self, other, names):
        """Take over what `other` knows of the fields `names`."""
        self.ensure_one()
        vals = {}
        for name in names:
            if name == "product":
                vals |= {
                    "product_id": other.product_id.id,
                    "product_source": other.product_source,
                }
            elif name == "unit":
                vals |= {"uom_id": other.uom_id.id, "unit_source": other.unit_source}
            else:
                field = {"price": "price_unit", "due": "date_due"}.get(name, name)
                vals[field] = other[field]
        if vals:
            self.write(vals)

    def _change_sentence(self, change):
        """What changes of this line, for a history."""
        values = {"line": self.line or self.sequence, "what": self._item_text()}
        if change.kind == "added":
            return self.env._("line %(line)s (%(what)s) is new", **values)
        if change.kind == "removed":
            return self.env._("line %(line)s (%(what)s) is gone", **values)
        before, after = self.browse(change.before.key), self.browse(change.after.key)
        values["fields"] = ", ".join(
            f"{before._fact_text(name)} → {after._fact_text(name)}"
            for name in change.fields
        )
        return self.env._("line %(line)s (%(what)s): %(fields)s", **values)

    def _item_text(self):
        """Our product, or what the customer calls it."""
        return (
            self.product_id.display_name
            or self.item_buyer
            or self.item_supplier
            or self.item_gtin
            or self.description
            or ""
        )

    def _fact_text(self, name):
        """A field as a person reads it, with its unit."""
        self.ensure_one()
        if name == "product":
            return self._item_text()
        if name == "quantity":
            return (
                f"{self.quantity:g} {self.uom_id.name or self.uom_code or ''}".strip()
            )
        if name == "unit":
            return self.uom_id.name or self.uom_code or ""
        if name == "price":
            return f"{self.price_unit:g} {self.currency_id.name or ''}".strip()
        due = self._local_due()
        if not due:
            return ""
        return str(due.date()) if due.time() == END_OF_DAY else f"{due:%Y-%m-%d %H:%M}"
