"""Local search on operation lists: moves near the critical chains, resumed decoding.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi, "Optimization by simulated annealing",
1983) whose random threshold is drawn before the candidate is decoded, so that decoding
stops as soon as the lower bound of the partial schedule exceeds it, or once the part
that holds the same operations as the current schedule's is worse by so much that the
rest will not make it good (a guess: `_decode_from`). Decoding resumes from the last
checkpoint before the first changed position.
"""

# Array items are Any to mypy and numbers to numba.
# mypy: disable-error-code="no-any-return,return-value"
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compile import (
    BLOCK_TO,
    CALENDAR,
    FAMILY,
    JOB,
    MACHINE,
    TIME,
    WORKER,
    Arrays,
)
from .address import by_address
from .jit import copy1, copy2, fill1, helper, kernel
from .moves import propose, rotate
from .place import (
    BLOCK,
    END,
    FREE,
    LAST,
    SET_UP,
    START,
    Work,
    count_end,
    hold,
    new_work,
    place,
    reset,
)
from .rng import State, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ENERGY, BEST, MINUTE, DELAY = 0, 1, 2, 3  # entries of Walk.value
PATIENCE = 1.0  # mean delays by which a part may be worse than hoped


@by_address
class Walk(NamedTuple):
    """The state of one local search, changed in place.

    Shapes: sequence, best_sequence (free,); pos, mode, best_mode (n,); op, machine as
    in `Work`; check_* have one row per checkpoint, taken every ``counts[1]`` positions,
    of which ``counts[0]`` are valid. ``value`` = (energy, best energy, energy per slot
    of makespan, energy of a mean job's delay by a mean operation); ``best_total`` =
    (weighted tardiness, makespan slots); trace, trial (free,): energy after each
    position of the current schedule, of the candidate.
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
    check_machine: I32
    check_worker: I32
    check_left: npt.NDArray[np.int16]
    check_job: I32
    check_total: I64
    trace: F64
    trial: F64
    work: Work


def new_walk(a: Arrays, n_free: int, limit_bytes: int = 48_000_000) -> Walk:
    """Allocate a search for `n_free` operations; call `begin` before use."""
    room = max(limit_bytes // max(a.capacity.nbytes, 1), 2)
    rows = int(min(48, room, n_free // 12 + 1))
    every = n_free // rows + 1
    n, n_jobs, n_machines = a.op.shape[0], a.job.shape[0], a.machine.shape[0]
    jobs = a.op[:, JOB]
    order = np.argsort(jobs, kind="stable").astype(np.int32)
    ptr = np.zeros(n_jobs + 1, np.int32)
    ptr[1:] = np.cumsum(np.bincount(jobs, minlength=n_jobs))
    value = np.array([np.inf, np.inf, _makespan_weight(a), _delay(a)])
    counts = np.array([0, every, 0, 0], np.int64)

    def ints(*shape: int) -> I32:
        return np.zeros(shape, np.int32)

    return Walk(
        sequence=ints(n_free), pos=ints(n), mode=ints(n), op=ints(n, 4),
        machine=ints(n_machines, 4), job_end=ints(n_jobs),
        best_sequence=ints(n_free), best_mode=ints(n),
        best_total=np.array([2**60, 2**60], np.int64), total=np.zeros(2, np.int64),
        value=value, counts=counts, job_ptr=ptr, job_ops=order,
        check_machine=ints(rows + 1, n_machines, 4),
        check_worker=ints(rows + 1, max(a.n_workers, 1)),
        check_left=np.zeros((rows + 1, *a.capacity.shape), np.int16),
        check_job=ints(rows + 1, n_jobs),
        check_total=np.zeros((rows + 1, 2), np.int64),
        trace=np.zeros(n_free), trial=np.zeros(n_free),
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
def _save(k: Walk, w: Work, c: int) -> None:
    """Write checkpoint c: the state before position ``c * counts[1]``."""
    copy2(k.check_machine[c], w.machine)
    copy1(k.check_worker[c], w.worker_free)
    copy2(k.check_left[c], w.left)
    copy1(k.check_job[c], w.job_end)
    copy1(k.check_total[c], w.total)


@helper
def _load(k: Walk, w: Work, c: int) -> None:
    copy2(w.machine, k.check_machine[c])
    copy1(w.worker_free, k.check_worker[c])
    copy2(w.left, k.check_left[c])
    copy1(w.job_end, k.check_job[c])
    copy1(w.total, k.check_total[c])


@helper
def _replay(a: Arrays, k: Walk, w: Work, i: int) -> None:
    """Place operation i where the current schedule has it, without searching."""
    mode = k.mode[i]
    m = a.mode[mode, MACHINE]
    s, e = k.op[i, START], k.op[i, END]
    w.machine[m, LAST] = i
    w.machine[m, FREE] = e
    block = w.machine[m, BLOCK]
    family = w.machine[m, SET_UP]
    while block < a.machine[m, BLOCK_TO] and a.block[block, 0] < max(e, s + 1):
        if a.block[block, 2] >= 0:
            family = a.block[block, 2]
        block += 1
    w.machine[m, BLOCK] = block
    w.machine[m, SET_UP] = a.op[i, FAMILY] if a.op[i, FAMILY] >= 0 else family
    if a.mode[mode, WORKER] >= 0:
        w.worker_free[a.mode[mode, WORKER]] = e
    hold(a, w, mode, a.machine[m, CALENDAR], s, e)
    count_end(a, w, i, e)


@helper
def _energy(k: Walk, total: I64) -> float:
    return np.float64(total[0]) + k.value[MINUTE] * np.float64(total[1])


@helper
def _resume(a: Arrays, k: Walk, low: int) -> None:
    """Bring ``k.work`` to the state of the current schedule before position `low`."""
    w = k.work
    every = k.counts[1]
    c = min(low // every, k.counts[0] - 1)
    _load(k, w, c)
    for p in range(c * every, low):
        if p % every == 0 and p // every >= k.counts[0]:
            _save(k, w, p // every)
            k.counts[0] = p // every + 1
        _replay(a, k, w, k.sequence[p])
    if low % every == 0 and low // every == k.counts[0]:
        _save(k, w, low // every)
        k.counts[0] = low // every + 1


@helper
def _decode_from(
    a: Arrays, k: Walk, low: int, high: int, limit: float, hope: float
) -> tuple[bool, int]:
    """Decode positions from `low` on; False with the position where it is given up.

    Behind `high` candidate and current schedule hold the same operations at each
    position: so much worse than `hope` there, and the candidate is given up.
    """
    w = k.work
    for p in range(low, k.sequence.shape[0]):
        i = k.sequence[p]
        if not place(a, w, i, k.mode[i]):
            return False, p
        energy = _energy(k, w.total)
        k.trial[p] = energy
        if energy > limit or (p >= high and energy - k.trace[p] > hope):
            return False, p
    return True, k.sequence.shape[0]


@helper
def _adopt(a: Arrays, k: Walk, low: int) -> None:
    """Make the decoded candidate, changed from position `low` on, the current one."""
    w = k.work
    for p in range(low, k.sequence.shape[0]):
        i = k.sequence[p]
        for c in range(4):
            k.op[i, c] = w.op[i, c]
        k.pos[i] = p
        k.trace[p] = k.trial[p]
    copy1(k.job_end, w.job_end)
    copy2(k.machine, w.machine)
    copy1(k.total, w.total)
    k.value[ENERGY] = _energy(k, w.total)
    k.counts[0] = min(k.counts[0], low // k.counts[1] + 1)
    better = w.total[0] < k.best_total[0] or (
        w.total[0] == k.best_total[0] and w.total[1] < k.best_total[1]
    )
    if better:
        copy1(k.best_total, w.total)
        k.value[BEST] = k.value[ENERGY]
        copy1(k.best_sequence, k.sequence)
        copy1(k.best_mode, k.mode)


@helper
def _reject(k: Walk, low: int, reached: int) -> None:
    """Forget the candidate's times of the positions that were decoded."""
    w = k.work
    for p in range(low, min(reached + 1, k.sequence.shape[0])):
        i = k.sequence[p]
        for c in range(4):
            w.op[i, c] = k.op[i, c]


