from odoo import fields, models

TOOL_EVENT_KINDS = [
    ("use", "Tool Used"),
    ("correction", "Count Corrected"),
    ("maintenance", "Tool Maintained"),
    ("start", "Opening Count"),
]


class PomsToolEvent(models.Model):
    """One line of a tool's history; the sum of its strokes is the life used."""

    _name = "poms.tool.event"
    _description = "Tool History"
    _order = "date desc, id desc"

    tool_id = fields.Many2one(
        "poms.tool", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(TOOL_EVENT_KINDS, string="What Happened", required=True)
    strokes = fields.Float(digits="Product Unit", required=True)
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    card_id = fields.Many2one("poms.task.card", index="btree_not_null")
    report_id = fields.Many2one("poms.report", index="btree_not_null")
    workcenter_id = fields.Many2one("mrp.workcenter", string="Machine")
    user_id = fields.Many2one("res.users", string="By")
    note = fields.Char()
    company_id = fields.Many2one(related="tool_id.company_id", store=True, index=True)
