from odoo import api, fields, models

from ..domain.gates import DEFAULT_MODES
from .states import GATE_MODES

GATE_NAMES = [
    ("hold", "Hold"),
    ("kit", "Kit complete"),
    ("predecessor", "Earlier cards released"),
    ("quality", "Quality"),
    ("schedule", "Scheduled"),
]


class PomsGate(models.Model):
    """How strictly a release gate is taken in a company."""

    _name = "poms.gate"
    _description = "Release Gate"
    _order = "company_id, code"
    _rec_name = "code"

    code = fields.Selection(GATE_NAMES, string="Gate", required=True)
    mode = fields.Selection(GATE_MODES, default="warn", required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code, company_id)", "This gate is already set for the company."
    )

    @api.model
    def _modes(self, company):
        """Return {gate: mode} of `company`, defaults included."""
        # sudo: gates are read by whoever releases, and hold nothing secret
        gates = self.sudo().search([("company_id", "=", company.id)])
        return {**DEFAULT_MODES, **{gate.code: gate.mode for gate in gates}}
