"""Moves that take an operation out and put it back elsewhere, on any eligible machine.

Mastrolilli, Gambardella, "Effective neighbourhood functions for the flexible job shop
problem", 2000: the longest path through the operation is known for every gap, and
sufficient conditions exclude cycles. Where operations need a worker too, a gap is a
cut through both sequences at one moment, so that no path can lead from behind the cut
to before it.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from .. import compile as tables
from ..compile import MODE_FROM, MODE_TO, Arrays
from .graph import (
    AFTER,
    BEFORE,
    BEST,
    CREW,
    HEAD,
    ITERATION,
    MACHINE,
    MODE,
    NONE,
    PLACE,
    SUCC_FROM,
    SUCC_TO,
    W_BEFORE,
    WORKER,
    Graph,
    end_of,
    job_head,
    job_tail,
    rest_of,
    setup_of,
)
from .graph import TIME as OWN_TIME
from .jit import inlined
from .offer import VALUE, is_banned, offer
from .rng import State


@inlined
def _end_without(g: Graph, x: int) -> int:
    """Earliest end when the operation to be moved is out (an upper bound)."""
    return end_of(g, x) - g.gain[x, 0]


@inlined
def _rest_without(g: Graph, y: int) -> int:
    return rest_of(g, y) - g.gain[y, 1]


@inlined
def _loosen_heads(a: Arrays, g: Graph, v: int, crew: int) -> None:
    """Write into ``g.gain`` how much earlier those behind v may start without it."""
    m, other = g.node[v, MACHINE + crew], CREW - crew
    x, w = g.node[v, BEFORE + crew], g.node[v, AFTER + crew]
    while w >= 0:
        t = max(job_head(a, g, w), setup_of(a, m, x, w))
        if x >= 0:
            t = max(t, setup_of(a, m, x, w) + _end_without(g, x))
        if g.node[w, MACHINE + other] >= 0:
            q = g.node[w, BEFORE + other]
            if q == v:
                q = g.node[v, BEFORE + other]
            if q >= 0:
                need = setup_of(a, g.node[w, MACHINE + other], q, w)
                t = max(t, need + _end_without(g, q))
        if t >= g.node[w, HEAD] - g.gain[w, 0]:
            return
        g.gain[w, 0] = g.node[w, HEAD] - t
        x = w
        w = g.node[w, AFTER + crew]


@inlined
def _loosen_tails(a: Arrays, g: Graph, v: int, crew: int) -> None:
    """Write how much shorter the tails of those before v may be without it."""
    m, other = g.node[v, MACHINE + crew], CREW - crew
    y, w = g.node[v, AFTER + crew], g.node[v, BEFORE + crew]
    while w >= 0:
        t = job_tail(a, g, w)
        if y >= 0:
            t = max(t, setup_of(a, m, w, y) + _rest_without(g, y))
        if g.node[w, MACHINE + other] >= 0:
            q = g.node[w, AFTER + other]
            if q == v:
                q = g.node[v, AFTER + other]
            if q >= 0:
                need = setup_of(a, g.node[w, MACHINE + other], w, q)
                t = max(t, need + _rest_without(g, q))
        if t >= g.node[w, 1] - g.gain[w, 1]:
            return
        g.gain[w, 1] = g.node[w, 1] - t
        y = w
        w = g.node[w, BEFORE + crew]


@inlined
def loosen(a: Arrays, g: Graph, v: int) -> None:
    """Estimate heads and tails on v's own machine and worker as if v were out."""
    for crew in (0, CREW):
        if g.node[v, MACHINE + crew] >= 0:
            _loosen_heads(a, g, v, crew)
            _loosen_tails(a, g, v, crew)


@inlined
def tighten(g: Graph, v: int) -> None:
    """Clear ``g.gain`` after `loosen`."""
    for crew in (0, CREW):
        if g.node[v, MACHINE + crew] < 0:
            continue
        w = g.node[v, AFTER + crew]
        while w >= 0:
            g.gain[w, 0] = 0
            w = g.node[w, AFTER + crew]
        w = g.node[v, BEFORE + crew]
        while w >= 0:
            g.gain[w, 1] = 0
            w = g.node[w, BEFORE + crew]


@inlined
def _soon(a: Arrays, g: Graph, v: int, m: int) -> int:
    """Whatever starts earlier on resource m is no successor of v."""
    soon = NONE
    for k in range(g.node[v, SUCC_FROM], g.node[v, SUCC_TO]):
        s = a.succ[k, 0]
        is_here = g.node[s, MACHINE] == m or g.node[s, WORKER] == m
        soon = min(soon, g.node[s, HEAD] if is_here else end_of(g, s))
    return soon


@inlined
def seek(g: Graph, m: int, v: int, t: int, crew: int) -> tuple[int, int]:
    """The last operation but v of resource m that ends by t, and the one after it.

    -1 stands for none. Starts where the last call on this resource ended: ends along a
    sequence never fall, and critical operations are asked for in order of time.
    """
    if m < 0 or g.first[m] < 0:
        return -1, -1
    y = g.cursor[m]
    if y < 0 or g.node[y, MACHINE + crew] != m:
        y = g.first[m]
    while end_of(g, y) > t and g.node[y, BEFORE + crew] >= 0:
        y = g.node[y, BEFORE + crew]
    g.cursor[m] = y
    x = g.node[y, BEFORE + crew]
    while y >= 0 and end_of(g, y) <= t:
        g.cursor[m] = y
        x = y
        y = g.node[y, AFTER + crew]
    if x == v:
        x = g.node[v, BEFORE + crew]
    if y == v:
        y = g.node[v, AFTER + crew]
    return x, y