@kernel
def begin(a: Arrays, k: Walk, sequence: I32, mode: I32, keep_best: bool) -> bool:
    """Start (or restart) from a list; False if it does not fit before the horizon."""
    copy1(k.sequence, sequence)
    copy1(k.mode, mode)
    reset(a, k.work)
    copy2(k.op, k.work.op)
    _save(k, k.work, 0)
    k.counts[0] = 1
    if not keep_best:
        fill1(k.best_total, 2**60)
    done, _ = _decode_from(a, k, 0, 0, np.inf, np.inf)
    if done:
        _adopt(a, k, 0)
    return done


@kernel
def anneal(a: Arrays, k: Walk, rng: State, temperature: float, evaluations: int) -> int:
    """Try `evaluations` moves at one temperature (energy units); 0 only descends.

    Returns the number of moves decoded. Each costs O(positions behind the change).
    """
    done = 0
    tries = 0
    while done < evaluations and tries < 4 * evaluations:
        tries += 1
        v, target, mode = propose(a, k, rng)
        source = k.pos[v]
        old_mode = k.mode[v]
        if target == source and mode == old_mode:
            continue
        if source < 0 or source >= k.sequence.shape[0]:
            continue  # outside of a window of the list; see `search.windows`
        done += 1
        limit = k.value[ENERGY] - temperature * np.log(uniform(rng))
        low = min(source, target)
        _resume(a, k, low)
        rotate(k, source, target)
        k.mode[v] = mode
        hope = limit - k.value[ENERGY] + PATIENCE * k.value[DELAY]
        high = max(source, target) + a.machine.shape[0]
        good, reached = _decode_from(a, k, low, high, limit, hope)
        if good:
            _adopt(a, k, low)
        else:
            _reject(k, low, reached)
            k.mode[v] = old_mode
            rotate(k, target, source)
    k.counts[2] += done
    return done
