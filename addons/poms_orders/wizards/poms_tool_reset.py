from odoo import fields, models


class PomsToolReset(models.TransientModel):
    """Asks what was done before the life counters start anew."""

    _name = "poms.tool.reset"
    _description = "Tool Maintained"

    tool_ids = fields.Many2many(
        "poms.tool",
        string="Tools",
        default=lambda self: self.env.context.get("active_ids"),
    )
    note = fields.Char(string="What Was Done", required=True)

    def action_reset(self):
        self.tool_ids._reset_life(self.note)
        return {"type": "ir.actions.act_window_close"}
