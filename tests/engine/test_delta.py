"""Moves that decode only what they change: as if the whole list had been decoded."""

import json
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from test_search import random_problem

from engine import read_text
from engine.compile import MODE_FROM, MODE_TO
from engine.kernels import anneal
from engine.kernels import decode as lists
from engine.kernels.place import CAUSE, END, LAST, START, new_work
from engine.search.control import Budget
from engine.search.island import Island
from engine.search.rules import Plan
from engine.solver import prepare


def assert_decoded(compiled, walk, before=()):
    """What the walk knows of its schedule is what its whole list gives."""
    free = walk.sequence
    work = new_work(compiled.arrays)
    whole = np.r_[np.array(before, np.int32), free]
    assert lists.decode(compiled.arrays, work, whole, walk.mode)
    tables = [table[free].copy() for table in (work.op, walk.op, walk.work.op)]
    for table in tables:  # whether people or the machine were waited for is no matter
        table[:, CAUSE] = np.minimum(table[:, CAUSE], 1)
    assert (tables[0] == tables[1]).all()
    assert (tables[0] == tables[2]).all()
    assert (walk.work.left == work.left).all()
    assert (walk.job_end == work.job_end).all()
    assert (walk.machine[:, LAST] == work.machine[:, LAST]).all()
    assert tuple(walk.total) == tuple(work.total)
    assert (walk.pos[free] == np.arange(len(free))).all()
    assert (np.diff(walk.op[free, START]) >= 0).all()


def some_plan(compiled, plans, rng):
    """A rule's list with random alternatives."""
    a = compiled.arrays
    mode = plans[0].mode.copy()
    for i in compiled.free:
        mode[i] = rng.randrange(a.op[i, MODE_FROM], a.op[i, MODE_TO])
    return Plan(plans[0].sequence, mode, (0, 0))


def walk_and_check(case, seed, first=0):
    """Walk from a list and look at the schedule now and then."""
    compiled, plans = prepare(case, Budget(evaluations=1), 1)
    plan = some_plan(compiled, plans, random.Random(seed))
    listed, size = plan.sequence, len(compiled.free) - first
    if size < 1:
        return
    island = Island(compiled, seed, size)
    a, walk = compiled.arrays, island.walk
    if not anneal.begin(a, walk, listed, plan.mode, first, False):
        return  # ends behind the horizon
    for heat in (1e9, 100.0, 1.0, 0.0):
        anneal.anneal(a, walk, island.rng, heat, 40)
        assert_decoded(compiled, walk, listed[:first])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_a_move_leaves_what_decoding_the_whole_list_would(seed):
    case = read_text(json.dumps(random_problem(seed)))
    walk_and_check(case, seed, first=0)
    walk_and_check(case, seed, first=seed % 4)


def crowded(seed):
    """Many short operations on a few machines for two or three people."""
    rng = random.Random(seed)
    day = {"period": 60, "windows": [[0, 25], [30, 55]]}
    operations = []
    for j in range(8):
        for k in range(3):
            options = [
                {
                    "machine": m,
                    "duration": rng.randint(1, 9),
                    "demands": [
                        {"resource": r, "units": 1}
                        for r in rng.sample(["r", "s"], rng.randint(0, 2))
                    ],
                }
                for m in rng.sample("ABCD", rng.randint(1, 3))
            ]
            row = {"id": f"{j}.{k}", "job": j, "alternatives": options}
            row["predecessors"] = [{"operation": f"{j}.{k - 1}"}] if k else []
            row["family"] = rng.choice(["f", "g"])
            operations.append(row)
    setup = {"f": {"g": 4}, "g": {"f": 2}}
    people = {"period": 60, "windows": [[0, 30, 2], [30, 50, 1]]}
    return {
        "format": "fjsp-ind/2",
        "families": ["f", "g"],
        "calendars": {"day": day},
        "machines": [
            {"id": m, "calendar": "day", "setup": setup, "splittable": m < "C"}
            for m in "ABCD"
        ],
        "resources": [{"id": r, "capacity": people} for r in "rs"],
        "jobs": [{"id": j, "due": rng.randint(10, 200)} for j in range(8)],
        "operations": operations,
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_where_people_are_scarce_too(seed):
    case = read_text(json.dumps(crowded(seed)))
    walk_and_check(case, seed, first=0)
    walk_and_check(case, seed, first=7)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_and_where_each_operation_needs_a_worker(seed):
    rng = random.Random(seed)
    lines = ["5 3 3"]
    for _ in range(5):
        words = [3]
        for _ in range(3):
            machines = rng.sample([1, 2, 3], 2)
            words.append(2)
            for m in machines:
                words += [m, 2]
                for w in rng.sample([1, 2, 3], 2):
                    words += [w, rng.randint(1, 9)]
        lines.append(" ".join(map(str, words)))
    walk_and_check(read_text("\n".join(lines), "fjsp-w"), seed)


def test_ends_of_a_walk_are_those_of_its_best_list():
    case = read_text(json.dumps(crowded(3)))
    compiled, plans = prepare(case, Budget(evaluations=1), 1)
    island = Island(compiled, 1)
    island.start(plans[-1])
    anneal.anneal(compiled.arrays, island.walk, island.rng, 50.0, 2000)
    best = island.best()
    work = new_work(compiled.arrays)
    assert lists.decode(compiled.arrays, work, best.sequence, best.mode)
    assert tuple(work.total) == best.key
    assert work.op[:, END].max() == best.key[1]
