"""Moves on operation lists: near the critical chains of late jobs, or anywhere.

They need of a walk `k`: sequence, pos, mode, op, machine, job_end, job_ptr, job_ops.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import Any

import numpy as np

from ..compile import (
    FIXED,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    SUCC_FROM,
    SUCC_TO,
    Arrays,
)
from .jit import helper
from .place import BEFORE, CAUSE, END, LAST
from .rng import State, below, uniform


@helper
def rotate(k: Any, source: int, target: int) -> None:
    """Move the operation at position `source` to position `target` of the list."""
    i = k.sequence[source]
    if source > target:
        for p in range(source, target, -1):
            k.sequence[p] = k.sequence[p - 1]
    else:
        for p in range(source, target):
            k.sequence[p] = k.sequence[p + 1]
    k.sequence[target] = i


@helper
def window(a: Arrays, k: Any, i: int) -> tuple[int, int]:
    """Positions that operation i may take between its neighbours in precedence."""
    low = 0
    high = k.sequence.shape[0] - 1
    for p in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        if not a.op[a.pred[p, 0], FIXED]:
            low = max(low, k.pos[a.pred[p, 0]] + 1)
    for s in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        if not a.op[a.succ[s, 0], FIXED]:
            high = min(high, k.pos[a.succ[s, 0]] - 1)
    return low, high


@helper
def chain_end(a: Arrays, k: Any, rng: State) -> int:
    """Last operation of a late job, or of the whole schedule; -1 if it is fixed."""
    for _ in range(12):
        j = below(rng, a.job.shape[0])
        if a.job[j, 1] > 0 and np.int64(k.job_end[j]) * a.grain > a.job[j, 0]:
            for p in range(k.job_ptr[j], k.job_ptr[j + 1]):
                i = k.job_ops[p]
                if k.op[i, END] == k.job_end[j] and not a.op[i, FIXED]:
                    return i
    last = -1
    for m in range(a.machine.shape[0]):
        i = k.machine[m, LAST]
        if i >= 0 and (last < 0 or k.op[i, END] > k.op[last, END]):
            last = i
    return last


@helper
def critical(a: Arrays, k: Any, rng: State) -> int:
    """Walk back along what delayed a late job; stop at a random waiting operation."""
    v = chain_end(a, k, rng)
    if v < 0:
        return k.sequence[below(rng, k.sequence.shape[0])]
    for _ in range(60):
        u = -1
        if k.op[v, CAUSE] >= 1:
            if uniform(rng) < 0.35:
                return v
            u = k.op[v, BEFORE]
        if u < 0:
            latest = -1
            for p in range(a.op[v, PRED_FROM], a.op[v, PRED_TO]):
                q = a.pred[p, 0]
                if not a.op[q, FIXED] and k.op[q, END] > latest:
                    latest = k.op[q, END]
                    u = q
        if u < 0:
            return v
        v = u
    return v


@helper
def other_mode(a: Arrays, i: int, mode: int, rng: State) -> int:
    """A random alternative other than the given one (the same if there is none)."""
    first = a.op[i, MODE_FROM]
    count = a.op[i, MODE_TO] - first
    if count < 2:
        return mode
    other = first + below(rng, count - 1)
    return other + 1 if other >= mode else other


@helper
def propose(a: Arrays, k: Any, rng: State) -> tuple[int, int, int]:
    """Choose a move: (operation, target position, alternative).

    Late in an annealing, other alternatives improve a plan of 200 operations two to
    three times as often as a place before the machine's predecessor, per move tried:
    so they are the most frequent.
    """
    n = k.sequence.shape[0]
    draw = uniform(rng)
    if draw < 0.75:
        v = critical(a, k, rng)
    else:
        v = k.sequence[below(rng, n)]
    low, high = window(a, k, v)
    mode = k.mode[v]
    target = k.pos[v]
    draw = uniform(rng)
    has_other = a.op[v, MODE_TO] - a.op[v, MODE_FROM] > 1
    if draw < 0.3 or (draw < 0.7 and not has_other):
        u = k.op[v, BEFORE]
        while u >= 0 and k.op[u, BEFORE] >= 0 and uniform(rng) < 0.4:
            u = k.op[u, BEFORE]
        if u >= 0:
            target = max(low, k.pos[u])
    elif draw < 0.7:
        mode = other_mode(a, v, mode, rng)
        if uniform(rng) < 0.5:
            reach = 2 * a.machine.shape[0]
            target = max(low, min(high, target - reach + below(rng, 2 * reach + 1)))
    elif draw < 0.85:
        u = k.op[v, BEFORE]
        if u >= 0:
            low, high = window(a, k, u)
            mode = k.mode[u]
            target = min(high, k.pos[v])
            v = u
    else:
        reach = 3 * a.machine.shape[0]
        target = max(low, min(high, target - reach + below(rng, 2 * reach + 1)))
        if has_other and uniform(rng) < 0.3:
            mode = other_mode(a, v, mode, rng)
    return v, target, mode
