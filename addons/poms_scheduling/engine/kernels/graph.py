"""The disjunctive graph of a complete selection: heads, tails, moves in place.

Roy, Sussmann, "Les problemes d'ordonnancement avec contraintes disjonctives", 1964.
Sequences of machines, and of workers where operations need one, are linked lists;
setups are lengths of machine arcs. After a move only what changes is computed anew.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .. import compile as tables
from ..compile import FAMILY, INITIAL, SETUP, Arrays
from .address import by_address
from .jit import copy1, fill1, helper, inlined, kernel

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

# Columns of Graph.node: 16 numbers of 4 bytes are one cache line per operation.
HEAD, TAIL, TIME = 0, 1, 2
MACHINE, BEFORE, AFTER = 3, 4, 5
WORKER, W_BEFORE, W_AFTER = 6, 7, 8
PLACE, MODE = 9, 10
RELEASE, PRED_FROM, PRED_TO, SUCC_FROM, SUCC_TO = 11, 12, 13, 14, 15
CREW = WORKER - MACHINE  # from a machine's column to the same one of the worker
# Entries of Graph.counter
ITERATION, MAKESPAN, BEST, STALL, N_PATH, N_ORDERS = 0, 1, 2, 3, 4, 5
NONE = 2**30
PAIRS = 1 << 13  # a power of two; some 100 are in use, and all fit in the first cache


@by_address
class Graph(NamedTuple):
    """A complete selection and the memory of the search, changed in place.

    Shapes: node (n, 16), columns above; HEAD is the earliest start, TAIL the longest
    path behind the end, BEFORE and AFTER the neighbours on the machine (-1 = none),
    PLACE the position in the topological `order` (n,). first (machines + workers,)
    begins each sequence; worker w is resource machines + w. sinks: operations without
    successor. path (n,): critical operations. mark (n,) is 0 between calls; gain (n, 2)
    too. banned_mode (modes,) and banned_pair (PAIRS,) hold iterations until
    which an alternative or an order of two operations is tabu. counter: see above;
    move: see `offer`; scratch (n,); cursor (machines + workers,): see `seek`.
    best_order, best_mode: the best of the round.
    """

    node: I32
    order: I32
    first: I32
    sinks: I32
    path: I32
    mark: npt.NDArray[np.int8]
    gain: I32
    scratch: I32
    cursor: I32
    banned_mode: I64
    banned_pair: I32
    counter: I64
    move: I64
    best_order: I32
    best_mode: I32


def new_graph(a: Arrays) -> Graph:
    """Allocate; call `load` before use."""
    n = a.op.shape[0]
    sinks = np.flatnonzero(a.op[:, tables.SUCC_FROM] == a.op[:, tables.SUCC_TO])

    def ints(*shape: int) -> I32:
        return np.zeros(shape, np.int32)

    return Graph(
        node=ints(n, 16), order=ints(n), first=ints(a.machine.shape[0] + a.n_workers),
        sinks=sinks.astype(np.int32), path=ints(n), mark=np.zeros(n, np.int8),
        gain=ints(n, 2), scratch=ints(n), cursor=ints(a.machine.shape[0] + a.n_workers),
        banned_mode=np.zeros(len(a.mode), np.int64),
        banned_pair=np.zeros(PAIRS, np.int32), counter=np.zeros(8, np.int64),
        move=np.zeros(12, np.int64), best_order=ints(n), best_mode=ints(n),
    )  # fmt: skip


@inlined
def end_of(g: Graph, i: int) -> int:
    """Earliest end."""
    return g.node[i, HEAD] + g.node[i, TIME]


@inlined
def rest_of(g: Graph, i: int) -> int:
    """Longest path from the start of operation i on."""
    return g.node[i, TAIL] + g.node[i, TIME]


@inlined
def setup_of(a: Arrays, m: int, x: int, y: int) -> int:
    """Setup between two operations on resource m; x or y may be -1, workers need none.

    Families are known: `is_graph_problem` leaves other problems with setups out.
    """
    if y < 0 or m >= a.machine.shape[0] or a.machine[m, SETUP] < 0:
        return 0
    family = a.machine[m, INITIAL] if x < 0 else a.op[x, FAMILY]
    if family < 0:
        return 0
    return a.setup[a.machine[m, SETUP], family, a.op[y, FAMILY]]


@inlined
def job_head(a: Arrays, g: Graph, i: int) -> int:
    """Earliest start by release and precedence alone."""
    t = g.node[i, RELEASE]
    for k in range(g.node[i, PRED_FROM], g.node[i, PRED_TO]):
        t = max(t, end_of(g, a.pred[k, 0]) + a.pred[k, 1])
    return t


@inlined
def job_tail(a: Arrays, g: Graph, i: int) -> int:
    """Longest path behind operation i by precedence alone."""
    t = 0
    for k in range(g.node[i, SUCC_FROM], g.node[i, SUCC_TO]):
        t = max(t, rest_of(g, a.succ[k, 0]) + a.succ[k, 1])
    return t


@inlined
def machine_head(a: Arrays, g: Graph, i: int) -> int:
    """Earliest start by the machine alone."""
    x = g.node[i, BEFORE]
    ready = setup_of(a, g.node[i, MACHINE], x, i)
    return ready + end_of(g, x) if x >= 0 else ready


@inlined
def worker_head(a: Arrays, g: Graph, i: int) -> int:
    """Earliest start by the worker alone."""
    if a.n_workers == 0 or g.node[i, W_BEFORE] < 0:
        return 0
    return end_of(g, g.node[i, W_BEFORE])


@inlined
def machine_tail(a: Arrays, g: Graph, i: int) -> int:
    """Longest path behind operation i through its machine's next one."""
    y = g.node[i, AFTER]
    if y < 0:
        return 0
    return rest_of(g, y) + setup_of(a, g.node[i, MACHINE], i, y)


