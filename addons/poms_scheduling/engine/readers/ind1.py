"""Reader of the industrial format ``fjsp-ind/1`` (benchmark's text, section 1)."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..model import (
    Alternative,
    Job,
    Machine,
    Operation,
    Problem,
    Profile,
    Resource,
)
from .fields import as_bool, as_dict, as_int, as_list, need, profile_of, windows_of


def read_ind1(data: dict[str, Any]) -> Problem:
    """Read a parsed ``fjsp-ind/1`` object.

    Raises
    ------
    InputError
        Names the machine, skill, job or operation and the value at fault.
    """
    name = need(data, "name", "problem")
    period = as_int(need(data, "period", "problem"), "period", 1)
    calendars = {
        key: profile_of(
            windows_of(value, f"calendar {key}", False), f"calendar {key}", period
        )
        for key, value in as_dict(
            need(data, "calendars", "problem"), "calendars"
        ).items()
    }
    skills: dict[int, int] = {}
    resources = []
    for i, item in enumerate(as_list(data.get("skills", []), "skills")):
        skill = as_dict(item, f"skills[{i}]")
        label = as_int(need(skill, "id", f"skills[{i}]"), f"skills[{i}]: id")
        if label in skills:
            raise InputError(f"skills[{i}]: id {label} occurs twice")
        skills[label] = i
        windows = windows_of(
            need(skill, "capacity", f"skill {label}"), f"skill {label}", True
        )
        where = f"skill {label}: capacity"
        resources.append(
            Resource(label, profile_of(tuple(sorted(windows)), where, period))
        )
    raw_machines = as_list(need(data, "machines", "problem"), "machines")
    machines = tuple(_machine(m, i, calendars) for i, m in enumerate(raw_machines))
    jobs: list[Job] = []
    operations: list[Operation] = []
    for j, item in enumerate(as_list(need(data, "jobs", "problem"), "jobs")):
        jobs.append(_job(as_dict(item, f"jobs[{j}]"), j))
        _add_operations(item, j, skills, len(machines), operations)
    return Problem(
        name=str(name),
        format="fjsp-ind",
        jobs=tuple(jobs),
        operations=tuple(operations),
        machines=machines,
        resources=tuple(resources),
    )


def _machine(value: Any, index: int, calendars: dict[str, Profile]) -> Machine:
    where = f"machine {index}"
    data = as_dict(value, where)
    if as_int(need(data, "id", where), f"{where}: id") != index:
        raise InputError(f"{where}: id {data['id']} is not its position")
    calendar = need(data, "calendar", where)
    if not isinstance(calendar, str) or calendar not in calendars:
        raise InputError(f"{where}: no calendar {calendar!r}")
    closures = windows_of(data.get("closures", []), f"{where}: closures", False)
    raw = as_list(data.get("setup") or [], f"{where}: setup")
    setup = tuple(
        tuple(as_int(x, f"{where}: setup", 0) for x in as_list(row, f"{where}: setup"))
        for row in raw
    )
    family = data.get("initial_family")
    return Machine(
        label=index,
        calendar=calendars[calendar],
        closures=tuple((a, b) for a, b, _ in closures),
        splittable=as_bool(data.get("splittable", True), f"{where}: splittable"),
        initial_family=None
        if family is None
        else as_int(family, f"{where}: family", 0),
        setup=setup or None,
    )


def _job(data: dict[str, Any], index: int) -> Job:
    where = f"job {index}"
    if as_int(need(data, "id", where), f"{where}: id") != index:
        raise InputError(f"{where}: id {data['id']} is not its position")
    return Job(
        label=index,
        release=as_int(data.get("release", 0), f"{where}: release"),
        due=as_int(need(data, "due", where), f"{where}: due"),
        weight=as_int(data.get("weight", 1), f"{where}: weight", 0),
    )


def _add_operations(
    job: dict[str, Any],
    j: int,
    skills: dict[int, int],
    n_machines: int,
    operations: list[Operation],
) -> None:
    """Append a job's route to `operations` (changed in place)."""
    for k, item in enumerate(as_list(need(job, "ops", f"job {j}"), f"job {j}: ops")):
        where = f"job {j} op {k}"
        data = as_dict(item, where)
        family = data.get("family")
        raw = as_list(need(data, "alternatives", where), f"{where}: alternatives")
        index = len(operations)
        operations.append(
            Operation(
                label=f"{j}.{k}",
                job=j,
                number=k,
                alternatives=tuple(
                    _alternative(a, i, where, skills, n_machines)
                    for i, a in enumerate(raw)
                ),
                predecessors=((index - 1, 0),) if k else (),
                family=None
                if family is None
                else as_int(family, f"{where}: family", 0),
            )
        )


def _alternative(
    value: Any, index: int, where: str, skills: dict[int, int], n_machines: int
) -> Alternative:
    where = f"{where} alternative {index}"
    data = as_dict(value, where)
    machine = as_int(need(data, "machine", where), f"{where}: machine", 0)
    if machine >= n_machines:
        raise InputError(f"{where}: no machine {machine}")
    duration = as_int(need(data, "duration", where), f"{where}: duration", 0)
    skill = data.get("skill")
    units = as_int(data.get("operators", 0), f"{where}: operators", 0)
    demands: tuple[tuple[int, int], ...] = ()
    if skill is not None and units:
        if skill not in skills:
            raise InputError(f"{where}: no skill {skill!r}")
        demands = ((skills[skill], units),)
    return Alternative(machine, duration, demands, index=index)
