"""One row of a table: a line of an order, a bad row with its places, or no line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .headers import ITEM_FIELDS
from .tables import FormulaWithoutValue, Value, is_blank
from .values import (
    DateStyle,
    NumberStyle,
    find_currency,
    normalise,
    read_date,
    read_price,
    read_quantity,
)

_TOTAL = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|合\s*計|本页|page total|"
    r"grand total|sub-?\s*total|total|sum|summe|gesamt|zwischensumme|"
    r"人民币大写|大写|金额大写)",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(
    r"^(?:小\s*计|本页|page total|sub-?\s*total|zwischensumme)", re.I
)
NOTE = re.compile(
    r"^(?:备\s*注|说\s*明|附\s*注|注[:：]|签\s*[字名章]|审\s*[核批]|制\s*[单表]|经办|批准|盖章|联系|电话|地址|"
    r"条款|remarks?|notes?|signature|prepared|approved|checked|terms|please|thank)",
    re.IGNORECASE,
)
_ERROR_VALUE = re.compile(
    r"#(?:N/?A|REF!?|VALUE!?|DIV/0!?|NAME\??|NUM!?|NULL!?|ERR\w*)"
)
# a line drawn with characters
_RULE = re.compile(r"[\s|:=_*+\-—–─━═]+")
# An order can do without these.
_EXTRAS = ("amount", "note", "description")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Styles:
    """How numbers and dates of the file are meant."""

    number: NumberStyle = NumberStyle()
    date: DateStyle = DateStyle()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken: `code`, the field and value that it is about."""

    code: str
    field: str
    value: str = ""


@dataclass(slots=True)
class Line:
    """A row that could be read; `facts` are the keys of a neutral line."""

    facts: dict[str, object]
    currency: str = ""
    problems: list[Problem] = field(default_factory=list)


def kind_of_row(values: Mapping[str, Value], cells: list[Value]) -> str:
    """Return line, blank, total, subtotal or note."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return "blank"
    if all(isinstance(cell, str) and _RULE.fullmatch(cell) for cell in filled):
        return "blank"
    first = normalise(filled[0])
    item = next((v for f in ITEM_FIELDS if (v := normalise(values.get(f)))), "")
    total = next(
        (t for c in filled if isinstance(c, str) and _TOTAL.match(t := normalise(c))),
        "",
    )
    if total and (not item or _TOTAL.match(item) or _TOTAL.match(first)):
        return "subtotal" if _SUBTOTAL.match(total) else "total"
    has_quantity = not is_blank(values.get("quantity"))
    if not has_quantity and (NOTE.match(first) or (len(filled) == 1 and not item)):
        return "note"
    return "line"


def read_line(values: Mapping[str, Value], styles: Styles, unit: str = "") -> Line:
    """Read one row: {field: value} to the keys of a neutral line, with its problems.

    `unit` is the unit of rows that name none. Never raises: what cannot be read is a
    problem with its field and value.
    """
    line = Line({})
    spoiled = _spoiled(values)
    line.problems += [p for name, p in spoiled.items() if name not in _EXTRAS]
    values = {name: value for name, value in values.items() if name not in spoiled}
    _read_item(values, line)
    _read_quantity(values, line, styles, unit, "quantity" in spoiled)
    _read_price(values, line, styles)
    _read_date(values, line, styles)
    if text := normalise(values.get("note")):
        line.facts["note"] = text
    return line


def _spoiled(values: Mapping[str, Value]) -> dict[str, Problem]:
    """{field: why} of formulas that have no result or a wrong one."""
    result = {}
    for name, value in values.items():
        text = normalise(value)
        if isinstance(value, FormulaWithoutValue):
            result[name] = Problem("formula", name)
        elif _ERROR_VALUE.fullmatch(text):
            result[name] = Problem("formula_error", name, text)
    return result


def is_bare_sum(line: Line, total: Decimal, count: int) -> bool:
    """Whether a row without an item adds up the `count` lines above it.

    Such a row is a total that nobody has named.
    """
    codes = {problem.code for problem in line.problems}
    quantity = Decimal(str(line.facts.get("quantity") or 0))
    return count > 1 and codes == {"item_missing"} and quantity == total


def _read_item(values: Mapping[str, Value], line: Line) -> None:
    item = {"buyer": "", "supplier": "", "gtin": ""}
    for name in ITEM_FIELDS:
        text = normalise(values.get(name))
        if _SCIENTIFIC.fullmatch(text):
            line.problems.append(Problem("digits_lost", name, text))
        item[name.removeprefix("item_")] = text
    item["description"] = normalise(values.get("description"))
    line.facts["item"] = item
    if not any(item.values()):
        line.problems.append(Problem("item_missing", "item_buyer"))


def _read_quantity(
    values: Mapping[str, Value], line: Line, styles: Styles, unit: str, spoiled: bool
) -> None:
    value = values.get("quantity")
    own = normalise(values.get("unit"))
    if is_blank(value):
        if not spoiled:
            line.problems.append(Problem("quantity_missing", "quantity"))
        return
    try:
        number, inline = read_quantity(value, styles.number)
    except ValueError:
        line.problems.append(Problem("quantity", "quantity", normalise(value)))
        return
    if number <= 0:
        line.problems.append(Problem("not_positive", "quantity", normalise(value)))
    line.facts["quantity"] = plain(number)
    if own or inline or unit:
        line.facts["unit"] = own or inline or unit


def _read_price(values: Mapping[str, Value], line: Line, styles: Styles) -> None:
    line.currency = find_currency(normalise(values.get("currency")))
    value = values.get("price")
    if is_blank(value) or normalise(value) in ("-", "/", "待定", "tbd", "TBD"):
        return
    try:
        price, currency, per = read_price(value, styles.number)
        if not is_blank(values.get("price_per")):
            per = read_quantity(values["price_per"], styles.number)[0]
    except ValueError:
        line.problems.append(Problem("price", "price", normalise(value)))
        return
    if price < 0:
        line.problems.append(Problem("price", "price", normalise(value)))
    line.facts["price"] = plain(price)
    if per and per > 0:
        line.facts["price_per"] = plain(per)
    line.currency = line.currency or currency


def _read_date(values: Mapping[str, Value], line: Line, styles: Styles) -> None:
    value = values.get("date")
    if is_blank(value) or normalise(value) in ("-", "/"):
        return
    try:
        day: date = read_date(value, styles.date)
    except ValueError:
        line.problems.append(Problem("date", "date", normalise(value)))
        return
    line.facts["date"] = day.isoformat()


def plain(number: Decimal) -> str:
    """A decimal string without exponent and needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
