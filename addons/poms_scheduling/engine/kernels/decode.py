"""Complete decoding of lists, and dispatching rules that make the first lists."""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..compile import (
    FAMILY,
    FAR,
    FIXED,
    JOB,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    SUCC_FROM,
    SUCC_TO,
    TAIL,
    TIME,
    WORKER,
    Arrays,
)
from .jit import fill1, helper, kernel
from .place import (
    CAUSE,
    SET_UP,
    Work,
    commit,
    place,
    probe,
    ready_time,
    reset,
    setup_time,
)
from .rng import State, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

RULE_WORK = 0  # most work remaining
RULE_DUE = 1  # earliest due date
RULE_ATCS = 2  # apparent tardiness cost with setups
RULE_SHORT = 3  # shortest processing time
RULE_FIRST = 4  # first come


@kernel
def decode(a: Arrays, w: Work, sequence: I32, mode: I32) -> bool:
    """Schedule a complete list.

    Parameters
    ----------
    sequence
        All free operations, predecessors first; shape (free,).
    mode
        Chosen alternative per operation (index into ``mode_*``), shape (n,).

    Returns whether all fit before the horizon; `w` holds times and totals. O(n).
    """
    reset(a, w)
    for p in range(sequence.shape[0]):
        i = sequence[p]
        if not place(a, w, i, mode[i]):
            return False
    return True


@helper
def _priority(
    a: Arrays, rule: int, i: int, t: int, time: int, setup: int, k: F64
) -> float:
    """Larger is more urgent. `k`: see `dispatch`."""
    j = a.op[i, JOB]
    if rule == RULE_WORK:
        return np.float64(time + a.op[i, TAIL])
    if rule == RULE_DUE:
        return -np.float64(a.job[j, 0])
    if rule == RULE_SHORT:
        return -np.float64(time + setup)
    if rule == RULE_FIRST:
        return -np.float64(t)
    slack = np.float64(a.job[j, 0]) / a.grain - t - time - k[4] * a.op[i, TAIL]
    urgency = np.exp(-max(slack, 0.0) / (k[0] * k[2]))
    weight = np.float64(a.job[j, 1]) + 1e-3
    return weight / max(time, 1) * urgency * np.exp(-setup / (k[1] * k[3])) + 1e-300


@kernel
def dispatch(
    a: Arrays,
    w: Work,
    rule: int,
    k: F64,
    noise: float,
    delay: float,
    rng: State,
    scratch: I32,
    sequence: I32,
    mode: I32,
    at: I64,
    steps: int,
    look: int,
) -> bool:
    """Build a list by a dispatching rule, in order of time; go on with it when resumed.

    Parameterised between non-delay and active schedules (Storer, Wu, Vaccari, "New
    search spaces for sequencing problems", 1992), with the apparent tardiness cost
    rule of Lee, Bhaskaran, Pinedo, "A heuristic to minimize the total weighted
    tardiness with sequence-dependent setups", 1997.

    Parameters
    ----------
    k
        ATC look-ahead, setup scale, mean duration, mean setup, waiting per remaining
        slot; shape (5,).
    noise
        Relative random change of priorities, 0 = none.
    delay
        Operations compete that can start within so many mean durations of the first
        possible start; 0 = non-delay.
    scratch
        Room for the rule, shape (6, n); contents do not matter.
    sequence, mode
        Written: the list and the alternatives; shapes (free,) and (n,).
    at, steps
        How many operations are placed and how many are ready, (0, 0) to begin with;
        so many more are placed in this call.
    look
        How many of the ready operations compete; fewer than all to end soon.

    O(free * competing operations * alternatives); False if the horizon is too short.
    """
    missing, ready, best_mode = scratch[0], scratch[1], scratch[2]
    best_start, best_end, stale = scratch[3], scratch[4], scratch[5]
    if at[0] == 0:
        reset(a, w)
        fill1(missing, 0)
        fill1(stale, 1)
        at[1] = first_ready(a, missing, ready)
    n_ready = at[1]
    last = min(at[0] + steps, sequence.shape[0])
    for step in range(at[0], last):
        low, high = competing(step, n_ready, look)
        if look < n_ready:
            for x in range(low, high):
                stale[ready[x]] = 1
        pick = low + _pick(
            a, w, rule, k, noise, delay, rng, ready[low:high], stale,
            best_mode, best_start, best_end,
        )  # fmt: skip
        i = ready[pick]
        chosen = best_mode[i]
        if best_end[i] >= FAR or not place(a, w, i, chosen):
            return False
        sequence[step] = i
        mode[i] = chosen
        n_ready -= 1
        ready[pick] = ready[n_ready]
        n_ready = release_successors(a, i, missing, ready, n_ready)
        if look >= n_ready:
            _mark(a, ready[:n_ready], chosen, stale)
    at[0], at[1] = last, n_ready
    return True


