"""Working time of machines as plain intervals."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from .model import Machine


def open_intervals(machine: Machine, horizon: int) -> list[tuple[int, int]]:
    """Working intervals of a machine in ``[0, horizon)``: calendar minus closures."""
    result = [(a, b) for a, b, units in machine.calendar.intervals(horizon) if units]
    for c, d in machine.closures:
        cut: list[tuple[int, int]] = []
        for a, b in result:
            if d <= a or c >= b:
                cut.append((a, b))
                continue
            if a < c:
                cut.append((a, c))
            if d < b:
                cut.append((d, b))
        result = cut
    return result


class WorkTime:
    """Questions about the working minutes of one machine, by bisection."""

    def __init__(self, machine: Machine, horizon: int) -> None:
        self.spans = open_intervals(machine, horizon)
        self.starts = [a for a, _ in self.spans]
        self.done = [0, *accumulate(b - a for a, b in self.spans)]
        self.may_pause = machine.splittable

    def until(self, t: int) -> int:
        """Working minutes before t."""
        k = bisect_right(self.starts, t) - 1
        if k < 0:
            return 0
        a, b = self.spans[k]
        return self.done[k] + min(t, b) - a

    def after(self, t: int, work: int) -> int | None:
        """First minute at which `work` working minutes have passed since t."""
        if work <= 0:
            return t
        need = self.until(t) + work
        k = bisect_left(self.done, need) - 1
        return None if k >= len(self.spans) else self.spans[k][0] + need - self.done[k]

    def before(self, t: int, work: int) -> int | None:
        """Last minute from which `work` working minutes pass until t."""
        if work <= 0:
            return t
        need = self.until(t) - work
        if need < 0:
            return None
        k = bisect_right(self.done, need) - 1
        return self.spans[k][0] + need - self.done[k]

    def fit(self, t: int, work: int) -> tuple[int, int] | None:
        """Earliest ``(start, end)`` at or after t of `work` working minutes."""
        k = max(0, bisect_right(self.starts, t) - 1)
        for a, b in self.spans[k:]:
            start = max(a, t)
            if start >= b or (not self.may_pause and b - start < work):
                continue
            end = self.after(start, work)
            return None if end is None else (start, end)
        return None

    def fit_back(self, t: int, work: int) -> int | None:
        """Latest start of an operation of `work` minutes that ends by t."""
        if work <= 0:
            k = bisect_right(self.starts, t) - 1
            return None if k < 0 else min(t, self.spans[k][1] - 1)
        if self.may_pause:
            return self.before(t, work)
        for a, b in reversed(self.spans[: bisect_left(self.starts, t)]):
            if min(b, t) - a >= work:
                return min(b, t) - work
        return None
