"""An island: one walk with its own random numbers, run in its own thread."""

from __future__ import annotations

import time

import numpy as np

from ..compile import Compiled
from ..kernels import anneal as kernels
from .control import Budget, Pacer
from .rules import Plan


class Island:
    """A local search on lists that can be continued, restarted and asked for its best.

    Parameters
    ----------
    compiled
        The problem, shared by all islands and never changed.
    seed
        Fixes every random choice of this island.
    size
        Operations of the list that it walks on; default all free ones.
    """

    def __init__(self, compiled: Compiled, seed: int, size: int | None = None) -> None:
        self.arrays = compiled.arrays
        n_free = len(compiled.free) if size is None else size
        self.walk = kernels.new_walk(compiled.arrays, n_free)
        self.rng = np.array([seed], np.uint64)
        self.pacer = Pacer(20)
        self.evaluations = 0

    def start(self, plan: Plan, fresh: bool = False) -> bool:
        """Begin at a plan; `fresh` forgets the best so far. False: it does not fit."""
        self.evaluations += 1
        walk = self.walk
        keep = not fresh
        return kernels.begin(self.arrays, walk, plan.sequence, plan.mode, 0, keep)

    @property
    def energy(self) -> float:
        """Energy of the current schedule (tardiness and a little makespan)."""
        return float(self.walk.value[kernels.ENERGY])

    def anneal(
        self, budget: Budget, hot: float, cold: float, moves: int, until: float
    ) -> None:
        """Cool from `hot` to `cold` within `moves` moves or up to a part of the time.

        The temperature falls by the larger of both fractions, so that with evaluations
        alone the result does not depend on the machine's speed: cooling steps are
        aligned to moves, not to kernel calls.
        """
        begin = budget.time_fraction()
        done = 0
        while done < moves and not budget.is_over:
            part = done / moves
            step = max(1, moves // 400)
            if budget.seconds is not None and until > begin:
                spent = (budget.time_fraction() - begin) / (until - begin)
                if spent >= 1.0:
                    return
                part = max(part, spent)
                step = min(step, self.pacer.size)  # time passes within a step
            temperature = hot * (cold / hot) ** part if hot > 0 else 0.0
            done += self._chunk(temperature, min(step, moves - done), budget)

    def _chunk(self, temperature: float, moves: int, budget: Budget) -> int:
        left = moves
        while left > 0 and not budget.is_over:
            began = time.perf_counter()
            size = min(left, self.pacer.size)
            done = self._run(temperature, size)
            self.pacer.measure(done, time.perf_counter() - began)
            self.evaluations += done
            left -= size
        return moves - left

    def _run(self, temperature: float, size: int) -> int:
        return kernels.anneal(self.arrays, self.walk, self.rng, temperature, size)

    @property
    def best_key(self) -> tuple[int, int]:
        """Key of the best plan so far."""
        return int(self.walk.best_total[0]), int(self.walk.best_total[1])

    def best(self) -> Plan:
        """Best plan so far, by the lexicographic key."""
        walk = self.walk
        key = self.best_key
        return Plan(walk.best_sequence.copy(), walk.best_mode.copy(), key)

    def current(self) -> Plan:
        """The plan at which the walk stands."""
        walk = self.walk
        key = (int(walk.total[0]), int(walk.total[1]))
        return Plan(walk.sequence.copy(), walk.mode.copy(), key)
