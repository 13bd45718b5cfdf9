"""Tables and lines of a file to neutral order documents, with the rows left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .headers import (
    ITEM_FIELDS,
    Column,
    Header,
    find_header,
    letter,
    no_header,
    title_key,
    unit_in_title,
)
from .labels import head_values, labelled_rows
from .rows import Problem, Styles, kind_of_row, read_line
from .tables import Content, Table, Value, is_blank
from .values import (
    DateStyle,
    NumberStyle,
    date_style,
    find_currency,
    is_ambiguous,
    is_ambiguous_number,
    normalise,
    number_style,
    read_date,
)


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


@dataclass(slots=True)
class Found:
    """What was understood of a file."""

    orders: list[FileOrder] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    table: int | None = None
    header: Header | None = None
    skipped: list[tuple[int, int, str]] = field(default_factory=list)
    ambiguous_dates: list[str] = field(default_factory=list)
    ambiguous_numbers: list[str] = field(default_factory=list)
    is_sufficient: bool = False

    @property
    def errors(self) -> list[RowError]:
        return [error for order in self.orders for error in order.errors]

    @property
    def line_count(self) -> int:
        return sum(len(order.document["lines"]) for order in self.orders)


def read_orders(content: Content, options: Options = Options()) -> Found:
    """Understand a file: find headers, read rows, group them into orders.

    Never raises for what the file says; `Found.is_sufficient` is False where no table
    has a quantity and an item, and a person has to say which column is which.
    """
    found = Found()
    chosen = _headers(content, options)
    used = [(content.tables[i], header) for i, header in chosen.items()]
    styles = _styles(used, options)
    outside = [(t, _outside(t, chosen.get(i))) for i, t in enumerate(content.tables)]
    head = head_values(outside, content.lines, styles.date)
    builder = _Builder(head, options)
    for index, header in chosen.items():
        _read_table(index, content.tables[index], header, styles, builder, found)
    if not chosen:
        rows = labelled_rows(content.lines)
        for number, values in enumerate(rows, 1):
            builder.add(-1, number, values, {}, read_line(values, styles), {})
        found.is_sufficient = bool(rows)
    else:
        found.is_sufficient = any(header.is_sufficient for header in chosen.values())
        first = next(iter(chosen))
        found.table, found.header = first, chosen[first]
        found.columns = _all_columns(chosen.values())
    if not chosen and content.tables:
        _offer_columns(content, options, found)
    found.orders = builder.finish()
    return found


def _headers(content: Content, options: Options) -> dict[int, Header]:
    """{table: header} of the tables that hold lines of an order."""
    if options.header_row is not None or options.table is not None:
        index = options.table or 0
        if index >= len(content.tables):
            return {}
        table = content.tables[index]
        if options.header_row == 0:
            return {index: no_header(table, options.columns)}
        row = None
        if options.header_row is not None:
            row = options.header_row - table.first_row
            row = row if 0 <= row < len(table.rows) else None
        header = find_header(table, options.columns, row)
        return {index: header} if header else {}
    result = {}
    for index, table in enumerate(content.tables):
        header = find_header(table, options.columns)
        if header:
            result[index] = header
    return result


def _offer_columns(content: Content, options: Options, found: Found) -> None:
    """Columns for a person to name where no header was recognised."""
    index = max(range(len(content.tables)), key=lambda i: len(content.tables[i].rows))
    found.table = index
    table = content.tables[index]
    found.header = find_header(table, options.columns, is_partial=True) or no_header(
        table, options.columns
    )
    found.columns = list(found.header.columns)


def _all_columns(headers: Any) -> list[Column]:
    columns: dict[str, Column] = {}
    for header in headers:
        for column in header.columns:
            key = title_key(column.title)
            if column.title and key not in columns:
                columns[key] = column
    return list(columns.values())


def _outside(table: Table, header: Header | None) -> range:
    """Rows above the header; all rows of a table that has none."""
    return range(max(header.top, 0)) if header else range(len(table.rows))


def _styles(used: Sequence[tuple[Table, Header]], options: Options) -> Styles:
    numbers: list[Value] = []
    dates: list[Value] = []
    for table, header in used:
        for column in header.columns:
            cells = [
                row[column.position]
                for row in table.rows[header.top + header.depth :]
                if column.position < len(row)
            ]
            if column.field in ("quantity", "price", "amount"):
                numbers += cells
            elif column.field in ("date", "document_date"):
                dates += cells
    number = NumberStyle(options.decimal_comma)
    if options.decimal_comma is None:
        number = number_style(numbers)
    return Styles(
        number, date_style(dates, DateStyle(options.day_first, options.today))
    )


def _read_table(
    index: int,
    table: Table,
    header: Header,
    styles: Styles,
    builder: _Builder,
    found: Found,
) -> None:
    """Read the rows below the header; after a total only full rows count."""
    columns = [column for column in header.columns if column.field]
    titles = {column.field: column for column in reversed(columns)}
    unit = _default_unit(columns)
    currency = _default_currency(columns)
    start = header.top + header.depth
    down = _merged_down(table, start)
    after_total = False
    for number in range(start, len(table.rows)):
        row = table.rows[number]
        values = _values(row, number, columns, down)
        seen = number + table.first_row
        kind = kind_of_row(values, row)
        if kind == "line" and _repeats_header(row, header):
            continue
        if kind == "line" and after_total and is_blank(values.get("quantity")):
            kind = "note"
        if kind != "line":
            after_total = after_total or kind == "total"
            if kind != "blank":
                text = " ".join(filter(None, map(normalise, row)))
                found.skipped.append((index, seen, text))
            continue
        line = read_line(values, styles, unit)
        line.currency = line.currency or currency
        if is_ambiguous(values.get("date")):
            found.ambiguous_dates.append(normalise(values["date"]))
        quantity = values.get("quantity")
        if styles.number.decimal_comma is None and is_ambiguous_number(quantity):
            found.ambiguous_numbers.append(normalise(quantity))
        builder.add(index, seen, values, titles, line, row)


def _values(
    row: Sequence[Value],
    number: int,
    columns: Sequence[Column],
    down: Mapping[tuple[int, int], Value],
) -> dict[str, Value]:
    """{field: value} of a row; several descriptions are one."""
    values: dict[str, Value] = {}
    for column in columns:
        assert column.field
        value = row[column.position] if column.position < len(row) else None
        if is_blank(value) and column.field not in ("quantity", "price"):
            value = down.get((number, column.position))
        if column.field in ("description", "note") and values.get(column.field):
            texts = dict.fromkeys([normalise(values[column.field]), normalise(value)])
            value = " ".join(filter(None, texts))
        values[column.field] = value
    return values


def _merged_down(table: Table, start: int) -> dict[tuple[int, int], Value]:
    """{(row, column): value} of cells that a merged one covers from above."""
    result = {}
    for merge in table.merges:
        if merge.bottom == merge.top or merge.top < start:
            continue
        row = table.rows[merge.top] if merge.top < len(table.rows) else []
        value = row[merge.left] if merge.left < len(row) else None
        for number in range(merge.top + 1, merge.bottom + 1):
            result[number, merge.left] = value
    return result


def _repeats_header(row: Sequence[Value], header: Header) -> bool:
    """The header of the next page."""
    titles = [column for column in header.columns if column.title]
    same = sum(
        column.position < len(row)
        and bool(key := title_key(row[column.position]))
        and key in title_key(column.title)
        for column in titles
        if column.field
    )
    known = sum(1 for column in titles if column.field)
    return known > 0 and same >= max(2, known * 0.6)


def _default_unit(columns: Sequence[Column]) -> str:
    for column in columns:
        if column.field == "quantity":
            return unit_in_title(column.title)
    return ""


def _default_currency(columns: Sequence[Column]) -> str:
    for column in columns:
        if column.field == "price":
            return find_currency(column.title)
    return ""


class _Builder:
    """Groups lines into orders by the number that their rows name."""

    def __init__(self, head: Mapping[str, str], options: Options) -> None:
        self._head = head
        self._options = options
        self._orders: dict[tuple[str, str], FileOrder] = {}
        self._number = ""
        self._customer = ""
        self._table: int | None = None

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
