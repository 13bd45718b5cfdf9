"""The disjunctive graph: kernels against a slow reading in plain Python."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import read_text
from engine.compile import compile_problem
from engine.kernels import graph as graphs
from engine.kernels import insertion, offer
from engine.kernels import tabu as kernels
from engine.kernels.graph import AFTER, BEFORE, CREW, HEAD, MODE, PLACE, TAIL, WORKER
from engine.kernels.jit import kernel

reinsert_part, clear_part = graphs.reinsert, offer.clear
insertions_part, seek_part = insertion.insertions, insertion.seek
offer_part = offer.offer


@kernel
def reinsert(a, g, v, mode, x, wx):
    """Let Python call the part."""
    return reinsert_part(a, g, v, mode, x, wx)


@kernel
def best_insertion(a, g, rng, v, limit):
    """Fill ``g.move`` with the best insertion of v."""
    clear_part(g)
    insertions_part(a, g, rng, v, limit)


@kernel
def offer_two(g, rng, longer, other):
    """Offer an operation's alternatives 1 and 2, equally good but for their length."""
    clear_part(g)
    offer_part(g, rng, 0, 1, -1, -1, 50, longer, False)
    offer_part(g, rng, 0, 2, -1, -1, 50, other, False)


@kernel
def seek(g, m, v, t, crew):
    """Let Python call the part."""
    return seek_part(g, m, v, t, crew)


KINDS = ["plain", "setup", "worker"]


def random_case(seed, kind):
    """A small problem for the graph: any precedence and lags, or workers."""
    rng = random.Random(seed)
    if kind == "worker":
        return read_text(worker_text(rng), "fjsp-w")
    operations = []
    for k in range(rng.randint(1, 10)):
        chosen = rng.sample("ABC", rng.randint(1, 3))
        before = rng.sample(range(k), min(k, rng.randint(0, 2)))
        operations.append(
            {
                "id": k,
                "job": rng.choice("JK"),
                "release": rng.randint(0, 9),
                "family": rng.choice("fg"),
                "alternatives": [
                    {"machine": m, "duration": rng.randint(0, 9)} for m in chosen
                ],
                "predecessors": [
                    {"operation": p, "lag": rng.randint(0, 4)} for p in before
                ],
            }
        )
    setup = {"f": {"g": rng.randint(0, 6)}, "g": {"f": rng.randint(0, 6)}}
    extra = {"setup": setup} if kind == "setup" else {}
    document = {
        "format": "fjsp-ind/2",
        "families": ["f", "g"],
        "machines": [{"id": m, **extra} for m in "ABC"],
        "jobs": [{"id": "J"}, {"id": "K"}],
        "operations": operations,
    }
    return read_text(json.dumps(document))


def worker_text(rng):
    """A problem with workers in the classic text format."""
    n_jobs, n_machines, n_workers = rng.randint(1, 4), rng.randint(1, 3), 3
    lines = [f"{n_jobs} {n_machines} {n_workers}"]
    for _ in range(n_jobs):
        words = [rng.randint(1, 4)]
        for _ in range(words[0]):
            chosen = rng.sample(range(1, n_machines + 1), rng.randint(1, n_machines))
            words.append(len(chosen))
            for m in chosen:
                people = rng.sample(range(1, n_workers + 1), rng.randint(1, n_workers))
                words += [m, len(people)]
                for worker in people:
                    words += [worker, rng.randint(0, 9)]
        lines.append(" ".join(map(str, words)))
    return "\n".join(lines)


def loaded(seed, kind):
    """A graph of a random list, with what made it."""
    case = random_case(seed, kind)
    a = compile_problem(case, 2000).arrays
    rng = random.Random(seed)
    n = len(case.operations)
    sequence = []
    while len(sequence) < n:
        ready = [
            i
            for i, op in enumerate(case.operations)
            if i not in sequence and all(p in sequence for p, _ in op.predecessors)
        ]
        sequence.append(rng.choice(ready))
    mode = [rng.randrange(int(row[5]), int(row[6])) for row in a.op]
    g = graphs.new_graph(a)
    last = np.zeros_like(g.first)
    graphs.load(a, g, np.array(sequence, np.int32), np.array(mode, np.int32), last)
    return case, a, g, rng


def sequences(case, a, g):
    """Lists of operations of each machine and worker, read from the links."""
    rows = {}
    for m, i in enumerate(g.first.tolist()):
        crew = CREW if m >= len(case.machines) else 0
        row = []
        before = -1
        while i >= 0:
            assert g.node[i, BEFORE + crew] == before
            row.append(i)
            before, i = i, int(g.node[i, AFTER + crew])
        rows[m] = row
    return rows


