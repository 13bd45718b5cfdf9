from odoo import fields, models

from ..models.poms_gate import GATE_NAMES
from ..models.states import GATE_MODES


class PomsCardReleaseLine(models.TransientModel):
    """One gate that speaks against the release of one card."""

    _name = "poms.card.release.line"
    _description = "Gate of a Release"

    release_id = fields.Many2one("poms.card.release", ondelete="cascade")
    card_id = fields.Many2one("poms.task.card", readonly=True)
    gate = fields.Selection(GATE_NAMES, readonly=True)
    mode = fields.Selection(GATE_MODES, readonly=True)
    detail = fields.Char(readonly=True)
