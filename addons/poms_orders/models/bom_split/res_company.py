from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    poms_use_incoming = fields.Boolean(
        string="Count What Comes in Time",
        default=True,
        help="Where free stock is used first: receipts and production orders that "
        "nobody waits for count too, if they come before they are needed.",
    )
