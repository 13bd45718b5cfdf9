"""How much of each component a step has to take: cumulative, never by fractions.

Consumption follows the pieces that left the step (good, scrap, material fault). It
is counted from the start of the order, so that rounding and reports of any size
end at the same sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Need:
    """A component of a step.

    Parameters
    ----------
    key
        Id of the open move.
    per_piece
        Need for one piece of the order, in the component's unit.
    taken
        What was taken for this step so far, in the component's unit.
    step
        Smallest quantity of the component's unit.
    """

    key: int
    per_piece: Decimal
    taken: Decimal = ZERO
    step: Decimal = Decimal("0.01")


def due(
    needs: Sequence[Need], processed: Decimal, told: Mapping[int, Decimal] | None = None
) -> dict[int, Decimal]:
    """Return {key: quantity still to take} when `processed` pieces have left.

    `told` holds what a person said was taken with this report; it counts first.
    Nothing is given back here: a component that was taken too much has 0. O(n).
    """
    told = told or {}
    result = {}
    for need in needs:
        target = (need.per_piece * processed).quantize(need.step, ROUND_HALF_UP)
        rest = target - need.taken - told.get(need.key, ZERO)
        result[need.key] = max(rest, ZERO)
    return result


def spread(
    quantity: Decimal, sources: Sequence[tuple[int, Decimal]]
) -> tuple[list[tuple[int, Decimal]], Decimal]:
    """Take `quantity` from `sources` (key, available) in order.

    Returns the parts taken and the rest that no source covered.
    """
    parts = []
    for key, available in sources:
        part = min(quantity, max(available, ZERO))
        if part > 0:
            parts.append((key, part))
            quantity -= part
    return parts, quantity
