"""The tables beyond `Arrays` for people, batches, links, places and costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .compile import MACHINE, Arrays, Compiled
from .extras import NO_LINK, TERMS, Label, Need, Weights
from .kernels.address import by_address
from .model import Machine, Operation, Problem
from .worktime import open_intervals

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

# Columns of `Plant.link`: parallel to `Arrays.pred`
MAX_LAG, PART, WHOLE = 0, 1, 2
# Columns of `Plant.machine`
PLACE, KIND, ROOM, SETTER, COST, GROUP = 0, 1, 2, 3, 4, 5
NORMAL, OVEN, OUTSIDE = 0, 1, 2  # values of KIND
# Columns of `Plant.mode`
NEED_FROM, NEED_TO, TOOL_FROM, TOOL_TO = 0, 1, 2, 3
# Columns of `Plant.need`
COUNT, ABLE_FROM, ABLE_TO = 0, 1, 2
# Columns of `Plant.op`
SIZE, GIVEN_START, GIVEN_MACHINE, FIXED_MACHINE = 0, 1, 2, 3
# Terms of the objective; times in minutes
VIOLATION, TARDINESS, MAKESPAN, FLOW, SETUP_TERM, COST_TERM = 0, 1, 2, 3, 4, 5
SHIFT, CHANGE, MOVED, N_TERMS = 6, 7, 8, 9
NEVER = 2**40
VIOLATION_WEIGHT = 10**9
MOST = 12  # people of one operation


@by_address
class Plant(NamedTuple):
    """The compiled problem: `base` and, with times in its slots, what it lacks.

    Shapes: link (arcs, 3): most slots of waiting (-1 = any), part, whole; transport
    (places, places); machine (m, 6): place, kind, room of an oven, row of `need` of
    the setter, row of `cost` (-1 = none), first lane; mode (modes, 4): rows of `need`
    and `tool`; need (k, 3): count, rows of `able`; able (x,): rows of
    ``base.capacity``; tool (t, 2): resource held through, units; op (n, 4): size, start
    in minutes and first lane of the machine in the given schedule (-1 = not in it),
    machine of a fixed operation; cost (c, slots + 1): cost of the machine's working
    slots before; edge (c, e): slots at which its rate changes, padded with the last;
    job (jobs, 2): deadline and release in minutes; weight (9,): factors of the terms.
    """

    base: Arrays
    link: I32
    transport: I32
    machine: I32
    mode: I32
    need: I32
    able: I32
    tool: I32
    op: I32
    cost: I64
    edge: I32
    job: I64
    weight: I64


class _Rows:
    """Collects needs and tools while modes are numbered."""

    def __init__(self, n_resources: int) -> None:
        self.n_resources = n_resources
        self.need: list[tuple[int, int, int]] = []
        self.able: list[int] = []
        self.tool: list[tuple[int, int]] = []
        self.known: dict[tuple[int, ...], tuple[int, int]] = {}

    def add(self, need: Need) -> int:
        """Number a need; equal sets of people share their rows."""
        if need.operators not in self.known:
            first = len(self.able)
            self.able += [self.n_resources + o for o in need.operators]
            self.known[need.operators] = (first, len(self.able))
        self.need.append((need.count, *self.known[need.operators]))
        return len(self.need) - 1


def compile_plant(problem: Problem, compiled: Compiled) -> Compiled:
    """Add `Plant` to a compiled problem."""
    a = compiled.arrays
    rows = _Rows(len(problem.resources))
    modes = [_mode(problem, op, k, rows) for op, k in _modes(problem)]
    costs = _Costs(problem, a)
    group: dict[Label, int] = {}
    for m, row in enumerate(problem.machines):
        group.setdefault(row.label, m)
    machine = _table(
        [(*_machine(row, rows, costs), group[row.label]) for row in problem.machines],
        6,
    )
    places = max((m.location for m in problem.machines), default=0) + 1
    transport = np.zeros((places, places), np.int32)
    for start, minutes in enumerate(problem.transport):
        transport[start, : len(minutes)] = np.array(minutes, np.int32) // np.int32(
            a.grain
        )
    plant = Plant(
        base=a,
        link=_table([_link(problem, i, k, a.grain) for i, k in _arcs(problem)], 3),
        transport=transport,
        machine=machine,
        mode=_table(modes, 4),
        need=_table(rows.need, 3),
        able=np.array(rows.able, np.int32),
        tool=_table(rows.tool, 2),
        op=_table([_operation(problem, op, group) for op in problem.operations], 4),
        cost=costs.table(),
        edge=costs.edges(),
        job=np.array(
            [
                (NEVER if j.deadline is None else j.deadline, max(0, j.release))
                for j in problem.jobs
            ],
            np.int64,
        ).reshape(-1, 2),
        weight=_weights(problem.objective),
    )
    assert len(modes) == a.mode.shape[0] and (a.mode[:, MACHINE] >= 0).all()
    return compiled._replace(plant=plant)


def _table(rows: Sequence[tuple[int, ...]], width: int) -> I32:
    return np.array(rows, np.int32).reshape(-1, width)


def _modes(problem: Problem) -> list[tuple[Operation, int]]:
    """Alternatives in the order of ``Arrays.mode``."""
    free = [op for op in problem.operations if op.fixed is None]
    return [(op, k) for op in free for k in range(len(op.alternatives))]


def _arcs(problem: Problem) -> list[tuple[int, int]]:
    """Arcs in the order of ``Arrays.pred``."""
    return [
        (i, k)
        for i, op in enumerate(problem.operations)
        for k in range(len(op.predecessors))
    ]


def _link(problem: Problem, i: int, k: int, grain: int) -> tuple[int, int, int]:
    op = problem.operations[i]
    link = op.links[k] if op.links else NO_LINK
    before = problem.operations[op.predecessors[k][0]]
    part, whole = (0, 0)
    if link.transfer is not None and before.fixed is None:
        part, whole = link.transfer
    most = -1 if link.max_lag is None else link.max_lag // grain
    return most, part, whole


def _mode(problem: Problem, op: Operation, k: int, rows: _Rows) -> tuple[int, ...]:
    alt = op.alternatives[k]
    first_need, first_tool = len(rows.need), len(rows.tool)
    for need in alt.crew:
        rows.add(need)
    rows.tool += [
        (r, units)
        for r, units in alt.demands
        if problem.resources[r].is_held_through and units > 0
    ]
    return first_need, len(rows.need), first_tool, len(rows.tool)


def _machine(machine: Machine, rows: _Rows, costs: _Costs) -> tuple[int, ...]:
    kind = OUTSIDE if machine.is_outside else OVEN if machine.batch else NORMAL
    setter = -1 if machine.setter is None else rows.add(machine.setter)
    return machine.location, kind, machine.batch, setter, costs.row(machine)


def _operation(
    problem: Problem, op: Operation, group: dict[Label, int]
) -> tuple[int, int, int, int]:
    where = -1 if op.fixed is None else op.fixed.machine
    if op.baseline is None:
        return op.size, 0, -1, where
    machine, start = op.baseline
    return op.size, start, group[problem.machines[machine].label], where


def _weights(weights: Weights | None) -> I64:
    w = weights or Weights()
    factors = [getattr(w, name) for name in TERMS]
    return np.array([VIOLATION_WEIGHT, *factors], np.int64)


class _Costs:
    """Cost of working slots up to each slot, one row per calendar and cost profile."""

    def __init__(self, problem: Problem, a: Arrays) -> None:
        self.a = a
        self.keys: dict[object, int] = {}
        self.machines: list[Machine] = []

    def row(self, machine: Machine) -> int:
        """Number of the machine's row, -1 without cost."""
        if machine.cost is None:
            return -1
        key = (machine.calendar, machine.closures, machine.cost)
        if key not in self.keys:
            self.keys[key] = len(self.keys)
            self.machines.append(machine)
        return self.keys[key]

    def table(self) -> I64:
        """Cumulative cost, shape (rows, slots + 1)."""
        slots, grain = self.a.horizon, self.a.grain
        table = np.zeros((max(len(self.machines), 1), slots + 1), np.int64)
        for k, machine in enumerate(self.machines):
            rate = np.zeros(slots, np.int64)
            assert machine.cost is not None
            for a, b, value in machine.cost.intervals(slots * grain):
                rate[a // grain : b // grain] = value * grain
            is_open = np.zeros(slots, bool)
            for a, b in open_intervals(machine, slots * grain):
                is_open[a // grain : b // grain] = True
            table[k, 1:] = np.cumsum(np.where(is_open, rate, 0))
        return table

    def edges(self) -> I32:
        """Slots at which the rate changes, each row padded with its last one."""
        slots, grain = self.a.horizon, self.a.grain
        rows = []
        for machine in self.machines:
            assert machine.cost is not None
            spans = machine.cost.intervals(slots * grain)
            found = {0, *(a // grain for a, _, _ in spans)}
            found |= {b // grain for _, b, _ in spans}
            rows.append(sorted(x for x in found if x < slots))
        width = max((len(r) for r in rows), default=1)
        padded = [r + [r[-1]] * (width - len(r)) for r in rows] or [[0]]
        assert all(a <= b for r in padded for a, b in pairwise(r))
        return np.array(padded, np.int32)
