"""Whole minutes from the horizon's start, and sets of working minutes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

Interval = tuple[int, int]
# As far as the engine counts: some 190 years. A slip in a date lies there, not beyond.
FARTHEST = 10**8


@dataclass(frozen=True, slots=True)
class Horizon:
    """The time axis of one plan.

    Parameters
    ----------
    start
        Minute 0: a naive UTC datetime on a whole minute.
    minutes
        Length of the axis; windows beyond it are not known.
    """

    start: datetime
    minutes: int

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.start.second or self.start.microsecond:
            raise ValueError(f"not a naive whole minute: {self.start!r}")
        if self.minutes <= 0:
            raise ValueError(f"horizon of {self.minutes} minutes")

    @property
    def end(self) -> datetime:
        """The first moment after the axis, naive UTC."""
        return self.to_datetime(self.minutes)

    def to_datetime(self, minute: int) -> datetime:
        """Naive UTC moment of ``minute``."""
        return self.start + timedelta(minutes=minute)

    def floor(self, moment: datetime) -> int:
        """Minute that ``moment`` (naive UTC) lies in; negative before minute 0."""
        return _near(int((moment - self.start) // timedelta(minutes=1)))

    def ceil(self, moment: datetime) -> int:
        """First whole minute that is not before ``moment`` (naive UTC)."""
        return _near(-int((self.start - moment) // timedelta(minutes=1)))


def _near(minute: int) -> int:
    return max(-FARTHEST, min(FARTHEST, minute))


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted, disjoint, non-touching union of half-open intervals; O(n log n)."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(windows: list[Interval], holes: Iterable[Interval]) -> list[Interval]:
    """``windows`` (merged) without ``holes`` (any order); O(n + h log h)."""
    result: list[Interval] = []
    cuts = merge(holes)
    first = 0
    for start, end in windows:
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        position, index = start, first
        while index < len(cuts) and cuts[index][0] < end:
            if position < cuts[index][0]:
                result.append((position, cuts[index][0]))
            position = max(position, cuts[index][1])
            index += 1
        if position < end:
            result.append((position, end))
    return result


def whole_minutes(
    spans: Iterable[tuple[datetime, datetime]], horizon: Horizon
) -> list[Interval]:
    """Working spans (naive UTC) as whole minutes inside the horizon.

    Odoo reads an attendance until 24:00 as 23:59:59.999999, so a day-and-night
    calendar has a gap of a microsecond each midnight: gaps under a second are
    closed before a span is cut inwards to whole minutes.
    """
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] < timedelta(seconds=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    last = timedelta(microseconds=1)
    return merge(
        (max(0, horizon.ceil(start)), min(horizon.minutes, horizon.floor(end + last)))
        for start, end in joined
    )


class Windows:
    """The working minutes of one machine, with arithmetic in O(log n).

    Parameters
    ----------
    intervals
        Half-open, in minutes; merged at construction.
    """

    __slots__ = ("before", "intervals", "starts")

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self.intervals = merge(intervals)
        self.starts = [start for start, _end in self.intervals]
        lengths = (end - start for start, end in self.intervals)
        self.before = [0, *accumulate(lengths)]

    @property
    def total(self) -> int:
        """All working minutes."""
        return self.before[-1]

    def until(self, minute: int) -> int:
        """Working minutes before ``minute``."""
        index = bisect_right(self.starts, minute) - 1
        if index < 0:
            return 0
        start, end = self.intervals[index]
        return self.before[index] + min(minute, end) - start

    def work(self, start: int, end: int) -> int:
        """Working minutes in ``[start, end)``; 0 for an empty span."""
        return self.until(end) - self.until(start) if end > start else 0

    def is_working(self, minute: int) -> bool:
        """Whether ``[minute, minute + 1)`` is a working minute."""
        index = bisect_right(self.starts, minute) - 1
        return index >= 0 and minute < self.intervals[index][1]

    def first_from(self, minute: int) -> int | None:
        """First working minute that is not before ``minute``; None: none left."""
        index = bisect_right(self.starts, minute) - 1
        if index >= 0 and minute < self.intervals[index][1]:
            return minute
        if index + 1 < len(self.intervals):
            return self.starts[index + 1]
        return None

    def end_of(self, start: int, duration: int) -> int | None:
        """Earliest end of ``duration`` > 0 working minutes begun at ``start``.

        None when the windows end before the work does.
        """
        goal = self.until(start) + duration
        if goal > self.total:
            return None
        index = bisect_right(self.before, goal - 1) - 1
        return self.intervals[index][0] + goal - self.before[index]

    def start_of(self, end: int, duration: int) -> int | None:
        """Latest start from which ``duration`` working minutes fit before ``end``.

        ``end`` itself for a duration of 0, None when less than that lies before it.
        """
        if duration == 0:
            return end
        goal = self.until(end) - duration
        if goal < 0:
            return None
        index = bisect_right(self.before, goal) - 1
        return self.intervals[index][0] + goal - self.before[index]

    def pieces(self, start: int, end: int) -> Iterator[Interval]:
        """The working pieces of ``[start, end)`` in order."""
        index = max(0, bisect_right(self.starts, start) - 1)
        while index < len(self.intervals) and self.starts[index] < end:
            piece = (
                max(start, self.intervals[index][0]),
                min(end, self.intervals[index][1]),
            )
            if piece[0] < piece[1]:
                yield piece
            index += 1
