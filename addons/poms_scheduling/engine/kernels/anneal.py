"""Local search on operation lists: moves near the critical chains, resumed decoding.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi, "Optimization by simulated annealing",
1983) whose random threshold is drawn before the candidate is decoded, so that decoding
stops as soon as the lower bound of the partial schedule exceeds it. Decoding resumes
from the last checkpoint before the first changed position.
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
    FIXED,
    JOB,
    MACHINE,
    MODE_FROM,
    MODE_TO,
    PRED_FROM,
    PRED_TO,
    SUCC_FROM,
    SUCC_TO,
    WORKER,
    Arrays,
)
from .jit import copy1, copy2, fill1, helper, kernel
from .place import (
    BEFORE,
    BLOCK,
    CAUSE,
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
from .rng import State, below, uniform

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ENERGY, BEST, MINUTE = 0, 1, 2  # entries of Walk.value


class Walk(NamedTuple):
    """The state of one local search, changed in place.

    Shapes: sequence, best_sequence (free,); pos, mode, best_mode (n,); op, machine as
    in `Work`; check_* have one row per checkpoint, taken every ``counts[1]`` positions,
    of which ``counts[0]`` are valid. ``value`` = (energy, best energy,
    energy per slot of makespan); ``best_total`` = (weighted tardiness, makespan slots).
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
    value = np.array([np.inf, np.inf, _makespan_weight(a)])
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
        work=new_work(a),
    )  # fmt: skip


def _makespan_weight(a: Arrays) -> float:
    """Energy of one slot of makespan beside weighted tardiness in minutes."""
    weights = a.job[a.job[:, 1] > 0, 1]
    if not len(weights):
        return float(a.grain)
    return 0.02 * float(a.grain) * float(weights.mean())


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
def _decode_from(a: Arrays, k: Walk, low: int, limit: float) -> tuple[bool, int]:
    """Decode positions from `low` on; False with the position when above `limit`."""
    w = k.work
    for p in range(low, k.sequence.shape[0]):
        i = k.sequence[p]
        if not place(a, w, i, k.mode[i]) or _energy(k, w.total) > limit:
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
    done, _ = _decode_from(a, k, 0, np.inf)
    if done:
        _adopt(a, k, 0)
    return done


@helper
def _rotate(k: Walk, source: int, target: int) -> None:
    """Move the operation at position `source` to position `target` of the list."""
    i = k.sequence[source]
    if source > target:
        for p in range(source, target, -1):
            k.sequence[p] = k.sequence[p - 1]
    else:
        for p in range(source, target):
            k.sequence[p] = k.sequence[p + 1]
    k.sequence[target] = i


@helper
def _window(a: Arrays, k: Walk, i: int) -> tuple[int, int]:
    """Positions that operation i may take between its neighbours in precedence."""
    low = 0
    high = k.sequence.shape[0] - 1
    for p in range(a.op[i, PRED_FROM], a.op[i, PRED_TO]):
        if not a.op[a.pred[p, 0], FIXED]:
            low = max(low, k.pos[a.pred[p, 0]] + 1)
    for s in range(a.op[i, SUCC_FROM], a.op[i, SUCC_TO]):
        if not a.op[a.succ[s, 0], FIXED]:
            high = min(high, k.pos[a.succ[s, 0]] - 1)
    return low, high


@helper
def _chain_end(a: Arrays, k: Walk, rng: State) -> int:
    """Last operation of a late job, or of the whole schedule; -1 if it is fixed."""
    for _ in range(12):
        j = below(rng, a.job.shape[0])
        if a.job[j, 1] > 0 and np.int64(k.job_end[j]) * a.grain > a.job[j, 0]:
            for p in range(k.job_ptr[j], k.job_ptr[j + 1]):
                i = k.job_ops[p]
                if k.op[i, END] == k.job_end[j] and not a.op[i, FIXED]:
                    return i
    last = -1
    for m in range(a.machine.shape[0]):
        i = k.machine[m, LAST]
        if i >= 0 and (last < 0 or k.op[i, END] > k.op[last, END]):
            last = i
    return last


