"""The memetic algorithm for makespan: crossover of lists, tabu search on the graph.

Li, Gao, "An effective hybrid genetic algorithm and tabu search for flexible job shop
scheduling problem", 2016; blending of two lists as path relinking after Peng, Lu,
Cheng, "A tabu search/path relinking algorithm to solve the job shop scheduling
problem", 2015.
"""

from __future__ import annotations

import random
import time

import numpy as np

from ..compile import CALENDAR, FAMILY, SETUP, Compiled
from ..kernels import graph as graphs
from ..kernels import tabu as kernels
from ..model import Problem
from .control import Budget, Pacer
from .rules import Plan

STALL = 6000  # moves without improvement that end a round
TENURE = 10


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
    """Tabu search with its own memory and random numbers."""

    def __init__(self, compiled: Compiled, seed: int, goal: int) -> None:
        self.arrays = compiled.arrays
        self.graph = graphs.new_graph(compiled.arrays)
        self.last = np.zeros_like(self.graph.first)
        self.rng = np.array([seed], np.uint64)
        self.pacer = Pacer(200)
        self.goal = goal
        self.evaluations = 0

    @property
    def best_key(self) -> tuple[int, int]:
        """Key of the best of the current round."""
        slots = int(self.graph.counter[graphs.BEST])
        return (0, slots) if slots else (2**60, 2**60)

    def improve(self, plan: Plan, budget: Budget, moves: int) -> Plan:
        """One round of tabu search from a plan, of at most `moves` moves."""
        a, g = self.arrays, self.graph
        graphs.load(a, g, plan.sequence, plan.mode, self.last)
        self.evaluations += 1
        left = moves - 1
        while left > 0 and not budget.is_over:
            began = time.perf_counter()
            size = min(left, self.pacer.size)
            done = kernels.search(a, g, self.rng, size, STALL, TENURE, self.goal)
            self.pacer.measure(done, time.perf_counter() - began)
            self.evaluations += done
            left -= done
            if done < size:
                break
        key = (0, int(g.counter[graphs.BEST]))
        graphs.load(a, g, g.best_order.copy(), g.best_mode.copy(), self.last)
        by_start = np.lexsort((g.node[:, graphs.PLACE], g.node[:, graphs.HEAD]))
        return Plan(by_start.astype(np.int32), g.best_mode.copy(), key)


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
