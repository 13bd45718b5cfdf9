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

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import (
    FAMILY,
    INITIAL,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    RELEASE,
    SUCC_FROM,
    SUCC_TO,
    TIME,
    Arrays,
)
from .jit import copy1, fill1, helper, inlined, kernel
from .place import setup_time
from .rng import State, below

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

ITERATION, MAKESPAN, BEST, STALL, N_PATH = 0, 1, 2, 3, 4  # entries of Graph.counter
NONE = 2**30


class Graph(NamedTuple):
    """A complete selection and the memory of the search, changed in place.

    Shapes (n,): mode, before and after on the machine (-1 = none), head (earliest
    start), tail (longest path behind the end), order (topological) and place (its
    inverse), path (critical operations), scratch rows (3, n). first (m,). banned_mode
    (modes,) and banned_pair (power of two,) hold iterations until which an alternative
    or an order of two operations is tabu. best_order, best_mode: the best of the round.
    """

    mode: I32
    before: I32
    after: I32
    first: I32
    head: I32
    tail: I32
    order: I32
    place: I32
    path: I32
    scratch: I32
    banned_mode: I64
    banned_pair: I64
    counter: I64
    best_order: I32
    best_mode: I32
    move: I64


def new_graph(a: Arrays) -> Graph:
    """Allocate; call `load` before use."""
    n = a.op.shape[0]
    pairs = 1 << min(20, max(4, (n * n - 1).bit_length()))

    def ints(*shape: int) -> I32:
        return np.zeros(shape, np.int32)

    return Graph(
        mode=ints(n), before=ints(n), after=ints(n), first=ints(a.machine.shape[0]),
        head=ints(n), tail=ints(n), order=ints(n), place=ints(n), path=ints(n),
        scratch=ints(3, n), banned_mode=np.zeros(len(a.mode), np.int64),
        banned_pair=np.zeros(pairs, np.int64), counter=np.zeros(8, np.int64),
        best_order=ints(n), best_mode=ints(n), move=np.zeros(8, np.int64),
    )  # fmt: skip


@inlined
def _time(a: Arrays, g: Graph, i: int) -> int:
    return a.mode[g.mode[i], TIME]


@inlined
def _setup(a: Arrays, m: int, x: int, y: int) -> int:
    """Setup between two operations on machine m; x or y may be -1."""
    if y < 0:
        return 0
    family = a.machine[m, INITIAL] if x < 0 else a.op[x, FAMILY]
    return setup_time(a, m, family, a.op[y, FAMILY])


@inlined
def _job_head(a: Arrays, g: Graph, i: int) -> int:
    """Earliest start by release and precedence alone."""
    t = a.op[i, RELEASE]
    for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        p = a.pred[k, 0]
        t = max(t, g.head[p] + _time(a, g, p) + a.pred[k, 1])
    return t


@inlined
def _job_tail(a: Arrays, g: Graph, i: int) -> int:
    """Longest path behind operation i by precedence alone."""
    t = 0
    for k in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        s = a.succ[k, 0]
        t = max(t, g.tail[s] + _time(a, g, s) + a.succ[k, 1])
    return t


@helper
def _sweep(a: Arrays, g: Graph) -> None:
    """Recompute all heads and tails in topological order. O(n + arcs)."""
    makespan = 0
    n = g.order.shape[0]
    for p in range(n):
        i = g.order[p]
        t = _job_head(a, g, i)
        m = a.mode[g.mode[i], MACHINE]
        x = g.before[i]
        ready = _setup(a, m, x, i)
        if x >= 0:
            ready += g.head[x] + _time(a, g, x)
        g.head[i] = max(t, ready)
        makespan = max(makespan, g.head[i] + _time(a, g, i))
    for p in range(n - 1, -1, -1):
        i = g.order[p]
        t = _job_tail(a, g, i)
        y = g.after[i]
        if y >= 0:
            m = a.mode[g.mode[i], MACHINE]
            t = max(t, g.tail[y] + _time(a, g, y) + _setup(a, m, i, y))
        g.tail[i] = t
    g.counter[MAKESPAN] = makespan


