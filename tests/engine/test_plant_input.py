"""What is wrong in a `fjsp-ind/2` file is named, with its place, before any search."""

import copy
import json

import pytest

from engine import InfeasibleError, InputError, read_text, solve

GOOD = {
    "format": "fjsp-ind/2",
    "families": ["red", "blue"],
    "calendars": {"day": {"period": 1440, "windows": [[480, 960]]}},
    "operators": [{"id": "ann", "presence": "day", "skills": {"weld": 2}}],
    "machines": [
        {"id": "A", "calendar": "day", "location": "hall", "setter": {"skill": "weld"}},
        {"id": "oven", "batch": 2},
        {"id": "far", "capacity": None},
    ],
    "resources": [{"id": "mould", "capacity": 1, "held": "through"}],
    "transport": {"hall": {"hall": 1}},
    "jobs": [{"id": "J", "due": 100, "deadline": 100000}],
    "operations": [
        {
            "id": "a",
            "job": "J",
            "alternatives": [
                {"machine": "A", "duration": 60, "crew": [{"skill": "weld"}]}
            ],
        },
        {
            "id": "b",
            "job": "J",
            "predecessors": [{"operation": "a", "max_lag": 5000, "transfer": [1, 2]}],
            "alternatives": [{"machine": "oven", "duration": 60}],
        },
    ],
    "baseline": [{"operation": "a", "machine": "A", "start": 480}],
    "objective": {"tardiness": 1},
}

CASES = [
    ("operators.0.presence", "night", "operator ann: no calendar 'night'"),
    ("operators.0.skills", {"weld": -1}, "operator ann: skill weld: -1 is outside"),
    ("operators.0.wage", 1, "operator ann: unknown key 'wage'"),
    ("operations.0.alternatives.0.crew.0.skill", "cut", "skill 'cut' of level 0"),
    ("operations.0.alternatives.0.crew.0.level", 3, "level 3 are needed, 0 have it"),
    ("operations.0.alternatives.0.crew.0.count", 2, "2 people with skill 'weld'"),
    ("operations.0.alternatives.0.crew.0.count", 0, "count: 0 is outside 1"),
    (
        "operations.0.alternatives.0.crew",
        [{"skill": "weld"}, {"operator": "ann"}],
        "operation a alternative 0: crew: not enough people",
    ),
    ("operations.0.alternatives.0.crew", [{"operator": "bob"}], "no operator 'bob'"),
    (
        "operations.0.alternatives.0.crew",
        [{"operator": "ann", "skill": "weld"}],
        "give a skill or an operator, not both",
    ),
    ("operations.1.predecessors.0.transfer", [3, 2], "part <= whole is expected"),
    ("operations.1.predecessors.0.transfer", [0, 2], "transfer: 0 is outside 1"),
    ("operations.1.predecessors.0.transfer", [1], "[part, whole] with part"),
    ("operations.1.predecessors.0.max_lag", -1, "max_lag: -1 is outside"),
    ("operations.1.predecessors.0.lag", 6000, "max_lag 5000 is below lag 6000"),
    ("operations.1.predecessors.0.operation", "b", "circle through operations b"),
    ("operations.1.size", -1, "operation b: size: -1 is outside"),
    ("machines.0.setter", {"skill": "set"}, "machine A: setter[0]: 1 people with"),
    ("machines.0.cost", -1, "machine A: cost: -1 is outside"),
    ("machines.0.cost", {"windows": [[0, 5]]}, "3 numbers are expected, not 2"),
    ("machines.1.batch", 1.5, "machine oven: batch: 1.5 is not an integer"),
    ("machines.2.batch", 2, "machine far: outside (capacity null) has no setup"),
    ("resources.0.held", "always", "held 'always' is not 'working' or 'through'"),
    ("transport.hall.yard", 1, "transport hall to yard: no location 'yard'"),
    ("transport.hall.hall", -1, "transport hall to hall: -1 is outside"),
    ("jobs.0.deadline", "soon", "job J: deadline: 'soon' is not an integer"),
    ("baseline.0.machine", "B", "baseline[0]: no machine 'B'"),
    ("baseline.0.lane", 1, "baseline[0]: no lane 1"),
    ("objective.tardiness", -1, "objective: tardiness: -1 is outside"),
    ("objective.speed", 1, "objective: unknown key 'speed'"),
    ("calendars.day.windows", [[0, 9], [5, 20]], "calendar day: window [5, 20)"),
    ("families", ["red", "red"], "families[1]: id 'red' occurs twice"),
    ("machines.0.calendar", ["day"], "machine A: no calendar ['day']"),
    ("frozen_until", "now", "frozen_until: 'now' is not an integer"),
]


def changed(path, value):
    """The good document with one value put at a dotted path."""
    document = copy.deepcopy(GOOD)
    *way, last = [int(x) if x.isdigit() else x for x in path.split(".")]
    place = document
    for key in way:
        place = place[key]
    place[last] = value
    return json.dumps(document)


def test_the_good_document_is_good():
    assert len(read_text(json.dumps(GOOD)).operations) == 2


@pytest.mark.parametrize(("path", "value", "text"), CASES)
def test_what_is_wrong_is_named(path, value, text):
    with pytest.raises(InputError) as caught:
        read_text(changed(path, value))
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("operations.1.size", 3, "operation b: size 3 is above the room 2"),
        ("jobs.0.deadline", 539, "job J cannot end before"),
        ("machines.0.calendar", None, "1 people are needed for 500 working minutes"),
    ],
)
def test_what_can_never_be_is_named(path, value, text):
    document = json.loads(changed(path, value))
    if path == "machines.0.calendar":
        document["operations"][0]["alternatives"][0]["duration"] = 500
    problem = read_text(json.dumps(document))
    with pytest.raises(InfeasibleError) as caught:
        solve(problem, evaluations=5)
    assert text in str(caught.value)


def test_a_setup_that_breaks_the_triangle_rule_is_used_with_a_warning():
    document = copy.deepcopy(GOOD)
    document["families"] = ["red", "blue", "green"]
    document["machines"][0]["setup"] = {"red": {"blue": 50, "green": 1}}
    problem = read_text(json.dumps(document))
    assert any("triangle rule" in text for text in problem.warnings)
