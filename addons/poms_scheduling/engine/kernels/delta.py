"""Decoding what a move changes, and nothing else.

A list in order of start is decoded to the same schedule as the list that it was made
from (proof below), so that a walk keeps its list in that order. Of a candidate, which
differs from it in the place and the alternative of one operation, those operations are
placed again whose machine's predecessor, predecessors in precedence or people may have
changed; all others stay. At 1,000 operations nine of ten behind a move do.

Why the order of start changes nothing: by induction each operation meets the same
machine and the same predecessors. At its old start it fits, as all of the schedule does
together. An earlier start failed for want of units at a working slot x before the old
start (at a later x it would have failed there too), where only operations that began
before that slot hold units: they precede it in the new list too.

They need of a walk `k` what `anneal.Walk` names; `work` holds the current schedule and
the units that all of it leaves.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import Any

import numpy as np

from ..compile import (
    BLOCK_FROM,
    CALENDAR,
    DEM_FROM,
    DEM_TO,
    FAR,
    INITIAL,
    JOB,
    MACHINE,
    SUCC_FROM,
    SUCC_TO,
    TAIL,
    WORKER,
    Arrays,
)
from .jit import helper
from .moves import rotate
from .place import (
    BEFORE,
    BLOCK,
    CAUSE,
    COLUMNS,
    END,
    FREE,
    LAST,
    NEXT_BLOCK,
    ON,
    SET_AFTER,
    SET_UP,
    START,
    Work,
    commit,
    hold,
    let_go,
    probe,
    ready_time,
)

MINUTE = 2  # entry of Walk.value: energy per slot of makespan
# Entries of Walk.counts: moves tried; operations placed again and jobs touched by the
# candidate; past the last position whose units were given back; its number; the
# weighted minutes that it seems to cost; the latest end seen
TRIED, PLACED, JOBS, LOOSE, NUMBER, COST, REACH = 0, 1, 2, 3, 4, 5, 6
# Columns of Walk.mark (per operation): the candidate's number where its end or what it
# leaves on the machine changed, where a predecessor's end did, and where its units are
# given back until it is looked at
CHANGED, LOOK, LOOSENED = 0, 1, 2
# Columns of Walk.felt (per resource, last row all): hull of slots with fewer units
# left than before, and with more; past the last position looked through for operations
# that hold it
LESS_FROM, LESS_TO, MORE_FROM, MORE_TO, SEEN = 0, 1, 2, 3, 4


@helper
def decode_move(
    a: Arrays, k: Any, source: int, target: int, mode: int, hope: float
) -> tuple[bool, int]:
    """Move the operation at `source` and decode; False with where it is given up.

    Behind both positions candidate and current schedule hold the same operations: if
    those cost more than `hope` more there, the candidate is given up (a guess, as
    what follows may make it good). Cost: O(positions behind the first change) looks,
    and a placement for each operation that may change.
    """
    w = k.work
    v = k.sequence[source]
    low, high = min(source, target), max(source, target)
    before = k.mode[v]
    rotate(k, source, target)
    k.mode[v] = mode
    here, there = a.mode[before, MACHINE], a.mode[mode, MACHINE]
    _open(a, k, v, before, low)
    w.machine[here, LAST] = _last_on(a, k, here, low)
    if there != here:
        w.machine[there, LAST] = _last_on(a, k, there, low)
    for p in range(low, k.sequence.shape[0]):
        i = k.sequence[p]
        m = a.mode[k.mode[i], MACHINE]
        ahead = w.machine[m, LAST] if m == here or m == there else k.op[i, BEFORE]
        if i == v or _may_change(a, k, i, ahead):
            if not _place_again(a, k, i, p, v, m, ahead):
                return False, p
            if p >= high and _cost(k) > hope:
                return False, p + 1
        else:
            if k.mark[i, LOOSENED] == k.counts[NUMBER]:
                _hold(a, k, i)
            w.machine[m, LAST] = i
    _sum_up(a, k)
    return True, k.sequence.shape[0]


@helper
def _open(a: Arrays, k: Any, v: int, before: int, low: int) -> None:
    """Begin a candidate: take out operation v, until now by alternative `before`."""
    k.counts[NUMBER] += 1
    k.counts[PLACED] = 0
    k.counts[JOBS] = 0
    k.counts[LOOSE] = low
    k.counts[COST] = 0
    k.counts[REACH] = 0
    for r in range(k.felt.shape[0]):
        k.felt[r, LESS_FROM], k.felt[r, LESS_TO] = FAR, -1
        k.felt[r, MORE_FROM], k.felt[r, MORE_TO] = FAR, -1
        k.felt[r, SEEN] = low
    cal = a.machine[a.mode[before, MACHINE], CALENDAR]
    let_go(a, k.work, before, cal, k.op[v, START], k.op[v, END])
    _feel(a, k, before, k.op[v, START], k.op[v, END], MORE_FROM)
    if a.n_workers:
        for x in range(a.n_workers):
            k.work.worker_free[x] = k.opening_worker[x]
        for p in range(low):
            i = k.sequence[p]
            if a.mode[k.mode[i], WORKER] >= 0:
                k.work.worker_free[a.mode[k.mode[i], WORKER]] = k.op[i, END]


@helper
def _last_on(a: Arrays, k: Any, m: int, low: int) -> int:
    """Last operation on machine m before position `low`, -1 if there is none."""
    for p in range(low - 1, -1, -1):
        if a.mode[k.mode[k.sequence[p]], MACHINE] == m:
            return k.sequence[p]
    return k.opening[m]


@helper
def _may_change(a: Arrays, k: Any, i: int, ahead: int) -> bool:
    """Whether operation i, now behind `ahead` on its machine, may get other times."""
    number = k.counts[NUMBER]
    if ahead != k.op[i, BEFORE] or k.mark[i, LOOK] == number or a.n_workers > 0:
        return True
    if ahead >= 0 and k.mark[ahead, CHANGED] == number:
        return True
    if not _feels(a, k, i, ahead, k.felt.shape[0] - 1):
        return False
    for d in range(a.mode[k.mode[i], DEM_FROM], a.mode[k.mode[i], DEM_TO]):
        if _feels(a, k, i, ahead, a.demand[d, 0]):
            return True
    return False


@helper
def _feels(a: Arrays, k: Any, i: int, ahead: int, r: int) -> bool:
    """Whether units of resource r changed where that could move operation i.

    More units do nothing for one that did not wait for them.
    """
    s, e = k.op[i, START], k.op[i, END]
    if s < k.felt[r, LESS_TO] and e > k.felt[r, LESS_FROM]:
        return True
    if k.op[i, CAUSE] < 2 or e <= k.felt[r, MORE_FROM]:
        return False
    free = k.op[ahead, END] if ahead >= 0 else 0
    return k.felt[r, MORE_TO] > max(free, ready_time(a, k.work, i))


@helper
def _feel(a: Arrays, k: Any, mode: int, s: int, e: int, column: int) -> None:
    """Note that the mode's resources have fewer or more units in ``[s, e)``."""
    everywhere = k.felt.shape[0] - 1
    for d in range(a.mode[mode, DEM_FROM], a.mode[mode, DEM_TO]):
        r = a.demand[d, 0]
        k.felt[r, column] = min(k.felt[r, column], s)
        k.felt[r, column + 1] = max(k.felt[r, column + 1], e)
        k.felt[everywhere, column] = min(k.felt[everywhere, column], s)
        k.felt[everywhere, column + 1] = max(k.felt[everywhere, column + 1], e)


