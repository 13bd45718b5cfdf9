"""Generator of `fjsp-ind/2` problems: deterministic, sizes and features as arguments.

    python plant_generator.py --operations 200 --seed 1 --features crew,oven > p.json

Every problem has a schedule without violations as long as neither `deadline` nor
`max_lag` is asked for tightly; both are drawn loosely here.
"""

import argparse
import json
import random
import sys

FEATURES = (
    "graph", "release", "due", "deadline", "fixed", "frozen", "transfer", "transport",
    "max_lag", "resource", "tool", "crew", "setup", "setter", "lanes", "oven",
    "outside", "baseline", "cost", "weights", "calendar",
)  # fmt: skip


def generate(seed, operations=12, features=FEATURES, machines=3, day=200):
    """A problem document; `day` is the length of a calendar's period in minutes."""
    rng = random.Random(seed)
    on = set(features)
    unknown = on - set(FEATURES)
    if unknown:
        raise ValueError(f"unknown features {sorted(unknown)}")
    labels = [f"M{k}" for k in range(machines)]
    problem = {
        "format": "fjsp-ind/2",
        "name": f"plant-{operations}-{seed}",
        "families": ["red", "blue", "green"],
        "calendars": _calendars(on, day),
        "operators": _operators(on, rng),
        "machines": [_machine(m, on, rng, day) for m in labels],
        "resources": _resources(on, day),
    }
    if "oven" in on:
        calendar = {"calendar": "early"} if "calendar" in on else {}
        problem["machines"].append({"id": "oven", "batch": 4, **calendar})
    if "outside" in on:
        problem["machines"].append({"id": "outside", "capacity": None})
    _places(problem, on, rng)
    n_jobs = max(1, operations // 4)
    problem["jobs"] = [_job(j, on, rng, operations, day) for j in range(n_jobs)]
    rows = [_operation(k, n_jobs, labels, on, rng) for k in range(operations)]
    _link(rows, on, rng)
    problem["operations"] = rows
    if "fixed" in on:
        _fix(problem, rng)
    if on & {"baseline", "frozen"}:
        _baseline(problem, on, rng, day)
    if "weights" in on:
        names = "tardiness makespan flow setup cost shift change moved".split()
        problem["objective"] = {name: rng.randint(0, 3) for name in names}
    return problem


def _calendars(on, day):
    half = day // 2
    shifts = {
        "early": [[10, half]],
        "late": [[half, day - 20]],
        "both": [[10, half - 10], [half, day - 20]],
    }
    if "calendar" not in on:
        shifts = {name: [[0, day]] for name in shifts}
    return {k: {"period": day, "windows": w} for k, w in shifts.items()}


def _operators(on, rng):
    if not on & {"crew", "setter"}:
        return []
    people = [
        {
            "id": f"P{k}",
            "presence": rng.choice(["early", "late", "both", "both"]),
            "skills": {
                s: rng.randint(1, 3) for s in ("weld", "set") if rng.random() < 0.7
            },
        }
        for k in range(3)
    ]
    everything = {"weld": 3, "set": 3}
    people += [
        {"id": f"Q{k}", "presence": "both", "skills": everything} for k in range(2)
    ]
    return people


def _machine(label, on, rng, day):
    machine = {"id": label}
    if "calendar" in on:
        machine["calendar"] = rng.choice(["early", "both", "both"])
        machine["splittable"] = rng.random() < 0.7
        if rng.random() < 0.3:
            start = rng.randint(0, day)
            machine["closures"] = [[start, start + 30]]
    if "setup" in on or "setter" in on:
        names = ["red", "blue", "green"]
        machine["setup"] = {
            a: {b: rng.randint(0, 12) for b in names if b != a} for a in names
        }
        machine["initial_family"] = rng.choice([None, *names])
    if "setter" in on and rng.random() < 0.7:
        machine["setter"] = {"skill": "set", "level": rng.randint(1, 2)}
    if "lanes" in on and rng.random() < 0.4:
        machine["capacity"] = 2
    if "cost" in on:
        half = day // 2
        windows = [[0, half, rng.randint(0, 2)], [half, day, rng.randint(1, 5)]]
        machine["cost"] = {"period": day, "windows": windows}
    return machine


def _resources(on, day):
    rows = []
    if "resource" in on:
        windows = [[0, day // 2, 2], [day // 2, day, 3]]
        capacity = {"period": day, "windows": windows}
        rows.append({"id": "hands", "capacity": capacity})
    if "tool" in on:
        rows.append({"id": "mould", "capacity": 1, "held": "through"})
    return rows


def _places(problem, on, rng):
    if "transport" not in on:
        return
    for machine in problem["machines"]:
        machine["location"] = rng.choice(["hall 1", "hall 2"])
    used = {m["location"] for m in problem["machines"]}
    if len(used) == 2:
        problem["transport"] = {
            "hall 1": {"hall 2": rng.randint(1, 15)},
            "hall 2": {"hall 1": rng.randint(1, 15), "hall 2": 1},
        }


def _job(number, on, rng, operations, day):
    job = {"id": f"J{number}", "weight": rng.randint(0, 4)}
    if "due" in on:
        job["due"] = rng.choice([None, rng.randint(-20, 12 * operations)])
    if "release" in on:
        job["release"] = rng.randint(-20, 100)
    if "deadline" in on and rng.random() < 0.3:
        job["deadline"] = 60 * operations + 40 * day
    return job


def _operation(number, n_jobs, labels, on, rng):
    op = {"id": f"o{number}", "job": f"J{number % n_jobs}"}
    if rng.random() < 0.8:
        op["family"] = rng.choice(["red", "blue", "green"])
    if "release" in on and rng.random() < 0.3:
        op["release"] = rng.randint(-5, 150)
    draw = rng.random()
    if "oven" in on and draw < 0.25:
        op["size"] = rng.randint(1, 2)
        op["alternatives"] = [{"machine": "oven", "duration": rng.choice([20, 30])}]
        return op
    if "outside" in on and draw < 0.35:
        op["alternatives"] = [{"machine": "outside", "duration": rng.randint(20, 200)}]
        return op
    chosen = rng.sample(labels, rng.randint(1, min(2, len(labels))))
    op["alternatives"] = [_alternative(m, on, rng) for m in chosen]
    if any(row["duration"] == 0 for row in op["alternatives"]):
        op.pop("family", None)  # the order of milestones at one minute is open
    return op


def _alternative(machine, on, rng):
    row = {"machine": machine, "duration": rng.randint(0, 30)}
    demands = []
    if "resource" in on and rng.random() < 0.4:
        demands.append({"resource": "hands", "units": rng.randint(1, 2)})
    if "tool" in on and rng.random() < 0.3:
        demands.append({"resource": "mould"})
    if demands:
        row["demands"] = demands
    if "crew" in on and rng.random() < 0.6:
        crew = [{"skill": "weld", "level": rng.randint(0, 2)}]
        if rng.random() < 0.3:
            crew.append({"skill": "set"})
        row["crew"] = crew
    return row


def _link(rows, on, rng):
    """Chains within jobs; with `graph`, joins and branches over jobs as well."""
    by_job = {}
    for k, row in enumerate(rows):
        before = by_job.setdefault(row["job"], [])
        arcs = [before[-1]] if before else []
        if "graph" in on:
            arcs = rng.sample(before, min(len(before), rng.randint(0, 2)))
            if k and rng.random() < 0.2:
                arcs.append(rows[rng.randrange(k)]["id"])
        before.append(row["id"])
        row["predecessors"] = [_arc(p, on, rng) for p in dict.fromkeys(arcs)]


def _arc(label, on, rng):
    arc = {"operation": label, "lag": rng.choice([0, 0, rng.randint(0, 10)])}
    if "transfer" in on and rng.random() < 0.4:
        arc["transfer"] = [rng.randint(1, 3), 5]
    if "max_lag" in on and rng.random() < 0.3:
        arc["max_lag"] = 40 + 400 * (rng.random() < 0.5)
    return arc


def _release_from_limits(problem, label):
    """What follows a fixed operation may wait for as long as it takes."""
    for op in problem["operations"]:
        for arc in op.get("predecessors", []):
            if arc["operation"] == label:
                arc.pop("max_lag", None)


def _fix(problem, rng):
    """One running operation at minute 0 and one pinned, on machines of their own."""
    machine = problem["machines"][0]["id"]
    first = problem["operations"][0]
    first["fixed"] = {"machine": machine, "start": -rng.randint(0, 9), "end": 15}
    first.pop("alternatives", None)
    _release_from_limits(problem, first["id"])
    row = {"id": "pin", "job": first["job"], "family": "blue"}
    row["fixed"] = {"machine": machine, "start": 60, "end": 60 + rng.randint(1, 30)}
    problem["operations"].append(row)


def _baseline(problem, on, rng, day):
    """A given schedule: where a coarse plan would have the operations."""
    rows = []
    for k, op in enumerate(problem["operations"]):
        if "fixed" in op or rng.random() < 0.2:
            continue
        machine = rng.choice(op["alternatives"])["machine"]
        start = 15 * k
        rows.append({"operation": op["id"], "machine": machine, "start": start})
    problem["baseline"] = rows
    if "frozen" in on and rows:
        first = rows[0]
        first["start"], first["end"] = 0, 5
        _release_from_limits(problem, first["operation"])
        for row in rows[1:]:
            row["start"] += day
        problem["frozen_until"] = 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=100)
    parser.add_argument("--machines", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=int, default=1440)
    parser.add_argument("--features", default=",".join(FEATURES))
    o = parser.parse_args()
    features = [x for x in o.features.split(",") if x]
    document = generate(o.seed, o.operations, features, o.machines, o.day)
    json.dump(document, sys.stdout)


if __name__ == "__main__":
    main()
