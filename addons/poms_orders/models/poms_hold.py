from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .states import CARD_OPEN, HOLD_KINDS, HOLD_STATES

TARGETS = {
    "poms.task.card": "card_id",
    "mrp.production": "production_id",
    "poms.order": "order_id",
    "product.product": "product_id",
    "stock.lot": "lot_id",
    "mrp.workcenter": "workcenter_id",
}


class PomsHold(models.Model):
    """A stop on one thing, with its reason, until somebody releases it."""

    _name = "poms.hold"
    _description = "Hold"
    _inherit = ["mail.thread", "poms.act.fields"]
    _order = "state, date_hold desc, id desc"
    _poms_act_fields = frozenset(
        {"state", "released_user_id", "date_released", "release_note"}
    )

    kind = fields.Selection(HOLD_KINDS, default="other", required=True, tracking=True)
    reason_id = fields.Many2one(
        "poms.reason", domain=[("kind", "=", "hold")], ondelete="restrict"
    )
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
        "mrp.workcenter", string="Machine", index="btree_not_null", ondelete="cascade"
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
    released_user_id = fields.Many2one(
        "res.users", string="Hold Released By", readonly=True
    )
    date_released = fields.Datetime(string="Hold Released On", readonly=True)
    release_note = fields.Char(readonly=True)

    _one_target = models.Constraint(
        "CHECK(num_nonnulls(card_id, production_id, order_id, product_id, lot_id, "
        "workcenter_id) = 1)",
        "A hold stops exactly one thing: a card, order, product, lot or machine.",
    )

    @api.depends("kind", *TARGETS.values())
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for hold in self:
            # sudo: the name of a held order is no secret to who reads the hold
            name = hold.sudo()._target().display_name
            hold.display_name = f"{kinds.get(hold.kind)}: {name}" if name else False

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        for hold in holds:
            # the company of what is held; products may be shared by companies
            target = hold._target()
            if "company_id" in target._fields and target.company_id:
                hold.company_id = target.company_id
        holds._touch_cards()
        holds._record("hold_set")
        return holds

    def write(self, vals):
        """What is held stays: a hold on something else is another one."""
        if not self.env.su and set(TARGETS.values()) & vals.keys():
            raise UserError(
                self.env._(
                    "%s holds what it was made for. Release it and hold the other.",
                    self[:1].display_name,
                )
            )
        return super().write(vals)

    @api.model
    def _hold(self, targets, reason=None, note=None, kind="other"):
        """Hold each of `targets` (cards, orders, products, lots, machines).

        :param targets: a recordset of one of the models of `TARGETS`
        :param reason: a `poms.reason` or None; :param str note: what was seen
        :return: the holds
        """
        field = TARGETS[targets._name]
        return self.create(
            [
                {
                    field: target.id,
                    "kind": kind,
                    "reason_id": reason.id if reason else False,
                    "note": note or False,
                }
                for target in targets
            ]
        )

    def action_release(self, note=None):
        """Release the holds; one that is released already stays as it is."""
        self.check_access("write")
        active = self.filtered(lambda hold: hold.state == "active")
        if self and not active:
            raise UserError(self.env._("This hold has been released already."))
        # sudo: a hold ends by this act only; the right was checked
        active.sudo().write(
            {
                "state": "released",
                "released_user_id": self.env.user.id,
                "date_released": fields.Datetime.now(),
                "release_note": note or False,
            }
        )
        active._touch_cards()
        active._record("hold_released")
        return True

    def _target(self):
        """The one record that is held."""
        self.ensure_one()
        return next(
            (self[name] for name in TARGETS.values() if self[name]),
            self.env["poms.task.card"],
        )

    def _sentence(self):
        """Why, in words: reason, note."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        parts = [self.reason_id.name or kinds[self.kind], self.note]
        return " \u2013 ".join(part for part in parts if part)

    def _touch_cards(self):
        """Bring `is_held` of all open cards that these holds touch up to date."""
        domain = Domain.OR(
            [
                Domain("id", "in", self.card_id.ids),
                Domain("production_id", "in", self.production_id.ids),
                Domain("order_id", "in", self.order_id.ids),
                Domain("product_id", "in", self.product_id.ids),
                Domain("workcenter_id", "in", self.workcenter_id.ids),
                Domain("production_id.lot_producing_ids", "in", self.lot_id.ids),
            ]
        )
        # sudo: whether a card is held is the same for everybody
        cards = self.env["poms.task.card"].sudo()
        cards = cards.search(domain & Domain("state", "in", CARD_OPEN))
        self.env.add_to_compute(cards._fields["is_held"], cards)
        cards.invalidate_recordset(["hold_reason"])

    def _record(self, kind):
        hooks = self.env["poms.hooks"]
        for hold in self:
            target = hold._target()
            hooks._record_event(
                kind,
                hold,
                {
                    "target": target._name,
                    "name": target.display_name,
                    "kind": hold.kind,
                    "reason": hold.reason_id.code or "",
                    "note": hold.note or "",
                },
            )
