"""Lower bounds that need no search; a schedule that meets them ends it as optimal."""

from __future__ import annotations

import heapq

import numpy as np

from .compile import (
    CALENDAR,
    FIXED,
    FIXED_END,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    WORKER,
    Arrays,
)
from .extras import Weights
from .model import Alternative, Operation, Problem, Profile
from .paths import OFTEN, Calendars, Check, Paths, paths

MANY = 2000  # operations of one machine above which Jackson's schedule is left out


def makespan_bound(
    problem: Problem,
    a: Arrays,
    known: Paths | None = None,
    check: Check = lambda: None,
) -> int:
    """Least makespan in slots: paths, machine loads, one machine, energy.

    Setups are left out, so the bound holds with them too. Loads: work that only
    machines of a set can do, from the least head on, to the least tail behind (each
    set that occurs, and all machines together). `check` may raise, to end this early.
    """
    known = known or paths(problem, a, check)
    heads, ends, times, tails = known
    bound = int((ends + tails).max(initial=0))
    free = np.flatnonzero(a.op[:, FIXED] == 0)
    if not len(free):
        return int(a.op[:, FIXED_END].max())
    loads = _loads(problem, a, free)
    if loads:
        bound = max(bound, _best_set(loads, heads, times, tails, check))
        bound = max(bound, _calendar_bound(loads, a, heads, times, tails, check))
        bound = max(bound, _one_machine_bound(loads, heads, times, tails, check))
    bound = max(bound, _energy_bound(problem, a, free, heads, tails, check))
    if a.n_workers:
        n_pairs = min(a.n_workers, a.machine.shape[0])
        bound = max(bound, _set_bound(free, n_pairs, heads, times, tails))
        people: dict[frozenset[int], list[int]] = {}
        for i in free:
            rows = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO]]
            people.setdefault(frozenset(rows[:, WORKER].tolist()), []).append(int(i))
        bound = max(bound, _best_set(people, heads, times, tails, check))
    return bound


def _loads(
    problem: Problem, a: Arrays, free: np.ndarray
) -> dict[frozenset[int], list[int]]:
    """Free operations by their set of machines; none that may share one."""
    loads: dict[frozenset[int], list[int]] = {}
    shared = {
        m for m, row in enumerate(problem.machines) if row.batch or row.is_outside
    }
    for i in free:
        rows = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO]]
        machines = frozenset(rows[:, MACHINE].tolist())
        if not machines & shared:
            loads.setdefault(machines, []).append(int(i))
    return loads


def _inside(
    loads: dict[frozenset[int], list[int]],
) -> list[tuple[frozenset[int], np.ndarray]]:
    """Machine sets to look at, with the operations that only they can do."""
    sets = list(loads)
    union = frozenset().union(*sets)
    rows = []
    for candidate in {*sets, union, *(frozenset([m]) for m in union)}:
        members = [i for s in sets if s <= candidate for i in loads[s]]
        if members:
            rows.append((candidate, np.array(members)))
    return rows


def _best_set(
    loads: dict[frozenset[int], list[int]],
    heads: np.ndarray,
    times: np.ndarray,
    tails: np.ndarray,
    check: Check,
) -> int:
    """Largest bound over unions of machine sets that occur (each, nested, all)."""
    best = 0
    for candidate, index in _inside(loads):
        check()
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


def _calendar_bound(
    loads: dict[frozenset[int], list[int]],
    a: Arrays,
    heads: np.ndarray,
    times: np.ndarray,
    tails: np.ndarray,
    check: Check,
) -> int:
    """First slot by which a set's machines have worked enough since the least head."""
    calendars = Calendars(a)
    best = 0
    for machines, index in _inside(loads):
        check()
        cals = [int(a.machine[m, CALENDAR]) for m in machines]
        low = int(heads[index].min())
        work = int(times[index].sum())
        begin = sum(calendars.done_until(c, low) for c in cals)
        high = int(a.horizon)
        first = low
        while first < high:
            t = (first + high) // 2
            if sum(calendars.done_until(c, t) for c in cals) - begin < work:
                first = t + 1
            else:
                high = t
        best = max(best, first + int(tails[index].min()))
    return best


def _one_machine_bound(
    loads: dict[frozenset[int], list[int]],
    heads: np.ndarray,
    times: np.ndarray,
    tails: np.ndarray,
    check: Check,
) -> int:
    """Jackson's preemptive schedule of each machine's own operations."""
    best = 0
    for machines, members in loads.items():
        check()
        if len(machines) == 1 and len(members) <= MANY:
            rows = [(int(heads[i]), int(times[i]), int(tails[i])) for i in members]
            best = max(best, jackson_bound(rows))
    return best


