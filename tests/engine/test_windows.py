"""Windows of long lists: nothing outside of them moves, and what they say is true."""

import json

import numpy as np
import pytest

from engine import read_text, solve
from engine.kernels import decode as lists
from engine.kernels.place import new_work
from engine.search import windows
from engine.search.control import Budget
from engine.solver import prepare


def plant(seed, n_jobs=30):
    """A plain plant of one machine group with due dates, three operations a job."""
    rng = np.random.default_rng(seed)
    operations = [
        {
            "id": f"{j}.{k}",
            "job": j,
            "predecessors": [{"operation": f"{j}.{k - 1}"}] if k else [],
            "alternatives": [
                {"machine": m, "duration": int(rng.integers(5, 60))} for m in "ABC"
            ],
        }
        for j in range(n_jobs)
        for k in range(3)
    ]
    jobs = [{"id": j, "due": int(rng.integers(50, 600))} for j in range(n_jobs)]
    machines = [{"id": m} for m in "ABC"]
    document = {"format": "fjsp-ind/2", "machines": machines, "jobs": jobs}
    return read_text(json.dumps({**document, "operations": operations}))


@pytest.mark.parametrize("first", [0, 20, 60])
def test_a_window_changes_only_itself_and_its_figures_are_true(first):
    case = plant(first)
    compiled, plans = prepare(case, Budget(evaluations=1), 1)
    plan = plans[-1]
    island = windows.WindowIsland(compiled, 1, size=30)
    found = island.improve(plan, first, 50.0, Budget(evaluations=10**6), 400)
    stop = first + 30
    assert (found.sequence[:first] == plan.sequence[:first]).all()
    assert (found.sequence[stop:] == plan.sequence[stop:]).all()
    outside = np.r_[plan.sequence[:first], plan.sequence[stop:]]
    assert (found.mode[outside] == plan.mode[outside]).all()
    work = new_work(compiled.arrays)
    assert lists.decode(compiled.arrays, work, found.sequence[:stop], found.mode)
    assert tuple(work.total) == tuple(island.walk.best_total)


def test_windows_find_better_plans_the_same_on_any_number_of_workers(monkeypatch):
    monkeypatch.setattr("engine.search.driver.FROM", 10)
    monkeypatch.setattr(windows, "SIZE", 30)
    case = plant(5)
    start = solve(case, evaluations=0, seed=1).objective
    shown = []
    found = [
        solve(case, evaluations=3000, seed=1, workers=n, progress=shown.append)
        for n in (1, 2)
    ]
    assert found[0].assignments == found[1].assignments
    assert shown[-1]["weighted_tardiness"] == found[1].weighted_tardiness
    assert found[0].objective < start


def test_windows_cover_the_list_again_and_again():
    seen = set()
    for (one, two), _ in zip(windows.pairs(1000, 100), range(40), strict=False):
        assert one + 100 <= two <= 900
        seen |= {*range(one, one + 100), *range(two, two + 100)}
    assert len(seen) == 1000