@kernel
def load(a: Arrays, g: Graph, sequence: I32, mode: I32) -> int:
    """Build the graph of a list and forget all tabus; gives the makespan in slots."""
    copy1(g.mode, mode)
    copy1(g.order, sequence)
    fill1(g.first, -1)
    last = g.path
    fill1(last, -1)
    for p in range(sequence.shape[0]):
        i = sequence[p]
        g.place[i] = p
        m = a.mode[mode[i], MACHINE]
        g.after[i] = -1
        g.before[i] = -1
        if g.first[m] < 0:
            g.first[m] = i
        else:
            x = last[m]
            g.after[x] = i
            g.before[i] = x
        last[m] = i
    fill1(g.banned_mode, 0)
    fill1(g.banned_pair, 0)
    fill1(g.scratch[0], 0)
    _sweep(a, g)
    g.counter[ITERATION] = 0
    g.counter[STALL] = 0
    g.counter[BEST] = g.counter[MAKESPAN]
    copy1(g.best_order, g.order)
    copy1(g.best_mode, g.mode)
    return g.counter[MAKESPAN]


@helper
def _pull(a: Arrays, g: Graph, x: int, v: int) -> bool:
    """Reorder so that x stands before v; False if v reaches x (a cycle).

    Pearce, Kelly, "A dynamic topological sort algorithm for directed acyclic graphs",
    2007: only positions between the two are touched.
    """
    low, high = g.place[v], g.place[x]
    if high < low:
        return True
    mark, moved = g.scratch[0], g.scratch[1]
    mark[v] = 1
    for p in range(low + 1, high + 1):
        i = g.order[p]
        hit = g.before[i] >= 0 and mark[g.before[i]] == 1
        for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
            hit = hit or mark[a.pred[k, 0]] == 1
        mark[i] = 1 if hit else 0
    if mark[x] == 1:
        for p in range(low, high + 1):
            mark[g.order[p]] = 0
        return False
    n_moved = 0
    q = low
    for p in range(low, high + 1):
        i = g.order[p]
        if mark[i] == 1:
            moved[n_moved] = i
            n_moved += 1
            mark[i] = 0
        else:
            g.order[q] = i
            g.place[i] = q
            q += 1
    for k in range(n_moved):
        g.order[q + k] = moved[k]
        g.place[moved[k]] = q + k
    return True


@helper
def _detach(a: Arrays, g: Graph, v: int) -> None:
    x, y = g.before[v], g.after[v]
    if x >= 0:
        g.after[x] = y
    else:
        g.first[a.mode[g.mode[v], MACHINE]] = y
    if y >= 0:
        g.before[y] = x


@helper
def _attach(a: Arrays, g: Graph, v: int, mode: int, x: int) -> None:
    """Put v behind x (-1: in front) on the machine of `mode`."""
    m = a.mode[mode, MACHINE]
    y = g.first[m] if x < 0 else g.after[x]
    g.mode[v] = mode
    g.before[v] = x
    g.after[v] = y
    if x >= 0:
        g.after[x] = v
    else:
        g.first[m] = v
    if y >= 0:
        g.before[y] = v


