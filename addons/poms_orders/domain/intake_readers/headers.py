"""Which column means what: header words of both languages, and where the header is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .days import day_columns
from .tables import Table, Value, is_blank
from .values import normalise
from .words import PLAIN_CHARACTERS, WORDS

# What a column can be; "amount" is known so that it is not taken for a price.
FIELDS = (
    "order_number", "line", "item_buyer", "item_supplier", "item_gtin", "description",
    "quantity", "unit", "price", "price_per", "currency", "date", "document_date",
    "customer", "note", "amount", "day",
)  # fmt: skip
ITEM_FIELDS = ("item_buyer", "item_supplier", "item_gtin")
IGNORED = "ignore"
HEADER_ROWS = 60

_SYNONYMS = {
    re.sub(r"[\s_]+", "", word): field
    for field, words in WORDS.items()
    for word in words.split()
}
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
# Words that name a line as well as an item.
_LINE_OR_ITEM = ("item", "编号", "项目", "编码")
_NEEDED_WEIGHT = {"quantity": 3, "item": 3, "description": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place (0-based), title, and what it is taken for."""

    position: int
    title: str
    field: str | None
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a table stands (0-based rows) and its columns."""

    top: int
    depth: int
    columns: tuple[Column, ...]
    merit: int

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns if column.field}

    @property
    def is_sufficient(self) -> bool:
        return is_sufficient(self.fields)


def is_sufficient(fields: set[str]) -> bool:
    """Whether an order can be read: a quantity, and something that names the item."""
    has_quantity = bool(fields & {"quantity", "day"})
    return has_quantity and bool(fields & {*ITEM_FIELDS, "description"})


def title_key(title: Value) -> str:
    """What two spellings of one title have in common; the key that is remembered."""
    text = normalise(title).lower().translate(PLAIN_CHARACTERS)
    return re.sub(r"[\s_.:：*'’\"-]+", "", text)


def guess_field(title: Value) -> tuple[str | None, int]:
    """(field, certainty 0 to 3) of a title: 3 the word itself, 1 a part of it."""
    text = normalise(title)
    if not text or len(text) > 60:
        return None, 0
    bare = _BRACKETS.sub(" ", text)
    for certainty, form in ((3, text), (3, bare)):
        field = _SYNONYMS.get(title_key(form))
        if field:
            return field, certainty
    # the last word says it: "delivery qty", and 数量 below 需求
    for part in reversed(re.split(r"[\s/|,，、\n]+", bare)):
        field = _SYNONYMS.get(title_key(part)) if len(part) > 1 else None
        if field and title_key(part) not in (
            "no",
            "nr",
            "code",
            "date",
            "order",
            "name",
        ):
            return field, 2
    return _contained(title_key(bare))


def _contained(key: str) -> tuple[str | None, int]:
    """The longest word in a title; of two as long ones, the one that ends it."""
    best: tuple[int, bool, str] | None = None
    for word, field in _SYNONYMS.items():
        is_short = len(word) < (2 if word > "\u2e80" else 4)
        if is_short or word not in key or len(key) > 4 * len(word):
            continue
        merit = (len(word), key.endswith(word), field)
        best = max(best, merit) if best else merit
    return (best[2], 1) if best else (None, 0)


def unit_in_title(title: str) -> str:
    """`件` of `数量(件)`, "" without one."""
    match = re.search(
        r"[(\[【（]\s*([^()\[\]（）【】]{1,12}?)\s*[)\]】）]", normalise(title)
    )
    return match[1] if match else ""


def find_header(
    table: Table,
    known: Mapping[str, str],
    row: int | None = None,
    is_partial: bool = False,
) -> Header | None:
    """The header of a table, or None where no row looks like one.

    Parameters
    ----------
    known
        {title key: field or "ignore"} that this customer's files use.
    row
        0-based first row of the header, where a person has said it.
    is_partial
        Also one that lacks the quantity or the item, for a person to complete.
    """
    rows = [row] if row is not None else range(min(len(table.rows), HEADER_ROWS))
    best: Header | None = None
    for top in rows:
        for depth in (1, 2, 3):
            if top + depth > len(table.rows):
                break
            for titles in _title_variants(table, top, depth):
                header = _header(top, depth, titles, known)
                if best is None or header.merit > best.merit:
                    best = header
    if best and (row is not None or (best.is_sufficient and best.merit >= 6)):
        return best
    return best if best and is_partial and best.merit >= 3 else None


def no_header(table: Table, known: Mapping[str, str]) -> Header:
    """Columns without titles: A, B, C."""
    width = max(map(len, table.rows), default=0)
    columns = tuple(
        Column(i, letter(i), known.get(f"#{letter(i).lower()}")) for i in range(width)
    )
    return Header(0, 0, columns, 0)


def letter(position: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _title_variants(table: Table, top: int, depth: int) -> Iterator[list[str]]:
    """Titles of a header of `depth` rows: as merged, and filled to the right."""
    rows = [list(row) for row in table.rows[top : top + depth]]
    width = max(map(len, rows), default=0)
    rows = [row + [None] * (width - len(row)) for row in rows]
    for merge in table.merges:
        for line in range(max(merge.top, top), min(merge.bottom, top + depth - 1) + 1):
            for column in range(merge.left, min(merge.right, width - 1) + 1):
                if merge.top >= top and merge.left < len(rows[merge.top - top]):
                    rows[line - top][column] = rows[merge.top - top][merge.left]
    yield _joined(rows)
    if depth > 1 and not table.merges:
        for line in rows[:-1]:
            for column in range(1, width):
                if is_blank(line[column]) and not is_blank(rows[-1][column]):
                    line[column] = line[column - 1]
        yield _joined(rows)


def _joined(rows: Sequence[Sequence[Value]]) -> list[str]:
    titles = []
    for cells in zip(*rows, strict=True):
        texts = dict.fromkeys(normalise(c) for c in cells if not is_blank(c))
        titles.append(" ".join(texts))
    return titles


def _header(
    top: int, depth: int, titles: Sequence[str], known: Mapping[str, str]
) -> Header:
    guesses: list[tuple[str | None, int]] = []
    for title in titles:
        field = known.get(title_key(title)) if title else None
        if field:
            guesses.append((None if field == IGNORED else field, 4))
        else:
            guesses.append(guess_field(title))
    if any(field in ITEM_FIELDS and sure >= 2 for field, sure in guesses):
        for i in day_columns(titles, depth):
            if guesses[i][1] < 4:
                guesses[i] = ("day", 2)
    fields = _without_doubles(titles, guesses)
    columns = tuple(
        Column(i, title, field, guesses[i][1] == 4)
        for i, (title, field) in enumerate(zip(titles, fields, strict=True))
    )
    merit = 0
    for i, field in enumerate(fields):
        if field:
            merit += 1 + guesses[i][1]
        elif guesses[i][1] == 4:
            merit += 2
    longest = max(map(len, titles), default=0)
    # a row of data below a header adds numbers to its titles, never meaning
    numbers = sum(
        bool(re.search(r"\d{2,}|^\d$", title)) and field != "day"
        for title, field in zip(titles, fields, strict=True)
    )
    return Header(
        top, depth, columns, merit - (depth - 1) * 2 - numbers * 2 - longest // 40
    )


def _without_doubles(
    titles: Sequence[str], guesses: Sequence[tuple[str | None, int]]
) -> list[str | None]:
    """One column a field (the surest, then the first); texts and days may be more."""
    fields = [field for field, _certainty in guesses]
    items = [i for i, field in enumerate(fields) if field == "item_buyer"]
    if len(items) > 1 and "line" not in fields:
        for i in items:
            if title_key(titles[i]) in _LINE_OR_ITEM and guesses[i][1] < 4:
                fields[i] = "line"
                break
    if "item_buyer" not in fields and not set(fields) & {"item_supplier", "item_gtin"}:
        for i, field in enumerate(fields):
            if field == "line" and title_key(titles[i]) in ("编号", "项目"):
                fields[i] = "item_buyer"
                break
    for name in set(fields) - {None, "description", "note", "day"}:
        places = [i for i, field in enumerate(fields) if field == name]
        best = max(places, key=lambda i: (guesses[i][1], -i))
        for i in places:
            if i != best:
                fields[i] = None
    return fields
