"""Islands on many machines: Dask workers that improve plans and pass them on in a ring.

An island is nothing but its plans and a random seed; the machine that improves them
holds nothing that must not be lost. In each round every island is one task; a task
whose worker dies is done again elsewhere until the round's end, and where that does
not come about the island goes on from its plans of the round before. After a round
each island gets its left neighbour's best (a ring: Whitley, Rana, Heckendorn, "The
island model genetic algorithm", 1999).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ..compile import Compiled, compile_problem
from ..compile_plant import compile_plant
from ..model import Problem
from .control import Budget, Progress
from .driver import EPOCH, Outcome, Reporter, Run, heat
from .graph import GraphIsland, is_graph_problem
from .island import Island
from .plant import PlantIsland
from .rules import Plan

ROUNDS = 12
COOLING = 50.0  # first temperature over last
LATE_S = 20.0  # seconds that an answer may come after its round's end
FETCH_S = 10.0  # seconds to fetch an answer that is there
KEPT = 8  # plans of an island that travel with it


class Client(Protocol):
    """The part of ``distributed.Client`` that is used here."""

    def submit(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Give a future of ``function(*args)`` on some worker."""


@dataclass(frozen=True)
class Task:
    """One round of one island: everything that a worker needs for it.

    Parameters
    ----------
    minutes
        Horizon that the problem is compiled with.
    plans
        The island's plans, best first.
    hot, cold
        First and last temperature (lists only).
    used
        Share of the whole budget that is over.
    until
        End of the round in seconds of the epoch, or None. Clocks of the machines must
        agree to within about a second.
    evaluations
        Limit, or None.
    goal
        Lower bound of the makespan in slots.
    """

    problem: Problem
    minutes: int
    plans: tuple[Plan, ...]
    seed: int
    hot: float
    cold: float
    used: float
    until: float | None
    evaluations: int | None
    goal: int


@dataclass(frozen=True)
class Answer:
    """The island's plans, best first, and the evaluations that they cost."""

    plans: tuple[Plan, ...]
    evaluations: int


def improve(task: Task) -> Answer:
    """Do one round of one island; runs on a worker."""
    seconds = None if task.until is None else max(0.0, task.until - time.time())
    budget = Budget(seconds, task.evaluations)
    compiled = _compiled(task.problem, task.minutes)
    moves = 10**12 if task.evaluations is None else task.evaluations
    if is_graph_problem(task.problem, compiled):
        return _evolved(task, compiled, budget, moves)
    kind = Island if compiled.plant is None else PlantIsland
    island = kind(compiled, task.seed)
    if not island.start(task.plans[0]):
        return Answer(task.plans, 1)
    island.anneal(budget, task.hot, task.cold, moves, 1.0)
    return Answer((island.best(),), island.evaluations)


def _evolved(task: Task, compiled: Compiled, budget: Budget, moves: int) -> Answer:
    """Crossover and tabu search on the graph."""
    island = GraphIsland(compiled, task.seed, task.goal, [task.plans[0]])
    for plan in task.plans:
        island.elite.add(plan)
    epoch = max(EPOCH // len(compiled.free), 1000)
    while not budget.is_over and island.best_key[1] > task.goal:
        left = moves - island.evaluations
        if left < 1:
            break
        island.evolve(min(epoch, left), task.used, budget)
    island.close()
    plans = [*island.best_plans(), *(m.plan for m in island.elite.members)]
    return Answer(_best_first(plans), island.evaluations)


def _best_first(plans: list[Plan]) -> tuple[Plan, ...]:
    """The best different plans."""
    chosen: list[Plan] = []
    for plan in sorted(plans, key=lambda plan: plan.key):
        if all(plan is not other for other in chosen):
            chosen.append(plan)
    return tuple(chosen[:KEPT])


_last: list[tuple[Problem, int, Compiled]] = []


def _compiled(problem: Problem, minutes: int) -> Compiled:
    """Compile, or take what this worker compiled for the round before."""
    for known, horizon, compiled in _last:
        if horizon == minutes and known == problem:
            return compiled
    compiled = compile_problem(problem, minutes)
    if not problem.is_plain:
        compiled = compile_plant(problem, compiled)
    _last[:] = [(problem, minutes, compiled)]
    return compiled


def search_on_cluster(
    problem: Problem,
    compiled: Compiled,
    plans: list[Plan],
    budget: Budget,
    seed: int,
    bounds: tuple[int, int],
    progress: Progress | None,
    client: Client,
    n_islands: int,
) -> Outcome:
    """Improve the given plans (best first) on a cluster until the budget is over."""
    run = Run(problem, compiled, plans, budget, seed, None, bounds)
    with Reporter(run, progress):
        ring = _Ring(run, client, n_islands)
        for number in range(ROUNDS):
            if budget.is_over or run.is_proved or run.left == 0:
                break
            ring.round(number)
    return Outcome(run.best, run.evaluations, tuple(ring.lost))


class _Ring:
    """The islands of a run, between two rounds."""

    def __init__(self, run: Run, client: Client, n_islands: int) -> None:
        self.run = run
        self.client = client
        self.lost: list[str] = []
        self.islands = [_best_first(run.plans[k::n_islands]) for k in range(n_islands)]
        self.islands = [plans or (run.plans[0],) for plans in self.islands]
        a = run.compiled.arrays
        self.minutes = (a.horizon - 2) * a.grain
        self.hot = heat(run)

    def round(self, number: int) -> None:
        """One task per island, then migration."""
        until = self._end(number)
        futures = [
            self.client.submit(improve, task, retries=3, pure=False)
            for task in self._tasks(number, until)
        ]
        for k, future in enumerate(futures):
            answer = self._answer(future, until)
            if answer is not None:
                self.run.spent += answer.evaluations
                self.islands[k] = _best_first([*answer.plans, self.islands[k][0]])
                self.run.offer(self.islands[k][0])
        self._migrate()

    def _end(self, number: int) -> float | None:
        budget = self.run.budget
        if budget.seconds is None:
            return None
        left = budget.seconds - budget.elapsed
        return time.time() + left / (ROUNDS - number)

    def _tasks(self, number: int, until: float | None) -> list[Task]:
        left = self.run.left
        count = len(self.islands)
        share = None if left is None else max(1, left // (ROUNDS - number) // count)
        step = COOLING ** (1 / ROUNDS)
        hot = self.hot / step**number
        return [
            Task(
                problem=self.run.problem,
                minutes=self.minutes,
                plans=plans,
                seed=self.run.island_seed(1000 * number + k),
                hot=hot,
                cold=hot / step,
                used=self.run.used,
                until=until,
                evaluations=share,
                goal=self.run.bounds[1],
            )
            for k, plans in enumerate(self.islands)
        ]

    def _answer(self, future: Any, until: float | None) -> Answer | None:
        """Result of a future; None where it was lost, or the run is to stop."""
        end = None if until is None else until + LATE_S
        while not future.done():
            if self.run.budget.stop.is_set() or (end and time.time() > end):
                self.lost.append("no answer in time")
                future.cancel()
                return None
            time.sleep(0.02)
        try:
            answer: Answer = future.result(timeout=FETCH_S)
        except Exception as error:  # whatever a lost worker or line raises
            self.lost.append(f"{type(error).__name__}: {error}")
            return None
        return answer

    def _migrate(self) -> None:
        """Each island gets its left neighbour's best."""
        best = [plans[0] for plans in self.islands]
        for k, plans in enumerate(self.islands):
            self.islands[k] = _best_first([*plans, best[k - 1]])
