"""Tabu search on the disjunctive graph, for makespan without calendars.

Glover, "Tabu search, part I", 1989. Moves: `insertion` of a critical operation at
another eligible machine or worker, and `blocks` on its own machine. Cost of an
iteration: critical operations * alternatives * gaps, and what the move changes.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from ..compile import MODE_FROM, MODE_TO, Arrays
from .blocks import blocks
from .graph import (
    AFTER,
    BEFORE,
    BEST,
    CREW,
    HEAD,
    ITERATION,
    MACHINE,
    MAKESPAN,
    MODE,
    N_ORDERS,
    N_PATH,
    NONE,
    PLACE,
    PRED_FROM,
    PRED_TO,
    STALL,
    W_BEFORE,
    WORKER,
    Graph,
    end_of,
    keep_best,
    machine_head,
    reinsert,
    worker_head,
)
from .insertion import insertions
from .jit import helper, inlined, kernel
from .offer import BEHIND, OPERATION, SPARE, TO_MODE, W_BEHIND, clear, pair, settle
from .rng import State, below

# Percent of the critical operations that are looked at where workers make alternatives
# many: a random candidate list (Glover, Laguna, "Tabu search", 1997). Found on problems
# of 200 operations: makespans 3 % shorter than with 30, 10 % shorter than with all.
SHARE = 15


@helper
def _last_on_path(g: Graph, rng: State) -> int:
    """A random operation that ends last."""
    found = -1
    seen = 0
    for k in range(g.sinks.shape[0]):
        i = g.sinks[k]
        if end_of(g, i) == g.counter[MAKESPAN]:
            seen += 1
            if below(rng, seen) == 0:
                found = i
    return found


@helper
def _find_path(a: Arrays, g: Graph, rng: State) -> None:
    """Write one random critical path into ``g.path``, from its end to its start."""
    i = _last_on_path(g, rng)
    length = 0
    while i >= 0:
        g.path[length] = i
        length += 1
        found = -1
        seen = 0
        head = g.node[i, HEAD]
        if g.node[i, BEFORE] >= 0 and machine_head(a, g, i) == head:
            found = g.node[i, BEFORE]
            seen = 1
        if g.node[i, W_BEFORE] >= 0 and worker_head(a, g, i) == head:
            seen += 1
            if below(rng, seen) == 0:
                found = g.node[i, W_BEFORE]
        for k in range(g.node[i, PRED_FROM], g.node[i, PRED_TO]):
            p = a.pred[k, 0]
            if end_of(g, p) + a.pred[k, 1] == head:
                seen += 1
                if below(rng, seen) == 0:
                    found = p
        i = found
    g.counter[N_PATH] = length


@helper
def _insert(a: Arrays, g: Graph, rng: State, share: int, limit: int) -> None:
    """Offer the insertions of `share` percent of the path; see `insertions`."""
    for p in range(g.counter[N_PATH]):
        v = g.path[p]
        if share < 100 and below(rng, 100) >= share:
            continue
        if a.op[v, MODE_TO] - a.op[v, MODE_FROM] > 1 or g.node[v, WORKER] >= 0:
            insertions(a, g, rng, v, limit)


@helper
def _choose(a: Arrays, g: Graph, rng: State) -> bool:
    """Fill ``g.move``; False if there is no move at all.

    Insertions that leave the critical path as long as it is come last: among many equal
    machines they would be always there, and always the best.
    """
    clear(g)
    _find_path(a, g, rng)
    share = 100
    if a.n_workers == 0:
        blocks(a, g, rng)
    else:
        share = SHARE
    _insert(a, g, rng, share, g.counter[MAKESPAN])
    if g.move[OPERATION] < 0 and g.move[SPARE] < 0:
        _insert(a, g, rng, share, NONE)
    return settle(g)


@helper
def _ban_orders(g: Graph, v: int, x: int, crew: int, until: int) -> None:
    """Forbid to restore the orders that putting v behind x reverses."""
    if x >= 0 and g.node[x, PLACE] > g.node[v, PLACE]:
        w = g.node[v, AFTER + crew]
        while w >= 0:
            g.banned_pair[pair(g, v, w)] = until
            if w == x:
                break
            w = g.node[w, AFTER + crew]
        return
    w = g.node[v, BEFORE + crew]
    while w >= 0 and w != x:
        g.banned_pair[pair(g, w, v)] = until
        w = g.node[w, BEFORE + crew]


@inlined
def _until(g: Graph, rng: State, tenure: int) -> int:
    """The iteration until which something is tabu: up to a half longer, by lot."""
    return g.counter[ITERATION] + tenure + below(rng, tenure // 2 + 2)


@helper
def _ban(g: Graph, rng: State, tenure: int, away: int, orders: int) -> None:
    """Write the tabus of the chosen move before it is made; see `search`."""
    v, mode = g.move[OPERATION], g.move[TO_MODE]
    if mode != g.node[v, MODE]:
        g.banned_mode[g.node[v, MODE]] = _until(g, rng, away)
        return
    until = _until(g, rng, tenure + g.counter[N_ORDERS] // orders)
    _ban_orders(g, v, g.move[BEHIND], 0, until)
    if g.node[v, MACHINE + CREW] >= 0:
        _ban_orders(g, v, g.move[W_BEHIND], CREW, until)


@kernel
def search(
    a: Arrays,
    g: Graph,
    rng: State,
    iterations: int,
    stall: int,
    tenure: int,
    away: int,
    orders: int,
    goal: int,
) -> int:
    """Do up to `iterations` moves; ends early `stall` moves after the last improvement.

    Parameters
    ----------
    tenure, away
        Least number of iterations that a reversed order is tabu, and an alternative
        that was left.
    orders
        An order is tabu one iteration longer for so many orders in the critical blocks:
        long blocks have far more moves.
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
            continue
        _ban(g, rng, tenure, away, orders)
        v, mode = g.move[OPERATION], g.move[TO_MODE]
        if not reinsert(a, g, v, mode, g.move[BEHIND], g.move[W_BEHIND]):
            continue
        if g.counter[MAKESPAN] < g.counter[BEST]:
            g.counter[BEST] = g.counter[MAKESPAN]
            g.counter[STALL] = 0
            keep_best(g)
    return done
