import logging
from collections import Counter

from odoo import fields, models

from ..adapter import rules, runner
from ..adapter.encode import decode, encode
from ..adapter.facts import Placement

_logger = logging.getLogger(__name__)


class PomsPlan(models.Model):
    """The making of a plan: read, search, judge, keep."""

    _inherit = "poms.plan"

    def _job_solve(self):
        """Make this plan; runs in the background.

        Between reading and writing there is no transaction open, however long the
        engine searches: reports go on, and nothing old is kept alive.
        """
        self.ensure_one()
        plan = self.sudo()
        if plan.state not in ("queued", "running"):
            return
        plan.write({"state": "running", "message": False})
        plan._commit()
        try:
            facts, warnings, now = plan._read_facts()
            plan._commit()
            placements, figures = plan._run_engine(facts)
        except runner.Cancelled:
            plan.write({"state": "draft", "message": self.env._("Cancelled.")})
        except runner.EngineError as error:
            _logger.warning("%s: the engine gave no plan: %s", plan.name, error)
            plan.write({"state": "failed", "message": plan._explain(error)})
        else:
            plan._keep(facts, placements, figures, warnings, now)
        plan._commit()

    def _read_facts(self):
        """(facts, warnings, minute 0) of the plant as it is."""
        problem = self.env["poms.plan.problem"]
        start = problem._present_start(fields.Datetime.now(), self.seconds)
        self._tell(1, self.env._("Reading cards, machines and calendars"))
        facts, warnings = problem._read(
            self.company_id, self.name, start, self.use_skills
        )
        return facts, warnings, start

    def _run_engine(self, facts):
        """(placements, figures) by the engine; [] where no card is open."""
        if not any(card > 0 for card in facts.cards):
            return [], {}
        budget = runner.Budget(
            seconds=self.seconds or None,
            evaluations=self.evaluations or None,
            seed=self.seed,
        )
        schedule, summary = runner.solve(
            encode(facts), budget, self._watch, self._engine_command()
        )
        try:
            placements = decode(facts, schedule)
        except ValueError as error:
            raise runner.EngineError("crash", str(error)) from error
        engine = {
            name: summary.get(name)
            for name in ("status", "objective", "lower_bound", "seconds", "evaluations")
        }
        return placements, {"engine": engine}

    def _engine_command(self):
        """Arguments of Python that start the engine."""
        return ("-m", "engine", "solve")

    def _watch(self, seconds, line):
        """Show how far the engine is; returns the planner's wish."""
        share = line.get("progress")
        if share is None:
            share = seconds / self.seconds if self.seconds else 0
        text = self.env._("Searching")
        if line.get("weighted_tardiness") is not None:
            text = self.env._(
                "Searching: weighted tardiness %(tardiness)s min, %(evaluations)s "
                "plans tried",
                tardiness=line["weighted_tardiness"],
                evaluations=line.get("evaluations", "?"),
            )
        return self._tell(5 + 90 * min(1, share), text)

    def _tell(self, percent, text):
        """Note the progress at once; returns the planner's wish."""
        return self.env["poms.plan.progress"]._tell(self.id, percent, text)

    def _explain(self, error):
        """A sentence for the planner on why there is no plan."""
        if error.reason == "infeasible":
            return self.env._(
                "No plan is possible: %(reason)s. Check the working hours of the "
                "machines and the pinned cards.",
                reason=error.text,
            )
        if error.reason == "input":
            return self.env._(
                "The engine cannot read the problem: %(reason)s. Check the master "
                "data named there.",
                reason=error.text,
            )
        if error.reason == "timeout":
            return self.env._(
                "The engine did not answer in time. Give it more seconds, or try "
                "again when the machine is less busy."
            )
        return self.env._(
            "The engine broke off: %(reason)s. The plan in force stays; try again, and "
            "tell your administrator if it happens twice.",
            reason=error.text,
        )

    # --- judging and keeping

    def _keep(self, facts, placements, figures, warnings, start):
        """Write the plan's lines if it breaks no rule, else say what it breaks."""
        faults = rules.find_faults(facts, placements) if placements else []
        values = {
            "date_from": start,
            "date_solved": fields.Datetime.now(),
            "warning_text": "\n".join(warnings) or False,
        }
        if faults:
            values |= {"state": "failed", "message": self._blame(facts, faults)}
            self.write(values)
            return
        placed = [item for item in placements if item.card > 0]
        now = self._present_placements(facts)
        cards = [card for card in facts.cards if card > 0]
        figures = {
            **figures,
            "before": rules.figures(facts, now),
            "after": rules.figures(facts, placed),
            "unplanned_before": len(cards) - len(now),
        }
        values |= {
            "state": "solved" if placed else "failed",
            "message": self._summary(placed, figures),
            "figures": figures,
        }
        self.line_ids.unlink()
        self.env["poms.plan.line"].create(
            [self._prepare_line_vals(facts, item) for item in placed]
        )
        self._set_tardiness(facts, placed)
        self.write(values)

    def _summary(self, placed, figures):
        """What was planned, and whether it is better than what is in force."""
        if not placed:
            return self.env._(
                "No card is open: confirm an order, its cards are planned then."
            )
        sentences = [self.env._("%(cards)s cards planned.", cards=len(placed))]
        fixed = sum(item.is_fixed for item in placed)
        if fixed:
            sentences.append(
                self.env._(
                    "%(cards)s of them run or are pinned and stay where they are.",
                    cards=fixed,
                )
            )
        worse = (
            figures["after"]["weighted_tardiness"]
            > figures["before"]["weighted_tardiness"]
        )
        if worse and not figures["unplanned_before"]:
            sentences.append(
                self.env._(
                    "It is later than the plan in force: search longer before you "
                    "apply it."
                )
            )
        return " ".join(sentences)

    def _blame(self, facts, faults):
        """A sentence on the rules that the engine's plan breaks."""
        counts = Counter(fault.code for fault in faults)
        first = faults[0]
        card = facts.cards.get(first.card)
        _logger.error("%s: refused, %s", self.name, faults[:20])
        return self.env._(
            "The engine's plan breaks a rule and is not used: %(rules)s (first: "
            "%(card)s). The plan in force stays.",
            rules=", ".join(f"{code} {count}×" for code, count in counts.items()),
            card=card.name if card else first.card,
        )

    def _prepare_line_vals(self, facts, item):
        """Vals of one line; minutes of setup and run as the machine needs them."""
        card, horizon = facts.cards[item.card], facts.horizon
        setup_in = card.setup_in.get(item.machine, 0)
        duration = card.minutes.get(item.machine, 0)
        return {
            "plan_id": self.id,
            "card_id": item.card,
            "workcenter_id": item.machine,
            "date_start": horizon.to_datetime(item.start),
            "date_run": horizon.to_datetime(item.run),
            "date_finish": horizon.to_datetime(item.end),
            "setup_min": item.setup_min + setup_in,
            "run_min": max(0, duration - setup_in),
            "is_fixed": item.is_fixed,
        }

    def _set_tardiness(self, facts, placed):
        """Note on each line by how much its production order is late."""
        ends = {}
        for item in placed:
            order = facts.cards[item.card].order
            ends[order] = max(ends.get(order, item.end), item.end)
        late = {
            order: end - facts.orders[order].due
            for order, end in ends.items()
            if facts.orders[order].due is not None and end > facts.orders[order].due
        }
        for line in self.line_ids.filtered(
            lambda line: facts.cards[line.card_id.id].order in late
        ):
            line.tardiness_min = late[facts.cards[line.card_id.id].order]

    def _present_placements(self, facts):
        """The cards where they stand today, for the figures before."""
        cards = self.env["poms.task.card"].browse(
            [card for card in facts.cards if card > 0]
        )
        horizon = facts.horizon
        return [
            Placement(
                card=card.id,
                machine=card.workcenter_id.id,
                start=horizon.floor(card.date_planned_start),
                run=horizon.floor(card.date_planned_start),
                end=horizon.ceil(card.date_planned_finish),
                setup_min=max(0, round(card.setup_min) - self._setup_in(facts, card)),
            )
            for card in cards
            if card.date_planned_start and card.date_planned_finish
        ]

    def _setup_in(self, facts, card):
        """Minutes of setup that the facts count as part of the card's work."""
        return round(facts.cards[card.id].setup_in.get(card.workcenter_id.id, 0))
