from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_guard_settings = fields.Boolean(
        related="company_id.poms_guard_settings", readonly=False
    )
