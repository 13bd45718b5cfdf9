"""Very long lists: annealing in a window of the list, what stands before it fixed.

A move in a list of 100,000 operations is decoded to the end of the window, not to the
end of the list: cost O(window), whatever the length. Rolling horizon decomposition:
Ovacik, Uzsoy, "Rolling horizon procedures for dynamic parallel machine scheduling with
sequence-dependent setup times", 1995. What a window gains is believed only when the
whole list, decoded again, is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from ..compile import Compiled
from ..kernels import anneal as kernels
from ..kernels import decode as lists
from ..kernels.place import Work, new_work
from .control import Budget
from .island import Island
from .rules import Plan

FROM = 10_000  # operations from which windows are used
SIZE = 2000  # operations of a window
MOVES = 4 * SIZE  # in one window
HEAT = 0.1  # first temperature, relative
COOLING = 50.0  # first temperature over last


class WindowIsland(Island):
    """Improves one window after the other; see `Island` for budget and chunks."""

    def __init__(self, compiled: Compiled, seed: int, size: int | None = None) -> None:
        self.size = min(size or SIZE, len(compiled.free))
        super().__init__(compiled, seed, self.size)

    @property
    def best_key(self) -> tuple[int, int]:
        """Nothing that compares with a whole list's."""
        return 2**60, 2**60

    def improve(
        self, plan: Plan, first: int, hot: float, budget: Budget, moves: int
    ) -> Plan:
        """Give the plan with the window from position `first` improved."""
        stop = first + self.size
        listed = plan.sequence[:stop].copy()
        kernels.begin(self.arrays, self.walk, listed, plan.mode, first, False)
        self.anneal(budget, hot, hot / COOLING, moves, 1.0)
        sequence = plan.sequence.copy()
        sequence[first:stop] = self.walk.best_sequence
        return Plan(sequence, self.walk.best_mode.copy(), plan.key)


def pairs(n: int, size: int) -> Iterator[tuple[int, int]]:
    """Firsts of two windows half a list apart, rolling on by half a window for ever."""
    last = n - size
    half = max(1, last // 2)
    while True:
        for first in range(0, half, max(1, size // 2)):
            yield first, min(last, max(first + half, first + size))
        yield max(0, last - size), last


def improve_in_windows(
    compiled: Compiled,
    islands: list[WindowIsland],
    plan: Plan,
    heat: float,
    budget: Budget,
    evaluations: int | None,
    workers: int,
    offer: Callable[[Plan], None],
) -> None:
    """Offer better and better plans, window by window, until the budget is over."""
    work = new_work(compiled.arrays)
    spent = 0
    with ThreadPoolExecutor(workers) as pool:
        for firsts in pairs(len(plan.sequence), islands[0].size):
            moves = MOVES
            if evaluations is not None:
                moves = min(MOVES, (evaluations - spent) // len(islands) - 2)
            if budget.is_over or moves < 1:
                return
            before = sum(island.evaluations for island in islands)
            found = [
                pool.submit(island.improve, plan, first, HEAT * heat, budget, moves)
                for island, first in zip(islands, firsts, strict=True)
            ]
            plans = [future.result() for future in found]
            merged = _merged(plan, plans, firsts, islands[0].size)
            for candidate in (merged, *plans):
                key = _key(compiled, work, candidate)
                islands[0].evaluations += 1
                if key is not None and key < plan.key:
                    plan = Plan(candidate.sequence, candidate.mode, key)
                    offer(plan)
                    break
            spent += sum(island.evaluations for island in islands) - before


def _merged(plan: Plan, plans: list[Plan], firsts: tuple[int, ...], size: int) -> Plan:
    """Both windows' changes in one list; they hold different operations."""
    sequence, mode = plan.sequence.copy(), plan.mode.copy()
    for found, first in zip(plans, firsts, strict=True):
        here = found.sequence[first : first + size]
        sequence[first : first + size] = here
        mode[here] = found.mode[here]
    return Plan(sequence, mode, plan.key)


def _key(compiled: Compiled, work: Work, plan: Plan) -> tuple[int, int] | None:
    """Key of the whole list; None if it does not fit before the horizon."""
    if not lists.decode(compiled.arrays, work, plan.sequence, plan.mode):
        return None
    return int(work.total[0]), int(work.total[1])