@inlined
def worker_tail(a: Arrays, g: Graph, i: int) -> int:
    """Longest path behind operation i through its worker's next one."""
    if a.n_workers == 0 or g.node[i, W_AFTER] < 0:
        return 0
    return rest_of(g, g.node[i, W_AFTER])


@inlined
def _touch(g: Graph, i: int) -> int:
    """Mark an operation whose head (or tail) must be computed anew; 1 if it was not."""
    if i < 0 or g.mark[i] != 0:
        return 0
    g.mark[i] = 1
    return 1


@inlined
def heads_from(a: Arrays, g: Graph, p: int, pending: int, v: int) -> None:
    """Compute the `pending` marked heads and all that follows from place `p` on.

    What stands behind a changed head is marked in turn; behind `v` always.
    """
    while pending > 0:
        i = g.order[p]
        p += 1
        if g.mark[i] == 0:
            continue
        g.mark[i] = 0
        pending -= 1
        t = max(job_head(a, g, i), machine_head(a, g, i))
        t = max(t, worker_head(a, g, i))
        if t == g.node[i, HEAD] and i != v:
            continue
        g.node[i, HEAD] = t
        for k in range(g.node[i, SUCC_FROM], g.node[i, SUCC_TO]):
            pending += _touch(g, a.succ[k, 0])
        pending += _touch(g, g.node[i, AFTER])
        pending += _touch(g, g.node[i, W_AFTER])


@inlined
def tails_from(a: Arrays, g: Graph, p: int, pending: int, v: int) -> None:
    """Compute the `pending` marked tails and all that follows back from place `p`."""
    while pending > 0:
        i = g.order[p]
        p -= 1
        if g.mark[i] == 0:
            continue
        g.mark[i] = 0
        pending -= 1
        t = max(job_tail(a, g, i), machine_tail(a, g, i))
        t = max(t, worker_tail(a, g, i))
        if t == g.node[i, TAIL] and i != v:
            continue
        g.node[i, TAIL] = t
        for k in range(g.node[i, PRED_FROM], g.node[i, PRED_TO]):
            pending += _touch(g, a.pred[k, 0])
        pending += _touch(g, g.node[i, BEFORE])
        pending += _touch(g, g.node[i, W_BEFORE])


@inlined
def measure(g: Graph) -> None:
    """Write the makespan. An operation with successors never ends last."""
    makespan = 0
    for k in range(g.sinks.shape[0]):
        makespan = max(makespan, end_of(g, g.sinks[k]))
    g.counter[MAKESPAN] = makespan


