"""The smallest problem that shows each rule, solved and judged by the slow reading."""

import json

import pytest
from engine_reference import figures, violations

from engine import InfeasibleError, InputError, read_text, solve


def problem(operations, machines=None, **parts):
    """A fjsp-ind/2 problem; an operation is (id, duration, other keys)."""
    rows = [
        {"job": "J", "alternatives": [{"machine": "A", "duration": time}], **keys}
        | {"id": name}
        for name, time, keys in operations
    ]
    data = {
        "format": "fjsp-ind/2",
        "machines": machines or [{"id": "A"}],
        "jobs": [{"id": "J"}],
        "operations": rows,
    }
    return read_text(json.dumps(data | parts))


def solved(case, evaluations=200):
    """Solve, check against the slow reading, give times by operation."""
    schedule = solve(case, evaluations=evaluations, seed=1)
    assert violations(case, schedule) == []
    late, end = figures(case, schedule)
    assert (schedule.weighted_tardiness or 0, schedule.makespan) == (late, end)
    rows = schedule.assignments
    return {case.operations[r.operation].label: (r.start, r.end) for r in rows}


def test_lag_and_join_across_jobs():
    case = problem(
        [
            ("a", 10, {}),
            ("b", 5, {"alternatives": [{"machine": "B", "duration": 5}]}),
            ("c", 5, {"job": "K", "predecessors": ["b", {"operation": "a", "lag": 7}]}),
        ],
        [{"id": "A"}, {"id": "B"}],
        jobs=[{"id": "J"}, {"id": "K"}],
    )
    assert solved(case)["c"] == (17, 22)


def test_operation_pauses_over_a_break_and_setup_runs_in_working_time():
    machine = {
        "id": "A",
        "calendar": "day",
        "initial_family": "red",
        "setup": {"red": {"blue": 15}},
    }
    case = problem(
        [("a", 30, {"family": "blue"})],
        [machine],
        families=["red", "blue"],
        calendars={"day": {"period": 100, "windows": [[0, 10], [20, 40]]}},
    )
    assert solved(case)["a"] == (25, 125)


def test_unsplittable_operation_waits_for_a_window_that_holds_it():
    machine = {"id": "A", "calendar": "day", "splittable": False}
    calendars = {"day": {"period": 100, "windows": [[0, 10], [20, 40]]}}
    case = problem([("a", 15, {})], [machine], calendars=calendars)
    assert solved(case)["a"] == (20, 35)
    too_long = problem([("a", 25, {})], [machine], calendars=calendars)
    with pytest.raises(InfeasibleError, match="operation a: 25 minutes"):
        solve(too_long, evaluations=10)


def test_fixed_work_stays_and_the_rest_goes_around():
    case = problem(
        [
            ("running", 0, {"fixed": {"machine": "A", "start": -5, "end": 10}}),
            ("pinned", 10, {"fixed": {"machine": "A", "start": 20}}),
            ("a", 10, {}),
            ("b", 11, {}),
        ]
    )
    times = solved(case)
    assert times["running"] == (-5, 10)
    assert times["pinned"] == (20, 30)
    assert times["a"] == (10, 20)
    assert times["b"] == (30, 41)


def test_people_are_counted_by_shift():
    capacity = {"period": 100, "windows": [[0, 30, 1], [30, 60, 2]]}
    work = {"duration": 20, "demands": [{"resource": "people"}]}
    rows = [
        (name, 0, {"alternatives": [{"machine": name, **work}]}) for name in ("A", "B")
    ]
    case = problem(
        rows,
        [{"id": "A"}, {"id": "B"}],
        resources=[{"id": "people", "capacity": capacity}],
    )
    times = solved(case)
    assert sorted(times.values()) == [(0, 20), (20, 40)]


def test_lanes_run_side_by_side():
    case = problem([("a", 10, {}), ("b", 10, {})], [{"id": "A", "capacity": 2}])
    assert set(solved(case).values()) == {(0, 10)}


def test_duration_zero_and_negative_release_are_allowed():
    case = problem([("a", 0, {"release": -5}), ("b", 3, {"predecessors": ["a"]})])
    assert solved(case) == {"a": (0, 0), "b": (0, 3)}


@pytest.mark.parametrize(
    ("operations", "text"),
    [
        ([("a", -1, {})], "operation a alternative 0: duration: -1"),
        ([("a", 1, {"alternatives": []})], "operation a: no eligible machine"),
        ([("a", 1, {"job": "X"})], "operation a: job: no job 'X'"),
        ([("a", 1, {"predecessors": ["a"]})], "circle through operations a"),
        ([("a", 1.5, {})], "1.5 is not an integer"),
    ],
)
def test_bad_input_is_named(operations, text):
    with pytest.raises(InputError, match=text):
        problem(operations)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("2 2\n1 1 1 5\n", "jobs"),
        ("1 2\n1 1 3 5\n", "line 2"),
        ("1 1\n1 1 1 x\n", "line 2: 'x' is not a number"),
        ("{", "not valid JSON"),
        ('{"format": "other"}', "'format' is 'other'"),
    ],
)
def test_bad_files_are_named(text, fault):
    with pytest.raises(InputError, match=fault):
        read_text(text)


def test_a_hint_is_where_the_search_starts():
    """Given a plan better than the rules find, no evaluation is needed to keep it."""
    case = problem(
        [("a", 10, {}), ("b", 3, {"job": "K"})],
        jobs=[{"id": "J", "due": 13, "weight": 1}, {"id": "K", "due": 3, "weight": 5}],
        hint=[
            {"operation": "b", "machine": "A", "start": 0},
            {"operation": "a", "machine": "A", "start": 3},
        ],
    )
    assert solved(case, evaluations=0) == {"b": (0, 3), "a": (3, 13)}
