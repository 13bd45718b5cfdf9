"""Kernels that place an operation of a `Plant` and take the last ones out again."""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..compile import (
    BLOCK_TO,
    CALENDAR,
    DEM_FROM,
    DEM_TO,
    FAMILY,
    FAR,
    JOB,
    PRED_FROM,
    PRED_TO,
    TIME,
)
from ..compile import MACHINE as MODE_MACHINE
from ..compile_plant import (
    CHANGE,
    COST,
    COST_TERM,
    GIVEN_MACHINE,
    GIVEN_START,
    GROUP,
    KIND,
    MAX_LAG,
    MOVED,
    OUTSIDE,
    OVEN,
    ROOM,
    SETUP_TERM,
    SHIFT,
    SIZE,
    TOOL_FROM,
    TOOL_TO,
    VIOLATION,
    Plant,
)
from .jit import copy1, fill1, helper
from .place import (
    BEFORE,
    BLOCK,
    CAUSE,
    END,
    FREE,
    LAST,
    SET_UP,
    START,
    after_work,
    setup_time,
    take,
)
from .plant import (
    BATCH_OPENER,
    BATCH_ROOM,
    BATCH_TIME,
    F_BLOCK,
    F_CAUSE,
    F_CHANGE,
    F_END,
    F_FAMILY,
    F_FROM,
    F_OPENER,
    F_READY,
    F_START,
    F_TO,
    MACHINE,
    OLD_BLOCK,
    OLD_END,
    OLD_FAMILY,
    OLD_FREE,
    OLD_LAST,
    OLD_OPENER,
    OLD_ROOM,
    OLD_TIME,
    OPENER,
    READY,
    SETUP_FROM,
    SETUP_TIME,
    SETUP_TO,
    Shop,
    count_job,
    join,
    late,
    late_setup,
    ready_time,
    settle,
    settle_setup,
    tool_clash,
)
from .seats import hold_people

I32 = npt.NDArray[np.int32]


@helper
def find(p: Plant, w: Shop, i: int, mode: int, mode_of: I32) -> bool:
    """Find the place of operation i, changing only ``w.found`` and its people.

    `mode_of` (n,): alternatives of the placed operations. False: no place before the
    horizon.
    """
    m = p.base.mode[mode, MODE_MACHINE]
    kind = p.machine[m, KIND]
    ready, least = ready_time(p, w, i, mode, mode_of)
    w.found[F_READY] = ready
    w.found[F_OPENER] = i
    w.found[F_CHANGE] = 0
    w.found[F_BLOCK] = w.work.machine[m, BLOCK]
    w.found[F_FAMILY] = w.work.machine[m, SET_UP]
    fill1(w.crew[i], -1)
    fill1(w.setters[i], -1)
    if kind == OUTSIDE:
        s, e, cause = settle(p, w, i, mode, ready, least)
        _write(w, s, e, s, s, cause)
        return s < FAR
    if kind == OVEN and join(p, w, i, mode, ready, least):
        return True
    return _behind(p, w, i, mode, ready, least)


@helper
def _write(w: Shop, s: int, e: int, begin: int, stop: int, cause: int) -> None:
    w.found[F_START] = s
    w.found[F_END] = e
    w.found[F_FROM] = begin
    w.found[F_TO] = stop
    w.found[F_CAUSE] = cause


@helper
def _behind(p: Plant, w: Shop, i: int, mode: int, ready: int, least: int) -> bool:
    """Find the place behind the machine's last operation, over fixed blocks."""
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    cal = a.machine[m, CALENDAR]
    family, block = w.found[F_FAMILY], w.found[F_BLOCK]
    begin = w.work.machine[m, FREE]
    while True:
        change = setup_time(a, m, family, a.op[i, FAMILY])
        low, high = begin, begin
        if change > 0:
            low, high = settle_setup(p, w, i, m, begin, change)
            if low >= FAR:
                return False
        s, e, cause = settle(p, w, i, mode, max(ready, high), least)
        if s >= FAR:
            return False
        if block < a.machine[m, BLOCK_TO]:
            mine = a.op[i, FAMILY] if a.op[i, FAMILY] >= 0 else family
            gap = setup_time(a, m, mine, a.block[block, 2])
            if after_work(a, cal, e, gap) > a.block[block, 0]:
                begin = max(begin, a.block[block, 1])
                family = a.block[block, 2] if a.block[block, 2] >= 0 else family
                block += 1
                continue
        cause = 1 if cause == 0 and high > ready else cause
        if change > 0:
            low, high = late_setup(p, w, i, m, change, low, high, s)
            busy = tool_clash(p, w, mode, low, s)
            if busy >= 0:
                begin = busy
                continue
        else:
            low, high = s, s
            fill1(w.setters[i], -1)
        _write(w, s, e, low, high, cause)
        w.found[F_BLOCK] = block
        w.found[F_FAMILY] = family
        w.found[F_CHANGE] = change
        return True