@helper
def sweep(a: Arrays, g: Graph) -> None:
    """Compute all heads and tails. O(n + arcs)."""
    n = g.order.shape[0]
    fill1(g.mark, 1)
    heads_from(a, g, 0, n, -1)
    fill1(g.mark, 1)
    tails_from(a, g, n - 1, n, -1)
    measure(g)


@inlined
def assign(a: Arrays, g: Graph, i: int, mode: int) -> None:
    """Write what an alternative fixes: machine, worker, time."""
    worker = a.mode[mode, tables.WORKER]
    g.node[i, MODE] = mode
    g.node[i, MACHINE] = a.mode[mode, tables.MACHINE]
    g.node[i, WORKER] = -1 if worker < 0 else a.machine.shape[0] + worker
    g.node[i, TIME] = a.mode[mode, tables.TIME]


@helper
def _link(g: Graph, last: I32, i: int, crew: int) -> None:
    """Append i to the sequence of its machine (crew 0) or worker (`CREW`)."""
    m = g.node[i, MACHINE + crew]
    g.node[i, BEFORE + crew] = -1
    g.node[i, AFTER + crew] = -1
    if m < 0:
        return
    if g.first[m] < 0:
        g.first[m] = i
    else:
        x = last[m]
        g.node[x, AFTER + crew] = i
        g.node[i, BEFORE + crew] = x
    last[m] = i


@kernel
def load(a: Arrays, g: Graph, sequence: I32, mode: I32, last: I32) -> int:
    """Build the graph of a list and forget all tabus; gives the makespan in slots.

    `last`: scratch, one entry per resource.
    """
    copy1(g.order, sequence)
    fill1(g.first, -1)
    fill1(g.cursor, -1)
    for p in range(sequence.shape[0]):
        i = sequence[p]
        assign(a, g, i, mode[i])
        g.node[i, PLACE] = p
        g.node[i, HEAD] = 0
        g.node[i, TAIL] = 0
        g.node[i, RELEASE] = a.op[i, tables.RELEASE]
        g.node[i, PRED_FROM] = a.op[i, tables.PRED_FROM]
        g.node[i, PRED_TO] = a.op[i, tables.PRED_TO]
        g.node[i, SUCC_FROM] = a.op[i, tables.SUCC_FROM]
        g.node[i, SUCC_TO] = a.op[i, tables.SUCC_TO]
        _link(g, last, i, 0)
        _link(g, last, i, CREW)
    fill1(g.banned_mode, 0)
    fill1(g.banned_pair, 0)
    sweep(a, g)
    g.counter[ITERATION] = 0
    g.counter[STALL] = 0
    g.counter[BEST] = g.counter[MAKESPAN]
    keep_best(g)
    return g.counter[MAKESPAN]


@helper
def keep_best(g: Graph) -> None:
    """Copy the current selection to ``g.best_*``."""
    copy1(g.best_order, g.order)
    for i in range(g.best_mode.shape[0]):
        g.best_mode[i] = g.node[i, MODE]


@inlined
def pull(a: Arrays, g: Graph, x: int, v: int) -> bool:
    """Reorder so that x stands before v; False if v reaches x (a cycle).

    Pearce, Kelly, "A dynamic topological sort algorithm for directed acyclic graphs",
    2007: only positions between the two are touched.
    """
    low, high = g.node[v, PLACE], g.node[x, PLACE]
    if high < low:
        return True
    g.mark[v] = 1
    for p in range(low + 1, high + 1):
        i = g.order[p]
        b, w = g.node[i, BEFORE], g.node[i, W_BEFORE]
        hit = (b >= 0 and g.mark[b] == 1) or (w >= 0 and g.mark[w] == 1)
        for k in range(g.node[i, PRED_FROM], g.node[i, PRED_TO]):
            hit = hit or g.mark[a.pred[k, 0]] == 1
        if hit:
            g.mark[i] = 1
    is_cycle = g.mark[x] == 1
    n_moved = 0
    q = low
    for p in range(low, high + 1):
        i = g.order[p]
        is_behind = g.mark[i] == 1
        g.mark[i] = 0
        if is_cycle:
            continue
        if is_behind:
            g.scratch[n_moved] = i
            n_moved += 1
        else:
            g.order[q] = i
            g.node[i, PLACE] = q
            q += 1
    for k in range(n_moved):
        g.order[q + k] = g.scratch[k]
        g.node[g.scratch[k], PLACE] = q + k
    return not is_cycle


