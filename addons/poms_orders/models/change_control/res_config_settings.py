from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_guard_settings = fields.Boolean(
        related="company_id.poms_guard_settings", readonly=False
    )

    def action_poms_request_setting(self):
        """Ask for another value of a guarded setting of the company."""
        return self.company_id.action_request_setting()
