"""Lists of a `Plant`: decoding with unscheduling, and local search.

Simulated annealing on lists as in `anneal`. A list also carries, per operation, an
alternative and a start that the search does not want to be earlier: to fill an oven, to
reach a cheaper shift or the start in the given schedule (such objectives are not
regular, so that decoding as early as possible alone would miss their optima).
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import JOB
from ..compile_plant import (
    COST,
    GIVEN_MACHINE,
    GIVEN_START,
    KIND,
    MAKESPAN,
    OVEN,
    Plant,
)
from .address import by_address
from .jit import copy1, fill1, helper, kernel
from .moves import critical, propose, rotate
from .place import BEFORE, START
from .plant import (
    MACHINE,
    OPENER,
    READY,
    Shop,
    clear,
    new_shop,
)
from .plant_lags import (
    HAS_WAITS,
    N_ASKED,
    N_BEST,
    N_COLUMNS,
    N_COUNTS,
    N_KEPT,
    N_LAGS,
    N_SAME,
    PLACED,
    TRIED,
    TRIES,
    ask,
    ask_again,
    copy_log,
    forget,
    forget_from,
    log_rows,
)
from .plant_place import find, put, undo
from .rng import NO_DRAWS, State, below, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ENERGY, MINUTE = 0, 1  # entries of PlantWalk.value
PATIENCE = 3  # times the rest of the list that a move may take to be decoded
LEAST_GAIN = 1e-6  # of energy, that a given move must bring
NO_MOVE = np.array([-1, 0, 0], np.int32)
NOTHING_ASKED = np.zeros((0, N_COLUMNS), np.int32)
UNKNOWN = 2**60


@by_address
class PlantWalk(NamedTuple):
    """The state of one search; the first ``counts[PLACED]`` positions are decoded.

    Shapes: sequence (free,); pos, mode (n,); op, machine, job_end are
    those of `shop`; best = (objective, makespan in slots); best_sequence, best_mode,
    best_wait its list; value = (energy, energy per minute of makespan); raised (free,):
    how often each position made a predecessor end later; asked, kept, best_asked
    (rows, 5): what was asked for in the decoded part, in the current list, in the best
    one (see `plant_lags`); job_ptr, job_ops: operations by job.
    """

    sequence: I32
    pos: I32
    mode: I32
    op: I32
    machine: I32
    job_end: I32
    best: I64
    best_sequence: I32
    best_mode: I32
    best_wait: I32
    value: F64
    counts: I64
    raised: I32
    asked: I32
    kept: I32
    best_asked: I32
    job_ptr: I32
    job_ops: I32
    shop: Shop


def new_plant_walk(p: Plant, n_free: int) -> PlantWalk:
    """Allocate a search for `n_free` operations; call `begin_list` before use."""
    n, n_jobs = p.base.op.shape[0], p.base.job.shape[0]
    jobs = p.base.op[:, JOB]
    ptr = np.zeros(n_jobs + 1, np.int32)
    ptr[1:] = np.cumsum(np.bincount(jobs, minlength=n_jobs))
    shop = new_shop(p)
    n_lags = int((p.link[:, 0] >= 0).sum())
    has_waits = bool(
        (p.machine[:, KIND] == OVEN).any()
        or (p.machine[:, COST] >= 0).any()
        or (p.op[:, GIVEN_MACHINE] >= 0).any()
    )

    def ints(size: int) -> I32:
        return np.zeros(size, np.int32)

    def log() -> I32:
        return np.zeros((log_rows(n_free, n_lags), N_COLUMNS), np.int32)

    return PlantWalk(
        sequence=ints(n_free), pos=ints(n), mode=ints(n),
        op=shop.work.op, machine=shop.work.machine, job_end=shop.work.job_end,
        best=np.full(2, UNKNOWN, np.int64), best_sequence=ints(n_free),
        best_mode=ints(n), best_wait=ints(n),
        value=np.array([np.inf, _minute_weight(p)]),
        counts=np.array([0, has_waits, n_lags] + [0] * (N_COUNTS - 3), np.int64),
        raised=ints(n_free), asked=log(), kept=log(), best_asked=log(), job_ptr=ptr,
        job_ops=np.argsort(jobs, kind="stable").astype(np.int32),
        shop=shop,
    )  # fmt: skip


def _minute_weight(p: Plant) -> float:
    """Energy of a minute of makespan beside the objective, to order equal ones."""
    weights = p.base.job[p.base.job[:, 1] > 0, 1]
    mean = float(weights.mean()) * float(p.weight[1]) if len(weights) else 0.0
    return max(0.02 * mean, 1e-3) if mean or p.weight[2:].any() else 1.0


@helper
def score(p: Plant, w: Shop) -> int:
    """Weighted sum of the terms, hard limits with `VIOLATION_WEIGHT`."""
    total = np.int64(0)
    for k in range(w.total.shape[0]):
        total += w.total[k] * p.weight[k]
    return total


@helper
def plant_energy(p: Plant, k: PlantWalk) -> float:
    """Objective with a little makespan; never falls while a list is decoded."""
    makespan = np.float64(k.shop.total[MAKESPAN])
    return np.float64(score(p, k.shop)) + k.value[MINUTE] * makespan


@helper
def take_out(p: Plant, k: PlantWalk, low: int) -> None:
    """Undo the positions from `low` on."""
    for q in range(k.counts[PLACED] - 1, low - 1, -1):
        i = k.sequence[q]
        undo(p, k.shop, i, k.mode[i], q)
    k.counts[PLACED] = min(k.counts[PLACED], low)


@helper
def rewind(p: Plant, k: PlantWalk, low: int) -> int:
    """Undo what depends on positions from `low` on; gives the first one undone."""
    low = forget_from(k, low)
    take_out(p, k, low)
    return low


@helper
def empty(p: Plant, k: PlantWalk) -> None:
    """Take everything out of the list."""
    clear(p, k.shop)
    fill1(k.raised, 0)
    k.counts[PLACED] = 0
    k.counts[TRIED] = 0
    k.counts[N_ASKED] = 0


@helper
def advance(p: Plant, k: PlantWalk, stop: int, limit: float, tries: int) -> bool:
    """Decode up to position `stop`; False when above `limit` or beyond the horizon.

    After `tries` placements predecessors are asked no more to end later.
    """
    w = k.shop
    has_lags = k.counts[N_LAGS] > 0
    while k.counts[PLACED] < stop:
        q = k.counts[PLACED]
        i = k.sequence[q]
        if not find(p, w, i, k.mode[i], k.mode):
            return False
        k.counts[TRIED] += 1
        if has_lags and k.counts[TRIED] < tries:
            back = ask(p, k, i, q)
            if back >= 0:
                take_out(p, k, back)
                continue
        put(p, w, i, k.mode[i], q)
        k.counts[PLACED] = q + 1
        if plant_energy(p, k) > limit:
            return False
    return True


@helper
def note_best(p: Plant, k: PlantWalk) -> None:
    """Keep the decoded list if it is the best so far."""
    value = score(p, k.shop)
    slots = k.shop.total[MAKESPAN] // p.base.grain
    k.value[ENERGY] = plant_energy(p, k)
    copy_log(k.kept, k.asked, k.counts[N_ASKED])
    k.counts[N_KEPT] = k.counts[N_ASKED]
    if value < k.best[0] or (value == k.best[0] and slots < k.best[1]):
        k.best[0] = value
        k.best[1] = slots
        copy1(k.best_sequence, k.sequence)
        copy1(k.best_mode, k.mode)
        copy1(k.best_wait, k.shop.wait)
        copy_log(k.best_asked, k.asked, k.counts[N_ASKED])
        k.counts[N_BEST] = k.counts[N_ASKED]


@helper
def _begin(p: Plant, k: PlantWalk, asked: I32) -> bool:
    """Decode the list from its begin; see `begin_list`."""
    n = k.sequence.shape[0]
    empty(p, k)
    ask_again(k, asked, asked.shape[0], 0)
    tries = 0 if asked.shape[0] > 0 else TRIES * n
    if not advance(p, k, n, np.inf, tries):
        return False
    note_best(p, k)
    return True


@helper
def _move(k: PlantWalk, source: int, target: int) -> None:
    """Move within the list and renumber the positions between."""
    rotate(k, source, target)
    for q in range(min(source, target), max(source, target) + 1):
        k.pos[k.sequence[q]] = q


@helper
def _propose_wait(p: Plant, k: PlantWalk, rng: State) -> tuple[int, int]:
    """Choose an operation and a start before which it shall not begin."""
    w = k.shop
    v = k.sequence[below(rng, k.sequence.shape[0])]
    if uniform(rng) < 0.5:
        v = critical(p.base, k, rng)
    m = w.at[v, MACHINE]
    draw = below(rng, 4)
    if draw == 1 and p.op[v, GIVEN_MACHINE] >= 0:
        return v, max(0, -((-p.op[v, GIVEN_START]) // p.base.grain))
    if draw == 2 and p.machine[m, COST] >= 0:
        row = p.edge[p.machine[m, COST]]
        x = 0
        while x < row.shape[0] - 1 and row[x] <= k.op[v, START]:
            x += 1
        return v, row[min(x + below(rng, 3), row.shape[0] - 1)]
    if draw == 3 and p.machine[m, KIND] == OVEN:
        o = k.op[v, BEFORE]
        if o >= 0 and w.at[v, OPENER] == v:
            return o, w.at[v, READY]
    return v, 0


@helper
def _anneal(
    p: Plant,
    k: PlantWalk,
    rng: State,
    temperature: float,
    evaluations: int,
    given: I32,
) -> None:
    """Try moves; see `anneal_plant`."""
    n = k.sequence.shape[0]
    for _ in range(evaluations):
        if given[0] >= 0:
            v, target, mode = given[0], given[1], given[2]
            wait = k.shop.wait[v]
        elif k.counts[HAS_WAITS] and uniform(rng) < 0.2:
            v, wait = _propose_wait(p, k, rng)
            target, mode = k.pos[v], k.mode[v]
        else:
            v, target, mode = propose(p.base, k, rng)
            wait = k.shop.wait[v]
        source, old_mode, old_wait = k.pos[v], k.mode[v], k.shop.wait[v]
        if target == source and mode == old_mode and wait == old_wait:
            continue
        limit = k.value[ENERGY] - temperature * np.log(uniform(rng))
        if given[0] >= 0:
            limit = k.value[ENERGY] - LEAST_GAIN
        low = rewind(p, k, min(source, target))
        k.counts[N_SAME] = k.counts[N_ASKED]
        _move(k, source, target)
        k.mode[v] = mode
        k.shop.wait[v] = wait
        if _decode_move(p, k, low, limit):
            note_best(p, k)
            continue
        take_out(p, k, forget(k, k.counts[N_SAME], low))
        _move(k, target, source)
        k.mode[v] = old_mode
        k.shop.wait[v] = old_wait
        take_out(p, k, ask_again(k, k.kept, k.counts[N_KEPT], k.counts[PLACED]))
        advance(p, k, n, np.inf, 0)


@helper
def _decode_move(p: Plant, k: PlantWalk, low: int, limit: float) -> bool:
    """Decode the changed list; False also where longest waits take too many tries.

    That is counted, not timed, so that the result does not depend on the machine.
    """
    n = k.sequence.shape[0]
    most = k.counts[TRIED] + PATIENCE * (n - low) + PATIENCE
    return advance(p, k, n, limit, most) and k.counts[TRIED] < most


@kernel
def _walk(
    p: Plant,
    k: PlantWalk,
    asked: I32,
    rng: State,
    temperature: float,
    evaluations: int,
    given: I32,
) -> bool:
    """Begin (`evaluations` 0) or anneal.

    One entry point for both: each compiles the decoder that it holds anew.
    """
    if evaluations == 0:
        return _begin(p, k, asked)
    _anneal(p, k, rng, temperature, evaluations, given)
    return True


def begin_list(
    p: Plant,
    k: PlantWalk,
    sequence: I32,
    mode: I32,
    wait: I32,
    asked: I32,
    keep_best: bool,
) -> bool:
    """Start from a list; False if it does not fit before the horizon.

    `asked` (rows, 5) is its log of longest waits; without rows it is made here.
    """
    k.sequence[:], k.mode[:], k.shop.wait[:] = sequence, mode, wait
    k.pos[sequence] = np.arange(len(sequence))
    if not keep_best:
        k.best[0] = UNKNOWN
    return _walk(p, k, asked, NO_DRAWS, 0.0, 0, NO_MOVE)


def anneal_plant(
    p: Plant,
    k: PlantWalk,
    rng: State,
    temperature: float,
    evaluations: int,
    given: I32 = NO_MOVE,
) -> int:
    """Try `evaluations` moves at one temperature; gives their number; see `anneal`.

    `given` (operation, position, alternative): instead of chosen ones, this move, which
    must make the schedule better; operation -1 = none. The list must have been decoded.
    O(positions behind the change) each, at most `PATIENCE` times that, and once more
    for a refused one.
    """
    if evaluations > 0:
        _walk(p, k, NOTHING_ASKED, rng, temperature, evaluations, given)
    return evaluations
