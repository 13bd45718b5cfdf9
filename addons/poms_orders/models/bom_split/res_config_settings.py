from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_use_incoming = fields.Boolean(
        related="company_id.poms_use_incoming", readonly=False
    )
