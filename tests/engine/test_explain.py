"""Bounds, explanations and repair, against slow or independent readings."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plant_checker import violations
from plant_generator import generate

from engine import InfeasibleError, read_text, solve
from engine.bounds import jackson_bound
from engine.cli import main
from engine.explain import (
    Order,
    binding_resource,
    critical_chain,
    hour_values,
    retimed,
    slacks,
)
from engine.repair import repair
from engine.writers import schedule_document

PLAIN = ["graph", "release", "due", "calendar", "setup", "lanes"]


def solved(seed, features, operations=12, evaluations=40):
    problem = read_text(json.dumps(generate(seed, operations, features)))
    return problem, solve(problem, evaluations=evaluations, seed=seed)


def best_preemptive(rows):
    """Jackson's schedule minute by minute."""
    left = {k: time for k, (_, time, _) in enumerate(rows)}
    best = max((h + d + q for h, d, q in rows), default=0)
    t = 0
    while any(left.values()):
        ready = [k for k, time in left.items() if time and rows[k][0] <= t]
        if ready:
            k = max(ready, key=lambda k: rows[k][2])
            left[k] -= 1
            best = max(best, t + 1 + rows[k][2]) if not left[k] else best
        t += 1
    return best


@given(st.integers(0, 10**6))
def test_jackson_bound_is_the_preemptive_optimum(seed):
    rng = random.Random(seed)
    rows = [
        (rng.randint(0, 20), rng.randint(1, 9), rng.randint(0, 20))
        for _ in range(rng.randint(1, 8))
    ]
    assert jackson_bound(rows) == best_preemptive(rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_no_schedule_is_better_than_the_bound(seed, is_plain):
    features = PLAIN if is_plain else [*PLAIN, "transfer", "oven", "transport", "crew"]
    _, schedule = solved(seed, features)
    assert schedule.lower_bound <= schedule.decisive


def test_bound_of_a_full_machine_proves_the_optimum():
    """Two shifts of 8 hours; 20 hours of work end on the third day."""
    rows = [
        {"id": k, "job": "J", "alternatives": [{"machine": "A", "duration": 60}]}
        for k in range(20)
    ]
    problem = read_text(
        json.dumps(
            {
                "format": "fjsp-ind/2",
                "calendars": {"day": {"period": 1440, "windows": [[360, 840]]}},
                "machines": [{"id": "A", "calendar": "day"}],
                "jobs": [{"id": "J"}],
                "operations": rows,
            }
        )
    )
    schedule = solve(problem, evaluations=10**6, seed=1)
    assert schedule.is_optimal
    assert schedule.makespan == 2 * 1440 + 360 + 240


def test_a_deadline_that_cannot_be_met_is_named():
    problem = {
        "format": "fjsp-ind/2",
        "machines": [{"id": "A"}],
        "jobs": [{"id": "J", "deadline": 50}],
        "operations": [
            {"id": 1, "job": "J", "alternatives": [{"machine": "A", "duration": 60}]}
        ],
    }
    with pytest.raises(InfeasibleError, match="job J cannot end before 60"):
        solve(read_text(json.dumps(problem)), evaluations=5)


def test_a_schedule_that_breaks_a_hard_limit_is_written_and_not_called_done(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("engine.cli.signal.signal", lambda *_: None)
    problem = {
        "format": "fjsp-ind/2",
        "machines": [{"id": "A"}],
        "jobs": [{"id": name, "deadline": 100} for name in "JK"],
        "operations": [
            {"id": k, "job": job, "alternatives": [{"machine": "A", "duration": 60}]}
            for k, job in enumerate("JK")
        ],
    }
    file, out = tmp_path / "problem.json", tmp_path / "plan.json"
    file.write_text(json.dumps(problem))
    code = main(["solve", str(file), "--evaluations", "5", "--out", str(out)])
    printed = capsys.readouterr()
    assert code == 4
    assert json.loads(printed.out)["status"] == "violating"
    assert "after its deadline 100" in printed.err.splitlines()[-1]
    assert json.loads(out.read_text())["status"] == "violating"


def job_lateness(problem, times, limits):
    """Whether any job ends later than its limit."""
    ends = {}
    for i, (_, end) in times.items():
        job = problem.operations[i].job
        ends[job] = max(ends.get(job, end), end)
    return any(end > limits[j] for j, end in ends.items())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_slack_is_what_an_operation_may_slip(seed):
    """Slow reading: the same order, the operation released that much later."""
    problem, schedule = solved(seed, PLAIN)
    ends = {}
    for row in schedule.assignments:
        job = problem.operations[row.operation].job
        ends[job] = max(ends.get(job, row.end), row.end)
    limits = [
        max(ends.get(j, 0), schedule.makespan if job.due is None else job.due)
        for j, job in enumerate(problem.jobs)
    ]
    now = {row.operation: row.start for row in schedule.assignments}
    for i, slack in enumerate(slacks(problem, schedule)):
        for late, is_worse in ((slack, False), (slack + 1, True)):
            operations = [
                replace(op, release=now[k] + (late if k == i else 0))
                for k, op in enumerate(problem.operations)
            ]
            moved = replace(problem, operations=tuple(operations))
            times = retimed(Order(moved, schedule))
            if times[i][0] > now[i] + late:
                continue  # falls into closed time: the next minute is another question
            assert job_lateness(problem, times, limits) == is_worse


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_each_step_of_a_chain_waits_for_the_next(seed):
    features = [*PLAIN, "crew", "outside", "oven", "setter", "tool", "transport"]
    problem, schedule = solved(seed, features)
    rows = {row.operation: row for row in schedule.assignments}
    for job in range(len(problem.jobs)):
        chain = critical_chain(problem, schedule, job)
        ops = [i for i, op in enumerate(problem.operations) if op.job == job]
        assert rows[chain[0].operation].end == max(rows[i].end for i in ops)
        for step, ahead in zip(chain, chain[1:], strict=False):
            one, two = rows[step.operation], rows[ahead.operation]
            assert two.end <= one.start
            if step.reason == "machine":
                assert one.machine == two.machine
                assert step.name == problem.machines[one.machine].label
            if step.reason == "precedence":
                before = problem.operations[step.operation].predecessors
                assert ahead.operation in [p for p, _ in before]
        assert chain[-1].reason in ("start", "release", "calendar", "resource")


def test_the_queue_that_holds_a_job_up_is_named():
    rows = [
        {"id": k, "job": k, "alternatives": [{"machine": "A", "duration": 50}]}
        for k in "abc"
    ]
    document = {
        "format": "fjsp-ind/2",
        "machines": [{"id": "A"}],
        "jobs": [
            {"id": k, "due": due} for k, due in zip("abc", (50, 100, 110), strict=True)
        ],
        "operations": rows,
    }
    problem = read_text(json.dumps(document))
    schedule = solve(problem, evaluations=100, seed=1)
    assert binding_resource(problem, schedule, 2) == ("A", 100)
    assert slacks(problem, schedule) == [0, 0, 0]
    assert [(h.name, h.gain) for h in hour_values(problem, schedule)] == [("A", 40)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_worth_of_an_hour_is_the_best_of_all_pairs(seed):
    """Slow reading: every pair on a machine is tried."""
    problem, schedule = solved(seed, PLAIN)
    order = Order(problem, schedule)
    best = {}

    def value(times):
        ends = {}
        for i, (_, end) in times.items():
            job = problem.operations[i].job
            ends[job] = max(ends.get(job, end), end)
        if not problem.has_due_dates:
            return max(ends.values())
        pairs = [(problem.jobs[j], end) for j, end in ends.items()]
        return sum(j.weight * max(0, e - j.due) for j, e in pairs if j.due is not None)

    now = value(retimed(order))
    for arcs in order.into.values():
        for arc in arcs:
            gain = now - value(retimed(order, (arc.before, arc.after), 60))
            best[arc.name] = max(best.get(arc.name, 0), gain)
    assert {h.name: h.gain for h in hour_values(problem, schedule)} == best


def given_schedule(document, evaluations=60):
    """A solved document with its schedule as baseline."""
    problem = read_text(json.dumps(document))
    schedule = schedule_document(problem, solve(problem, evaluations=evaluations))
    keys = ("operation", "machine", "lane", "start", "end")
    document = json.loads(json.dumps(document))
    document["baseline"] = [
        {k: row[k] for k in keys}
        for row in schedule["operations"]
        if not row["is_fixed"]
    ]
    return document


def repaired(document, **options):
    problem = read_text(json.dumps(document))
    schedule = repair(problem, seconds=60, **{"evaluations": 60, **options})
    answer = schedule_document(problem, schedule)
    assert violations(document, answer) == []
    return dict(schedule.terms)["moved"], answer


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_nothing_moves_when_nothing_changes(seed):
    features = [*PLAIN, "oven", "transport", "outside", "resource", "transfer"]
    document = given_schedule(generate(seed, 12, features))
    moved, _ = repaired(document, penalty=10**6)
    assert moved == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_few_move_when_people_are_chosen_anew(seed):
    """The given schedule does not say who does what: another choice may collide."""
    features = [*PLAIN, "crew", "setter", "tool"]
    document = given_schedule(generate(seed, 12, features))
    moved, _ = repaired(document, penalty=10**6)
    assert moved <= 4


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 200))
def test_a_machine_that_is_down_moves_only_what_must(seed, start):
    document = given_schedule(generate(seed, 12, PLAIN))
    machine = document["machines"][0]
    machine.setdefault("closures", []).append([start, start + 45])
    few, _ = repaired(document, penalty=10**6)
    limited, _ = repaired(document, penalty=0, max_moved=few)
    just_giving_way, _ = repaired(document, penalty=0, evaluations=1)
    assert few <= just_giving_way
    assert limited <= max(few, just_giving_way)


def test_a_new_order_at_the_end_moves_nobody():
    document = given_schedule(generate(3, 12, ["due"]))
    document["jobs"].append({"id": "new", "due": 0, "weight": 1})
    document["operations"].append(
        {"id": "new", "job": "new", "alternatives": [{"machine": "M0", "duration": 5}]}
    )
    moved, answer = repaired(document, penalty=10**6)
    assert moved == 0
    assert len(answer["operations"]) == 13


def queue(n):
    """Job A over two machines, then `n` jobs one behind the other on the second."""
    operations = [
        {"id": "a0", "job": "A", "alternatives": [{"machine": "M0", "duration": 10}]},
        {
            "id": "a1",
            "job": "A",
            "alternatives": [{"machine": "M1", "duration": 10}],
            "predecessors": ["a0"],
        },
    ]
    rows = [("a0", "M0", 0), ("a1", "M1", 10)]
    for k in range(n):
        alternatives = [{"machine": "M1", "duration": 10}]
        operations.append({"id": f"b{k}", "job": "B", "alternatives": alternatives})
        rows.append((f"b{k}", "M1", 20 + 10 * k + 5 * (k > 1)))
    return {
        "format": "fjsp-ind/2",
        "machines": [{"id": "M0"}, {"id": "M1"}],
        "jobs": [{"id": "A", "due": 20}, {"id": "B", "due": 100}],
        "operations": operations,
        "baseline": [
            {"operation": label, "machine": machine, "start": start}
            for label, machine, start in rows
        ],
    }


def test_a_pinned_move_takes_only_its_successors_with_it():
    """Given a1 waits for a0, pinned later; then the queue behind a1 does not wait."""
    document = queue(6)
    document["operations"][0]["fixed"] = {"machine": "M0", "start": 40}
    document["operations"][0]["fixed"]["end"] = 50
    moved, answer = repaired(document, evaluations=1)
    assert moved == 1
    assert answer["operations"][1]["start"] == 85


def test_a_new_order_fills_a_gap():
    document = queue(6)
    document["jobs"].append({"id": "new", "due": 0, "weight": 9, "release": 15})
    document["operations"].append(
        {"id": "new", "job": "new", "alternatives": [{"machine": "M1", "duration": 5}]}
    )
    moved, answer = repaired(document, evaluations=1)
    assert (moved, answer["operations"][-1]["start"]) == (0, 40)
