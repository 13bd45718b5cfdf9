"""Repairing a given schedule after a change: soon, and with few operations moved.

The change (a machine down, a new order, a longer duration, a pinned move) is in the
problem; the schedule so far is each operation's `baseline`. Operations first keep their
order, machine and start and give way to the right where they must, as in Abumaizar,
Svestka, "Rescheduling job shops under random disruptions", 1997, or, where that moves
fewer, only those that cannot stay look for gaps (`search.reinsert`); then local search
trades tardiness against operations moved.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .check import broken_limits
from .compile import (
    FAR,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    TIME,
    Compiled,
    compile_problem,
)
from .compile_plant import MOVED, VIOLATION_WEIGHT, compile_plant
from .errors import InfeasibleError, InputError
from .extras import Weights
from .model import Problem, Schedule
from .search.control import Budget
from .search.ga import repair_order
from .search.plant import PlantIsland, plant_answer
from .search.reinsert import Reinsertion
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
    clock: Callable[[], float] = time.monotonic,
) -> Schedule:
    """Find a feasible schedule near the baseline.

    Parameters
    ----------
    problem
        The changed problem; operations without `baseline` are new.
    seconds, evaluations
        Limits; the first reached stops. The schedule that only gives way is always
        there first. Seconds count by `clock`.
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
    budget = Budget(seconds, evaluations, clock(), clock=clock)
    problem = without_unusable(_weighted(problem, penalty))
    island = _as_given(problem, seed, budget)
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
    """Put the penalty for moving into the objective."""
    weights = [j.weight for j in problem.jobs if j.due is not None and j.weight]
    mean = sum(weights) // len(weights) if weights else 1
    moved = 1440 * max(mean, 1) if penalty is None else penalty
    base = problem.objective
    if base is None:
        base = Weights(makespan=0 if problem.has_due_dates else 1)
    return replace(problem, objective=replace(base, moved=moved))


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


def _as_given(problem: Problem, seed: int, budget: Budget) -> _RepairIsland:
    """An island at a schedule near the given one; the horizon grows as needed."""
    horizon = first_horizon(problem)
    before = [[p for p, _ in op.predecessors] for op in problem.operations]
    is_new = np.array([op.baseline is None for op in problem.operations])
    for _ in range(8):
        compiled = compile_plant(problem, compile_problem(problem, horizon))
        island = _RepairIsland(compiled, seed * 1_000_003 + 1)
        given = repair_order(_given_list(problem, compiled), before)
        plan = Reinsertion(island, before, is_new, budget).run(given)
        if plan is not None and island.start(plan, fresh=True):
            return island
        horizon *= 2
    raise InfeasibleError("there is too little common working time for all operations")


def _given_list(problem: Problem, compiled: Compiled) -> Plan:
    """Operations by given starts, which `wait` holds; new ones behind them.

    Where a machine is no alternative any more, the first one stands for it.
    """
    a = compiled.arrays
    n = len(problem.operations)
    mode = a.op[:, MODE_FROM].astype(np.int32)
    start = np.full(n, FAR, np.int64)
    wait = np.zeros(n, np.int32)
    for i, op in enumerate(problem.operations):
        if op.baseline is None or op.fixed is not None:
            continue
        machine, minute = op.baseline
        start[i] = wait[i] = max(0, -(-minute // a.grain))
        for k in range(int(a.op[i, MODE_FROM]), int(a.op[i, MODE_TO])):
            if a.mode[k, MACHINE] == machine:
                mode[i] = k
                break
    free = compiled.free
    order = free[np.lexsort((a.mode[mode[free], TIME], start[free]))]
    return Plan(order.astype(np.int32), mode, (0, 0), wait)


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
