"""Release gates: facts about a card in, what speaks against its release out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

GATES = (
    "hold",
    "kit",
    "document",
    "tool",
    "skill",
    "predecessor",
    "quality",
    "change",
    "schedule",
)
# Missing master data never stops work unless the plant chose so.
DEFAULT_MODES = {gate: "warn" for gate in GATES} | {"hold": "block"}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the gates look at. Tuples hold names; an empty one speaks for release.

    `missing` names components that are not there; `documents` those without a
    revision in force; `tools` those that are not ready or worn out; `skills` those
    that nobody of the card's people has; `unreleased` cards before this one that
    nobody released; `quality_open` is the quantity that quality lets through (None:
    no limit); `changes` the change requests that wait for a decision.
    """

    held_by: str = ""
    missing: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    unreleased: tuple[str, ...] = ()
    quality_open: Decimal | None = None
    changes: tuple[str, ...] = ()
    is_planned: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A gate that does not pass; `mode` is warn or block."""

    gate: str
    mode: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gate as it is shown: off, passed, warn or block, and why."""

    gate: str
    result: str
    detail: str = ""


def _details(facts: CardFacts) -> dict[str, str | None]:
    """{gate: what speaks against it, None: nothing}."""
    return {
        "hold": facts.held_by or None,
        "kit": ", ".join(facts.missing) or None,
        "document": ", ".join(facts.documents) or None,
        "tool": ", ".join(facts.tools) or None,
        "skill": ", ".join(facts.skills) or None,
        "predecessor": ", ".join(facts.unreleased) or None,
        "quality": None
        if facts.quality_open is None or facts.quality_open > 0
        else str(facts.quality_open),
        "change": ", ".join(facts.changes) or None,
        "schedule": None if facts.is_planned else "",
    }


def outcomes(facts: CardFacts, modes: Mapping[str, str] | None = None) -> list[Outcome]:
    """Return every gate, one by one, in the order of `GATES`.

    `modes` maps a gate to off, warn or block; a gate not named has its default.
    """
    details = _details(facts)
    chosen = {**DEFAULT_MODES, **(modes or {})}
    shown = []
    for gate in GATES:
        detail = details[gate]
        if chosen[gate] == "off":
            shown.append(Outcome(gate, "off"))
        elif detail is None:
            shown.append(Outcome(gate, "passed"))
        else:
            shown.append(Outcome(gate, chosen[gate], detail))
    return shown


def check(facts: CardFacts, modes: Mapping[str, str] | None = None) -> list[Finding]:
    """Return the gates that speak against a release, in the order of `GATES`."""
    return [
        Finding(shown.gate, shown.result, shown.detail)
        for shown in outcomes(facts, modes)
        if shown.result in ("warn", "block")
    ]


def pick_modes(
    rows: list[tuple[str, str, int]], defaults: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return {gate: mode}; of several rows for a gate the most exact one counts.

    `rows` are (gate, mode, exactness): how many things the row names, the operation
    before the line before the whole company. Of equals the stricter one counts.
    """
    strict = {"off": 0, "warn": 1, "block": 2}
    best: dict[str, tuple[int, int, str]] = {}
    for gate, mode, exact in rows:
        rank = (exact, strict[mode], mode)
        best[gate] = max(best.get(gate, rank), rank)
    return {**(defaults or DEFAULT_MODES), **{g: b[2] for g, b in best.items()}}
