"""Named people for an operation: who is free all the time, and who does what.

An assignment of people to needs is a bipartite matching, found seat by seat along
augmenting paths (Kuhn, "The Hungarian method for the assignment problem", 1955).
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..compile import FAR, Arrays
from ..compile_plant import ABLE_FROM, ABLE_TO, COUNT, Plant
from .jit import helper
from .place import shortage, take

I32 = npt.NDArray[np.int32]

# Rows of the scratch that `seat` works in, shape (5, people + MOST)
FREE_FROM, VIA, OWNER, QUEUE, NEED_OF = 0, 1, 2, 3, 4


@helper
def seat(
    p: Plant,
    left: npt.NDArray[np.int16],
    room: I32,
    first: int,
    last: int,
    cal: int,
    s: int,
    e: int,
    row: I32,
) -> int:
    """Choose different people for the needs ``first..last`` in ``[s, e)``.

    Parameters
    ----------
    left
        Units left per resource and slot; people are rows of it.
    room
        Scratch of shape (5, rows of `left` + MOST).
    row
        Written: the people's rows, -1 behind them; shape (MOST,).

    Returns -1, or the next slot from which a start may be tried (`FAR`: none): until
    then nobody who is missing in ``[s, e)`` becomes free.
    """
    for k in range(row.shape[0]):
        row[k] = -1
    if e <= s:
        return -1
    later = FAR
    n_seats = 0
    for need in range(first, last):
        for q in range(p.need[need, ABLE_FROM], p.need[need, ABLE_TO]):
            person = p.able[q]
            busy = shortage(p.base, left[person], 1, cal, s, e)
            room[FREE_FROM, person] = busy
            room[OWNER, person] = -1
            if busy >= 0:
                later = min(later, busy)
        for _ in range(p.need[need, COUNT]):
            room[NEED_OF, n_seats] = need
            n_seats += 1
    for k in range(n_seats):
        if not _augment(p, room, first, last, k, row):
            for x in range(row.shape[0]):
                row[x] = -1
            return later
    return -1


@helper
def _augment(p: Plant, room: I32, first: int, last: int, k: int, row: I32) -> bool:
    """Find a person for seat k, moving others to other seats if need be."""
    for need in range(first, last):
        for q in range(p.need[need, ABLE_FROM], p.need[need, ABLE_TO]):
            room[VIA, p.able[q]] = -1
    room[QUEUE, 0] = k
    n_queue = 1
    at = 0
    while at < n_queue:
        free_seat = room[QUEUE, at]
        at += 1
        need = room[NEED_OF, free_seat]
        for q in range(p.need[need, ABLE_FROM], p.need[need, ABLE_TO]):
            person = p.able[q]
            if room[FREE_FROM, person] >= 0 or room[VIA, person] >= 0:
                continue
            room[VIA, person] = free_seat
            if room[OWNER, person] < 0:
                _reseat(room, row, person, k)
                return True
            room[QUEUE, n_queue] = room[OWNER, person]
            n_queue += 1
    return False


@helper
def _reseat(room: I32, row: I32, person: int, k: int) -> None:
    """Move people along the path that ends at a free person, back to seat k."""
    while True:
        taken = room[VIA, person]
        before = row[taken]
        room[OWNER, person] = taken
        row[taken] = person
        if taken == k:
            return
        person = before


@helper
def hold_people(
    a: Arrays,
    left: npt.NDArray[np.int16],
    row: I32,
    units: int,
    cal: int,
    s: int,
    e: int,
) -> None:
    """Take (1) or give back (-1) the people of a row in working slots of ``[s, e)``."""
    for k in range(row.shape[0]):
        if row[k] >= 0:
            take(a, left[row[k]], units, cal, s, e)
