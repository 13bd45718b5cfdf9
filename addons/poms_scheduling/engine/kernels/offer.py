"""The best move found so far in an iteration of tabu search, and what is tabu."""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np

from .graph import BEST, ITERATION, NONE, Graph
from .jit import inlined
from .rng import State, below

# Entries of Graph.move: the best allowed move, how many equal it, and a random
# forbidden move for when all are.
VALUE, OPERATION, TO_MODE, BEHIND, W_BEHIND, TIES = 0, 1, 2, 3, 4, 5
SPARE, N_SPARE, LONGER = 6, 10, 11


@inlined
def pair(g: Graph, x: int, y: int) -> int:
    """Slot of the order "x before y" in the tabu memory (collisions only ban more)."""
    return (np.int64(x) * g.order.shape[0] + y) & (g.banned_pair.shape[0] - 1)


@inlined
def is_banned(g: Graph, x: int, y: int) -> bool:
    """Whether the order "x before y" is tabu."""
    return g.banned_pair[pair(g, x, y)] > g.counter[ITERATION]


@inlined
def clear(g: Graph) -> None:
    """Forget the moves of the last iteration."""
    g.move[VALUE] = NONE
    g.move[OPERATION] = -1
    g.move[TIES] = 0
    g.move[SPARE] = -1
    g.move[N_SPARE] = 0


@inlined
def offer(
    g: Graph,
    rng: State,
    v: int,
    mode: int,
    x: int,
    wx: int,
    value: int,
    longer: int,
    banned: bool,
) -> None:
    """Offer putting v behind x (and wx at its worker).

    Of equal values that wins which makes v least `longer`, as the work saved is room
    for others; equals there by lot.
    A tabu move that promises a new best is allowed: Glover, "Tabu search, part I",
    1989.
    """
    if banned and value >= g.counter[BEST]:
        g.move[N_SPARE] += 1
        if below(rng, g.move[N_SPARE]) == 0:
            g.move[SPARE], g.move[SPARE + 1] = v, mode
            g.move[SPARE + 2], g.move[SPARE + 3] = x, wx
        return
    if value > g.move[VALUE]:
        return
    is_equal = value == g.move[VALUE]
    if is_equal and longer > g.move[LONGER]:
        return
    if is_equal and longer == g.move[LONGER]:
        g.move[TIES] += 1
        if below(rng, g.move[TIES]) != 0:
            return
    else:
        g.move[TIES] = 1
    g.move[VALUE], g.move[LONGER], g.move[OPERATION] = value, longer, v
    g.move[TO_MODE], g.move[BEHIND], g.move[W_BEHIND] = mode, x, wx


@inlined
def settle(g: Graph) -> bool:
    """Take the spare move where all are tabu; False if there is no move at all."""
    if g.move[OPERATION] < 0:
        for k in range(4):
            g.move[OPERATION + k] = g.move[SPARE + k]
    return g.move[OPERATION] >= 0
