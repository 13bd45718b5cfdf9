"""`fjsp-ind/2` with all it has: every schedule is judged by the independent referee."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plant_checker import objective, terms, violations
from plant_generator import FEATURES, generate

from engine import read_text, solve
from engine.search.control import Budget
from engine.search.plant import PlantIsland
from engine.solver import prepare
from engine.writers import schedule_document


def judged(problem, evaluations=60, seed=1):
    """Solve a document; the referee must accept it and find the same figures."""
    case = read_text(json.dumps(problem))
    schedule = solve(case, evaluations=evaluations, seed=seed)
    document = schedule_document(case, schedule)
    found = violations(problem, document)
    assert len(found) == len(document.get("violations", []))
    assert all("waits too long" in text or "deadline" in text for text in found)
    values = terms(problem, document)
    assert schedule.makespan == values["makespan"]
    if schedule.weighted_tardiness is not None:
        assert schedule.weighted_tardiness == values["tardiness"]
    if schedule.terms:
        assert dict(schedule.terms) == values
    if schedule.value is not None:
        assert schedule.value == objective(problem, document)
    return document


@pytest.mark.parametrize("feature", FEATURES)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_each_feature_alone(feature, seed):
    document = judged(generate(seed, 8, [feature]), seed=seed)
    assert document["status"] in ("feasible", "optimal")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_all_features_together(seed):
    judged(generate(seed, 14, FEATURES), seed=seed)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), chosen=st.sets(st.sampled_from(FEATURES)))
def test_any_features_together(seed, chosen):
    judged(generate(seed, 10, sorted(chosen)), seed=seed)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), operations=st.sampled_from([20, 20, 60, 150]))
@example(seed=35, operations=200)
@example(seed=59, operations=200)
def test_a_list_gives_one_schedule_decoded_at_once_or_in_parts(seed, operations):
    """Longest waits take operations out again: that must not depend on the way."""
    plant = generate(seed, operations, machines=3 + operations // 22, day=1440)
    case = read_text(json.dumps(plant))
    compiled, plans = prepare(case, Budget(), seed)
    island, again = (PlantIsland(compiled, seed) for _ in range(2))
    for plan in plans:
        assert island.start(plan, fresh=True)
        assert island.best_key == plan.key
        island.anneal(Budget(), 50.0, 10.0, 60, 1.0)
        assert again.start(island.best(), fresh=True)
        assert again.best_key == island.best_key


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_longest_waits_do_not_stretch_the_first_plan(seed):
    """A wait that no shift allows must not make all that follows wait in vain."""
    case = read_text(json.dumps(generate(seed, 400, machines=12, day=1440)))
    _, plans = prepare(case, Budget(), seed)
    work = sum(min(a.duration for a in op.alternatives) for op in case.operations
               if op.alternatives)  # fmt: skip
    assert plans[0].key[1] < work
    assert len(plans[0].asked) < len(case.operations)
