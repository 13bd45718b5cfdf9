"""Reader of ``fjsp-ind/2``, the form that the plant's adapter writes (FORMAT.md)."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..extras import NO_LINK, Label, Need
from ..model import (
    ALWAYS,
    MAX_MINUTE,
    Alternative,
    Fixed,
    Job,
    Machine,
    Operation,
    Problem,
    Profile,
    Resource,
)
from ..worktime import open_intervals
from . import fields as f
from .plant import (
    Names,
    Placed,
    add_name,
    index_of,
    lane_of,
    people_of,
    read_baseline,
    read_crew,
    read_operators,
    read_predecessor,
    read_transport,
    read_weights,
)

_TOP = frozenset(
    "format name families calendars machines resources operators transport jobs "
    "operations hint baseline frozen_until objective".split()
)
_MACHINE = frozenset(
    "id calendar closures splittable initial_family setup capacity location setter "
    "batch cost".split()
)
_PROFILE = frozenset(["period", "windows", "until", "then"])
_JOB = frozenset(["id", "release", "due", "weight", "deadline"])
_OPERATION = frozenset(
    "id job release family predecessors alternatives fixed size".split()
)
_ALTERNATIVE = frozenset(["machine", "duration", "demands", "crew"])
_FIXED = frozenset(["machine", "start", "end", "lane", "operators"])


def read_ind2(data: dict[str, Any]) -> Problem:
    """Read a parsed ``fjsp-ind/2`` object; `InputError` names the place at fault."""
    f.only(data, _TOP, "problem")
    names = Names({})
    for i, label in enumerate(f.as_list(data.get("families", []), "families")):
        add_name(names.families, label, f"families[{i}]")
    calendars = {
        key: _profile(value, f"calendar {key}", False)
        for key, value in f.as_dict(data.get("calendars", {}), "calendars").items()
    }
    operators = read_operators(
        f.as_list(data.get("operators", []), "operators"), calendars, names
    )
    machines = _machines(
        f.as_list(f.need(data, "machines", "problem"), "machines"), calendars, names
    )
    resources = _resources(f.as_list(data.get("resources", []), "resources"), names)
    jobs = _jobs(f.as_list(f.need(data, "jobs", "problem"), "jobs"), names)
    operations, hint = _operations(data, names, machines)
    return Problem(
        name=str(data.get("name", "problem")),
        format="fjsp-ind/2",
        jobs=jobs,
        operations=operations,
        machines=machines,
        resources=resources,
        hint=hint,
        warnings=(*_fixed_conflicts(operations, machines), *_setup_warnings(machines)),
        operators=operators,
        transport=read_transport(data.get("transport", {}), names),
        objective=read_weights(data.get("objective")),
    )


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
    rows: list[Any], calendars: dict[str, Profile], names: Names
) -> tuple[Machine, ...]:
    machines: list[Machine] = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"machines[{i}]")
        label = f.as_label(f.need(data, "id", f"machines[{i}]"), f"machines[{i}]")
        where = f"machine {label}"
        f.only(data, _MACHINE, where)
        if label in names.lanes:
            raise InputError(f"machines[{i}]: id {label!r} occurs twice")
        raw = data.get("capacity", 1)
        lanes = 1 if raw is None else f.as_int(raw, f"{where}: capacity", 1)
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
    names: Names,
) -> Machine:
    where = f"machine {label}"
    calendar = data.get("calendar")
    if calendar is not None and (
        not isinstance(calendar, str) or calendar not in calendars
    ):
        raise InputError(f"{where}: no calendar {calendar!r}")
    family = data.get("initial_family")
    closures = f.windows_of(data.get("closures", []), f"{where}: closures", False)
    setup = _setup(data.get("setup"), names, where)
    if setup is None or family is None:
        initial = None
    else:
        initial = index_of(names.families, family, "family", f"{where}: initial_family")
    return Machine(
        label=label,
        calendar=ALWAYS if calendar is None else calendars[calendar],
        closures=tuple((a, b) for a, b, _ in closures),
        splittable=f.as_bool(data.get("splittable", True), f"{where}: splittable"),
        initial_family=initial,
        setup=setup,
        lane=lane,
        location=_location(data, names, where),
        **_kind(data, where),
        setter=_setter(data, names, where),
        cost=_cost(data.get("cost"), where),
    )


def _location(data: dict[str, Any], names: Names, where: str) -> int:
    """Number of the machine's place; 0 without one."""
    if data.get("location") is None:
        return 0
    label = f.as_label(data["location"], f"{where}: location")
    return names.places.setdefault(label, len(names.places) + 1)