@helper
def _critical(a: Arrays, k: Walk, rng: State) -> int:
    """Walk back along what delayed a late job; stop at a random waiting operation."""
    v = _chain_end(a, k, rng)
    if v < 0:
        return k.sequence[below(rng, k.sequence.shape[0])]
    for _ in range(60):
        u = -1
        if k.op[v, CAUSE] >= 1:
            if uniform(rng) < 0.35:
                return v
            u = k.op[v, BEFORE]
        if u < 0:
            latest = -1
            for p in range(a.op[v, PRED_FROM], a.op[v, PRED_TO]):
                q = a.pred[p, 0]
                if not a.op[q, FIXED] and k.op[q, END] > latest:
                    latest = k.op[q, END]
                    u = q
        if u < 0:
            return v
        v = u
    return v


@helper
def _other_mode(a: Arrays, i: int, mode: int, rng: State) -> int:
    """A random alternative other than the given one (the same if there is none)."""
    first = a.op[i, MODE_FROM]
    count = a.op[i, MODE_TO] - first
    if count < 2:
        return mode
    other = first + below(rng, count - 1)
    return other + 1 if other >= mode else other


@helper
def _propose(a: Arrays, k: Walk, rng: State) -> tuple[int, int, int]:
    """Choose a move: (operation, target position, alternative)."""
    n = k.sequence.shape[0]
    draw = uniform(rng)
    if draw < 0.75:
        v = _critical(a, k, rng)
    else:
        v = k.sequence[below(rng, n)]
    low, high = _window(a, k, v)
    mode = k.mode[v]
    target = k.pos[v]
    draw = uniform(rng)
    has_other = a.op[v, MODE_TO] - a.op[v, MODE_FROM] > 1
    if draw < 0.45 or (draw < 0.75 and not has_other):
        u = k.op[v, BEFORE]
        while u >= 0 and k.op[u, BEFORE] >= 0 and uniform(rng) < 0.4:
            u = k.op[u, BEFORE]
        if u >= 0:
            target = max(low, k.pos[u])
    elif draw < 0.75:
        mode = _other_mode(a, v, mode, rng)
        if uniform(rng) < 0.5:
            reach = 2 * a.machine.shape[0]
            target = max(low, min(high, target - reach + below(rng, 2 * reach + 1)))
    elif draw < 0.9:
        u = k.op[v, BEFORE]
        if u >= 0:
            low, high = _window(a, k, u)
            mode = k.mode[u]
            target = min(high, k.pos[v])
            v = u
    else:
        reach = 3 * a.machine.shape[0]
        target = max(low, min(high, target - reach + below(rng, 2 * reach + 1)))
        if has_other and uniform(rng) < 0.3:
            mode = _other_mode(a, v, mode, rng)
    return v, target, mode


@kernel
def anneal(a: Arrays, k: Walk, rng: State, temperature: float, evaluations: int) -> int:
    """Try `evaluations` moves at one temperature (energy units); 0 only descends.

    Returns the number of moves decoded. Each costs O(positions behind the change).
    """
    done = 0
    tries = 0
    while done < evaluations and tries < 4 * evaluations:
        tries += 1
        v, target, mode = _propose(a, k, rng)
        source = k.pos[v]
        old_mode = k.mode[v]
        if target == source and mode == old_mode:
            continue
        done += 1
        limit = k.value[ENERGY] - temperature * np.log(uniform(rng))
        low = min(source, target)
        _resume(a, k, low)
        _rotate(k, source, target)
        k.mode[v] = mode
        good, reached = _decode_from(a, k, low, limit)
        if good:
            _adopt(a, k, low)
        else:
            _reject(k, low, reached)
            k.mode[v] = old_mode
            _rotate(k, target, source)
    k.counts[2] += done
    return done
