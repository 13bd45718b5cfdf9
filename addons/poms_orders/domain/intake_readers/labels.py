"""Labelled values around a table: `订单号：PO-1`, `Delivery date  24.12.2026`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..message_age import revision_rank
from .headers import ITEM_FIELDS
from .tables import Table, Value, is_blank
from .values import DateStyle, find_currency, normalise, read_date, read_quantity
from .words import WORDS

HEAD_FIELDS = (
    "order_number", "document_date", "date", "currency", "customer", "revision",
)  # fmt: skip
_LINE_FIELDS = (*ITEM_FIELDS, "description", "quantity", "unit", "price")
# Words that are labels only, or titles only.
_MORE = {
    "order_number": ("purchase order", "purchase order no",
                     "purchase order number",
                     "order no", "order number", "po no", "po number", "po nr",
                     "p.o. no",
                     "your order", "order", "po"),
    "revision": ("revision", "rev", "revision no", "order revision", "po revision",
                 "change no", "版本", "版本号", "版次", "订单版本", "变更次数",
                 "änderungsstand"),
    "document_date": ("order date", "po date", "document date", "date", "日期"),
    "date": ("delivery date", "due date", "required date", "requested date",
             "requested delivery date", "need date", "ship date"),
    "item_buyer": ("part no", "part number", "item no", "item number", "material no",
                   "customer part no", "article no", "product code"),
    "item_supplier": ("supplier part no", "your part no"),
    "customer": ("customer name", "customer no", "sold to"),
}  # fmt: skip
_NOT_LABELS = {"no", "nr", "#", "code", "每", "per", "me", "pe", "行", "name", "sn",
               "due", "delivery", "part", "item", "order"}  # fmt: skip


def _words(field: str) -> list[str]:
    words = [word for word in WORDS.get(field, "").split() if word not in _NOT_LABELS]
    if field == "date":
        # beside a table a bare date is the document's
        words = [word for word in words if word not in ("date", "日期")]
    return [*words, *_MORE.get(field, ())]


def _pattern(fields: Iterable[str]) -> re.Pattern[str]:
    words = sorted(
        {w for field in fields for w in _words(field)}, key=len, reverse=True
    )
    parts = "|".join(re.escape(word).replace(r"\ ", r"[\s.]*") for word in words)
    return re.compile(
        rf"(?<![A-Za-z0-9\u4e00-\u9fff])(?P<label>{parts})\.?"
        r"\s*(?:[(/][^):：]{1,20}\)?)?\s*(?P<mark>[:：#=])\s*",
        re.IGNORECASE,
    )


# A number that follows its name without a mark; a bare "order" is too common a word.
_NUMBER = re.compile(
    r"(?:(?<![A-Za-z])(?:purchase[\s.]*order|p\.?\s?o\.?|bestellung)"
    r"(?:[\s.]*(?:no|nr|num|number|nummer))?"
    r"|(?<![A-Za-z])order[\s.]*(?:no|nr|num|number)|bestell-?(?:nr|nummer)"
    r"|采购订单(?:编号|号)?|采购单(?:编号|号)?|订单(?:编号|号)|合同(?:编号|号))"
    r"[\s.#:：]+([A-Za-z]{0,6}[-_/]?\d[\w./-]*)(?![年月日])",
    re.IGNORECASE,
)
_ALL = _pattern((*HEAD_FIELDS, *_LINE_FIELDS))
_BY_WORD = {
    re.sub(r"[\s.]+", "", word.lower()): field
    for field in (*_LINE_FIELDS, *HEAD_FIELDS)
    for word in _words(field)
}


def labelled(text: str) -> list[tuple[str, str]]:
    """(field, value) pairs of one line; a value ends where the next label begins."""
    line = normalise(text)
    matches = list(_ALL.finditer(line))
    result = []
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(line)
        value = line[match.end() : end].strip(" ;,，；|")
        field = _BY_WORD.get(re.sub(r"[\s.]+", "", match["label"].lower()))
        if field and value:
            result.append((field, value))
    return result


def head_values(
    tables: Sequence[tuple[Table, range]], lines: Sequence[str], style: DateStyle
) -> dict[str, str]:
    """What stands above and below the tables, by field; the first one found counts.

    `tables` are (table, rows outside its header and lines).
    """
    found: dict[str, str] = {}

    def keep(field: str, value: Value) -> None:
        read = _head_value(field, value, style)
        if read and field not in found:
            found[field] = read

    for table, rows in tables:
        for index in rows:
            for field, value in labelled_cells(table.rows[index]):
                keep(field, value)
    for line in lines:
        for field, value in labelled(line):
            keep(field, value)
    if "order_number" not in found:
        cells = [c for t, rows in tables for i in rows for c in t.rows[i]]
        texts = [text for text in [*cells, *lines] if isinstance(text, str)]
        number = next(filter(None, map(number_in, texts)), "")
        found |= {"order_number": number} if number else {}
    return found


def number_in(text: Value) -> str:
    """The order number that a line or a subject names without a mark: `PO 4711`."""
    for match in _NUMBER.finditer(normalise(text)):
        number = match[1].rstrip(".-/")
        if len(number) > 2 and (number.isdigit() or not _is_date(number)):
            return number
    return ""


def _is_date(text: str) -> bool:
    try:
        return bool(read_date(text))
    except ValueError:
        return False


def head_of_row(row: Sequence[Value], style: DateStyle) -> dict[str, str]:
    """The labelled values of a row that holds nothing else; {} for any other."""
    pairs = labelled_cells(row)
    if sum(not is_blank(cell) for cell in row) > 2 * len(pairs):
        return {}
    read = {field: _head_value(field, value, style) for field, value in pairs}
    return {field: text for field, text in read.items() if text}


def labelled_cells(row: Sequence[Value]) -> list[tuple[str, Value]]:
    """Labels with their value in the same cell or in the next filled one."""
    result: list[tuple[str, Value]] = []
    cells = [cell for cell in row if not is_blank(cell)]
    for number, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        pairs = labelled(cell)
        result += pairs
        key = re.sub(
            r"[\s.:：]+", "", re.sub(r"[(（].*?[)）]", "", normalise(cell)).lower()
        )
        field = _BY_WORD.get(key)
        if not pairs and field and number + 1 < len(cells):
            value = cells[number + 1]
            if not isinstance(value, str) or not labelled(value):
                result.append((field, value))
    return result


def _head_value(field: str, value: Value, style: DateStyle) -> str:
    """The value as text, "" where it cannot be this field's."""
    text = normalise(value)
    if field in ("date", "document_date"):
        return _date_text(value, text, style)
    if field == "currency":
        return find_currency(text)
    if field == "order_number":
        match = re.match(r"[A-Za-z0-9\u4e00-\u9fff][^\s,;，；。]*", text)
        number = match[0] if match else ""
        return number if re.search(r"\d", number) else ""
    if field == "revision":
        return text[:10] if revision_rank(text[:10]) else ""
    return text[:100] if field == "customer" else ""


