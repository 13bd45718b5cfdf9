"""The memetic genetic algorithm on operation lists, carried by DEAP.

Fortin, De Rainville, Gardner, Parizeau, Gagne, "DEAP: evolutionary algorithms made
easy", 2012. Individuals are lists with alternatives; a child is a crossover of two
parents that one island improves by annealing; the steady population keeps the better
and different ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from deap import base, tools

from .control import Budget
from .rules import Plan


class PlanFitness(base.Fitness):  # type: ignore[misc]
    """Lexicographic: weighted tardiness, then makespan, both minimised."""

    weights = (-1.0, -1.0)


class Individual:
    """A plan with DEAP's fitness."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.fitness = PlanFitness()
        self.fitness.values = tuple(float(x) for x in plan.key)

    def __eq__(self, other: object) -> bool:
        """Equal figures count as the same individual: the population stays diverse."""
        return isinstance(other, Individual) and self.plan.key == other.plan.key

    def __hash__(self) -> int:
        return hash(self.plan.key)

    def __deepcopy__(self, memo: dict[int, Any]) -> Individual:
        """Plans are never changed, so that a copy may share it."""
        return Individual(self.plan)


def job_crossover(
    rng: random.Random, first: Plan, second: Plan, job: np.ndarray
) -> Plan:
    """Keep the places of a random half of the jobs, the others in order of `second`.

    Precedence preserving order-based crossover: Zhang, Gao, Shi, "An effective genetic
    algorithm for the flexible job-shop scheduling problem", 2011. Precedence across
    jobs is kept only where both parents agree; the caller repairs the list.
    """
    n_jobs = int(job.max()) + 1
    from_first = np.array([rng.random() < 0.5 for _ in range(n_jobs)])
    mine = from_first[job[first.sequence]]
    sequence = first.sequence.copy()
    theirs = second.sequence[~from_first[job[second.sequence]]]
    sequence[~mine] = theirs
    mode = np.where(from_first[job], first.mode, second.mode).astype(np.int32)
    wait = None
    if first.wait is not None and second.wait is not None:
        wait = np.where(from_first[job], first.wait, second.wait).astype(np.int32)
    return Plan(sequence, mode, (0, 0), wait)


def repair_order(plan: Plan, before: Sequence[Sequence[int]]) -> Plan:
    """Restore precedence: an operation is listed right after its last predecessor."""
    done = [False] * len(before)
    free = set(plan.sequence.tolist())
    order: list[int] = []
    for first in plan.sequence.tolist():
        stack = [first]
        while stack:
            i = stack[-1]
            waiting = [p for p in before[i] if p in free and not done[p]]
            if done[i]:
                stack.pop()
            elif waiting:
                stack.extend(waiting)
            else:
                done[i] = True
                order.append(i)
                stack.pop()
    return replace(plan, sequence=np.array(order, np.int32), asked=None)


class Evolution:
    """Population, operators and statistics of one run.

    Parameters
    ----------
    islands
        Improvers; island k always does the children k, k + len, ... so that the
        number of threads changes nothing.
    job
        Job per operation, shape (n,).
    before
        Predecessors per operation, to repair crossed lists.
    """

    def __init__(
        self,
        islands: Sequence[Any],
        job: np.ndarray,
        before: list[list[int]],
        rng: random.Random,
        size: int,
    ) -> None:
        self.islands = islands
        self.rng = rng
        self.size = size
        self.best = tools.HallOfFame(1)
        self.population: list[Individual] = []
        self.toolbox = base.Toolbox()
        self.toolbox.register("mate", job_crossover, rng, job=job)
        self.toolbox.register("repair", repair_order, before=before)
        self.toolbox.register("select", self._tournament)
        self.statistics = tools.Statistics(lambda individual: individual.fitness.values)
        self.statistics.register("min", lambda rows: min(rows))
        self.logbook = tools.Logbook()

    def _tournament(self) -> Individual:
        rivals = [self.rng.choice(self.population) for _ in range(2)]
        return max(rivals, key=lambda individual: individual.fitness)

    def add(self, plan: Plan) -> None:
        """Let a plan compete for a place in the population."""
        newcomer = Individual(plan)
        self.best.update([newcomer])
        if newcomer in self.population:
            return
        self.population.append(newcomer)
        self.population.sort(key=lambda individual: individual.fitness, reverse=True)
        del self.population[self.size :]

    def child(self) -> Plan:
        """Cross two parents."""
        first: Individual = self.toolbox.select()
        second: Individual = self.toolbox.select()
        if first is second:
            others = [x for x in self.population if x is not first]
            if not others:
                return first.plan
            second = self.rng.choice(others)
        crossed: Plan = self.toolbox.repair(self.toolbox.mate(first.plan, second.plan))
        return crossed

    def generation(
        self,
        number: int,
        starts: list[Plan],
        improve: Callable[[Any, Plan], Plan],
        pool: ThreadPoolExecutor,
        budget: Budget,
    ) -> None:
        """Improve one start per island, in parallel, and record the statistics."""
        futures: list[Future[Plan]] = [
            pool.submit(improve, island, plan)
            for island, plan in zip(self.islands, starts, strict=True)
        ]
        for future in futures:
            self.add(future.result())
        if self.population:
            record = self.statistics.compile(self.population)
            self.logbook.record(gen=number, seconds=budget.elapsed, **record)
