"""The parts of ``fjsp-ind/2`` about people, links, places, costs and a given plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError
from ..extras import NO_LINK, TERMS, Label, Link, Need, Weights
from ..model import Operator, Profile
from . import fields as f

_OPERATOR = frozenset(["id", "presence", "skills"])
_CREW = frozenset(["skill", "level", "count", "operator"])
_PREDECESSOR = frozenset(["operation", "lag", "max_lag", "transfer"])
_BASELINE = frozenset(["operation", "machine", "lane", "start", "end", "operators"])


@dataclass
class Names:
    """Indices by name, filled while reading."""

    families: dict[Label, int]
    lanes: dict[Label, list[int]] = field(default_factory=dict)
    resources: dict[Label, int] = field(default_factory=dict)
    jobs: dict[Label, int] = field(default_factory=dict)
    operations: dict[Label, int] = field(default_factory=dict)
    operators: dict[Label, int] = field(default_factory=dict)
    places: dict[Label, int] = field(default_factory=dict)
    skills: list[dict[Label, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """A row of the given schedule: machine index and minutes."""

    machine: int
    start: int
    end: int | None
    operators: tuple[int, ...]


def index_of(table: dict[Label, Any], label: Any, what: str, where: str) -> Any:
    """Give the entry of a name, or say that there is none."""
    key = f.as_label(label, where)
    if key not in table:
        raise InputError(f"{where}: no {what} {label!r}")
    return table[key]


def add_name(table: dict[Label, int], label: Any, where: str) -> Label:
    """Number a new name; refuse one that exists."""
    key = f.as_label(label, where)
    if key in table:
        raise InputError(f"{where}: id {label!r} occurs twice")
    table[key] = len(table)
    return key


def read_operators(
    rows: list[Any], calendars: dict[str, Profile], names: Names
) -> tuple[Operator, ...]:
    """Read ``operators``; their skills and levels go to ``names.skills``."""
    operators = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"operators[{i}]")
        label = add_name(
            names.operators, f.need(data, "id", f"operators[{i}]"), f"operators[{i}]"
        )
        where = f"operator {label}"
        f.only(data, _OPERATOR, where)
        presence = f.need(data, "presence", where)
        if not isinstance(presence, str) or presence not in calendars:
            raise InputError(f"{where}: no calendar {presence!r}")
        skills = f.as_dict(data.get("skills", {}), f"{where}: skills")
        names.skills.append(
            {
                skill: f.as_int(level, f"{where}: skill {skill}", 0)
                for skill, level in skills.items()
            }
        )
        operators.append(Operator(label, calendars[presence]))
    return tuple(operators)


def read_crew(value: Any, where: str, names: Names) -> tuple[Need, ...]:
    """Read a list of needs; one that all people together cannot meet is refused."""
    needs = []
    for k, row in enumerate(f.as_list(value, where)):
        place = f"{where}[{k}]"
        data = f.as_dict(row, place)
        f.only(data, _CREW, place)
        needs.append(_need(data, place, names))
    if sum(need.count for need in needs) > MOST_PEOPLE:
        raise InputError(f"{where}: more than {MOST_PEOPLE} people")
    if not can_seat(needs):
        raise InputError(f"{where}: not enough people have the skills and levels")
    return tuple(needs)


MOST_PEOPLE = 12


def _need(data: dict[str, Any], where: str, names: Names) -> Need:
    if "operator" in data:
        if "skill" in data:
            raise InputError(f"{where}: give a skill or an operator, not both")
        who = index_of(names.operators, data["operator"], "operator", where)
        return Need(1, (who,))
    skill = f.as_label(f.need(data, "skill", where), where)
    level = f.as_int(data.get("level", 0), f"{where}: level", 0)
    count = f.as_int(data.get("count", 1), f"{where}: count", 1)
    able = [
        o for o, have in enumerate(names.skills) if str(skill) in _known(have, level)
    ]
    if len(able) < count:
        raise InputError(
            f"{where}: {count} people with skill {skill!r} of level {level} are "
            f"needed, {len(able)} have it"
        )
    able.sort(key=lambda o: (len(names.skills[o]), o))
    return Need(count, tuple(able))


def _known(skills: dict[Label, int], level: int) -> set[str]:
    return {str(skill) for skill, have in skills.items() if have >= level}


def can_seat(needs: list[Need] | tuple[Need, ...]) -> bool:
    """Whether different people can meet all needs (bipartite matching, Kuhn 1955)."""
    seats = [need for need in needs for _ in range(need.count)]
    seat_of: dict[int, int] = {}

    def seat(k: int, tried: set[int]) -> bool:
        for person in seats[k].operators:
            if person in tried:
                continue
            tried.add(person)
            if person not in seat_of or seat(seat_of[person], tried):
                seat_of[person] = k
                return True
        return False

    return all(seat(k, set()) for k in range(len(seats)))


def read_predecessor(row: Any, where: str, names: Names) -> tuple[int, int, Link]:
    """Read ``(operation index, least lag, link)``."""
    where = f"{where}: predecessor"
    if not isinstance(row, dict):
        return index_of(names.operations, row, "operation", where), 0, NO_LINK
    f.only(row, _PREDECESSOR, where)
    label = f.need(row, "operation", where)
    index = index_of(names.operations, label, "operation", where)
    lag = f.as_int(row.get("lag", 0), f"{where}: lag", 0)
    most = row.get("max_lag")
    if most is not None and f.as_int(most, f"{where}: max_lag", 0) < lag:
        raise InputError(f"{where} {label}: max_lag {most} is below lag {lag}")
    transfer = row.get("transfer")
    return index, lag, Link(most, _transfer(transfer, f"{where} {label}"))


def _transfer(value: Any, where: str) -> tuple[int, int] | None:
    if value is None:
        return None
    where = f"{where}: transfer"
    pair = [f.as_int(x, where, 1) for x in f.as_list(value, where)]
    if len(pair) != 2 or pair[0] > pair[1]:
        raise InputError(f"{where}: [part, whole] with part <= whole is expected")
    return (pair[0], pair[1]) if pair[0] < pair[1] else None


def read_transport(value: Any, names: Names) -> tuple[tuple[int, ...], ...]:
    """Read ``transport`` as a matrix over ``names.places`` (row 0 = nowhere)."""
    size = len(names.places) + 1
    table = [[0] * size for _ in range(size)]
    for start, row in f.as_dict(value, "transport").items():
        a = index_of(names.places, start, "location", "transport")
        for stop, minutes in f.as_dict(row, f"transport from {start}").items():
            where = f"transport {start} to {stop}"
            b = index_of(names.places, stop, "location", where)
            table[a][b] = f.as_int(minutes, where, 0)
    return tuple(tuple(row) for row in table)


def read_weights(value: Any) -> Weights | None:
    """Read ``objective``; None: lexicographic, tardiness before makespan."""
    if value is None:
        return None
    data = f.as_dict(value, "objective")
    f.only(data, frozenset(TERMS), "objective")
    factors = {k: f.as_int(v, f"objective: {k}", 0) for k, v in data.items()}
    return Weights(**{"tardiness": 0, **factors})


def read_baseline(value: Any, names: Names) -> dict[Label, Placed]:
    """Read ``baseline`` by operation; rows of unknown operations are skipped."""
    result: dict[Label, Placed] = {}
    for i, row in enumerate(f.as_list(value, "baseline")):
        where = f"baseline[{i}]"
        data = f.as_dict(row, where)
        f.only(data, _BASELINE, where)
        label = f.as_label(f.need(data, "operation", where), where)
        if label not in names.operations:
            continue
        if label in result:
            raise InputError(f"{where}: operation {label!r} occurs twice")
        result[label] = Placed(
            lane_of(data, names, where),
            f.as_int(f.need(data, "start", where), f"{where}: start"),
            f.as_int(data["end"], f"{where}: end") if "end" in data else None,
            people_of(data, names, where),
        )
    return result


def lane_of(data: dict[str, Any], names: Names, where: str) -> int:
    """Machine index of a row with ``machine`` and perhaps ``lane``."""
    lanes = index_of(names.lanes, f.need(data, "machine", where), "machine", where)
    lane = f.as_int(data.get("lane", 0), f"{where}: lane", 0)
    if lane >= len(lanes):
        raise InputError(f"{where}: no lane {lane}")
    machine: int = lanes[lane]
    return machine


def people_of(data: dict[str, Any], names: Names, where: str) -> tuple[int, ...]:
    """Indices of the people named in a row's ``operators``."""
    rows = f.as_list(data.get("operators", []), f"{where}: operators")
    return tuple(
        index_of(names.operators, x, "operator", f"{where}: operators") for x in rows
    )
