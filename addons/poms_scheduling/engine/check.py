"""Questions about single operations that need no search: can they be done at all?"""

from __future__ import annotations

from math import lcm

from .extras import Need
from .model import Alternative, Assignment, Machine, Operation, Problem, Profile
from .worktime import open_intervals

Demands = tuple[tuple[int, int], ...]
Group = tuple[int, Demands, tuple[Need, ...], int, int]


def unusable_operations(problem: Problem) -> dict[int, dict[int, str]]:
    """Alternatives that never fit, even alone: ``{operation: {position: reason}}``.

    Proof: behind the last closure, absolute window and release, calendars and
    capacities only repeat, so one full cycle behind it (twice the duration in work)
    shows every possibility. The longest of each machine and demand is looked at
    first, so that mostly O(machines * demands * windows).
    """
    groups: dict[Group, list[tuple[int, int]]] = {}
    endless: dict[tuple[int, Demands, tuple[Need, ...]], bool] = {}
    for i, op in enumerate(problem.operations):
        if op.fixed is not None:
            continue
        for k, alt in enumerate(op.alternatives):
            who = (alt.machine, alt.demands, alt.crew)
            if who not in endless:
                endless[who] = _is_endless(problem, alt)
            late = 0 if endless[who] else _release(problem, op)
            key = (*who, op.size, late)
            groups.setdefault(key, []).append((i, k))
    result: dict[int, dict[int, str]] = {}
    for (machine, _, _, size, late), members in groups.items():
        room = problem.machines[machine].batch
        if room and size > room:
            text = f"size {size} is above the room {room} of machine "
            for i, k in members:
                label = problem.machines[machine].label
                result.setdefault(i, {})[k] = f"{text}{label}"
            continue
        alternatives = [problem.operations[i].alternatives[k] for i, k in members]
        longest = max(alternatives, key=lambda alt: alt.duration)
        if _never_fits(problem, longest, late) is None:
            continue
        for (i, k), alt in zip(members, alternatives, strict=True):
            reason = _never_fits(problem, alt, late)
            if reason is not None:
                result.setdefault(i, {})[k] = reason
    return result


def _is_endless(problem: Problem, alt: Alternative) -> bool:
    """Whether all that an alternative needs goes on for ever, release or not."""
    machine = problem.machines[alt.machine]
    profiles = [machine.calendar, *_profiles(problem, alt)]
    return all(p.period is not None or p.then is not None for p in profiles)


def _release(problem: Problem, op: Operation) -> int:
    return max(0, op.release, problem.jobs[op.job].release)


def _never_fits(problem: Problem, alt: Alternative, release: int) -> str | None:
    """Give the reason why an alternative cannot be done from `release` on, or None."""
    machine = problem.machines[alt.machine]
    profiles = _profiles(problem, alt)
    if _is_constant(machine.calendar) and not machine.closures and not profiles:
        return None
    horizon = _horizon(machine, profiles, alt.duration, release)
    windows = [(max(a, release), b) for a, b in open_intervals(machine, horizon)]
    windows = [(a, b) for a, b in windows if a < b]
    name = f"machine {machine.label}"
    if not windows:
        return f"{name} never works"
    if not machine.splittable:
        longest = max(b - a for a, b in windows)
        if longest < alt.duration:
            return (
                f"{alt.duration} minutes without a pause are needed, but {name} works "
                f"at most {longest} minutes in a row"
            )
    elif sum(b - a for a, b in windows) < alt.duration:
        return f"{name} has no {alt.duration} working minutes in its calendar"
    reason = _short_of_units(problem, alt)
    if reason is not None:
        return reason
    return _no_common_time(problem, alt, machine, windows, horizon)


def _profiles(problem: Problem, alt: Alternative) -> list[Profile]:
    """Presence of all that an alternative needs beside its machine."""
    people = sorted({o for need in alt.crew for o in need.operators})
    return [
        *(problem.resources[r].capacity for r, _ in alt.demands),
        *(problem.operators[o].presence for o in people),
    ]


def _is_constant(profile: Profile) -> bool:
    return len(profile.windows) == 1 and profile.windows[0][:2] == (0, profile.period)


