"""Lower bounds: cheap ones that close many small problems."""

from __future__ import annotations

import numpy as np

from .compile import (
    FIXED,
    FIXED_END,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    RELEASE,
    TIME,
    WORKER,
    Arrays,
)
from .model import Problem, topological_order


def makespan_bound(problem: Problem, a: Arrays) -> int:
    """Least makespan in slots: longest path, machine loads, total load.

    Calendars, setups and resources are left out, so the bound holds with them too.
    Loads: work that only machines of a set can do, from the least head on, to the
    least tail behind (one machine each, and all machines together).
    """
    heads, times, tails = _paths(problem, a)
    bound = int((heads + times + tails).max(initial=0))
    free = a.op[:, FIXED] == 0
    if not free.any():
        return int(a.op[:, FIXED_END].max())
    loads: dict[frozenset[int], list[int]] = {}
    for i in np.flatnonzero(free):
        rows = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO]]
        loads.setdefault(frozenset(rows[:, MACHINE].tolist()), []).append(int(i))
    bound = max(bound, _best_set(loads, heads, times, tails))
    if a.n_workers:
        n_pairs = min(a.n_workers, a.machine.shape[0])
        bound = max(
            bound, _set_bound(np.flatnonzero(free), n_pairs, heads, times, tails)
        )
        people: dict[frozenset[int], list[int]] = {}
        for i in np.flatnonzero(free):
            rows = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO]]
            people.setdefault(frozenset(rows[:, WORKER].tolist()), []).append(int(i))
        bound = max(bound, _best_set(people, heads, times, tails))
    return bound


def _best_set(
    loads: dict[frozenset[int], list[int]],
    heads: np.ndarray,
    times: np.ndarray,
    tails: np.ndarray,
) -> int:
    """Largest bound over unions of machine sets that occur (each, nested, all)."""
    best = 0
    sets = list(loads)
    union = frozenset().union(*sets)
    for candidate in {*sets, union, *(frozenset([m]) for m in union)}:
        inside = [i for s in sets if s <= candidate for i in loads[s]]
        if inside:
            index = np.array(inside)
            best = max(best, _set_bound(index, len(candidate), heads, times, tails))
    return best


def _set_bound(
    index: np.ndarray,
    size: int,
    heads: np.ndarray,
    times: np.ndarray,
    tails: np.ndarray,
) -> int:
    """Mean load of `size` parallel machines, with the least heads and tails.

    Carlier, "Scheduling jobs with release dates and tails on identical machines to
    minimize makespan", 1987. For one machine, every head gives a bound.
    """
    best = 0
    head, time, tail = heads[index], times[index], tails[index]
    thresholds = np.unique(head)
    if len(thresholds) > 40:
        thresholds = thresholds[:: len(thresholds) // 40 + 1]
    for low in thresholds:
        chosen = head >= low
        count = min(size, int(chosen.sum()))
        first = int(np.sort(head[chosen])[:count].sum())
        last = int(np.sort(tail[chosen])[:count].sum())
        total = first + int(time[chosen].sum()) + last
        best = max(best, -(-total // count) if count < size else -(-total // size))
    return best


def _paths(problem: Problem, a: Arrays) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads, shortest durations and tails over precedence alone, in slots."""
    n = a.op.shape[0]
    times = np.zeros(n, np.int64)
    heads = a.op[:, RELEASE].astype(np.int64)
    tails = np.zeros(n, np.int64)
    ops = problem.operations
    order = topological_order(ops)
    for i in order:
        if a.op[i, FIXED]:
            heads[i] = a.op[i, FIXED_END]
            continue
        times[i] = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO], TIME].min()
        for p, lag in ops[i].predecessors:
            heads[i] = max(heads[i], heads[p] + times[p] + lag // a.grain)
    for i in reversed(order):
        if a.op[i, FIXED]:
            continue
        for p, lag in ops[i].predecessors:
            tails[p] = max(tails[p], tails[i] + times[i] + lag // a.grain)
    return heads, times, tails


def tardiness_bound(problem: Problem, a: Arrays) -> int:
    """Least weighted tardiness in minutes: every job alone, without calendars."""
    heads, times, tails = _paths(problem, a)
    ends: dict[int, int] = {}
    for i, op in enumerate(problem.operations):
        reach = int(heads[i] + times[i])
        ends[op.job] = max(ends.get(op.job, 0), reach)
    total = 0
    for j, job in enumerate(problem.jobs):
        if job.due is not None and j in ends:
            total += job.weight * max(0, ends[j] * a.grain - job.due)
    return total