def _kind(data: dict[str, Any], where: str) -> dict[str, Any]:
    """Whether it is an oven or outside; what does not go together is refused."""
    batch = f.as_int(data.get("batch", 0), f"{where}: batch", 0)
    is_outside = data.get("capacity", 1) is None
    if is_outside and (batch or data.get("setup") or data.get("setter")):
        raise InputError(f"{where}: outside (capacity null) has no setup and no batch")
    return {"batch": batch, "is_outside": is_outside}


def _setter(data: dict[str, Any], names: Names, where: str) -> Need | None:
    if data.get("setter") is None:
        return None
    return read_crew([data["setter"]], f"{where}: setter", names)[0]


def _cost(value: Any, where: str) -> Profile | None:
    """Cost per working minute: an integer or a profile."""
    if value is None:
        return None
    if isinstance(value, dict):
        return _profile(value, f"{where}: cost", True)
    return Profile(((0, 1, f.as_int(value, f"{where}: cost", 0)),), period=1)


def _setup(value: Any, names: Names, where: str) -> tuple[tuple[int, ...], ...] | None:
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
        a = index_of(names.families, before, "family", where)
        for after, minutes in f.as_dict(row, f"{where} from {before}").items():
            b = index_of(names.families, after, "family", f"{where} from {before}")
            table[a][b] = f.as_int(minutes, f"{where} {before} to {after}", 0)
    return tuple(tuple(r) for r in table)


def _resources(rows: list[Any], names: Names) -> tuple[Resource, ...]:
    resources = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"resources[{i}]")
        label = add_name(
            names.resources, f.need(data, "id", f"resources[{i}]"), f"resources[{i}]"
        )
        where = f"resource {label}"
        f.only(data, frozenset(["id", "capacity", "held"]), where)
        held = data.get("held", "working")
        if held not in ("working", "through"):
            raise InputError(f"{where}: held {held!r} is not 'working' or 'through'")
        capacity = f.need(data, "capacity", where)
        if isinstance(capacity, dict):
            profile = _profile(capacity, f"{where}: capacity", True)
        else:
            units = f.as_int(capacity, f"{where}: capacity", 0)
            profile = Profile(((0, 1, units),), period=1)
        resources.append(Resource(label, profile, held == "through"))
    return tuple(resources)


def _jobs(rows: list[Any], names: Names) -> tuple[Job, ...]:
    jobs = []
    for i, row in enumerate(rows):
        data = f.as_dict(row, f"jobs[{i}]")
        label = add_name(names.jobs, f.need(data, "id", f"jobs[{i}]"), f"jobs[{i}]")
        where = f"job {label}"
        f.only(data, _JOB, where)
        due, deadline = data.get("due"), data.get("deadline")
        jobs.append(
            Job(
                label=label,
                release=f.as_int(data.get("release", 0), f"{where}: release"),
                due=None if due is None else f.as_int(due, f"{where}: due"),
                weight=f.as_int(data.get("weight", 1), f"{where}: weight", 0),
                deadline=None
                if deadline is None
                else f.as_int(deadline, f"{where}: deadline"),
            )
        )
    return tuple(jobs)


def _operations(
    data: dict[str, Any], names: Names, machines: tuple[Machine, ...]
) -> tuple[tuple[Operation, ...], tuple[tuple[int, int, int], ...]]:
    """Read operations, and the hint (the baseline where there is none)."""
    rows = f.as_list(f.need(data, "operations", "problem"), "operations")
    for i, row in enumerate(rows):
        where = f"operations[{i}]"
        add_name(names.operations, f.need(f.as_dict(row, where), "id", where), where)
    given = read_baseline(data.get("baseline", []), names)
    frozen = data.get("frozen_until")
    until = -MAX_MINUTE if frozen is None else f.as_int(frozen, "frozen_until")
    counts = [0] * len(names.jobs)
    operations = tuple(
        _operation(row, names, machines, counts, given.get(row["id"]), until)
        for row in rows
    )
    hint = _hint(data, names)
    if not hint:
        hint = tuple(
            (names.operations[label], row.machine, row.start)
            for label, row in given.items()
        )
    return operations, hint


