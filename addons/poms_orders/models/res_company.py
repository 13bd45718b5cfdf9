from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_use_stock = fields.Boolean(
        string="Use Free Stock First",
        help="Confirming a customer order makes only what free stock does not "
        "cover, at every level. Otherwise everything is made for the order.",
    )
