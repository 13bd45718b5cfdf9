from odoo import api, fields, models


class PomsCardRenumber(models.TransientModel):
    """Asks for the new numbers; the act itself: `_renumber`."""

    _name = "poms.card.renumber"
    _description = "Renumber Cards"

    card_ids = fields.Many2many(
        "poms.task.card",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    prefix = fields.Char(required=True, default="TC-")
    first = fields.Integer(string="First Number", default=1, required=True)
    digits = fields.Integer(default=3, required=True)
    note = fields.Char(string="Why")
    preview = fields.Text(compute="_compute_preview")

    def _get_names(self):
        """[new number] of each card, in the order of operation and batch."""
        return [
            f"{self.prefix or ''}{number:0{max(self.digits, 1)}d}"
            for number, _card in enumerate(self._get_cards(), self.first)
        ]

    def _get_cards(self):
        return self.card_ids.sorted(
            lambda card: (card.production_id.id, card.sequence, card.batch, card.id)
        )

    @api.depends("card_ids", "prefix", "first", "digits")
    def _compute_preview(self):
        for wizard in self:
            pairs = zip(wizard._get_cards(), wizard._get_names(), strict=True)
            wizard.preview = "\n".join(f"{card.name} → {name}" for card, name in pairs)

    def action_renumber(self):
        self._get_cards()._renumber(self._get_names(), self.note)
        return {"type": "ir.actions.act_window_close"}
