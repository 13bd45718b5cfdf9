"""The search on a `Plant`: its rules, its islands and its answer."""

from __future__ import annotations

import numpy as np

from ..compile import MACHINE, MODE_FROM, MODE_TO, TIME, Compiled
from ..extras import TERMS
from ..kernels import plant as shops
from ..kernels import plant_rules as rules
from ..kernels import plant_walk as kernels
from ..kernels.plant_lags import N_BEST
from ..model import Assignment, Problem
from .control import Budget, Pacer
from .ga import repair_order
from .island import Island
from .rules import Plan, pace

STEPS = 50  # operations placed in one call of the kernel


class PlantIsland(Island):
    """A local search on lists with waits; see `Island`."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        self.plant = compiled.plant
        self.list = kernels.new_plant_walk(compiled.plant, len(compiled.free))
        self.rng = np.array([seed], np.uint64)
        self.pacer = Pacer(20)
        self.evaluations = 0

    def start(self, plan: Plan, fresh: bool = False) -> bool:
        """Begin at a plan; `fresh` forgets the best so far. False: it does not fit."""
        self.evaluations += 1
        wait = plan.wait if plan.wait is not None else np.zeros_like(plan.mode)
        asked = plan.asked if plan.asked is not None else kernels.NOTHING_ASKED
        return kernels.begin_list(
            self.plant, self.list, plan.sequence, plan.mode, wait, asked, not fresh
        )

    @property
    def energy(self) -> float:
        """Energy of the current schedule."""
        return float(self.list.value[kernels.ENERGY])

    def _run(self, temperature: float, size: int) -> int:
        return kernels.anneal_plant(self.plant, self.list, self.rng, temperature, size)

    def move(self, operation: int, position: int, mode: int) -> bool:
        """Move an operation of the list if that makes the schedule better."""
        given = np.array([operation, position, mode], np.int32)
        before = self.energy
        self.evaluations += kernels.anneal_plant(
            self.plant, self.list, self.rng, 0.0, 1, given
        )
        return self.energy < before

    @property
    def best_key(self) -> tuple[int, int]:
        """Objective and makespan in slots of the best list so far."""
        return int(self.list.best[0]), int(self.list.best[1])

    def best(self) -> Plan:
        """Best list so far."""
        return best_of(self.list)


def best_of(walk: kernels.PlantWalk) -> Plan:
    """Best list of a walk so far."""
    return Plan(
        walk.best_sequence.copy(),
        walk.best_mode.copy(),
        (int(walk.best[0]), int(walk.best[1])),
        walk.best_wait.copy(),
        walk.best_asked[: walk.counts[N_BEST]].copy(),
    )


class PlantDispatcher:
    """Runs dispatching rules on a plant."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        self.plant = compiled.plant
        self.walk = kernels.new_plant_walk(compiled.plant, len(compiled.free))
        self.rng = np.array([seed * 2 + 1], np.uint64)
        self.scratch = np.zeros((3, compiled.arrays.op.shape[0]), np.int32)

    def run(
        self,
        rule: int,
        look_ahead: float = 2.0,
        delay: float = 0.5,
        noise: float = 0.0,
        budget: Budget | None = None,
        is_needed: bool = False,
    ) -> Plan | None:
        """Make a schedule; None if the compiled horizon is too short for it.

        See `Dispatcher.run`.
        """
        self.walk.best[0] = kernels.UNKNOWN
        at = np.zeros(2, np.int64)
        while True:
            done = rules.build(
                self.plant, self.walk, rule, look_ahead, delay, noise, self.rng,
                self.scratch, at, *pace(budget, STEPS),
            )  # fmt: skip
            if not done:
                return None
            if at[0] == len(self.walk.sequence):
                break
            if budget is not None and budget.is_over and not is_needed:
                return None
        return best_of(self.walk)

    def random(
        self, draw: float, spread: float, has_due_dates: bool, budget: Budget
    ) -> Plan | None:
        """Make a schedule with random parameters from two numbers in ``[0, 1)``."""
        rule = rules.BY_COST if has_due_dates else rules.BY_WORK
        noise = 0.3 * (17.0 * draw % 1.0)
        return self.run(rule, 1.0 * 30.0**draw, spread, noise, budget)


