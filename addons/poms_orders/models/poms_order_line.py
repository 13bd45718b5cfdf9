from odoo import fields, models

from .states import LINE_STATES


class PomsOrderLine(models.Model):
    """One line of a customer order: what was asked, and what it is here."""

    _name = "poms.order.line"
    _description = "Customer Order Line"
    _order = "order_id, sequence, id"
    _rec_name = "line"

    order_id = fields.Many2one(
        "poms.order", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    line = fields.Char(string="Line", help="The line's number in the customer's order.")
    item_buyer = fields.Char(string="Customer's Item")
    item_supplier = fields.Char(string="Our Item")
    item_gtin = fields.Char(string="GTIN")
    description = fields.Char()
    product_id = fields.Many2one("product.product", index="btree_not_null")
    quantity = fields.Float(digits="Product Unit", default=1.0)
    uom_id = fields.Many2one("uom.uom", string="Unit")
    uom_code = fields.Char(string="Unit as Sent")
    price_unit = fields.Float(digits="Product Price")
    date_due = fields.Datetime(string="Due")
    state = fields.Selection(
        LINE_STATES, default="open", required=True, readonly=True, copy=False
    )
    issue_text = fields.Char(string="Question", readonly=True, copy=False)
    production_ids = fields.One2many(
        "mrp.production", "poms_order_line_id", string="Production Orders"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
