"""Tables and lines of a file to neutral order documents, with the rows left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .builder import Builder, FileOrder, Options, RowError
from .days import split_title
from .deliveries import deliveries
from .headers import (
    Column,
    Header,
    find_header,
    no_header,
    title_key,
    unit_in_title,
)
from .labels import head_of_row, head_values, labelled_rows
from .rows import NOTE, Styles, is_bare_sum, kind_of_row, read_line
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
)


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


def read_orders(content: Content, options: Options | None = None) -> Found:
    """Understand a file: find headers, read rows, group them into orders.

    Never raises for what the file says; `Found.is_sufficient` is False where no table
    has a quantity and an item, and a person has to say which column is which.
    """
    found, options = Found(), options or Options()
    chosen = _headers(content, options)
    used = [(content.tables[i], header) for i, header in chosen.items()]
    styles = _styles(used, options)
    outside = [(t, _outside(t, chosen.get(i))) for i, t in enumerate(content.tables)]
    head = head_values(outside, content.lines, styles.date)
    builder = Builder(head, options)
    for index, header in chosen.items():
        _TableReader(content.tables[index], header, styles, builder).read_rows(
            index, found
        )
    if not chosen:
        rows = labelled_rows(content.tables, content.lines)
        for number, values in enumerate(rows, 1):
            builder.add(-1, number, values, {}, read_line(values, styles), {})
        found.is_sufficient = bool(rows)
    else:
        found.is_sufficient = any(header.is_sufficient for header in chosen.values())
        first = next(iter(chosen))
        found.table, found.header = first, chosen[first]
        found.columns = _all_columns(chosen.values())
    if not found.is_sufficient and not chosen and content.tables:
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
            elif column.field == "day":
                numbers += cells
                dates.append(split_title(column.title)[1])
    number = NumberStyle(options.decimal_comma)
    if options.decimal_comma is None:
        number = number_style(numbers)
    return Styles(
        number, date_style(dates, DateStyle(options.day_first, options.today))
    )


class _TableReader:
    """Reads the rows below a header; after a total only full rows count."""

    def __init__(
        self, table: Table, header: Header, styles: Styles, builder: Builder
    ) -> None:
        self._table = table
        self._header = header
        self._styles = styles
        self._builder = builder
        self._columns = [c for c in header.columns if c.field and c.field != "day"]
        self._days = {c.position: c for c in header.columns if c.field == "day"}
        self._day_texts = {p: split_title(c.title)[1] for p, c in self._days.items()}
        self._titles = {column.field: column for column in reversed(self._columns)}
        self._unit = _default_unit(self._columns)
        self._currency = _default_currency(self._columns)
        self._is_after_total = False
        self._total, self._count = Decimal(0), 0

    def read_rows(self, index: int, found: Found) -> None:
        start = self._header.top + self._header.depth
        down = _merged_down(self._table, start)
        for number in range(start, len(self._table.rows)):
            row = self._table.rows[number]
            values = _values(row, number, self._columns, down)
            seen = number + self._table.first_row
            kind = self._kind(row, values)
            if kind == "line":
                self._read_row(index, seen, row, values, found)
                continue
            if kind == "note" and self._builder.continue_line(_description(values)):
                continue
            self._builder.end_line()
            if kind not in ("blank", "header"):
                found.skipped.append((index, seen, _row_text(row)))

    def _kind(self, row: list[Value], values: Mapping[str, Value]) -> str:
        kind = kind_of_row(values, row)
        if kind == "line" and _repeats_header(row, self._header):
            return "header"
        has_quantity = not is_blank(values.get("quantity")) or any(
            position < len(row) and not is_blank(row[position])
            for position in self._days
        )
        if kind == "line" and self._is_after_total and not has_quantity:
            return "note"
        self._is_after_total = self._is_after_total or kind == "total"
        return kind

    def _read_row(
        self,
        index: int,
        seen: int,
        row: Sequence[Value],
        values: Mapping[str, Value],
        found: Found,
    ) -> None:
        parts = deliveries(row, self._day_texts, values, self._styles, self._unit)
        if not parts:
            found.skipped.append((index, seen, _row_text(row)))
        for delivery in parts:
            line = delivery.line
            head = head_of_row(row, self._styles.date) if line.problems else {}
            self._builder.begin(head)
            if head or is_bare_sum(line, self._total, self._count):
                found.skipped.append((index, seen, _row_text(row)))
                continue
            if not line.problems:
                self._total += Decimal(str(line.facts["quantity"]))
                self._count += 1
            line.currency = line.currency or self._currency
            _note_ambiguous(found, delivery.values, self._styles)
            titles = self._titles
            if own := self._days.get(delivery.position):
                titles = {**titles, "quantity": own, "date": own}
            self._builder.add(index, seen, delivery.values, titles, line, row)


def _note_ambiguous(found: Found, values: Mapping[str, Value], styles: Styles) -> None:
    """Keep what can be read in two ways, for a person to look at."""
    if is_ambiguous(values.get("date")):
        found.ambiguous_dates.append(normalise(values["date"]))
    quantity = values.get("quantity")
    if styles.number.decimal_comma is None and is_ambiguous_number(quantity):
        found.ambiguous_numbers.append(normalise(quantity))


def _description(values: Mapping[str, Value]) -> str:
    """What a row says that has nothing but the rest of a description."""
    named = {name for name, value in values.items() if not is_blank(value)}
    text = normalise(values["description"]) if named == {"description"} else ""
    return "" if NOTE.match(text) else text


def _row_text(row: Sequence[Value]) -> str:
    return " ".join(filter(None, map(normalise, row)))


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
