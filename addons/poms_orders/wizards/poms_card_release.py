from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsCardRelease(models.TransientModel):
    """Shows which gates speak against a release; the acts are on the cards."""

    _name = "poms.card.release"
    _description = "Release Task Cards"

    card_ids = fields.Many2many(
        "poms.task.card",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    line_ids = fields.One2many(
        "poms.card.release.line", "release_id", compute="_compute_line_ids"
    )
    passing_count = fields.Integer(
        string="Cards That Pass", compute="_compute_line_ids"
    )
    blocked_count = fields.Integer(string="Cards Stopped", compute="_compute_line_ids")
    reason = fields.Char(string="Release Anyway Because")

    @api.depends("card_ids")
    def _compute_line_ids(self):
        for wizard in self:
            findings = wizard.card_ids._gate_findings()
            wizard.line_ids = [
                fields.Command.create(
                    {
                        "card_id": card.id,
                        "gate": finding.gate,
                        "mode": finding.mode,
                        "detail": card._gate_sentence(finding),
                    }
                )
                for card, found in findings.items()
                for finding in sorted(found, key=lambda f: f.mode)
            ]
            blocked = {
                card
                for card, found in findings.items()
                for f in found
                if f.mode == "block"
            }
            wizard.blocked_count = len(blocked)
            wizard.passing_count = len(wizard.card_ids) - len(blocked)

    def action_release_passing(self):
        blocked = self.card_ids._release_passing()
        if len(blocked) == len(self.card_ids):
            raise UserError(self.env._("A gate stops each of these cards."))
        return {"type": "ir.actions.act_window_close"}

    def action_override(self):
        self.card_ids._release_overridden(self.reason)
        return {"type": "ir.actions.act_window_close"}
