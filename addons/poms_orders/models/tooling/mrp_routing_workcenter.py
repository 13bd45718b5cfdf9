from odoo import fields, models


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    tool_requirement_ids = fields.One2many(
        "poms.tool.requirement", "operation_id", string="Tool Requirements", copy=True
    )