def _date_text(value: Value, text: str, style: DateStyle) -> str:
    words = text.split(" ")
    tries: list[Value] = [value] if not isinstance(value, str) else []
    tries += [" ".join(words[:count]) for count in range(min(len(words), 4), 0, -1)]
    for candidate in tries:
        try:
            return read_date(candidate, style).isoformat()
        except ValueError:
            continue
    return ""


def labelled_rows(
    tables: Iterable[Table], lines: Sequence[str]
) -> list[dict[str, str]]:
    """Lines of an order that is written as labels: in text, or as a form of cells.

    A label that comes again begins the next line; only groups with an item (or a
    description) and a quantity count.
    """
    groups: list[dict[str, str]] = [{}]
    pairs = [pair for t in tables for row in t.rows for pair in labelled_cells(row)]
    pairs += [pair for line in lines for pair in labelled(line)]
    for field, value in pairs:
        if field not in (*_LINE_FIELDS, "date"):
            continue
        if field in groups[-1]:
            groups.append({})
        groups[-1][field] = normalise(value)
    return [
        group
        for group in groups
        if "quantity" in group
        and _has_quantity(group["quantity"])
        and any(field in group for field in (*ITEM_FIELDS, "description"))
    ]


def _has_quantity(text: str) -> bool:
    try:
        return bool(read_quantity(text)[0])
    except ValueError:
        return False
