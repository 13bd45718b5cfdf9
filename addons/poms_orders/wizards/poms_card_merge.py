from odoo import api, fields, models


class PomsCardMerge(models.TransientModel):
    """Shows what a merge makes; the act itself: `_merge`."""

    _name = "poms.card.merge"
    _description = "Merge Cards"

    card_ids = fields.Many2many(
        "poms.task.card",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    quantity = fields.Float(
        string="Pieces Together", digits="Product Unit", compute="_compute_quantity"
    )
    note = fields.Char(string="Why")

    @api.depends("card_ids")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = sum(wizard.card_ids.mapped("quantity"))

    def action_merge(self):
        return self.card_ids._merge(self.note)._get_records_action()
