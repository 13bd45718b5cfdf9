"""Reader of ``fjsp-ind/2``, the form that the plant's adapter writes (FORMAT.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from ..model import (
    ALWAYS,
    MAX_MINUTE,
    Alternative,
    Fixed,
    Job,
    Label,
    Machine,
    Operation,
    Problem,
    Profile,
    Resource,
)
from ..worktime import open_intervals
from . import fields as f

_TOP = frozenset(
    "format name families calendars machines resources jobs operations hint".split()
)
_MACHINE = frozenset(
    "id calendar closures splittable initial_family setup capacity".split()
)
_PROFILE = frozenset(["period", "windows", "until", "then"])
_JOB = frozenset(["id", "release", "due", "weight"])
_OPERATION = frozenset("id job release family predecessors alternatives fixed".split())
_ALTERNATIVE = frozenset(["machine", "duration", "demands"])
_FIXED = frozenset(["machine", "start", "end", "lane"])


@dataclass
class _Names:
    """Indices by name, filled while reading."""

    families: dict[Label, int]
    lanes: dict[Label, list[int]]
    resources: dict[Label, int]
    jobs: dict[Label, int]
    operations: dict[Label, int]


def read_ind2(data: dict[str, Any]) -> Problem:
    """Read a parsed ``fjsp-ind/2`` object; `InputError` names the place at fault."""
    f.only(data, _TOP, "problem")
    families = {
        f.as_label(x, f"families[{i}]"): i
        for i, x in enumerate(f.as_list(data.get("families", []), "families"))
    }
    calendars = {
        key: _profile(value, f"calendar {key}", False)
        for key, value in f.as_dict(data.get("calendars", {}), "calendars").items()
    }
    names = _Names(families, {}, {}, {}, {})
    machines = _machines(
        f.as_list(f.need(data, "machines", "problem"), "machines"), calendars, names
    )
    resources = _resources(f.as_list(data.get("resources", []), "resources"), names)
    jobs = _jobs(f.as_list(f.need(data, "jobs", "problem"), "jobs"), names)
    operations = _operations(data, names, machines)
    return Problem(
        name=str(data.get("name", "problem")),
        format="fjsp-ind/2",
        jobs=jobs,
        operations=operations,
        machines=machines,
        resources=resources,
        hint=_hint(data, names),
        warnings=tuple(_fixed_conflicts(operations, machines)),
    )


def _index(table: dict[Label, Any], label: Any, what: str, where: str) -> Any:
    key = f.as_label(label, where)
    if key not in table:
        raise InputError(f"{where}: no {what} {label!r}")
    return table[key]


def _add(table: dict[Label, int], label: Any, where: str) -> Label:
    key = f.as_label(label, where)
    if key in table:
        raise InputError(f"{where}: id {label!r} occurs twice")
    table[key] = len(table)
    return key


def _profile(value: Any, where: str, units: bool) -> Profile:
    data = f.as_dict(value, where)
    f.only(data, _PROFILE, where)
    windows = f.windows_of(f.need(data, "windows", where), f"{where}: windows", units)
    period = data.get("period")
    until = data.get("until")
    then = data.get("then")
    if period is not None and then is not None:
        raise InputError(
            f"{where}: 'then' goes with absolute windows, not with a period"
        )
    if then is not None and until is None:
        raise InputError(f"{where}: 'then' needs 'until'")
    return f.profile_of(
        windows,
        where,
        None if period is None else f.as_int(period, f"{where}: period", 1),
        None if until is None else f.as_int(until, f"{where}: until", 0),
        None if then is None else _profile(then, f"{where}: then", units),
    )


def _machines(
    rows: list[Any], calendars: dict[str, Profile], names: _Names
) -> tuple[Machine, ...]:
    machines: list[Machine] = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"machines[{i}]")
        label = f.as_label(f.need(data, "id", f"machines[{i}]"), f"machines[{i}]")
        where = f"machine {label}"
        f.only(data, _MACHINE, where)
        if label in names.lanes:
            raise InputError(f"machines[{i}]: id {label!r} occurs twice")
        lanes = f.as_int(data.get("capacity", 1), f"{where}: capacity", 1)
        if lanes > 1000:
            raise InputError(f"{where}: capacity {lanes} is above 1000")
        names.lanes[label] = [len(machines) + k for k in range(lanes)]
        machines.extend(
            _machine(data, label, lane, calendars, names) for lane in range(lanes)
        )
    return tuple(machines)


def _machine(
    data: dict[str, Any],
    label: Label,
    lane: int,
    calendars: dict[str, Profile],
    names: _Names,
) -> Machine:
    where = f"machine {label}"
    calendar = data.get("calendar")
    if calendar is not None and calendar not in calendars:
        raise InputError(f"{where}: no calendar {calendar!r}")
    family = data.get("initial_family")
    closures = f.windows_of(data.get("closures", []), f"{where}: closures", False)
    setup = _setup(data.get("setup"), names, where)
    if setup is None or family is None:
        initial = None
    else:
        initial = _index(names.families, family, "family", f"{where}: initial_family")
    return Machine(
        label=label,
        calendar=ALWAYS if calendar is None else calendars[calendar],
        closures=tuple((a, b) for a, b, _ in closures),
        splittable=f.as_bool(data.get("splittable", True), f"{where}: splittable"),
        initial_family=initial,
        setup=setup,
        lane=lane,
    )


def _setup(value: Any, names: _Names, where: str) -> tuple[tuple[int, ...], ...] | None:
    where = f"{where}: setup"
    size = len(names.families)
    if not value:
        return None
    if isinstance(value, list):
        rows = [[f.as_int(x, where, 0) for x in f.as_list(r, where)] for r in value]
        if len(rows) != size or any(len(r) != size for r in rows):
            raise InputError(f"{where}: the matrix is not {size} x {size}")
        return tuple(tuple(r) for r in rows)
    table = [[0] * size for _ in range(size)]
    for before, row in f.as_dict(value, where).items():
        a = _index(names.families, before, "family", where)
        for after, minutes in f.as_dict(row, f"{where} from {before}").items():
            b = _index(names.families, after, "family", f"{where} from {before}")
            table[a][b] = f.as_int(minutes, f"{where} {before} to {after}", 0)
    return tuple(tuple(r) for r in table)


def _resources(rows: list[Any], names: _Names) -> tuple[Resource, ...]:
    resources = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"resources[{i}]")
        label = _add(
            names.resources, f.need(data, "id", f"resources[{i}]"), f"resources[{i}]"
        )
        where = f"resource {label}"
        f.only(data, frozenset(["id", "capacity"]), where)
        capacity = f.need(data, "capacity", where)
        if isinstance(capacity, dict):
            profile = _profile(capacity, f"{where}: capacity", True)
        else:
            units = f.as_int(capacity, f"{where}: capacity", 0)
            profile = Profile(((0, 1, units),), period=1)
        resources.append(Resource(label, profile))
    return tuple(resources)


def _jobs(rows: list[Any], names: _Names) -> tuple[Job, ...]:
    jobs = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"jobs[{i}]")
        label = _add(names.jobs, f.need(data, "id", f"jobs[{i}]"), f"jobs[{i}]")
        where = f"job {label}"
        f.only(data, _JOB, where)
        due = data.get("due")
        jobs.append(
            Job(
                label=label,
                release=f.as_int(data.get("release", 0), f"{where}: release"),
                due=None if due is None else f.as_int(due, f"{where}: due"),
                weight=f.as_int(data.get("weight", 1), f"{where}: weight", 0),
            )
        )
    return tuple(jobs)


def _operations(
    data: dict[str, Any], names: _Names, machines: tuple[Machine, ...]
) -> tuple[Operation, ...]:
    rows = f.as_list(f.need(data, "operations", "problem"), "operations")
    for i, row in enumerate(rows):
        where = f"operations[{i}]"
        _add(names.operations, f.need(f.as_dict(row, where), "id", where), where)
    counts = [0] * len(names.jobs)
    return tuple(_operation(row, names, machines, counts) for row in rows)


def _operation(
    data: dict[str, Any],
    names: _Names,
    machines: tuple[Machine, ...],
    counts: list[int],
) -> Operation:
    label = data["id"]
    where = f"operation {label}"
    f.only(data, _OPERATION, where)
    job = _index(names.jobs, f.need(data, "job", where), "job", f"{where}: job")
    number = counts[job]
    counts[job] += 1
    family = data.get("family")
    alternatives: list[Alternative] = []
    rows = f.as_list(data.get("alternatives", []), f"{where}: alternatives")
    for i, row in enumerate(rows):
        alternatives.extend(_alternative(row, i, f"{where} alternative {i}", names))
    predecessors = {
        _predecessor(row, where, names)
        for row in f.as_list(data.get("predecessors", []), f"{where}: predecessors")
    }
    return Operation(
        label=label,
        job=job,
        number=number,
        alternatives=tuple(alternatives),
        predecessors=tuple(sorted(predecessors)),
        release=f.as_int(data.get("release", 0), f"{where}: release"),
        family=None
        if family is None
        else _index(names.families, family, "family", f"{where}: family"),
        fixed=_fixed(data.get("fixed"), alternatives, where, names, machines),
    )


def _predecessor(row: Any, where: str, names: _Names) -> tuple[int, int]:
    where = f"{where}: predecessor"
    if not isinstance(row, dict):
        return _index(names.operations, row, "operation", where), 0
    f.only(row, frozenset(["operation", "lag"]), where)
    index = _index(
        names.operations, f.need(row, "operation", where), "operation", where
    )
    return index, f.as_int(row.get("lag", 0), f"{where}: lag", 0)


def _alternative(row: Any, index: int, where: str, names: _Names) -> list[Alternative]:
    """Read one alternative; a machine with several lanes gives several."""
    data = f.as_dict(row, where)
    f.only(data, _ALTERNATIVE, where)
    lanes = _index(names.lanes, f.need(data, "machine", where), "machine", where)
    duration = f.as_int(f.need(data, "duration", where), f"{where}: duration", 0)
    demands: dict[int, int] = {}
    for item in f.as_list(data.get("demands", []), f"{where}: demands"):
        demand = f.as_dict(item, f"{where}: demands")
        f.only(demand, frozenset(["resource", "units"]), f"{where}: demands")
        label = f.need(demand, "resource", f"{where}: demands")
        resource = _index(names.resources, label, "resource", f"{where}: demands")
        units = f.as_int(demand.get("units", 1), f"{where}: units", 0)
        demands[resource] = demands.get(resource, 0) + units
    pairs = tuple((r, u) for r, u in sorted(demands.items()) if u)
    return [Alternative(lane, duration, pairs, index=index) for lane in lanes]


def _fixed(
    row: Any,
    alternatives: list[Alternative],
    where: str,
    names: _Names,
    machines: tuple[Machine, ...],
) -> Fixed | None:
    if row is None:
        return None
    where = f"{where}: fixed"
    data = f.as_dict(row, where)
    f.only(data, _FIXED, where)
    lanes = _index(names.lanes, f.need(data, "machine", where), "machine", where)
    lane = f.as_int(data.get("lane", 0), f"{where}: lane", 0)
    if lane >= len(lanes):
        raise InputError(f"{where}: no lane {lane}")
    machine = lanes[lane]
    start = f.as_int(f.need(data, "start", where), f"{where}: start")
    same = [a for a in alternatives if a.machine == machine]
    if "end" in data:
        end = f.as_int(data["end"], f"{where}: end")
    elif same:
        end = _end_of(machines[machine], start, same[0].duration, where)
    else:
        raise InputError(
            f"{where}: 'end' is missing and no alternative gives a duration"
        )
    return Fixed(machine, start, end, same[0].demands if same else ())


def _end_of(machine: Machine, start: int, duration: int, where: str) -> int:
    """First minute at which `duration` working minutes have passed since `start`."""
    left = duration + min(start, 0)
    if left <= 0:
        return start + duration
    horizon = max(start, 0) + 4 * left + 10080
    for _ in range(24):
        done = left
        for a, b in open_intervals(machine, horizon):
            span = b - max(a, start, 0)
            if span >= done:
                return max(a, start, 0) + done
            done -= max(span, 0)
        horizon *= 2
        if horizon > MAX_MINUTE:
            break
    raise InputError(f"{where}: the calendar has no {duration} minutes after {start}")


def _hint(data: dict[str, Any], names: _Names) -> tuple[tuple[int, int, int], ...]:
    """Read ``hint`` as (operation, machine, start); unknown operations are skipped."""
    hint = []
    for i, row in enumerate(f.as_list(data.get("hint", []), "hint")):
        where = f"hint[{i}]"
        item = f.as_dict(row, where)
        label = f.as_label(f.need(item, "operation", where), where)
        lanes = names.lanes.get(f.as_label(f.need(item, "machine", where), where))
        start = f.as_int(f.need(item, "start", where), f"{where}: start")
        if label in names.operations and lanes:
            lane = min(f.as_int(item.get("lane", 0), where, 0), len(lanes) - 1)
            hint.append((names.operations[label], lanes[lane], start))
    return tuple(hint)


def _fixed_conflicts(
    operations: tuple[Operation, ...], machines: tuple[Machine, ...]
) -> list[str]:
    """Name overlaps among fixed operations on one machine."""
    by_machine: dict[int, list[tuple[int, int, Label]]] = {}
    for op in operations:
        if op.fixed is not None:
            row = (op.fixed.start, op.fixed.end, op.label)
            by_machine.setdefault(op.fixed.machine, []).append(row)
    texts = []
    for machine, rows in by_machine.items():
        rows.sort(key=lambda r: (r[0], r[1]))
        for left, right in zip(rows, rows[1:], strict=False):
            if right[0] < left[1]:
                texts.append(
                    f"fixed operations {left[2]} and {right[2]} overlap on machine "
                    f"{machines[machine].label}"
                )
    return texts
