from odoo import fields, models


class MrpWorkcenterProductivity(models.Model):
    _inherit = "mrp.workcenter.productivity"

    report_id = fields.Many2one(
        "poms.report", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    poms_kind = fields.Selection(
        [("setup", "Setup"), ("run", "Run")], string="Kind of Time", readonly=True
    )
