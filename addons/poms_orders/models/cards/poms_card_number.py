from odoo import fields, models


class PomsCardNumber(models.Model):
    """A number that a card had before: paper that is out there still finds it."""

    _name = "poms.card.number"
    _description = "Former Card Number"
    _rec_name = "number"

    number = fields.Char(required=True)
    card_id = fields.Many2one(
        "poms.task.card", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)

    _number_unique = models.Constraint(
        "UNIQUE(number)", "This number was on another card already."
    )
