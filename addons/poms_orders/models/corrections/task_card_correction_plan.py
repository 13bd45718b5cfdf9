from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from odoo import api, fields, models

from ...domain.correction_effects import (
    LEADER,
    MANAGER,
    PLANNER,
    QUALITY,
    EffectFacts,
    LaterCard,
    get_effects,
)
from ...domain.correction_rules import CorrectionFacts, judge_correction
from ..reporting.task_card_facts import to_decimal

ZERO = Decimal(0)
GROUP_OF = {
    LEADER: "poms_orders.group_team_leader",
    QUALITY: "poms_orders.group_quality_inspector",
    PLANNER: "poms_orders.group_planner",
    MANAGER: "poms_orders.group_plant_manager",
}
# System parameter, YYYY-MM-DD: days up to this one are paid.
PAY_PARAM = "poms_orders.pay_locked_until"


@dataclass
class CorrectionStep:
    """One counter-entry of a correction: to which report, and what it changes."""

    card: Any
    original: Any
    act: dict
    facts: CorrectionFacts


@dataclass
class CorrectionPlan:
    """All that a correction books: its own counter-entry, then the later cards'."""

    main: CorrectionStep
    later: list
    finding: Any = None
    effects: tuple = ()

    @property
    def steps(self):
        return [self.main, *self.later]


