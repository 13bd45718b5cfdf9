"""The split of customer demand into production orders, down every level.

Pure: products, bills of material and supply in; a list of orders to make out,
parents before their children, and what every need is covered by. Quantities are
`Decimal` in the product's own unit, dates are naive UTC datetimes, times are
elapsed minutes.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from .bom import NONE, Bom, Line, SplitError, components, rounded, tops_first

# Ten years of elapsed time for one production order: no calendar reaches farther.
MOST_MINUTES = 10 * 366 * 24 * 60

__all__ = [
    "Bom",
    "Demand",
    "Line",
    "Need",
    "Node",
    "Peg",
    "Plan",
    "SplitError",
    "Supply",
    "components",
    "plan",
    "rounded",
    "split",
]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a customer's line asks for, and when it must be there."""

    key: Hashable
    product: Hashable
    quantity: Decimal
    due: datetime


@dataclass(frozen=True, slots=True)
class Supply:
    """What nobody else has a claim on: `free` now, and `incoming` (date, quantity)."""

    free: Decimal = NONE
    incoming: tuple[tuple[datetime, Decimal], ...] = ()


@dataclass(slots=True)
class Need:
    """What one parent (index of a node; None: the customer) takes of a product.

    `from_stock` and `from_incoming` are covered by supply, `pegged` by production
    orders; what is left of a bought product has to be bought.
    """

    demand: Hashable
    product: Hashable
    quantity: Decimal
    date: datetime
    parent: int | None
    from_stock: Decimal = NONE
    from_incoming: Decimal = NONE
    pegged: Decimal = NONE
    date_incoming: datetime | None = None

    @property
    def open(self) -> Decimal:
        return self.quantity - self.from_stock - self.from_incoming - self.pegged


@dataclass(frozen=True, slots=True)
class Peg:
    """The part of a production order that is for one need.

    `covers`: production orders alone cover that need, so that it may be chained to
    them; a need that also takes from stock would wait for the made part only.
    """

    demand: Hashable
    parent: int | None
    quantity: Decimal
    covers: bool


@dataclass(slots=True)
class Node:
    """One production order to make, for the needs that `pegs` name."""

    product: Hashable
    bom: Hashable
    quantity: Decimal
    minutes: float
    level: int
    start: datetime
    finish: datetime
    pegs: list[Peg] = field(default_factory=list)

    @property
    def demand(self) -> Hashable:
        return self.pegs[0].demand

    @property
    def parent(self) -> int | None:
        """The parent of the earliest need; others stand in `pegs`."""
        return self.pegs[0].parent

    @property
    def surplus_free(self) -> Decimal:
        """Started beyond what is pegged: expected scrap and batch rounding."""
        return self.quantity - sum((peg.quantity for peg in self.pegs), NONE)


@dataclass(frozen=True, slots=True)
class Plan:
    """The production orders, parents first, and all needs with their cover."""

    nodes: list[Node]
    needs: list[Need]


def split(
    demands: Sequence[Demand],
    boms: Mapping[Hashable, Bom],
    now: datetime,
    supply: Mapping[Hashable, Supply] | None = None,
) -> list[Node]:
    """The production orders that the demands need: `plan` without the needs."""
    return plan(demands, boms, now, supply).nodes


def plan(
    demands: Sequence[Demand],
    boms: Mapping[Hashable, Bom],
    now: datetime,
    supply: Mapping[Hashable, Supply] | None = None,
) -> Plan:
    """Return the production orders that the demands need, parents first.

    Products are taken top down, each after all that contain it, so that all needs
    of one are known at once: supply goes to the earliest, what is missing is made
    in lots. A child ends before its parents start, nothing starts before `now`.

    Cost O(nodes + needs + products). Raises `SplitError`: "cycle" for a product
    within itself, "too_much" for what nobody could plan.
    """
    nodes: list[Node] = []
    needs: list[Need] = []
    waiting: dict[Hashable, list[Need]] = defaultdict(list)
    for demand in sorted(demands, key=lambda d: d.due):
        waiting[demand.product].append(
            Need(demand.key, demand.product, demand.quantity, demand.due, None)
        )
    supply = supply or {}
    for product in tops_first([d.product for d in demands], boms):
        here = waiting.pop(product, [])
        bom = boms.get(product)
        if bom is not None and bom.is_kit:
            for need in here:
                _open_kit(need, bom, boms, waiting)
            continue
        here.sort(key=lambda need: need.date)
        needs += here
        if bom is None or bom.uses_stock:
            _cover(here, supply.get(product, Supply()))
        if bom is not None:
            for index in _make(here, bom, nodes):
                _explode(nodes[index], index, bom, boms, waiting)
    _schedule(nodes, now)
    _follow(needs, nodes)
    return Plan(nodes, needs)


