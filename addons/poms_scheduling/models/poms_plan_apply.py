import logging
import time
from functools import partial

import psycopg2

from odoo import fields, models
from odoo.exceptions import LockError

from odoo.addons.poms_orders.models.states import (
    CARD_CLOSED,
    CARD_MOVABLE,
    CARD_OPEN,
    CARD_STARTED,
)

_logger = logging.getLogger(__name__)

BATCH = 25
"""Cards written in one transaction: short enough for a report to wait for."""
PASSES = 3
"""How often a card that somebody has locked is tried again."""
CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    LockError,
)


class PomsPlan(models.Model):
    """Putting a plan version into force, step by step beside the running floor."""

    _inherit = "poms.plan"

    def _job_apply(self):
        """Bring the cards after this version; runs in the background.

        Each batch is a transaction of its own. Killed halfway, the job is started
        again by the queue and goes on with the lines that still wait.
        """
        self.ensure_one()
        plan = self.sudo()
        if plan.state != "applying":
            return
        plan._in_step(plan._take_over)
        for attempt in range(PASSES):
            waiting = plan._waiting_batches()
            if not waiting:
                break
            if attempt:
                time.sleep(0 if self.env.context.get("queue_job__no_delay") else 2)
            plan._apply_batches(waiting, is_last=attempt == PASSES - 1)
        plan._in_step(plan._vacate_others)
        plan._in_step(plan._finish_apply)

    def _apply_batches(self, batches, is_last):
        """Write all batches, each in its own transaction."""
        for done, batch in enumerate(batches, 1):
            self._in_step(partial(self._apply_batch, batch, is_last))
            self._tell(
                100 * done / len(batches), self.env._("Writing dates to the cards")
            )

    def _in_step(self, step):
        """Run `step` and commit; a conflict with the floor is tried again."""
        for attempt in range(5):
            try:
                step()
                self.env.flush_all()
                self._commit()
                return
            except CONFLICTS:
                if self.env.context.get("queue_job__no_delay") or attempt == 4:
                    raise
                self._rollback()
                time.sleep(0.1 * 2**attempt)

    def _take_over(self):
        """Switch the company's pointer to this version, once."""
        company = self.company_id
        company.lock_for_update(allow_referencing=True)
        current = company.poms_plan_id
        if current == self:
            return
        if not current:
            current = self._keep_present()
        vals = {"replaced_plan_id": current.id}
        if self.state == "applying" and not self.date_applied:
            vals["previous_plan_id"] = current.id
        current.write({"state": "superseded"})
        self.write(vals)
        self.line_ids.write({"state": "waiting", "keep_reason": False})
        fixed = self.line_ids.filtered("is_fixed")
        for line in fixed:
            line.write({"state": "kept", "keep_reason": line._fixed_reason()})
        company.poms_plan_id = self

    def _keep_present(self):
        """A version that holds the cards' present places, so that an undo has one."""
        cards = self.env["poms.task.card"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", CARD_OPEN),
                ("date_planned_start", "!=", False),
            ],
            order="id",
        )
        plan = self.create(
            {
                "name": self.env._("Before %s", self.name),
                "company_id": self.company_id.id,
                "state": "superseded",
                "date_applied": fields.Datetime.now(),
                "message": self.env._("The cards as they were before the first plan."),
            }
        )
        self.env["poms.plan.line"].create(
            [
                {
                    "plan_id": plan.id,
                    "card_id": card.id,
                    "workcenter_id": card.workcenter_id.id,
                    "date_start": card.date_planned_start,
                    "date_run": card.date_planned_start,
                    "date_finish": card.date_planned_finish,
                    "setup_min": card.setup_min,
                    "run_min": card.run_min,
                    "is_fixed": card.state not in CARD_MOVABLE or card.is_pinned,
                }
                for card in cards
            ]
        )
        return plan

    def _waiting_batches(self):
        """The waiting lines in batches, whole production orders together."""
        lines = self.env["poms.plan.line"].search(
            [("plan_id", "=", self.id), ("state", "=", "waiting")]
        )
        batches, batch = [], lines.browse()
        for items in lines.grouped("production_id").values():
            batch |= items
            if len(batch) >= BATCH:
                batches.append(batch)
                batch = lines.browse()
        return [*batches, batch] if batch else batches

    def _apply_batch(self, lines, is_last):
        """Write the cards of these lines; note which kept their place and why."""
        cards = lines.card_id
        kept = cards._write_plan(
            {line.card_id.id: line._prepare_plan_vals() for line in lines}
        )
        done = lines.filtered(lambda line: line.card_id not in kept)
        done.write({"state": "applied", "keep_reason": False})
        for reason, same in (
            (lines - done).grouped(lambda line: line._keep_reason()).items()
        ):
            if reason != "locked" or is_last:
                same.write({"state": "kept", "keep_reason": reason})

    def _vacate_others(self):
        """Free the cards that the version before had placed and this one has not."""
        placed = self.replaced_plan_id.line_ids.filtered(
            lambda line: line.state == "applied"
        )
        cards = (placed.card_id - self.line_ids.card_id)._filter_movable()
        if cards:
            cards._vacate()
            cards.workorder_id._follow_cards()

    def _finish_apply(self):
        """Say what was done."""
        applied = len(self.line_ids.filtered(lambda line: line.state == "applied"))
        kept = self.line_ids.filtered(lambda line: line.state == "kept")
        field = self.env["poms.plan.line"]._fields["keep_reason"]
        labels = dict(field._description_selection(self.env))
        reasons = ", ".join(
            f"{labels.get(reason, '')}: {len(same)}"
            for reason, same in kept.grouped("keep_reason").items()
        )
        message = self.env._("%(cards)s cards placed.", cards=applied)
        if kept:
            message = self.env._(
                "%(cards)s cards placed, %(kept)s stay where they are (%(reasons)s).",
                cards=applied,
                kept=len(kept),
                reasons=reasons,
            )
        self.write(
            {
                "state": "applied",
                "date_applied": fields.Datetime.now(),
                "message": message,
            }
        )


class PomsPlanLine(models.Model):
    """What applying asks of a line."""

    _inherit = "poms.plan.line"

    def _prepare_plan_vals(self):
        """The card's place as `poms.task.card._write_plan` takes it."""
        self.ensure_one()
        return {
            "workcenter_id": self.workcenter_id.id,
            "date_start": self.date_start,
            "date_finish": self.date_finish,
            "setup_min": self.setup_min,
            "run_min": self.run_min,
        }

    def _keep_reason(self):
        """Why the card did not follow."""
        self.ensure_one()
        card = self.card_id
        if card.state in CARD_STARTED:
            return "started"
        if card.state in CARD_CLOSED:
            return "closed"
        if card.is_pinned:
            return "pinned"
        return "locked"

    def _fixed_reason(self):
        """Why the plan had left the card where it was."""
        reason = self._keep_reason()
        return "started" if reason == "locked" else reason
