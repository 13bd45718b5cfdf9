"""Tabu search on the disjunctive graph, for makespan without calendars.

Moves: reinsertion of a critical operation on another eligible machine (Mastrolilli,
Gambardella, "Effective neighbourhood functions for the flexible job shop problem",
2000) and, on its own machine, the moves N7 inside a critical block (Zhang, Li, Guan,
Rao, "A tabu search algorithm with a new neighborhood structure for the job shop
scheduling problem", 2007), estimated as by Balas, Vazacopoulos, "Guided local search
with shifting bottleneck for job shop scheduling", 1998. Setups are lengths of machine
arcs. Cost of an iteration: O(n + critical operations * alternatives * positions).
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np

from ..compile import (
    MACHINE,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    SUCC_FROM,
    SUCC_TO,
    TIME,
    Arrays,
)
from .graph import (
    BEST,
    ITERATION,
    MAKESPAN,
    N_PATH,
    NONE,
    STALL,
    Graph,
    attach,
    detach,
    job_head,
    job_tail,
    pull,
    setup_of,
    sweep,
    time_of,
)
from .jit import copy1, helper, inlined, kernel
from .rng import State, below


@helper
def _find_path(a: Arrays, g: Graph, rng: State) -> None:
    """Write one random critical path into ``g.path``, from its end to its start."""
    n = g.order.shape[0]
    i = -1
    seen = 0
    for j in range(n):
        if g.head[j] + time_of(a, g, j) == g.counter[MAKESPAN]:
            seen += 1
            if below(rng, seen) == 0:
                i = j
    length = 0
    while i >= 0:
        g.path[length] = i
        length += 1
        found = -1
        seen = 0
        x = g.before[i]
        if x >= 0:
            m = a.mode[g.mode[i], MACHINE]
            if g.head[x] + time_of(a, g, x) + setup_of(a, m, x, i) == g.head[i]:
                found = x
                seen = 1
        for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
            p = a.pred[k, 0]
            if g.head[p] + time_of(a, g, p) + a.pred[k, 1] == g.head[i]:
                seen += 1
                if below(rng, seen) == 0:
                    found = p
        i = found
    g.counter[N_PATH] = length


@inlined
def _pair(g: Graph, x: int, y: int) -> int:
    """Slot of the order "x before y" in the tabu memory (collisions only ban more)."""
    return (np.int64(x) * g.order.shape[0] + y) & (g.banned_pair.shape[0] - 1)


@helper
def _offer(
    g: Graph, rng: State, v: int, mode: int, x: int, value: int, banned: bool
) -> None:
    """Keep the best allowed move, and a random one for when all are tabu.

    ``g.move`` = value, v, mode, x, ties, random v, mode, x; see `_choose`.
    """
    if banned and value >= g.counter[BEST]:
        g.counter[6] += 1
        if below(rng, g.counter[6]) == 0:
            g.move[5], g.move[6], g.move[7] = v, mode, x
        return
    if value > g.move[0]:
        return
    if value == g.move[0]:
        g.move[4] += 1
        if below(rng, g.move[4]) != 0:
            return
    else:
        g.move[4] = 1
    g.move[0], g.move[1], g.move[2], g.move[3] = value, v, mode, x


@helper
def _other_machines(a: Arrays, g: Graph, rng: State, v: int) -> None:
    """Offer the insertions of v on its other eligible machines."""
    own = a.mode[g.mode[v], MACHINE]
    head, tail = job_head(a, g, v), job_tail(a, g, v)
    soon = NONE  # a machine predecessor must start before the end of any successor
    for k in range(a.op[v, SUCC_FROM], a.op[v, SUCC_TO]):
        s = a.succ[k, 0]
        soon = min(soon, g.head[s] + time_of(a, g, s))
    late = -1  # a machine successor must end after the start of any predecessor
    for k in range(a.op[v, PRED_FROM], a.op[v, PRED_TO]):
        late = max(late, g.head[a.pred[k, 0]])
    for mode in range(a.op[v, MODE_FROM], a.op[v, MODE_TO]):
        m = a.mode[mode, MACHINE]
        if m == own:
            continue
        banned = g.banned_mode[mode] > g.counter[ITERATION]
        time = a.mode[mode, TIME]
        x = -1
        y = g.first[m]
        while True:
            if x >= 0 and g.head[x] >= soon:
                break
            end = 0 if y < 0 else g.head[y] + time_of(a, g, y)
            if y < 0 or (end > late and end > head):
                start = setup_of(a, m, x, v)
                if x >= 0:
                    start += g.head[x] + time_of(a, g, x)
                rest = tail
                if y >= 0:
                    behind = g.tail[y] + time_of(a, g, y) + setup_of(a, m, v, y)
                    rest = max(tail, behind)
                value = max(head, start) + time + rest
                _offer(g, rng, v, mode, x, value, banned)
                if y >= 0 and g.tail[y] + time_of(a, g, y) <= tail:
                    break
            if y < 0:
                break
            x = y
            y = g.after[y]


@helper
def _move_right(a: Arrays, g: Graph, rng: State, v: int, u: int) -> None:
    """Offer moving v right behind u, a later operation of its critical block."""
    m = a.mode[g.mode[v], MACHINE]
    for k in range(a.op[v, SUCC_FROM], a.op[v, SUCC_TO]):
        s = a.succ[k, 0]
        if g.head[u] >= g.head[s] + time_of(a, g, s):
            return
    heads = g.scratch[2]
    banned = False
    x = g.before[v]
    end = 0 if x < 0 else g.head[x] + time_of(a, g, x)
    w = g.after[v]
    while True:
        banned = banned or g.banned_pair[_pair(g, w, v)] > g.counter[ITERATION]
        heads[w] = max(job_head(a, g, w), end + setup_of(a, m, x, w))
        end = heads[w] + time_of(a, g, w)
        x = w
        if w == u:
            break
        w = g.after[w]
    head = max(job_head(a, g, v), end + setup_of(a, m, u, v))
    y = g.after[u]
    tail = job_tail(a, g, v)
    if y >= 0:
        tail = max(tail, g.tail[y] + time_of(a, g, y) + setup_of(a, m, v, y))
    value = head + time_of(a, g, v) + tail
    behind = v
    w = u
    while w != v:
        tail += time_of(a, g, behind) + setup_of(a, m, w, behind)
        tail = max(tail, job_tail(a, g, w))
        value = max(value, heads[w] + time_of(a, g, w) + tail)
        behind = w
        w = g.before[w]
    _offer(g, rng, v, g.mode[v], u, value, banned)


@helper
def _move_left(a: Arrays, g: Graph, rng: State, v: int, u: int) -> None:
    """Offer moving v right before u, an earlier operation of its critical block."""
    m = a.mode[g.mode[v], MACHINE]
    for k in range(a.op[v, PRED_FROM], a.op[v, PRED_TO]):
        if g.head[u] + time_of(a, g, u) <= g.head[a.pred[k, 0]]:
            return
    tails = g.scratch[2]
    banned = False
    y = g.after[v]
    rest = 0 if y < 0 else g.tail[y] + time_of(a, g, y)
    w = g.before[v]
    while True:
        banned = banned or g.banned_pair[_pair(g, v, w)] > g.counter[ITERATION]
        tails[w] = max(job_tail(a, g, w), rest + setup_of(a, m, w, y))
        rest = tails[w] + time_of(a, g, w)
        y = w
        if w == u:
            break
        w = g.before[w]
    tail = max(job_tail(a, g, v), rest + setup_of(a, m, v, u))
    x = g.before[u]
    head = setup_of(a, m, x, v)
    if x >= 0:
        head += g.head[x] + time_of(a, g, x)
    head = max(head, job_head(a, g, v))
    value = head + time_of(a, g, v) + tail
    ahead = v
    w = u
    while w != v:
        head += time_of(a, g, ahead) + setup_of(a, m, ahead, w)
        head = max(head, job_head(a, g, w))
        value = max(value, head + time_of(a, g, w) + tails[w])
        ahead = w
        w = g.after[w]
    _offer(g, rng, v, g.mode[v], x, value, banned)


@helper
def _blocks(a: Arrays, g: Graph, rng: State) -> None:
    """Offer the moves N7 of every critical block on the path."""
    length = g.counter[N_PATH]
    start = 0
    while start < length:
        stop = start  # the path runs backwards: path[stop] is the block's first
        while stop + 1 < length and g.before[g.path[stop]] == g.path[stop + 1]:
            stop += 1
        first, last = g.path[stop], g.path[start]
        if stop > start:
            _move_right(a, g, rng, first, last)
            if stop > start + 1:
                _move_left(a, g, rng, last, first)
            for p in range(start + 1, stop):
                w = g.path[p]
                _move_right(a, g, rng, w, last)
                _move_left(a, g, rng, w, first)
                _move_right(a, g, rng, first, w)
                _move_left(a, g, rng, last, w)
        start = stop + 1


@helper
def _choose(a: Arrays, g: Graph, rng: State) -> bool:
    """Fill ``g.move``; False if there is no move at all."""
    g.move[0] = NONE
    g.move[1] = -1
    g.move[4] = 0
    g.move[5] = -1
    g.counter[6] = 0
    _find_path(a, g, rng)
    _blocks(a, g, rng)
    for p in range(g.counter[N_PATH]):
        v = g.path[p]
        if a.op[v, MODE_TO] - a.op[v, MODE_FROM] > 1:
            _other_machines(a, g, rng, v)
    if g.move[1] < 0:
        g.move[1], g.move[2], g.move[3] = g.move[5], g.move[6], g.move[7]
    return g.move[1] >= 0


@helper
def _ban(
    a: Arrays, g: Graph, rng: State, v: int, mode: int, x: int, tenure: int
) -> None:
    """Write the tabus of a move before it is made."""
    until = g.counter[ITERATION] + tenure + below(rng, tenure // 2 + 2)
    old = g.mode[v]
    if a.mode[mode, MACHINE] != a.mode[old, MACHINE]:
        g.banned_mode[old] = until
        return
    is_right = x >= 0 and g.place[x] > g.place[v]
    if is_right:
        w = g.after[v]
        while w >= 0:
            g.banned_pair[_pair(g, v, w)] = until
            if w == x:
                break
            w = g.after[w]
    else:
        w = g.before[v]
        while w >= 0 and w != x:
            g.banned_pair[_pair(g, w, v)] = until
            w = g.before[w]


@helper
def _apply(a: Arrays, g: Graph, v: int, mode: int, x: int) -> bool:
    """Make the move; on a cycle nothing changes and False is given."""
    old_mode, old_x = g.mode[v], g.before[v]
    detach(a, g, v)
    attach(a, g, v, mode, x)
    y = g.after[v]
    good = x < 0 or pull(a, g, x, v)
    good = good and (y < 0 or pull(a, g, v, y))
    if good:
        return True
    detach(a, g, v)
    attach(a, g, v, old_mode, old_x)
    if old_x >= 0:
        pull(a, g, old_x, v)
    if g.after[v] >= 0:
        pull(a, g, v, g.after[v])
    return False


@kernel
def search(
    a: Arrays, g: Graph, rng: State, iterations: int, stall: int, tenure: int, goal: int
) -> int:
    """Do up to `iterations` moves; ends early `stall` moves after the last improvement.

    Parameters
    ----------
    tenure
        Least number of iterations that a reversed order or left machine is tabu.
    goal
        Lower bound in slots; reached, the search ends.

    Returns the number of moves; the best of the round is in ``g.best_*``.
    """
    done = 0
    while done < iterations and g.counter[STALL] < stall and g.counter[BEST] > goal:
        done += 1
        g.counter[ITERATION] += 1
        g.counter[STALL] += 1
        if not _choose(a, g, rng):
            g.counter[STALL] = stall
            break
        v, mode, x = g.move[1], g.move[2], g.move[3]
        _ban(a, g, rng, v, mode, x, tenure)
        if not _apply(a, g, v, mode, x):
            continue
        sweep(a, g)
        if g.counter[MAKESPAN] < g.counter[BEST]:
            g.counter[BEST] = g.counter[MAKESPAN]
            g.counter[STALL] = 0
            copy1(g.best_order, g.order)
            copy1(g.best_mode, g.mode)
    return done
