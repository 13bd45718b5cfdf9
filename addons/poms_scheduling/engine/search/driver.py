"""Runs the algorithms on islands within a budget and reports progress."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..compile import JOB, TIME, Compiled
from ..model import Problem
from .control import Budget, Progress
from .ga import Evolution
from .graph import GraphIsland, is_graph_problem, migrate
from .island import Island
from .plant import PlantDispatcher, PlantIsland
from .rules import Dispatcher, Plan
from .windows import FROM, WindowIsland, improve_in_windows

ALGORITHMS = ("ga", "sa", "rules")
N_ISLANDS = 2  # fixed: the result must not depend on the number of threads
SIZE = 6  # individuals of the population
FIRST_SHARE = 0.6  # of the budget for the first, hot generation
EPOCH = 4_000_000  # moves times operations between two migrations in tabu search
COOLING = 12  # first temperature to last one; below, moves are tried in vain
LATER = 4  # generations of crossed parents
LATER_HEAT = 0.1  # their first temperature, relative


@dataclass(frozen=True)
class Outcome:
    """The best plan of a run, what it cost, and what a cluster lost on the way."""

    plan: Plan
    evaluations: int
    lost: tuple[str, ...] = ()


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
        self.islands: list[Island | GraphIsland] = []

    def open_islands(self) -> list[Island]:
        """Allocate the islands, each with random numbers of its own."""
        kind = Island if self.compiled.plant is None else PlantIsland
        islands = [kind(self.compiled, self.island_seed(k)) for k in range(N_ISLANDS)]
        self.islands = list(islands)
        return islands

    def island_seed(self, number: int) -> int:
        """Seed of one island's random numbers."""
        return self.seed * 1_000_003 + 7919 * number + 1

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

    @property
    def used(self) -> float:
        """Share of the budget that is over, 0..1."""
        part = self.budget.time_fraction()
        if self.budget.evaluations:
            part = max(part, min(1.0, self.evaluations / self.budget.evaluations))
        return part

    def begin(self, island: Island, plan: Plan) -> None:
        """Start an island at a plan; at the best one if that ends behind the horizon.

        Rules and crossover may make plans much longer than those that the horizon was
        chosen for.
        """
        if not island.start(plan, fresh=True):
            island.start(self.best, fresh=True)

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
        keys += [island.best_key for island in self.islands]
        tardiness, slots = min(keys)
        weighted = self.problem.objective is not None
        has_due = self.problem.has_due_dates and not weighted
        return {
            "progress": round(self.used, 4),
            **({"objective": tardiness} if weighted else {}),
            "weighted_tardiness": tardiness if has_due else None,
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
    """Improve the given plans (best first) until the budget is over or proof found."""
    run = Run(problem, compiled, plans, budget, seed, workers, bounds)
    algorithms: dict[str, Callable[[Run], None]] = {
        "rules": run_rules,
        "sa": run_annealing,
        "ga": run_genetic,
    }
    with Reporter(run, progress):
        if len(compiled.free) and not run.is_proved and not budget.is_over:
            algorithms[algorithm](run)
    return Outcome(run.best, run.evaluations)


class Reporter:
    """Calls `progress` about twice a second from a thread of its own."""

    def __init__(self, run: Run, progress: Progress | None) -> None:
        self.run = run
        self.progress = progress
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._loop, daemon=True)

    def __enter__(self) -> Reporter:
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
    kind = Dispatcher if run.compiled.plant is None else PlantDispatcher
    dispatcher = kind(run.compiled, run.seed)
    while not run.budget.is_over and not run.is_proved and run.left != 0:
        due = run.problem.has_due_dates
        plan = dispatcher.random(rng.random(), rng.random(), due, run.budget)
        run.spent += 1
        if plan is not None:
            run.offer(plan)


def heat(run: Run) -> float:
    """First temperature: twice what delaying a mean job by a mean operation costs.

    A twentieth of that for makespan alone. Found on generated plants of 200 to 5,000
    operations with 50 to 20,000 moves for each: half of it costs 7 % of weighted
    tardiness at 5,000 moves each, twice of it brings nothing.
    """
    a = run.compiled.arrays
    minutes = float(a.mode[:, TIME].mean()) * a.grain if len(a.mode) else 1.0
    if not run.problem.has_due_dates:
        return max(0.15 * minutes, 0.1)
    weights = a.job[a.job[:, 1] > 0, 1]
    return max(1.0, 3.0 * minutes * float(weights.mean()))


