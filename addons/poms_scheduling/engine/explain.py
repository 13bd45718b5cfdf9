"""Why a schedule is as it is: chains, binding resources, slack, the worth of an hour.

All answers keep the order that the schedule has on machines and for named people, as
in the disjunctive graph of a complete selection (Roy, Sussmann 1964), with calendars
and setups. People who are only counted, tools and setters are left out of the order:
where they alone delay an operation, its reason is ``resource``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from .extras import Label
from .model import Assignment, Problem, Schedule
from .paths import links_of
from .worktime import WorkTime

HOUR = 60
FOR_EVER = 10**9


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a chain: the operation, what it waited for, and for whom.

    `reason` is ``start`` (nothing), ``release``, ``precedence``, ``machine``,
    ``person``, ``calendar`` or ``resource``; `name` is the machine or person that
    binds; `minutes` are those from the binding moment to the operation's end.
    """

    operation: int
    reason: str
    name: Label | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Hour:
    """What one more hour on a machine or person would gain, and before what."""

    name: Label
    gain: int
    operation: int | None


@dataclass(frozen=True, slots=True)
class _Arc:
    """`after` waits for `before` on a machine or person (`name`)."""

    before: int
    after: int
    kind: str
    name: Label


class Order:
    """A schedule's order: precedence, and who follows whom on machines and people."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem = problem
        self.rows = {row.operation: row for row in schedule.assignments}
        end = max(row.end for row in schedule.assignments)
        horizon = 2 * max(end, 0) + 20160
        shared: dict[object, WorkTime] = {}
        self.work: list[WorkTime] = []
        for machine in problem.machines:
            key = (machine.calendar, machine.closures, machine.splittable)
            if key not in shared:
                shared[key] = WorkTime(machine, horizon)
            self.work.append(shared[key])
        self.index = sorted(
            self.rows, key=lambda i: (self.rows[i].start, self.rows[i].end, i)
        )
        self.index = _topological(problem, self.index)
        self.into: dict[int, list[_Arc]] = defaultdict(list)
        self.out: dict[int, list[_Arc]] = defaultdict(list)
        self.load: dict[int, list[int]] = {}
        self._find_loads()
        for arc in self._arcs():
            self.into[arc.after].append(arc)
            self.out[arc.before].append(arc)
        self.successors: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for i, op in enumerate(problem.operations):
            for k, (p, _) in enumerate(op.predecessors):
                self.successors[p].append((i, k))

    def _find_loads(self) -> None:
        """Operations that run together in one oven load."""
        loads: dict[object, list[int]] = defaultdict(list)
        for i, row in self.rows.items():
            is_oven = self.problem.machines[row.machine].batch > 0
            key = (row.machine, row.start, row.end) if is_oven else i
            loads[key].append(i)
        for members in loads.values():
            for i in members:
                self.load[i] = members

    def _arcs(self) -> list[_Arc]:
        """Consecutive operations on each machine and for each person."""
        last: dict[tuple[str, int], list[int]] = {}
        arcs = []
        for i in self.index:
            row = self.rows[i]
            for kind, k, name in self._holders(row):
                ahead = last.get((kind, k), [])
                if i in ahead:
                    continue
                members = self.load[i] if kind == "machine" else [i]
                arcs += [_Arc(p, j, kind, name) for p in ahead for j in members]
                last[kind, k] = members
        return arcs

    def _holders(self, row: Assignment) -> list[tuple[str, int, Label]]:
        machine = self.problem.machines[row.machine]
        found: list[tuple[str, int, Label]] = []
        if not machine.is_outside:
            found.append(("machine", row.machine, machine.label))
        if row.worker is not None:
            found.append(("person", -1 - row.worker, row.worker))
        for o in row.operators:
            found.append(("person", o, self.problem.operators[o].label))
        return found

    def duration(self, i: int) -> int:
        """Working minutes of a free operation in the schedule."""
        row = self.rows[i]
        for alt in self.problem.operations[i].alternatives:
            if (alt.machine, alt.index) == (row.machine, row.alternative):
                if alt.worker == row.worker:
                    return alt.duration
        return row.end - row.start

    def setup(self, p: int, i: int) -> int:
        """Setup minutes between two operations that follow each other."""
        row = self.rows[i]
        matrix = self.problem.machines[row.machine].setup
        before = self.problem.operations[p].family
        after = self.problem.operations[i].family
        if matrix is None or before is None or after is None:
            return 0
        return matrix[before][after]

    def travel(self, p: int, i: int) -> int:
        """Transport minutes between the machines of two operations."""
        table = self.problem.transport
        if not table:
            return 0
        places = [self.problem.machines[self.rows[x].machine].location for x in (p, i)]
        if max(places) >= len(table):
            return 0
        return table[places[0]][places[1]]

    def free_from(self, arc: _Arc, end: int) -> int:
        """Minute from which the follower of an arc may start, its leader ending so."""
        if arc.kind != "machine":
            return end
        work = self.work[self.rows[arc.after].machine]
        ready = work.after(max(end, 0), self.setup(arc.before, arc.after))
        return FOR_EVER if ready is None else ready

    def arrival(self, i: int, k: int, start: int, end: int) -> tuple[int, int]:
        """(earliest start, earliest end) that predecessor k asks of operation i."""
        op = self.problem.operations[i]
        p, lag = op.predecessors[k]
        link = links_of(op)[k]
        gap = lag + self.travel(p, i)
        if link.transfer is None or self.problem.operations[p].fixed is not None:
            return end + gap, -FOR_EVER
        part = link.share_of(self.duration(p))
        handed = self.work[self.rows[p].machine].after(start, part)
        rest = link.share_of(self.duration(i))
        last = self.work[self.rows[i].machine].after(max(end + gap, 0), rest)
        handed = FOR_EVER if handed is None else handed
        return handed + gap, FOR_EVER if last is None else last


def _topological(problem: Problem, index: list[int]) -> list[int]:
    """Keep the order of time; at one minute predecessors come first."""
    place = {i: k for k, i in enumerate(index)}
    done: set[int] = set()
    result: list[int] = []
    for first in index:
        stack = [first]
        while stack:
            i = stack[-1]
            op = problem.operations[i]
            ahead = [
                p for p, _ in op.predecessors if p not in done and op.fixed is None
            ]
            ahead = [p for p in ahead if place[p] > place[i] or p in stack]
            if i in done:
                stack.pop()
            elif ahead:
                stack.extend(ahead)
            else:
                done.add(i)
                result.append(i)
                stack.pop()
    return result


def critical_chain(problem: Problem, schedule: Schedule, job: int) -> list[Step]:
    """The chain of operations that decides when a job ends, last one first.

    Each step's operation could not start earlier because of the next step's operation
    (the same machine or person, or precedence), until one waits only for its release,
    its calendar or a counted resource. O(chain * arcs).
    """
    order = Order(problem, schedule)
    return _chain(order, job)


def _chain(order: Order, job: int) -> list[Step]:
    ops = [i for i in order.index if order.problem.operations[i].job == job]
    if not ops:
        return []
    i: int | None = max(ops, key=lambda x: order.rows[x].end)
    steps = []
    seen: set[int] = set()
    while i is not None and i not in seen:
        seen.add(i)
        step, i = _binding(order, i)
        steps.append(step)
    return steps


def _binding(order: Order, i: int) -> tuple[Step, int | None]:
    """What holds operation i back, and the operation behind that."""
    row, op = order.rows[i], order.problem.operations[i]
    if op.fixed is not None:
        return Step(i, "start", None, row.end - row.start), None
    options: list[tuple[int, int, str, Label | None, int | None]] = []
    release = max(0, op.release, order.problem.jobs[op.job].release)
    options.append((release, 0, "release" if release else "start", None, None))
    for k, (p, _) in enumerate(op.predecessors):
        before = order.rows[p]
        ready, least = order.arrival(i, k, before.start, before.end)
        if least > -FOR_EVER:
            back = order.work[row.machine].fit_back(least, order.duration(i))
            ready = max(ready, back or 0)
        options.append((ready, 1, "precedence", None, p))
    for arc in order.into[i]:
        ready = order.free_from(arc, order.rows[arc.before].end)
        options.append((ready, 2, arc.kind, arc.name, arc.before))
    ready, _, reason, name, before_i = max(options, key=lambda x: (x[0], x[1]))
    found = order.work[row.machine].fit(ready, order.duration(i))
    minutes = row.end - min(ready, row.end)
    if found is not None and row.start > found[0]:
        return Step(i, "resource", None, minutes), before_i
    if row.start > ready and reason in ("start", "release"):
        reason, name = "calendar", order.problem.machines[row.machine].label
    return Step(i, reason, name, minutes), before_i


def binding_resource(
    problem: Problem, schedule: Schedule, job: int
) -> tuple[Label, int] | None:
    """The machine or person whose queue holds a job up longest, with those minutes.

    The minutes are the durations of the other operations on the chain in front of
    which an operation waited for that machine or person. None: nobody made it wait.
    """
    order = Order(problem, schedule)
    waits: dict[Label, int] = defaultdict(int)
    chain = _chain(order, job)
    for step, ahead in zip(chain, chain[1:], strict=False):
        if step.reason in ("machine", "person") and step.name is not None:
            before = order.rows[ahead.operation]
            waits[step.name] += before.end - before.start
    if not waits:
        return None
    return max(waits.items(), key=lambda item: item[1])


def slacks(problem: Problem, schedule: Schedule) -> list[int | None]:
    """Minutes by which each operation's start may slip without making any job later.

    A job may end at its due date or where it ends now, whichever is later (jobs without
    due date: at the schedule's end). Everything behind slips along in the same order.
    None for fixed operations. One backward pass, O((n + arcs) log windows).
    """
    order = Order(problem, schedule)
    last_start: dict[int, int] = {}
    last_end: dict[int, int] = {}
    limits = _limits(problem, schedule)
    for i in reversed(order.index):
        op = problem.operations[i]
        if op.fixed is not None:
            last_start[i] = order.rows[i].start
            last_end[i] = order.rows[i].end
    done: set[int] = set()
    for i in reversed(order.index):
        if i in last_end or i in done:
            continue
        members = order.load[i]
        starts = []
        for j in members:
            starts.append(_latest_start(order, j, limits, last_start, last_end))
        for j in members:
            work = order.work[order.rows[j].machine]
            last_start[j] = min(starts)
            found = work.fit(last_start[j], order.duration(j))
            last_end[j] = order.rows[j].end if found is None else found[1]
            done.add(j)
    return [
        None if op.fixed is not None else max(0, last_start[i] - order.rows[i].start)
        for i, op in enumerate(problem.operations)
    ]


def _limits(problem: Problem, schedule: Schedule) -> list[int]:
    """Latest end per job that makes nothing worse."""
    ends: dict[int, int] = {}
    for row in schedule.assignments:
        j = problem.operations[row.operation].job
        ends[j] = max(ends.get(j, row.end), row.end)
    limits = []
    for j, job in enumerate(problem.jobs):
        now = ends.get(j, 0)
        due = schedule.makespan if job.due is None else min(job.due, FOR_EVER)
        limit = max(now, due)
        limits.append(
            limit if job.deadline is None else min(limit, max(now, job.deadline))
        )
    return limits


def _latest_start(
    order: Order,
    i: int,
    limits: list[int],
    last_start: dict[int, int],
    last_end: dict[int, int],
) -> int:
    """Latest start of operation i, what follows it being known."""
    op, row = order.problem.operations[i], order.rows[i]
    end = limits[op.job]
    most = FOR_EVER
    for arc in order.out[i]:
        limit = last_start[arc.after]
        if arc.kind == "machine":
            work = order.work[row.machine]
            before = work.before(limit, order.setup(i, arc.after))
            limit = row.end if before is None else before
        end = min(end, limit)
    for s, k in order.successors[i]:
        after = order.problem.operations[s]
        if after.fixed is not None:
            continue
        gap = after.predecessors[k][1] + order.travel(i, s)
        link = links_of(after)[k]
        if link.transfer is None:
            end = min(end, last_start[s] - gap)
            continue
        rest = link.share_of(order.duration(s))
        final = order.work[order.rows[s].machine].before(last_end[s], rest)
        end = min(end, (row.end if final is None else final) - gap)
        part = link.share_of(order.duration(i))
        first = order.work[row.machine].before(last_start[s] - gap, part)
        most = min(most, row.start if first is None else first)
    for k, link in enumerate(links_of(op)):
        if link.max_lag is not None:
            most = min(most, order.rows[op.predecessors[k][0]].end + link.max_lag)
    start = order.work[row.machine].fit_back(end, order.duration(i))
    return max(row.start, min(most, row.start if start is None else start))


def retimed(
    order: Order, easier: tuple[int, int] | None = None, minutes: int = 0
) -> dict[int, tuple[int, int]]:
    """Start and end of all operations, as early as the order allows.

    `easier` = (before, after): for this pair on a machine or person the follower may
    start so many `minutes` earlier.
    """
    times: dict[int, tuple[int, int]] = {}
    for i in order.index:
        if i in times:
            continue
        if order.problem.operations[i].fixed is not None:
            times[i] = (order.rows[i].start, order.rows[i].end)
            continue
        members = order.load[i]
        ready = max(_ready(order, j, times, easier, minutes) for j in members)
        for j in members:
            work = order.work[order.rows[j].machine]
            found = work.fit(ready, order.duration(j))
            times[j] = (order.rows[j].start, order.rows[j].end)
            if found is not None:
                times[j] = found
    return times


def _ready(
    order: Order,
    i: int,
    times: dict[int, tuple[int, int]],
    easier: tuple[int, int] | None,
    minutes: int,
) -> int:
    op = order.problem.operations[i]
    ready = max(0, op.release, order.problem.jobs[op.job].release)
    for k, (p, _) in enumerate(op.predecessors):
        start, least = order.arrival(i, k, *times[p])
        ready = max(ready, start)
        if least > -FOR_EVER:
            work = order.work[order.rows[i].machine]
            found = work.fit(ready, order.duration(i))
            while found is not None and found[1] < least:
                back = work.fit_back(least, order.duration(i))
                ready = max(back or 0, found[0] + 1)
                found = work.fit(ready, order.duration(i))
    for arc in order.into[i]:
        if arc.before in times:
            free = order.free_from(arc, times[arc.before][1])
            if easier == (arc.before, arc.after):
                free -= minutes
            ready = max(ready, free)
    return ready


def _value(problem: Problem, times: dict[int, tuple[int, int]]) -> int:
    """Weighted tardiness, or the makespan where no job has a due date."""
    ends: dict[int, int] = {}
    for i, (_, end) in times.items():
        job = problem.operations[i].job
        ends[job] = max(ends.get(job, end), end)
    if not problem.has_due_dates:
        return max(ends.values())
    return sum(
        problem.jobs[j].weight * max(0, end - due)
        for j, end in ends.items()
        if (due := problem.jobs[j].due) is not None
    )


def hour_values(
    problem: Problem, schedule: Schedule, minutes: int = HOUR
) -> list[Hour]:
    """What one more hour gains on each machine and person, the most valuable first.

    The hour is put where it helps most: in front of one operation, which may then start
    that much before its machine or person is done with the one ahead. Gain in the
    objective's units: weighted minutes of tardiness, or minutes of makespan where no
    job has a due date. Only pairs that bind are tried, O(binding pairs * n).
    """
    order = Order(problem, schedule)
    times = retimed(order)
    now = _value(problem, times)
    best: dict[Label, Hour] = {}
    for arcs in order.into.values():
        for arc in arcs:
            best.setdefault(arc.name, Hour(arc.name, 0, None))
            free = order.free_from(arc, times[arc.before][1])
            if times[arc.after][0] < free:
                continue
            slow = _ready_without(order, arc, times)
            if slow >= times[arc.after][0]:
                continue
            pair = (arc.before, arc.after)
            gain = now - _value(problem, retimed(order, pair, minutes))
            if gain > best[arc.name].gain:
                best[arc.name] = Hour(arc.name, gain, arc.after)
    return sorted(best.values(), key=lambda hour: (-hour.gain, str(hour.name)))


def _ready_without(order: Order, arc: _Arc, times: dict[int, tuple[int, int]]) -> int:
    """When the follower of an arc could start if the arc were not there."""
    pair = (arc.before, arc.after)
    return _ready(order, arc.after, times, pair, FOR_EVER)
