"""A small population of good and different plans, carried by DEAP.

Quality and distance decide together who stays: Lu, Glover, Hao, "A hybrid
metaheuristic approach to solving the UBQP problem", 2010, as Peng, Lu, Cheng, 2015, use
it for job shops.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from deap import base, tools

from ..compile import MACHINE, Arrays
from .ga import Individual
from .rules import Plan

I32 = npt.NDArray[np.int32]
NEAR = 0.02  # share of operations below which two plans count as the same
PATIENCE = 24  # children in a row that find no place before half is made anew


class Member(Individual):
    """An individual that knows its neighbours on the machines."""

    def __init__(self, plan: Plan, before: I32) -> None:
        super().__init__(plan)
        self.before = before

    def distance(self, other: Member) -> float:
        """Share of operations with another alternative or another predecessor."""
        same = self.before == other.before
        same &= self.plan.mode == other.plan.mode
        return 1.0 - float(np.count_nonzero(same)) / len(same)

    def __deepcopy__(self, memo: dict[int, Any]) -> Member:
        """Plans are never changed, so that a copy may share it."""
        return Member(self.plan, self.before)


def machine_predecessors(a: Arrays, plan: Plan) -> I32:
    """Previous operation on the same machine, -1 without one; shape (n,)."""
    machine = a.mode[plan.mode[plan.sequence], MACHINE]
    rows = plan.sequence[np.argsort(machine, kind="stable")]
    sorted_machine = np.sort(machine, kind="stable")
    before = np.full(len(plan.mode), -1, np.int32)
    follows = sorted_machine[1:] == sorted_machine[:-1]
    before[rows[1:][follows]] = rows[:-1][follows]
    return before


class Elite:
    """The population of one island with its operators, best plan and statistics.

    Parameters
    ----------
    mate
        Crossovers ``(first, second) -> child``, drawn with equal chances.
    size
        Number of members once it is full.
    """

    def __init__(
        self,
        a: Arrays,
        rng: random.Random,
        mate: list[Callable[[Plan, Plan], Plan]],
        size: int,
    ) -> None:
        self.arrays = a
        self.rng = rng
        self.size = size
        self.members: list[Member] = []
        self.best = tools.HallOfFame(1)
        self.rejected = 0
        self.toolbox = base.Toolbox()
        for number, function in enumerate(mate):
            self.toolbox.register(f"mate{number}", function)
        self.n_mates = len(mate)
        self.statistics = tools.Statistics(lambda member: member.fitness.values[-1])
        self.statistics.register("min", min)
        self.statistics.register("mean", lambda rows: sum(rows) / len(rows))
        self.logbook = tools.Logbook()

    def add(self, plan: Plan) -> bool:
        """Let a plan compete: against near ones if there are, else against the worst.

        Gives whether it found a place.
        """
        newcomer = Member(plan, machine_predecessors(self.arrays, plan))
        self.best.update([newcomer])
        near = [m for m in self.members if m.distance(newcomer) < NEAR]
        if not near and len(self.members) < self.size:
            self.members.append(newcomer)
            return True
        rivals = near or [max(self.members, key=lambda m: m.plan.key)]
        if plan.key >= min(m.plan.key for m in rivals):
            return False
        self.members = [m for m in self.members if all(m is not r for r in rivals)]
        self.members.append(newcomer)
        return True

    def note(self, is_in: bool) -> None:
        """Count children without a place; after many, half is forgotten."""
        self.rejected = 0 if is_in else self.rejected + 1
        if self.rejected >= PATIENCE:
            self._thin_out()

    def _thin_out(self) -> None:
        """Forget the worse half, so that fresh plans follow."""
        self.members.sort(key=lambda member: member.plan.key)
        del self.members[max(1, self.size // 2) :]
        self.rejected = 0

    def child(self) -> Plan:
        """Cross two different members; the caller improves the child."""
        first, second = self.rng.sample(self.members, 2)
        mate = getattr(self.toolbox, f"mate{self.rng.randrange(self.n_mates)}")
        child: Plan = mate(first.plan, second.plan)
        return child

    def record(self, evaluations: int) -> None:
        """Write the statistics of the population."""
        if self.members:
            row = self.statistics.compile(self.members)
            self.logbook.record(evaluations=evaluations, **row)
