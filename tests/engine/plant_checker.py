"""Referee of `fjsp-ind/2`: judges a schedule document against a problem document.

Plain Python on the two JSON objects, minute by minute; it shares no code with the
engine. `violations(problem, schedule)` gives sentences, `terms(problem, schedule)` the
objective's terms.
"""

from collections import Counter, defaultdict


def windows_at(profile, minute):
    """Value of a profile (windows with or without units) at a minute."""
    if "then" in profile and minute >= profile["until"]:
        return windows_at(profile["then"], minute)
    at = minute % profile["period"] if "period" in profile else minute
    for row in profile["windows"]:
        if row[0] <= at < row[1]:
            return row[2] if len(row) == 3 else 1
    return 0


class Minutes:
    """Remembers the answer of each minute."""

    def __init__(self, function):
        self.function = function
        self.known = {}

    def __call__(self, minute):
        if minute not in self.known:
            self.known[minute] = self.function(minute)
        return self.known[minute]


class Case:
    """Indexed view of a problem and a schedule."""

    def __init__(self, problem, schedule):
        self.problem = problem
        self.machines = {m["id"]: m for m in problem["machines"]}
        self.jobs = {j["id"]: j for j in problem["jobs"]}
        self.operations = {o["id"]: o for o in problem["operations"]}
        self.people = {p["id"]: p for p in problem.get("operators", [])}
        self.rows = {r["operation"]: r for r in schedule["operations"]}
        self.given = {r["operation"]: r for r in problem.get("baseline", [])}
        self.is_open = {m: Minutes(self._opener(m)) for m in self.machines}

    def _opener(self, label):
        machine = self.machines[label]
        calendar = machine.get("calendar")
        profile = self.problem["calendars"][calendar] if calendar else None
        closures = machine.get("closures", [])

        def is_open(t):
            if t < 0 or any(a <= t < b for a, b in closures):
                return False
            return profile is None or windows_at(profile, t) > 0

        return is_open

    def work(self, machine, start, end):
        """Working minutes of a machine in [start, end)."""
        return [t for t in range(start, end) if self.is_open[machine](t)]

    def alternative(self, row):
        return self.operations[row["operation"]]["alternatives"][row["alternative"]]

    def is_fixed(self, label):
        op = self.operations[label]
        if op.get("fixed") is not None:
            return True
        until = self.problem.get("frozen_until")
        given = self.given.get(label)
        return until is not None and given is not None and given["start"] < until

    def free(self):
        return [r for k, r in self.rows.items() if not self.is_fixed(k)]

    def batch_of(self, row):
        """Operations that run in one oven load share this key; else the row's own."""
        machine = self.machines[row["machine"]]
        if machine.get("batch") and not self.is_fixed(row["operation"]):
            return (row["machine"], row.get("lane", 0), row["start"], row["end"])
        return ("alone", row["operation"])


def violations(problem, schedule):
    """Sentences, one for each broken rule; empty for a feasible schedule."""
    found = []
    labels = Counter(r["operation"] for r in schedule["operations"])
    wanted = {o["id"] for o in problem["operations"]}
    if set(labels) != wanted or max(labels.values()) > 1:
        return ["operations are missing, unknown or doubled"]
    case = Case(problem, schedule)
    for rule in (places, fixed_places, precedence, limits, lanes, ovens, holdings):
        found += rule(case)
    return found


def places(case):
    """Machine, calendar and duration of each operation, its crew and setters."""
    for row in case.free():
        label, machine = row["operation"], row["machine"]
        alternative = case.alternative(row)
        if alternative["machine"] != machine:
            yield f"{label}: machine {machine} is not its alternative's"
        worked = case.work(machine, row["start"], row["end"])
        if len(worked) != alternative["duration"]:
            yield f"{label}: {len(worked)} minutes, not {alternative['duration']}"
        elif worked and (worked[0], worked[-1]) != (row["start"], row["end"] - 1):
            yield f"{label}: starts or ends in closed time"
        if not case.machines[machine].get("splittable", True):
            if row["end"] - row["start"] != alternative["duration"]:
                yield f"{label}: pauses"
        crew = row.get("operators", [])
        if worked and not seated(case, alternative.get("crew", []), crew):
            yield f"{label}: crew {crew} is not what is asked"


def seated(case, crew, people):
    """Whether the named people are different and fill the crew's seats exactly."""
    seats = [need for need in crew for _ in range(need.get("count", 1))]
    if len(set(people)) != len(people) or len(people) != len(seats):
        return False

    def able(person, need):
        if "operator" in need:
            return person == need["operator"]
        level = case.people[person].get("skills", {}).get(need["skill"], -1)
        return level >= need.get("level", 0)

    def fill(k, left):
        if k == len(seats):
            return True
        return any(able(p, seats[k]) and fill(k + 1, left - {p}) for p in left)

    return fill(0, frozenset(people))


