from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from .states import CARD_CLOSED, CARD_MOVABLE, CARD_STARTED


class PomsTaskCard(models.Model):
    """Where and when a card occupies its machine."""

    _inherit = "poms.task.card"

    def _write_plan(self, vals_by_card):
        """Write planned places of many cards; the only way their dates change.

        Follows the batch recipe: leaves first, cards, work orders past Odoo's own
        `write` (it would replace the end by a calendar estimate), production
        orders last. Work orders that an operator has locked are left alone.

        :param dict vals_by_card: {card id: {"workcenter_id": int,
            "date_start": datetime, "date_finish": datetime, "setup_min": float,
            "run_min": float}}; naive UTC; machine and minutes are optional
        :return: the cards that kept their place because they are started,
            closed, pinned or locked by somebody
        """
        cards = self.browse(sorted(vals_by_card)).exists()
        movable = cards._filter_movable()
        plan = {
            card: dict(vals_by_card[card.id], workcenter_id=workcenter_id)
            for card in movable
            for workcenter_id in [
                vals_by_card[card.id].get("workcenter_id") or card.workcenter_id.id
            ]
        }
        movable._occupy(
            {
                card: (vals["workcenter_id"], vals["date_start"], vals["date_finish"])
                for card, vals in plan.items()
            }
        )
        for card, vals in plan.items():
            card.with_context(poms_plan=True).write(
                {
                    "workcenter_id": vals["workcenter_id"],
                    "date_planned_start": vals["date_start"],
                    "date_planned_finish": vals["date_finish"],
                    **{k: vals[k] for k in ("setup_min", "run_min") if k in vals},
                }
            )
        movable.workorder_id._follow_cards()
        return cards - movable

    def _filter_movable(self):
        """The cards that a plan may move, with their rows locked."""
        movable = self.filtered(
            lambda card: (
                card.state in CARD_MOVABLE
                and (not card.is_pinned or self.env.context.get("poms_move_pinned"))
            )
        )
        movable = movable.try_lock_for_update()
        locked = movable.workorder_id.try_lock_for_update()
        return movable.filtered(lambda card: card.workorder_id in locked)

    def _occupy(self, slots):
        """Give each card its leave on its machine.

        :param dict slots: {card: (work center id, start, finish)}
        """
        workcenters = self.env["mrp.workcenter"]
        new = {}
        for card, (workcenter_id, start, finish) in slots.items():
            resource = workcenters.browse(workcenter_id).resource_id
            vals = {"date_from": start, "date_to": finish}
            leave = card.sudo().leave_id
            if not leave:
                new[card] = dict(vals, resource_id=resource.id)
            elif leave.resource_id != resource:
                # the calendar follows the resource by compute
                leave.write(dict(vals, resource_id=resource.id))
            else:
                leave.write(vals)
        # sudo: leaves of machines belong to nobody; rights are on the cards
        leaves = self.env["resource.calendar.leaves"].sudo()
        leaves = leaves.create(
            [
                dict(
                    vals,
                    name=card.name,
                    time_type="other",
                    calendar_id=workcenters.browse(
                        slots[card][0]
                    ).resource_calendar_id.id,
                )
                for card, vals in new.items()
            ]
        )
        for card, leave in zip(new, leaves, strict=True):
            card.sudo().leave_id = leave

    def _vacate(self):
        """Free the machines of these cards and forget their planned dates."""
        # sudo: leaves of machines belong to nobody; rights are on the cards
        self.sudo().leave_id.unlink()
        self.with_context(poms_plan=True).write(
            {"date_planned_start": False, "date_planned_finish": False}
        )

    def _follow_place(self):
        """Bring leaves and work orders after a machine or date written directly."""
        slots = {}
        for card in self.filtered("leave_id"):
            start, finish = card.date_planned_start, card.date_planned_finish
            if card.state in CARD_MOVABLE and start and finish:
                slots[card] = (card.workcenter_id.id, start, finish)
            elif card.state in CARD_STARTED:
                leave = card.sudo().leave_id
                place = (card.workcenter_id.id, leave.date_from, leave.date_to)
                slots[card] = place
        self._occupy(slots)
        self.filtered(lambda card: card in slots).workorder_id._follow_cards()

    def _follow_state(self, old_states):
        """Bring the leaves after a change of state.

        A started card occupies its machine from now on, for as long as it was
        planned; a finished one until now; a cancelled one not at all.

        :param dict old_states: {card: state before}
        """
        now = fields.Datetime.now()
        changed = self.filtered(lambda card: card.state != old_states[card])
        changed.filtered(lambda card: card.state == "cancelled")._vacate()
        started = changed.filtered(
            lambda card: card.state in CARD_STARTED and old_states[card] in CARD_MOVABLE
        )
        started.filtered(lambda card: not card.date_started).date_started = now
        changed.filtered(lambda card: card.state == "done").date_done = now
        started._occupy({card: card._started_slot(now) for card in started})
        for card in changed.filtered(lambda card: card.state == "done"):
            leave = card.sudo().leave_id
            if leave:
                leave.write({"date_to": max(now, leave.date_from)})
        if changed:
            changed.workorder_id._follow_cards()

    def _started_slot(self, now):
        """(work center id, start, finish) of a card that starts now."""
        self.ensure_one()
        leave = self.sudo().leave_id
        if leave:
            length = leave.date_to - leave.date_from
        else:
            minutes = max(self.setup_min + self.run_min, 1)
            length = fields.Datetime.add(now, minutes=minutes) - now
        return self.workcenter_id.id, now, now + length

    def _plan_after(self, earliest):
        """Place the card natively: the first free slot of its machine."""
        self.ensure_one()
        start, finish = self.workcenter_id._get_first_available_slot(
            earliest, self.setup_min + self.run_min, leaves_to_ignore=self.leave_id
        )
        if not start:
            raise UserError(
                self.env._(
                    "%(machine)s has no free time for %(card)s in its calendar.",
                    machine=self.workcenter_id.name,
                    card=self.name,
                )
            )
        self._write_plan({self.id: {"date_start": start, "date_finish": finish}})

    def _first_open(self):
        """{work order: its first unfinished card, else its last card}."""
        by_workorder = defaultdict(lambda: self.browse())
        for card in self:
            by_workorder[card.workorder_id] |= card
        far = fields.Datetime.to_datetime("9999-12-31")
        return {
            workorder: cards.sorted(
                lambda card: (
                    card.state in CARD_CLOSED,
                    card.state not in CARD_STARTED,
                    card.date_planned_start or far,
                    card.id,
                )
            )[:1]
            for workorder, cards in by_workorder.items()
        }
