from odoo import api, fields, models


class PomsToolRequirement(models.Model):
    """A tool that an operation needs: a certain one, or any of a group."""

    _name = "poms.tool.requirement"
    _description = "Tool Requirement"
    _order = "operation_id, id"

    operation_id = fields.Many2one(
        "mrp.routing.workcenter", required=True, index=True, ondelete="cascade"
    )
    tool_id = fields.Many2one("poms.tool", index="btree_not_null", ondelete="restrict")
    group_id = fields.Many2one(
        "poms.tool.group",
        string="Tool Group",
        index="btree_not_null",
        ondelete="restrict",
        help="Any ready tool of the group will do.",
    )
    company_id = fields.Many2one(
        related="operation_id.bom_id.company_id", store=True, index=True
    )

    _one_target = models.Constraint(
        "CHECK(num_nonnulls(tool_id, group_id) = 1)",
        "Name a tool or a tool group, not both.",
    )

    @api.depends("tool_id.display_name", "group_id.name")
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = (
                requirement.tool_id.display_name or requirement.group_id.name
            )

    def _get_candidates(self):
        """The tools that fulfil the requirement, ready or not."""
        self.ensure_one()
        return self.tool_id or self.group_id.tool_ids

    def _pick_tool(self, machine):
        """The tool that works on `machine`: mounted there first, then any ready one
        in the store, those with life left first. Empty when there is none."""
        self.ensure_one()
        ready = self._get_candidates().filtered(lambda tool: tool.state == "ready")
        free = ready.filtered(
            lambda tool: tool.workcenter_id in (machine, machine.browse())
        )
        return free.sorted(
            lambda tool: (
                tool.workcenter_id != machine,
                tool.life_state == "worn",
                tool.life_state == "due",
                tool.id,
            )
        )[:1]
