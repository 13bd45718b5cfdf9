from odoo import fields, models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "poms.guarded"]

    _poms_guarded_fields = ("poms_use_stock", "poms_guard_settings")

    poms_guard_settings = fields.Boolean(
        string="Guard Settings by Change Control",
        help="Release gates, lanes, rates and planning settings change by a change "
        "request only, with a signature and a way back.",
    )

    def _guarded_company(self):
        return self
