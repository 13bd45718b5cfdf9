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
    quantities, the same time. All must be of the same card.

    Who makes as many pieces each hour tells slip after slip that only touch: they
    are not the same. A side without any time may be any: better asked once too
    often than booked twice.
    """
    slack = timedelta(minutes=slack_min)
    return [
        other.key
        for other in others
        if told.people & other.people
        and told.quantities == other.quantities
        and _is_same_time(told, other, slack)
    ]


def _is_same_time(one: Told, other: Told, slack: timedelta) -> bool:
    """Alike but for the clocks, or at least half of the shorter one is shared."""
    span, other_span = _get_span(one), _get_span(other)
    if span is None or other_span is None:
        return True
    (start, end), (other_start, other_end) = span, other_span
    if abs(end - other_end) <= slack and abs(start - other_start) <= slack:
        return True
    if start == end:
        return other_start < end <= other_end + slack
    if other_start == other_end:
        return start < other_end <= end + slack
    shared = min(end, other_end) - max(start, other_start)
    return 2 * shared >= min(end - start, other_end - other_start)


def _get_span(told: Told) -> tuple[datetime, datetime] | None:
    """(start, end), twice the end where only that was told; None: no time."""
    start, end = told.start or told.end, told.end or told.start
    return (start, end) if start and end else None
