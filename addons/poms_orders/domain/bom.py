"""Bills of material as pure data: what a quantity takes, and how lots are cut.

Quantities are `Decimal` in the product's own unit unless a line says otherwise;
scrap is the fraction that is lost, from 0 to below 1.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

NONE = Decimal(0)
# More than a person plans by one order: a slip in the quantity, not a demand.
MOST_LOTS = 2000


class SplitError(ValueError):
    """A structure that cannot be split; `path` names the products on the way."""

    def __init__(self, code: str, path: Sequence[Hashable]):
        super().__init__(code)
        self.code = code
        self.path = tuple(path)


def rounded(value: Decimal, digits: int, mode: str = ROUND_CEILING) -> Decimal:
    """`value` with `digits` decimals, rounded up unless `mode` says otherwise."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=mode)


def _check_scrap(scrap: Decimal) -> None:
    if not 0 <= scrap < 1:
        raise ValueError(f"scrap must be from 0 to below 1: {scrap}")


@dataclass(frozen=True, slots=True)
class Line:
    """A component of one batch of a bill of material.

    `factor` turns the line's unit into the product's own; `digits` is the number
    of decimals that quantities are kept with; `scrap` the part lost in use.
    """

    product: Hashable
    quantity: Decimal
    factor: Decimal = Decimal(1)
    digits: int = 2
    scrap: Decimal = NONE

    def __post_init__(self) -> None:
        _check_scrap(self.scrap)

    def own_quantity(self, batches: Decimal, with_scrap: bool = True) -> Decimal:
        """What `batches` take, in the line's unit, rounded up as Odoo does."""
        plain = rounded(self.quantity * batches, self.digits)
        if not (with_scrap and self.scrap):
            return plain
        return rounded(plain / (1 - self.scrap), self.digits)


@dataclass(frozen=True, slots=True)
class Bom:
    """How a product is made: `output` pieces a batch, in the product's own unit.

    A kit (`is_kit`) is never made: its lines stand in its place. Lots: at least
    `batch_min`, a multiple of `batch_multiple`, or several of exactly
    `batch_size` (0: no such rule); `digits` decimals (0: whole pieces) where a
    rule or scrap changes the quantity. `is_pooled`: one lot for all needs of a
    run, else one per need. `uses_stock`: what is there or comes in time is used
    before something is made.
    """

    key: Hashable
    output: Decimal
    lines: tuple[Line, ...]
    is_kit: bool = False
    fixed_min: float = 0.0
    unit_min: float = 0.0
    scrap: Decimal = NONE
    batch_min: Decimal = NONE
    batch_multiple: Decimal = NONE
    batch_size: Decimal = NONE
    digits: int = 2
    is_pooled: bool = False
    uses_stock: bool = False

    def __post_init__(self) -> None:
        if self.output <= 0:
            raise ValueError(f"output of a bill of material: {self.output}")
        _check_scrap(self.scrap)
        if self.batch_size and not self.good_of(self.batch_size):
            raise ValueError(f"no good piece in a batch of {self.batch_size}")
        if min(self.batch_min, self.batch_multiple, self.batch_size) < 0:
            raise ValueError(f"negative batch size of {self.key}")

    def good_of(self, lot: Decimal) -> Decimal:
        """The good pieces to be expected of a lot.

        Six decimals, far finer than any quantity: a division's last digit must not
        leave a need open by nothing.
        """
        return rounded(lot * (1 - self.scrap), 6, ROUND_HALF_UP)

    def lots_for(self, good: Decimal) -> list[Decimal]:
        """The lots to start so that at least `good` pieces come out.

        Raises `SplitError("too_much")` where that would be thousands.
        """
        make = good
        if self.scrap:
            make = rounded(good / (1 - self.scrap), self.digits)
        if self.batch_size:
            number = rounded(good / self.good_of(self.batch_size), 0)
            if number > MOST_LOTS:
                raise SplitError("too_much", [])
            return [self.batch_size] * int(number)
        make = max(make, self.batch_min)
        if self.batch_multiple:
            make = rounded(make / self.batch_multiple, 0) * self.batch_multiple
        return [make]


def components(
    bom: Bom,
    quantity: Decimal,
    boms: Mapping[Hashable, Bom],
    path: Sequence[Hashable] = (),
    with_scrap: bool = True,
) -> dict[Hashable, Decimal]:
    """Return {product: quantity} that `quantity` of `bom` takes, kits opened.

    Lines are rounded up in their own unit as Odoo does, equal products summed.
    `with_scrap=False` for a kit that is sold as it is: nothing is lost in use.
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
            parts = components(kit, inner, boms, [*path, line.product], with_scrap)
        else:
            own = line.own_quantity(batches, with_scrap)
            need = rounded(own * line.factor, line.digits, ROUND_HALF_UP)
            parts = {line.product: need}
        for product, need in parts.items():
            needs[product] = needs.get(product, NONE) + need
    return needs


def tops_first(
    roots: Sequence[Hashable], boms: Mapping[Hashable, Bom]
) -> list[Hashable]:
    """Every product below `roots`, each after all products that contain it.

    O(products + lines). Raises `SplitError("cycle")` for one within itself.
    """
    done: set[Hashable] = set()
    found: list[Hashable] = []
    for root in reversed(roots):
        _descend(root, boms, done, found)
    return found[::-1]


def _descend(
    root: Hashable,
    boms: Mapping[Hashable, Bom],
    done: set[Hashable],
    found: list[Hashable],
) -> None:
    """Depth first with a list for a stack: a product goes to `found` on the way up."""
    path: dict[Hashable, list[Hashable]] = {}

    def enter(product: Hashable) -> None:
        bom = boms.get(product)
        lines = bom.lines if bom else ()
        path[product] = list(dict.fromkeys(line.product for line in lines))

    if root not in done:
        enter(root)
    while path:
        product, below = next(reversed(path.items()))
        if not below:
            del path[product]
            done.add(product)
            found.append(product)
            continue
        child = below.pop()
        if child in path:
            names = [*path, child]
            raise SplitError("cycle", names[names.index(child) :])
        if child not in done:
            enter(child)
