"""What every reader gives: tables of plain values, and the text around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .errors import ReadError

Value = str | int | float | Decimal | date | datetime | None

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# Calendars and price lists that pretend to be an order end here.
MAX_CELLS = 400_000


class FormulaWithoutValue(str):
    """A formula whose result the file does not hold."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; all four are 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Table:
    """One sheet, or one table of a page or a mail.

    `rows[r][c]` is a value or None; rows may differ in length. `first_row` is the
    number that people see for `rows[0]`.
    """

    name: str
    rows: list[list[Value]]
    merges: Sequence[Merge] = ()
    first_row: int = 1

    def __post_init__(self) -> None:
        check_size(len(self.rows), max(map(len, self.rows), default=0))


@dataclass(slots=True)
class Content:
    """The tables of one file, and its lines of text outside tables."""

    kind: str
    tables: list[Table] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.tables and not any(line.strip() for line in self.lines)


def check_size(rows: int, columns: int) -> None:
    """Refuse what is no order but would fill the memory."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise ReadError("too_many_cells", f"{rows} x {columns}")


def trim(rows: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """Drop empty cells at the right and empty rows at the end."""
    result = []
    for row in rows:
        cells = list(row)
        while cells and is_blank(cells[-1]):
            cells.pop()
        result.append(cells)
    while result and not result[-1]:
        result.pop()
    return result


def is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
