"""Longest paths over precedence with calendars: the earliest that anything can be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .compile import (
    CALENDAR,
    FAR,
    FIXED,
    FIXED_END,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    RELEASE,
    TIME,
    Arrays,
)
from .extras import NO_LINK, Link
from .model import Operation, Problem, topological_order

I64 = npt.NDArray[np.int64]
Check = Callable[[], None]
OFTEN = 256  # operations between two checks, some milliseconds


class Paths(NamedTuple):
    """Per operation, in slots: least start, end, duration and rest after the end.

    A start or end counts calendars and precedence (machines are free at any time); the
    rest behind counts working time alone.
    """

    heads: I64
    ends: I64
    times: I64
    tails: I64


class Calendars:
    """Working time of compiled calendars, by bisection."""

    def __init__(self, a: Arrays) -> None:
        self.rows = [
            a.interval[first:last].astype(np.int64).tolist()
            for first, last in a.calendar
        ]
        self.starts = [[row[0] for row in rows] for rows in self.rows]

    def done_until(self, cal: int, t: int) -> int:
        """Working slots before t."""
        k = bisect_right(self.starts[cal], t) - 1
        if k < 0:
            return 0
        start, end, before = self.rows[cal][k]
        return int(before + min(t, end) - start)

    def end(self, cal: int, t: int, work: int) -> int:
        """Earliest slot by which `work` slots can be done from t on, pauses allowed."""
        rows = self.rows[cal]
        if work <= 0:
            return t
        need = self.done_until(cal, t) + work
        k = max(0, bisect_right(self.starts[cal], t) - 1)
        low, high = k, len(rows)
        while low < high:
            mid = (low + high) // 2
            start, end, before = rows[mid]
            if before + end - start < need:
                low = mid + 1
            else:
                high = mid
        return FAR if low == len(rows) else int(rows[low][0] + need - rows[low][2])


def links_of(op: Operation) -> tuple[Link, ...]:
    """One link per predecessor."""
    return op.links or (NO_LINK,) * len(op.predecessors)


def paths(problem: Problem, a: Arrays, check: Check = lambda: None) -> Paths:
    """Compute heads, ends, shortest durations and tails. O(modes * log windows).

    `check` is called now and then and may raise, to end this early.
    """
    n = a.op.shape[0]
    calendars = Calendars(a)
    times = np.zeros(n, np.int64)
    heads = a.op[:, RELEASE].astype(np.int64)
    ends = np.zeros(n, np.int64)
    ops = problem.operations
    order = topological_order(ops)
    for number, i in enumerate(order):
        if number % OFTEN == 0:
            check()
        if a.op[i, FIXED]:
            heads[i] = ends[i] = a.op[i, FIXED_END]
            continue
        modes = a.mode[a.op[i, MODE_FROM] : a.op[i, MODE_TO]]
        times[i] = modes[:, TIME].min()
        least = 0
        for (p, lag), link in zip(ops[i].predecessors, links_of(ops[i]), strict=True):
            slots = lag // a.grain
            if link.transfer is None or a.op[p, FIXED]:
                heads[i] = max(heads[i], ends[p] + slots)
                continue
            heads[i] = max(heads[i], heads[p] + _share(link, times[p], a) + slots)
            least = max(least, int(ends[p]) + slots + _share(link, times[i], a))
        ends[i] = max(least, _first_end(calendars, a, modes, int(heads[i])))
    return Paths(heads, ends, times, _tails(ops, a, times, order))


def _share(link: Link, time: int, a: Arrays) -> int:
    return link.share_of(int(time) * a.grain) // a.grain


def _first_end(
    calendars: Calendars, a: Arrays, modes: npt.NDArray[np.int32], head: int
) -> int:
    """Earliest end over the alternatives, each on its own machine's calendar."""
    best = FAR
    for machine, time in modes[:, [MACHINE, TIME]].tolist():
        best = min(best, calendars.end(int(a.machine[machine, CALENDAR]), head, time))
    return best


def _tails(ops: tuple[Operation, ...], a: Arrays, times: I64, order: list[int]) -> I64:
    tails = np.zeros(len(ops), np.int64)
    for i in reversed(order):
        if a.op[i, FIXED]:
            continue
        for (p, lag), link in zip(ops[i].predecessors, links_of(ops[i]), strict=True):
            own = times[i]
            if link.transfer is not None and not a.op[p, FIXED]:
                own = _share(link, times[i], a)
            tails[p] = max(tails[p], tails[i] + own + lag // a.grain)
    return tails
