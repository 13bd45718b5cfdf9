from odoo import api, fields, models

from ...domain.confidence import assess_order, missing, overall


class PomsOrder(models.Model):
    """How sure we are of an order, and what is missing; stored for the queue."""

    _inherit = "poms.order"

    confidence = fields.Integer(
        string="Confidence (%)",
        compute="_compute_confidence",
        store=True,
        aggregator="avg",
        help="How sure we are of the least sure field of the order.",
    )
    missing_fields = fields.Char(
        compute="_compute_confidence",
        store=True,
        help="What has to be answered: names of fields, by commas.",
    )
    missing_text = fields.Char(
        string="Missing",
        compute="_compute_missing_text",
        help="What a person has to answer before the order is accepted.",
    )
    make_to_stock = fields.Boolean(
        help="No customer asks for it: it is made for stock, and makes production "
        "orders only. Free stock does not lower what is made.",
    )
    customer_class = fields.Selection(
        related="partner_id.commercial_partner_id.poms_customer_class", store=True
    )

    @api.depends(
        "partner_id",
        "partner_id.commercial_partner_id.poms_production_only",
        "make_to_stock",
        "currency_id",
        "date_due",
        "date_received",
        "line_ids.product_id",
        "line_ids.product_source",
        "line_ids.uom_id",
        "line_ids.unit_source",
        "line_ids.quantity",
        "line_ids.price_unit",
        "line_ids.date_due",
        "line_ids.unread",
    )
    def _compute_confidence(self):
        lines = self.line_ids._assess()
        for order in self:
            sure = order._assess([lines[line] for line in order.line_ids])
            order.confidence = overall(sure)
            order.missing_fields = ",".join(missing(sure)) or False

    @api.depends_context("lang")
    @api.depends("missing_fields", "state")
    def _compute_missing_text(self):
        _ = self.env._
        words = {
            "customer": _("Customer"),
            "product": _("Product"),
            "unit": _("Unit"),
            "quantity": _("Quantity"),
            "date": _("Date"),
            "price": _("Price"),
            "currency": _("Currency"),
            "lines": _("Lines"),
        }
        for order in self:
            codes = (order.missing_fields or "").split(",")
            order.missing_text = order.state == "received" and ", ".join(
                words.get(code, code) for code in codes if code
            )

    def _assess(self, lines):
        """{field: how sure} over the order and its assessed `lines`."""
        self.ensure_one()
        fields_ = assess_order(
            bool(self.partner_id) or self.make_to_stock, bool(self.currency_id), lines
        )
        if self.is_cancellation:
            fields_.pop("lines", None)
        return fields_

    def _makes_sale(self):
        """Whether confirming makes a sale order, or production orders only."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        return not self.make_to_stock and not partner.poms_production_only
