"""Which lots and how much of them a corrected report took. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .report_rules import Finding, number

ZERO = Decimal(0)
# A component and its lot (0: without one), by ids.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stand:
    """What a report took of a component by lot, its earlier corrections included.

    Parameters
    ----------
    is_counted
        Taken by the bill of materials; else a person said so.
    per_piece
        Need for one piece of the order.
    """

    product: int
    lot: int
    quantity: Decimal
    is_counted: bool = False
    per_piece: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Change:
    """A component of a corrected report: what stood, and what is true.

    `on_hand` is None where nobody counts it; ids are 0 where nothing was found.
    """

    name: str
    lot: str
    before: Decimal
    after: Decimal
    product_id: int = 0
    lot_id: int = 0
    is_lot_known: bool = True
    is_held: bool = False
    is_tracked: bool = False
    on_hand: Decimal | None = None

    @property
    def delta(self) -> Decimal:
        return self.after - self.before


def get_differences(
    stands: Sequence[Stand],
    told: Mapping[Key, Decimal],
    fewer: Decimal,
    is_void: bool,
) -> dict[Key, tuple[Decimal, Decimal]]:
    """Return {(component, lot): (before, after)} of what changes.

    What is told of a component replaces all of it. Of others, lots that nobody
    scanned go back with the pieces, newest first, and every lot when nothing of the
    report is true. Counted components without a lot are not ours: they follow the
    sum of the card. O(n).

    :param told: true quantities by component and lot
    :param fewer: pieces that the correction takes off
    :param is_void: nothing is left of the report
    """
    before: dict[Key, Decimal] = {}
    for stand in stands:
        key = stand.product, stand.lot
        before[key] = before.get(key, ZERO) + stand.quantity
    named = {product for product, _lot in told}
    after = {key: told.get(key, ZERO) for key in before if key[0] in named}
    after |= told
    after |= _follow_pieces(stands, before, named, fewer, is_void)
    return {
        key: (before.get(key, ZERO), quantity)
        for key, quantity in after.items()
        if quantity != before.get(key, ZERO)
    }


def _follow_pieces(
    stands: Sequence[Stand],
    before: Mapping[Key, Decimal],
    named: Iterable[int],
    fewer: Decimal,
    is_void: bool,
) -> dict[Key, Decimal]:
    after: dict[Key, Decimal] = {}
    rest: dict[int, Decimal] = {}
    for stand in reversed(stands):
        key = stand.product, stand.lot
        if not stand.lot or stand.product in named or stand.quantity <= 0:
            continue
        if is_void:
            after[key] = ZERO
        elif stand.is_counted and fewer > 0:
            open_rest = rest.setdefault(stand.product, stand.per_piece * fewer)
            left = after.get(key, before[key])
            part = min(open_rest, stand.quantity, left)
            rest[stand.product] = open_rest - part
            after[key] = left - part
    return after


def judge_changes(changes: Sequence[Change]) -> Finding | None:
    """Return the first reason against these changes, None if there is none."""
    for change in changes:
        values = {
            "component": change.name,
            "lot": change.lot,
            "quantity": number(abs(change.delta)),
            "on_hand": number(change.on_hand),
        }
        code = _judge_change(change)
        if code:
            return Finding(code, values)
    return None


def _judge_change(change: Change) -> str:
    more = change.delta > 0
    rules = (
        ("component_wrong", not change.product_id),
        ("component_quantity", change.after < 0),
        ("component_lot_unknown", not change.is_lot_known),
        ("component_lot_missing", change.is_tracked and not change.lot and more),
        ("component_held", change.is_held and more),
        (
            "component_short",
            change.on_hand is not None and more and change.delta > change.on_hand,
        ),
    )
    return next((code for code, is_broken in rules if is_broken), "")