class PomsTaskCard(models.Model):
    """What a correction brings with it: later cards, stock, quality, pay."""

    _inherit = "poms.task.card"

    def _plan_correction(self, original, act, employee):
        """Plan the counter-entries of a correction; writes nothing.

        Pieces that a later step has used and that are not there by the correction
        are taken back there too, newest report first, down to the last step.

        :param original: the report
        :param dict act: with the true quantities as `Decimal`, from `_parse_act`
        :param employee: who corrects, or agrees
        :return: a `CorrectionPlan`; its `finding` says why it cannot be
        """
        facts = self._get_correction_facts(original, act, employee)
        main = CorrectionStep(self, original, act, facts)
        lowered = {}
        if facts.delta["good"] < 0:
            self._lower_after(facts.step_good + facts.delta["good"], lowered)
        later = [
            self._make_later_step(report, good, act, employee)
            for report, good in lowered.items()
        ]
        taken = sum((-step.facts.delta["good"] for step in later), ZERO)
        if taken:
            main.facts = replace(
                facts, used_by_next=self._get_used_by_next_after(lowered)
            )
        plan = CorrectionPlan(main, later)
        plan.finding = next(filter(None, map(self._judge_step, plan.steps)), None)
        if not plan.finding:
            plan.effects = get_effects(self._get_effect_facts(plan))
        return plan

    @api.model
    def _judge_step(self, step):
        return judge_correction(step.facts)

    def _lower_after(self, left, lowered):
        """Fill {report: its good pieces then} behind this card.

        :param left: good pieces that what comes after may use
        """
        self._lower_later(self.workorder_id, left, lowered)

    @api.model
    def _lower_later(self, workorder, left, lowered):
        """Fill {report: its good pieces then} for the steps after `workorder`."""
        for follower in workorder.needed_by_workorder_ids:
            if follower.state == "cancel":
                continue
            cards = follower.card_ids.filtered(lambda card: not card.is_rework)
            taken = self._lower_cards(cards, left, lowered)
            if taken:
                good = to_decimal(follower.qty_produced)
                self._lower_later(follower, good - taken, lowered)

    @api.model
    def _lower_cards(self, cards, left, lowered):
        """Lower reports of cards, newest first, until they use at most `left`.

        :return: pieces by which these cards are lower than they are booked
        """
        excess = self._get_used(cards) - self._get_lowered(lowered, cards) - left
        reports = cards.report_ids.filtered(
            lambda r: r.state == "accepted" and r.kind in ("report", "finish")
        )
        for report in reports.sorted("id", reverse=True):
            good = lowered.get(report, self._get_true_good(report))
            take = min(good, excess)
            if take > 0:
                lowered[report] = good - take
                excess -= take
        return self._get_lowered(lowered, cards)

    @api.model
    def _get_true_good(self, report):
        """Good pieces of a report with its earlier corrections."""
        return self._get_correction_delta(report, {})[0]["good"]

    @api.model
    def _get_lowered(self, lowered, cards):
        return sum(
            (
                self._get_true_good(report) - good
                for report, good in lowered.items()
                if report.card_id in cards
            ),
            ZERO,
        )

    @api.model
    def _get_used(self, cards):
        """Pieces that left these cards."""
        return to_decimal(
            sum(cards.mapped("quantity_good"))
            + sum(cards.mapped("quantity_scrap"))
            + sum(cards.mapped("quantity_material_fault"))
        )

    def _get_used_by_next_after(self, lowered):
        """What the next steps have used when their reports are lowered."""
        used = ZERO
        for follower in self.workorder_id.needed_by_workorder_ids:
            if follower.state != "cancel":
                cards = follower.card_ids.filtered(lambda card: not card.is_rework)
                used = max(
                    used, self._get_used(cards) - self._get_lowered(lowered, cards)
                )
        return used

    def _make_later_step(self, report, good, act, employee):
        card = report.card_id
        later_act = {
            "good": good,
            "lot": act.get("lot"),
            "serials": act["serials"],
        }
        facts = card._get_correction_facts(report, later_act, employee)
        # its own followers are lowered by the same plan
        return CorrectionStep(
            card, report, later_act, replace(facts, used_by_next=ZERO)
        )

    # -- what it touches ----------------------------------------------------------

    def _get_effect_facts(self, plan):
        facts = plan.main.facts
        originals = self.env["poms.report"].union(*(s.original for s in plan.steps))
        date = fields.Datetime.context_timestamp(self, min(originals.mapped("date")))
        less = sum((facts.delta[n] for n in ("good", "scrap", "material_fault")), ZERO)
        spent = facts.card_spent + less
        return EffectFacts(
            good=facts.delta["good"],
            scrap=facts.delta["scrap"] + facts.delta["material_fault"],
            is_own=facts.is_own,
            is_closed=facts.is_closed,
            reopens=self.state == "done"
            and not facts.is_closed
            and spent < facts.card_quantity,
            later=tuple(
                LaterCard(
                    step.card.name,
                    step.card.step_name,
                    step.facts.wanted["good"] - step.facts.delta["good"],
                    step.facts.wanted["good"],
                )
                for step in plan.later
            ),
            received=sum((_get_back(s.facts) for s in plan.steps), ZERO),
            components_back=less < 0 and bool(self._get_component_moves()),
            inspected=sum((s.card._get_inspected(s.facts) for s in plan.steps), ZERO),
            components=tuple(c for step in plan.steps for c in step.facts.components),
            is_pay_locked=self._is_paid(date.date()),
            is_period_locked=self._is_period_closed(date.date()),
            is_told=self.env["poms.hooks"]._is_confirmed(originals),
        )

    def _get_inspected(self, facts):
        """Good pieces that quality let go on and that would not be there."""
        if facts.delta["good"] >= 0:
            return ZERO
        released = self.env["poms.hooks"]._quality_released_qty(self)
        if released is None:
            return ZERO
        left = to_decimal(self.quantity_good) + facts.delta["good"]
        return max(to_decimal(float(released)) - left, ZERO)

    def _is_paid(self, day):
        # sudo: a setting
        until = self.env["ir.config_parameter"].sudo().get_param(PAY_PARAM)
        return bool(until) and day <= fields.Date.to_date(until)

    def _is_period_closed(self, day):
        company = self.company_id
        locks = filter(None, (company.fiscalyear_lock_date, company.hard_lock_date))
        return any(day <= lock for lock in locks)

    @api.model
    def _get_roles(self, employee):
        """Whose agreement this person can give."""
        # sudo: the employee was identified; its user is only asked for roles
        user = employee.sudo().user_id
        roles = {r for r, group in GROUP_OF.items() if user and user.has_group(group)}
        if self._is_leader(employee):
            roles.add(LEADER)
        return roles

    # -- booking the later cards --------------------------------------------------

    def _book_later_steps(self, plan, report):
        """Book the counter-entries of later cards, the last step first."""
        for step in reversed(plan.later):
            card = step.card.with_env(self.env)
            entry = self.env["poms.report"].create(
                {
                    "uuid": str(uuid5(UUID(report["uuid"]), str(step.original.id))),
                    "payload_hash": report["payload_hash"],
                    "kind": "correction",
                    "state": "accepted",
                    "code": "ok",
                    "employee_id": report["employee_id"],
                    "device_id": report["device_id"],
                    "note": self.env._("Follows from %(card)s", card=self.name),
                    **card._prepare_correction_vals(step, report["reason_id"]),
                }
            )
            card._book_correction_step(step, entry)


def _get_back(facts):
    """Pieces that come out of stock again by this counter-entry."""
    return max(-facts.delta["good"], ZERO) if facts.receives else ZERO
