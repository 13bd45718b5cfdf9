"""Who works on a card now, told by the last acts of each person on it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


def at_work(last: Mapping[Person, Mapping[str, int]]) -> dict[Person, tuple[int, int]]:
    """Tell who works on a running card.

    Somebody works on it from a start or resume until a pause of the same person: one
    who goes stops nobody else. Where nobody has started it, who reported last does;
    a slip of paper tells of work that is over.

    Parameters
    ----------
    last
        Per person the number of the last accepted act of each kind (``start``,
        ``resume``, ``pause``, ``report``, ``paper``); later acts have higher numbers.

    Returns
    -------
    dict
        Per person at work the numbers of two acts: since when on the card, and since
        when the minutes are not booked.
    """
    working = {}
    for person, acts in last.items():
        begin = max(acts.get("start", 0), acts.get("resume", 0))
        if begin > acts.get("pause", 0):
            booked = max(acts.get("report", 0), acts.get("paper", 0))
            working[person] = (begin, max(begin, booked))
    if working:
        return working
    told = {
        person: acts["report"]
        for person, acts in last.items()
        if acts.get("report", 0) > acts.get("pause", 0)
    }
    latest = max(told.values(), default=0)
    return {
        person: (number, number) for person, number in told.items() if number == latest
    }
