from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_weight_normal = fields.Integer(
        related="company_id.poms_weight_normal", readonly=False
    )
    poms_weight_high = fields.Integer(
        related="company_id.poms_weight_high", readonly=False
    )
    poms_weight_urgent = fields.Integer(
        related="company_id.poms_weight_urgent", readonly=False
    )
