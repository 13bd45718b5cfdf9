from odoo import api, fields, models
from odoo.exceptions import UserError

from ...domain.tool_life import life_state

TOOL_KINDS = [
    ("tool", "Tool"),
    ("mould", "Mould"),
    ("fixture", "Fixture"),
    ("die", "Die"),
]
TOOL_STATES = [
    ("ready", "Tool Ready"),
    ("maintenance", "In Maintenance"),
    ("retired", "Retired"),
]
LIFE_STATES = [
    ("good", "Life Left"),
    ("due", "Maintenance Due"),
    ("worn", "Worn Out"),
]


class PomsTool(models.Model):
    """A tool, mould, fixture or die with its life counter.

    The counter is the sum of `poms.tool.event`: reports only add lines, so that
    two machines never wait for each other, and every reset keeps its history.
    """

    _name = "poms.tool"
    _description = "Tool"
    _inherit = ["mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Also the text of its label.")
    kind = fields.Selection(
        TOOL_KINDS, string="Tool Kind", default="tool", required=True
    )
    group_id = fields.Many2one(
        "poms.tool.group", string="Tool Group", index="btree_not_null"
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        string="Mounted on",
        index="btree_not_null",
        check_company=True,
        help="Empty: in the tool store.",
    )
    place = fields.Char(help="Shelf in the tool store.")
    pieces_per_stroke = fields.Integer(
        default=1,
        required=True,
        help="Cavities of a mould, parts of a die: so many pieces wear it once.",
    )
    life_limit = fields.Float(
        digits="Product Unit",
        help="Strokes until it must be maintained; 0: not counted.",
    )
    life_warning = fields.Float(
        string="Warn at",
        digits="Product Unit",
        help="Strokes at which its maintenance is announced; 0: at nine tenths.",
    )
    life_used = fields.Float(
        string="Used", digits="Product Unit", compute="_compute_life_used"
    )
    life_left = fields.Float(digits="Product Unit", compute="_compute_life_used")
    life_state = fields.Selection(
        LIFE_STATES,
        string="Life",
        compute="_compute_life_used",
        search="_search_life_state",
    )
    state = fields.Selection(
        TOOL_STATES, default="ready", required=True, index=True, tracking=True
    )
    event_ids = fields.One2many("poms.tool.event", "tool_id", string="Tool History")
    requirement_ids = fields.One2many("poms.tool.requirement", "tool_id")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    _code_unique = models.Constraint(
        "UNIQUE(code, company_id)", "Another tool has this code already."
    )
    _stroke_positive = models.Constraint(
        "CHECK(pieces_per_stroke > 0)", "A stroke makes at least one piece."
    )
    _life_not_negative = models.Constraint(
        "CHECK(life_limit >= 0 AND life_warning >= 0)",
        "Limits of a tool's life cannot be negative.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tool in self:
            tool.display_name = f"{tool.code or ''} {tool.name or ''}".strip()

    @api.depends("event_ids.strokes", "life_limit", "life_warning")
    def _compute_life_used(self):
        used = self._get_life_used()
        for tool in self:
            tool.life_used = used.get(tool.id, 0.0)
            tool.life_left = max(tool.life_limit - tool.life_used, 0.0)
            tool.life_state = life_state(
                tool.life_used, tool.life_limit, tool.life_warning
            )

    def _get_life_used(self):
        """Return {tool id: strokes since the last reset}; one query."""
        groups = self.env["poms.tool.event"]._read_group(
            [("tool_id", "in", self.ids)], ["tool_id"], ["strokes:sum"]
        )
        return {tool.id: strokes for tool, strokes in groups}

    def _search_life_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        tools = self.with_context(active_test=False).search([])
        found = tools.filtered(lambda tool: tool.life_state in value)
        return [("id", "in", found.ids)]

    def _reset_life(self, note=""):
        """Set the counters to zero after maintenance; the history stays.

        :param str note: what was done
        """
        self.check_access("write")
        used = self._get_life_used()
        # sudo: the history is written by acts only, never by hand
        self.env["poms.tool.event"].sudo().create(
            [
                {
                    "tool_id": tool.id,
                    "kind": "maintenance",
                    "strokes": -used.get(tool.id, 0.0),
                    "note": note or False,
                    "user_id": self.env.user.id,
                }
                for tool in self
            ]
        )
        self.filtered(lambda tool: tool.state == "maintenance").state = "ready"
        self.env["poms.hooks"]._record_events(
            [
                (
                    "tool_reset",
                    tool,
                    {
                        "tool": tool.code,
                        "used": str(used.get(tool.id, 0.0)),
                        "note": note or "",
                    },
                )
                for tool in self
            ]
        )

    def action_maintenance(self):
        """Take ready tools out for maintenance."""
        self.check_access("write")
        retired = self.filtered(lambda tool: tool.state == "retired")
        if retired:
            raise UserError(
                self.env._("%s is retired. Make it ready first.", retired[0].code)
            )
        self.state = "maintenance"
        return True

    def action_ready(self):
        """Put tools back without a reset of their counter."""
        self.check_access("write")
        self.state = "ready"
        return True

    def action_retire(self):
        self.check_access("write")
        self.write({"state": "retired", "workcenter_id": False})
        return True