def jackson_bound(rows: list[tuple[int, int, int]]) -> int:
    """Least makespan of one machine when operations may be interrupted.

    Jackson, "Scheduling a production line to minimize maximum tardiness", 1955, as used
    by Carlier, "The one-machine sequencing problem", 1982: always the operation with
    the longest tail. `rows` = (head, duration, tail). O(n log n).
    """
    waiting: list[list[int]] = []
    rows = sorted(rows)
    t, best, k = 0, 0, 0
    while waiting or k < len(rows):
        if not waiting:
            t = max(t, rows[k][0])
        while k < len(rows) and rows[k][0] <= t:
            heapq.heappush(waiting, [-rows[k][2], rows[k][1]])
            k += 1
        until = rows[k][0] if k < len(rows) else None
        top = waiting[0]
        span = top[1] if until is None else min(top[1], until - t)
        t += span
        top[1] -= span
        if top[1] == 0:
            heapq.heappop(waiting)
            best = max(best, t - top[0])
    return best


def _energy_bound(
    problem: Problem,
    a: Arrays,
    free: np.ndarray,
    heads: np.ndarray,
    tails: np.ndarray,
    check: Check,
) -> int:
    """First slot by which each resource could have given all that is asked of it.

    Energetic reasoning over the whole horizon: Baptiste, Le Pape, Nuijten,
    "Satisfiability tests and time-bound adjustments for cumulative scheduling
    problems", 1999.
    """
    best = 0
    for r, asked in _energies(problem, a, free, check).items():
        check()
        users = list(asked)
        total = sum(asked.values())
        low = int(heads[users].min())
        given = np.cumsum(np.maximum(a.capacity[r, low:], 0), dtype=np.int64)
        slots = int(np.searchsorted(given, total)) + 1
        if total <= given[-1]:
            best = max(best, low + slots + int(tails[users].min()))
    return best


def _energies(
    problem: Problem, a: Arrays, free: np.ndarray, check: Check
) -> dict[int, dict[int, int]]:
    """``{resource: {operation: unit slots}}`` that no choice of alternatives avoids."""
    asked: dict[int, dict[int, int]] = {}
    for number, i in enumerate(free.tolist()):
        if number % OFTEN == 0:
            check()
        op = problem.operations[i]
        each = [{r for r, _ in alt.demands} for alt in op.alternatives]
        for r in set.intersection(*each):
            energy = _energy(op, r) // a.grain
            if energy > 0:
                asked.setdefault(r, {})[i] = energy
    return asked


def _energy(op: Operation, resource: int) -> int:
    """Least unit minutes of a resource over the alternatives."""
    return min(
        alt.duration * sum(units for r, units in alt.demands if r == resource)
        for alt in op.alternatives
    )


def job_ends(problem: Problem, known: Paths) -> dict[int, int]:
    """Least end of each job in slots."""
    ends: dict[int, int] = {}
    for i, op in enumerate(problem.operations):
        ends[op.job] = max(ends.get(op.job, -(2**30)), int(known.ends[i]))
    return ends


def tardiness_bound(problem: Problem, a: Arrays, known: Paths | None = None) -> int:
    """Least weighted tardiness in minutes: every job alone, on its calendars."""
    total = 0
    for j, end in job_ends(problem, known or paths(problem, a)).items():
        job = problem.jobs[j]
        if job.due is not None:
            total += job.weight * max(0, end * a.grain - job.due)
    return total


def missed_deadline(problem: Problem, a: Arrays, known: Paths) -> str | None:
    """Name a job that cannot meet its deadline even alone, or None."""
    for j, end in job_ends(problem, known).items():
        job = problem.jobs[j]
        if job.deadline is not None and end * a.grain > job.deadline:
            return (
                f"job {job.label} cannot end before {end * a.grain}, its deadline is "
                f"{job.deadline}"
            )
    return None


def objective_bound(problem: Problem, a: Arrays, known: Paths, makespan: int) -> int:
    """Least weighted objective: the sum of its terms' own bounds."""
    w = problem.objective or Weights()
    total = w.tardiness * tardiness_bound(problem, a, known)
    if w.makespan:
        total += w.makespan * makespan * a.grain
    if w.flow:
        for j, end in job_ends(problem, known).items():
            total += w.flow * (end * a.grain - max(0, problem.jobs[j].release))
    if w.cost:
        cheapest = [_cheapest(m.cost) for m in problem.machines]
        total += w.cost * sum(
            min(_cost(problem, alt, cheapest) for alt in op.alternatives)
            for op in problem.operations
            if op.fixed is None
        )
    return total


def _cheapest(profile: Profile | None) -> int:
    """Least cost of a minute; 0 where the profile leaves time without cost."""
    if profile is None or profile.then is not None or profile.period is None:
        return 0
    covered = sum(b - a for a, b, _ in profile.windows)
    return min((u for *_, u in profile.windows), default=0) * (
        covered == profile.period
    )


def _cost(problem: Problem, alt: Alternative, cheapest: list[int]) -> int:
    is_shared = problem.machines[alt.machine].batch > 0
    return 0 if is_shared else alt.duration * cheapest[alt.machine]
