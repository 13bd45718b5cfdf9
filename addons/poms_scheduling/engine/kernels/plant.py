"""Kernels that put one operation of a `Plant` into a partial schedule, and take it out.

A serial schedule generation scheme (Kolisch, "Serial and parallel resource-constrained
project scheduling methods revisited", 1996) that appends on machines; people, tools and
setters are rows of a table of units per slot. Semantics: FORMAT.md.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import (
    CALENDAR,
    FAMILY,
    FAR,
    FIXED,
    FIXED_START,
    JOB,
    PRED_FROM,
    PRED_TO,
    RELEASE,
    SPLIT,
    TAIL,
    TIME,
)
from ..compile import MACHINE as MODE_MACHINE
from ..compile_plant import (
    FIXED_MACHINE,
    FLOW,
    MAKESPAN,
    MOST,
    N_TERMS,
    NEED_FROM,
    NEED_TO,
    PART,
    PLACE,
    SETTER,
    SIZE,
    TARDINESS,
    TOOL_FROM,
    TOOL_TO,
    VIOLATION,
    WHOLE,
    Plant,
)
from .address import by_address
from .jit import fill1, helper, inlined
from .place import (
    END,
    START,
    Work,
    after_work,
    clash,
    fit,
    interval_at,
    new_work,
    reset,
)
from .seats import seat

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

# Columns of `Shop.at`
MACHINE, SETUP_FROM, SETUP_TO, OPENER, READY = 0, 1, 2, 3, 4
OLD_FREE, OLD_FAMILY, OLD_BLOCK, OLD_LAST = 5, 6, 7, 8
OLD_OPENER, OLD_ROOM, OLD_TIME, OLD_END = 9, 10, 11, 12
SETUP_TIME = 13
# Columns of `Shop.batch`
BATCH_OPENER, BATCH_ROOM, BATCH_TIME = 0, 1, 2
# Entries of `Shop.found`
F_START, F_END, F_FROM, F_TO, F_CAUSE = 0, 1, 2, 3, 4
F_BLOCK, F_FAMILY, F_OPENER, F_READY, F_CHANGE = 5, 6, 7, 8, 9


@by_address
class Shop(NamedTuple):
    """A partial schedule, changed in place; `work` as for plain problems.

    Shapes: at (n, 14): machine, setup interval, operation that opened the batch (itself
    where alone), ready time, what undoing restores, and the setup's working slots;
    crew, setters (n, MOST): rows of people, -1 = none; batch (m, 3): opener, room left
    and duration of the last one; floor (n,): least end that
    a later operation's longest wait asks for; total (9,) terms; trail (n + 1, 9): the
    terms before each position; found (10,): result of `find`; room: scratch of `seat`;
    wait (n,): start not before, chosen by the search.
    """

    work: Work
    at: I32
    crew: I32
    setters: I32
    batch: I32
    floor: I32
    total: I64
    trail: I64
    found: I32
    room: I32
    wait: I32


def new_shop(p: Plant) -> Shop:
    """Allocate an empty schedule; call `clear` before use."""
    n, m = p.base.op.shape[0], p.base.machine.shape[0]
    rows = p.base.capacity.shape[0] + MOST
    return Shop(
        work=new_work(p.base),
        at=np.zeros((n, 14), np.int32),
        crew=np.full((n, MOST), -1, np.int32),
        setters=np.full((n, MOST), -1, np.int32),
        batch=np.zeros((m, 3), np.int32),
        floor=np.zeros(n, np.int32),
        total=np.zeros(N_TERMS, np.int64),
        trail=np.zeros((n + 1, N_TERMS), np.int64),
        found=np.zeros(10, np.int32),
        room=np.zeros((5, rows), np.int32),
        wait=np.zeros(n, np.int32),
    )


@helper
def clear(p: Plant, w: Shop) -> None:
    """Empty the schedule: only fixed operations are placed."""
    a = p.base
    reset(a, w.work)
    fill1(w.work.job_end, -FAR)
    fill1(w.total, 0)
    for m in range(w.batch.shape[0]):
        w.batch[m, BATCH_OPENER] = -1
        w.batch[m, BATCH_ROOM] = 0
    for i in range(a.op.shape[0]):
        w.floor[i] = -FAR
        w.at[i, OPENER] = i
        if a.op[i, FIXED]:
            w.at[i, MACHINE] = p.op[i, FIXED_MACHINE]
            w.at[i, SETUP_FROM] = a.op[i, FIXED_START]
            w.at[i, SETUP_TO] = a.op[i, FIXED_START]
            count_job(p, w, i, w.work.op[i, END])


@inlined
def late(value: int, limit: int) -> int:
    """Minutes of `value` beyond `limit`, not below 0."""
    return max(value - limit, 0)


@helper
def count_job(p: Plant, w: Shop, i: int, end: int) -> None:
    """Add an operation's end to its job's least end and to the terms of the job."""
    a = p.base
    j = a.op[i, JOB]
    old = w.work.job_end[j] * a.grain
    before = old if w.work.job_end[j] > -FAR else p.job[j, 1]
    reach = end + a.op[i, TAIL]
    if reach <= w.work.job_end[j]:
        return
    w.work.job_end[j] = reach
    new = reach * a.grain
    w.total[TARDINESS] += a.job[j, 1] * (
        late(new, a.job[j, 0]) - late(old, a.job[j, 0])
    )
    w.total[VIOLATION] += late(new, p.job[j, 0]) - late(old, p.job[j, 0])
    w.total[FLOW] += new - before
    w.total[MAKESPAN] = max(w.total[MAKESPAN], new)


@inlined
def back_work(p: Plant, cal: int, t: int, work: int) -> int:
    """Latest slot from which `work` working slots pass until t; 0 if there is none."""
    a = p.base
    if work <= 0:
        return t
    k = min(interval_at(a, cal, min(t, a.horizon)), a.calendar[cal, 1] - 1)
    left = work
    while k >= a.calendar[cal, 0]:
        span = min(t, a.interval[k, 1]) - a.interval[k, 0]
        if span >= left:
            return min(t, a.interval[k, 1]) - left
        left -= max(span, 0)
        k -= 1
    return 0


@inlined
def part_of(p: Plant, link: int, time: int) -> int:
    """Slots that one transfer part takes of an operation of `time` slots."""
    if p.link[link, PART] == 0:
        return time
    minutes = np.int64(time) * p.base.grain
    part, whole = np.int64(p.link[link, PART]), np.int64(p.link[link, WHOLE])
    return (minutes * part + whole - 1) // whole // p.base.grain


@helper
def ready_time(p: Plant, w: Shop, i: int, mode: int, mode_of: I32) -> tuple[int, int]:
    """Earliest start and least end of operation i by all that is ahead of it.

    `mode_of` (n,): alternatives of the placed operations.
    """
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    cal = a.machine[m, CALENDAR]
    ready = max(a.op[i, RELEASE], w.wait[i])
    least = w.floor[i]
    for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        q = a.pred[k, 0]
        before = w.at[q, MACHINE]
        lag = a.pred[k, 1] + p.transport[p.machine[before, PLACE], p.machine[m, PLACE]]
        arrival = w.work.op[q, END]
        if p.link[k, PART] > 0:
            last = part_of(p, k, a.mode[mode, TIME])
            least = max(least, after_work(a, cal, max(arrival + lag, 0), last))
            first = part_of(p, k, a.mode[mode_of[q], TIME])
            start = w.work.op[q, START]
            arrival = after_work(a, a.machine[before, CALENDAR], start, first)
        ready = max(ready, arrival + lag)
    return ready, least


@helper
def tool_clash(p: Plant, w: Shop, mode: int, s: int, e: int) -> int:
    """Slot after the last one in ``[s, e)`` without a tool of the mode, or -1."""
    worst = -1
    for k in range(p.mode[mode, TOOL_FROM], p.mode[mode, TOOL_TO]):
        row = w.work.left[p.tool[k, 0]]
        x = e - 1
        while x >= s and row[x] >= p.tool[k, 1]:
            x -= 1
        if x >= s:
            worst = max(worst, x + 1)
    return worst


@helper
def settle(
    p: Plant, w: Shop, i: int, mode: int, t: int, least: int
) -> tuple[int, int, int]:
    """Earliest ``(start, end, cause)`` from t on with calendar, people and tools."""
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    cal, time = a.machine[m, CALENDAR], a.mode[mode, TIME]
    split = a.machine[m, SPLIT]
    cause = 0
    while True:
        s, e = fit(a, cal, t, time, split)
        if e > a.horizon or s >= FAR:
            return FAR, FAR, cause
        if e < least:
            back = back_work(p, cal, least, time) if split else least - time
            t = max(back, s + 1)
            continue
        x = -1
        if e > s:
            x = max(clash(a, w.work, mode, cal, s, e), tool_clash(p, w, mode, s, e))
            if x < 0 and p.mode[mode, NEED_TO] > p.mode[mode, NEED_FROM]:
                first, last = p.mode[mode, NEED_FROM], p.mode[mode, NEED_TO]
                x = seat(p, w.work.left, w.room, first, last, cal, s, e, w.crew[i])
        if x < 0:
            return s, e, cause
        if x >= a.horizon:
            return FAR, FAR, cause
        cause = 2
        t = x


@helper
def settle_setup(
    p: Plant, w: Shop, i: int, m: int, t: int, change: int
) -> tuple[int, int]:
    """Earliest setup interval from t on, with its setter where one is needed."""
    a = p.base
    cal, need = a.machine[m, CALENDAR], p.machine[m, SETTER]
    while True:
        s, e = fit(a, cal, t, change, 1)
        if e > a.horizon or s >= FAR:
            return FAR, FAR
        if need < 0:
            return s, e
        t = seat(p, w.work.left, w.room, need, need + 1, cal, s, e, w.setters[i])
        if t < 0:
            return s, e
        if t >= a.horizon:
            return FAR, FAR


@helper
def late_setup(
    p: Plant, w: Shop, i: int, m: int, change: int, begin: int, stop: int, limit: int
) -> tuple[int, int]:
    """Move a setup found at ``[begin, stop)`` right before `limit`, if people allow."""
    a = p.base
    cal, need = a.machine[m, CALENDAR], p.machine[m, SETTER]
    s = back_work(p, cal, limit, change)
    s, e = fit(a, cal, s, change, 1)
    if s <= begin or e > limit:
        return begin, stop
    if need < 0:
        return s, e
    if seat(p, w.work.left, w.room, need, need + 1, cal, s, e, w.setters[i]) < 0:
        return s, e
    seat(p, w.work.left, w.room, need, need + 1, cal, begin, stop, w.setters[i])
    return begin, stop


@helper
def join(p: Plant, w: Shop, i: int, mode: int, ready: int, least: int) -> bool:
    """Whether operation i can run in the last batch of its oven; fills ``w.found``."""
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    o = w.batch[m, BATCH_OPENER]
    if o < 0 or w.batch[m, BATCH_ROOM] < p.op[i, SIZE]:
        return False
    s, e = w.work.op[o, START], w.work.op[o, END]
    cal = a.machine[m, CALENDAR]
    if a.op[i, FAMILY] != a.op[o, FAMILY] or s < ready or e < least:
        return False
    if a.mode[mode, TIME] != w.batch[m, BATCH_TIME]:
        return False
    if max(clash(a, w.work, mode, cal, s, e), tool_clash(p, w, mode, s, e)) >= 0:
        return False
    first, last = p.mode[mode, NEED_FROM], p.mode[mode, NEED_TO]
    if seat(p, w.work.left, w.room, first, last, cal, s, e, w.crew[i]) >= 0:
        return False
    w.found[F_START], w.found[F_END] = s, e
    w.found[F_FROM], w.found[F_TO] = s, s
    w.found[F_CAUSE] = 1
    w.found[F_OPENER] = o
    return True
