"""Kernels that put one operation behind the others on its machine (appending).

Semantics: benchmark FORMAT.md section 1. Times are slots of `Arrays.grain` minutes. A
list of operations decoded by appending in order of start reaches every left-shifted
(semi-active) schedule, so an optimal one for any regular objective.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import (
    BLOCK_FROM,
    BLOCK_TO,
    CALENDAR,
    DEM_FROM,
    DEM_TO,
    FAMILY,
    FAR,
    FIXED,
    FIXED_END,
    FIXED_START,
    INITIAL,
    JOB,
    MACHINE,
    PRED_FROM,
    PRED_TO,
    RELEASE,
    SETUP,
    SPLIT,
    TAIL,
    TIME,
    WORKER,
    Arrays,
)
from .address import by_address
from .jit import copy2, fill1, helper, inlined

# Columns of `Work.op` and `Work.machine`
START, END, CAUSE, BEFORE, ON, SET_AFTER, NEXT_BLOCK = 0, 1, 2, 3, 4, 5, 6
FREE, SET_UP, BLOCK, LAST = 0, 1, 2, 3
COLUMNS = 7  # of `Work.op`

I32 = npt.NDArray[np.int32]


@by_address
class Work(NamedTuple):
    """A partial schedule, changed in place by the kernels.

    Shapes: op (n, 7): start, end, cause, before, machine, the family set up and the
    next fixed block afterwards; machine (m, 4): free from, family set up, next fixed
    block, last operation; worker_free (w,); left (r, slots) units; job_end (jobs,), the
    least possible end given what is placed, -FAR if nothing; total (2,): weighted
    tardiness in minutes, makespan in slots. Cause 0 = waited for predecessors or
    release, 1 = for machine or worker, 2 = for a resource at least once; before = the
    operation ahead on the machine, -1 = none.
    """

    op: I32
    machine: I32
    worker_free: I32
    left: npt.NDArray[np.int16]
    job_end: I32
    total: npt.NDArray[np.int64]


def new_work(a: Arrays) -> Work:
    """Allocate an empty schedule; call `reset` before use."""
    return Work(
        op=np.zeros((a.op.shape[0], COLUMNS), np.int32),
        machine=np.zeros((a.machine.shape[0], 4), np.int32),
        worker_free=np.zeros(max(a.n_workers, 1), np.int32),
        left=np.zeros_like(a.capacity),
        job_end=np.zeros(a.job.shape[0], np.int32),
        total=np.zeros(2, np.int64),
    )


@helper
def reset(a: Arrays, w: Work) -> None:
    """Empty the schedule: only fixed operations are placed."""
    for m in range(a.machine.shape[0]):
        w.machine[m, FREE] = 0
        w.machine[m, SET_UP] = a.machine[m, INITIAL]
        w.machine[m, BLOCK] = a.machine[m, BLOCK_FROM]
        w.machine[m, LAST] = -1
    fill1(w.worker_free, 0)
    copy2(w.left, a.capacity)
    fill1(w.job_end, -FAR)
    w.total[0] = 0
    w.total[1] = 0
    for i in range(a.op.shape[0]):
        if a.op[i, FIXED]:
            w.op[i, START] = a.op[i, FIXED_START]
            w.op[i, END] = a.op[i, FIXED_END]
            count_end(a, w, i, a.op[i, FIXED_END])


@inlined
def count_end(a: Arrays, w: Work, i: int, end: int) -> None:
    """Add an operation's end to `job_end` and to the totals (lower bounds so far)."""
    j = a.op[i, JOB]
    reach = end + a.op[i, TAIL]
    old = w.job_end[j]
    if reach > old:
        w.job_end[j] = reach
        late = np.int64(reach) * a.grain - a.job[j, 0]
        if late > 0:
            was = np.int64(old) * a.grain - a.job[j, 0]
            w.total[0] += a.job[j, 1] * (late - max(was, 0))
        w.total[1] = max(w.total[1], reach)


@inlined
def interval_at(a: Arrays, cal: int, t: int) -> int:
    """Index of the first interval that ends after t (may be one past the last)."""
    k = a.buckets[cal, t >> 5]
    last = a.calendar[cal, 1]
    while k < last and a.interval[k, 1] <= t:
        k += 1
    return k


