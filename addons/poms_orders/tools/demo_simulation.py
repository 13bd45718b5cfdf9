"""A plant's past, simulated: who made what, when, on which machine.

Pure: no Odoo, no clock, no global random. Times are naive UTC datetimes, durations are
minutes. The same facts and seed give the same past.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a product: key, machines (own first), minutes a cycle."""

    key: int
    machines: tuple[int, ...]
    cycle_min: float
    setup_group: int


@dataclass(frozen=True, slots=True)
class Item:
    """A product that is made: its steps in a line, and its made parts per piece."""

    key: int
    steps: tuple[Step, ...]
    parts: tuple[tuple[int, float], ...]
    may_scrap: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """A work center: working time, speed (1: normal), setup minutes, pieces a cycle."""

    key: int
    intervals: tuple[Interval, ...]
    speed: float
    setup_min: float
    capacity: float


@dataclass(slots=True)
class Run:
    """One step as it was worked: machine, the stretches of time, pieces."""

    step: Step
    machine: int
    segments: list[Interval]
    setup_min: float
    run_min: float
    good: float
    scrap: float


@dataclass(slots=True)
class Order:
    """One production order of the past; `parent` is an index in the result."""

    item: int
    planned: float
    good: float
    parent: int | None
    tree: int
    runs: list[Run] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """When its first step began."""
        return min(run.segments[0][0] for run in self.runs)

    @property
    def finish(self) -> datetime:
        """When its last step ended."""
        return max(run.segments[-1][1] for run in self.runs)


def occupy(
    intervals: Sequence[Interval], earliest: datetime, minutes: float
) -> list[Interval] | None:
    """The first stretches of working time from ``earliest`` that add up to ``minutes``.

    None when the intervals end before. O(log n + stretches).
    """
    left = timedelta(minutes=minutes)
    index = max(bisect_right(intervals, (earliest, datetime.max)) - 1, 0)
    found: list[Interval] = []
    for start, end in intervals[index:]:
        begin = max(start, earliest)
        if begin >= end:
            continue
        stop = min(end, begin + left)
        found.append((begin, stop))
        left -= stop - begin
        if left <= timedelta(0):
            return found
    return None


class Simulation:
    """Places trees of production orders one after the other on free machines."""

    def __init__(
        self,
        items: Mapping[int, Item],
        machines: Mapping[int, Machine],
        end: datetime,
        seed: int,
    ) -> None:
        self.items = items
        self.machines = machines
        self.end = end
        self.random = random.Random(seed)
        self.free: dict[int, datetime] = {}
        self.last_group: dict[int, int] = {}
        self.orders: list[Order] = []

    def add_tree(
        self, tree: int, item: int, quantity: float, release: datetime
    ) -> bool:
        """Work one customer order from its parts up; False if it would end too late.

        A tree that does not fit before ``end`` leaves nothing behind.
        """
        mark = len(self.orders), dict(self.free), dict(self.last_group)
        if self._add(tree, item, quantity, None, release) is None:
            del self.orders[mark[0] :]
            self.free, self.last_group = mark[1], mark[2]
            return False
        return True

    def _add(
        self,
        tree: int,
        key: int,
        need: float,
        parent: int | None,
        release: datetime,
    ) -> datetime | None:
        item = self.items[key]
        scrap = self._draw_scrap(item, need)
        order = Order(key, need + scrap, need, parent, tree)
        index = len(self.orders)
        self.orders.append(order)
        ready = release
        for part, per_piece in item.parts:
            done = self._add(tree, part, order.planned * per_piece, index, release)
            if done is None:
                return None
            ready = max(ready, done)
        spoiled = self.random.randrange(len(item.steps))
        pieces = order.planned
        for number, step in enumerate(item.steps):
            bad = scrap if number == spoiled else 0.0
            run = self._work(step, pieces, bad, ready)
            if run is None:
                return None
            order.runs.append(run)
            pieces -= bad
            ready = run.segments[-1][1] + timedelta(minutes=10)
        return ready

    def _draw_scrap(self, item: Item, need: float) -> float:
        if not item.may_scrap or need < 4:
            return 0.0
        return float(self.random.choice((0, 0, 0, 1, 1, 2)))

    def _work(
        self, step: Step, pieces: float, scrap: float, ready: datetime
    ) -> Run | None:
        """Take the machine on which the step ends first."""
        pace = self.random.uniform(0.88, 1.22)
        best: Run | None = None
        for key in step.machines:
            machine = self.machines[key]
            cycles = math.ceil(pieces / machine.capacity)
            run_min = round(cycles * step.cycle_min / machine.speed * pace, 1)
            same = self.last_group.get(key) == step.setup_group
            setup_min = round(machine.setup_min * (0.3 if same else pace), 1)
            earliest = max(ready, self.free.get(key, ready))
            segments = occupy(machine.intervals, earliest, setup_min + run_min)
            if segments is None or segments[-1][1] > self.end:
                continue
            if best is None or segments[-1][1] < best.segments[-1][1]:
                good = pieces - scrap
                best = Run(step, key, segments, setup_min, run_min, good, scrap)
        if best is not None:
            self.free[best.machine] = best.segments[-1][1]
            self.last_group[best.machine] = step.setup_group
        return best