@helper
def _hold(a: Arrays, k: Any, i: int) -> None:
    """Take the units of operation i where the current schedule has it."""
    cal = a.machine[k.op[i, ON], CALENDAR]
    hold(a, k.work, k.mode[i], cal, k.op[i, START], k.op[i, END])


@helper
def _let_go(a: Arrays, k: Any, i: int) -> None:
    """Give back the units of operation i where the current schedule has it."""
    cal = a.machine[k.op[i, ON], CALENDAR]
    let_go(a, k.work, k.mode[i], cal, k.op[i, START], k.op[i, END])


@helper
def _loosen(a: Arrays, k: Any, i: int, p: int, v: int, e: int) -> bool:
    """Give back what is held of operation i's resources by later ones before slot e.

    Whether there was any. Operation i is at position p; v holds nothing yet or is
    earlier.
    """
    found = False
    for d in range(a.mode[k.mode[i], DEM_FROM], a.mode[k.mode[i], DEM_TO]):
        r = a.demand[d, 0]
        q = max(k.felt[r, SEEN], p + 1)
        while q < k.sequence.shape[0]:
            j = k.sequence[q]
            if j != v and k.op[j, START] >= e:
                break
            if (
                j != v
                and k.mark[j, LOOSENED] != k.counts[NUMBER]
                and _needs(a, k, j, r)
            ):
                _let_go(a, k, j)
                k.mark[j, LOOSENED] = k.counts[NUMBER]
                found = True
            q += 1
        k.felt[r, SEEN] = q
        k.counts[LOOSE] = max(k.counts[LOOSE], q)
    return found


