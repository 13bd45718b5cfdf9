"""A slow, independent reading of FORMAT.md: which rules does a schedule break?

Minute by minute with sets; shares nothing with the engine but its dataclasses.
"""


def working_minutes(machine, horizon):
    """The set of working minutes of a machine in [0, horizon)."""
    closed = {t for a, b in machine.closures for t in range(max(a, 0), min(b, horizon))}
    return {t for t in range(horizon) if units_at(machine.calendar, t)} - closed


def units_at(profile, minute):
    """Units of a profile at a minute."""
    if profile.then is not None and minute >= profile.until:
        return units_at(profile.then, minute)
    at = minute if profile.period is None else minute % profile.period
    return next((u for a, b, u in profile.windows if a <= at < b), 0)


def violations(problem, schedule):
    """Sentences, one for each broken rule; empty for a feasible schedule."""
    rows = {row.operation: row for row in schedule.assignments}
    horizon = max(row.end for row in rows.values()) + 1
    minutes = [working_minutes(m, horizon) for m in problem.machines]
    found = []
    if sorted(rows) != list(range(len(problem.operations))):
        return ["operations are missing or doubled"]
    found += _own_rules(problem, rows, minutes)
    found += _machine_rules(problem, rows, minutes)
    found += _resource_rules(problem, rows, minutes, horizon)
    return found


def _chosen(op, row):
    return next(
        a
        for a in op.alternatives
        if (a.machine, a.index, a.worker) == (row.machine, row.alternative, row.worker)
    )


def _own_rules(problem, rows, minutes):
    for i, op in enumerate(problem.operations):
        row = rows[i]
        if op.fixed is not None:
            place = (op.fixed.machine, op.fixed.start, op.fixed.end)
            if (row.machine, row.start, row.end) != place:
                yield f"{op.label}: fixed, but moved"
            continue
        ready = max(0, op.release, problem.jobs[op.job].release)
        ready = max([ready, *(rows[p].end + lag for p, lag in op.predecessors)])
        if row.start < ready:
            yield f"{op.label}: starts before {ready}"
        time = _chosen(op, row).duration
        worked = [t for t in range(row.start, row.end) if t in minutes[row.machine]]
        if len(worked) != time:
            yield f"{op.label}: works {len(worked)} minutes, not {time}"
        if time and (worked[0] != row.start or worked[-1] != row.end - 1):
            yield f"{op.label}: starts or ends outside working time"
        if not problem.machines[row.machine].splittable and row.end - row.start != time:
            yield f"{op.label}: pauses"


def _machine_rules(problem, rows, minutes):
    for m, machine in enumerate(problem.machines):
        here = [i for i, row in rows.items() if row.machine == m]
        here = [i for i in here if rows[i].end > rows[i].start]
        here.sort(key=lambda i: rows[i].start)
        family, free = machine.initial_family, 0
        is_free_fixed = True
        for i in here:
            op, row = problem.operations[i], rows[i]
            both_fixed = op.fixed is not None and is_free_fixed
            if row.start < free and not both_fixed:
                yield f"{op.label}: overlaps on machine {m}"
            need = 0
            if machine.setup and family is not None and op.family is not None:
                need = machine.setup[family][op.family]
            have = sum(1 for t in range(free, row.start) if t in minutes[m])
            if have < need and not both_fixed:
                yield f"{op.label}: setup {have} of {need} minutes"
            family = family if op.family is None else op.family
            free, is_free_fixed = row.end, op.fixed is not None


def _resource_rules(problem, rows, minutes, horizon):
    used = [[0] * horizon for _ in problem.resources]
    people = {}
    for i, op in enumerate(problem.operations):
        row = rows[i]
        chosen = op.fixed if op.fixed is not None else _chosen(op, row)
        if op.fixed is None and chosen.worker is not None:
            for t in range(row.start, row.end):
                if people.setdefault((chosen.worker, t), i) != i:
                    yield f"{op.label}: worker {chosen.worker} is busy at {t}"
        for r, units in chosen.demands:
            for t in range(max(row.start, 0), row.end):
                if t in minutes[row.machine]:
                    used[r][t] += units
    for r, resource in enumerate(problem.resources):
        for t, units in enumerate(used[r]):
            if units > units_at(resource.capacity, t):
                yield f"resource {resource.label}: {units} units at minute {t}"
                break


def figures(problem, schedule):
    """(weighted tardiness, makespan) of a schedule, computed anew."""
    ends = {}
    for row in schedule.assignments:
        job = problem.operations[row.operation].job
        ends[job] = max(ends.get(job, row.end), row.end)
    late = sum(
        job.weight * max(0, ends[j] - job.due)
        for j, job in enumerate(problem.jobs)
        if job.due is not None and j in ends
    )
    return late, max(ends.values())
