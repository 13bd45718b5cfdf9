from odoo import fields, models


class ResPartner(models.Model):
    """How a customer writes dates and numbers."""

    _inherit = "res.partner"

    poms_date_order = fields.Selection(
        [("dmy", "Day first: 31/12/2026"), ("mdy", "Month first: 12/31/2026")],
        string="Dates in Files",
        help="Only where a file does not tell: empty, by the customer's country.",
    )
    poms_decimal_mark = fields.Selection(
        [("point", "Point: 1,234.50"), ("comma", "Comma: 1.234,50")],
        string="Numbers in Files",
        help="Only where a file does not tell.",
    )
