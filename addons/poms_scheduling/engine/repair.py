"""Repairing a given schedule after a change: soon, and with few operations moved.

The change (a machine down, a new order, a longer duration, a pinned move) is in the
problem; the schedule so far is each operation's `baseline`. Operations first keep their
order, machine and start and only give way to the right where they must, as in
Abumaizar, Svestka, "Rescheduling job shops under random disruptions", 1997; then local
search trades tardiness against operations moved.
"""

from __future__ import annotations

import time
from dataclasses import replace

from .check import broken_limits
from .compile import Compiled, compile_problem
from .compile_plant import MOVED, VIOLATION_WEIGHT, compile_plant
from .errors import InfeasibleError, InputError
from .extras import Weights
from .model import Problem, Schedule
from .search.control import Budget
from .search.plant import (
    PlantDispatcher,
    PlantIsland,
    hinted_plant_plans,
    plant_answer,
)
from .search.rules import Plan
from .solver import first_horizon, without_unusable


def with_baseline(problem: Problem, given: Schedule) -> Problem:
    """Make a schedule the baseline of a problem with the same operations."""
    rows = {row.operation: row for row in given.assignments}
    operations = list(problem.operations)
    for i, op in enumerate(operations):
        if i in rows:
            place = (rows[i].machine, rows[i].start)
            operations[i] = replace(op, baseline=place)
    return replace(problem, operations=tuple(operations))


def repair(
    problem: Problem,
    *,
    seconds: float = 1.0,
    evaluations: int | None = None,
    penalty: int | None = None,
    max_moved: int | None = None,
    seed: int = 0,
) -> Schedule:
    """Find a feasible schedule near the baseline.

    Parameters
    ----------
    problem
        The changed problem; operations without `baseline` are new.
    seconds, evaluations
        Limits; the first reached stops. The schedule that only gives way is always
        there first.
    penalty
        Weighted minutes of tardiness (or of makespan, where no job has a due date) that
        moving one operation must save. Default: a day of the mean weight.
    max_moved
        Most operations moved beyond those of the schedule that only gives way: of all
        schedules met, the best one within is given.

    Raises
    ------
    InputError
        If no operation has a baseline.
    InfeasibleError
        If an operation can never be done.
    """
    if all(op.baseline is None for op in problem.operations):
        raise InputError("no operation has a place in the given schedule")
    budget = Budget(seconds, evaluations, time.monotonic())
    problem = without_unusable(_weighted(problem, penalty))
    island = _as_given(problem, seed)
    best = island.best()
    limit = None
    if max_moved is not None:
        limit = max(max_moved, int(island.list.shop.total[MOVED]))
    done = 1
    while not budget.is_over and (evaluations is None or done < evaluations):
        size = island.pacer.size
        if evaluations is not None:
            size = min(20, evaluations - done)
        began = time.perf_counter()
        island.step(size)
        island.pacer.measure(size, time.perf_counter() - began)
        done += size
        if limit is None or island.moved_of_best() <= limit:
            best = island.best()
        else:
            island.start(best, fresh=True)
    return _answer(problem, island, best, budget, done, seed)


def _weighted(problem: Problem, penalty: int | None) -> Problem:
    """Put the penalty for moving into the objective, and the baseline as the hint."""
    hint = tuple(
        (i, *op.baseline)
        for i, op in enumerate(problem.operations)
        if op.baseline is not None
    )
    weights = [j.weight for j in problem.jobs if j.due is not None and j.weight]
    mean = sum(weights) // len(weights) if weights else 1
    moved = 1440 * max(mean, 1) if penalty is None else penalty
    base = problem.objective
    if base is None:
        base = Weights(makespan=0 if problem.has_due_dates else 1)
    return replace(problem, objective=replace(base, moved=moved), hint=hint)


class _RepairIsland(PlantIsland):
    """Descends from the given schedule."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        super().__init__(compiled, seed)
        self.compiled = compiled

    def step(self, size: int) -> None:
        """Try so many moves; only better ones are kept."""
        self.evaluations += self._run(0.0, size)

    def moved_of_best(self) -> int:
        """Operations moved in the best list (descending, it is the current one)."""
        return int(self.list.shop.total[MOVED])


def _as_given(problem: Problem, seed: int) -> _RepairIsland:
    """An island at the schedule that only gives way; the horizon grows as needed."""
    horizon = first_horizon(problem)
    for _ in range(8):
        compiled = compile_plant(problem, compile_problem(problem, horizon))
        base = PlantDispatcher(compiled, seed).run(0)
        plans = [] if base is None else hinted_plant_plans(problem, compiled, base)
        if plans:
            island = _RepairIsland(compiled, seed * 1_000_003 + 1)
            island.start(plans[-1])
            return island
        horizon *= 2
    raise InfeasibleError("there is too little common working time for all operations")


def _answer(
    problem: Problem,
    island: _RepairIsland,
    best: Plan,
    budget: Budget,
    done: int,
    seed: int,
) -> Schedule:
    rows, terms, beyond = plant_answer(problem, island.compiled, best)
    known = dict(terms)
    return Schedule(
        assignments=rows,
        makespan=best.key[1] * island.compiled.arrays.grain,
        weighted_tardiness=known["tardiness"] if problem.has_due_dates else None,
        value=best.key[0] - beyond * VIOLATION_WEIGHT,
        evaluations=done,
        seconds=budget.elapsed,
        algorithm="repair",
        seed=seed,
        warnings=problem.warnings,
        terms=terms,
        violations=broken_limits(problem, rows) if beyond else (),
    )
