"""Is a slip of paper the same report as one that a tablet sent? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# Clocks on paper are read from the wall and rounded.
SLACK_MIN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one card: who, how many, when (naive UTC; None: unknown)."""

    key: int
    people: frozenset[int]
    quantities: tuple[Decimal, ...]
    start: datetime | None = None
    end: datetime | None = None


def find_doubles(
    told: Told, others: Iterable[Told], slack_min: int = SLACK_MIN
) -> list[int]:
    """Return the keys of `others` that look like `told`: same person, same
    quantities, times that overlap. All must be of the same card.

    A time that is missing on either side overlaps with everything: better asked
    once too often than booked twice.
    """
    slack = timedelta(minutes=slack_min)
    return [
        other.key
        for other in others
        if told.people & other.people
        and told.quantities == other.quantities
        and _overlaps(told, other, slack)
    ]


def _overlaps(one: Told, other: Told, slack: timedelta) -> bool:
    starts = [t.start or t.end for t in (one, other)]
    ends = [t.end or t.start for t in (one, other)]
    if None in starts:
        return True
    latest_start = max(start for start in starts if start)
    first_end = min(end for end in ends if end)
    return latest_start <= first_end + slack
