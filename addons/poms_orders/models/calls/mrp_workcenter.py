from odoo import fields, models


class MrpWorkcenter(models.Model):
    """Whether help is called at a machine."""

    _inherit = "mrp.workcenter"

    open_call_count = fields.Integer(
        string="Open Calls", compute="_compute_open_call_count"
    )

    def _compute_open_call_count(self):
        # sudo: that help is called here is no secret to who sees the machine
        groups = (
            self.env["poms.call"]
            .sudo()
            ._read_group(
                [("workcenter_id", "in", self.ids), ("state", "!=", "closed")],
                ["workcenter_id"],
                ["__count"],
            )
        )
        counts = {machine.id: count for machine, count in groups}
        for machine in self:
            machine.open_call_count = counts.get(machine.id, 0)

    def action_open_calls(self):
        """Open the calls of this machine."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_orders.poms_call_action"
        )
        return {**action, "domain": [("workcenter_id", "in", self.ids)], "context": {}}
