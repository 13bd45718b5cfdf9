"""From a `Problem` to a `Schedule`: compile, search within a budget, translate back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .bounds import (
    makespan_bound,
    missed_deadline,
    objective_bound,
    tardiness_bound,
)
from .check import broken_limits, unusable_operations
from .compile import MODE_FROM, Compiled, compile_problem
from .compile_plant import VIOLATION_WEIGHT, compile_plant
from .errors import InfeasibleError, InputError
from .kernels import decode as kernels
from .kernels.place import new_work
from .model import Assignment, Problem, Schedule
from .paths import Check, paths
from .search.cluster import Client, search_on_cluster
from .search.control import Budget, Progress, Stopped
from .search.driver import ALGORITHMS, Outcome, run_search
from .search.hint import hinted_plan
from .search.plant import first_plant_plans, hinted_plant_plans, plant_answer
from .search.rules import Dispatcher, Plan, first_plans

MAX_BYTES = 100_000_000  # of the table of people and tools over time
WRITING_S = 2e-5  # kept back per operation to time the answer and to write it
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
    clock: Callable[[], float] = time.monotonic,
    client: Client | None = None,
    islands: int = 4,
) -> Schedule:
    """Find a good schedule within a budget.

    Parameters
    ----------
    seconds, evaluations
        At least one; the first reached stops. Seconds count by `clock` from
        `started_at` (default now).
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
        Set it to end the search within 0.1 s; the best so far is returned. Before the
        first plan that is made quickly instead of well, and no bounds are computed.
    client, islands
        A ``distributed.Client``: that many islands run on its workers, and the
        algorithm is the one of ``ga`` without its last generations on lists.

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
    begun = clock() if started_at is None else started_at
    if seconds is not None:
        seconds = max(0.0, seconds - WRITING_S * len(problem.operations))
    budget = Budget(seconds, evaluations, begun, clock=clock)
    budget.stop = stop or budget.stop
    problem = without_unusable(problem)
    compiled, plans = prepare(problem, budget, seed)
    plans = sorted(
        [*_hinted(problem, compiled, plans[0], budget), *plans],
        key=lambda plan: plan.key,
    )
    bounds = _bounds_unless_stopped(problem, compiled, budget)
    if client is not None:
        outcome = search_on_cluster(
            problem, compiled, plans, budget, seed, bounds, progress, client, islands
        )
        lost = tuple(f"an island was lost: {text}" for text in outcome.lost)
        problem = replace(problem, warnings=(*problem.warnings, *lost))
    else:
        outcome = run_search(
            problem, compiled, plans, budget, algorithm, seed, workers, bounds, progress
        )
    return _schedule(problem, compiled, outcome, budget, algorithm, seed, bounds)


def without_unusable(problem: Problem) -> Problem:
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


def prepare(problem: Problem, budget: Budget, seed: int) -> tuple[Compiled, list[Plan]]:
    """Compile, and make the rules' plans, best first.

    The horizon is doubled until the plans fit in; then cut to what they need.
    """
    horizon = first_horizon(problem)
    while True:
        compiled = compile_problem(problem, horizon)
        if problem.is_plain:
            dispatcher = Dispatcher(compiled, seed)
            plans = first_plans(dispatcher, budget, problem.has_due_dates)
        else:
            compiled = compile_plant(problem, compiled)
            due = problem.has_due_dates
            plans = first_plant_plans(compiled, seed, budget, due)
        if plans:
            break
        if horizon >= MAX_HORIZON or compiled.arrays.capacity.nbytes > MAX_BYTES:
            raise InfeasibleError(
                "machines, people and tools have too little common time for all "
                f"operations before minute {horizon}"
            )
        horizon *= 2
    needed = plans[0].key[1] * compiled.arrays.grain
    wanted = int(1.3 * needed) + 2880
    if wanted < 0.8 * horizon and not budget.stop.is_set():
        compiled = compile_problem(problem, wanted)
        if not problem.is_plain:
            compiled = compile_plant(problem, compiled)
        # Far worse plans may end behind the shorter horizon.
        slots = compiled.arrays.horizon
        plans = [plan for plan in plans if plan.key[1] <= slots]
    return compiled, plans


def _hinted(
    problem: Problem, compiled: Compiled, base: Plan, budget: Budget
) -> list[Plan]:
    """Plans made of the hint, none without one."""
    if compiled.plant is not None:
        return hinted_plant_plans(problem, compiled, base, budget)
    known = hinted_plan(problem, compiled, base)
    return [] if known is None else [known]


def first_horizon(problem: Problem) -> int:
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


def _bounds_unless_stopped(
    problem: Problem, compiled: Compiled, budget: Budget
) -> tuple[int, int]:
    """Lower bounds; none, so that the plan comes at once, if somebody asks to stop."""
    try:
        return _bounds(problem, compiled, budget.check)
    except Stopped:
        return 0, 0


def _bounds(problem: Problem, compiled: Compiled, check: Check) -> tuple[int, int]:
    """Lower bounds: deciding objective in minutes, makespan in slots."""
    a = compiled.arrays
    known = paths(problem, a, check)
    late = missed_deadline(problem, a, known)
    if late is not None:
        raise InfeasibleError(late)
    makespan = makespan_bound(problem, a, known, check)
    if problem.objective is not None:
        return objective_bound(problem, a, known, makespan), makespan
    if problem.has_due_dates:
        return tardiness_bound(problem, a, known), makespan
    return 0, makespan


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
    if compiled.plant is not None:
        return _plant_schedule(
            problem, compiled, outcome, budget, algorithm, seed, bounds
        )
    return Schedule(
        assignments=timed(problem, compiled, outcome.plan),
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


def _plant_schedule(
    problem: Problem,
    compiled: Compiled,
    outcome: Outcome,
    budget: Budget,
    algorithm: str,
    seed: int,
    bounds: tuple[int, int],
) -> Schedule:
    grain = compiled.arrays.grain
    assignments, terms, beyond = plant_answer(problem, compiled, outcome.plan)
    value, makespan = outcome.plan.key
    return Schedule(
        assignments=assignments,
        makespan=makespan * grain,
        weighted_tardiness=dict(terms)["tardiness"] if problem.has_due_dates else None,
        value=None if problem.objective is None else value - beyond * VIOLATION_WEIGHT,
        lower_bound=bounds[0]
        if problem.has_due_dates or problem.objective
        else bounds[1] * grain,
        is_optimal=value <= bounds[0] and makespan <= bounds[1],
        evaluations=outcome.evaluations,
        seconds=budget.elapsed,
        algorithm=algorithm,
        seed=seed,
        warnings=problem.warnings,
        terms=terms,
        violations=broken_limits(problem, assignments) if beyond else (),
    )


def timed(problem: Problem, compiled: Compiled, plan: Plan) -> tuple[Assignment, ...]:
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
