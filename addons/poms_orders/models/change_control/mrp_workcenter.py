from odoo import models


class MrpWorkcenter(models.Model):
    _name = "mrp.workcenter"
    _inherit = ["mrp.workcenter", "poms.guarded"]

    # What a machine costs and how fast it is: every price and plan hangs on it.
    _poms_guarded_fields = ("costs_hour", "time_efficiency")
