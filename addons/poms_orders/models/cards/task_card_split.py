from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..states import CARD_MOVABLE, CARD_OPEN, CARD_STARTED
from .poms_card_act import RESTORED
from .task_card_rework import CHANGER_GROUPS


class PomsTaskCard(models.Model):
    """Cards are divided and put together; no number and no piece is lost."""

    _inherit = "poms.task.card"

    split_from_id = fields.Many2one(
        "poms.task.card",
        string="Split from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    merged_into_id = fields.Many2one(
        "poms.task.card",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whoever scans this card works on that one.",
    )
    act_ids = fields.Many2many(
        "poms.card.act", "poms_card_act_rel", "card_id", "act_id", readonly=True
    )

    def _check_may_change_cards(self):
        """Planners and team leaders divide cards. :raise AccessError:"""
        if not self.env.su and not any(map(self.env.user.has_group, CHANGER_GROUPS)):
            raise AccessError(
                self.env._("Only a planner or a team leader may split or merge cards.")
            )

    def _snapshot(self):
        """{card id as text: values}, for the undo; JSON-able."""
        return {
            str(card.id): {
                **{
                    name: (card[name].id if hasattr(card[name], "ids") else card[name])
                    for name in RESTORED
                },
                "spent": round(
                    card.quantity_good
                    + card.quantity_scrap
                    + card.quantity_material_fault,
                    4,
                ),
            }
            for card in self
        }

    # --- split

    def _split_open(self, quantity=None, workcenter=None, note=""):
        """Move a part of the open quantity of one card to a new card.

        Works on waiting and on started cards: what was reported stays where it is.
        A running card may give away a part; to give away everything that is open it
        must be paused, and is then done.

        :param float quantity: pieces of the open quantity; None: all of them
        :param workcenter: machine of the new card; None: the same
        :param str note: why, for the history
        :return: the new card: released if this one was started, else in its state;
            not planned yet
        :raise UserError: closed card, too much or nothing, running and all of it
        :raise AccessError: neither planner nor team leader
        """
        self.ensure_one()
        self._check_may_change_cards()
        # sudo: who may divide cards was asked; the rest follows from it
        card = self.sudo()
        card.lock_for_update()
        quantity = card.uom_id.round(quantity or card.quantity_open)
        card._check_split_open(quantity)
        before = card._snapshot()
        new = card._create_part(quantity, workcenter)
        self.env["poms.card.act"]._log(
            "split",
            before,
            card | new,
            self.env._(
                "%(quantity)s of %(card)s go to %(new)s",
                quantity=f"{quantity:g}",
                card=card.name,
                new=new.name,
            ),
            note,
        )
        return new.with_env(self.env)

    def _check_split_open(self, quantity):
        self.ensure_one()
        if self.state not in CARD_OPEN:
            raise UserError(self.env._("%s is closed; nothing is left.", self.name))
        whole = self.uom_id.compare(quantity, self.quantity_open) == 0
        over = self.uom_id.compare(quantity, self.quantity_open) > 0
        if quantity <= 0 or over or (whole and self.state in CARD_MOVABLE):
            raise UserError(
                self.env._(
                    "Split off more than 0 and less than %(all)s of %(card)s.",
                    all=f"{self.quantity_open:g}",
                    card=self.name,
                )
            )
        spent = self.quantity - self.quantity_open
        if whole and self.uom_id.is_zero(spent):
            raise UserError(
                self.env._(
                    "Nothing was reported on %s yet: reassign it instead.", self.name
                )
            )
        if whole and self.state == "running":
            raise UserError(
                self.env._(
                    "%s is running. Pause it first, or leave a part of it there.",
                    self.name,
                )
            )

    def _create_part(self, quantity, workcenter=None):
        """The new card over `quantity`, taken off this one."""
        state = "released" if self.state in CARD_STARTED else self.state
        new = self.copy(
            {
                "workorder_id": self.workorder_id.id,
                "workcenter_id": (workcenter or self.workcenter_id).id,
                "quantity": quantity,
                "split_from_id": self.id,
            }
        )
        new.write(
            {
                "state": state,
                "date_released": self.date_released,
                "is_rework": self.is_rework,
                "rework_of_id": self.rework_of_id.id,
                "rework_previous_id": self.rework_previous_id.id,
            }
        )
        self.quantity = self.uom_id.round(self.quantity - quantity)
        if self.state in CARD_STARTED and self.uom_id.is_zero(self.quantity_open):
            self.state = "done"
        (self | new)._estimate_minutes()
        self._shorten_leave()
        self.workorder_id._follow_cards()
        return new

    def _shorten_leave(self):
        """A started card occupies its machine for less, now that it has less."""
        now = fields.Datetime.now()
        for card in self.filtered(lambda c: c.state in CARD_STARTED and c.leave_id):
            leave = card.leave_id
            end = fields.Datetime.add(
                leave.date_from, minutes=card.setup_min + card.run_min
            )
            leave.date_to = min(max(end, now), leave.date_to)

    def _split_off(self, quantity):
        """Move `quantity` of a waiting card to a new one; see `_split_open`."""
        self.ensure_one()
        if self.state not in CARD_MOVABLE:
            raise UserError(
                self.env._("%s has been started and cannot be split.", self.name)
            )
        return self._split_open(quantity)

    # --- merge

    def _merge(self, note=""):
        """Put cards of one step together; return the one that stays.

        That is the one that was started, if any, else the first. The others are
        cancelled, their numbers lead to it: a scan, or a report that a tablet sends
        later, reaches it.

        :raise UserError: other steps, closed or several started cards, mixed states
        :raise AccessError: neither planner nor team leader
        """
        self._check_may_change_cards()
        cards = self.sudo().sorted(lambda card: (card.batch, card.id))
        cards.lock_for_update()
        cards._check_merge()
        keep = cards.filtered(lambda card: card.state in CARD_STARTED) or cards[:1]
        others = cards - keep
        before = cards._snapshot()
        keep.quantity = keep.uom_id.round(sum(cards.mapped("quantity")))
        others.write({"state": "cancelled", "merged_into_id": keep.id})
        keep._estimate_minutes()
        keep.workorder_id._follow_cards()
        self.env["poms.card.act"]._log(
            "merge",
            before,
            cards,
            self.env._(
                "%(others)s merged into %(card)s",
                others=", ".join(others.mapped("name")),
                card=keep.name,
            ),
            note,
        )
        return keep.with_env(self.env)

    def _check_merge(self):
        if len(self) < 2:
            raise UserError(self.env._("Choose two or more cards to merge."))
        if len(self.workorder_id) > 1 or len(set(self.mapped("is_rework"))) > 1:
            raise UserError(
                self.env._(
                    "Only cards of the same step of the same order are merged; these "
                    "belong to: %s.",
                    ", ".join(sorted(set(self.workorder_id.mapped("display_name")))),
                )
            )
        roots = {card._rework_root() for card in self}
        if len(roots) > 1 and self.rework_of_id:
            raise UserError(
                self.env._("These cards wait for different rework; let it end first.")
            )
        closed = self.filtered(lambda card: card.state not in CARD_OPEN)
        if closed:
            raise UserError(
                self.env._("%s is closed and cannot be merged.", closed[0].name)
            )
        started = self.filtered(lambda card: card.state in CARD_STARTED)
        if len(started) > 1:
            raise UserError(
                self.env._(
                    "%s are both started; finish one of them.",
                    ", ".join(started.mapped("name")),
                )
            )
        held = self.filtered("is_held")
        if held and len(held) < len(self):
            raise UserError(
                self.env._(
                    "%(card)s is held (%(reason)s); the others are not. Release the "
                    "hold first.",
                    card=held[0].name,
                    reason=held[0].hold_reason,
                )
            )
        waiting = set((self - started).mapped("state"))
        if len(waiting) > 1 or (started and waiting == {"planned"}):
            raise UserError(
                self.env._("Release all of these cards first, or take all back.")
            )

    def _follow_merge(self):
        """The card that a merged card's pieces are on now."""
        card = self
        seen = self.browse()
        while card.state == "cancelled" and card.merged_into_id and card not in seen:
            seen |= card
            card = card.merged_into_id
        return card

    # --- lookup: old numbers and merged cards still lead somewhere

    def _locate_card(self, card):
        found = super()._locate_card(card)
        if not found and isinstance(card, str) and card.strip():
            # sudo: as `_locate`: nothing found is told without a token
            former = self.env["poms.card.number"].sudo()
            found = former.search([("number", "=", card.strip())], limit=1).card_id
        return found._follow_merge() if found else found

    def _scan_card(self, text, company):
        """A merged or renumbered card's paper finds the card that counts."""
        found = self._locate_card(text) if not text.isdigit() else self.browse()
        if found and found.company_id == company:
            return {"type": "card", "card": found._get_cards_data(is_full=True)[0]}
        return super()._scan_card(text, company)

    def action_split_open(self):
        """Open the dialog that divides one card."""
        self.ensure_one()
        return self._open_card_dialog("poms_orders.poms_card_split_action")

    def action_reassign(self):
        """Open the dialog that gives cards to somebody or something else."""
        return self._open_card_dialog("poms_orders.poms_card_reassign_action")

    def _open_card_dialog(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return dict(
            action,
            context={"active_model": self._name, "active_ids": self.ids},
        )
