"""When an inspection is due, how a measured value is judged, what is released."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

TRIGGERS = ("first", "each", "last", "every")
CALLS = ("start", "report", "finish")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one point on one card.

    Parameters
    ----------
    trigger
        first | each | last | every.
    every
        Pieces between two inspections of an `every` point; at least 1.
    has_inspection
        True when the point was asked for on this card before.
    quantity_seen
        Good pieces on the card when the point was asked for last.
    """

    trigger: str
    every: Decimal = Decimal(1)
    has_inspection: bool = False
    quantity_seen: Decimal = Decimal(0)


def is_due(point: Asked, call: str, quantity_good: Decimal) -> bool:
    """Tell whether `point` wants an inspection at this call of its card.

    A first inspection is asked for at the start, or at the first report of a card
    that nobody started. `quantity_good` are the good pieces with this report.
    """
    if point.trigger == "first":
        return not point.has_inspection
    if point.trigger == "last":
        return call == "finish" and not point.has_inspection
    if call == "start" or quantity_good <= point.quantity_seen:
        return False
    if point.trigger == "each":
        return True
    step = max(point.every, Decimal(1))
    return quantity_good // step > point.quantity_seen // step


def read_decimal(text: object) -> Decimal | None:
    """Return a number as typed (comma or dot); None for nothing.

    Raises
    ------
    ValueError
        If it is not a finite number.
    """
    cleaned = str(text if text is not None and text is not False else "").strip()
    if not cleaned:
        return None
    try:
        number = Decimal(cleaned.replace(",", "."))
    except InvalidOperation as exc:
        raise ValueError(cleaned) from exc
    if not number.is_finite():
        raise ValueError(cleaned)
    return number


def is_within(value: Decimal, minimum: Decimal | None, maximum: Decimal | None) -> bool:
    """Tell whether `value` lies within the limits; both ends belong to it."""
    if minimum is not None and value < minimum:
        return False
    return maximum is None or value <= maximum


def released_quantity(open_from: Iterable[Decimal], quantity_good: Decimal) -> Decimal:
    """Return the good pieces that quality lets go on.

    `open_from` holds, for each inspection without a good end, the pieces that were
    good before the ones it judges.
    """
    return min([*open_from, quantity_good])
