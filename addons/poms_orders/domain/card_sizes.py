"""How a step's quantity is divided over its cards."""

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

# More cards than this are paper nobody reads; they get larger instead.
MOST_CARDS = 200


def card_sizes(
    quantity: Decimal, size: Decimal, step: Decimal = Decimal("0.01")
) -> list[Decimal]:
    """Divide `quantity` into cards of `size`, the last one takes the rest.

    `size` 0: one card. The sizes add up to `quantity`, none is 0. `step` is the
    smallest quantity of the unit. More than `MOST_CARDS` are never made.
    Raises `ValueError` on negative figures.
    """
    if quantity < 0 or size < 0 or step <= 0:
        raise ValueError(f"cannot divide {quantity} by {size} in steps of {step}")
    if not quantity:
        return []
    if not size or size >= quantity:
        return [quantity]
    least = (quantity / MOST_CARDS / step).to_integral_value(ROUND_UP) * step
    size = max(size, least)
    whole = int(quantity // size)
    rest = quantity - whole * size
    return [size] * whole + ([rest] if rest else [])


def fill(
    missing: Decimal, room: Decimal, size: Decimal, step: Decimal = Decimal("0.01")
) -> tuple[Decimal, list[Decimal]]:
    """Divide what a step lacks: (what the last card still takes, sizes of new cards).

    `room` is what the last open card lacks to its full size.
    """
    taken = min(max(room, Decimal(0)), missing)
    return taken, card_sizes(missing - taken, size, step)


def overlapping(start: Decimal, end: Decimal, sizes: Sequence[Decimal]) -> list[int]:
    """Positions of the cards whose pieces [start, end) asks for.

    `sizes` are the quantities of the cards before, in their order; what lies beyond
    their sum is asked of the last one.
    """
    found, begin = [], Decimal(0)
    for position, size in enumerate(sizes):
        if begin < end and begin + size > start:
            found.append(position)
        begin += size
    if not found and sizes:
        return [len(sizes) - 1]
    return found
