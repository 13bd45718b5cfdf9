from dataclasses import replace
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..reporting.task_card_facts import to_decimal
from ..states import CARD_OPEN

CHANGER_GROUPS = ("poms_orders.group_planner", "poms_orders.group_team_leader")


class PomsTaskCard(models.Model):
    """Pieces that go back: rework cards in a chain that ends where it began."""

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

    def _rework_root(self):
        """The card of a chain that this one was split from, else itself."""
        card = self
        while card.split_from_id and card.split_from_id.rework_of_id:
            card = card.split_from_id
        return card

    def _rework_peers(self):
        """The cards that do the same link of the same chain: itself and its splits."""
        root = self._rework_root()
        return self.workorder_id.card_ids._not_cancelled().filtered(
            lambda card: card.rework_of_id and card._rework_root() == root
        )

    def _spent(self):
        """Pieces that left these cards: good, scrap and material fault."""
        return sum(
            card.quantity_good + card.quantity_scrap + card.quantity_material_fault
            for card in self
        )

    def _rework_source(self):
        """The link of the chain whose good pieces come here; cancelled are skipped."""
        card = self.rework_previous_id._follow_merge()
        while card.state == "cancelled":
            card = card.rework_previous_id._follow_merge()
        return card

    def _get_out_for_rework(self):
        """Pieces of this step that are away for rework, or were lost there.

        They came from the step before, but nobody here can work on them.
        """
        chains = self.workorder_id.card_ids._not_cancelled().filtered(
            lambda card: (
                card.rework_of_id
                and not card.is_rework
                and card._rework_root() != self._rework_root()
            )
        )
        out = 0.0
        for card in chains:
            out += max(card.quantity - card._spent(), 0.0)
        return out

    def _get_available(self, previous):
        """Of a rework chain: what the link before has made, less what was used."""
        source = self._rework_source()
        if source:
            used = self._rework_peers()._spent()
            made = sum(source._rework_peers().mapped("quantity_good"))
            return to_decimal(made - used)
        if self.is_rework:
            return None
        return super()._get_available(previous)

    def _get_card_facts(self):
        facts = super()._get_card_facts()
        if not self.rework_of_id:
            return facts
        source = self._rework_source()
        name = facts.previous_name
        if source:
            name = source.workorder_id._poms_step_name()
        return replace(facts, over_percent=Decimal(0), previous_name=name or "")

    def _is_receiving(self):
        """Good pieces of a rework card go back into their step, not to stock."""
        return not self.is_rework and super()._is_receiving()

    def _plan_components(self, entry, rows, spent):
        """Rework takes only what is scanned: its pieces have their material."""
        if self.is_rework:
            spent = Decimal(0)
        return super()._plan_components(entry, rows, spent)

    def _book_good(self, effects):
        """A piece that repeats a step was counted there before."""
        return None if self.is_rework else super()._book_good(effects)

    def _get_used_by_next(self):
        if not self.is_rework:
            return super()._get_used_by_next()
        return to_decimal(self._rework_peers().rework_next_ids._spent())

    def _lower_after(self, left, lowered):
        """Behind a rework card come the next ones of its chain, not the next step."""
        if not self.is_rework:
            return super()._lower_after(left, lowered)
        after = self._rework_peers().rework_next_ids
        taken = self._lower_cards(after, left, lowered) if after else 0
        if taken:
            made = to_decimal(sum(after.mapped("quantity_good")))
            after[0]._lower_after(made - taken, lowered)
        return None

    def _get_used_by_next_after(self, lowered):
        if not self.is_rework:
            return super()._get_used_by_next_after(lowered)
        after = self._rework_peers().rework_next_ids
        return to_decimal(after._spent()) - self._get_lowered(lowered, after)

    def _get_correction_facts(self, original, act, employee):
        facts = super()._get_correction_facts(original, act, employee)
        if not self.is_rework:
            return facts
        return replace(facts, step_good=to_decimal(self.quantity_good))

    # --- the act

    def _get_earlier_workorders(self):
        """All steps before this one in its order, first ones first."""
        found, todo = self.env["mrp.workorder"], self.workorder_id
        while todo:
            todo = todo.blocked_by_workorder_ids - found
            found |= todo
        return found.filtered(lambda w: w.state != "cancel").sorted(
            lambda w: (w.sequence, w.id)
        )

    def _get_rework_open(self):
        """Pieces reported as rework on this card that nobody sent anywhere yet."""
        sent = self.search_fetch(
            [
                ("rework_of_id", "=", self.id),
                ("is_rework", "=", False),
                ("split_from_id", "=", False),
                ("state", "!=", "cancelled"),
            ],
            ["quantity"],
        )
        left = self.quantity_rework - sum(sent.mapped("quantity"))
        return min(max(left, 0.0), self.quantity_open)

    def _send_to_rework(self, quantity, workorders=None, note=""):
        """Send open pieces of this card back to earlier steps, then here again.

        Each chosen step gets a rework card, in their order; steps that are not
        chosen are skipped. The last card repeats this step and takes the pieces off
        this card: no piece is on two cards, and none is counted twice.

        :param float quantity: pieces of the open quantity
        :param workorders: earlier steps to repeat; None: this step only
        :param str note: why, for the history
        :return: the new cards, released, in the order of the work
        :raise UserError: closed card, too many pieces, a step that is not before
        :raise AccessError: neither planner, team leader nor process engineer
        """
        self.ensure_one()
        self._check_may_rework()
        # sudo: who may send pieces to rework was asked
        card = self.sudo()
        card.lock_for_update()
        quantity = card.uom_id.round(quantity)
        steps = card.env["mrp.workorder"].browse(workorders.ids if workorders else [])
        card._check_rework(quantity, steps)
        before = card._snapshot()
        chain = card._create_rework_cards(quantity, steps)
        card.quantity = card.uom_id.round(card.quantity - quantity)
        if card.uom_id.is_zero(card.quantity_open) and card.state != "running":
            card.state = "done"
        self.env["poms.card.act"]._log(
            "rework",
            before,
            card | chain,
            self.env._(
                "%(quantity)s of %(card)s repeat: %(steps)s",
                quantity=f"{quantity:g}",
                card=card.name,
                steps=" \u2192 ".join(
                    workorder._poms_step_name() for workorder in chain.workorder_id
                ),
            ),
            note,
        )
        return chain.with_env(self.env)

    def _check_may_rework(self):
        groups = (*CHANGER_GROUPS, "poms_orders.group_process_engineer")
        if not self.env.su and not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._("Ask a team leader or planner to send pieces to rework.")
            )

    def _check_rework(self, quantity, steps):
        if self.state not in CARD_OPEN:
            raise UserError(self.env._("%s is closed; nothing is left.", self.name))
        if self.is_rework:
            raise UserError(
                self.env._(
                    "%s is a rework card already. Report the pieces there, and send "
                    "them from the step that finds them bad.",
                    self.name,
                )
            )
        if quantity <= 0 or self.uom_id.compare(quantity, self.quantity_open) > 0:
            raise UserError(
                self.env._(
                    "Choose more than 0 and at most %(open)s pieces of %(card)s.",
                    open=f"{self.quantity_open:g}",
                    card=self.name,
                )
            )
        previous = self.workorder_id.blocked_by_workorder_ids.filtered(
            lambda w: w.state != "cancel"
        )
        here = self._get_available(previous)
        if here is not None and to_decimal(quantity) > here:
            raise UserError(
                self.env._(
                    "Only %(here)s pieces have come to %(card)s; others cannot be "
                    "reworked yet.",
                    here=f"{max(float(here), 0.0):g}",
                    card=self.name,
                )
            )
        foreign = steps - self._get_earlier_workorders()
        if foreign:
            raise UserError(
                self.env._(
                    "%(step)s does not come before %(own)s.",
                    step=foreign[0]._poms_step_name(),
                    own=self.workorder_id._poms_step_name(),
                )
            )

    def _create_rework_cards(self, quantity, steps):
        chain = self.browse()
        ordered = self._get_earlier_workorders() & steps
        for workorder in (*ordered, self.workorder_id):
            is_last = workorder == self.workorder_id
            vals = workorder._prepare_card_vals(quantity)
            vals |= {
                "is_rework": not is_last,
                "rework_of_id": self.id,
                "rework_previous_id": chain[-1:].id,
                "team_id": self.team_id.id if is_last else False,
                "batch": self.batch if is_last else 0,
                "state": "released",
                "date_released": fields.Datetime.now(),
            }
            if is_last:
                vals["workcenter_id"] = self.workcenter_id.id
            chain |= self.create(vals)
        return chain

    def action_rework(self):
        """Open the dialog that sends pieces back."""
        self.ensure_one()
        return self._open_card_dialog("poms_orders.poms_card_rework_action")
