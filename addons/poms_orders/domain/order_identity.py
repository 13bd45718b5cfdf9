"""Whether two messages are one order, and what a newer one changes, by line.

Values that a message did not send are None; they are never a difference. Quantities
and prices are `Decimal`, dates `datetime`; `product` and `unit` are ids or None.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .intake import canonical_code

# What people write before a number: it names the number, it is no part of it.
_PREFIX = re.compile(
    r"^(?:P\.?O\.?|PURCHASE ORDER|ORDER|BESTELLUNG|采购订单|采购单|订单|合同|销售单)?"
    r"[\s.:#\-_/]*(?:NUMBER|NUM|NO|NR|编号|单号|号码|号)?[\s.:#\-_/]+"
    r"|^(?:PO|采购订单号|采购订单|采购单号|采购单|订单号|订单编号|订单|合同号|单号)(?=\d)"
)
_SEPARATORS = re.compile(r"[\s\-_/.–—‐]+")
FIELDS = ("product", "quantity", "unit", "price", "due")


def normal_reference(text: str | None) -> str:
    """Return a customer's order number as compared between channels.

    Full-width letters become plain, what only says "order number" is dropped, and
    separators count alike: "PO 4500/17", "4500-17" and "ＰＯ：4500 17" are one.
    Leading zeros of all-digit numbers do not count.
    """
    number = unicodedata.normalize("NFKC", text or "").upper().strip()
    rest = number
    while True:
        shorter = _PREFIX.sub("", rest, count=1)
        if shorter == rest or not any(char.isdigit() for char in shorter):
            break
        rest = shorter
    joined = _SEPARATORS.sub("-", rest).strip("-#:")
    return canonical_code(joined) or number


@dataclass(frozen=True, slots=True)
class LineFact:
    """A line as one message (or a person) has it; `key` identifies it outside.

    `due` is by the company's clock; `whole_day`: the message named the day alone.
    """

    key: Hashable
    line: str = ""
    items: tuple[str, ...] = ()
    product: int | None = None
    quantity: Decimal | None = None
    unit: int | None = None
    price: Decimal | None = None
    due: datetime | None = None
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class LineChange:
    """One row of the difference.

    `kind` is same, filled (only values that were not known before), changed, added
    or removed; `fields` names what differs.
    """

    kind: str
    before: LineFact | None
    after: LineFact | None
    fields: tuple[str, ...] = ()


def compare_lines(
    before: Sequence[LineFact], after: Sequence[LineFact]
) -> list[LineChange]:
    """Pair the lines of two messages and say what differs, in the new one's order.

    Lines are paired by the best of what they share: number and item and date; item
    and date; number and item; item; number. Cost: O(n * m).
    """
    pairs = pair_lines(before, after)
    paired = {id(new): old for old, new in pairs}
    taken = {id(old) for old, _new in pairs}
    changes = [
        _compare(paired[id(new)], new)
        if id(new) in paired
        else LineChange("added", None, new)
        for new in after
    ]
    return changes + [
        LineChange("removed", old, None) for old in before if id(old) not in taken
    ]


def pair_lines(
    before: Sequence[LineFact], after: Sequence[LineFact]
) -> list[tuple[LineFact, LineFact]]:
    """Return (old, new) pairs; every line is in at most one."""
    old, new = list(before), list(after)
    pairs = []
    for rule in (_all_alike, _item_and_date, _line_and_item, _same_item, _same_line):
        for fact in list(new):
            match = next((known for known in old if rule(known, fact)), None)
            if match is not None:
                pairs.append((match, fact))
                old.remove(match)
                new.remove(fact)
    return pairs


def is_same(changes: Iterable[LineChange]) -> bool:
    """Whether nothing that was known is different: two copies of one order."""
    return all(change.kind in ("same", "filled") for change in changes)


def _same_line(old: LineFact, new: LineFact) -> bool:
    return bool(new.line) and canonical_code(old.line) == canonical_code(new.line)


def _same_item(old: LineFact, new: LineFact) -> bool:
    if old.product and new.product:
        return old.product == new.product
    codes = {canonical_code(code) for code in old.items if code}
    return any(canonical_code(code) in codes for code in new.items if code)


def _same_date(old: LineFact, new: LineFact) -> bool:
    return old.due == new.due or _same_day(old, new)


def _same_day(old: LineFact, new: LineFact) -> bool:
    """Whether one names the day alone that the other names with its time."""
    if not (old.due and new.due and (old.whole_day or new.whole_day)):
        return False
    return old.due.date() == new.due.date()


def _line_and_item(old: LineFact, new: LineFact) -> bool:
    return _same_line(old, new) and _same_item(old, new)


def _item_and_date(old: LineFact, new: LineFact) -> bool:
    return _same_item(old, new) and _same_date(old, new)


def _all_alike(old: LineFact, new: LineFact) -> bool:
    return _line_and_item(old, new) and _same_date(old, new)


def _compare(old: LineFact, new: LineFact) -> LineChange:
    changed, filled = [], []
    for name in FIELDS:
        was, now = _values(old, new, name)
        if now is None or was == now:
            continue
        (filled if was is None else changed).append(name)
    if changed:
        return LineChange("changed", old, new, tuple(changed + filled))
    return LineChange("filled" if filled else "same", old, new, tuple(filled))


def _values(old: LineFact, new: LineFact, name: str) -> tuple[Any, Any]:
    was, now = getattr(old, name), getattr(new, name)
    if name == "product" and was is None and now is None and not _same_item(old, new):
        # Neither is known here: the customer's own numbers are compared.
        return old.items, (new.items if any(new.items) else None)
    if name == "due" and _same_day(old, new):
        return was, was
    return was, now
