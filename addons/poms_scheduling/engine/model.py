"""The scheduling problem and its answer: frozen dataclasses, checked at construction.

All times are integer minutes from the horizon's start (minute 0); intervals are half
open. Indices are 0-based positions in the tuples of `Problem`. The exact semantics are
those of ``FORMAT.md`` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import InputError
from .extras import Label, Link, Need, Weights

MAX_MINUTE = 10**8


@dataclass(frozen=True, slots=True)
class Profile:
    """Capacity over time: a calendar (units 0 or 1) or people present (units n).

    Parameters
    ----------
    windows
        Sorted, disjoint ``(start, end, units)``; 0 units outside. Absolute, or within
        one period when `period` is given.
    period
        Length of the repeated pattern in minutes, or None for absolute windows.
    until
        For absolute windows: the minute from which `then` holds.
    then
        A periodic profile that follows absolute windows, or None (0 units for ever).

    Raises
    ------
    InputError
        If a window is empty, overlaps another one or leaves its period.
    """

    windows: tuple[tuple[int, int, int], ...]
    period: int | None = None
    until: int | None = None
    then: Profile | None = None

    def __post_init__(self) -> None:
        """Check the order of the windows and the period."""
        last = 0 if self.period is not None else -MAX_MINUTE
        for start, end, units in self.windows:
            if start >= end:
                raise InputError(f"window [{start}, {end}) is empty")
            if start < last:
                raise InputError(f"window [{start}, {end}) overlaps an earlier one")
            if units < 0:
                raise InputError(f"window [{start}, {end}) has {units} units")
            last = end
        if self.period is not None:
            if self.period <= 0:
                raise InputError(f"period {self.period} is not positive")
            if last > self.period:
                raise InputError(f"a window ends at {last}, after {self.period}")
        elif last > MAX_MINUTE:
            raise InputError(f"a window ends at {last}, after minute {MAX_MINUTE}")
        if self.then is not None and (self.until is None or self.until < last):
            raise InputError(f"'until' {self.until} is before the last window's end")

    def intervals(self, horizon: int) -> list[tuple[int, int, int]]:
        """Give the windows within ``[0, horizon)``, touching equal ones merged."""
        merged: list[tuple[int, int, int]] = []
        for start, end, units in self._raw(0, horizon):
            if units == 0:
                continue
            if merged and merged[-1][1] == start and merged[-1][2] == units:
                merged[-1] = (merged[-1][0], end, units)
            else:
                merged.append((start, end, units))
        return merged

    def _raw(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        stop = end if self.then is None else min(end, self.until or 0)
        if self.period is None:
            for a, b, units in self.windows:
                if max(a, begin) < min(b, stop):
                    yield max(a, begin), min(b, stop), units
        elif self.windows and self.windows[0][:2] == (0, self.period):
            yield begin, stop, self.windows[0][2]
        else:
            for k in range(begin // self.period, stop // self.period + 1):
                for a, b, units in self.windows:
                    low, high = k * self.period + a, k * self.period + b
                    if max(low, begin) < min(high, stop):
                        yield max(low, begin), min(high, stop), units
        if self.then is not None and stop < end:
            yield from self.then._raw(max(stop, begin), end)

    @property
    def settled_at(self) -> int:
        """First minute from which the profile only repeats itself."""
        if self.period is not None:
            return 0
        return max(self.until or 0, self.windows[-1][1] if self.windows else 0)

    @property
    def cycle(self) -> int:
        """Length of the pattern that repeats after `settled_at` (1 = constant)."""
        if self.then is not None:
            return self.then.cycle
        return self.period or 1


ALWAYS = Profile(windows=((0, 1, 1),), period=1)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine (or one lane of a machine with parallel capacity).

    Parameters
    ----------
    label
        Name used in answers.
    calendar
        Working time before closures, units 1.
    closures
        Absolute intervals without work.
    splittable
        Whether an operation may pause over closed time.
    initial_family
        Family set up at minute 0; None: the first setup is free.
    setup
        Minutes of setup, ``setup[earlier family][later family]``, or None for none.
    lane
        0-based number among identical lanes of the same label.
    location
        Row and column of the machine in ``Problem.transport``.
    setter
        Who must be there during a setup; None: nobody.
    batch
        Room for operations that run together (an oven); 0: one by one.
    is_outside
        Whether any number of operations runs at once (a supplier's lead time).
    cost
        Cost per working minute over time; None: none.
    """

    label: Label
    calendar: Profile = ALWAYS
    closures: tuple[tuple[int, int], ...] = ()
    splittable: bool = True
    initial_family: int | None = None
    setup: tuple[tuple[int, ...], ...] | None = None
    lane: int = 0
    location: int = 0
    setter: Need | None = None
    batch: int = 0
    is_outside: bool = False
    cost: Profile | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A renewable resource: a skill with so many people, a tool, a mould.

    Held during working minutes, or, `is_held_through`, from the setup's start to the
    operation's end with all pauses.
    """

    label: Label
    capacity: Profile
    is_held_through: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A named person and the times of presence (units 0 or 1)."""

    label: Label
    presence: Profile


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to do an operation.

    Parameters
    ----------
    machine, worker
        Indices; worker None: needs no named worker. A worker is disjunctive.
    duration
        Working minutes on the machine, at least 0.
    demands
        ``(resource index, units)`` held during the working minutes.
    index
        Position in the input's list of alternatives, kept for the answer.
    crew
        Named people during the working minutes, the same ones from start to end.
    """

    machine: int
    duration: int
    demands: tuple[tuple[int, int], ...] = ()
    worker: int | None = None
    index: int = 0
    crew: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A place in the plan that the engine must keep: machine index and minutes."""

    machine: int
    start: int
    end: int
    demands: tuple[tuple[int, int], ...] = ()
    operators: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A step of a job.

    Parameters
    ----------
    job
        Index of the job.
    alternatives
        Ways to do it; empty only if `fixed`.
    predecessors
        ``(operation index, minimum lag in minutes)``, of any job.
    release
        Earliest start; negative counts as 0.
    family
        Setup family; None: no setup, and the machine keeps its family.
    links
        One for each of `predecessors`, or empty when none asks anything more.
    size
        Units of room in a batch.
    baseline
        ``(machine index, start)`` in the given schedule; None: not in it.
    """

    label: Label
    job: int
    number: int
    alternatives: tuple[Alternative, ...]
    predecessors: tuple[tuple[int, int], ...] = ()
    release: int = 0
    family: int | None = None
    fixed: Fixed | None = None
    links: tuple[Link, ...] = ()
    size: int = 1
    baseline: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A customer's or production order.

    Due None means that it cannot be late; `deadline` is a due date that must be kept.
    """

    label: Label
    release: int = 0
    due: int | None = None
    weight: int = 1
    deadline: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A complete scheduling problem.

    Raises
    ------
    InputError
        For a wrong index, a negative duration, an operation without a machine, or
        precedence that runs in a circle; the text names the operation.
    """

    name: str
    format: str
    jobs: tuple[Job, ...]
    operations: tuple[Operation, ...]
    machines: tuple[Machine, ...]
    resources: tuple[Resource, ...] = ()
    n_workers: int = 0
    hint: tuple[tuple[int, int, int], ...] = ()
    warnings: tuple[str, ...] = field(default=())
    operators: tuple[Operator, ...] = ()
    transport: tuple[tuple[int, ...], ...] = ()
    objective: Weights | None = None

    def __post_init__(self) -> None:
        """Check every index and number once, so that nothing after has to."""
        if not self.operations:
            raise InputError("the problem has no operations")
        for job in self.jobs:
            _check_number(job.weight, f"job {job.label}: weight")
        n_families = _check_machines(self.machines)
        for op in self.operations:
            self._check_operation(op, n_families)
        order = topological_order(self.operations)
        if len(order) < len(self.operations):
            rest = sorted(set(range(len(self.operations))) - set(order))
            names = ", ".join(str(self.operations[i].label) for i in rest[:5])
            raise InputError(f"precedence runs in a circle through operations {names}")

    def _check_operation(self, op: Operation, n_families: int) -> None:
        where = f"operation {op.label}"
        _check_index(op.job, len(self.jobs), f"{where}: job")
        if op.family is not None and n_families:
            _check_index(op.family, n_families, f"{where}: family")
        for index, lag in op.predecessors:
            _check_index(index, len(self.operations), f"{where}: predecessor")
            _check_number(lag, f"{where}: lag")
        if not op.alternatives and op.fixed is None:
            raise InputError(f"{where}: no eligible machine")
        for alt in op.alternatives:
            _check_index(alt.machine, len(self.machines), f"{where}: machine")
            _check_number(alt.duration, f"{where}: duration")
            if alt.worker is not None:
                _check_index(alt.worker, self.n_workers, f"{where}: worker")
            for resource, units in alt.demands:
                _check_index(resource, len(self.resources), f"{where}: resource")
                _check_number(units, f"{where}: units")
        if op.fixed is not None:
            _check_index(op.fixed.machine, len(self.machines), f"{where}: machine")
            if op.fixed.end < op.fixed.start:
                raise InputError(f"{where}: fixed end is before its start")

    @property
    def is_plain(self) -> bool:
        """Whether machines, setups, calendars and counted resources describe it all."""
        return not (
            self.operators
            or self.objective
            or any(minutes for row in self.transport for minutes in row)
            or any(job.deadline is not None for job in self.jobs)
            or any(r.is_held_through for r in self.resources)
            or any(m.batch or m.is_outside for m in self.machines)
            or any(op.links for op in self.operations)
        )

    @property
    def has_due_dates(self) -> bool:
        """Whether weighted tardiness is an objective at all."""
        return any(job.due is not None and job.weight > 0 for job in self.jobs)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One operation's place: machine index, alternative position, minutes.

    `setup_at` is the setup's interval where the problem asks when it happens;
    `operators` and `setters` are indices of people.
    """

    operation: int
    machine: int
    alternative: int | None
    start: int
    end: int
    setup_min: int = 0
    worker: int | None = None
    setup_at: tuple[int, int] | None = None
    operators: tuple[int, ...] = ()
    setters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A complete schedule with its figures.

    `assignments` are in the order of `Problem.operations`; `weighted_tardiness` is
    None where no job has a due date; `lower_bound` bounds the deciding objective.
    `value` is the weighted objective where the problem has weights, `terms` its terms
    in minutes or units, before weights; `violations` name hard limits that no schedule
    was found to keep.
    """

    assignments: tuple[Assignment, ...]
    makespan: int
    weighted_tardiness: int | None
    lower_bound: int | None = None
    is_optimal: bool = False
    evaluations: int = 0
    seconds: float = 0.0
    algorithm: str = "ga"
    seed: int = 0
    warnings: tuple[str, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    value: int | None = None
    violations: tuple[str, ...] = ()

    @property
    def objective(self) -> tuple[int, int]:
        """The lexicographic pair that is minimised."""
        first = self.weighted_tardiness or 0 if self.value is None else self.value
        return (first, self.makespan)

    @property
    def decisive(self) -> int:
        """The figure that `lower_bound` bounds."""
        if self.value is not None:
            return self.value
        if self.weighted_tardiness is not None:
            return self.weighted_tardiness
        return self.makespan

    @property
    def status(self) -> str:
        """``optimal``, ``feasible``, or ``violating`` where a hard limit is broken."""
        if self.violations:
            return "violating"
        return "optimal" if self.is_optimal else "feasible"


def topological_order(operations: tuple[Operation, ...]) -> list[int]:
    """Order operations so that predecessors come first (Kahn 1962).

    Returns fewer indices than operations when precedence has a cycle. O(n + arcs).
    """
    successors: list[list[int]] = [[] for _ in operations]
    missing = [0] * len(operations)
    for i, op in enumerate(operations):
        for p, _ in op.predecessors:
            successors[p].append(i)
            missing[i] += 1
    order = [i for i, count in enumerate(missing) if count == 0]
    for i in order:
        for s in successors[i]:
            missing[s] -= 1
            if missing[s] == 0:
                order.append(s)
    return order


def _check_index(value: int, size: int, what: str) -> None:
    if not 0 <= value < size:
        raise InputError(f"{what} index {value} is outside 0..{size - 1}")


def _check_number(value: int, what: str) -> None:
    if value < 0:
        raise InputError(f"{what} {value} is negative")
    if value > MAX_MINUTE:
        raise InputError(f"{what} {value} is above {MAX_MINUTE}")


def _check_machines(machines: tuple[Machine, ...]) -> int:
    """Check closures and setup matrices; give the common number of families."""
    size = 0
    for machine in machines:
        where = f"machine {machine.label}"
        for start, end in machine.closures:
            if start >= end:
                raise InputError(f"{where}: closure [{start}, {end}) is empty")
        matrix = machine.setup
        if matrix is None:
            continue
        if size and len(matrix) != size:
            raise InputError(
                f"{where}: setup matrix has {len(matrix)} rows, not {size}"
            )
        size = len(matrix)
        for row in matrix:
            if len(row) != size:
                raise InputError(
                    f"{where}: setup row has {len(row)} values, not {size}"
                )
            for value in row:
                _check_number(value, f"{where}: setup")
        if machine.initial_family is not None:
            _check_index(machine.initial_family, size, f"{where}: initial family")
    return size
