"""Known optima, determinism, random problems against the slow reading, the referee."""

import importlib.util
import json
import random
from dataclasses import replace

import pytest
from engine_reference import figures, violations
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import read_file, read_text, solve
from engine.compile import compile_problem
from engine.compile_plant import compile_plant
from engine.search.control import Budget, Pacer
from engine.search.driver import Run
from engine.search.island import Island
from engine.search.plant import PlantIsland
from engine.solver import prepare
from engine.writers import schedule_document

FT06 = """6 6
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
"""


def test_finds_the_optimum_of_ft06():
    """Fisher and Thompson 1963: 55 is optimal."""
    case = read_text(FT06)
    assert case.format == "jsp"
    assert solve(case, evaluations=20000, seed=1).makespan == 55


@pytest.mark.parametrize("algorithm", ["ga", "sa", "rules"])
def test_same_seed_same_schedule_on_any_number_of_workers(algorithm):
    case = read_text(json.dumps(random_problem(5)))
    results = [
        solve(case, evaluations=600, seed=3, algorithm=algorithm, workers=n)
        for n in (1, 2, 2)
    ]
    assert len({r.assignments for r in results}) == 1
    classic = read_text(FT06)
    results = [solve(classic, evaluations=3000, seed=3, workers=n) for n in (1, 2)]
    assert len({r.assignments for r in results}) == 1


@pytest.mark.parametrize("kind", [Island, PlantIsland])
@pytest.mark.parametrize("jobs", [FT06.splitlines()[1:], ["0 3 0 2 0 4", "0 1 0 5"]])
def test_the_result_does_not_depend_on_how_the_moves_are_cut(kind, jobs, monkeypatch):
    """Where few moves change anything, as with one machine, calls of one found none."""
    case = read_text("\n".join([f"{len(jobs)} 6", *jobs]))
    compiled, plans = prepare(case, Budget(evaluations=900), 1)
    if kind is PlantIsland:
        compiled = compile_plant(case, compiled)
    monkeypatch.setattr(Pacer, "measure", lambda *_: None)
    results = []
    for size in (1, 7, 1000):
        island = kind(compiled, 5)
        island.pacer.size = size
        assert island.start(plans[0])
        island.anneal(Budget(), 9.0, 0.5, 3000, 1.0)
        best = island.best()
        results.append((island.evaluations, best.key, best.sequence.tolist()))
    assert results[0] == results[1] == results[2]


def test_annealing_cools_down_within_its_time_however_many_moves_that_is():
    case = read_text(FT06)
    compiled, plans = prepare(case, Budget(evaluations=900), 1)
    island = Island(compiled, 5)
    island.start(plans[0])
    temperatures = []
    budget = Budget(1.0, started_at=0, clock=lambda: 0.01 * len(temperatures))
    island._run = lambda temperature, size: temperatures.append(temperature) or size
    island.anneal(budget, 8.0, 0.5, 10**12, 1.0)
    assert temperatures[0] == 8.0
    assert temperatures == sorted(temperatures, reverse=True)
    assert 1.9 < temperatures[50] < 2.1, "geometric: half of the time, half of the way"
    assert temperatures[-1] < 0.6


def test_all_rules_are_tried_though_reading_took_half_of_the_time():
    """The first alone may be far from the best, and a short search stays there."""
    case = read_text(FT06)
    fresh, late = (Budget(100.0, started_at=0, clock=lambda t=t: t) for t in (0, 50))
    assert len(prepare(case, late, 1)[1]) == len(prepare(case, fresh, 1)[1]) > 1