@inlined
def _next(g: Graph, y: int, v: int, crew: int) -> int:
    """The operation after y, past v."""
    y = g.node[y, AFTER + crew]
    return g.node[v, AFTER + crew] if y == v else y


@inlined
def _banned_between(g: Graph, v: int, x: int, crew: int) -> int:
    """How many operations between x and v in its sequence must not come behind v."""
    count = 0
    w = g.node[v, BEFORE + crew]
    while w >= 0 and w != x:
        if is_banned(g, v, w):
            count += 1
        w = g.node[w, BEFORE + crew]
    return count


@inlined
def _passed(g: Graph, v: int, w: int) -> int:
    """Change of the number of forbidden orders when v comes behind w."""
    if g.node[w, PLACE] < g.node[v, PLACE]:
        return -1 if is_banned(g, v, w) else 0
    return 1 if is_banned(g, w, v) else 0


@inlined
def _who_is_next(g: Graph, y: int, wy: int) -> tuple[bool, bool]:
    """Whether the next to start is the machine's y, the worker's wy, or both in one."""
    if y == wy or y < 0 or wy < 0:
        return y >= 0, wy >= 0
    first = g.node[y, HEAD] < g.node[wy, HEAD] or (
        g.node[y, HEAD] == g.node[wy, HEAD] and g.node[y, PLACE] < g.node[wy, PLACE]
    )
    return first, not first


@inlined
def _start_behind(
    a: Arrays, g: Graph, v: int, m: int, x: int, wx: int, head: int
) -> int:
    """Earliest start of v behind x on machine m and behind wx at the worker."""
    start = max(head, setup_of(a, m, x, v))
    if x >= 0:
        start = max(head, setup_of(a, m, x, v) + _end_without(g, x))
    if wx >= 0:
        start = max(start, _end_without(g, wx))
    return start


@inlined
def _tail_before(
    a: Arrays, g: Graph, v: int, m: int, y: int, wy: int, tail: int
) -> int:
    """Longest path behind v when y follows on machine m and wy at the worker."""
    if y >= 0:
        tail = max(tail, setup_of(a, m, v, y) + _rest_without(g, y))
    if wy >= 0:
        tail = max(tail, _rest_without(g, wy))
    return tail


@inlined
def _gaps(
    a: Arrays, g: Graph, rng: State, v: int, mode: int, head: int, tail: int
) -> None:
    """Offer every gap of one alternative that can be as good as the best offer."""
    m, worker = a.mode[mode, tables.MACHINE], a.mode[mode, tables.WORKER]
    s = a.machine.shape[0] + worker if worker >= 0 else -1
    time = a.mode[mode, tables.TIME]
    is_own = mode == g.node[v, MODE]
    soon, w_soon = _soon(a, g, v, m), _soon(a, g, v, s)
    n_banned = 1 if g.banned_mode[mode] > g.counter[ITERATION] else 0
    x, y = seek(g, m, v, head, 0)
    wx, wy = seek(g, s, v, head, CREW)
    if is_own:
        n_banned = _banned_between(g, v, x, 0) + _banned_between(g, v, wx, CREW)
    while (x < 0 or g.node[x, HEAD] < soon) and (wx < 0 or g.node[wx, HEAD] < w_soon):
        value = _start_behind(a, g, v, m, x, wx, head) + time
        if value + tail > g.move[VALUE]:
            return
        rest = _tail_before(a, g, v, m, y, wy, tail)
        if not (is_own and x == g.node[v, BEFORE] and wx == g.node[v, W_BEFORE]):
            longer = time - g.node[v, OWN_TIME]
            offer(g, rng, v, mode, x, wx, value + rest, longer, n_banned > 0)
        if rest <= tail:
            return
        if y < 0 and wy < 0:
            return
        is_next, is_w_next = _who_is_next(g, y, wy)
        if is_next:
            n_banned += _passed(g, v, y) if is_own else 0
            x, y = y, _next(g, y, v, 0)
        if is_w_next:
            n_banned += _passed(g, v, wy) if is_own else 0
            wx, wy = wy, _next(g, wy, v, CREW)


@inlined
def insertions(a: Arrays, g: Graph, rng: State, v: int, limit: int) -> None:
    """Offer the gaps of all alternatives of v; of its own one only with a worker.

    Without workers `blocks` reorders the own machine with better estimates. Left out
    are alternatives with which predecessors, v and successors alone take `limit`.
    """
    head, tail = job_head(a, g, v), job_tail(a, g, v)
    first, last = a.op[v, MODE_FROM], a.op[v, MODE_TO]
    has_worker = g.node[v, WORKER] >= 0
    if has_worker:
        loosen(a, g, v)
    for mode in range(first, last):
        if mode == g.node[v, MODE] and not has_worker:
            continue
        bound = head + a.mode[mode, tables.TIME] + tail
        is_tabu = g.banned_mode[mode] > g.counter[ITERATION]
        if (
            bound > g.move[VALUE]
            or bound >= limit
            or (is_tabu and bound >= g.counter[BEST])
        ):
            continue
        _gaps(a, g, rng, v, mode, head, tail)
    if has_worker:
        tighten(g, v)
