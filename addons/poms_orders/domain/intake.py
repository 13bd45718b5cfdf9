"""What a neutral order document says, line by line, without a database.

Dates come back as `date`, `datetime` (naive: as the sender's clock shows it) or
None; quantities as `Decimal`. What cannot be read is named, never guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

T = TypeVar("T")
ITEM_KINDS = ("buyer", "supplier", "gtin")


@dataclass(slots=True)
class OrderLine:
    """One delivery of one line; `issues` are (code, value) pairs."""

    line: str
    items: dict[str, str]
    description: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    due: date | datetime | None
    action: str = "add"
    issues: list[tuple[str, str]] = field(default_factory=list)


def canonical_code(code: str) -> str:
    """Strip leading zeros of an all-digit code: 000000000000004711 is 4711."""
    text = (code or "").strip()
    return (text.lstrip("0") or text) if text.isdigit() else text


def read_number(text: Any) -> Decimal | None:
    """Read a decimal string as sent; None where there is none.

    Raises ValueError for anything else, with the value.
    """
    if text is None or text == "":
        return None
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        raise ValueError(str(text)) from None
    if not number.is_finite():
        raise ValueError(str(text))
    return number


def read_date(text: Any) -> date | datetime | None:
    """Read `YYYY-MM-DD` or an ISO date-time; raises ValueError with the value."""
    if not text:
        return None
    value = str(text)
    if len(value) == 10:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def read_lines(document: Mapping[str, Any]) -> list[OrderLine]:
    """Return the lines of an order, one per requested delivery.

    A line with several schedule dates gives several; a line without one takes the
    document's requested date.
    """
    lines = []
    for raw in document.get("lines") or []:
        schedule = raw.get("schedule") or []
        parts: Sequence[Mapping[str, Any]] = (
            schedule
            if len(schedule) > 1
            else [
                {
                    "quantity": raw.get("quantity")
                    or (schedule[0].get("quantity") if schedule else None),
                    "date": schedule[0].get("date") if schedule else None,
                }
            ]
        )
        for part in parts:
            lines.append(_read_line(document, raw, part))
    return lines


def _read_line(
    document: Mapping[str, Any], raw: Mapping[str, Any], part: Mapping[str, Any]
) -> OrderLine:
    issues: list[tuple[str, str]] = []

    def read(reader: Callable[[Any], T], code: str, value: Any) -> T | None:
        try:
            return reader(value)
        except ValueError:
            issues.append((code, str(value)))
            return None

    item = raw.get("item") or {}
    due = part.get("date") or document.get("requested_date")
    quantity = read(read_number, "quantity", part.get("quantity"))
    price = read(read_number, "price", raw.get("price"))
    per = read(read_number, "price", raw.get("price_per"))
    if price is not None and per:
        price /= per
    return OrderLine(
        line=str(raw.get("line") or ""),
        items={kind: str(item.get(kind) or "").strip() for kind in ITEM_KINDS},
        description=str(item.get("description") or ""),
        quantity=quantity,
        unit=str(raw.get("unit") or "").strip(),
        price=price,
        due=read(read_date, "date", due),
        action=raw.get("action") or "add",
        issues=issues,
    )


def content(document: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What two copies of one order must agree in: {line and date: facts}."""
    facts: dict[str, tuple[Any, ...]] = {}
    for line in read_lines(document):
        key = f"{canonical_code(line.line)}/{line.due or ''}"
        facts[key] = (
            canonical_code(line.items["buyer"]),
            canonical_code(line.items["supplier"]),
            canonical_code(line.items["gtin"]),
            line.quantity,
            line.unit,
            line.price,
        )
    return facts


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Lines that two documents of one order differ in; [] for the same order."""
    before, after = content(old), content(new)
    return [
        key
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]
