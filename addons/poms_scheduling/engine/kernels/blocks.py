"""Moves inside the critical blocks of a machine.

N7: Zhang, Li, Guan, Rao, "A tabu search algorithm with a new neighborhood structure
for the job shop scheduling problem", 2007; estimated as by Balas, Vazacopoulos, "Guided
local search with shifting bottleneck for job shop scheduling", 1998.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from ..compile import Arrays
from .graph import (
    AFTER,
    BEFORE,
    HEAD,
    MACHINE,
    MODE,
    N_ORDERS,
    N_PATH,
    PRED_FROM,
    PRED_TO,
    SUCC_FROM,
    SUCC_TO,
    TIME,
    Graph,
    end_of,
    job_head,
    job_tail,
    rest_of,
    setup_of,
)
from .jit import helper, inlined
from .offer import VALUE, is_banned, offer
from .rng import State


@inlined
def _move_right(a: Arrays, g: Graph, rng: State, v: int, u: int) -> None:
    """Offer moving v right behind u, a later operation of its critical block."""
    m = g.node[v, MACHINE]
    for k in range(g.node[v, SUCC_FROM], g.node[v, SUCC_TO]):
        if g.node[u, HEAD] >= end_of(g, a.succ[k, 0]):
            return
    heads = g.scratch
    banned = False
    x = g.node[v, BEFORE]
    end = 0 if x < 0 else end_of(g, x)
    w = g.node[v, AFTER]
    while True:
        banned = banned or is_banned(g, w, v)
        heads[w] = max(job_head(a, g, w), end + setup_of(a, m, x, w))
        end = heads[w] + g.node[w, TIME]
        x = w
        if w == u:
            break
        w = g.node[w, AFTER]
    head = max(job_head(a, g, v), end + setup_of(a, m, u, v))
    y = g.node[u, AFTER]
    tail = job_tail(a, g, v)
    if y >= 0:
        tail = max(tail, rest_of(g, y) + setup_of(a, m, v, y))
    value = head + g.node[v, TIME] + tail
    behind = v
    w = u
    while w != v and (banned or value <= g.move[VALUE]):
        tail += g.node[behind, TIME] + setup_of(a, m, w, behind)
        tail = max(tail, job_tail(a, g, w))
        value = max(value, heads[w] + g.node[w, TIME] + tail)
        behind = w
        w = g.node[w, BEFORE]
    offer(g, rng, v, g.node[v, MODE], u, -1, value, 0, banned)


@inlined
def _move_left(a: Arrays, g: Graph, rng: State, v: int, u: int) -> None:
    """Offer moving v right before u, an earlier operation of its critical block."""
    m = g.node[v, MACHINE]
    for k in range(g.node[v, PRED_FROM], g.node[v, PRED_TO]):
        if end_of(g, u) <= g.node[a.pred[k, 0], HEAD]:
            return
    tails = g.scratch
    banned = False
    y = g.node[v, AFTER]
    rest = 0 if y < 0 else rest_of(g, y)
    w = g.node[v, BEFORE]
    while True:
        banned = banned or is_banned(g, v, w)
        tails[w] = max(job_tail(a, g, w), rest + setup_of(a, m, w, y))
        rest = tails[w] + g.node[w, TIME]
        y = w
        if w == u:
            break
        w = g.node[w, BEFORE]
    tail = max(job_tail(a, g, v), rest + setup_of(a, m, v, u))
    x = g.node[u, BEFORE]
    head = setup_of(a, m, x, v)
    if x >= 0:
        head += end_of(g, x)
    head = max(head, job_head(a, g, v))
    value = head + g.node[v, TIME] + tail
    ahead = v
    w = u
    while w != v and (banned or value <= g.move[VALUE]):
        head += g.node[ahead, TIME] + setup_of(a, m, ahead, w)
        head = max(head, job_head(a, g, w))
        value = max(value, head + g.node[w, TIME] + tails[w])
        ahead = w
        w = g.node[w, AFTER]
    offer(g, rng, v, g.node[v, MODE], x, -1, value, 0, banned)


@inlined
def _block(a: Arrays, g: Graph, rng: State, start: int, stop: int) -> None:
    """Offer the moves N7 of one block, ``path[stop]`` first, ``path[start]`` last.

    Each operation goes behind the last and before the first, the first behind each,
    the last before each; exchanges of two neighbours only once.
    """
    first, last = g.path[stop], g.path[start]
    for k in range(2 * (stop - start)):
        p = start + 1 + (k >> 1)
        is_last = k & 1 == 0
        if is_last or p < stop - 1:
            v, u = (g.path[p], last) if is_last else (first, g.path[p])
            _move_right(a, g, rng, v, u)
    if stop == start + 1:
        return
    for k in range(2 * (stop - start)):
        p = start + (k >> 1)
        is_first = k & 1 == 0
        if is_first or p > start + 1:
            v, u = (g.path[p], first) if is_first else (last, g.path[p])
            _move_left(a, g, rng, v, u)


@helper
def blocks(a: Arrays, g: Graph, rng: State) -> None:
    """Offer the moves of every critical block on the path; count the orders in them."""
    length = g.counter[N_PATH]
    g.counter[N_ORDERS] = 0
    start = 0
    while start < length:
        stop = start  # the path runs backwards
        while stop + 1 < length and g.node[g.path[stop], BEFORE] == g.path[stop + 1]:
            stop += 1
        g.counter[N_ORDERS] += (stop - start) * (stop - start + 1) // 2
        if stop > start:
            _block(a, g, rng, start, stop)
        start = stop + 1