def _operation(
    data: dict[str, Any],
    names: Names,
    machines: tuple[Machine, ...],
    counts: list[int],
    given: Placed | None,
    frozen_until: int,
) -> Operation:
    label = data["id"]
    where = f"operation {label}"
    f.only(data, _OPERATION, where)
    job = index_of(names.jobs, f.need(data, "job", where), "job", f"{where}: job")
    number = counts[job]
    counts[job] += 1
    family = data.get("family")
    alternatives: list[Alternative] = []
    rows = f.as_list(data.get("alternatives", []), f"{where}: alternatives")
    for i, row in enumerate(rows):
        alternatives.extend(_alternative(row, i, f"{where} alternative {i}", names))
    before = f.as_list(data.get("predecessors", []), f"{where}: predecessors")
    arcs = list(dict.fromkeys(read_predecessor(row, where, names) for row in before))
    arcs.sort(key=lambda arc: arc[:2])
    fixed = _fixed(data.get("fixed"), alternatives, where, names, machines)
    if fixed is None and given is not None and given.start < frozen_until:
        fixed = _frozen(given, alternatives, machines, where)
    return Operation(
        label=label,
        job=job,
        number=number,
        alternatives=tuple(alternatives),
        predecessors=tuple((p, lag) for p, lag, _ in arcs),
        release=f.as_int(data.get("release", 0), f"{where}: release"),
        family=None
        if family is None
        else index_of(names.families, family, "family", f"{where}: family"),
        fixed=fixed,
        links=tuple(link for *_, link in arcs)
        if any(link != NO_LINK for *_, link in arcs)
        else (),
        size=f.as_int(data.get("size", 1), f"{where}: size", 0),
        baseline=None if given is None else (given.machine, given.start),
    )


def _frozen(
    given: Placed,
    alternatives: list[Alternative],
    machines: tuple[Machine, ...],
    where: str,
) -> Fixed:
    """Keep an operation of the given schedule that starts in the frozen zone."""
    same = [a for a in alternatives if a.machine == given.machine]
    end = given.end
    if end is None:
        if not same:
            raise InputError(f"{where}: the baseline's machine is no alternative")
        machine = machines[given.machine]
        end = _end_of(machine, given.start, same[0].duration, where)
    demands = same[0].demands if same else ()
    return Fixed(given.machine, given.start, end, demands, given.operators)


def _alternative(row: Any, index: int, where: str, names: Names) -> list[Alternative]:
    """Read one alternative; a machine with several lanes gives several."""
    data = f.as_dict(row, where)
    f.only(data, _ALTERNATIVE, where)
    lanes = index_of(names.lanes, f.need(data, "machine", where), "machine", where)
    duration = f.as_int(f.need(data, "duration", where), f"{where}: duration", 0)
    demands: dict[int, int] = {}
    for item in f.as_list(data.get("demands", []), f"{where}: demands"):
        demand = f.as_dict(item, f"{where}: demands")
        f.only(demand, frozenset(["resource", "units"]), f"{where}: demands")
        label = f.need(demand, "resource", f"{where}: demands")
        resource = index_of(names.resources, label, "resource", f"{where}: demands")
        units = f.as_int(demand.get("units", 1), f"{where}: units", 0)
        demands[resource] = demands.get(resource, 0) + units
    pairs = tuple((r, u) for r, u in sorted(demands.items()) if u)
    crew = read_crew(data.get("crew", []), f"{where}: crew", names)
    return [Alternative(k, duration, pairs, index=index, crew=crew) for k in lanes]


def _fixed(
    row: Any,
    alternatives: list[Alternative],
    where: str,
    names: Names,
    machines: tuple[Machine, ...],
) -> Fixed | None:
    if row is None:
        return None
    where = f"{where}: fixed"
    data = f.as_dict(row, where)
    f.only(data, _FIXED, where)
    machine = lane_of(data, names, where)
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
    demands = same[0].demands if same else ()
    return Fixed(machine, start, end, demands, people_of(data, names, where))


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


def _hint(data: dict[str, Any], names: Names) -> tuple[tuple[int, int, int], ...]:
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


def _setup_warnings(machines: tuple[Machine, ...]) -> list[str]:
    """Name machines where a detour over a third family would be a shorter setup."""
    texts = []
    checked: set[tuple[tuple[int, ...], ...]] = set()
    for machine in machines:
        matrix = machine.setup
        if matrix is None or matrix in checked or len(matrix) > 60:
            continue
        checked.add(matrix)
        n = range(len(matrix))
        if any(
            matrix[a][c] > matrix[a][b] + matrix[b][c] for a in n for b in n for c in n
        ):
            texts.append(
                f"setup of machine {machine.label} breaks the triangle rule; it is "
                "used exactly as given"
            )
    return texts
