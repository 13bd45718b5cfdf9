"""The population of good and different plans, and islands that exchange them."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from test_graph import random_case

from engine import read_text, solve
from engine.compile import compile_problem
from engine.search.control import Budget
from engine.search.elite import PATIENCE, Elite, machine_predecessors
from engine.search.graph import GraphIsland, migrate
from engine.search.rules import Dispatcher, Plan, Rule
from engine.search.tenures import JOB_SHOP, Tenures

FLEXIBLE = """4 3
3 2 1 5 2 6 1 3 4 2 2 3 3 4
3 2 1 2 3 5 1 2 7 2 1 4 2 3
3 1 3 6 2 1 3 2 4 2 2 2 3 5
3 2 2 4 3 3 1 1 6 2 1 5 3 2
"""
PLAIN = """2 2
0 3 1 2
1 2 0 4
"""
CREWED = """3 2 3
2 2 1 2 1 5 2 7 2 2 1 6 3 4 1 1 2 2 4 3 5
2 1 2 3 1 3 2 6 3 5 2 1 1 2 6 2 2 1 4 3 7
2 2 1 1 3 4 2 1 2 5 1 2 2 1 6 3 3
"""


def plans_of(case, count, seed):
    """Different lists of a problem by noisy rules."""
    dispatcher = Dispatcher(compile_problem(case, 2000), seed)
    return [dispatcher.run(Rule(0, noise=0.9, delay=1.0)) for _ in range(count)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_machine_predecessors_are_read_from_the_list(seed):
    case = random_case(seed, "plain")
    a = compile_problem(case, 2000).arrays
    plan = Dispatcher(compile_problem(case, 2000), seed).run(Rule(0, noise=0.5))
    last = {}
    expected = [-1] * len(case.operations)
    for i in plan.sequence.tolist():
        machine = int(a.mode[plan.mode[i], 0])
        expected[i] = last.get(machine, -1)
        last[machine] = i
    assert machine_predecessors(a, plan).tolist() == expected


def test_equal_makespans_live_side_by_side_and_copies_do_not():
    case = read_text(FLEXIBLE)
    a = compile_problem(case, 2000).arrays
    elite = Elite(a, random.Random(1), [], size=6)
    first = plans_of(case, 1, 1)[0]
    others = plans_of(case, 40, 2)
    assert elite.add(Plan(first.sequence, first.mode, (0, 50)))
    assert not elite.add(Plan(first.sequence, first.mode, (0, 50)))
    for plan in others:
        elite.add(Plan(plan.sequence, plan.mode, (0, 50)))
    assert len(elite.members) > 1
    rows = [member.before.tolist() for member in elite.members]
    assert len({str(row) for row in rows}) > 1


def test_the_best_stays_when_nothing_new_is_found_for_long():
    case = read_text(FLEXIBLE)
    a = compile_problem(case, 2000).arrays
    elite = Elite(a, random.Random(1), [], size=4)
    for k, plan in enumerate(plans_of(case, 30, 3)):
        elite.add(Plan(plan.sequence, plan.mode, (0, 50 + k)))
    before = len(elite.members)
    for _ in range(PATIENCE):
        elite.note(False)
    assert len(elite.members) == min(before, 2)
    assert min(m.plan.key for m in elite.members) == (0, 50)


def test_an_island_does_as_many_moves_as_asked_however_they_are_cut():
    case = read_text(FLEXIBLE)
    compiled = compile_problem(case, 2000)
    results = []
    for parts in ([3000], [1000, 500, 1500]):
        island = GraphIsland(compiled, 7, 0)
        for moves in parts:
            island.evolve(moves, 0.0, Budget())
        island.close()
        best = island.best_plans()[0]
        results.append((best.key, best.sequence.tolist(), island.evaluations))
    assert results[0] == results[1]


def test_tenures_whose_rounds_end_shorter_are_drawn_more_often():
    tenures = Tenures(random.Random(7), JOB_SHOP)
    for _ in range(60):
        tenures.draw()
        tenures.note(100 if tenures.now == JOB_SHOP[1] else 101)
    drawn = []
    for _ in range(200):
        tenures.draw()
        drawn.append(tenures.now)
    assert drawn.count(JOB_SHOP[1]) > 120
    assert len(set(drawn)) == 3, "none is given up for ever"


def test_tenures_that_do_equally_well_are_drawn_equally_often():
    tenures = Tenures(random.Random(7), JOB_SHOP[:2])
    drawn = []
    for _ in range(300):
        tenures.draw()
        tenures.note(100)
        drawn.append(tenures.now)
    assert 100 < drawn.count(JOB_SHOP[0]) < 200


def test_the_best_goes_round_the_ring():
    case = read_text(FLEXIBLE)
    compiled = compile_problem(case, 2000)
    islands = [GraphIsland(compiled, seed, 0) for seed in (1, 2, 3)]
    plan = plans_of(case, 1, 5)[0]
    islands[0].elite.add(Plan(plan.sequence, plan.mode, (0, 1)))
    migrate(islands)
    assert islands[1].best_plans()[0].key == (0, 1)
    assert islands[2].best_plans() == []


def test_workers_change_nothing_where_operations_need_people():
    case = read_text(CREWED, "fjsp-w")
    results = [solve(case, evaluations=4000, seed=3, workers=n) for n in (1, 2)]
    assert len({r.assignments for r in results}) == 1