@helper
def put(p: Plant, w: Shop, i: int, mode: int, position: int) -> None:
    """Place operation i as found, as number `position` of the list."""
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    copy1(w.trail[position], w.total)
    _remember(p, w, i, m)
    s, e, opener = w.found[F_START], w.found[F_END], w.found[F_OPENER]
    w.work.op[i, START] = s
    w.work.op[i, END] = e
    w.work.op[i, CAUSE] = w.found[F_CAUSE]
    w.at[i, MACHINE] = m
    w.at[i, SETUP_FROM] = w.found[F_FROM]
    w.at[i, SETUP_TO] = w.found[F_TO]
    w.at[i, OPENER] = opener
    w.at[i, READY] = w.found[F_READY]
    w.at[i, SETUP_TIME] = w.found[F_CHANGE]
    if opener != i:
        w.work.op[i, BEFORE] = w.work.op[opener, BEFORE]
        w.batch[m, BATCH_ROOM] -= p.op[i, SIZE]
    elif p.machine[m, KIND] == OUTSIDE:
        w.work.op[i, BEFORE] = -1
    else:
        w.work.op[i, BEFORE] = w.work.machine[m, LAST]
        w.work.machine[m, LAST] = i
        w.work.machine[m, FREE] = e
        own = a.op[i, FAMILY]
        w.work.machine[m, SET_UP] = own if own >= 0 else w.found[F_FAMILY]
        w.work.machine[m, BLOCK] = w.found[F_BLOCK]
        w.batch[m, BATCH_OPENER] = i
        w.batch[m, BATCH_ROOM] = p.machine[m, ROOM] - p.op[i, SIZE]
        w.batch[m, BATCH_TIME] = a.mode[mode, TIME]
    _hold(p, w, i, mode, 1)
    _count(p, w, i, m)


@helper
def _remember(p: Plant, w: Shop, i: int, m: int) -> None:
    """Keep what `undo` restores."""
    w.at[i, OLD_FREE] = w.work.machine[m, FREE]
    w.at[i, OLD_FAMILY] = w.work.machine[m, SET_UP]
    w.at[i, OLD_BLOCK] = w.work.machine[m, BLOCK]
    w.at[i, OLD_LAST] = w.work.machine[m, LAST]
    w.at[i, OLD_OPENER] = w.batch[m, BATCH_OPENER]
    w.at[i, OLD_ROOM] = w.batch[m, BATCH_ROOM]
    w.at[i, OLD_TIME] = w.batch[m, BATCH_TIME]
    w.at[i, OLD_END] = w.work.job_end[p.base.op[i, JOB]]


@helper
def _hold(p: Plant, w: Shop, i: int, mode: int, sign: int) -> None:
    """Take (1) or give back (-1) all that operation i holds."""
    a = p.base
    m = a.mode[mode, MODE_MACHINE]
    cal = a.machine[m, CALENDAR]
    left = w.work.left
    s, e = w.work.op[i, START], w.work.op[i, END]
    for d in range(a.mode[mode, DEM_FROM], a.mode[mode, DEM_TO]):
        take(a, left[a.demand[d, 0]], sign * a.demand[d, 1], cal, s, e)
    low = w.at[i, SETUP_FROM]
    for k in range(p.mode[mode, TOOL_FROM], p.mode[mode, TOOL_TO]):
        row = left[p.tool[k, 0]]
        for x in range(low, e):
            row[x] -= sign * p.tool[k, 1]
    hold_people(a, left, w.crew[i], sign, cal, s, e)
    hold_people(a, left, w.setters[i], sign, cal, low, w.at[i, SETUP_TO])


@helper
def _count(p: Plant, w: Shop, i: int, m: int) -> None:
    """Add operation i to the terms of the objective."""
    a = p.base
    s, e = w.work.op[i, START], w.work.op[i, END]
    low, high = w.at[i, SETUP_FROM], w.at[i, SETUP_TO]
    count_job(p, w, i, e)
    for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        if p.link[k, MAX_LAG] >= 0:
            limit = w.work.op[a.pred[k, 0], END] + p.link[k, MAX_LAG]
            w.total[VIOLATION] += late(s, limit) * a.grain
    if w.at[i, OPENER] == i:
        if high > low:
            w.total[SETUP_TERM] += np.int64(w.found[F_CHANGE]) * a.grain
        row = p.machine[m, COST]
        if row >= 0:
            spent = p.cost[row, e] - p.cost[row, s]
            w.total[COST_TERM] += spent + p.cost[row, high] - p.cost[row, low]
    if p.op[i, GIVEN_MACHINE] >= 0:
        shift = abs(np.int64(s) * a.grain - p.op[i, GIVEN_START])
        change = 1 if p.op[i, GIVEN_MACHINE] != p.machine[m, GROUP] else 0
        w.total[SHIFT] += shift
        w.total[CHANGE] += change
        w.total[MOVED] += 1 if shift > 0 or change else 0


@helper
def undo(p: Plant, w: Shop, i: int, mode: int, position: int) -> None:
    """Take out operation i, the last one of the list's placed part."""
    m = p.base.mode[mode, MODE_MACHINE]
    _hold(p, w, i, mode, -1)
    w.work.machine[m, FREE] = w.at[i, OLD_FREE]
    w.work.machine[m, SET_UP] = w.at[i, OLD_FAMILY]
    w.work.machine[m, BLOCK] = w.at[i, OLD_BLOCK]
    w.work.machine[m, LAST] = w.at[i, OLD_LAST]
    w.batch[m, BATCH_OPENER] = w.at[i, OLD_OPENER]
    w.batch[m, BATCH_ROOM] = w.at[i, OLD_ROOM]
    w.batch[m, BATCH_TIME] = w.at[i, OLD_TIME]
    w.work.job_end[p.base.op[i, JOB]] = w.at[i, OLD_END]
    copy1(w.total, w.trail[position])