@helper
def _find_path(a: Arrays, g: Graph, rng: State) -> None:
    """Write one random critical path into ``g.path``, from its end to its start."""
    n = g.order.shape[0]
    i = -1
    seen = 0
    for j in range(n):
        if g.head[j] + _time(a, g, j) == g.counter[MAKESPAN]:
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
            if g.head[x] + _time(a, g, x) + _setup(a, m, x, i) == g.head[i]:
                found = x
                seen = 1
        for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
            p = a.pred[k, 0]
            if g.head[p] + _time(a, g, p) + a.pred[k, 1] == g.head[i]:
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
    head, tail = _job_head(a, g, v), _job_tail(a, g, v)
    soon = NONE  # a machine predecessor must start before the end of any successor
    for k in range(a.op[v, SUCC_FROM], a.op[v, SUCC_TO]):
        s = a.succ[k, 0]
        soon = min(soon, g.head[s] + _time(a, g, s))
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
            end = 0 if y < 0 else g.head[y] + _time(a, g, y)
            if y < 0 or (end > late and end > head):
                start = _setup(a, m, x, v)
                if x >= 0:
                    start += g.head[x] + _time(a, g, x)
                rest = tail
                if y >= 0:
                    behind = g.tail[y] + _time(a, g, y) + _setup(a, m, v, y)
                    rest = max(tail, behind)
                value = max(head, start) + time + rest
                _offer(g, rng, v, mode, x, value, banned)
                if y >= 0 and g.tail[y] + _time(a, g, y) <= tail:
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
        if g.head[u] >= g.head[s] + _time(a, g, s):
            return
    heads = g.scratch[2]
    banned = False
    x = g.before[v]
    end = 0 if x < 0 else g.head[x] + _time(a, g, x)
    w = g.after[v]
    while True:
        banned = banned or g.banned_pair[_pair(g, w, v)] > g.counter[ITERATION]
        heads[w] = max(_job_head(a, g, w), end + _setup(a, m, x, w))
        end = heads[w] + _time(a, g, w)
        x = w
        if w == u:
            break
        w = g.after[w]
    head = max(_job_head(a, g, v), end + _setup(a, m, u, v))
    y = g.after[u]
    tail = _job_tail(a, g, v)
    if y >= 0:
        tail = max(tail, g.tail[y] + _time(a, g, y) + _setup(a, m, v, y))
    value = head + _time(a, g, v) + tail
    behind = v
    w = u
    while w != v:
        tail += _time(a, g, behind) + _setup(a, m, w, behind)
        tail = max(tail, _job_tail(a, g, w))
        value = max(value, heads[w] + _time(a, g, w) + tail)
        behind = w
        w = g.before[w]
    _offer(g, rng, v, g.mode[v], u, value, banned)


@helper
def _move_left(a: Arrays, g: Graph, rng: State, v: int, u: int) -> None:
    """Offer moving v right before u, an earlier operation of its critical block."""
    m = a.mode[g.mode[v], MACHINE]
    for k in range(a.op[v, PRED_FROM], a.op[v, PRED_TO]):
        if g.head[u] + _time(a, g, u) <= g.head[a.pred[k, 0]]:
            return
    tails = g.scratch[2]
    banned = False
    y = g.after[v]
    rest = 0 if y < 0 else g.tail[y] + _time(a, g, y)
    w = g.before[v]
    while True:
        banned = banned or g.banned_pair[_pair(g, v, w)] > g.counter[ITERATION]
        tails[w] = max(_job_tail(a, g, w), rest + _setup(a, m, w, y))
        rest = tails[w] + _time(a, g, w)
        y = w
        if w == u:
            break
        w = g.before[w]
    tail = max(_job_tail(a, g, v), rest + _setup(a, m, v, u))
    x = g.before[u]
    head = _setup(a, m, x, v)
    if x >= 0:
        head += g.head[x] + _time(a, g, x)
    head = max(head, _job_head(a, g, v))
    value = head + _time(a, g, v) + tail
    ahead = v
    w = u
    while w != v:
        head += _time(a, g, ahead) + _setup(a, m, ahead, w)
        head = max(head, _job_head(a, g, w))
        value = max(value, head + _time(a, g, w) + tails[w])
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
    _detach(a, g, v)
    _attach(a, g, v, mode, x)
    y = g.after[v]
    good = x < 0 or _pull(a, g, x, v)
    good = good and (y < 0 or _pull(a, g, v, y))
    if good:
        return True
    _detach(a, g, v)
    _attach(a, g, v, old_mode, old_x)
    if old_x >= 0:
        _pull(a, g, old_x, v)
    if g.after[v] >= 0:
        _pull(a, g, v, g.after[v])
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
        _sweep(a, g)
        if g.counter[MAKESPAN] < g.counter[BEST]:
            g.counter[BEST] = g.counter[MAKESPAN]
            g.counter[STALL] = 0
            copy1(g.best_order, g.order)
            copy1(g.best_mode, g.mode)
    return done
