"""First lists of a `Plant` by dispatching rules."""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..compile import (
    FAR,
    FIXED,
    JOB,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    RELEASE,
    SUCC_FROM,
    SUCC_TO,
    TAIL,
    TIME,
    Arrays,
)
from ..compile import MACHINE as MODE_MACHINE
from ..compile_plant import KIND, MAX_LAG, OUTSIDE, Plant
from .decode import competing, first_ready, release_successors
from .jit import fill1, helper, kernel
from .place import END, FREE
from .plant import F_END
from .plant_lags import N_LAGS, TRIES
from .plant_place import find
from .plant_walk import PlantWalk, advance, empty, note_best
from .rng import State, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
BY_WORK, BY_DUE, BY_COST = 0, 1, 2
FEW_TRIES = 2  # as `TRIES`, where the list shall end soon


@kernel
def build(
    p: Plant,
    k: PlantWalk,
    rule: int,
    look_ahead: float,
    delay: float,
    noise: float,
    rng: State,
    scratch: I32,
    at: I64,
    steps: int,
    look: int,
) -> bool:
    """Make a list: among what can start soon the most urgent, where it ends first.

    Parameters
    ----------
    rule
        `BY_WORK` most work remaining, `BY_DUE` earliest due date, `BY_COST` apparent
        tardiness cost (Vepsalainen, Morton, "Priority rules for job shops with weighted
        tardiness costs", 1987).
    look_ahead, delay
        In mean durations: scale of the slack; how much later than the first possible
        start an operation may start to compete.
    noise
        Relative random change of priorities.
    scratch
        Room for the rule, shape (3, n).
    at, steps
        How many operations are placed and how many are ready, (0, 0) to begin with;
        so many more are placed in this call.
    look
        How many of the ready operations compete; fewer than all to end soon.

    O(free * competing * alternatives); False if the horizon is too short.
    """
    a = p.base
    missing, ready, soonest = scratch[0], scratch[1], scratch[2]
    if at[0] == 0:
        fill1(missing, 0)
        fill1(k.shop.wait, 0)
        empty(p, k)
        at[1] = first_ready(a, missing, ready)
    n_ready = at[1]
    last = min(at[0] + steps, k.sequence.shape[0])
    n = k.sequence.shape[0]
    tries = TRIES * n if look >= n else n * (1 + FEW_TRIES)
    mean = 1.0
    for x in range(a.mode.shape[0]):
        mean += np.float64(a.mode[x, TIME]) / a.mode.shape[0]
    for q in range(at[0], last):
        first = FAR
        # What must follow soon is at the begin: there the last one replaces the first.
        turn = 0 if k.counts[N_LAGS] else q
        low, high = competing(turn, n_ready, look)
        for x in range(low, high):
            soonest[x] = _soonest(p, k, ready[x])
            if k.counts[N_LAGS]:
                soonest[x] = _turn(p, k, missing, ready[x], soonest[x])
            first = min(first, soonest[x])
        best, pick = -np.inf, low
        for x in range(low, high):
            if soonest[x] <= first + delay * mean:
                value = _urgency(p, k, rule, ready[x], soonest[x], look_ahead * mean)
                value *= 1.0 - noise * uniform(rng)
                if value > best:
                    best, pick = value, x
        i = ready[pick]
        k.sequence[q] = i
        k.pos[i] = q
        missing[i] = -1
        k.mode[i] = _best_mode(p, k, i)
        if k.mode[i] < 0 or not advance(p, k, q + 1, np.inf, tries):
            return False
        n_ready -= 1
        ready[pick] = ready[n_ready]
        n_ready = release_successors(a, i, missing, ready, n_ready)
    at[0], at[1] = last, n_ready
    if last == k.sequence.shape[0]:
        note_best(p, k)
    return True


@helper
def _turn(p: Plant, k: PlantWalk, missing: I32, i: int, t: int) -> int:
    """When operation i, which could start at t, should be listed for longest waits.

    At once where it must follow another soon; not before its own followers' machines
    are about to be free.
    """
    a = p.base
    for x in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        if p.link[x, MAX_LAG] >= 0:
            return -FAR
    if _is_held(p, missing, i):
        return t + FAR
    q, ahead = i, 0
    while True:
        follower, most = _follower(p, q)
        if q == i and follower >= 0 and _is_awaited(p, missing, follower):
            return -FAR
        if follower < 0:
            return t
        ahead += most + a.mode[a.op[q, MODE_FROM], TIME]
        t = max(t, _free(p, k, follower) - ahead)
        q = follower


