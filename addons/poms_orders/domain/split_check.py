"""What is wrong with bills of material, all of it at once, before anything is made."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

# What cannot be made right by anybody's choice; a setting does not soften these.
ALWAYS_BLOCK = ("cycle", "unit")
MODES = {
    "cycle": "block",
    "unit": "block",
    "archived": "block",
    "no_source": "warn",
    "no_routing": "warn",
    "zero_time": "warn",
    "machine_archived": "warn",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a bill of material."""

    product: Hashable
    is_active: bool = True
    unit_fits: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """An operation; `minutes` are those of a piece, without setup."""

    name: str
    minutes: float
    machine_active: bool = True


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of a product; `has_bom`: it is made or a kit, else bought."""

    is_active: bool = True
    has_bom: bool = False
    is_kit: bool = False
    unit_fits: bool = True
    has_supplier: bool = False
    parts: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `path` are the products down to it, `detail` a name in it."""

    code: str
    mode: str
    path: tuple[Hashable, ...]
    detail: str = field(default="")

    @property
    def product(self) -> Hashable:
        return self.path[-1]


def check_structures(
    roots: Sequence[Hashable],
    structures: Mapping[Hashable, Structure],
    modes: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Return the findings below `roots`, those that block first, top down.

    Each product is judged once, on the first way that leads to it. `modes` {code:
    off, warn or block} replaces the defaults where it may. O(products + lines).
    """
    chosen = MODES | {
        code: mode
        for code, mode in (modes or {}).items()
        if code in MODES and code not in ALWAYS_BLOCK
    }
    found = [
        Finding(code, chosen[code], path, detail)
        for path, is_cycle in _ways(roots, structures)
        for code, detail in (
            [("cycle", "")] if is_cycle else _faults(structures.get(path[-1]), path)
        )
    ]
    found = [finding for finding in found if finding.mode != "off"]
    return sorted(found, key=lambda finding: finding.mode != "block")


def _ways(
    roots: Sequence[Hashable], structures: Mapping[Hashable, Structure]
) -> Iterator[tuple[tuple[Hashable, ...], bool]]:
    """Walk down: (path to a product not seen before, False) or (cycle, True)."""
    seen: set[Hashable] = set()
    stack = [(root,) for root in reversed(roots)]
    while stack:
        path = stack.pop()
        product = path[-1]
        if product in path[:-1]:
            yield path[path.index(product) :], True
            continue
        if product in seen:
            continue
        seen.add(product)
        yield path, False
        structure = structures.get(product, Structure())
        below = dict.fromkeys(part.product for part in structure.parts)
        stack += [(*path, part) for part in reversed(below)]


def _faults(
    structure: Structure | None, path: tuple[Hashable, ...]
) -> Iterator[tuple[str, str]]:
    if structure is None:
        return
    if not structure.is_active:
        yield "archived", ""
    if not structure.unit_fits:
        yield "unit", ""
    if not structure.has_bom and not structure.has_supplier:
        yield "no_source", ""
    for part in structure.parts:
        if not part.unit_fits:
            yield "unit", str(part.product)
    if structure.has_bom and not structure.is_kit:
        yield from _routing_faults(structure.steps)


def _routing_faults(steps: tuple[Step, ...]) -> Iterator[tuple[str, str]]:
    if not steps:
        yield "no_routing", ""
    for step in steps:
        if step.minutes <= 0:
            yield "zero_time", step.name
        if not step.machine_active:
            yield "machine_archived", step.name
