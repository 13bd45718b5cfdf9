"""Runs the algorithms on islands within a budget and reports progress."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..compile import Compiled
from ..model import Problem
from .control import Budget, Progress
from .ga import Evolution
from .island import Island
from .rules import Dispatcher, Plan

ALGORITHMS = ("ga", "sa", "rules")
N_ISLANDS = 2  # fixed: the result must not depend on the number of threads
MOVES_PER_OPERATION = 150  # of one child's annealing
SIZE = 8  # individuals of the population


@dataclass(frozen=True)
class Outcome:
    """The best plan of a run and what it cost."""

    plan: Plan
    evaluations: int


class Run:
    """What all algorithms share: islands, the best so far, the reporter."""

    def __init__(
        self,
        problem: Problem,
        compiled: Compiled,
        plans: list[Plan],
        budget: Budget,
        seed: int,
        workers: int | None,
        bounds: tuple[int, int],
    ) -> None:
        self.problem = problem
        self.compiled = compiled
        self.plans = plans
        self.budget = budget
        self.bounds = bounds
        self.seed = seed
        self.best = plans[0]
        self.spent = len(plans)
        self.workers = max(1, min(workers or N_ISLANDS, N_ISLANDS))
        self.islands: list[Island] = []

    def open_islands(self) -> None:
        """Allocate the islands, each with random numbers of its own."""
        self.islands = [
            Island(self.compiled, self.seed * 1_000_003 + 7919 * k + 1)
            for k in range(N_ISLANDS)
        ]

    @property
    def evaluations(self) -> int:
        """Evaluations so far."""
        return self.spent + sum(island.evaluations for island in self.islands)

    @property
    def left(self) -> int | None:
        """Evaluations left, None where there is no such limit."""
        if self.budget.evaluations is None:
            return None
        return max(0, self.budget.evaluations - self.evaluations)

    def offer(self, plan: Plan) -> None:
        """Keep the plan if it is the best so far."""
        if plan.key < self.best.key:
            self.best = plan

    @property
    def is_proved(self) -> bool:
        """Whether the best so far meets both lower bounds."""
        return self.best.key[0] <= self.bounds[0] and self.best.key[1] <= self.bounds[1]

    def figures(self) -> dict[str, float | int | None]:
        """Progress as reported to the caller."""
        keys = [self.best.key]
        keys += [tuple(int(x) for x in i.walk.best_total) for i in self.islands]  # type: ignore[misc]
        tardiness, slots = min(keys)
        part = self.budget.time_fraction()
        if self.budget.evaluations:
            part = max(part, min(1.0, self.evaluations / self.budget.evaluations))
        return {
            "progress": round(part, 4),
            "weighted_tardiness": tardiness if self.problem.has_due_dates else None,
            "makespan": slots * self.compiled.arrays.grain,
            "evaluations": self.evaluations,
            "seconds": round(self.budget.elapsed, 3),
        }


def run_search(
    problem: Problem,
    compiled: Compiled,
    plans: list[Plan],
    budget: Budget,
    algorithm: str,
    seed: int,
    workers: int | None,
    bounds: tuple[int, int],
    progress: Progress | None,
) -> Outcome:
    """Improve the given plans (best first) until the budget is over or proof is found."""
    run = Run(problem, compiled, plans, budget, seed, workers, bounds)
    algorithms: dict[str, Callable[[Run], None]] = {
        "rules": run_rules,
        "sa": run_annealing,
        "ga": run_genetic,
    }
    with _Reporter(run, progress):
        if len(compiled.free) and not run.is_proved and not budget.is_over:
            algorithms[algorithm](run)
    return Outcome(run.best, run.evaluations)


class _Reporter:
    """Calls `progress` about twice a second from a thread of its own."""

    def __init__(self, run: Run, progress: Progress | None) -> None:
        self.run = run
        self.progress = progress
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._loop, daemon=True)

    def __enter__(self) -> _Reporter:
        if self.progress is not None:
            self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        if self.progress is not None:
            self.thread.join()
            self.progress(self.run.figures())

    def _loop(self) -> None:
        while not self.done.wait(0.5):
            if self.progress is not None:
                self.progress(self.run.figures())


def run_rules(run: Run) -> None:
    """Random parameters of the dispatching rules until the budget is over."""
    rng = random.Random(run.seed)
    dispatcher = Dispatcher(run.compiled, run.seed)
    while not run.budget.is_over and not run.is_proved and run.left != 0:
        due = run.problem.has_due_dates
        plan = dispatcher.run(dispatcher.random_rule(rng.random(), rng.random(), due))
        run.spent += 1
        if plan is not None:
            run.offer(plan)


def _moves_of(run: Run, share: float, default: int) -> int:
    """Moves per island for a share of the evaluations left."""
    left = run.left
    if left is None:
        return default
    return max(0, min(default, int(left * share) // N_ISLANDS))


def run_annealing(run: Run) -> None:
    """One long annealing per island from the best rules' plans."""
    run.open_islands()

    def work(number: int) -> Plan:
        island = run.islands[number]
        island.start(run.plans[min(number, len(run.plans) - 1)])
        hot = 0.5 * island.spread(run.budget, 60)
        moves = _moves_of(run, 1.0, 10**12)
        island.anneal(run.budget, hot, hot / 100, moves, 1.0)
        return island.best()

    with ThreadPoolExecutor(run.workers) as pool:
        for plan in pool.map(work, range(N_ISLANDS)):
            run.offer(plan)


def run_genetic(run: Run) -> None:
    """Generations of crossover and annealing; see `ga`."""
    run.open_islands()
    budget = run.budget
    rng = random.Random(run.seed)
    before = [[p for p, _ in op.predecessors] for op in run.problem.operations]
    evolution = Evolution(run.islands, before, rng, SIZE)
    for plan in run.plans[: SIZE // 2]:
        evolution.add(plan)
    islands = run.islands
    islands[0].start(run.plans[0])
    scale = islands[0].spread(budget, 60)
    moves = MOVES_PER_OPERATION * len(run.compiled.free)
    number = 0
    with ThreadPoolExecutor(run.workers) as pool:
        while not budget.is_over and not run.is_proved and run.left != 0:
            hot = scale * (0.5 if number == 0 else 0.15)
            count = _moves_of(run, 1.0, moves)
            if count == 0:
                break

            def improve(
                island: Island, plan: Plan, hot: float = hot, count: int = count
            ) -> Plan:
                island.walk.best_total[:] = 2**60
                island.start(plan)
                island.anneal(budget, hot, hot / 50, count, 1.0)
                return island.best()

            starts = [evolution.child() for _ in islands]
            if number == 0:
                starts = [run.plans[min(k, len(run.plans) - 1)] for k in range(len(islands))]
            evolution.generation(number, starts, improve, pool, budget)
            run.offer(evolution.best[0].plan)
            number += 1
