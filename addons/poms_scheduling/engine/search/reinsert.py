"""The first list of a repair: who can, stays; who cannot, looks for a gap.

A list in order of the given starts would push everything behind a delayed operation to
the right. Instead, operations that cannot keep their places (their machine is down,
their predecessor is late, nobody planned them yet) are taken out, so that all others
stay, and are put back one by one where they disturb least: best insertion, as in
Nawaz, Enscore, Ham, "A heuristic algorithm for the m-machine, n-job flow-shop
sequencing problem", 1983.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..compile import FIXED, MACHINE, MODE_FROM, MODE_TO, PRED_FROM, PRED_TO, TIME
from ..kernels.place import END, START
from ..kernels.plant import READY
from .control import Budget
from .ga import repair_order
from .plant import PlantIsland
from .rules import Plan

Flags = npt.NDArray[np.bool_]
SHARE = 0.8  # of the time, after which the rest stays at the end of the list
GAPS = 10  # tried for an operation, at most
BETTER = 2  # of them that make the schedule better, after which no other is tried


class Reinsertion:
    """Makes a list in which few operations leave their given places.

    Parameters
    ----------
    island
        Decodes lists; changed.
    before
        Predecessors per operation.
    is_new
        Operations that the given schedule does not know, shape (n,).
    budget
        Beyond `SHARE` of its time the list stays as it is.
    """

    def __init__(
        self,
        island: PlantIsland,
        before: list[list[int]],
        is_new: Flags,
        budget: Budget,
    ) -> None:
        self.island = island
        self.arrays = island.plant.base
        self.before = before
        self.is_new = is_new
        self.budget = budget

    def run(self, plan: Plan) -> Plan | None:
        """The better of the given list and the one made here; None if neither fits.

        `plan` lists operations by their given starts, which its `wait` holds.
        """
        island = self.island
        plans = [island.best()] if island.start(plan, fresh=True) else []
        listed, out = self._taken_out(plan)
        if island.start(listed, fresh=True):
            for v in listed.sequence[out[listed.sequence]].tolist():
                if self._is_late:
                    break
                self._put_back(v)
            plans.append(island.best())
        return min(plans, key=lambda known: known.key, default=None)

    @property
    def _is_late(self) -> bool:
        return self.budget.is_over or self.budget.time_fraction() > SHARE

    def _taken_out(self, plan: Plan) -> tuple[Plan, Flags]:
        """The list with those at its end that must leave their places; who they are.

        Those that are displaced by no other displaced one are taken out, until nobody
        else is displaced. At most O(operations) lists are decoded, mostly a few dozen.
        """
        out = self.is_new.copy()
        listed = self._with_last(plan, out)
        while self.island.start(listed, fresh=True) and not self._is_late:
            roots = self._roots(listed, out)
            if not roots:
                break
            out[roots] = True
            listed = self._with_last(plan, out)
        return listed, out

    def _roots(self, plan: Plan, out: Flags) -> list[int]:
        """Displaced operations whose predecessors and machine are not yet displaced."""
        a, shop = self.arrays, self.island.list.shop
        is_displaced = shop.work.op[:, START] != plan.wait
        is_displaced &= ~out & (a.op[:, FIXED] == 0)
        machines: set[int] = set()
        roots = []
        for i in plan.sequence[is_displaced[plan.sequence]].tolist():
            machine = int(a.mode[plan.mode[i], MACHINE])
            arcs = a.pred[a.op[i, PRED_FROM] : a.op[i, PRED_TO], 0]
            if machine not in machines and not is_displaced[arcs].any():
                roots.append(i)
            machines.add(machine)
        return roots

    def _with_last(self, plan: Plan, last: Flags) -> Plan:
        """The plan with some operations (and what follows them) behind all others."""
        free = plan.sequence
        order = np.concatenate([free[~last[free]], free[last[free]]])
        return repair_order(replace(plan, sequence=order), self.before)

    def _put_back(self, v: int) -> None:
        """Move operation v to the gap that makes the decoded list best."""
        better = 0
        for place, mode in self._gaps(v)[:GAPS]:
            better += self.island.move(v, place, mode)
            if better == BETTER or self._is_late:
                return

    def _gaps(self, v: int) -> list[tuple[int, int]]:
        """Positions and alternatives where v has room, in order of its end there."""
        a, walk = self.arrays, self.island.list
        sequence, op = walk.sequence, walk.shop.work.op
        low = max([0, *(int(walk.pos[p]) + 1 for p in self.before[v])])
        ready = max(int(walk.shop.at[v, READY]), int(walk.shop.wait[v]))
        machine = a.mode[walk.mode[sequence], MACHINE]
        found = []
        for mode in range(int(a.op[v, MODE_FROM]), int(a.op[v, MODE_TO])):
            rows = np.flatnonzero((machine == a.mode[mode, MACHINE]) & (sequence != v))
            ends = np.concatenate([[0], op[sequence[rows], END]])[:-1]
            begin = np.maximum(ends, ready)
            time = int(a.mode[mode, TIME])
            has_room = op[sequence[rows], START] - begin >= time
            has_room &= (rows >= low) & (rows < walk.pos[v])
            found += [
                (int(t) + time, int(row), mode)
                for t, row in zip(begin[has_room], rows[has_room], strict=True)
            ]
        return [(row, mode) for _, row, mode in sorted(found)]
