from odoo import api, fields, models

from ...domain.confidence import LineFacts, assess_line, overall

PRODUCT_SOURCES = [
    ("person", "Chosen by a person"),
    ("mapping", "Remembered for this customer"),
    ("own", "Our item number"),
    ("gtin", "GTIN"),
    ("crossed", "Customer's number equal to one of ours"),
]
UNIT_SOURCES = [
    ("person", "Chosen by a person"),
    ("mapping", "Remembered for this customer"),
    ("common", "Common unit code"),
    ("name", "Name of our unit"),
    ("product", "The product's unit; none was sent"),
]


class PomsOrderLine(models.Model):
    """How a line's values were found, and how sure we are of them."""

    _inherit = "poms.order.line"

    product_source = fields.Selection(
        PRODUCT_SOURCES, string="Product Found by", readonly=True
    )
    unit_source = fields.Selection(UNIT_SOURCES, string="Unit Found by", readonly=True)
    confidence = fields.Integer(
        string="Confidence (%)",
        compute="_compute_confidence",
        help="How sure we are of the least sure field.",
    )

    @api.model
    def _with_sources(self, vals):
        """What is written without saying how it was found, a person chose."""
        sources = (("product_id", "product_source"), ("uom_id", "unit_source"))
        return vals | {
            source: "person" if vals[name] else False
            for name, source in sources
            if name in vals and source not in vals
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_sources(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_sources(vals))

    def action_accept(self):
        result = super().action_accept()
        self.filtered("product_id").product_source = "person"
        return result

    @api.depends(
        "product_id",
        "uom_id",
        "product_source",
        "unit_source",
        "quantity",
        "price_unit",
        "unread",
        "date_due",
        "order_id.date_due",
    )
    def _compute_confidence(self):
        for line, fields_ in self._assess().items():
            line.confidence = overall(fields_)

    def _assess(self):
        """{line: {field: how sure}}; one query for what customers usually order."""
        usual = self._usual_quantities()
        return {line: assess_line(line._confidence_facts(usual)) for line in self}

    def _confidence_facts(self, usual):
        order = self.order_id
        product = self.product_id
        unread = [code for code, _value in self.unread or []]
        return LineFacts(
            product_source=self.product_source if product else None,
            unit_source=self.unit_source if self.uom_id else None,
            quantity=self.quantity,
            converts=not product
            or not self.uom_id
            or self.uom_id._has_common_reference(product.uom_id),
            is_whole=self._is_whole(),
            due=self.date_due or None,
            order_due=order.date_due or None,
            received=order.date_received or None,
            has_price=bool(self.price_unit),
            lists_price=bool(product.lst_price),
            needs_price=order._makes_sale(),
            usual=usual.get((order.partner_id, product, self.uom_id), (0.0, 0)),
            unread=frozenset(c for c in unread if not self._is_answered(c)),
        )

    def _usual_quantities(self):
        """{(customer, product, unit): (largest quantity, how many lines)} so far."""
        groups = self._read_group(
            [
                ("state", "in", ("confirmed", "delivered")),
                ("partner_id", "in", self.order_id.partner_id.ids),
                ("product_id", "in", self.product_id.ids),
            ],
            ["partner_id", "product_id", "uom_id"],
            ["quantity:max", "__count"],
        )
        return {
            (partner, product, unit): (largest, count)
            for partner, product, unit, largest, count in groups
        }