def fixed_places(case):
    """Fixed and frozen operations stay."""
    for label, row in case.rows.items():
        if not case.is_fixed(label):
            continue
        wanted = case.operations[label].get("fixed") or case.given[label]
        if (row["machine"], row["start"]) != (wanted["machine"], wanted["start"]):
            yield f"{label}: fixed, but moved"
        if "end" in wanted and row["end"] != wanted["end"]:
            yield f"{label}: fixed, but ends at {row['end']}"


def transport(case, before, after):
    table = case.problem.get("transport", {})
    start = case.machines[before].get("location")
    stop = case.machines[after].get("location")
    return table.get(start, {}).get(stop, 0)


def precedence(case):
    """Releases, lags, transport, transfer parts and longest waits."""
    for row in case.free():
        label = row["operation"]
        op = case.operations[label]
        release = max(op.get("release", 0), case.jobs[op["job"]].get("release", 0), 0)
        if row["start"] < release:
            yield f"{label}: starts before its release {release}"
        for item in op.get("predecessors", []):
            item = item if isinstance(item, dict) else {"operation": item}
            yield from arc(case, row, item)


def arc(case, row, item):
    label, before = row["operation"], case.rows[item["operation"]]
    lag = item.get("lag", 0) + transport(case, before["machine"], row["machine"])
    arrival = before["end"]
    transfer = item.get("transfer")
    if transfer and not case.is_fixed(before["operation"]):
        first = share(case.alternative(before)["duration"], transfer)
        if first:
            worked = case.work(before["machine"], before["start"], before["end"])
            arrival = worked[first - 1] + 1
        else:
            arrival = before["start"]
        rest = share(case.alternative(row)["duration"], transfer)
        here = case.work(row["machine"], max(before["end"] + lag, 0), row["end"])
        if len(here) < rest or row["end"] < before["end"] + lag:
            yield f"{label}: ends before the last part of {item['operation']} is done"
    if row["start"] < arrival + lag:
        yield f"{label}: starts before {item['operation']} arrives at {arrival + lag}"
    most = item.get("max_lag")
    if most is not None and row["start"] > before["end"] + most:
        yield f"{label}: waits too long behind {item['operation']}"