@inlined
def after_work(a: Arrays, cal: int, t: int, work: int) -> int:
    """First slot at which `work` working slots have passed since t."""
    if work <= 0 or t >= a.horizon:
        return t
    k = interval_at(a, cal, t)
    last = a.calendar[cal, 1]
    if k >= last:
        return FAR
    need = a.interval[k, 2] + work + max(t - a.interval[k, 0], 0)
    while k < last and a.interval[k, 2] + a.interval[k, 1] - a.interval[k, 0] < need:
        k += 1
    if k >= last:
        return FAR
    return a.interval[k, 0] + need - a.interval[k, 2]


@inlined
def fit(a: Arrays, cal: int, t: int, time: int, split: int) -> tuple[int, int]:
    """Earliest ``(start, end)`` at or after t for `time` working slots."""
    if t >= a.horizon:
        return FAR, FAR
    k = interval_at(a, cal, t)
    last = a.calendar[cal, 1]
    if not split:
        while k < last and a.interval[k, 1] - max(t, a.interval[k, 0]) < time:
            k += 1
    if k >= last:
        return FAR, FAR
    s = max(t, a.interval[k, 0])
    if s + time <= a.interval[k, 1]:
        return s, s + time
    need = a.interval[k, 2] + time + s - a.interval[k, 0]
    while k < last and a.interval[k, 2] + a.interval[k, 1] - a.interval[k, 0] < need:
        k += 1
    if k >= last:
        return FAR, FAR
    return s, a.interval[k, 0] + need - a.interval[k, 2]


@inlined
def fewest(row: npt.NDArray[np.int16], low: int, high: int) -> int:
    """Fewest units in slots ``[low, high)``, many at once.

    Unsigned indices: a negative one would count from the end, and the check for that
    keeps LLVM from using vectors, ten times as fast on an operation of 80 slots.
    """
    least = np.int16(32767)
    for x in range(np.uint64(low), np.uint64(high)):
        least = min(least, row[x])
    return least


@inlined
def shortage(
    a: Arrays, row: npt.NDArray[np.int16], units: int, cal: int, s: int, e: int
) -> int:
    """Slot after the last working one in ``[s, e)`` with fewer units, or -1."""
    k = interval_at(a, cal, e - 1)
    high = e
    while high > s:
        low = max(s, a.interval[k, 0])
        if low < high and fewest(row, low, high) < units:
            x = high - 1
            while row[x] >= units:
                x -= 1
            return x + 1
        k -= 1
        high = a.interval[k, 1] if k >= a.calendar[cal, 0] else s
    return -1


@inlined
def take(
    a: Arrays, row: npt.NDArray[np.int16], units: int, cal: int, s: int, e: int
) -> None:
    """Take units in the working slots of ``[s, e)``; negative ones are given back."""
    k = interval_at(a, cal, s)
    change = np.int16(units)
    low = s
    while low < e:
        high = min(e, a.interval[k, 1])
        for x in range(np.uint64(low), np.uint64(high)):
            row[x] -= change
        k += 1
        low = a.interval[k, 0] if k < a.calendar[cal, 1] else e


@helper
def clash(a: Arrays, w: Work, mode: int, cal: int, s: int, e: int) -> int:
    """Slot after the last one in ``[s, e)`` without enough units, or -1.

    An operation that starts later but not after that slot would work in it too, so
    the search for a start may jump there.
    """
    worst = -1
    for d in range(a.mode[mode, DEM_FROM], a.mode[mode, DEM_TO]):
        row = w.left[a.demand[d, 0]]
        worst = max(worst, shortage(a, row, a.demand[d, 1], cal, s, e))
    return worst


@helper
def hold(a: Arrays, w: Work, mode: int, cal: int, s: int, e: int) -> None:
    """Take the mode's resources in the working slots of ``[s, e)``."""
    for d in range(a.mode[mode, DEM_FROM], a.mode[mode, DEM_TO]):
        take(a, w.left[a.demand[d, 0]], a.demand[d, 1], cal, s, e)


