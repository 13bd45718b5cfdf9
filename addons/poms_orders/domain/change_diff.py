"""What a customer's newer message changes in an order that is in production.

Pure: rows of the order and of the message in, what is asked out. Rows are matched by
the customer's line number, then by date, then by their order. What a message does not
say stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .intake import canonical_code

FULL = "order"
CANCEL = "order_cancel"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is here (`key` is its id) or as it is asked (`key` its index).

    `product` is what our mappings found, None where nothing was sent or found.
    Quantities are in the unit of the line here, None where none was sent.
    """

    key: int
    line: str
    quantity: Decimal | None
    due: datetime | None = None
    product: int | None = None
    action: str = "add"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked: `kind` is quantity, date, product, cancel or add.

    `key` names the line here (None for add), `new` the row of the message (None for
    a line that is simply gone).
    """

    kind: str
    key: int | None
    new: int | None = None


def compare(before: Sequence[Row], after: Sequence[Row], kind: str) -> list[Asked]:
    """What a message of type `kind` asks of the lines `before`.

    `kind` is `order` (the whole order again: lines that it does not name are
    cancelled), `order_change` (only the lines that it names) or `order_cancel`
    (these lines, or all where it names none). Cost: O(lines).
    """
    if kind == CANCEL and not after:
        return [Asked("cancel", row.key) for row in before]
    old, new = _by_line(before), _by_line(after)
    asked: list[Asked] = []
    for name in dict.fromkeys([*old, *new]):
        rows = new.get(name)
        if rows is None:
            if kind == FULL:
                asked += [Asked("cancel", row.key) for row in old[name]]
        elif kind == CANCEL or all(row.action == "delete" for row in rows):
            gone = old.get(name, [])
            asked += [Asked("cancel", row.key, rows[0].key) for row in gone]
        else:
            kept = [row for row in rows if row.action != "delete"]
            asked += _compare_line(old.get(name, []), kept)
    return asked


def _by_line(rows: Iterable[Row]) -> dict[str, list[Row]]:
    result = defaultdict(list)
    for row in rows:
        result[canonical_code(row.line)].append(row)
    return result


def _compare_line(old: list[Row], new: list[Row]) -> list[Asked]:
    pairs, rest_old, rest_new = _pair(old, new)
    asked: list[Asked] = []
    for before, after in pairs:
        if after.product is not None and after.product != before.product:
            asked.append(Asked("product", before.key, after.key))
        if after.quantity is not None and after.quantity != before.quantity:
            kind = "quantity" if after.quantity > 0 else "cancel"
            asked.append(Asked(kind, before.key, after.key))
        if after.due is not None and after.due != before.due:
            asked.append(Asked("date", before.key, after.key))
    asked += [Asked("cancel", row.key) for row in rest_old]
    asked += [Asked("add", None, row.key) for row in rest_new]
    return asked


def _pair(
    old: list[Row], new: list[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pair deliveries of one line: those of one date first, then in their order."""
    pairs = []
    rest_old, rest_new = list(old), list(new)
    for after in new:
        same = next((r for r in rest_old if r.due == after.due), None)
        if same is not None:
            pairs.append((same, after))
            rest_old.remove(same)
            rest_new.remove(after)
    while rest_old and rest_new:
        pairs.append((rest_old.pop(0), rest_new.pop(0)))
    return pairs, rest_old, rest_new