@helper
def competing(step: int, n_ready: int, look: int) -> tuple[int, int]:
    """Range of the ready operations that compete: all, or some in turn.

    In turn, so that all jobs get on at about the same pace.
    """
    if look >= n_ready:
        return 0, n_ready
    low = step * look % (n_ready - look + 1)
    return low, low + look


@helper
def _pick(
    a: Arrays,
    w: Work,
    rule: int,
    k: F64,
    noise: float,
    delay: float,
    rng: State,
    ready: I32,
    stale: I32,
    best_mode: I32,
    best_start: I32,
    best_end: I32,
) -> int:
    """Choose among the ready operations until the chosen one's estimate is exact."""
    while True:
        pick = _choose(
            a, w, rule, k, noise, delay, rng, ready, stale,
            best_mode, best_start, best_end,
        )  # fmt: skip
        i = ready[pick]
        expected = best_start[i]
        _estimate(a, w, i, best_mode, best_start, best_end)
        if best_start[i] <= expected:
            return pick


@helper
def _estimate(
    a: Arrays, w: Work, i: int, best_mode: I32, best_start: I32, best_end: I32
) -> None:
    """Write the alternative of operation i that ends first, with its times."""
    t = ready_time(a, w, i)
    best_end[i] = FAR
    best_start[i] = FAR
    best_mode[i] = a.op[i, MODE_FROM]
    for mode in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
        s, e, _, _, _ = probe(a, w, i, mode, t)
        if e < best_end[i]:
            best_mode[i], best_start[i], best_end[i] = mode, s, e


@helper
def first_ready(a: Arrays, missing: I32, ready: I32) -> int:
    """Count free predecessors into `missing`; list the operations without any."""
    n_ready = 0
    for i in range(a.op.shape[0]):
        if a.op[i, FIXED]:
            continue
        for p in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
            missing[i] += 1 - a.op[a.pred[p, 0], FIXED]
        if missing[i] == 0:
            ready[n_ready] = i
            n_ready += 1
    return n_ready


@helper
def release_successors(
    a: Arrays, i: int, missing: I32, ready: I32, n_ready: int
) -> int:
    """Add to `ready` what only waited for operation i; gives the new length."""
    for s in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        j = a.succ[s, 0]
        missing[j] -= 1
        if missing[j] == 0 and not a.op[j, FIXED]:
            ready[n_ready] = j
            n_ready += 1
    return n_ready


@helper
def _mark(a: Arrays, ready: I32, chosen: int, stale: I32) -> None:
    """Mark ready operations whose estimate may have changed by the last placement."""
    m = a.mode[chosen, MACHINE]
    worker = a.mode[chosen, WORKER]
    for p in range(ready.shape[0]):
        i = ready[p]
        if stale[i]:
            continue
        for mode in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
            if a.mode[mode, MACHINE] == m or (
                worker >= 0 and a.mode[mode, WORKER] == worker
            ):
                stale[i] = 1
                break


@helper
def _choose(
    a: Arrays,
    w: Work,
    rule: int,
    k: F64,
    noise: float,
    delay: float,
    rng: State,
    ready: I32,
    stale: I32,
    best_mode: I32,
    best_start: I32,
    best_end: I32,
) -> int:
    """Index in `ready` of the next operation; fills its best mode and times.

    Estimates wait for machines and setups; resources taken since an estimate was made
    are looked at again before the operation is placed.
    """
    first_start = FAR
    for p in range(ready.shape[0]):
        i = ready[p]
        if stale[i]:
            stale[i] = 0
            _estimate(a, w, i, best_mode, best_start, best_end)
        first_start = min(first_start, best_start[i])
    limit = first_start + delay * k[2]
    pick = 0
    top = -np.inf
    for p in range(ready.shape[0]):
        i = ready[p]
        if best_start[i] > limit:
            continue
        mode = best_mode[i]
        m = a.mode[mode, MACHINE]
        setup = setup_time(a, m, w.machine[m, SET_UP], a.op[i, FAMILY])
        value = _priority(a, rule, i, best_start[i], a.mode[mode, TIME], setup, k)
        if noise > 0.0:
            value *= 1.0 + noise * (uniform(rng) - 0.5)
        if value > top:
            top = value
            pick = p
    return pick


@kernel
def setups(a: Arrays, w: Work, sequence: I32, mode: I32, minutes: I32) -> None:
    """Write the setup slots before each operation of a decoded list (shape (n,))."""
    reset(a, w)
    for p in range(sequence.shape[0]):
        i = sequence[p]
        m = a.mode[mode[i], MACHINE]
        s, e, cause, block, family = probe(a, w, i, mode[i], ready_time(a, w, i))
        minutes[i] = setup_time(a, m, family, a.op[i, FAMILY])
        w.op[i, CAUSE] = cause
        commit(a, w, i, mode[i], s, e, block, family)
