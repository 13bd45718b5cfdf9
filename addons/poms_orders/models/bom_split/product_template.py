from odoo import fields, models


class ProductTemplate(models.Model):
    """How the split covers what is needed of a product."""

    _inherit = "product.template"

    poms_stock_use = fields.Selection(
        [("stock", "Free stock first"), ("order", "Always made for the order")],
        string="Need Covered by",
        help="Empty: as the company's settings say.",
    )
    poms_is_pooled = fields.Boolean(
        string="Pooled Production",
        help="One production order covers all that the orders confirmed together "
        "need of it; otherwise each need gets a production order of its own.",
    )
