from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    setup_group_id = fields.Many2one(
        "poms.setup.group",
        ondelete="restrict",
        help="Setup group of all its operations that name no other.",
    )
