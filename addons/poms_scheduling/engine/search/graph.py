"""The memetic algorithm for makespan: crossover of plans, tabu search on the graph.

Li, Gao, "An effective hybrid genetic algorithm and tabu search for flexible job shop
scheduling problem", 2016; blending of two lists as path relinking after Peng, Lu,
Cheng, "A tabu search/path relinking algorithm to solve the job shop scheduling
problem", 2015.
"""

from __future__ import annotations

import random
import time
from functools import partial

import numpy as np

from ..compile import CALENDAR, FAMILY, JOB, PRED_FROM, PRED_TO, SETUP, Compiled
from ..kernels import decode
from ..kernels import graph as graphs
from ..kernels import tabu as kernels
from ..model import Problem
from .control import Budget, Pacer
from .elite import Elite
from .ga import job_crossover, repair_order
from .rules import Dispatcher, Plan, Rule
from .tenures import FLEXIBLE, JOB_SHOP, Tenures

STALL = 12_000  # moves without improvement that end a round
SIZE = 8  # members of an island's population
FRESH_SHARE = 0.25  # of the budget, after which no fresh plan enters a young population
RULES = (decode.RULE_WORK, decode.RULE_SHORT, decode.RULE_FIRST)


def is_graph_problem(problem: Problem, compiled: Compiled) -> bool:
    """Whether the disjunctive graph alone describes the problem."""
    a = compiled.arrays
    if compiled.plant is not None:
        return False
    if problem.has_due_dates or len(a.demand):
        return False
    if any(op.fixed is not None for op in problem.operations):
        return False
    rows = a.calendar[a.machine[:, CALENDAR]]
    if not all(b - f == 1 and a.interval[f, 0] == 0 for f, b in rows):
        return False
    if any(machine.closures for machine in problem.machines):
        return False
    has_setups = bool((a.machine[:, SETUP] >= 0).any())
    return not (has_setups and bool((a.op[:, FAMILY] < 0).any()))