def _horizon(
    machine: Machine, profiles: list[Profile], duration: int, release: int
) -> int:
    """A minute behind which nothing new happens."""
    every = [machine.calendar, *profiles]
    settled = max(
        [release, *(p.settled_at for p in every), *(b for _, b in machine.closures)]
    )
    cycle = min(lcm(*(p.cycle for p in every)), 20 * 10080)
    share = sum(b - a for a, b, _ in machine.calendar.intervals(settled + cycle))
    stretch = (
        duration * (settled + cycle) // max(share, 1)
        if machine.splittable
        else duration
    )
    return settled + 2 * cycle + min(2 * stretch, 10**7) + duration


def _short_of_units(problem: Problem, alt: Alternative) -> str | None:
    for r, units in alt.demands:
        resource = problem.resources[r]
        most = max((u for _, _, u in _all_windows(resource.capacity)), default=0)
        if most < units:
            return (
                f"{units} of resource {resource.label} are needed, but at most "
                f"{most} are ever there"
            )
    return None


def _all_windows(profile: Profile) -> list[tuple[int, int, int]]:
    windows = list(profile.windows)
    return windows + _all_windows(profile.then) if profile.then else windows


def _no_common_time(
    problem: Problem,
    alt: Alternative,
    machine: Machine,
    windows: list[tuple[int, int]],
    horizon: int,
) -> str | None:
    """Whether the resources are never there during enough working minutes in a row.

    The working minutes before, between and after a shortage form runs; one run must
    hold the whole duration (within one window where the machine may not pause).
    """
    for r, units in alt.demands:
        resource = problem.resources[r]
        if _is_constant(resource.capacity):
            continue
        there = [
            (a, b) for a, b, u in resource.capacity.intervals(horizon) if u >= units
        ]
        if _longest_run(windows, there, machine.splittable) < max(alt.duration, 1):
            return (
                f"resource {resource.label} is never there for {alt.duration} working "
                f"minutes of machine {machine.label} in a row"
            )
    return _no_crew(problem, alt, machine, windows, horizon)


def _no_crew(
    problem: Problem,
    alt: Alternative,
    machine: Machine,
    windows: list[tuple[int, int]],
    horizon: int,
) -> str | None:
    """Whether a need has too few people who are there long enough in a row."""
    for need in alt.crew:
        able = 0
        for o in need.operators:
            spans = problem.operators[o].presence.intervals(horizon)
            there = [(a, b) for a, b, units in spans if units]
            run = _longest_run(windows, there, machine.splittable)
            able += run >= max(alt.duration, 1)
        if able < need.count:
            return (
                f"{need.count} people are needed for {alt.duration} working minutes "
                f"of machine {machine.label} in a row, {able} are ever there so long"
            )
    return None


def _longest_run(
    windows: list[tuple[int, int]], there: list[tuple[int, int]], may_pause: bool
) -> int:
    """Longest run of working minutes (`windows`) all covered by `there`."""
    best = run = 0
    k = 0
    for a, b in windows:
        if not may_pause:
            run = 0
        at = a
        while k < len(there) and there[k][1] <= a:
            k += 1
        p = k
        while at < b:
            if p == len(there) or there[p][0] >= b:
                run = 0
                break
            low, high = max(there[p][0], at), min(there[p][1], b)
            if low > at:
                run = 0
            run += high - low
            best = max(best, run)
            at = high
            p += 1
    return best


def broken_limits(
    problem: Problem, assignments: tuple[Assignment, ...]
) -> tuple[str, ...]:
    """Name the deadlines and longest waits that a schedule does not keep."""
    rows = {row.operation: row for row in assignments}
    texts = []
    ends: dict[int, int] = {}
    for i, op in enumerate(problem.operations):
        ends[op.job] = max(ends.get(op.job, rows[i].end), rows[i].end)
        for (before, _), link in zip(op.predecessors, op.links, strict=False):
            waited = rows[i].start - rows[before].end
            if link.max_lag is not None and waited > link.max_lag and op.fixed is None:
                texts.append(
                    f"operation {op.label} waits {waited} minutes behind operation "
                    f"{problem.operations[before].label}, not {link.max_lag}"
                )
    for j, job in enumerate(problem.jobs):
        if job.deadline is not None and ends.get(j, job.deadline) > job.deadline:
            texts.append(
                f"job {job.label} ends at {ends[j]}, after its deadline {job.deadline}"
            )
    return tuple(texts)
