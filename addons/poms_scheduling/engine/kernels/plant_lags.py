"""Longest waits: a place that exceeds one makes its predecessor end later.

The unscheduling step of Neumann, Schwindt, Zimmermann, "Project scheduling with time
windows", 2003. What was asked for is a log, in order of time, so that it can be taken
back: where it was in vain (as between two shifts that never meet), where a move undoes
its reason, and where a move is refused. A plan carries its log, so that it decodes
again in one pass.

The functions need of a walk `k`: pos, raised, asked, kept, best_asked, counts, shop.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..compile import FIXED, PRED_FROM, PRED_TO
from ..compile_plant import MAX_LAG, Plant
from .jit import helper
from .place import END
from .plant import F_START, OPENER

I32 = npt.NDArray[np.int32]

# Entries of `counts` of a walk
PLACED, HAS_WAITS, N_LAGS, TRIED, N_ASKED, N_KEPT, N_BEST = 0, 1, 2, 3, 4, 5, 6
N_SAME = 7  # entries that the log of a candidate shares with the current list's
N_COUNTS = 8
# Columns of the log: who shall end later (-1: the asker gives up), position of who asks
# for it, the end, what was asked for and how often that position had asked before
ASKED_OP, ASKER, LEAST, LEAST_BEFORE, TIMES_BEFORE = 0, 1, 2, 3, 4
N_COLUMNS = 5
MAX_ASKS = 2  # of a position: the same day, and the next morning
TRIES = 20  # per operation of a list, after which nothing more is asked for


def log_rows(n_free: int, n_lags: int) -> int:
    """Rows that a log may need."""
    return (MAX_ASKS + 1) * n_free + 1 if n_lags else 1


@helper
def ask(p: Plant, k: Any, i: int, q: int) -> int:
    """Ask a predecessor to end later if the place found for operation i is too late.

    `q` is the position of operation i. Returns the position from which to decode again,
    or -1.
    """
    a, w = p.base, k.shop
    if k.raised[q] > MAX_ASKS:
        return -1
    for x in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        before = a.pred[x, 0]
        if p.link[x, MAX_LAG] < 0 or a.op[before, FIXED]:
            continue
        need = w.found[F_START] - p.link[x, MAX_LAG]
        o = w.at[before, OPENER]
        if w.work.op[before, END] < need and w.floor[o] < need:
            if k.raised[q] == MAX_ASKS:
                return _give_up(k, q)
            _note(k, o, q, need)
            w.floor[o] = need
            return k.pos[o]
    return -1


@helper
def _note(k: Any, o: int, q: int, need: int) -> None:
    row = k.asked[k.counts[N_ASKED]]
    row[ASKED_OP], row[ASKER], row[LEAST] = o, q, need
    row[LEAST_BEFORE] = k.shop.floor[o] if o >= 0 else 0
    row[TIMES_BEFORE] = k.raised[q]
    k.raised[q] += 1
    k.counts[N_ASKED] += 1


@helper
def _give_up(k: Any, q: int) -> int:
    """Go back to how all was before position q asked for the first time.

    Else all that follows on the machines would wait in vain too.
    """
    first = 0
    while k.asked[first, ASKER] != q:
        first += 1
    back = forget(k, first, q)
    _note(k, -1, q, 0)
    k.raised[q] = MAX_ASKS + 1
    return back


@helper
def forget(k: Any, first: int, low: int) -> int:
    """Take back entries of the log from `first` on.

    Gives the first position that they concern, at most `low`.
    """
    for x in range(k.counts[N_ASKED] - 1, first - 1, -1):
        o = k.asked[x, ASKED_OP]
        if o >= 0:
            k.shop.floor[o] = k.asked[x, LEAST_BEFORE]
            low = min(low, k.pos[o])
        k.raised[k.asked[x, ASKER]] = k.asked[x, TIMES_BEFORE]
    k.counts[N_ASKED] = min(k.counts[N_ASKED], first)
    k.counts[N_SAME] = min(k.counts[N_SAME], first)
    return low


@helper
def forget_from(k: Any, low: int) -> int:
    """Take back what was asked for since position `low` was reached; see `forget`."""
    first = 0
    while first < k.counts[N_ASKED] and k.asked[first, ASKER] < low:
        first += 1
    return forget(k, first, low)


@helper
def ask_again(k: Any, log: I32, count: int, low: int) -> int:
    """Go on in the log as `log` did, up to `count` entries.

    Gives the first position that they concern, at most `low`.
    """
    for x in range(k.counts[N_ASKED], count):
        for c in range(N_COLUMNS):
            k.asked[x, c] = log[x, c]
        o, q = log[x, ASKED_OP], log[x, ASKER]
        if o >= 0:
            k.shop.floor[o] = log[x, LEAST]
            k.raised[q] = log[x, TIMES_BEFORE] + 1
            low = min(low, k.pos[o])
        else:
            k.raised[q] = MAX_ASKS + 1
    k.counts[N_ASKED] = count
    return low


@helper
def copy_log(target: I32, source: I32, count: int) -> None:
    """Copy the first entries of a log."""
    for x in range(count):
        for c in range(N_COLUMNS):
            target[x, c] = source[x, c]
