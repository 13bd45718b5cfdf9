from odoo import fields, models


class PomsReport(models.Model):
    """Two counts that a plant may tell apart; the books have them in another."""

    _inherit = "poms.report"

    quantity_concession = fields.Float(
        string="Concession",
        digits="Product Unit",
        readonly=True,
        help="Of the good pieces: those that pass with a deviation.",
    )
    quantity_to_inspect = fields.Float(
        string="To Inspect",
        digits="Product Unit",
        readonly=True,
        help="Of the rework: pieces that wait for a judgement and stay on the card.",
    )
