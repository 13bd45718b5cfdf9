"""Dispatching rules: the first schedules, and an algorithm of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..compile import Arrays, Compiled
from ..kernels import decode as kernels
from ..kernels.place import new_work
from .control import Budget

I32 = npt.NDArray[np.int32]
STEPS = 200  # operations placed in one call of the kernel: some 20 ms for long lists
EVERYTHING = 2**30
FEW = 4  # ready operations that compete once somebody asks to stop


@dataclass(frozen=True)
class Plan:
    """A decoded list: `sequence` (free,), `mode` (n,), key (tardiness, slots).

    For a `Plant`, the key begins with the weighted objective, `wait` (n,) holds starts
    not to be earlier, and `asked` (rows, 5) what longest waits asked of this very list.
    """

    sequence: I32
    mode: I32
    key: tuple[int, int]
    wait: I32 | None = None
    asked: I32 | None = None


@dataclass(frozen=True)
class Rule:
    """A dispatching rule with its parameters; see `kernels.decode.dispatch`."""

    number: int
    look_ahead: float = 2.0
    setup_scale: float = 0.5
    waiting: float = 2.0
    noise: float = 0.0
    delay: float = 0.0


def standard_rules(has_due_dates: bool) -> list[Rule]:
    """Rules to try first, the likely best ones in front."""
    if not has_due_dates:
        return [
            Rule(kernels.RULE_WORK, delay=0.5),
            Rule(kernels.RULE_WORK),
            Rule(kernels.RULE_WORK, delay=1.0),
            Rule(kernels.RULE_SHORT),
            Rule(kernels.RULE_FIRST),
        ]
    likely = [
        Rule(kernels.RULE_ATCS, look, scale, waiting, delay=delay)
        for look, scale, waiting, delay in (
            (8.0, 1.0, 2.0, 0.6),
            (4.0, 1.0, 2.0, 1.0),
            (8.0, 1.0, 4.0, 1.0),
            (16.0, 3.0, 2.0, 0.6),
            (2.0, 1.0, 4.0, 0.6),
            (1.0, 1.0, 1.0, 0.6),
        )
    ]
    grid = [
        Rule(kernels.RULE_ATCS, look, scale, waiting, delay=delay)
        for waiting in (2.0, 4.0, 1.0)
        for delay in (0.6, 1.0)
        for look in (8.0, 4.0, 16.0, 2.0)
        for scale in (1.0, 3.0)
    ]
    rest = [rule for rule in grid if rule not in likely]
    return [*likely, Rule(kernels.RULE_DUE), *rest, Rule(kernels.RULE_WORK)]


def mean_scales(a: Arrays) -> tuple[float, float]:
    """Mean duration and mean setup in slots, at least one."""
    time = float(a.mode[:, 1].mean()) if len(a.mode) else 1.0
    setups = a.setup[a.setup > 0]
    setup = float(setups.mean()) if setups.size else 1.0
    return max(time, 1.0), max(setup, 1.0)


def pace(budget: Budget | None, steps: int) -> tuple[int, int]:
    """Operations to place in one call of a kernel, and how many of them compete."""
    if budget is not None and budget.stop.is_set():
        return EVERYTHING, FEW
    return steps, EVERYTHING


class Dispatcher:
    """Runs dispatching rules on one compiled problem."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        self.compiled = compiled
        self.work = new_work(compiled.arrays)
        self.rng = np.array([seed * 2 + 1], np.uint64)
        self.scratch = np.zeros((6, compiled.arrays.op.shape[0]), np.int32)
        self.scales = mean_scales(compiled.arrays)

    def run(
        self, rule: Rule, budget: Budget | None = None, is_needed: bool = False
    ) -> Plan | None:
        """Make a schedule; None if the compiled horizon is too short for it.

        With a budget also None where that is over before the schedule is made, unless
        it is needed: then a stop only shortens it, to O(operations).
        """
        a = self.compiled.arrays
        sequence = np.zeros(len(self.compiled.free), np.int32)
        mode = np.zeros(a.op.shape[0], np.int32)
        k = np.array([rule.look_ahead, rule.setup_scale, *self.scales, rule.waiting])
        at = np.zeros(2, np.int64)
        while True:
            done = kernels.dispatch(
                a, self.work, rule.number, k, rule.noise, rule.delay, self.rng,
                self.scratch, sequence, mode, at, *pace(budget, STEPS),
            )  # fmt: skip
            if not done:
                return None
            if at[0] == len(sequence):
                break
            if budget is not None and budget.is_over and not is_needed:
                return None
        return Plan(sequence, mode, (int(self.work.total[0]), int(self.work.total[1])))

    def random(
        self, draw: float, spread: float, has_due_dates: bool, budget: Budget
    ) -> Plan | None:
        """Make a schedule with random parameters from two numbers in ``[0, 1)``."""
        return self.run(self._random_rule(draw, spread, has_due_dates), budget)

    def _random_rule(self, draw: float, spread: float, has_due_dates: bool) -> Rule:
        if not has_due_dates:
            return Rule(kernels.RULE_WORK, noise=0.6 * spread, delay=draw)
        return Rule(
            kernels.RULE_ATCS,
            look_ahead=1.0 * 30.0**draw,
            setup_scale=0.5 * 8.0**spread,
            waiting=1.0 + 3.0 * (17.0 * draw % 1.0),
            noise=0.2 * (23.0 * spread % 1.0),
            delay=0.3 + 0.9 * (31.0 * spread % 1.0),
        )


def first_plans(
    dispatcher: Dispatcher, budget: Budget, has_due_dates: bool, share: float = 0.25
) -> list[Plan]:
    """Plans of the standard rules, best first; at least one.

    Within `share` of the time that is left: of a short budget, reading may have taken
    more than that already, and annealing needs long to leave a bad first plan.
    """
    until = budget.fraction_after(share)
    plans: list[Plan] = []
    for rule in standard_rules(has_due_dates):
        is_late = budget.is_over or budget.time_fraction() > until
        if plans and (is_late or budget.is_spent(len(plans))):
            break
        plan = dispatcher.run(rule, budget, is_needed=not plans)
        if plan is None:
            if plans and budget.is_over:
                break
            return []
        plans.append(plan)
    return sorted(plans, key=lambda plan: plan.key)