def share(duration, transfer):
    return -(-duration * transfer[0] // transfer[1])


def job_ends(case):
    ends = {}
    for row in case.rows.values():
        job = case.operations[row["operation"]]["job"]
        ends[job] = max(ends.get(job, row["end"]), row["end"])
    return ends


def limits(case):
    for job, end in job_ends(case).items():
        deadline = case.jobs[job].get("deadline")
        if deadline is not None and end > deadline:
            yield f"job {job}: ends at {end}, after its deadline {deadline}"


def setup_between(case, machine, before, after):
    """Minutes of setup from family to family (None = no need)."""
    table = case.machines[machine].get("setup") or {}
    if before is None or after is None:
        return 0
    if isinstance(table, list):
        families = case.problem["families"]
        return table[families.index(before)][families.index(after)]
    return table.get(before, {}).get(after, 0)


def lanes(case):
    """No overlap on a lane; setups in working time between, with their setters."""
    by_lane = defaultdict(dict)
    for row in case.rows.values():
        if case.machines[row["machine"]].get("capacity", 1) is None:
            continue
        lane = (row["machine"], row.get("lane", 0))
        by_lane[lane].setdefault(case.batch_of(row), []).append(row)
    for (machine, _), loads in by_lane.items():
        yield from one_lane(case, machine, list(loads.values()))


def one_lane(case, machine, loads):
    loads.sort(key=lambda rows: (rows[0]["start"], rows[0]["end"]))
    family, free = case.machines[machine].get("initial_family"), 0
    was_fixed = True
    for rows in loads:
        row = rows[0]
        label = row["operation"]
        is_fixed = case.is_fixed(label)
        mine = case.operations[label].get("family")
        if row["start"] < free and not (is_fixed and was_fixed):
            yield f"{label}: overlaps on machine {machine}"
        need = setup_between(case, machine, family, mine)
        if not (is_fixed and was_fixed):
            have = len(case.work(machine, free, row["start"]))
            if have < need:
                yield f"{label}: {have} minutes for a setup of {need}"
            if need and not is_fixed:
                yield from one_setup(case, machine, rows, free, need)
        family = family if mine is None else mine
        free, was_fixed = max(free, row["end"]), is_fixed


def one_setup(case, machine, rows, free, need):
    opener = next((r for r in rows if r.get("setup_start") is not None), None)
    if opener is None:
        if case.machines[machine].get("setter"):
            yield f"{rows[0]['operation']}: its setup has no time"
        return
    low, high = opener["setup_start"], opener["setup_end"]
    if low < free or high > opener["start"]:
        yield f"{opener['operation']}: its setup [{low}, {high}) is not in the gap"
    if len(case.work(machine, low, high)) != need:
        yield f"{opener['operation']}: its setup has not {need} minutes"
    setter = case.machines[machine].get("setter")
    if setter and not seated(case, [setter], opener.get("setters", [])):
        yield f"{opener['operation']}: setters {opener.get('setters')} cannot set up"


def ovens(case):
    """Loads of one family, one duration, within the oven's room."""
    loads = defaultdict(list)
    for row in case.free():
        if case.machines[row["machine"]].get("batch"):
            loads[case.batch_of(row)].append(row)
    for (machine, *_), rows in loads.items():
        ops = [case.operations[r["operation"]] for r in rows]
        if len({op.get("family") for op in ops}) > 1:
            yield f"oven {machine}: families are mixed at {rows[0]['start']}"
        if len({case.alternative(r)["duration"] for r in rows}) > 1:
            yield f"oven {machine}: durations are mixed at {rows[0]['start']}"
        room = case.machines[machine]["batch"]
        if len(rows) > 1 and sum(op.get("size", 1) for op in ops) > room:
            yield f"oven {machine}: too much at {rows[0]['start']}"


def holdings(case):
    """Resources and people are not used beyond what is there."""
    used, busy = defaultdict(Counter), defaultdict(Counter)
    resources = {r["id"]: r for r in case.problem.get("resources", [])}
    for label, row in case.rows.items():
        worked = case.work(row["machine"], max(row["start"], 0), row["end"])
        for item in demands_of(case, label, row):
            held = worked
            if resources[item["resource"]].get("held") == "through":
                held = range(max(held_from(case, row), 0), row["end"])
            for t in held:
                used[item["resource"]][t] += item.get("units", 1)
        for person in row.get("operators", []):
            busy[person].update(worked)
        if row.get("setters"):
            span = case.work(row["machine"], row["setup_start"], row["setup_end"])
            for person in row["setters"]:
                busy[person].update(span)
    yield from shortages(case, used, resources)
    yield from double_bookings(case, busy)


def held_from(case, row):
    """Start of what a mould is held for: the setup, if there is one."""
    if case.is_fixed(row["operation"]) or row.get("setup_start") is None:
        return row["start"]
    return row["setup_start"]


def shortages(case, used, resources):
    for label, minutes in used.items():
        capacity = resources[label]["capacity"]
        for t, units in sorted(minutes.items()):
            there = capacity
            if isinstance(capacity, dict):
                there = windows_at(capacity, t)
            if units > there:
                yield f"resource {label}: {units} units at minute {t}, {there} there"
                break


def double_bookings(case, busy):
    for label, minutes in busy.items():
        presence = case.problem["calendars"][case.people[label]["presence"]]
        for t, times in sorted(minutes.items()):
            if times > windows_at(presence, t):
                yield f"operator {label}: is needed {times} times at minute {t}"
                break


def demands_of(case, label, row):
    if not case.is_fixed(label):
        return case.alternative(row).get("demands", [])
    machine = row["machine"]
    options = case.operations[label].get("alternatives", [])
    same = [a for a in options if a["machine"] == machine]
    return same[0].get("demands", []) if same else []


def terms(problem, schedule):
    """The objective's terms before weights, by name."""
    case = Case(problem, schedule)
    ends = job_ends(case)
    names = "tardiness flow setup cost shift change moved".split()
    total = dict.fromkeys(names, 0)
    for label, end in ends.items():
        job = case.jobs[label]
        total["flow"] += end - max(job.get("release", 0), 0)
        if job.get("due") is not None:
            total["tardiness"] += job.get("weight", 1) * max(0, end - job["due"])
    seen = set()
    for row in case.free():
        key = case.batch_of(row)
        if row.get("setup_start") is not None:
            total["setup"] += row["setup_min"]
            total["cost"] += cost(case, row, row["setup_start"], row["setup_end"])
        if key not in seen:
            seen.add(key)
            total["cost"] += cost(case, row, row["start"], row["end"])
        given = case.given.get(row["operation"])
        if given is not None:
            total["shift"] += abs(row["start"] - given["start"])
            places = (row["machine"], row["start"])
            total["change"] += row["machine"] != given["machine"]
            total["moved"] += places != (given["machine"], given["start"])
    total["makespan"] = max(ends.values())
    return total


def cost(case, row, start, end):
    profile = case.machines[row["machine"]].get("cost")
    if profile is None:
        return 0
    minutes = case.work(row["machine"], start, end)
    if isinstance(profile, int):
        return profile * len(minutes)
    return sum(windows_at(profile, t) for t in minutes)


def objective(problem, schedule):
    """The weighted sum (only tardiness where the problem has no weights)."""
    weights = problem.get("objective") or {"tardiness": 1}
    values = terms(problem, schedule)
    return sum(weights.get(name, 0) * value for name, value in values.items())
