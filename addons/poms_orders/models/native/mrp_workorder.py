from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_round

from ..states import CARD_MOVABLE, CARD_OPEN, CARD_STARTED


class MrpWorkorder(models.Model):
    """A work order as the sum of its cards: dates, machine, capacity."""

    _inherit = "mrp.workorder"

    card_ids = fields.One2many("poms.task.card", "workorder_id", string="Task Cards")

    # --- capacity: what the work order takes over from its cards

    @api.depends("leave_id")
    def _compute_dates(self):
        """Start and end from the cards' leaves; one card or none as Odoo does."""
        several = self.filtered(lambda workorder: len(workorder._leaves()) > 1)
        for workorder in several:
            leaves = workorder._leaves()
            workorder.date_start = min(leaves.mapped("date_from"))
            workorder.date_finished = max(leaves.mapped("date_to"))
        return super(MrpWorkorder, self - several)._compute_dates()

    def _set_dates(self):
        """Dates written on the work order move its card, if it has only one.

        With several cards Odoo would stretch the first card's leave over all of
        them; there the dates come from the cards alone.
        """
        several = self.filtered(lambda workorder: len(workorder._leaves()) > 1)
        for name in ("date_start", "date_finished"):
            self.env.add_to_compute(self._fields[name], several)
        single = self - several
        if self.env.context.get("poms_state"):
            # a start or finish: the leave follows the card's state, not Odoo's
            # estimate, and the plan stays what it was
            single = single.filtered(lambda workorder: not workorder._leaves())
        result = super(MrpWorkorder, single)._set_dates()
        single._adopt_leave()
        return result

    def _leaves(self):
        """The leaves of the cards that occupy or occupied a machine."""
        self.ensure_one()
        # sudo: leaves of machines belong to nobody
        return self.sudo().card_ids.leave_id

    def _adopt_leave(self):
        """Let the only open card take the leave that Odoo gave its work order."""
        for workorder in self.filtered("leave_id"):
            cards = workorder.sudo().card_ids.filtered(lambda c: c.state in CARD_OPEN)
            if len(cards) != 1:
                continue
            leave = workorder.sudo().leave_id
            vals = {}
            if cards.leave_id != leave:
                cards.leave_id.unlink()
                vals["leave_id"] = leave.id
            if cards.state in CARD_MOVABLE:
                vals |= {
                    "workcenter_id": workorder.workcenter_id.id,
                    "date_planned_start": leave.date_from,
                    "date_planned_finish": leave.date_to,
                }
            cards.with_context(poms_plan=True).write(vals)

    def _follow_cards(self):
        """Take machine, leave, dates and minutes from the cards, in one go.

        Past `mrp.workorder.write`, which would replace the end by an estimate,
        recompute the duration and stretch the leave.
        """
        workorders = self.sudo().filtered(lambda w: w.state not in ("done", "cancel"))
        first = workorders.card_ids._first_open()
        for workorder in workorders:
            card = first.get(workorder)
            if not card:
                continue
            vals = {"leave_id": card.leave_id.id}
            if workorder.state in ("blocked", "ready"):
                vals["workcenter_id"] = card.workcenter_id.id
                vals["duration_expected"] = workorder._minutes_of_cards()
            models.BaseModel.write(
                workorder, {k: v for k, v in vals.items() if workorder._differs(k, v)}
            )
        for name in ("date_start", "date_finished"):
            self.env.add_to_compute(self._fields[name], workorders)
        workorders.production_id._follow_workorders()

    def _minutes_of_cards(self):
        cards = self.card_ids.filtered(lambda card: card.state != "cancelled")
        return sum(card.setup_min + card.run_min for card in cards)

    def _differs(self, name, value):
        current = self[name]
        return (
            current.id if isinstance(current, models.BaseModel) else current
        ) != value

    def _get_conflicted_workorder_ids(self):
        """Cards that occupy one machine at one time, by their leaves.

        :return: defaultdict {work order id: [work order ids]}
        """
        self.env["poms.task.card"].flush_model(["state", "leave_id", "workorder_id"])
        leaves = self.env["resource.calendar.leaves"]
        leaves.flush_model(["date_from", "date_to", "resource_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT mine.workorder_id, other.workorder_id
                  FROM poms_task_card mine
                  JOIN resource_calendar_leaves slot ON slot.id = mine.leave_id
                  JOIN resource_calendar_leaves busy
                    ON busy.resource_id = slot.resource_id
                   AND busy.id != slot.id
                   AND (busy.date_from, busy.date_to)
                       OVERLAPS (slot.date_from, slot.date_to)
                  JOIN poms_task_card other
                    ON other.leave_id = busy.id
                   AND other.state IN %(open)s
                 WHERE mine.workorder_id IN %(workorders)s
                   AND mine.state IN %(movable)s
                """,
                workorders=tuple(self.ids) or (0,),
                open=CARD_OPEN,
                movable=CARD_MOVABLE,
            )
        )
        conflicts = defaultdict(list)
        for mine, other in rows:
            conflicts[mine].append(other)
        return conflicts

    # --- cards: made, matched with the work order's quantity, closed with it

    def _action_confirm(self):
        result = super()._action_confirm()
        self._sync_cards()
        return result

    def _sync_cards(self):
        """Make the cards fit their work orders; safe to call at any time.

        Missing cards are made, quantities follow the work order (the last open
        card gives or takes the difference), cards of cancelled or finished work
        orders are closed, the only open card follows a machine changed natively.
        """
        # sudo: cards follow native acts of whoever is allowed to do those
        workorders = self.sudo().filtered(
            lambda w: w.production_id.state not in ("cancel",)
        )
        cancelled = self.sudo().filtered(lambda w: w.state == "cancel")
        cancelled.card_ids._close("cancelled")
        finished = workorders.filtered(lambda w: w.state == "done")
        finished.card_ids._plain_open()._close("done")
        live = workorders - cancelled - finished
        new = []
        for workorder in live:
            new += workorder._fit_cards()
        for workorder in finished:
            # a backorder may take over what was open when Odoo finished it
            cards = workorder.card_ids.filtered(
                lambda card: card.state == "done" and not card.is_rework
            )
            cards._take(min(workorder._missing_on_cards(), 0.0))
        self.env["poms.task.card"].sudo().create(new)
        live._adopt_leave()
        return True

    def _card_quantity(self):
        """What all cards of this work order together have to make."""
        self.ensure_one()
        return max(self.qty_production - self.qty_reported_from_previous_wo, 0.0)

    def _missing_on_cards(self):
        """What the cards lack (negative: have too much) against the work order."""
        cards = self.card_ids.filtered(
            lambda card: card.state != "cancelled" and not card.is_rework
        )
        planned = sum(cards.mapped("quantity"))
        return self.product_uom_id.round(self._card_quantity() - planned)

    def _fit_cards(self):
        """Fit the existing cards to the quantity; return vals of a missing one."""
        self.ensure_one()
        missing = self._missing_on_cards()
        cards = self.card_ids._plain_open()
        if not cards and missing > 0:
            return [self._prepare_card_vals(missing)]
        cards._take(missing)
        cards.filtered(lambda card: card.state in CARD_MOVABLE)._estimate_minutes()
        return []

    def _prepare_card_vals(self, quantity):
        """Vals of a card of this work order over `quantity`."""
        self.ensure_one()
        setup_min, run_min = self._estimate_minutes(self.workcenter_id, quantity)
        production = self.production_id
        return {
            "workorder_id": self.id,
            "workcenter_id": self.workcenter_id.id,
            "sequence": self.sequence,
            "quantity": quantity,
            "setup_min": setup_min,
            "run_min": run_min,
            "priority": production.poms_order_id.priority or "0",
            "date_due": production.poms_order_line_id.date_due
            or production.date_deadline,
        }

    def _estimate_minutes(self, workcenter, quantity):
        """(setup, run) minutes of `quantity` on `workcenter`.

        The whole quantity on the work order's own machine takes what the work
        order says, which a planner may have corrected; anything else comes from
        the operation's cycle time and the machine's capacity and efficiency.
        """
        self.ensure_one()
        capacity, setup, cleanup = workcenter._get_capacity(
            self.product_id,
            self.product_uom_id,
            self.production_bom_id.product_qty or 1,
        )
        whole = not self.product_uom_id.compare(quantity, self.qty_production)
        if workcenter == self.workcenter_id and (whole or not self.operation_id):
            share = quantity / self.qty_production if self.qty_production else 1.0
            run = max(self.duration_expected - setup - cleanup, 0.0) * share
        else:
            cycles = float_round(
                quantity / capacity, precision_digits=0, rounding_method="UP"
            )
            cycle_min = self.operation_id.time_cycle
            run = cycles * cycle_min * 100.0 / workcenter.time_efficiency
        return setup + cleanup, run

    def _check_no_running_card(self, act):
        """Refuse a native act that would pull the ground from under a person."""
        running = self.sudo().card_ids.filtered(lambda card: card.state == "running")
        if running:
            raise UserError(
                self.env._(
                    "%(card)s is running on %(machine)s. Finish or pause it there "
                    "before you %(act)s.",
                    card=running[0].name,
                    machine=running[0].workcenter_id.name,
                    act=act,
                )
            )

    def _start_cards(self):
        """Odoo's own start: the first card of each work order that waits runs."""
        idle = self.sudo().filtered(
            lambda w: (
                w.state == "progress"
                and not any(card.state == "running" for card in w.card_ids)
            )
        )
        for card in idle.card_ids._first_open().values():
            if card.state in (*CARD_MOVABLE, *CARD_STARTED):
                leave = card.workorder_id.leave_id
                if not card.leave_id and leave not in card.workorder_id._leaves():
                    # made by Odoo's start; without an owner it would stay for ever
                    card.with_context(poms_plan=True).leave_id = leave
                card.state = "running"