@inlined
def _take_out(g: Graph, v: int, crew: int) -> None:
    x, y = g.node[v, BEFORE + crew], g.node[v, AFTER + crew]
    if x >= 0:
        g.node[x, AFTER + crew] = y
    else:
        g.first[g.node[v, MACHINE + crew]] = y
    if y >= 0:
        g.node[y, BEFORE + crew] = x


@inlined
def _put_in(g: Graph, v: int, x: int, crew: int) -> None:
    """Put v behind x (-1: in front) in the sequence of its resource."""
    m = g.node[v, MACHINE + crew]
    y = g.first[m] if x < 0 else g.node[x, AFTER + crew]
    g.node[v, BEFORE + crew] = x
    g.node[v, AFTER + crew] = y
    if x >= 0:
        g.node[x, AFTER + crew] = v
    else:
        g.first[m] = v
    if y >= 0:
        g.node[y, BEFORE + crew] = v


@inlined
def _reinsert(a: Arrays, g: Graph, v: int, mode: int, x: int, wx: int) -> None:
    """Take v out of its sequences and put it behind x and (by worker) wx."""
    _take_out(g, v, 0)
    if g.node[v, WORKER] >= 0:
        _take_out(g, v, CREW)
    assign(a, g, v, mode)
    _put_in(g, v, x, 0)
    if g.node[v, WORKER] >= 0:
        _put_in(g, v, wx, CREW)


@inlined
def _sort(a: Arrays, g: Graph, v: int) -> bool:
    """Mend the topological order around v after it was put in; False on a cycle."""
    for k in range(4):
        crew = CREW if k > 1 else 0
        i = g.node[v, (BEFORE if k & 1 == 0 else AFTER) + crew]
        if i >= 0:
            x, y = (i, v) if k & 1 == 0 else (v, i)
            if not pull(a, g, x, y):
                return False
    return True


@helper
def _restore(a: Arrays, g: Graph, v: int, mode: int, x: int, wx: int) -> None:
    """Put v back where it was after a cycle was found."""
    _reinsert(a, g, v, mode, x, wx)
    _sort(a, g, v)


@inlined
def _renew_heads(a: Arrays, g: Graph, v: int, y: int, wy: int) -> None:
    """Renew heads from v, and from y and wy (-1 = none) that stood behind it, on."""
    p = g.node[v, PLACE]
    if y >= 0:
        p = min(p, g.node[y, PLACE])
    if wy >= 0:
        p = min(p, g.node[wy, PLACE])
    heads_from(a, g, p, _touch(g, v) + _touch(g, y) + _touch(g, wy), v)


@inlined
def _renew_tails(a: Arrays, g: Graph, v: int, x: int, wx: int) -> None:
    """Renew tails from v, and from x and wx (-1 = none) that stood before it, back."""
    p = g.node[v, PLACE]
    if x >= 0:
        p = max(p, g.node[x, PLACE])
    if wx >= 0:
        p = max(p, g.node[wx, PLACE])
    tails_from(a, g, p, _touch(g, v) + _touch(g, x) + _touch(g, wx), v)


@helper
def reinsert(a: Arrays, g: Graph, v: int, mode: int, x: int, wx: int) -> bool:
    """Put v behind x on the machine and behind wx at the worker of `mode`.

    Heads, tails and makespan follow. On a cycle nothing changes and False is given.
    """
    old, old_x, old_wx = g.node[v, MODE], g.node[v, BEFORE], g.node[v, W_BEFORE]
    y, wy = g.node[v, AFTER], g.node[v, W_AFTER]
    _reinsert(a, g, v, mode, x, wx)
    if not _sort(a, g, v):
        _restore(a, g, v, old, old_x, old_wx)
        return False
    _renew_heads(a, g, v, y, wy)
    _renew_tails(a, g, v, old_x, old_wx)
    measure(g)
    return True
