from odoo import fields, models

from .states import HOLD_KINDS, HOLD_STATES


class PomsHold(models.Model):
    """A stop on one thing, with its reason, until somebody releases it."""

    _name = "poms.hold"
    _description = "Hold"
    _inherit = ["mail.thread"]
    _order = "state, date_hold desc, id desc"

    kind = fields.Selection(HOLD_KINDS, default="other", required=True, tracking=True)
    note = fields.Char()
    card_id = fields.Many2one(
        "poms.task.card", index="btree_not_null", ondelete="cascade"
    )
    production_id = fields.Many2one(
        "mrp.production", index="btree_not_null", ondelete="cascade"
    )
    order_id = fields.Many2one("poms.order", index="btree_not_null", ondelete="cascade")
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="cascade"
    )
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", ondelete="cascade")
    workcenter_id = fields.Many2one(
        "mrp.workcenter", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        HOLD_STATES,
        default="active",
        required=True,
        index=True,
        readonly=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Held by", default=lambda self: self.env.user, readonly=True
    )
    date_hold = fields.Datetime(
        string="Held on", default=fields.Datetime.now, required=True, readonly=True
    )
    released_user_id = fields.Many2one("res.users", string="Released by", readonly=True)
    date_released = fields.Datetime(string="Released on", readonly=True)
    release_note = fields.Char(readonly=True)

    _one_target = models.Constraint(
        "CHECK(num_nonnulls(card_id, production_id, order_id, product_id, lot_id, workcenter_id) = 1)",
        "A hold stops exactly one thing: a card, an order, a product, a lot or a machine.",
    )