@helper
def _needs(a: Arrays, k: Any, i: int, r: int) -> bool:
    """Whether operation i holds units of resource r."""
    for d in range(a.mode[k.mode[i], DEM_FROM], a.mode[k.mode[i], DEM_TO]):
        if a.demand[d, 0] == r:
            return True
    return False


@helper
def _stand(a: Arrays, w: Work, m: int, ahead: int) -> None:
    """Bring machine m to its state behind operation `ahead`."""
    w.machine[m, LAST] = ahead
    if ahead < 0:
        w.machine[m, FREE] = 0
        w.machine[m, SET_UP] = a.machine[m, INITIAL]
        w.machine[m, BLOCK] = a.machine[m, BLOCK_FROM]
    else:
        w.machine[m, FREE] = w.op[ahead, END]
        w.machine[m, SET_UP] = w.op[ahead, SET_AFTER]
        w.machine[m, BLOCK] = w.op[ahead, NEXT_BLOCK]


@helper
def _place_again(a: Arrays, k: Any, i: int, p: int, v: int, m: int, ahead: int) -> bool:
    """Place operation i of position p as if all later ones were not there yet.

    Where it need not wait for people even if they are, it is so already; what later
    ones hold is given back only where it must wait.
    """
    w = k.work
    mode = k.mode[i]
    _stand(a, w, m, ahead)
    if i != v and k.mark[i, LOOSENED] != k.counts[NUMBER]:
        _let_go(a, k, i)
        k.mark[i, LOOSENED] = k.counts[NUMBER]
        k.counts[LOOSE] = max(k.counts[LOOSE], p + 1)
    ready = ready_time(a, w, i)
    while True:
        s, e, cause, block, family = probe(a, w, i, mode, ready)
        if e >= FAR and not _loosen(a, k, i, p, v, FAR):
            return False
        if cause < 2 or not _loosen(a, k, i, p, v, e):
            break
    w.op[i, CAUSE] = cause
    commit(a, w, i, mode, s, e, block, family)
    k.placed[k.counts[PLACED]] = i
    k.counts[PLACED] += 1
    _compare(a, k, i, p, v)
    return True


@helper
def _compare(a: Arrays, k: Any, i: int, p: int, v: int) -> None:
    """Note what is new about operation i for those behind it."""
    w = k.work
    number = k.counts[NUMBER]
    is_late = w.op[i, END] != k.op[i, END]
    if (
        is_late
        or w.op[i, SET_AFTER] != k.op[i, SET_AFTER]
        or w.op[i, NEXT_BLOCK] != k.op[i, NEXT_BLOCK]
    ):
        k.mark[i, CHANGED] = number
    if is_late:
        for x in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
            k.mark[a.succ[x, 0], LOOK] = number
    if i == v or is_late or w.op[i, START] != k.op[i, START]:
        if k.counts[LOOSE] > p + 1:  # else it took nothing that others held
            _feel(a, k, k.mode[i], w.op[i, START], w.op[i, END], LESS_FROM)
        if i != v:
            _feel(a, k, k.mode[i], k.op[i, START], k.op[i, END], MORE_FROM)
    _count(a, k, i)


@helper
def _late(a: Arrays, j: int, end: int) -> int:
    """Weighted tardiness in minutes of a job that ends at a slot."""
    return a.job[j, 1] * max(np.int64(end) * a.grain - a.job[j, 0], 0)