def _moves_until(run: Run, until: float) -> int:
    """Moves per island so that `until` of the evaluations are used in the end.

    Two are kept for decoding where each begins; see `Run.begin`.
    """
    total = run.budget.evaluations
    if total is None:
        return 10**12
    return max(0, (int(total * until) - run.evaluations) // N_ISLANDS - 2)


def run_annealing(run: Run) -> None:
    """One long annealing per island from the best rules' plans."""
    islands = run.open_islands()
    hot = heat(run)
    moves = _moves_until(run, 1.0)
    if moves == 0:
        return

    def work(number: int) -> Plan:
        island = islands[number]
        run.begin(island, run.plans[min(number, len(run.plans) - 1)])
        island.anneal(run.budget, hot, hot / COOLING, moves, 1.0)
        return island.best()

    with ThreadPoolExecutor(run.workers) as pool:
        for plan in pool.map(work, range(N_ISLANDS)):
            run.offer(plan)


def run_genetic(run: Run) -> None:
    """One hot generation, then cooler ones of crossed parents; see `ga`."""
    if is_graph_problem(run.problem, run.compiled):
        run_graph(run)
        return
    if len(run.compiled.free) >= FROM and run.compiled.plant is None:
        run_windows(run)
        return
    islands = run.open_islands()
    budget = run.budget
    before = [[p for p, _ in op.predecessors] for op in run.problem.operations]
    evolution = Evolution(
        islands, run.compiled.arrays.op[:, JOB], before, random.Random(run.seed), SIZE
    )
    first = heat(run)
    begin = max(budget.time_fraction(), 0.0)
    steps = [FIRST_SHARE + (1 - FIRST_SHARE) * k / LATER for k in range(LATER + 1)]
    with ThreadPoolExecutor(run.workers) as pool:
        for number, step in enumerate(steps):
            until = begin + (1 - begin) * step
            moves = _moves_until(run, until)
            hot = first if number == 0 else first * LATER_HEAT
            if budget.is_over or run.is_proved or moves == 0:
                break

            def improve(
                island: Island,
                plan: Plan,
                hot: float = hot,
                moves: int = moves,
                until: float = until,
            ) -> Plan:
                run.begin(island, plan)
                island.anneal(budget, hot, hot / COOLING, moves, until)
                return island.best()

            if number == 0:
                last = len(run.plans) - 1
                starts = [run.plans[min(k, last)] for k in range(N_ISLANDS)]
            else:
                starts = [evolution.child() for _ in islands]
            evolution.generation(number, starts, improve, pool, budget)
            run.offer(evolution.best[0].plan)


def run_windows(run: Run) -> None:
    """Window by window, where the list is too long to be decoded for each move."""
    islands = [WindowIsland(run.compiled, run.island_seed(k)) for k in range(N_ISLANDS)]
    run.islands = list(islands)
    improve_in_windows(
        run.compiled, islands, run.best, heat(run), run.budget, run.left, run.workers,
        run.offer,
    )  # fmt: skip


def run_graph(run: Run) -> None:
    """Islands of tabu search and crossover that send their best around; see `graph`."""
    islands = [
        GraphIsland(
            run.compiled,
            run.island_seed(k),
            run.bounds[1],
            run.plans[k::N_ISLANDS][:2] or run.plans[:1],
        )
        for k in range(N_ISLANDS)
    ]
    run.islands = list(islands)
    epoch = max(EPOCH // len(run.compiled.free), 1000)
    with ThreadPoolExecutor(run.workers) as pool:
        while not run.budget.is_over and not run.is_proved:
            left = run.left
            moves = epoch if left is None else min(epoch, left // N_ISLANDS)
            if moves < 1:
                break
            used = run.used
            for done in [
                pool.submit(island.evolve, moves, used, run.budget)
                for island in islands
            ]:
                done.result()
            migrate(islands)
            _offer_best(run, islands)
    for island in islands:
        island.close()
    _offer_best(run, islands)


def _offer_best(run: Run, islands: list[GraphIsland]) -> None:
    for island in islands:
        for plan in island.best_plans():
            run.offer(plan)
