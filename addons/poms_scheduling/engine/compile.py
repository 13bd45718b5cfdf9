"""From `Problem` to flat numpy arrays that the kernels read.

Times are divided by the greatest common divisor of all given times except due dates
("slots" of `grain` minutes), so that a plant that plans in 5 minutes has short arrays;
nothing is rounded.
"""

from __future__ import annotations

from math import gcd
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .errors import InputError
from .extras import NO_LINK
from .kernels.address import by_address
from .model import Alternative, Machine, Operation, Problem
from .worktime import open_intervals

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
FAR = 2**30  # slots; no feasible time reaches it
BUCKET = 32  # slots per entry of the calendar's look-up table


# Columns of `Arrays.op`; X_FROM:X_TO are rows of the table X
RELEASE, FAMILY, JOB, TAIL, FIXED = 0, 1, 2, 3, 4
MODE_FROM, MODE_TO, PRED_FROM, PRED_TO, SUCC_FROM, SUCC_TO = 5, 6, 7, 8, 9, 10
FIXED_START, FIXED_END = 11, 12
# Columns of `Arrays.mode`
MACHINE, TIME, WORKER, DEM_FROM, DEM_TO = 0, 1, 2, 3, 4
# Columns of `Arrays.machine`
SETUP, INITIAL, CALENDAR, SPLIT, BLOCK_FROM, BLOCK_TO = 0, 1, 2, 3, 4, 5


@by_address
class Arrays(NamedTuple):
    """The compiled problem as few tables, so that kernels pass them cheaply.

    Rows of `op` are operations, of `mode` alternatives (of all free operations one
    after the other), of `machine` machines; their columns are the constants above. A
    time is in slots of `grain` minutes.

    Shapes: pred, succ (arcs, 2): operation, lag; demand (d, 2): resource, units;
    setup (k, from, to) distinct matrices, column SETUP -1 = none; interval (i, 3):
    start, end, working slots before in its calendar; calendar (c, 2): first and past
    the last interval; buckets (c, b): first interval that ends after
    ``BUCKET * bucket``; block (b, 3): start, end, family of fixed operations;
    capacity (r, slots): units left by them; job (jobs, 2): due date in minutes, weight.
    """

    n_workers: int
    grain: int
    horizon: int
    op: I32
    mode: I32
    machine: I32
    pred: I32
    succ: I32
    demand: I32
    setup: I32
    interval: I32
    calendar: I32
    buckets: I32
    block: I32
    capacity: npt.NDArray[np.int16]
    job: I64


class Compiled(NamedTuple):
    """`Arrays` with the free operations, and `Plant` where the problem needs it."""

    arrays: Arrays
    free: I32
    plant: Any = None


