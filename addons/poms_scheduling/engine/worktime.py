"""Working time of machines as plain intervals."""

from __future__ import annotations

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
