"""Local search on operation lists: moves near the critical chains, changes decoded.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi, "Optimization by simulated annealing",
1983) whose random threshold is drawn before the candidate is decoded, so that decoding
stops as soon as the candidate seems to cost so much more that the rest will not make it
good (a guess: `delta.decode_move`).
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import FIXED, JOB, TIME, Arrays
from .address import by_address
from .delta import MINUTE, TRIED, decode_move, keep, sort_by_start, take_back
from .jit import copy1, copy2, fill1, helper, kernel
from .moves import propose
from .place import COLUMNS, LAST, Work, new_work, place, reset
from .rng import NO_DRAWS, State, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ENERGY, BEST, DELAY = 0, 1, 3  # entries of Walk.value, beside MINUTE
PATIENCE = 1.0  # mean delays by which a part may be worse than hoped


@by_address
class Walk(NamedTuple):
    """The state of one local search, changed in place.

    Shapes: sequence, best_sequence, placed (free,); pos, mode, best_mode (n,); op,
    machine as in `Work`; job_end, jobs, job_mark, job_cost (jobs,); ``value`` =
    (energy, best energy, energy per slot of makespan, energy of a mean job's delay by a
    mean operation); ``best_total`` = (weighted tardiness, makespan slots). The list is
    in order of start; before a window of a list, `opening` is the last operation of
    each machine and `opening_worker` when each worker is free. For counts, mark, felt
    and what else a candidate needs see `delta`.
    """

    sequence: I32
    pos: I32
    mode: I32
    op: I32
    machine: I32
    job_end: I32
    best_sequence: I32
    best_mode: I32
    best_total: I64
    total: I64
    value: F64
    counts: I64
    job_ptr: I32
    job_ops: I32
    opening: I32
    opening_worker: I32
    placed: I32
    mark: I64
    felt: I32
    jobs: I32
    job_mark: I64
    job_cost: I64
    work: Work


def new_walk(a: Arrays, n_free: int) -> Walk:
    """Allocate a search for `n_free` operations; call `begin` before use."""
    n, n_jobs, n_machines = a.op.shape[0], a.job.shape[0], a.machine.shape[0]
    jobs = a.op[:, JOB]
    order = np.argsort(jobs, kind="stable").astype(np.int32)
    ptr = np.zeros(n_jobs + 1, np.int32)
    ptr[1:] = np.cumsum(np.bincount(jobs, minlength=n_jobs))
    value = np.array([np.inf, np.inf, _makespan_weight(a), _delay(a)])

    def ints(*shape: int) -> I32:
        return np.zeros(shape, np.int32)

    return Walk(
        sequence=ints(n_free), pos=ints(n), mode=ints(n), op=ints(n, COLUMNS),
        machine=ints(n_machines, 4), job_end=ints(n_jobs),
        best_sequence=ints(n_free), best_mode=ints(n),
        best_total=np.array([2**60, 2**60], np.int64), total=np.zeros(2, np.int64),
        value=value, counts=np.zeros(7, np.int64), job_ptr=ptr, job_ops=order,
        opening=np.full(n_machines, -1, np.int32),
        opening_worker=ints(max(a.n_workers, 1)),
        placed=ints(n_free), mark=np.zeros((n, 3), np.int64),
        felt=ints(a.capacity.shape[0] + 1, 5), jobs=ints(n_jobs),
        job_mark=np.zeros(n_jobs, np.int64), job_cost=np.zeros(n_jobs, np.int64),
        work=new_work(a),
    )  # fmt: skip


def _makespan_weight(a: Arrays) -> float:
    """Energy of one slot of makespan beside weighted tardiness in minutes."""
    weights = a.job[a.job[:, 1] > 0, 1]
    if not len(weights):
        return float(a.grain)
    return 0.02 * float(a.grain) * float(weights.mean())


def _delay(a: Arrays) -> float:
    """Energy of delaying a mean job by a mean operation."""
    weights = a.job[a.job[:, 1] > 0, 1]
    weight = float(weights.mean()) if len(weights) else _makespan_weight(a)
    return weight * a.grain * float(a.mode[:, TIME].mean()) if len(a.mode) else 0.0


@helper
def _energy(k: Walk, total: I64) -> float:
    return np.float64(total[0]) + k.value[MINUTE] * np.float64(total[1])


@helper
def _note_best(k: Walk) -> None:
    """Keep the current list if it is the best so far, by the lexicographic key."""
    best, total = k.best_total, k.total
    if total[0] < best[0] or (total[0] == best[0] and total[1] < best[1]):
        copy1(best, total)
        k.value[BEST] = k.value[ENERGY]
        copy1(k.best_sequence, k.sequence)
        copy1(k.best_mode, k.mode)


@helper
def _begin(
    a: Arrays, k: Walk, sequence: I32, mode: I32, first: int, keep_best: bool
) -> bool:
    """Decode a list; see `begin`."""
    w = k.work
    reset(a, w)
    for i in range(k.pos.shape[0]):
        k.pos[i] = 0 if a.op[i, FIXED] else k.sequence.shape[0]
    for p in range(sequence.shape[0]):
        i = sequence[p]
        if p == first:
            _note_opening(k)
        if not place(a, w, i, mode[i]):
            return False
        k.pos[i] = p - first
    copy1(k.sequence, sequence[first:])
    copy1(k.mode, mode)
    copy2(k.op, w.op)
    copy2(k.machine, w.machine)
    copy1(k.job_end, w.job_end)
    copy1(k.total, w.total)
    sort_by_start(k, 0)
    k.value[ENERGY] = _energy(k, w.total)
    if not keep_best:
        fill1(k.best_total, 2**60)
    _note_best(k)
    return True


@helper
def _note_opening(k: Walk) -> None:
    for m in range(k.opening.shape[0]):
        k.opening[m] = k.work.machine[m, LAST]
    copy1(k.opening_worker, k.work.worker_free)


@helper
def _anneal(
    a: Arrays, k: Walk, rng: State, temperature: float, evaluations: int
) -> None:
    """Try moves; see `anneal`."""
    for _ in range(evaluations):
        v, target, mode = propose(a, k, rng)
        source = k.pos[v]
        old_mode = k.mode[v]
        if target == source and mode == old_mode:
            continue
        if source < 0 or source >= k.sequence.shape[0]:
            continue  # outside of a window of the list; see `search.windows`
        margin = -temperature * np.log(uniform(rng))
        hope = margin + PATIENCE * k.value[DELAY]
        good, stop = decode_move(a, k, source, target, mode, hope)
        energy = _energy(k, k.work.total)
        if good and energy <= k.value[ENERGY] + margin:
            keep(k, min(source, target), v)
            k.value[ENERGY] = energy
            _note_best(k)
        else:
            take_back(a, k, source, target, old_mode, stop)
    k.counts[TRIED] += evaluations


@kernel
def _walk(
    a: Arrays,
    k: Walk,
    sequence: I32,
    mode: I32,
    first: int,
    keep_best: bool,
    rng: State,
    temperature: float,
    evaluations: int,
) -> bool:
    """Begin (`evaluations` 0) or anneal.

    One entry point for both: each compiles what places operations anew.
    """
    if evaluations == 0:
        return _begin(a, k, sequence, mode, first, keep_best)
    _anneal(a, k, rng, temperature, evaluations)
    return True


def begin(
    a: Arrays, k: Walk, sequence: I32, mode: I32, first: int, keep_best: bool
) -> bool:
    """Start (or restart) from a list; False if it does not fit before the horizon.

    The walk moves operations from position `first` on; those not listed are not there.
    """
    return _walk(a, k, sequence, mode, first, keep_best, NO_DRAWS, 0.0, 0)


def anneal(a: Arrays, k: Walk, rng: State, temperature: float, evaluations: int) -> int:
    """Try `evaluations` moves at one temperature (energy units); 0 only descends.

    Returns their number. Moves that would change nothing count too, so that the result
    does not depend on how many are asked for in one call.
    """
    if evaluations > 0:
        _walk(a, k, k.sequence, k.mode, 0, True, rng, temperature, evaluations)
    return evaluations
