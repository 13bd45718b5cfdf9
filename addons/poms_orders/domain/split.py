"""The split of customer demand into production orders, down every level.

Pure: products, bills of material and free stock in; a list of orders to make
out, parents before their children. Quantities are `Decimal` in the product's own
unit, dates are naive UTC datetimes, times are elapsed minutes.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal


class SplitError(ValueError):
    """A structure that cannot be split; `path` names the products on the way."""

    def __init__(self, code: str, path: Sequence[Hashable]):
        super().__init__(code)
        self.code = code
        self.path = tuple(path)


@dataclass(frozen=True, slots=True)
class Line:
    """A component of one batch of a bill of material.

    `factor` turns the line's unit into the product's own; `digits` is the number
    of decimals that quantities are kept with.
    """

    product: Hashable
    quantity: Decimal
    factor: Decimal = Decimal(1)
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Bom:
    """How a product is made: `output` pieces a batch, in the product's own unit.

    A kit (`is_kit`) is never made: its lines stand in its place.
    """

    key: Hashable
    output: Decimal
    lines: tuple[Line, ...]
    is_kit: bool = False
    fixed_min: float = 0.0
    unit_min: float = 0.0

    def __post_init__(self) -> None:
        if self.output <= 0:
            raise ValueError(f"output of a bill of material: {self.output}")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a customer's line asks for, and when it must be there."""

    key: Hashable
    product: Hashable
    quantity: Decimal
    due: datetime


@dataclass(slots=True)
class Node:
    """One production order to make; `parent` is an index in the result."""

    demand: Hashable
    product: Hashable
    bom: Hashable
    quantity: Decimal
    parent: int | None
    start: datetime
    finish: datetime
    level: int
    covers_parent: bool = True
    from_stock: Decimal = Decimal(0)
    children: list[int] = field(default_factory=list)


def _round(value: Decimal, digits: int, mode: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=mode)


def components(
    bom: Bom,
    quantity: Decimal,
    boms: Mapping[Hashable, Bom],
    path: Sequence[Hashable] = (),
) -> dict[Hashable, Decimal]:
    """Return {product: quantity} that `quantity` of `bom` takes, kits opened.

    Lines are rounded up in their own unit as Odoo does, equal products summed.
    O(lines). Raises `SplitError("cycle")` for a kit that contains itself.
    """
    needs: dict[Hashable, Decimal] = {}
    batches = quantity / bom.output
    for line in bom.lines:
        kit = boms.get(line.product)
        if kit is not None and kit.is_kit:
            if line.product in path:
                raise SplitError("cycle", [*path, line.product])
            inner = line.quantity * line.factor * batches
            parts = components(kit, inner, boms, [*path, line.product])
        else:
            own = _round(line.quantity * batches, line.digits, ROUND_CEILING)
            need = _round(own * line.factor, line.digits, ROUND_HALF_UP)
            parts = {line.product: need}
        for product, need in parts.items():
            needs[product] = needs.get(product, Decimal(0)) + need
    return needs


def split(
    demands: Sequence[Demand],
    boms: Mapping[Hashable, Bom],
    now: datetime,
    stock: Mapping[Hashable, Decimal] | None = None,
) -> list[Node]:
    """Return the production orders that the demands need, parents first.

    Every product with a bill of material is made, down to bought parts. With
    `stock` given, free stock is used first, earliest due date first; without it
    everything is made for the order. A child ends before its parent starts; a
    tree that would have to start before `now` is moved as a whole.

    Cost O(nodes). Raises `SplitError("cycle")` for a product within itself.
    """
    free = dict(stock or {})
    nodes: list[Node] = []
    for demand in sorted(demands, key=lambda d: d.due):
        first = len(nodes)
        _add(nodes, demand, demand.product, demand.quantity, None, boms, free, ())
        _shift(nodes, first, now)
    return nodes


def _add(
    nodes: list[Node],
    demand: Demand,
    product: Hashable,
    quantity: Decimal,
    parent: int | None,
    boms: Mapping[Hashable, Bom],
    free: dict[Hashable, Decimal],
    path: tuple[Hashable, ...],
) -> None:
    """Append what `quantity` of `product` needs and all below it to `nodes`."""
    if product in path:
        raise SplitError("cycle", [*path, product])
    bom = boms.get(product)
    if bom is None:
        return
    path = (*path, product)
    if bom.is_kit:
        for part, need in components(bom, quantity, boms, path).items():
            _add(nodes, demand, part, need, parent, boms, free, path)
        return
    used = min(max(free.get(product, Decimal(0)), Decimal(0)), quantity)
    free[product] = free.get(product, Decimal(0)) - used
    make = quantity - used
    if make <= 0:
        return
    index = len(nodes)
    above = None if parent is None else nodes[parent]
    nodes.append(_make_node(demand, product, bom, make, used, parent, above))
    if above:
        above.children.append(index)
    for part, need in components(bom, make, boms, path).items():
        _add(nodes, demand, part, need, index, boms, free, path)


def _make_node(
    demand: Demand,
    product: Hashable,
    bom: Bom,
    make: Decimal,
    used: Decimal,
    parent: int | None,
    above: Node | None,
) -> Node:
    """The order over `make` pieces, ending when its parent `above` starts."""
    finish = above.start if above else demand.due
    return Node(
        demand=demand.key,
        product=product,
        bom=bom.key,
        quantity=make,
        parent=parent,
        start=finish - timedelta(minutes=bom.fixed_min + bom.unit_min * float(make)),
        finish=finish,
        level=above.level + 1 if above else 0,
        covers_parent=not used,
        from_stock=used,
    )


def _shift(nodes: list[Node], first: int, now: datetime) -> None:
    """Move the trees from index `first` on so that none starts before `now`."""
    tree = nodes[first:]
    if not tree:
        return
    late = now - min(node.start for node in tree)
    if late <= timedelta(0):
        return
    for node in tree:
        node.start += late
        node.finish += late