def random_problem(seed):
    """A small fjsp-ind/2 problem that uses every rule."""
    rng = random.Random(seed)
    families = ["f0", "f1"]
    operations = []
    for k in range(rng.randint(2, 9)):
        machines = rng.sample(["A", "B", "C"], rng.randint(1, 3))
        alternatives = [
            {"machine": m, "duration": rng.randint(0, 12)} for m in machines
        ]
        for row in alternatives:
            if rng.random() < 0.5:
                row["demands"] = [{"resource": "r", "units": rng.randint(1, 2)}]
        before = rng.sample(range(k), min(k, rng.randint(0, 2)))
        links = [{"operation": p, "lag": rng.randint(0, 4)} for p in before]
        row = {
            "id": k,
            "job": rng.choice(["J", "K"]),
            "release": rng.randint(-3, 20),
            "family": rng.choice([*families, None]),
            "alternatives": alternatives,
            "predecessors": links,
        }
        if any(option["duration"] == 0 for option in alternatives):
            row["family"] = None  # the order of milestones at one minute is open
        operations.append(row)
    if rng.random() < 0.5:
        fixed = {"machine": "A", "start": rng.randint(-4, 30), "end": 31}
        operations.append({"id": "x", "job": "J", "family": "f1", "fixed": fixed})
    setup = {"f0": {"f1": rng.randint(0, 6)}, "f1": {"f0": rng.randint(0, 6)}}
    windows = [[0, 15], [20, 45]]
    return {
        "format": "fjsp-ind/2",
        "families": families,
        "calendars": {
            "day": {"period": 60, "windows": windows},
            "plan": {
                "windows": [[3, 30]],
                "until": 50,
                "then": {"period": 60, "windows": windows},
            },
        },
        "machines": [
            {"id": "A", "calendar": "day", "setup": setup, "initial_family": "f0"},
            {"id": "B", "calendar": "plan", "splittable": False, "closures": [[5, 9]]},
            {"id": "C", "setup": setup},
        ],
        "resources": [
            {
                "id": "r",
                "capacity": {"period": 60, "windows": [[0, 30, 2], [30, 55, 3]]},
            }
        ],
        "jobs": [
            {"id": "J", "due": rng.randint(0, 60), "weight": rng.randint(0, 3)},
            {"id": "K", "release": rng.randint(0, 9), "due": None},
        ],
        "operations": operations,
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_every_schedule_obeys_the_rules(seed):
    case = read_text(json.dumps(random_problem(seed)))
    schedule = solve(case, evaluations=150, seed=seed)
    assert list(violations(case, schedule)) == []
    late, end = figures(case, schedule)
    assert (schedule.weighted_tardiness or 0, schedule.makespan) == (late, end)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_classic_problems_obey_the_rules(seed, has_setups):
    rng = random.Random(seed)
    n_jobs, n_machines = rng.randint(1, 4), rng.randint(1, 3)
    lines = [f"{n_jobs} {n_machines}"]
    n_ops = 0
    for _ in range(n_jobs):
        words = [rng.randint(1, 4)]
        n_ops += words[0]
        for _ in range(words[0]):
            machines = rng.sample(range(1, n_machines + 1), rng.randint(1, n_machines))
            words.append(len(machines))
            for m in machines:
                words += [m, rng.randint(1 if has_setups else 0, 9)]
        lines.append(" ".join(map(str, words)))
    if has_setups:
        for _ in range(n_machines * n_ops):
            lines.append(" ".join(str(rng.randint(0, 5)) for _ in range(n_ops)))
    case = read_text("\n".join(lines), "sdst" if has_setups else "fjs")
    schedule = solve(case, evaluations=400, seed=seed)
    assert list(violations(case, schedule)) == []
    assert figures(case, schedule)[1] == schedule.makespan
    assert schedule.lower_bound <= schedule.makespan


FILES = [
    ("brandimarte/mk01.fjs", "fjs"),
    ("jsp/ft10.txt", "jsp"),
    ("sdst_hudata/oddla01.fjs", "sdst"),
    ("sdst_fattahi/Fattahi_setup_01.fjs", "sdst"),
    ("fjsp_w/BrandimarteMk1.fjs", "fjsp-w"),
    ("industrial/ind-200-m.json", "fjsp-ind"),
]


@pytest.mark.parametrize(("name", "fmt"), FILES)
def test_the_referee_accepts(bench, name, fmt):
    spec = importlib.util.spec_from_file_location("referee", bench / "check.py")
    referee = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(referee)
    case = read_file(bench / name)
    assert case.format == fmt
    schedule = solve(case, evaluations=2000, seed=1)
    errors, values = referee.check(str(bench / name), schedule_document(case, schedule))
    assert errors == []
    assert values["makespan"] == schedule.makespan
    if schedule.weighted_tardiness is not None:
        assert values["weighted_tardiness"] == schedule.weighted_tardiness


def far_apart():
    """Setups of which some are a thousand times the others: rules differ as much."""
    rng = random.Random(2)
    jobs = ["4 " + " ".join(f"1 1 {rng.randint(1, 20)}" for _ in range(4))] * 5
    rows = [
        " ".join(str(rng.choice([0, 1, 7, 99_991])) for _ in range(20))
        for _ in range(20)
    ]
    return read_text("\n".join(["5 1", *jobs, *rows]), "sdst")


def test_no_plan_ends_behind_the_horizon_that_is_searched():
    compiled, plans = prepare(far_apart(), Budget(), 1)
    assert plans
    assert all(plan.key[1] <= compiled.arrays.horizon for plan in plans)


def test_an_island_stands_at_the_best_plan_where_its_own_is_too_long():
    case = read_text(json.dumps(random_problem(5)))
    compiled, plans = prepare(case, Budget(), 1)
    run = Run(case, compiled, plans, Budget(), 1, 1, (0, 0))
    short = compile_problem(case, plans[0].key[1] * compiled.arrays.grain)
    backwards = replace(plans[0], sequence=plans[0].sequence[::-1].copy())
    island = Island(short, 1)
    run.begin(island, backwards)
    assert island.best_key == plans[0].key


@pytest.mark.parametrize("algorithm", ["ga", "sa", "rules"])
@pytest.mark.parametrize("limit", [1, 2, 10, 100, 101])
def test_not_more_evaluations_are_used_than_given(algorithm, limit):
    for case in (read_text(FT06), read_text(json.dumps(random_problem(5)))):
        schedule = solve(case, evaluations=limit, seed=1, algorithm=algorithm)
        assert 1 <= schedule.evaluations <= limit
