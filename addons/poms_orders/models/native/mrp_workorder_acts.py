from odoo import fields, models
from odoo.tools.date_utils import sum_intervals
from odoo.tools.intervals import Intervals

from ..poms_booking_context import is_booking
from ..states import CARD_MOVABLE, CARD_OPEN, CARD_STARTED


class MrpWorkorder(models.Model):
    """Odoo's own acts on a work order, and what they do to its cards.

    ============== =======================================================
    act            effect on cards and leaves
    ============== =======================================================
    button_start   the first open card runs; its leave begins now
    button_pending running cards pause; leaves stay
    button_finish  all open cards are done; their leaves end now
    action_cancel  refused while a card runs; cards cancelled, leaves gone
    unlink         the cards go with it, and their leaves
    write          another machine: cards that wait on the old one follow;
                   other dates: the only open card follows;
                   state of a cancelled one: it gets cards again
    ============== =======================================================

    Inside a booking the reporting code leads and the cards follow it alone.
    """

    _inherit = "mrp.workorder"

    def write(self, vals):
        if not is_booking(self.env) and "workcenter_id" in vals:
            self._check_no_running_card(self.env._("move it to another machine"))
        records = self.with_context(poms_state=True) if "state" in vals else self
        before = {}
        if "workcenter_id" in vals:
            before = {workorder: workorder.workcenter_id for workorder in self}
        again = self.browse()
        if vals.get("state") not in (None, "cancel"):
            again = self.filtered(lambda workorder: workorder.state == "cancel")
        result = super(MrpWorkorder, records).write(vals)
        if again:
            again._sync_cards()
        if before:
            self._move_cards(before)
        return result

    def _move_cards(self, before):
        """Cards that wait follow their work order to its new machine.

        Of several, those that stood on the old one and are not pinned.

        :param dict before: {work order: its machine until now}
        """
        for workorder in self.sudo():
            cards = workorder.card_ids.filtered(lambda c: c.quantity_open)
            waiting = cards.filtered(lambda c: c.state in CARD_MOVABLE)
            if len(cards) > 1:
                old = before[workorder]
                waiting = waiting.filtered(
                    lambda c, old=old: c.workcenter_id == old and not c.is_pinned
                )
            waiting.with_context(poms_plan=True).write(
                {"workcenter_id": workorder.workcenter_id.id}
            )
            waiting._estimate_minutes()
            if len(cards) > 1:
                # Odoo moved the first card's leave, whether it follows or not
                cards._follow_place()
        self._adopt_leave()

    def _plan_workorder(self, replan=False):
        """Odoo's greedy planning; several cards are placed one by one.

        Pinned and started cards keep their place.
        """
        self.ensure_one()
        cards = self.sudo().card_ids.filtered(lambda c: c.state in CARD_OPEN)
        kept = cards.filtered(lambda c: c.state in CARD_STARTED or c.is_pinned)
        if len(cards) < 2 and not kept.leave_id:
            return super()._plan_workorder(replan)
        earliest = max(self.production_id.date_start, fields.Datetime.now())
        for workorder in self.blocked_by_workorder_ids:
            workorder._plan_workorder(replan)
            earliest = max(earliest, workorder.date_finished or earliest)
        for card in cards - kept:
            if card.leave_id and not replan:
                continue
            card._plan_after(earliest)

    def button_start(self, raise_on_invalid_state=False):
        result = super().button_start(raise_on_invalid_state)
        if not is_booking(self.env):
            self._start_cards()
        return result

    def button_pending(self):
        result = super().button_pending()
        if not is_booking(self.env):
            running = self.sudo().card_ids.filtered(lambda c: c.state == "running")
            running.write({"state": "paused"})
        return result

    def button_finish(self):
        result = super().button_finish()
        if not is_booking(self.env):
            self._sync_cards()
        return result

    def set_state(self, state):
        """Odoo's state widget pauses a running step before it cancels it."""
        if state == "cancel":
            self._check_no_running_card(self.env._("cancel it"))
        return super().set_state(state)

    def action_cancel(self):
        self._check_no_running_card(self.env._("cancel it"))
        self.check_access("write")
        # before Odoo removes the first card's leave alone
        self.sudo().card_ids._close("cancelled")
        # sudo: Odoo looks for analytic lines, which only accountants may read
        return super(MrpWorkorder, self.sudo()).action_cancel()

    def unlink(self):
        self._check_no_running_card(self.env._("delete it"))
        self.check_access("unlink")
        # sudo: whoever may delete the work order deletes what hangs on it, also the
        # analytic lines for which Odoo looks, and which only accountants may read
        self.sudo().card_ids.unlink()
        return super(MrpWorkorder, self.sudo()).unlink()

    def _create_or_update_analytic_entry(self):
        # sudo: Odoo looks for analytic lines, which only accountants may read
        return super(MrpWorkorder, self.sudo())._create_or_update_analytic_entry()

    # --- cost: every machine at its own rate

    def _cal_cost(self, date=False):
        """Cost of the time spent, each machine's intervals at its own rate."""
        plain = self.filtered(lambda w: not w.time_ids.card_id and len(w.card_ids) < 2)
        total = super(MrpWorkorder, plain)._cal_cost(date)
        for workorder in self - plain:
            if workorder._should_estimate_cost():
                total += workorder._compute_expected_operation_cost()
                continue
            total += sum(
                hours * rate for hours, rate in workorder._hours_and_rates(date)
            )
        return total

    def _hours_and_rates(self, date=False):
        """[(hours, cost per hour)] of each machine and rate that worked on this.

        Time lines at one machine that overlap (two people) count once, as the
        machine is there once. A line keeps the rate of the day it was written.
        """
        self.ensure_one()
        lines = self.time_ids.filtered(
            lambda t: t.date_end and (not date or t.date_end < date)
        )
        return [
            (
                sum_intervals(
                    Intervals([(t.date_start, t.date_end, t) for t in group])
                ),
                rate,
            )
            for (_machine, rate), group in lines.grouped(
                lambda t: (t.workcenter_id, self._line_rate(t))
            ).items()
        ]

    def _line_rate(self, line):
        if line.card_id:
            return line.costs_hour or line.workcenter_id.costs_hour
        return self.costs_hour or line.workcenter_id.costs_hour

    def _compute_expected_operation_cost(self, without_employee_cost=False):
        cards = self.card_ids.filtered(lambda card: card.state != "cancelled")
        if len(cards) < 2:
            return super()._compute_expected_operation_cost(without_employee_cost)
        return sum(
            (card.setup_min + card.run_min) / 60.0 * card.workcenter_id.costs_hour
            for card in cards
        )
