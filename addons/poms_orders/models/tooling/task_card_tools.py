from decimal import Decimal

from odoo import fields, models

from ...domain.tool_life import strokes


class PomsTaskCard(models.Model):
    """The tools of a card: what it needs, what it wears."""

    _inherit = "poms.task.card"

    tool_ids = fields.Many2many(
        "poms.tool",
        string="Tools Used",
        compute="_compute_tool_ids",
        compute_sudo=True,
        help="Mounted on the machine, or ready in the store.",
    )

    def _compute_tool_ids(self):
        for card in self:
            card.tool_ids = card._pick_tools(card.workcenter_id)

    def _pick_tools(self, machine):
        """The tools with which this card is made on `machine`; sudo as found."""
        self.ensure_one()
        # sudo: which tool a card wears is the same for everybody
        requirements = self.sudo().operation_id.tool_requirement_ids
        tools = self.env["poms.tool"].sudo()
        return tools.union(*(need._pick_tool(machine) for need in requirements))

    def _get_tool_facts(self, machine=None):
        """Return (missing, worn, due): names, each a tuple.

        :param machine: where it is made; None: its own machine
        """
        self.ensure_one()
        machine = machine or self.workcenter_id
        missing, worn, due = [], [], []
        for need in self.sudo().operation_id.tool_requirement_ids:
            tool = need._pick_tool(machine)
            if not tool:
                missing.append(need.display_name)
            elif tool.life_state == "worn":
                worn.append(tool.display_name)
            elif tool.life_state == "due":
                due.append(tool.display_name)
        return tuple(missing), tuple(worn), tuple(due)

    def _book_inside(self, report, effects, entry):
        result = super()._book_inside(report, effects, entry)
        if report.kind in ("report", "finish"):
            self._wear_tools(report, entry.machine)
        return result

    def _record_correction(self, report, original):
        result = super()._record_correction(report, original)
        self._wear_tools(report, original.workcenter_id)
        return result

    def _wear_tools(self, report, machine):
        """Count the strokes of a report; a correction takes its difference off."""
        pieces = Decimal(
            str(
                round(
                    report.quantity_good
                    + report.quantity_scrap
                    + report.quantity_material_fault,
                    4,
                )
            )
        )
        if not pieces:
            return
        if report.corrects_id:
            tools = report.corrects_id.sudo().tool_event_ids.tool_id
        else:
            tools = self._pick_tools(machine)
        # sudo: the history is written by reports only, never by hand
        self.env["poms.tool.event"].sudo().create(
            [
                {
                    "tool_id": tool.id,
                    "kind": "correction" if report.corrects_id else "use",
                    "strokes": strokes(pieces, tool.pieces_per_stroke),
                    "date": report.date,
                    "card_id": self.id,
                    "report_id": report.id,
                    "workcenter_id": machine.id,
                    "user_id": self.env.uid,
                }
                for tool in tools
            ]
        )


class PomsReport(models.Model):
    _inherit = "poms.report"

    tool_event_ids = fields.One2many("poms.tool.event", "report_id", readonly=True)