def slow_times(case, a, g):
    """Heads and tails by relaxing all arcs until nothing changes."""
    n = len(case.operations)
    time = [int(a.mode[k, 1]) for k in g.node[:, MODE]]
    arcs = [
        (p, i, lag // a.grain)
        for i, op in enumerate(case.operations)
        for p, lag in op.predecessors
    ]
    for m, row in sequences(case, a, g).items():
        matrix = case.machines[m].setup if m < len(case.machines) else None
        for x, y in zip(row, row[1:], strict=False):
            families = case.operations[x].family, case.operations[y].family
            need = matrix[families[0]][families[1]] // a.grain if matrix else 0
            arcs.append((x, y, need))
    head = [max(0, op.release) // a.grain for op in case.operations]
    tail = [0] * n
    for _ in range(n):
        for x, y, lag in arcs:
            head[y] = max(head[y], head[x] + time[x] + lag)
            tail[x] = max(tail[x], tail[y] + time[y] + lag)
    assert all(g.node[x, PLACE] < g.node[y, PLACE] for x, y, _ in arcs)
    return head, tail, max(h + t for h, t in zip(head, time, strict=True))


def check(case, a, g):
    """All that must hold between two moves."""
    head, tail, makespan = slow_times(case, a, g)
    assert g.node[:, HEAD].tolist() == head
    assert g.node[:, TAIL].tolist() == tail
    assert g.counter[graphs.MAKESPAN] == makespan
    assert g.order[g.node[:, PLACE]].tolist() == list(range(len(head)))
    assert not g.mark.any() and not g.gain.any()


def random_place(rng, case, a, g, v, mode):
    """Operations, or -1, that v could be put behind on both its resources."""
    rows = sequences(case, a, g)
    machine, worker = int(a.mode[mode, 0]), int(a.mode[mode, 2])
    x = rng.choice([-1, *(i for i in rows[machine] if i != v)])
    if worker < 0:
        return x, -1
    row = rows[len(case.machines) + worker]
    return x, rng.choice([-1, *(i for i in row if i != v)])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_times_stay_true_whatever_is_moved(kind, seed):
    case, a, g, rng = loaded(seed, kind)
    check(case, a, g)
    for _ in range(12):
        v = rng.randrange(len(case.operations))
        mode = rng.randrange(int(a.op[v, 5]), int(a.op[v, 6]))
        x, wx = random_place(rng, case, a, g, v, mode)
        before = sequences(case, a, g)
        if not reinsert(a, g, v, mode, x, wx):
            assert sequences(case, a, g) == before
        check(case, a, g)


@pytest.mark.parametrize("kind", ["plain", "worker"])
@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_an_insertion_never_makes_a_cycle_nor_more_than_it_says(kind, seed):
    case, a, g, rng = loaded(seed, kind)
    state = np.array([seed], np.uint64)
    for _ in range(8):
        v = rng.randrange(len(case.operations))
        best_insertion(a, g, state, v, graphs.NONE)
        assert not g.gain.any()
        if g.move[offer.OPERATION] < 0:
            continue
        old = int(g.counter[graphs.MAKESPAN])
        value, _, mode, x, wx = g.move[:5].tolist()
        assert reinsert(a, g, v, mode, x, wx)
        check(case, a, g)
        assert g.counter[graphs.MAKESPAN] <= max(old, value)


def time_alone(case, a, g, i, mode):
    """Longest path through i in this mode by predecessors and successors alone."""
    op, grain = case.operations[i], a.grain
    head = [max(0, op.release) // grain]
    for p, lag in op.predecessors:
        head.append(int(g.node[p, HEAD] + a.mode[g.node[p, MODE], 1]) + lag // grain)
    tail = [0]
    for k, other in enumerate(case.operations):
        for lag in (lag for p, lag in other.predecessors if p == i):
            time = int(a.mode[g.node[k, MODE], 1])
            tail.append(int(g.node[k, TAIL]) + time + lag // grain)
    return max(head) + int(a.mode[mode, 1]) + max(tail)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_an_insertion_that_cannot_shorten_the_path_is_left_out(kind, seed):
    case, a, g, rng = loaded(seed, kind)
    state = np.array([seed], np.uint64)
    v = rng.randrange(len(case.operations))
    modes = range(int(a.op[v, 5]), int(a.op[v, 6]))
    alone = {mode: time_alone(case, a, g, v, mode) for mode in modes}
    limit = rng.choice([*alone.values(), max(alone.values()) + 1])
    best_insertion(a, g, state, v, limit)
    if g.move[offer.OPERATION] >= 0:
        assert alone[int(g.move[offer.TO_MODE])] < limit
    if min(alone.values()) >= limit:
        assert g.move[offer.OPERATION] < 0


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_gap_at_a_time_is_found_wherever_the_last_one_was(kind, seed):
    case, a, g, rng = loaded(seed, kind)
    rows = sequences(case, a, g)
    for _ in range(12):
        m, v = rng.choice(list(rows)), rng.randrange(len(case.operations))
        t = rng.randint(0, int(g.counter[graphs.MAKESPAN]) + 1)
        crew = CREW if m >= len(case.machines) else 0
        others = [i for i in rows[m] if i != v]
        ends = {i: int(g.node[i, HEAD] + a.mode[g.node[i, MODE], 1]) for i in others}
        expected = (
            next((i for i in reversed(others) if ends[i] <= t), -1),
            next((i for i in others if ends[i] > t), -1),
        )
        assert seek(g, m, v, t, crew) == expected


def test_of_equal_moves_that_wins_which_saves_work():
    _, _, g, _ = loaded(1, "plain")
    state = np.array([1], np.uint64)
    for longer, other, best in ((3, -2, 2), (-2, 3, 1)):
        offer_two(g, state, longer, other)
        assert g.move[offer.TO_MODE] == best
    chosen = []
    for _ in range(60):
        offer_two(g, state, 4, 4)
        chosen.append(int(g.move[offer.TO_MODE]))
    assert 10 < chosen.count(1) < 50, "equals by lot"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_tabu_search_keeps_its_best_and_its_books(kind, seed):
    case, a, g, _ = loaded(seed, kind)
    state = np.array([seed], np.uint64)
    kernels.search(a, g, state, 200, 100, 5, 3, 32, 0)
    check(case, a, g)
    best = int(g.counter[graphs.BEST])
    last = np.zeros_like(g.first)
    order, mode = g.best_order.copy(), g.best_mode.copy()
    assert graphs.load(a, g, order, mode, last) == best
    check(case, a, g)
    assert (g.node[:, WORKER] >= 0).all() == (kind == "worker")
