"""A known plan as the start of a search."""

from __future__ import annotations

import numpy as np

from ..compile import MACHINE, MODE_FROM, MODE_TO, Compiled
from ..kernels import decode as kernels
from ..kernels.place import new_work
from ..model import Problem
from .ga import repair_order
from .rules import Plan


def hinted_plan(problem: Problem, compiled: Compiled, base: Plan) -> Plan | None:
    """The plan of ``problem.hint``, operations without a hint placed as in `base`.

    Operations are listed by start; a machine that is no alternative is left to `base`.
    None without a hint, or if the list does not fit before the horizon.
    """
    if not problem.hint:
        return None
    a = compiled.arrays
    work = new_work(a)
    kernels.decode(a, work, base.sequence, base.mode)
    start = work.op[:, 0].astype(np.float64) * a.grain
    mode = base.mode.copy()
    for i, machine, minute in problem.hint:
        for k in range(a.op[i, MODE_FROM], a.op[i, MODE_TO]):
            if a.mode[k, MACHINE] == machine:
                mode[i] = k
                start[i] = minute
                break
    order = base.sequence[np.argsort(start[base.sequence], kind="stable")]
    before = [[p for p, _ in op.predecessors] for op in problem.operations]
    plan = repair_order(Plan(order.astype(np.int32), mode, (0, 0)), before)
    if not kernels.decode(a, work, plan.sequence, plan.mode):
        return None
    key = (int(work.total[0]), int(work.total[1]))
    return Plan(plan.sequence, plan.mode, key)
