"""Compiles every kernel once, so that the first plan does not wait for it.

Half of the kernels in each of two processes: numba compiles in one thread at a time.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Sequence
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess

from .compile import MODE_FROM, compile_problem
from .compile_plant import compile_plant
from .readers import read_text
from .search.control import Budget
from .search.graph import GraphIsland
from .search.island import Island
from .search.plant import PlantDispatcher, PlantIsland
from .search.rules import Plan
from .solver import solve

_SMALL = """3 2
2 2 1 3 2 3 2 1 2 2 3
2 2 1 4 2 4 2 1 3 2 3
2 2 1 4 2 4 2 1 3 2 3
"""

_PLANT = """{
  "format": "fjsp-ind/2", "machines": [{"id": "A"}], "jobs": [{"id": "J", "due": 9}],
  "objective": {"tardiness": 1}, "operations": [
    {"id": 1, "job": "J", "alternatives": [{"machine": "A", "duration": 5}]},
    {"id": 2, "job": "J", "alternatives": [{"machine": "A", "duration": 6}]}]
}"""


def warm() -> float:
    """Run every kernel on tiny problems; give the seconds that it took."""
    begin = time.monotonic()
    spawn = multiprocessing.get_context("spawn")
    # Daemons end with this process, however that ends.
    halves = (warm_searches, warm_rules_and_plants)
    parts = [spawn.Process(target=half, daemon=True) for half in halves]
    _start(parts)
    for process in parts:
        process.join()
    if any(process.exitcode for process in parts):
        raise RuntimeError("the kernels could not be compiled")
    return time.monotonic() - begin


def _start(processes: Sequence[BaseProcess]) -> None:
    """Start processes that never see Ctrl-C, which reaches all: it is left to this one.

    They inherit that it is blocked, so that it cannot hit them while Python starts.
    """
    resource_tracker.ensure_running()  # starting it would unblock the signal again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    for process in processes:
        process.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def warm_searches() -> None:
    """Kernels of annealing and tabu search."""
    compiled = compile_problem(read_text(_SMALL), 1000)
    first = compiled.arrays.op[:, MODE_FROM].copy()
    plan = Plan(compiled.free, first, (0, 0))  # without a rule, which others compile
    island = Island(compiled, 1)
    island.start(plan)
    island.anneal(Budget(evaluations=10), 1.0, 0.1, 10, 1.0)
    GraphIsland(compiled, 1, 0).improve(plan, Budget(), 10)


def warm_rules_and_plants() -> None:
    """Kernels of rules, and of plants with people, ovens, tools and the like."""
    solve(read_text(_SMALL), evaluations=10, algorithm="rules")
    problem = read_text(_PLANT)
    compiled = compile_plant(problem, compile_problem(problem, 1000))
    plan = PlantDispatcher(compiled, 1).run(0)
    island = PlantIsland(compiled, 1)
    if plan is not None:
        island.start(plan)
        island.anneal(Budget(evaluations=10), 1.0, 0.1, 10, 1.0)
    solve(problem, evaluations=10)
