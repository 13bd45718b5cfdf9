"""Lines of a file to orders: grouped by the number and the customer of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .headers import ITEM_FIELDS, Column, letter
from .rows import Problem
from .tables import Value, is_blank
from .values import DateStyle, normalise, read_date


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller knows.

    Parameters
    ----------
    columns
        {title key: field or "ignore"}: remembered, or set by a person.
    today
        A day without a year is the next one, seen from here.
    day_first
        Whether 11/12/2026 is the 11th of December, where the file does not tell.
    decimal_comma
        Whether 1.234 is a thousand; None: the file tells, or else it is not.
    table, header_row
        The sheet (0-based) and the row as people count it where the header begins,
        said by a person; row 0 where there is none.
    order_number
        For rows of a file that names none.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    today: date = date(2000, 1, 1)
    day_first: bool = False
    decimal_comma: bool | None = None
    table: int | None = None
    header_row: int | None = None
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not taken: where it stands, what it says, what is wrong."""

    table: int
    row: int
    values: dict[str, str]
    problems: tuple[tuple[str, str, str, str], ...]  # code, column letter, title, value
    order_number: str


@dataclass(slots=True)
class FileOrder:
    """One order of the file and the rows of it that were not taken."""

    document: dict[str, Any]
    errors: list[RowError] = field(default_factory=list)


class Builder:
    """Groups lines into orders by the number that their rows name."""

    def __init__(self, head: Mapping[str, str], options: Options) -> None:
        self._head = head
        self._options = options
        self._orders: dict[tuple[str, str], FileOrder] = {}
        self._number = ""
        self._customer = ""
        self._table: int | None = None
        self._last: list[dict[str, Any]] = []
        self._last_row: tuple[int, int] | None = None

    def continue_line(self, text: str) -> bool:
        """Add the rest of a wrapped description to the line above; False without."""
        if not text:
            return False
        for item in {id(line["item"]): line["item"] for line in self._last}.values():
            item["description"] = f"{item.get('description') or ''} {text}".strip()
        return bool(self._last)

    def end_line(self) -> None:
        """What follows does not belong to the line above."""
        self._last, self._last_row = [], None

    def begin(self, head: Mapping[str, str]) -> None:
        """What a row between the lines says holds for the lines below it."""
        if not head:
            return
        self._head = {**self._head, **head}
        self._number = head.get("order_number", self._number)

    def add(
        self,
        table: int,
        row: int,
        values: Mapping[str, Value],
        titles: Mapping[str | None, Column],
        line: Any,
        cells: Any,
    ) -> None:
        if table != self._table:
            self._table, self._number, self._customer = table, "", ""
        self._number = normalise(values.get("order_number")) or self._number
        self._customer = normalise(values.get("customer")) or self._customer
        order = self._order(values, line)
        if (table, row) != self._last_row:
            self.end_line()
        if line.problems:
            order.errors.append(self._error(table, row, values, titles, line.problems))
            return
        facts = dict(line.facts)
        day = facts.pop("date", None)
        number = normalise(values.get("line")) or str(len(order.document["lines"]) + 1)
        schedule: dict[str, object] = {"quantity": facts["quantity"]}
        if day:
            schedule["date"] = day
        columns = {
            str(name): column.position + 1 for name, column in titles.items() if name
        }
        order.document["lines"].append(
            {
                "line": number,
                "action": "add",
                **facts,
                "schedule": [schedule],
                "place": {"sheet": table, "row": row, "columns": columns},
            }
        )
        # a row of many deliveries is as many lines
        self._last.append(order.document["lines"][-1])
        self._last_row = table, row

    def _order(self, values: Mapping[str, Value], line: Any) -> FileOrder:
        head = self._head
        number = (
            self._number or head.get("order_number", "") or self._options.order_number
        )
        customer = self._customer or head.get("customer", "")
        key = (number, self._customer)
        if key not in self._orders:
            document: dict[str, Any] = {"family": "csv", "type": "order"}
            if customer:
                document["sender"] = customer
                document["partners"] = [{"role": "buyer", "id": "", "name": customer}]
            if number:
                document["order_number"] = number
            if "revision" in head:
                document["revision"] = head["revision"]
            if "date" in head:
                document["requested_date"] = head["date"]
            document["lines"] = []
            self._orders[key] = FileOrder(document)
        order = self._orders[key]
        self._add_head(order.document, values, line)
        return order

    def _add_head(
        self, document: dict[str, Any], values: Mapping[str, Value], line: Any
    ) -> None:
        currency = line.currency or self._head.get("currency")
        if currency and "currency" not in document:
            document["currency"] = currency
        if "document_date" in document:
            return
        written = self._own_date(values) or self._head.get("document_date")
        if written:
            document["document_date"] = written[:10]

    def _own_date(self, values: Mapping[str, Value]) -> str:
        """The row's own order date; one that cannot be read says nothing."""
        value = values.get("document_date")
        if is_blank(value):
            return ""
        try:
            style = DateStyle(self._options.day_first, self._options.today)
            return read_date(value, style).isoformat()
        except ValueError:
            return ""

    def _error(
        self,
        table: int,
        row: int,
        values: Mapping[str, Value],
        titles: Mapping[str | None, Column],
        problems: Sequence[Problem],
    ) -> RowError:
        places = []
        for problem in problems:
            column = titles.get(problem.field)
            if not column and problem.field in ITEM_FIELDS:
                column = next((titles[f] for f in ITEM_FIELDS if f in titles), None)
            name = letter(column.position) if column else ""
            title = column.title if column else ""
            places.append((problem.code, name, title, problem.value))
        texts = {name: normalise(value) for name, value in values.items()}
        number = self._number or self._head.get("order_number", "")
        return RowError(
            table,
            row,
            {name: text for name, text in texts.items() if text},
            tuple(places),
            number or self._options.order_number,
        )

    def finish(self) -> list[FileOrder]:
        """The orders, each line with a number of its own."""
        for order in self._orders.values():
            seen: set[tuple[str, str]] = set()
            for line in order.document["lines"]:
                name, count = line["line"], 1
                day = line["schedule"][0].get("date", "")
                while (line["line"], day) in seen:
                    count += 1
                    line["line"] = f"{name}.{count}"
                seen.add((line["line"], day))
        return list(self._orders.values())