@helper
def let_go(a: Arrays, w: Work, mode: int, cal: int, s: int, e: int) -> None:
    """Give back what `hold` took."""
    for d in range(a.mode[mode, DEM_FROM], a.mode[mode, DEM_TO]):
        take(a, w.left[a.demand[d, 0]], -a.demand[d, 1], cal, s, e)


@inlined
def setup_time(a: Arrays, m: int, before: int, after: int) -> int:
    """Setup slots on machine m between families; -1 stands for none."""
    if before < 0 or after < 0 or a.machine[m, SETUP] < 0:
        return 0
    return a.setup[a.machine[m, SETUP], before, after]


@inlined
def ready_time(a: Arrays, w: Work, i: int) -> int:
    """Earliest slot by release and by the ends of the predecessors."""
    t = a.op[i, RELEASE]
    for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        t = max(t, w.op[a.pred[k, 0], END] + a.pred[k, 1])
    return t


@helper
def probe(
    a: Arrays, w: Work, i: int, mode: int, ready: int
) -> tuple[int, int, int, int, int]:
    """Find the place behind the machine's last operation, changing nothing.

    Returns ``(start, end, cause, block, family before)``; end `FAR`: no place before
    the horizon. Fixed blocks that the operation cannot precede are stepped over.
    """
    m = a.mode[mode, MACHINE]
    time = a.mode[mode, TIME]
    cal = a.machine[m, CALENDAR]
    worker = a.mode[mode, WORKER]
    free = w.machine[m, FREE]
    family = w.machine[m, SET_UP]
    block = w.machine[m, BLOCK]
    cause = 0
    while True:
        t = after_work(a, cal, free, setup_time(a, m, family, a.op[i, FAMILY]))
        if t > ready:
            cause = max(cause, 1)
        else:
            t = ready
        if worker >= 0 and w.worker_free[worker] > t:
            t = w.worker_free[worker]
            cause = max(cause, 1)
        s, e = fit(a, cal, t, time, a.machine[m, SPLIT])
        while e <= a.horizon and e > s:
            x = clash(a, w, mode, cal, s, e)
            if x < 0:
                break
            cause = 2
            s, e = fit(a, cal, x, time, a.machine[m, SPLIT])
        if e > a.horizon:
            return FAR, FAR, cause, block, family
        if block >= a.machine[m, BLOCK_TO]:
            return s, e, cause, block, family
        mine = a.op[i, FAMILY] if a.op[i, FAMILY] >= 0 else family
        gap = setup_time(a, m, mine, a.block[block, 2])
        if after_work(a, cal, e, gap) <= a.block[block, 0]:
            return s, e, cause, block, family
        free = max(free, a.block[block, 1])
        family = a.block[block, 2] if a.block[block, 2] >= 0 else family
        block += 1


@helper
def commit(
    a: Arrays, w: Work, i: int, mode: int, s: int, e: int, block: int, family: int
) -> None:
    """Place operation i at ``[s, e)`` as found by `probe`."""
    m = a.mode[mode, MACHINE]
    w.op[i, START] = s
    w.op[i, END] = e
    w.op[i, BEFORE] = w.machine[m, LAST]
    w.op[i, ON] = m
    w.machine[m, LAST] = i
    w.machine[m, FREE] = e
    w.machine[m, SET_UP] = a.op[i, FAMILY] if a.op[i, FAMILY] >= 0 else family
    w.machine[m, BLOCK] = block
    w.op[i, SET_AFTER] = w.machine[m, SET_UP]
    w.op[i, NEXT_BLOCK] = block
    if a.mode[mode, WORKER] >= 0:
        w.worker_free[a.mode[mode, WORKER]] = e
    hold(a, w, mode, a.machine[m, CALENDAR], s, e)
    count_end(a, w, i, e)


@helper
def place(a: Arrays, w: Work, i: int, mode: int) -> bool:
    """Append operation i; False if it does not fit before the horizon."""
    s, e, cause, block, family = probe(a, w, i, mode, ready_time(a, w, i))
    if e >= FAR:
        return False
    w.op[i, CAUSE] = cause
    commit(a, w, i, mode, s, e, block, family)
    return True