def first_plant_plans(
    compiled: Compiled, seed: int, budget: Budget, has_due_dates: bool
) -> list[Plan]:
    """Plans of a few rules, best first; empty if the horizon is too short."""
    dispatcher = PlantDispatcher(compiled, seed)
    settings = [(rules.BY_WORK, 2.0, 0.5), (rules.BY_WORK, 2.0, 0.0)]
    if has_due_dates:
        settings = [
            (rules.BY_COST, 4.0, 0.5),
            (rules.BY_DUE, 2.0, 0.5),
            (rules.BY_COST, 16.0, 1.0),
            (rules.BY_COST, 2.0, 0.0),
            *settings,
        ]
    until = budget.fraction_after(0.25)
    plans: list[Plan] = []
    for rule, look_ahead, delay in settings:
        is_late = budget.is_over or budget.time_fraction() > until
        if plans and (is_late or budget.is_spent(len(plans))):
            break
        plan = dispatcher.run(
            rule, look_ahead, delay, budget=budget, is_needed=not plans
        )
        if plan is None:
            if plans and budget.is_over:
                break
            return []
        plans.append(plan)
    return sorted(plans, key=lambda plan: plan.key)


def hinted_plant_plans(
    problem: Problem, compiled: Compiled, base: Plan, budget: Budget
) -> list[Plan]:
    """The plan of ``problem.hint``, as given and as early as possible.

    Operations without a hint go where `base` has them. Lists that do not fit before the
    horizon are left out. After a stop the first is enough.
    """
    if not problem.hint:
        return []
    a = compiled.arrays
    island = PlantIsland(compiled, 1)
    island.start(base)
    start = island.list.op[:, 0].astype(np.float64) * a.grain
    mode = base.mode.copy()
    wait = np.zeros_like(mode)
    for i, machine, minute in problem.hint:
        for k in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
            if a.mode[k, MACHINE] == machine:
                mode[i] = k
                start[i] = minute
                wait[i] = max(0, -(-minute // a.grain))
                break
    free = base.sequence
    order = free[np.lexsort((a.mode[mode[free], TIME], start[free]))]
    before = [[p for p, _ in op.predecessors] for op in problem.operations]
    plans: list[Plan] = []
    for held in (wait, np.zeros_like(wait)):
        if plans and budget.stop.is_set():
            break
        plan = Plan(order.astype(np.int32), mode, (0, 0), held)
        if island.start(repair_order(plan, before), fresh=True):
            plans.append(island.best())
    return plans


def plant_answer(
    problem: Problem, compiled: Compiled, plan: Plan
) -> tuple[tuple[Assignment, ...], tuple[tuple[str, int], ...], int]:
    """Decode the plan once more: assignments, terms, minutes beyond hard limits."""
    a = compiled.arrays
    island = PlantIsland(compiled, 1)
    if not island.start(plan):
        raise RuntimeError("the best plan does not decode")
    shop = island.list.shop
    n_resources = len(problem.resources)
    rows = []
    for i, op in enumerate(problem.operations):
        if op.fixed is not None:
            f = op.fixed
            rows.append(
                Assignment(i, f.machine, None, f.start, f.end, operators=f.operators)
            )
            continue
        alt = op.alternatives[int(plan.mode[i]) - int(a.op[i, MODE_FROM])]
        at = [int(x) * a.grain for x in shop.at[i]]
        setup = (at[shops.SETUP_FROM], at[shops.SETUP_TO])
        has_setup = shop.at[i, shops.OPENER] == i and setup[1] > setup[0]
        rows.append(
            Assignment(
                i,
                alt.machine,
                alt.index,
                int(shop.work.op[i, 0]) * a.grain,
                int(shop.work.op[i, 1]) * a.grain,
                int(shop.at[i, shops.SETUP_TIME]) * a.grain if has_setup else 0,
                setup_at=setup if has_setup else None,
                operators=_people(shop.crew[i], n_resources),
                setters=_people(shop.setters[i], n_resources),
            )
        )
    total = [int(x) for x in shop.total]
    terms = tuple(zip(TERMS, total[1:], strict=True))
    return tuple(rows), terms, total[0]


def _people(row: np.ndarray, n_resources: int) -> tuple[int, ...]:
    return tuple(int(x) - n_resources for x in row if x >= 0)
