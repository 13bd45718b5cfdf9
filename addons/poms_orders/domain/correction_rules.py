"""May a report be corrected, and by whom: by the state of its order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .correction_components import Change, judge_changes
from .report_rules import QUANTITIES, Finding, number

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """A correction and what stands in its way. Quantities in the card's unit.

    Parameters
    ----------
    delta, wanted
        Per good, scrap, rework and material_fault: the difference to what stands
        now, and the true quantity of the report.
    step_good
        Good pieces of the whole step now.
    used_by_next
        What the next step has used of them.
    in_stock
        Of the pieces to take back, what is on hand or was not received yet; None
        where no stock is touched.
    components
        What changes of the components of the report.
    step
        The smallest quantity that the unit knows.
    """

    is_known: bool
    order_state: str = "progress"
    delta: Mapping[str, Decimal] = field(default_factory=dict)
    wanted: Mapping[str, Decimal] = field(default_factory=dict)
    step_good: Decimal = ZERO
    used_by_next: Decimal = ZERO
    available: Decimal | None = None
    card_quantity: Decimal = ZERO
    card_spent: Decimal = ZERO
    in_stock: Decimal | None = None
    receives: bool = False
    tracking: str = "none"
    has_identity: bool = False
    serial_count: int = 0
    is_own: bool = False
    components: tuple[Change, ...] = ()
    step: Decimal = Decimal("0.01")

    @property
    def is_closed(self) -> bool:
        return self.order_state == "done"

    @property
    def spent_delta(self) -> Decimal:
        """How many more pieces leave the card: good, scrap and material fault."""
        return sum(
            (self.delta.get(n, ZERO) for n in ("good", "scrap", "material_fault")),
            ZERO,
        )


def judge_correction(facts: CorrectionFacts) -> Finding | None:
    """Return the first reason against the correction, None if there is none."""
    if not facts.is_known:
        return Finding("report_unknown")
    if facts.order_state == "cancel":
        return Finding("order_cancelled")
    if any(facts.wanted.get(name, ZERO) < 0 for name in QUANTITIES):
        return Finding("quantity_negative")
    if any(facts.wanted.get(name, ZERO) % facts.step for name in QUANTITIES):
        return Finding("quantity_too_fine", {"step": number(facts.step)})
    has_pieces = any(facts.delta.get(name, ZERO) for name in QUANTITIES)
    if not has_pieces and not facts.components:
        return Finding("correction_empty")
    if facts.is_closed and has_pieces and facts.components:
        return Finding("correction_components_alone")
    found = judge_changes(facts.components)
    if found or not has_pieces:
        return found
    return _judge_closed(facts) if facts.is_closed else _judge_open(facts)


def _judge_open(facts: CorrectionFacts) -> Finding | None:
    below = _judge_below(facts)
    if below:
        return below
    gone = _judge_stock(facts)
    if gone:
        return gone
    more = facts.spent_delta
    if more > 0 and facts.card_spent + more > facts.card_quantity:
        values = {
            "quantity": number(more),
            "open": number(max(facts.card_quantity - facts.card_spent, ZERO)),
        }
        return Finding("correction_over", values)
    if more > 0 and facts.available is not None and more > facts.available:
        return Finding("correction_previous", {"available": number(facts.available)})
    good = facts.delta.get("good", ZERO)
    if good and facts.receives and facts.tracking == "serial":
        # a serial number is one piece with a name: it goes back by that name
        if good > 0:
            return Finding("correction_serial_open")
        if facts.serial_count != -good:
            return Finding("correction_tracked")
    return None


def _judge_below(facts: CorrectionFacts) -> Finding | None:
    good = facts.delta.get("good", ZERO)
    left = facts.step_good + good
    if good < 0 and left < facts.used_by_next:
        values = {"quantity": number(left), "used": number(facts.used_by_next)}
        return Finding("correction_below", values)
    return None


def _judge_closed(facts: CorrectionFacts) -> Finding | None:
    good = facts.delta.get("good", ZERO)
    if good > 0 or facts.spent_delta > 0:
        return Finding("correction_raise_done")
    if not facts.receives:
        return _judge_below(facts)
    if good < 0:
        by_name = facts.tracking == "serial" and facts.serial_count != -good
        if facts.tracking != "none" and (not facts.has_identity or by_name):
            return Finding("correction_tracked")
        return _judge_stock(facts)
    return None


def _judge_stock(facts: CorrectionFacts) -> Finding | None:
    """Pieces that are taken back must be in stock, also while the order is open."""
    back = -facts.delta.get("good", ZERO)
    if back <= 0 or not facts.receives or facts.in_stock is None:
        return None
    if facts.in_stock >= back:
        return None
    return Finding("correction_shipped", {"quantity": number(back - facts.in_stock)})
