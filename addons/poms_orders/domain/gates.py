"""Release gates: facts about a card in, what speaks against its release out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

GATES = ("hold", "kit", "predecessor", "quality", "schedule")
# Missing master data never stops work unless the plant chose so.
DEFAULT_MODES = {
    "hold": "block",
    "kit": "warn",
    "predecessor": "warn",
    "quality": "warn",
    "schedule": "warn",
}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the gates look at.

    `missing` names components that are not there; `unreleased` names cards before
    this one that nobody released; `quality_open` is the quantity that quality lets
    through (None: no limit).
    """

    held_by: str = ""
    missing: tuple[str, ...] = ()
    unreleased: tuple[str, ...] = ()
    quality_open: Decimal | None = None
    is_planned: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A gate that does not pass; `mode` is warn or block."""

    gate: str
    mode: str
    detail: str = ""


def check(facts: CardFacts, modes: Mapping[str, str] | None = None) -> list[Finding]:
    """Return the gates that speak against a release, in the order of `GATES`.

    `modes` maps a gate to off, warn or block; a gate not named has its default.
    """
    details = {
        "hold": facts.held_by or None,
        "kit": ", ".join(facts.missing) or None,
        "predecessor": ", ".join(facts.unreleased) or None,
        "quality": None
        if facts.quality_open is None or facts.quality_open > 0
        else str(facts.quality_open),
        "schedule": None if facts.is_planned else "",
    }
    chosen = {**DEFAULT_MODES, **(modes or {})}
    return [
        Finding(gate, chosen[gate], details[gate] or "")
        for gate in GATES
        if details[gate] is not None and chosen[gate] != "off"
    ]