def compile_problem(problem: Problem, horizon: int) -> Compiled:
    """Compile for schedules that end before `horizon` minutes.

    Cost O(operations + alternatives + windows in the horizon).
    """
    grain = _grain(problem)
    slots = min(horizon // grain + 2, FAR // 4)
    through = {r for r, x in enumerate(problem.resources) if x.is_held_through}
    modes = _modes(problem.operations, grain, through)
    ops = problem.operations
    links = _links(ops, grain)
    arrays = Arrays(
        n_workers=problem.n_workers,
        grain=grain,
        horizon=slots,
        op=_op_table(problem, links, modes, grain),
        mode=modes["mode"],
        **_machines(problem, grain, slots),
        pred=links["pred"],
        succ=links["succ"],
        demand=modes["demand"],
        capacity=_capacity(problem, grain, slots),
        job=np.array(
            [
                (2**40, 0) if job.due is None else (job.due, job.weight)
                for job in problem.jobs
            ],
            np.int64,
        ).reshape(-1, 2),
    )
    free = [i for i, op in enumerate(ops) if op.fixed is None]
    return Compiled(arrays, _i32(free))


def _i32(values: Any) -> I32:
    return np.array(values, np.int32)


def _grain(problem: Problem) -> int:
    """Greatest common divisor of all times but due dates, at least 1 minute."""
    g = 0
    for op in problem.operations:
        if op.fixed is not None:
            g = gcd(g, op.fixed.start, op.fixed.end)
        g = gcd(g, op.release, *(alt.duration for alt in op.alternatives))
        g = gcd(g, *(lag for _, lag in op.predecessors))
        for (p, _), link in zip(op.predecessors, op.links, strict=False):
            both = (*op.alternatives, *problem.operations[p].alternatives)
            g = gcd(g, link.max_lag or 0, *(link.share_of(a.duration) for a in both))
    g = gcd(g, *(minutes for row in problem.transport for minutes in row))
    if problem.objective is not None and problem.objective.asks_for_starts:
        g = gcd(g, *(op.baseline[1] for op in problem.operations if op.baseline))
    for job in problem.jobs:
        g = gcd(g, job.release)
    profiles = {id(r.capacity): r.capacity for r in problem.resources}
    profiles |= {id(o.presence): o.presence for o in problem.operators}
    profiles |= {id(m.cost): m.cost for m in problem.machines if m.cost is not None}
    for machine in problem.machines:
        g = gcd(g, *(x for closure in machine.closures for x in closure))
        g = gcd(g, *(x for row in machine.setup or () for x in row))
        profiles[id(machine.calendar)] = machine.calendar
    for first in profiles.values():
        profile = first
        while True:
            if not _constant(profile):
                g = gcd(g, profile.period or 0, profile.until or 0)
                g = gcd(g, *(x for a, b, _ in profile.windows for x in (a, b)))
            if profile.then is None:
                break
            profile = profile.then
    return max(g, 1)


def _constant(profile: Any) -> bool:
    return len(profile.windows) == 1 and profile.windows[0][:2] == (0, profile.period)


def _op_table(
    problem: Problem, links: dict[str, I32], modes: dict[str, I32], grain: int
) -> I32:
    ops = problem.operations
    table = np.zeros((len(ops), 13), np.int32)
    for i, op in enumerate(ops):
        release = max(0, op.release, problem.jobs[op.job].release)
        table[i, RELEASE] = release // grain
        table[i, FAMILY] = -1 if op.family is None else op.family
        table[i, JOB] = op.job
        if op.fixed is not None:
            table[i, FIXED] = 1
            table[i, FIXED_START] = op.fixed.start // grain
            table[i, FIXED_END] = op.fixed.end // grain
    for column, ptr in (
        (MODE_FROM, modes["ptr"]),
        (PRED_FROM, links["pred_ptr"]),
        (SUCC_FROM, links["succ_ptr"]),
    ):
        table[:, column] = ptr[:-1]
        table[:, column + 1] = ptr[1:]
    table[:, TAIL] = np.array(_tails(ops, links)) // grain
    return table


def _links(ops: tuple[Operation, ...], grain: int) -> dict[str, I32]:
    """Predecessors and successors in CSR form, lags in slots."""
    after: list[list[tuple[int, int]]] = [[] for _ in ops]
    before: list[list[tuple[int, int]]] = [[] for _ in ops]
    for i, op in enumerate(ops):
        for p, lag in op.predecessors:
            before[i].append((p, lag // grain))
            after[p].append((i, lag // grain))
    result = {}
    for name, rows in (("pred", before), ("succ", after)):
        result[f"{name}_ptr"] = _i32(np.cumsum([0] + [len(r) for r in rows]))
        result[name] = _i32([pair for r in rows for pair in r]).reshape(-1, 2)
    return result


def _modes(ops: tuple[Operation, ...], grain: int, through: set[int]) -> dict[str, I32]:
    """Alternatives of all free operations one after the other.

    Resources in `through`, held also in pauses, are left to `Plant`.
    """
    rows: list[tuple[Alternative, ...]] = [
        op.alternatives if op.fixed is None else () for op in ops
    ]
    flat = [alt for row in rows for alt in row]
    demands = [
        [(r, u) for r, u in alt.demands if u > 0 and r not in through] for alt in flat
    ]
    ends = np.cumsum([0] + [len(d) for d in demands])
    table = [
        (
            alt.machine,
            alt.duration // grain,
            -1 if alt.worker is None else alt.worker,
            ends[k],
            ends[k + 1],
        )
        for k, alt in enumerate(flat)
    ]
    return {
        "ptr": _i32(np.cumsum([0] + [len(r) for r in rows])),
        "mode": _i32(table).reshape(-1, 5),
        "demand": _i32([pair for d in demands for pair in d]).reshape(-1, 2),
    }


def _machines(problem: Problem, grain: int, slots: int) -> dict[str, I32]:
    """Machine table with its setup matrices, calendars and fixed blocks."""
    machines = problem.machines
    table = np.zeros((len(machines), 6), np.int32)
    setups: dict[tuple[tuple[int, ...], ...], int] = {}
    calendars: dict[Any, int] = {}
    rows: list[list[tuple[int, int]]] = []
    blocks = _blocks(problem, grain)
    n_blocks = 0
    for m, machine in enumerate(machines):
        key = (machine.calendar, machine.closures)
        if key not in calendars:
            calendars[key] = len(rows)
            rows.append(_machine_intervals(machine, grain, slots))
        matrix = machine.setup
        first = -1 if machine.initial_family is None else machine.initial_family
        number = -1 if matrix is None else setups.setdefault(matrix, len(setups))
        end = n_blocks + len(blocks[m])
        table[m] = (
            number,
            first,
            calendars[key],
            machine.splittable,
            n_blocks,
            end,
        )
        n_blocks = end
    matrices = np.array(list(setups) or [((0,),)], np.int32) // np.int32(grain)
    return {
        "machine": table,
        "setup": matrices,
        "block": _i32([b for row in blocks for b in row]).reshape(-1, 3),
        **_calendar_tables(rows, slots),
    }


def _calendar_tables(rows: list[list[tuple[int, int]]], slots: int) -> dict[str, I32]:
    """Intervals of all calendars, with a look-up table per `BUCKET` slots."""
    n_buckets = slots // BUCKET + 2
    index = np.zeros((len(rows), n_buckets), np.int32)
    at = np.arange(n_buckets) * BUCKET
    intervals: list[tuple[int, int, int]] = []
    bounds = []
    for k, row in enumerate(rows):
        first = len(intervals)
        done = 0
        for a, b in row:
            intervals.append((a, b, done))
            done += b - a
        ends = np.array([b for _, b in row], np.int64)
        index[k] = first + np.searchsorted(ends, at, side="right")
        bounds.append((first, len(intervals)))
    return {
        "interval": _i32(intervals).reshape(-1, 3),
        "calendar": _i32(bounds).reshape(-1, 2),
        "buckets": index,
    }


def _machine_intervals(
    machine: Machine, grain: int, slots: int
) -> list[tuple[int, int]]:
    if _constant(machine.calendar) and not machine.closures:
        return [(0, FAR)]
    return [(a // grain, b // grain) for a, b in open_intervals(machine, slots * grain)]


def _blocks(problem: Problem, grain: int) -> list[list[list[int]]]:
    """Fixed operations per machine, by start; overlapping ones are joined."""
    rows: list[list[list[int]]] = [[] for _ in problem.machines]
    for op in problem.operations:
        if op.fixed is not None and not problem.machines[op.fixed.machine].is_outside:
            family = -1 if op.family is None else op.family
            start, end = op.fixed.start // grain, op.fixed.end // grain
            rows[op.fixed.machine].append([start, end, family])
    result = []
    for row in rows:
        joined: list[list[int]] = []
        for block in sorted(row):
            if joined and block[0] < joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], block[1])
                joined[-1][2] = block[2] if block[2] >= 0 else joined[-1][2]
            else:
                joined.append(block)
        result.append(joined)
    return result


def _capacity(problem: Problem, grain: int, slots: int) -> npt.NDArray[np.int16]:
    """Units left per resource and slot after the fixed operations, shape (r, slots).

    One row per resource, then one per named operator.
    """
    n = len(problem.resources)
    profiles = [(r.label, r.capacity) for r in problem.resources]
    profiles += [(o.label, o.presence) for o in problem.operators]
    table = np.zeros((max(len(profiles), 1), slots), np.int16)
    for r, (label, profile) in enumerate(profiles):
        for a, b, units in profile.intervals(slots * grain):
            if units > 30000:
                raise InputError(f"resource {label}: {units} units are too many")
            table[r, a // grain : b // grain] = units
    for op in problem.operations:
        f = op.fixed
        if f is None or not (f.demands or f.operators):
            continue
        rows = [*f.demands, *((n + person, 1) for person in f.operators)]
        for r, units in rows:
            spans = [(0, slots * grain)]
            if r >= n or not problem.resources[r].is_held_through:
                spans = open_intervals(problem.machines[f.machine], slots * grain)
            for a, b in spans:
                low, high = max(a, f.start) // grain, min(b, f.end) // grain
                if low < high:
                    table[r, low:high] -= units
    return table


def _tails(ops: tuple[Operation, ...], links: dict[str, I32]) -> list[int]:
    """Least minutes from an operation's end to its own job's end (lower bound).

    Counts the longest path over successors of the same job, shortest durations.
    """
    shortest = [
        min((a.duration for a in op.alternatives), default=0) if not op.fixed else 0
        for op in ops
    ]
    missing = np.diff(links["succ_ptr"]).tolist()
    stack = [i for i, count in enumerate(missing) if count == 0]
    tail = [0] * len(ops)
    while stack:
        i = stack.pop()
        asked = ops[i].links or (NO_LINK,) * len(ops[i].predecessors)
        for (p, lag), link in zip(ops[i].predecessors, asked, strict=True):
            if ops[p].job == ops[i].job and not ops[i].fixed:
                rest = link.share_of(shortest[i])
                tail[p] = max(tail[p], tail[i] + rest + lag)
            missing[p] -= 1
            if missing[p] == 0:
                stack.append(p)
    return tail
