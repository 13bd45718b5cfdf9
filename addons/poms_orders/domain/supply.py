"""What of a product nobody has a claim on yet."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from .bom import NONE
from .split import Supply


def unclaimed(
    free: Decimal,
    incoming: Iterable[tuple[datetime, Decimal]],
    claimed: Decimal,
) -> Supply:
    """Supply left when open needs of `claimed` have taken theirs.

    They take what is there first, then what comes first. O(incoming log incoming).

    >>> unclaimed(Decimal(5), [], Decimal(7)).free
    Decimal('0')
    """
    left = max(free, NONE) - claimed
    slots = []
    for date, quantity in sorted(incoming):
        taken = min(max(-left, NONE), quantity)
        left += taken
        if quantity > taken:
            slots.append((date, quantity - taken))
    return Supply(max(left, NONE), tuple(slots))