def _open_kit(
    need: Need,
    kit: Bom,
    boms: Mapping[Hashable, Bom],
    waiting: dict[Hashable, list[Need]],
) -> None:
    """A demand for a kit is one for its parts."""
    parts = components(kit, need.quantity, boms, [need.product], with_scrap=False)
    for part, quantity in parts.items():
        waiting[part].append(Need(need.demand, part, quantity, need.date, need.parent))


def _cover(needs: list[Need], supply: Supply) -> None:
    """Give supply to the needs, earliest first; incoming only if it comes in time."""
    free = max(supply.free, NONE)
    incoming = [[date, quantity] for date, quantity in sorted(supply.incoming)]
    for need in needs:
        need.from_stock = min(free, need.quantity)
        free -= need.from_stock
        for slot in incoming:
            date, left = slot
            if date > need.date or need.open <= 0:
                break
            taken = min(left, need.open)
            slot[1] = left - taken
            if taken:
                need.from_incoming += taken
                need.date_incoming = date


def _make(needs: list[Need], bom: Bom, nodes: list[Node]) -> list[int]:
    """Append the lots that the open needs take; return their indices.

    Pooled: lots over the sum of all needs. Otherwise lots for each need; what a
    rounded lot makes too much goes to the next need where stock may be used.
    """
    first = len(nodes)
    short = [need for need in needs if need.open > 0]
    left = NONE
    total = sum((need.open for need in short), NONE)
    lots = bom.lots_for(total) if bom.is_pooled and total else []
    for need in short:
        if not (bom.uses_stock or bom.is_pooled):
            left = NONE
        covers = not (need.from_stock or need.from_incoming)
        while need.open > 0:
            if left <= 0:
                lots = lots or bom.lots_for(need.open)
                lot = lots.pop(0)
                nodes.append(_node(need, bom, lot, nodes))
                left = bom.good_of(lot)
            part = min(left, need.open)
            left -= part
            need.pegged += part
            _peg(nodes[-1], Peg(need.demand, need.parent, part, covers), need, nodes)
    return list(range(first, len(nodes)))


def _node(need: Need, bom: Bom, lot: Decimal, nodes: list[Node]) -> Node:
    minutes = bom.fixed_min + bom.unit_min * float(lot)
    if minutes > MOST_MINUTES:
        raise SplitError("too_much", [need.product])
    return Node(
        product=need.product,
        bom=bom.key,
        quantity=lot,
        minutes=minutes,
        level=0,
        start=need.date - timedelta(minutes=minutes),
        finish=need.date,
    )


def _peg(node: Node, peg: Peg, need: Need, nodes: list[Node]) -> None:
    """Peg a part of `node` to a need; the earliest need says when it must end."""
    node.pegs.append(peg)
    if peg.parent is not None:
        node.level = max(node.level, nodes[peg.parent].level + 1)
    if need.date < node.finish:
        node.finish = need.date
        node.start = need.date - timedelta(minutes=node.minutes)


def _explode(
    node: Node,
    index: int,
    bom: Bom,
    boms: Mapping[Hashable, Bom],
    waiting: dict[Hashable, list[Need]],
) -> None:
    parts = components(bom, node.quantity, boms, [node.product])
    for part, quantity in parts.items():
        if quantity:
            waiting[part].append(Need(node.demand, part, quantity, node.start, index))


def _schedule(nodes: list[Node], now: datetime) -> None:
    """Move what would start before `now`, and all that waits for it, later.

    Children first: nothing starts before now or before its children end. Then
    parents first: what has slack ends right when the earliest parent starts.
    Nodes stand parents first, so that each pass is one walk.
    """
    earliest = [now] * len(nodes)
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        node.start = max(node.start, earliest[index])
        node.finish = node.start + timedelta(minutes=node.minutes)
        for peg in node.pegs:
            if peg.parent is not None:
                earliest[peg.parent] = max(earliest[peg.parent], node.finish)
    for node in nodes:
        starts = [nodes[p.parent].start for p in node.pegs if p.parent is not None]
        if len(starts) == len(node.pegs):
            node.finish = min(starts)
            node.start = node.finish - timedelta(minutes=node.minutes)


def _follow(needs: list[Need], nodes: list[Node]) -> None:
    """A need of a production order stands when that order starts."""
    for need in needs:
        if need.parent is not None:
            need.date = nodes[need.parent].start
