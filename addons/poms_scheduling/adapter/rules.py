"""Independent judge of a plan: knows the plant's facts, not the engine.

Nothing that these rules refuse is written to a card.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .facts import Card, Facts, Machine, Placement


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a plan breaks.

    Parameters
    ----------
    code
        missing | twice | unknown | machine | calendar | duration | setup | overlap |
        precedence | release | fixed | skill
    card, other
        Ids of the cards concerned; other is None where one card is enough.
    """

    code: str
    card: int
    other: int | None = None
    detail: str = ""


def find_faults(facts: Facts, placements: Iterable[Placement]) -> list[Fault]:
    """Every broken rule, empty for a sound plan; O(n log n).

    Fixed cards are taken as they stand: they are only compared with what the facts
    say of them, and two fixed cards may overlap each other.
    """
    faults: list[Fault] = []
    placed: dict[int, Placement] = {}
    for placement in placements:
        if placement.card not in facts.cards:
            faults.append(Fault("unknown", placement.card))
        elif placement.card in placed:
            faults.append(Fault("twice", placement.card))
        else:
            placed[placement.card] = placement
    faults += [Fault("missing", card) for card in facts.cards if card not in placed]
    for card_id, placement in placed.items():
        faults += _card_faults(facts, facts.cards[card_id], placement)
        faults += _precedence_faults(facts.cards[card_id], placement, placed)
    faults += _machine_faults(facts, placed)
    faults += _skill_faults(facts, placed)
    return faults


def _card_faults(facts: Facts, card: Card, placement: Placement) -> list[Fault]:
    """What one placement breaks by itself."""
    if card.fixed is not None:
        same = (placement.machine, placement.start, placement.end) == card.fixed
        return [] if same else [Fault("fixed", card.id, detail=str(placement.span))]
    duration = card.minutes.get(placement.machine)
    if duration is None:
        return [Fault("machine", card.id, detail=str(placement.machine))]
    faults = []
    windows = facts.machines[placement.machine].windows
    edges = [placement.run, placement.end - 1]
    if placement.setup_min:
        edges.append(placement.start)
    if not all(windows.is_working(minute) for minute in edges):
        faults.append(Fault("calendar", card.id, detail=str(placement.span)))
    worked = windows.work(placement.run, placement.end)
    if worked != duration:
        faults.append(Fault("duration", card.id, detail=f"{worked} != {duration}"))
    if windows.work(placement.start, placement.run) != placement.setup_min or (
        not placement.setup_min and placement.start != placement.run
    ):
        faults.append(Fault("setup", card.id, detail="setup span"))
    if placement.run < card.release or placement.start < 0:
        faults.append(Fault("release", card.id, detail=str(card.release)))
    return faults


def _precedence_faults(
    card: Card, placement: Placement, placed: Mapping[int, Placement]
) -> list[Fault]:
    """Cards that should have ended before this one's processing starts."""
    if card.fixed is not None:
        return []
    return [
        Fault("precedence", card.id, before)
        for before in card.after
        if before in placed and placed[before].end > placement.run
    ]


def _machine_faults(facts: Facts, placed: Mapping[int, Placement]) -> list[Fault]:
    """Overlaps and missing setups, machine by machine."""
    by_machine: dict[int, list[Placement]] = defaultdict(list)
    for placement in placed.values():
        by_machine[placement.machine].append(placement)
    faults: list[Fault] = []
    for machine_id, items in by_machine.items():
        items.sort(key=lambda item: (item.start, item.end, item.card))
        machine = facts.machines.get(machine_id)
        if machine is None:
            faults += [Fault("machine", item.card) for item in items]
            continue
        faults += _sequence_faults(facts, machine, items)
    return faults


def _sequence_faults(
    facts: Facts, machine: Machine, items: list[Placement]
) -> list[Fault]:
    """What a machine's cards, in the order of their starts, do to each other."""
    faults: list[Fault] = []
    latest: Placement | None = None
    group = machine.group
    for item in items:
        card = facts.cards[item.card]
        if latest is not None and item.start < latest.end:
            both_fixed = card.fixed and facts.cards[latest.card].fixed
            if not both_fixed:
                faults.append(Fault("overlap", item.card, latest.card))
        needed = machine.setup_min(group, card.group)
        if card.fixed is None and item.setup_min < needed:
            detail = f"{item.setup_min} < {needed}"
            faults.append(Fault("setup", item.card, detail=detail))
        group = group if card.group is None else card.group
        if latest is None or item.end > latest.end:
            latest = item
    return faults


def _skill_faults(facts: Facts, placed: Mapping[int, Placement]) -> list[Fault]:
    """Cards at whose work more people are busy than are there.

    Fixed cards keep people busy too, but are never blamed.
    """
    changes: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for card_id, item in placed.items():
        for skill in facts.cards[card_id].skills:
            windows = facts.machines[item.machine].windows
            for start, end in windows.pieces(item.run, item.end):
                changes[skill] += [(start, 1, card_id), (end, -1, card_id)]
    return [
        Fault("skill", card_id, detail=facts.skills[skill_id].name)
        for skill_id, rows in changes.items()
        for card_id in _overbooked(facts, rows, facts.skills[skill_id].capacity)
        if facts.cards[card_id].fixed is None
    ]


def _overbooked(
    facts: Facts,
    rows: list[tuple[int, int, int]],
    capacity: Iterable[tuple[int, int, int]],
) -> set[int]:
    """The last to come of the cards that work while people are missing.

    ``rows`` are (minute, 1 or -1, card); ``capacity`` is (start, end, people).
    """
    rows = list(rows)
    for start, end, people in capacity:
        rows += [(start, people, 0), (end, -people, 0)]
    rows.sort()
    blamed: set[int] = set()
    busy: dict[int, int] = {}
    present = 0
    for index, (minute, change, card_id) in enumerate(rows):
        if not card_id:
            present += change
        elif change > 0:
            busy[card_id] = minute
        else:
            busy.pop(card_id, None)
        is_last = index + 1 == len(rows) or rows[index + 1][0] != minute
        if is_last and len(busy) > present:
            movable = [card for card in busy if facts.cards[card].fixed is None]
            blamed |= set(sorted(movable, key=busy.__getitem__)[-1:])
    return blamed


def figures(facts: Facts, placements: Iterable[Placement]) -> dict[str, int]:
    """What a plan is worth.

    weighted_tardiness and tardiness in minutes over all orders that have a due
    date, late_orders, makespan (minute of the last end), setup_min (by the matrix
    and inside the cards' minutes), cards.
    An order none of whose cards is placed counts nothing.
    """
    ends: dict[int, int] = {}
    setup = count = 0
    for item in placements:
        count += 1
        card = facts.cards[item.card]
        setup += item.setup_min + card.setup_in.get(item.machine, 0)
        order = card.order
        ends[order] = max(ends.get(order, item.end), item.end)
    late = {
        order: ends[order] - due
        for order in ends
        if (due := facts.orders[order].due) is not None and ends[order] > due
    }
    return {
        "cards": count,
        "orders": len(ends),
        "late_orders": len(late),
        "tardiness": sum(late.values()),
        "weighted_tardiness": sum(
            minutes * facts.orders[order].weight for order, minutes in late.items()
        ),
        "makespan": max(ends.values(), default=0),
        "setup_min": setup,
    }