@helper
def _count(a: Arrays, k: Any, i: int) -> None:
    """Add what operation i costs its job more than before to the candidate's cost."""
    j = a.op[i, JOB]
    is_new = k.job_mark[j] != k.counts[NUMBER]
    if is_new and k.work.op[i, END] == k.op[i, END]:
        return
    if is_new:
        k.job_mark[j] = k.counts[NUMBER]
        k.job_cost[j] = 0
        k.jobs[k.counts[JOBS]] = j
        k.counts[JOBS] += 1
    end = k.work.op[i, END] + a.op[i, TAIL]
    cost = _late(a, j, end) - _late(a, j, k.op[i, END] + a.op[i, TAIL])
    k.counts[COST] += cost - k.job_cost[j]
    k.job_cost[j] = cost
    k.counts[REACH] = max(k.counts[REACH], end)


@helper
def _cost(k: Any) -> float:
    """Energy that the candidate seems to cost so far."""
    longer = max(k.counts[REACH], k.total[1]) - k.total[1]
    return np.float64(k.counts[COST]) + k.value[MINUTE] * np.float64(longer)


@helper
def _sum_up(a: Arrays, k: Any) -> None:
    """Write the candidate's totals and ends of touched jobs into `work`."""
    w = k.work
    late, longest = k.total[0], np.int64(0)
    is_shorter = False
    for x in range(k.counts[JOBS]):
        j = k.jobs[x]
        end = -FAR
        for q in range(k.job_ptr[j], k.job_ptr[j + 1]):
            i = k.job_ops[q]
            if k.pos[i] < k.sequence.shape[0]:  # else it is behind the window
                end = max(end, w.op[i, END] + a.op[i, TAIL])
        late += _late(a, j, end) - _late(a, j, k.job_end[j])
        w.job_end[j] = end
        longest = max(longest, np.int64(end))
        is_shorter |= k.job_end[j] == k.total[1]
    if not is_shorter:
        longest = max(longest, k.total[1])
    elif longest < k.total[1]:
        for j in range(k.job_end.shape[0]):
            if k.job_mark[j] != k.counts[NUMBER]:
                longest = max(longest, k.job_end[j])
    w.total[0], w.total[1] = late, longest


@helper
def take_back(
    a: Arrays, k: Any, source: int, target: int, mode: int, stop: int
) -> None:
    """Undo a candidate whose positions before `stop` are decoded."""
    w = k.work
    v = k.sequence[target]
    for x in range(k.counts[PLACED]):
        i = k.placed[x]
        cal = a.machine[w.op[i, ON], CALENDAR]
        let_go(a, w, k.mode[i], cal, w.op[i, START], w.op[i, END])
        if i != v:
            _restore(k, i)
            _hold(a, k, i)
    for p in range(stop, k.counts[LOOSE]):
        i = k.sequence[p]
        if k.mark[i, LOOSENED] == k.counts[NUMBER]:
            _hold(a, k, i)
    _restore(k, v)
    k.mode[v] = mode
    _hold(a, k, v)
    rotate(k, target, source)


@helper
def _restore(k: Any, i: int) -> None:
    for c in range(COLUMNS):
        k.work.op[i, c] = k.op[i, c]


@helper
def keep(k: Any, low: int, v: int) -> None:
    """Make the candidate the current schedule; `low`: the first position changed."""
    w = k.work
    here = k.op[v, ON]
    if k.machine[here, LAST] == v:
        k.machine[here, LAST] = k.op[v, BEFORE]
    for x in range(k.counts[PLACED]):
        i = k.placed[x]
        for c in range(COLUMNS):
            k.op[i, c] = w.op[i, c]
    for x in range(k.counts[JOBS]):
        k.job_end[k.jobs[x]] = w.job_end[k.jobs[x]]
    k.total[0], k.total[1] = w.total[0], w.total[1]
    sort_by_start(k, low)


@helper
def sort_by_start(k: Any, low: int) -> None:
    """Restore the order of start of the list, changed from position `low` on."""
    first = low
    for p in range(low, k.sequence.shape[0]):
        i = k.sequence[p]
        q = p
        while q > 0 and k.op[k.sequence[q - 1], START] > k.op[i, START]:
            k.sequence[q] = k.sequence[q - 1]
            k.pos[k.sequence[q]] = q
            q -= 1
        k.sequence[q] = i
        k.pos[i] = q
        first = min(first, q)
    for p in range(first, k.sequence.shape[0]):
        i = k.sequence[p]
        k.machine[k.op[i, ON], LAST] = i