class GraphIsland:
    """A population with its own tabu search, random numbers and memory.

    Parameters
    ----------
    compiled
        The problem, shared by all islands and never changed.
    seed
        Fixes every random choice of this island.
    goal
        Lower bound in slots; reached, the island rests.
    plans
        Where the first rounds begin.
    """

    def __init__(
        self, compiled: Compiled, seed: int, goal: int, plans: list[Plan] | None = None
    ) -> None:
        a = compiled.arrays
        self.arrays = a
        self.graph = graphs.new_graph(a)
        self.last = np.zeros_like(self.graph.first)
        self.state = np.array([seed], np.uint64)
        self.rng = random.Random(seed)
        self.pacer = Pacer(200)
        self.goal = goal
        self.evaluations = 0
        self.is_in_round = False
        self.starts = list(plans or [])
        self.dispatcher = Dispatcher(compiled, seed)
        self.rules: list[int] = []
        has_choice = len(a.mode) > len(a.op)
        self.tenures = Tenures(self.rng, FLEXIBLE if has_choice else JOB_SHOP)
        before = [
            a.pred[row[PRED_FROM] : row[PRED_TO], 0].tolist() for row in a.op.tolist()
        ]
        cross = partial(_crossed, self.rng, a.op[:, JOB], before)
        self.elite = Elite(a, self.rng, [cross, partial(blend, self.rng)], SIZE)

    @property
    def best_key(self) -> tuple[int, int]:
        """Key of the best so far, of the round that is under way too."""
        keys = [plan.key for plan in self.best_plans()]
        if self.is_in_round:
            keys.append((0, int(self.graph.counter[graphs.BEST])))
        return min(keys, default=(2**60, 2**60))

    def best_plans(self) -> list[Plan]:
        """The best finished plan, if there is one."""
        return [member.plan for member in self.elite.best]

    def evolve(self, moves: int, used: float, budget: Budget) -> None:
        """Search on for exactly `moves` moves; rounds go on in the next call.

        `used`: share of the whole budget that is over.
        """
        until = self.evaluations + moves
        while self.evaluations < until and not budget.is_over:
            if self.best_key[1] <= self.goal and not self.is_in_round:
                return
            if not self.is_in_round:
                self.begin(self._next_start(used))
            if self._search(until - self.evaluations, budget):
                self._finish()

    def improve(self, plan: Plan, budget: Budget, moves: int) -> Plan:
        """One round of tabu search from a plan, of at most `moves` moves."""
        self.begin(plan)
        self._search(moves - 1, budget)
        self.is_in_round = False
        return self.round_best()

    def begin(self, plan: Plan) -> None:
        """Start a round at a plan."""
        a, g = self.arrays, self.graph
        graphs.load(a, g, plan.sequence, plan.mode, self.last)
        self.evaluations += 1
        self.is_in_round = True
        self.tenures.draw()

    def _search(self, moves: int, budget: Budget) -> bool:
        """Do up to `moves` moves of the round; whether the round is over."""
        left = moves
        while left > 0 and not budget.is_over:
            began = time.perf_counter()
            size = min(left, self.pacer.size)
            done = kernels.search(
                self.arrays, self.graph, self.state, size, STALL,
                *self.tenures.now, self.goal,
            )  # fmt: skip
            self.pacer.measure(done, time.perf_counter() - began)
            self.evaluations += done
            left -= done
            if done < size:
                return True
        return False

    def round_best(self) -> Plan:
        """The best plan of the round as a list in order of starts."""
        a, g = self.arrays, self.graph
        slots = int(g.counter[graphs.BEST])
        graphs.load(a, g, g.best_order.copy(), g.best_mode.copy(), self.last)
        by_start = np.lexsort((g.node[:, graphs.PLACE], g.node[:, graphs.HEAD]))
        return Plan(by_start.astype(np.int32), g.best_mode.copy(), (0, slots))

    def close(self) -> None:
        """End the round that is under way, so that its best counts."""
        if self.is_in_round:
            self._finish()

    def _finish(self) -> None:
        self.is_in_round = False
        best = self.round_best()
        self.elite.note(self.elite.add(best))
        self.tenures.note(best.key[1])
        self.elite.record(self.evaluations)

    def _next_start(self, used: float) -> Plan:
        """A given plan, a fresh one while the population is young, else a child."""
        if self.starts:
            return self.starts.pop(0)
        members = len(self.elite.members)
        if members < 2 or (members < SIZE and used < FRESH_SHARE):
            return self._fresh()
        return self.elite.child()

    def _fresh(self) -> Plan:
        """A plan by a rule with random parameters; better rules are drawn more often.

        Randomised construction: Hart, Shogan, "Semi-greedy heuristics", 1987.
        """
        if not self.rules:
            made = [(self._made(Rule(number, delay=0.5)), number) for number in RULES]
            self.rules = [number for _, number in sorted(made, key=lambda x: x[0].key)]
        number = self.rules[min(int(self.rng.expovariate(1.0)), len(self.rules) - 1)]
        noise, delay = 0.6 * self.rng.random(), self.rng.random()
        return self._made(Rule(number, noise=noise, delay=delay))

    def _made(self, rule: Rule) -> Plan:
        """The rule's plan; the best so far where that ends behind the horizon."""
        self.evaluations += 1
        plan = self.dispatcher.run(rule)
        if plan is not None:
            return plan
        if not self.elite.best:
            raise RuntimeError("a rule found no place for an operation")
        return self.best_plans()[0]


def migrate(islands: list[GraphIsland]) -> None:
    """Send each island's best to the next in the ring, where it must find a place."""
    best = [island.best_plans() for island in islands]
    for k, plans in enumerate(best):
        for plan in plans:
            islands[(k + 1) % len(islands)].elite.add(plan)


def _crossed(
    rng: random.Random,
    job: np.ndarray,
    before: list[list[int]],
    first: Plan,
    second: Plan,
) -> Plan:
    """Crossover of jobs with precedence restored."""
    return repair_order(job_crossover(rng, first, second, job), before)


def blend(rng: random.Random, first: Plan, second: Plan) -> Plan:
    """A list between two others: positions and alternatives are mixed.

    Weighted means of positions keep every precedence that both lists keep, so that the
    child needs no repair.
    """
    share = rng.uniform(0.3, 0.7)
    n = len(first.sequence)
    place = np.zeros((2, n))
    place[0, first.sequence] = np.arange(n)
    place[1, second.sequence] = np.arange(n)
    mixed = (1 - share) * place[0] + share * place[1]
    draws = np.array([rng.random() for _ in range(n)])
    mode = np.where(draws < share, second.mode, first.mode).astype(np.int32)
    sequence = np.lexsort((place[0], mixed)).astype(np.int32)
    return Plan(sequence, mode, (0, 0))