@helper
def _is_awaited(p: Plant, missing: I32, i: int) -> bool:
    """Whether a longest wait for operation i has begun."""
    for y in range(p.base.op[i, PRED_FROM], p.base.op[i, PRED_TO]):
        if p.link[y, MAX_LAG] >= 0 and missing[p.base.pred[y, 0]] < 0:
            return True
    return False


@helper
def _follower(p: Plant, i: int) -> tuple[int, int]:
    """First operation that must follow operation i soon, and how soon; -1 = none."""
    a = p.base
    for x in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        j = a.succ[x, 0]
        for y in range(a.op[j, PRED_FROM], a.op[j, PRED_TO]):
            if a.pred[y, 0] == i and p.link[y, MAX_LAG] >= 0 and not a.op[j, FIXED]:
                return j, p.link[y, MAX_LAG]
    return -1, 0


@helper
def _is_held(p: Plant, missing: I32, i: int) -> bool:
    """Whether a longest wait would begin behind i while other work must come first.

    `missing` (n,): free predecessors that are not placed, -1 for a placed operation.
    Where such a follower still waits for something that can be done without operation
    i, that comes first: so what waits for i follows it closely in the list.
    """
    a = p.base
    for x in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        j = a.succ[x, 0]
        has_limit, waits = False, False
        for y in range(a.op[j, PRED_FROM], a.op[j, PRED_TO]):
            r = a.pred[y, 0]
            if r == i:
                has_limit = has_limit or p.link[y, MAX_LAG] >= 0
            elif not a.op[r, FIXED] and missing[r] >= 0:
                if missing[r] > 0 or p.link[y, MAX_LAG] < 0:
                    waits = waits or _first_missing(a, missing, r) != i
        if has_limit and waits:
            return True
    return False


@helper
def _first_missing(a: Arrays, missing: I32, i: int) -> int:
    """Walk back to an operation that is ready and that operation i waits for."""
    while missing[i] > 0:
        for y in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
            r = a.pred[y, 0]
            if not a.op[r, FIXED] and missing[r] >= 0:
                i = r
                break
    return i


@helper
def _soonest(p: Plant, k: PlantWalk, i: int) -> int:
    """A cheap guess of the earliest start: release, predecessors, free machines."""
    a = p.base
    t = a.op[i, RELEASE]
    for x in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        t = max(t, k.op[a.pred[x, 0], END] + a.pred[x, 1])
    return max(t, _free(p, k, i))


@helper
def _free(p: Plant, k: PlantWalk, i: int) -> int:
    """When the first machine for operation i is free."""
    a = p.base
    free = FAR
    for mode in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
        m = a.mode[mode, MODE_MACHINE]
        free = min(free, 0 if p.machine[m, KIND] == OUTSIDE else k.machine[m, FREE])
    return free


@helper
def _urgency(
    p: Plant, k: PlantWalk, rule: int, i: int, t: int, look_ahead: float
) -> float:
    """Larger is more urgent, above 0; first what must follow another soon."""
    a = p.base
    j = a.op[i, JOB]
    for x in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        if p.link[x, MAX_LAG] >= 0:
            return 1e12
    time = a.mode[a.op[i, MODE_FROM], TIME]
    if rule == BY_WORK:
        return np.float64(time + a.op[i, TAIL]) + 1.0
    if rule == BY_DUE:
        return 1e9 / (np.float64(max(a.job[j, 0], 0)) + 1.0)
    slack = np.float64(a.job[j, 0]) / a.grain - t - time - 2.0 * a.op[i, TAIL]
    weight = np.float64(a.job[j, 1]) + 1e-3
    return weight / max(time, 1) * np.exp(-max(slack, 0.0) / look_ahead) + 1e-300


@helper
def _best_mode(p: Plant, k: PlantWalk, i: int) -> int:
    """The alternative in which operation i ends first; -1 if none fits."""
    best, end = -1, FAR
    for mode in range(p.base.op[i, MODE_FROM], p.base.op[i, MODE_TO]):
        if find(p, k.shop, i, mode, k.mode) and k.shop.found[F_END] < end:
            best, end = mode, k.shop.found[F_END]
    return best
