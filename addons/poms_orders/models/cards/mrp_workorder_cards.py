from decimal import Decimal

from odoo import api, models

from ...domain.card_sizes import fill, overlapping
from ..reporting.task_card_facts import to_decimal
from ..states import CARD_MOVABLE, CARD_OPEN


class MrpWorkorder(models.Model):
    """Cards by a largest quantity or by transfer batch, where the operation says so."""

    _inherit = "mrp.workorder"

    def _fit_cards(self):
        """Fit the cards to the quantity; return vals of the missing ones.

        What is added fills the last waiting card up to its size; the rest becomes
        cards of their own.
        """
        self.ensure_one()
        operation = self.operation_id
        missing = self._missing_on_cards()
        if not operation or operation.card_split == "whole" or missing <= 0:
            return super()._fit_cards()
        size = to_decimal(operation.card_quantity)
        waiting = self.card_ids.filtered(
            lambda card: card.state in CARD_MOVABLE and not card.is_rework
        )
        last = waiting.sorted(lambda card: (card.batch, card.id))[-1:]
        room = size - to_decimal(last.quantity) if last else Decimal(0)
        step = Decimal(str(self.product_uom_id.rounding or 0.01))
        taken, sizes = fill(to_decimal(missing), room, size, step)
        if taken:
            last.quantity = self.product_uom_id.round(last.quantity + float(taken))
            last._estimate_minutes()
        number = max(self.card_ids.mapped("batch"), default=0)
        return [
            {**self._prepare_card_vals(float(quantity)), "batch": number + index}
            for index, quantity in enumerate(sizes, 1)
        ]


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.depends("quantity", "batch", "state", "rework_previous_id", "is_rework")
    def _compute_neighbours(self):
        """Where a step hands on by transfer batch, a card waits for its batch only.

        A rework card waits for the one before it in its chain, and nothing else.
        """
        result = super()._compute_neighbours()
        for card in self:
            if card.rework_previous_id or card.is_rework:
                card.previous_card_ids = card.rework_previous_id
            else:
                card.previous_card_ids = card._pick_batches(card.previous_card_ids)
            if card.is_rework or card.rework_next_ids:
                card.next_card_ids = card.rework_next_ids
            else:
                card.next_card_ids = card._pick_batches_after(card.next_card_ids)
        return result

    def _in_batch_order(self):
        """Cards in the order in which their pieces come."""
        return self.filtered(lambda card: not card.is_rework).sorted(
            lambda card: (card.batch, card._origin.id or 0)
        )

    def _pieces(self):
        """(first, end) of the pieces of its step that this card makes."""
        self.ensure_one()
        cards = self.workorder_id.card_ids._not_cancelled()._in_batch_order()
        begin = Decimal(0)
        for card in cards:
            if card == self:
                break
            begin += to_decimal(card.quantity)
        return begin, begin + to_decimal(self.quantity)

    def _pick_batches(self, cards):
        """Of the cards before this one, those that make its pieces."""
        picked = self.browse()
        for workorder, group in cards.grouped("workorder_id").items():
            plain = group._in_batch_order()
            same_order = workorder.production_id == self.production_id
            if not same_order or workorder.operation_id.card_split != "batch":
                picked |= plain
                continue
            start, end = self._pieces()
            sizes = [to_decimal(card.quantity) for card in plain]
            picked |= self.browse(plain[i].id for i in overlapping(start, end, sizes))
        return picked

    def _pick_batches_after(self, cards):
        """Of the cards after this one, those that work on its pieces."""
        if self.operation_id.card_split != "batch":
            return cards._in_batch_order()
        return cards._in_batch_order().filtered(
            lambda card: (
                card.production_id != self.production_id
                or self
                in card._pick_batches(self.workorder_id.card_ids._not_cancelled())
            )
        )

    def _plain_open(self):
        """Open cards that make their step's quantity: no rework."""
        return self.filtered(
            lambda card: card.state in CARD_OPEN and not card.is_rework
        )
