from odoo import api, fields, models


class PomsTaskCard(models.Model):
    """What the card's step is called: on paper, in lists and on the floor alike."""

    _inherit = "poms.task.card"

    step_name = fields.Char(string="Step", compute="_compute_step_name")

    @api.depends_context("lang")
    @api.depends("workorder_id.name", "operation_id.name")
    def _compute_step_name(self):
        for card in self:
            card.step_name = card.workorder_id._poms_step_name()
