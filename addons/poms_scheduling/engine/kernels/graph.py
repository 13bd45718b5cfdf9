"""The disjunctive graph of a complete selection: heads, tails, moves in place.

Roy, Sussmann, "Les problemes d'ordonnancement avec contraintes disjonctives", 1964.
Machine sequences are linked lists; setups are lengths of machine arcs.
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
def time_of(a: Arrays, g: Graph, i: int) -> int:
    return a.mode[g.mode[i], TIME]


@inlined
def setup_of(a: Arrays, m: int, x: int, y: int) -> int:
    """Setup between two operations on machine m; x or y may be -1."""
    if y < 0:
        return 0
    family = a.machine[m, INITIAL] if x < 0 else a.op[x, FAMILY]
    return setup_time(a, m, family, a.op[y, FAMILY])


@inlined
def job_head(a: Arrays, g: Graph, i: int) -> int:
    """Earliest start by release and precedence alone."""
    t = a.op[i, RELEASE]
    for k in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        p = a.pred[k, 0]
        t = max(t, g.head[p] + time_of(a, g, p) + a.pred[k, 1])
    return t


@inlined
def job_tail(a: Arrays, g: Graph, i: int) -> int:
    """Longest path behind operation i by precedence alone."""
    t = 0
    for k in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        s = a.succ[k, 0]
        t = max(t, g.tail[s] + time_of(a, g, s) + a.succ[k, 1])
    return t


@helper
def sweep(a: Arrays, g: Graph) -> None:
    """Recompute all heads and tails in topological order. O(n + arcs)."""
    makespan = 0
    n = g.order.shape[0]
    for p in range(n):
        i = g.order[p]
        t = job_head(a, g, i)
        m = a.mode[g.mode[i], MACHINE]
        x = g.before[i]
        ready = setup_of(a, m, x, i)
        if x >= 0:
            ready += g.head[x] + time_of(a, g, x)
        g.head[i] = max(t, ready)
        makespan = max(makespan, g.head[i] + time_of(a, g, i))
    for p in range(n - 1, -1, -1):
        i = g.order[p]
        t = job_tail(a, g, i)
        y = g.after[i]
        if y >= 0:
            m = a.mode[g.mode[i], MACHINE]
            t = max(t, g.tail[y] + time_of(a, g, y) + setup_of(a, m, i, y))
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
    sweep(a, g)
    g.counter[ITERATION] = 0
    g.counter[STALL] = 0
    g.counter[BEST] = g.counter[MAKESPAN]
    copy1(g.best_order, g.order)
    copy1(g.best_mode, g.mode)
    return g.counter[MAKESPAN]


@helper
def pull(a: Arrays, g: Graph, x: int, v: int) -> bool:
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
def detach(a: Arrays, g: Graph, v: int) -> None:
    x, y = g.before[v], g.after[v]
    if x >= 0:
        g.after[x] = y
    else:
        g.first[a.mode[g.mode[v], MACHINE]] = y
    if y >= 0:
        g.before[y] = x


@helper
def attach(a: Arrays, g: Graph, v: int, mode: int, x: int) -> None:
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
