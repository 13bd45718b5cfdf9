"""Facts to the engine's problem `fjsp-ind/2` (engine/FORMAT.md), its answer back."""

from collections.abc import Mapping
from typing import Any

from .facts import Card, Facts, Machine, Placement
from .minutes import Interval, Windows

FIRST = "first"
"""Family of a machine that nothing is set up on."""


def encode(facts: Facts) -> dict[str, Any]:
    """The problem as a JSON-able dict; ids are the records' ids."""
    names: dict[tuple[Interval, ...], str] = {}
    groups = {card.group for card in facts.cards.values()}
    groups |= {machine.group for machine in facts.machines.values()}
    problem: dict[str, Any] = {
        "format": "fjsp-ind/2",
        "name": facts.name,
        "families": [
            FIRST,
            *map(str, sorted(group for group in groups if group is not None)),
        ],
        "machines": [
            _machine(machine, names, groups) for machine in facts.machines.values()
        ],
        "resources": [
            {
                "id": skill.id,
                "capacity": {"windows": [list(row) for row in skill.capacity]},
            }
            for skill in facts.skills.values()
        ],
        "jobs": [
            {"id": order.id, "due": order.due, "weight": order.weight}
            for order in facts.orders.values()
        ],
        "operations": [_operation(card) for card in facts.cards.values()],
        "hint": [
            {"operation": card, "machine": machine, "start": start}
            for card, (machine, start) in facts.hint.items()
        ],
    }
    problem["calendars"] = {
        name: {"windows": [list(window) for window in windows]}
        for windows, name in names.items()
    }
    return problem


def _machine(
    machine: Machine,
    names: dict[tuple[Interval, ...], str],
    groups: set[int | None],
) -> dict[str, Any]:
    """One machine; machines with the same windows share a calendar in ``names``."""
    windows = tuple(machine.windows.intervals)
    name = names.setdefault(windows, f"c{len(names)}")
    setup: dict[str, dict[str, int]] = {}
    for (before, after), minutes in machine.setup.items():
        if minutes and after in groups and (before is None or before in groups):
            setup.setdefault(_family(before), {})[_family(after)] = minutes
    return {
        "id": machine.id,
        "calendar": name,
        "initial_family": _family(machine.group),
        "setup": setup,
    }


def _family(group: int | None) -> str:
    return FIRST if group is None else str(group)


def _operation(card: Card) -> dict[str, Any]:
    """One card."""
    result: dict[str, Any] = {
        "id": card.id,
        "job": card.order,
        "release": card.release,
        "family": None if card.group is None else str(card.group),
        "predecessors": list(card.after),
    }
    if card.fixed is not None:
        machine, start, end = card.fixed
        result["fixed"] = {"machine": machine, "start": start, "end": end}
        return result
    demands = [{"resource": skill, "units": 1} for skill in card.skills]
    result["alternatives"] = [
        {"machine": machine, "duration": duration, "demands": demands}
        for machine, duration in card.minutes.items()
    ]
    return result


def decode(facts: Facts, schedule: Mapping[str, Any]) -> list[Placement]:
    """The engine's answer as placements, the setup put right before the processing.

    Raises `ValueError` for an answer that is not of the documented shape.
    """
    try:
        return [_placement(facts, row) for row in schedule["operations"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"the engine's answer is not readable: {error!r}") from error


def _placement(facts: Facts, row: Mapping[str, Any]) -> Placement:
    """One row of the answer; keeps what is odd for the rules to name."""
    card, machine = row["operation"], row["machine"]
    run, end, setup = row["start"], row["end"], row.get("setup_min") or 0
    known = facts.cards.get(card)
    if known is not None and known.fixed is not None:
        return Placement(card, machine, run, run, end, 0, is_fixed=True)
    start = run
    if setup and machine in facts.machines:
        windows = facts.machines[machine].windows
        start = _setup_start(windows, run, setup)
    return Placement(card, machine, start, run, end, setup)


def _setup_start(windows: Windows, run: int, setup: int) -> int:
    """Latest minute from which the setup fits before ``run``; -1: it does not."""
    start = windows.start_of(run, setup)
    return -1 if start is None else start
