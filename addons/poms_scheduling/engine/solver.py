"""From a `Problem` to a `Schedule`: compile, search within a budget, translate back."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np

from .bounds import makespan_bound, tardiness_bound
from .check import unusable_operations
from .compile import MODE_FROM, Compiled, compile_problem
from .errors import InfeasibleError, InputError
from .kernels import decode as kernels
from .kernels.place import new_work
from .model import Assignment, Problem, Schedule
from .search.control import Budget, Progress
from .search.driver import ALGORITHMS, Outcome, run_search
from .search.hint import hinted_plan
from .search.rules import Dispatcher, Plan, first_plans

MAX_HORIZON = 2**26  # minutes, about 127 years


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    evaluations: int | None = None,
    seed: int = 0,
    algorithm: str = "ga",
    workers: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    started_at: float | None = None,
) -> Schedule:
    """Find a good schedule within a budget.

    Parameters
    ----------
    seconds, evaluations
        At least one; the first reached stops. Seconds count from `started_at`
        (``time.monotonic()``, default now).
    seed
        The same seed and evaluations give the same schedule.
    algorithm
        ``ga`` (memetic genetic algorithm), ``sa`` (simulated annealing) or ``rules``.
    workers
        Threads; changes speed only. Default: two.
    progress
        Called about twice a second with progress 0..1, the best objective, evaluations
        and seconds.
    stop
        Set it to end the search within 0.1 s; the best so far is returned.

    Raises
    ------
    InputError
        For an unknown algorithm or a missing budget.
    InfeasibleError
        If an operation can never be done; the text names it.
    """
    if algorithm not in ALGORITHMS:
        raise InputError(f"unknown algorithm {algorithm!r}, known are {ALGORITHMS}")
    if seconds is None and evaluations is None:
        raise InputError("give seconds, evaluations or both")
    if (seconds is not None and seconds < 0) or (evaluations or 0) < 0:
        raise InputError("seconds and evaluations cannot be negative")
    budget = Budget(seconds, evaluations, started_at or time.monotonic())
    budget.stop = stop or budget.stop
    problem = _without_unusable(problem)
    compiled, plans = _first(problem, budget, seed)
    known = hinted_plan(problem, compiled, plans[0])
    if known is not None:
        plans = sorted([known, *plans], key=lambda plan: plan.key)
    bounds = _bounds(problem, compiled)
    outcome = run_search(
        problem, compiled, plans, budget, algorithm, seed, workers, bounds, progress
    )
    return _schedule(problem, compiled, outcome, budget, algorithm, seed, bounds)


def _without_unusable(problem: Problem) -> Problem:
    """Drop alternatives that can never be done; name operations left without any."""
    bad = unusable_operations(problem)
    if not bad:
        return problem
    operations = list(problem.operations)
    for i, alternatives in bad.items():
        op = operations[i]
        if len(alternatives) == len(op.alternatives):
            reason = next(iter(alternatives.values()))
            raise InfeasibleError(f"operation {op.label}: {reason}")
        kept = tuple(a for k, a in enumerate(op.alternatives) if k not in alternatives)
        operations[i] = replace(op, alternatives=kept)
    return replace(problem, operations=tuple(operations))


def _first(problem: Problem, budget: Budget, seed: int) -> tuple[Compiled, list[Plan]]:
    """Compile with a horizon that the rules' plans fit in, doubled until they do."""
    horizon = _horizon(problem)
    while True:
        compiled = compile_problem(problem, horizon)
        dispatcher = Dispatcher(compiled, seed)
        plans = first_plans(dispatcher, budget, problem.has_due_dates)
        if plans:
            break
        if horizon >= MAX_HORIZON:
            raise InfeasibleError(
                "the calendars have too little working time for all operations"
            )
        horizon *= 2
    needed = plans[0].key[1] * compiled.arrays.grain
    wanted = int(1.3 * needed) + 2880
    if wanted < 0.8 * horizon:
        compiled = compile_problem(problem, wanted)
    return compiled, plans


def _horizon(problem: Problem) -> int:
    """A first guess in minutes: releases, fixed work and twice the mean load."""
    release = max(max(0, op.release) for op in problem.operations)
    release = max(release, *(job.release for job in problem.jobs))
    fixed = max((op.fixed.end for op in problem.operations if op.fixed), default=0)
    work = sum(
        min((alt.duration for alt in op.alternatives), default=0)
        for op in problem.operations
    )
    load = 8 * work // max(1, len(problem.machines))
    return max(release, fixed, 0) + load + 4 * 10080


def _bounds(problem: Problem, compiled: Compiled) -> tuple[int, int]:
    """Lower bounds: weighted tardiness in minutes, makespan in slots."""
    tardiness = (
        tardiness_bound(problem, compiled.arrays) if problem.has_due_dates else 0
    )
    return tardiness, makespan_bound(problem, compiled.arrays)


def _schedule(
    problem: Problem,
    compiled: Compiled,
    outcome: Outcome,
    budget: Budget,
    algorithm: str,
    seed: int,
    bounds: tuple[int, int],
) -> Schedule:
    grain = compiled.arrays.grain
    tardiness, makespan = outcome.plan.key
    is_optimal = makespan <= bounds[1] and tardiness <= bounds[0]
    return Schedule(
        assignments=_assignments(problem, compiled, outcome.plan),
        makespan=makespan * grain,
        weighted_tardiness=tardiness if problem.has_due_dates else None,
        lower_bound=bounds[0] if problem.has_due_dates else bounds[1] * grain,
        is_optimal=is_optimal,
        evaluations=outcome.evaluations,
        seconds=budget.elapsed,
        algorithm=algorithm,
        seed=seed,
        warnings=problem.warnings,
    )


def _assignments(
    problem: Problem, compiled: Compiled, plan: Plan
) -> tuple[Assignment, ...]:
    """Decode the plan once more and turn slots into minutes."""
    a = compiled.arrays
    work = new_work(a)
    if not kernels.decode(a, work, plan.sequence, plan.mode):
        raise RuntimeError("the best plan does not decode")
    setups = np.zeros(a.op.shape[0], np.int32)
    kernels.setups(a, work, plan.sequence, plan.mode, setups)
    rows = []
    for i, op in enumerate(problem.operations):
        if op.fixed is not None:
            f = op.fixed
            rows.append(Assignment(i, f.machine, None, f.start, f.end))
            continue
        k = int(plan.mode[i])
        alt = op.alternatives[k - int(a.op[i, MODE_FROM])]
        start, end = int(work.op[i, 0]) * a.grain, int(work.op[i, 1]) * a.grain
        setup = int(setups[i]) * a.grain
        rows.append(
            Assignment(i, alt.machine, alt.index, start, end, setup, alt.worker)
        )
    return tuple(rows)
