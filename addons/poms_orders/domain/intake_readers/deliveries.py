"""Rows of a delivery schedule: a delivery for each day that holds a quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .rows import Line, Problem, Styles, plain, read_line
from .tables import Value, is_blank
from .values import normalise, read_quantity


@dataclass(slots=True)
class Delivery:
    """What one row asks for on one day; `position` is the day's column, if any."""

    values: dict[str, Value]
    line: Line
    position: int | None = None


def deliveries(
    row: Sequence[Value],
    days: Mapping[int, str],
    values: Mapping[str, Value],
    styles: Styles,
    unit: str,
) -> list[Delivery]:
    """Return the deliveries of a row; without days, or under none, the row is one.

    A row that asks for nothing on any of its days has none. `days` is {position: day
    as written}. A quantity column beside the days is their sum; a row that contradicts
    it is one with a problem, as a whole.
    """
    cells = {
        position: row[position]
        for position in days
        if position < len(row) and not _is_nothing(row[position])
    }
    whole = Delivery(dict(values), read_line(values, styles, unit))
    if not cells:
        return [whole] if not days or "quantity" in whole.line.facts else []
    parts = []
    for position, cell in cells.items():
        own = {**values, "quantity": cell, "date": days[position]}
        parts.append(Delivery(own, read_line(own, styles, unit), position))
    told = _sum(parts)
    total = whole.line.facts.get("quantity")
    if total is None or told is None or told == Decimal(str(total)):
        return parts
    whole.line.problems.append(Problem("days_sum", "quantity", plain(told)))
    texts = [f"{days[position]}: {normalise(cell)}" for position, cell in cells.items()]
    # The row is corrected by hand: what its days say must stand beside it.
    whole.values["note"] = " ".join([normalise(values.get("note")), *texts]).strip()
    return [whole]


def _sum(parts: Sequence[Delivery]) -> Decimal | None:
    """What the days add up to; None where one of them cannot be read."""
    if any(part.line.problems for part in parts):
        return None
    return sum((Decimal(str(p.line.facts["quantity"])) for p in parts), Decimal(0))


def _is_nothing(cell: Value) -> bool:
    """An empty cell, or the 0 and the dash of a day without a delivery."""
    if is_blank(cell) or normalise(cell) in ("-", "–", "—", "/"):
        return True
    try:
        return read_quantity(cell)[0] == 0
    except ValueError:
        return False
