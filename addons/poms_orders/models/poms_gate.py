from odoo import api, fields, models

from ..domain.gates import pick_modes
from .states import GATE_MODES

GATE_NAMES = [
    ("hold", "Hold"),
    ("kit", "Kit complete"),
    ("document", "Document in force"),
    ("tool", "Tool there"),
    ("skill", "Skill there"),
    ("predecessor", "Earlier cards released"),
    ("quality", "Quality"),
    ("change", "Change control"),
    ("schedule", "Scheduled"),
]


class PomsGate(models.Model):
    """How strictly a release gate is taken: in a company, a line, an operation."""

    _name = "poms.gate"
    _description = "Release Gate"
    _order = "company_id, code, id"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Selection(GATE_NAMES, string="Gate", required=True)
    mode = fields.Selection(GATE_MODES, default="warn", required=True)
    team_id = fields.Many2one(
        "poms.team", check_company=True, ondelete="cascade", help="Empty: every team."
    )
    workcenter_group_id = fields.Many2one(
        "poms.workcenter.group",
        string="Line",
        check_company=True,
        ondelete="cascade",
        help="A group of work centers. Empty: every machine.",
    )
    operation_id = fields.Many2one(
        "mrp.routing.workcenter",
        ondelete="cascade",
        help="Empty: every operation. One that is named comes before the line.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    _code_line_unique = models.UniqueIndex(
        "(code, company_id, COALESCE(team_id, 0), COALESCE(workcenter_group_id, 0), "
        "COALESCE(operation_id, 0))",
        "This gate is already set for the same line and operation.",
    )

    @api.model
    def _modes_of(self, cards):
        """Return {card: {gate: mode}}, defaults included; one query.

        The operation counts before team and line, those before the company.
        """
        # sudo: gates are read by whoever releases, and hold nothing secret
        gates = self.sudo().search([("company_id", "in", cards.company_id.ids)])
        return {
            card: pick_modes(
                [
                    (gate.code, gate.mode, gate._exactness())
                    for gate in gates
                    if gate._is_for(card)
                ]
            )
            for card in cards
        }

    def _is_for(self, card):
        self.ensure_one()
        return (
            self.company_id == card.company_id
            and (not self.operation_id or self.operation_id == card.operation_id)
            and (not self.team_id or self.team_id in card._get_gate_teams())
            and (
                not self.workcenter_group_id
                or self.workcenter_group_id == card.workcenter_id.poms_group_id
            )
        )

    def _exactness(self):
        return (
            4 * bool(self.operation_id)
            + 2 * bool(self.team_id)
            + bool(self.workcenter_group_id)
        )
