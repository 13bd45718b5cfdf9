from odoo import models


class PomsGate(models.Model):
    _name = "poms.gate"
    _inherit = ["poms.gate", "poms.guarded"]

    _poms_guarded_fields = (
        "mode",
        "code",
        "team_id",
        "workcenter_group_id",
        "operation_id",
        "company_id",
    )
