from odoo import fields, models


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    batch = fields.Integer(
        default=0, help="Which part of the step's pieces this card makes; in order."
    )
    is_rework = fields.Boolean(
        string="Rework Card",
        readonly=True,
        copy=False,
        help="Repeats a step on pieces that were counted there before.",
    )
    rework_of_id = fields.Many2one(
        "poms.task.card",
        string="Rework of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    rework_previous_id = fields.Many2one(
        "poms.task.card",
        string="Rework after",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    rework_next_ids = fields.One2many(
        "poms.task.card", "rework_previous_id", string="Rework goes on with"
    )
