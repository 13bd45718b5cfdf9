"""When material will be there: demand netted against supply, in the order given."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Demand:
    """An open need of a component.

    Parameters
    ----------
    key
        Whatever the caller finds it again by.
    quantity
        In the product's unit, without what is reserved for it already.
    """

    key: int
    product: int
    quantity: float


@dataclass(frozen=True, slots=True)
class Supply:
    """Stock (minute 0) or something on its way."""

    product: int
    quantity: float
    minute: int


def cover(
    demands: Iterable[Demand], supplies: Iterable[Supply], epsilon: float = 1e-6
) -> dict[int, int | None]:
    """Demand key -> first minute at which it is wholly covered; None: never.

    Demands are served in the order given; supplies are used earliest first.
    O((d + s) log s).
    """
    stock: dict[int, list[Supply]] = {}
    for supply in supplies:
        stock.setdefault(supply.product, []).append(supply)
    for items in stock.values():
        items.sort(key=lambda item: item.minute, reverse=True)
    left: dict[int, float] = {}
    result: dict[int, int | None] = {}
    for demand in demands:
        need, minute = demand.quantity, 0
        items = stock.get(demand.product, [])
        while need > epsilon and items:
            last = items[-1]
            have = left.get(demand.product, last.quantity)
            taken = min(need, have)
            need -= taken
            minute = max(minute, last.minute) if taken > epsilon else minute
            if have - taken <= epsilon:
                items.pop()
                left.pop(demand.product, None)
            else:
                left[demand.product] = have - taken
        result[demand.key] = minute if need <= epsilon else None
    return result
