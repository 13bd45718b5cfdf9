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
from .jit import helper
from .offer import is_banned, offer
from .rng import State


@helper
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
    while w != v:
        tail += g.node[behind, TIME] + setup_of(a, m, w, behind)
        tail = max(tail, job_tail(a, g, w))
        value = max(value, heads[w] + g.node[w, TIME] + tail)
        behind = w
        w = g.node[w, BEFORE]
    offer(g, rng, v, g.node[v, MODE], u, -1, value, banned)


@helper
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
    while w != v:
        head += g.node[ahead, TIME] + setup_of(a, m, ahead, w)
        head = max(head, job_head(a, g, w))
        value = max(value, head + g.node[w, TIME] + tails[w])
        ahead = w
        w = g.node[w, AFTER]
    offer(g, rng, v, g.node[v, MODE], x, -1, value, banned)


@helper
def blocks(a: Arrays, g: Graph, rng: State) -> None:
    """Offer the moves N7 of every critical block on the path."""
    length = g.counter[N_PATH]
    start = 0
    while start < length:
        stop = start  # the path runs backwards: path[stop] is the block's first
        while stop + 1 < length and g.node[g.path[stop], BEFORE] == g.path[stop + 1]:
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
