"""How sure we are of what we understood of an order: per field, line and order.

A percentage says how the value was found, never how it looks: 100 is what the sender
said in our words or a person chose, 0 is what is missing. An order is as sure as its
least sure field.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

SURE = 90
MISSING = 0
# How a value was found. Guesses stay below SURE, so that no rule acts on them.
PRODUCT_SOURCES = {
    "person": 100,
    "mapping": 100,
    "own": 98,
    "gtin": 98,
    "crossed": 50,
}
UNIT_SOURCES = {"person": 100, "mapping": 100, "common": 95, "name": 95, "product": 80}
# A quantity above this many times the customer's largest so far is asked about.
UNUSUAL_TIMES = 5
UNUSUAL_AFTER = 3
# Above this it is a slip, whoever orders whatever: numbers lose their pieces there.
MOST_QUANTITY = 1e9


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure one field is (percent) and the code of why."""

    percent: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a line; `unread` are the fields that could not be read.

    `usual` is (largest quantity of this product so far, number of orders) of the
    customer, in the same unit. `is_whole`: a whole number of the product's pieces, or
    it has no serial numbers. `has_price`: a price was sent; `lists_price`: our
    price list has one; `needs_price`: a sale order is made.
    """

    product_source: str | None
    unit_source: str | None
    quantity: float
    converts: bool = True
    is_whole: bool = True
    due: datetime | None = None
    order_due: datetime | None = None
    received: datetime | None = None
    has_price: bool = False
    lists_price: bool = False
    needs_price: bool = True
    usual: tuple[float, int] = (0.0, 0)
    unread: frozenset[str] = frozenset()


def assess_line(facts: LineFacts) -> dict[str, Sure]:
    """{product, quantity, unit, date, price: how sure}."""
    return {
        "product": _found(PRODUCT_SOURCES, facts.product_source),
        "quantity": _quantity(facts),
        "unit": _unit(facts),
        "date": _date(facts),
        "price": _price(facts),
    }


def assess_order(
    has_partner: bool, has_currency: bool, lines: Iterable[Mapping[str, Sure]]
) -> dict[str, Sure]:
    """{field: how sure}, the least sure line counting; `lines` where none came."""
    result = {
        "customer": Sure(100) if has_partner else Sure(MISSING, "missing"),
        "currency": Sure(100) if has_currency else Sure(MISSING, "missing"),
    }
    empty = True
    for line in lines:
        empty = False
        for name, sure in line.items():
            if name not in result or sure.percent < result[name].percent:
                result[name] = sure
    if empty:
        result["lines"] = Sure(MISSING, "missing")
    return result


def overall(fields: Mapping[str, Sure]) -> int:
    """Return the percentage of the least sure field."""
    return min((sure.percent for sure in fields.values()), default=100)


def missing(fields: Mapping[str, Sure]) -> list[str]:
    """Return the names of the fields that have to be answered, in their order."""
    return [name for name, sure in fields.items() if sure.percent == MISSING]


def _found(table: Mapping[str, int], source: str | None) -> Sure:
    if source is None:
        return Sure(MISSING, "missing")
    # lines that were there before sources were noted have been looked at
    source = source or "person"
    return Sure(table[source], source)


def _quantity(facts: LineFacts) -> Sure:
    if "quantity" in facts.unread:
        return Sure(MISSING, "unreadable")
    if facts.quantity <= 0:
        return Sure(MISSING, "not_positive")
    if facts.quantity > MOST_QUANTITY:
        return Sure(MISSING, "too_much")
    if not facts.is_whole:
        return Sure(MISSING, "not_whole")
    largest, count = facts.usual
    if count >= UNUSUAL_AFTER and facts.quantity > largest * UNUSUAL_TIMES:
        return Sure(60, "unusual")
    return Sure(100)


def _unit(facts: LineFacts) -> Sure:
    if facts.unit_source and not facts.converts:
        return Sure(MISSING, "no_conversion")
    return _found(UNIT_SOURCES, facts.unit_source)


def _date(facts: LineFacts) -> Sure:
    if "date" in facts.unread:
        return Sure(MISSING, "unreadable")
    due = facts.due or facts.order_due
    if not due:
        return Sure(MISSING, "missing")
    if facts.received and due < facts.received:
        return Sure(40, "past")
    return Sure(100) if facts.due else Sure(95, "order")


def _price(facts: LineFacts) -> Sure:
    if "price" in facts.unread:
        return Sure(MISSING, "unreadable")
    if facts.has_price or not facts.needs_price:
        return Sure(100)
    # Not asked before confirming: the price list answers, or the sale is free.
    return Sure(95, "list") if facts.lists_price else Sure(40, "no_price")
