"""What a planner waits for: repairing a plan after a change, and stopping a search.

    ./poms bench schedule --repair     # plants of 200 and 1,000 operations
    ./poms bench schedule --cancel     # from 100 to 20,000 operations

Times are seconds of the process's CPU, so that a busy machine is fair (a repair runs
in one thread; a search in two, whose seconds count half). Every repaired schedule is
judged by the slow reading in ``tests/engine``.
"""

import json
import random
import sys
import threading
import time
from dataclasses import replace

from schedule_growth import CORES, plant
from schedule_sets import GROUND, ROOT

from engine import read_file, read_text, solve
from engine.model import Fixed, Job
from engine.repair import repair, with_baseline

sys.path.insert(0, str(ROOT / "tests/engine"))

from engine_reference import violations  # noqa: E402
from plant_generator import generate as generate_plant  # noqa: E402

REPAIRED = ("ind-200-m", "ind-1000-c", "ind-1000-m")
REPAIR_S = 1.0  # goal, at 1,000 operations
CANCEL_S = 0.1  # goal
SEEDS = 3
STOPS = 6  # per problem


def machine_down(problem, given, rng):
    """The busiest machine stands still for four hours from a random start on."""
    rows = given.assignments
    counts = [sum(r.machine == m for r in rows) for m in range(len(problem.machines))]
    busiest = counts.index(max(counts))
    start = rng.choice([r.start for r in rows if r.machine == busiest])
    machines = list(problem.machines)
    old = machines[busiest]
    closures = (*old.closures, (start, start + 240))
    machines[busiest] = replace(old, closures=tuple(sorted(closures)))
    return replace(problem, machines=tuple(machines))


def new_order(problem, given, rng):
    """The route of a random job once more, due in a third of the plan's time."""
    due = given.makespan // 3
    j = rng.randrange(len(problem.jobs))
    route = [op for op in problem.operations if op.job == j]
    first, number = len(problem.operations), len(problem.jobs)
    added = [
        replace(
            op,
            label=f"new.{k}",
            job=number,
            predecessors=((first + k - 1, 0),) if k else (),
            baseline=None,
        )
        for k, op in enumerate(route)
    ]
    jobs = (*problem.jobs, Job("new", 0, due, 4))
    return replace(problem, jobs=jobs, operations=(*problem.operations, *added))


def longer_duration(problem, given, rng):
    """One operation takes three times as long, at most four hours more."""
    rows = sorted(given.assignments, key=lambda r: r.start)[: len(problem.operations)]
    i = rows[rng.randrange(len(rows) // 2)].operation
    op = problem.operations[i]
    options = tuple(
        replace(a, duration=a.duration + min(240, 2 * a.duration))
        for a in op.alternatives
    )
    return _with_operation(problem, i, replace(op, alternatives=options))


def pinned_move(problem, given, rng):
    """A first operation is pinned a day later than planned."""
    rows = [r for r in given.assignments if problem.operations[r.operation].number == 0]
    rows.sort(key=lambda r: r.start)
    row = rows[rng.randrange(len(rows) // 2)]
    op = problem.operations[row.operation]
    chosen = op.alternatives[row.alternative]
    pinned = Fixed(row.machine, row.start + 1440, row.end + 1440, chosen.demands)
    return _with_operation(problem, row.operation, replace(op, fixed=pinned))


def _with_operation(problem, i, op):
    operations = list(problem.operations)
    operations[i] = op
    return replace(problem, operations=tuple(operations))


CHANGES = (machine_down, new_order, longer_duration, pinned_move)


def repairs(seconds):
    """Figures of all changes on all plants; `seconds` for the plan before them."""
    rows = []
    head = f"{'plant':12} {'change':16} {'CPU s':>6} {'evaluations':>11} {'moved':>6}"
    print(f"{head} {'at first':>10} {'tardiness: given':>16} {'after':>9}")
    for name in REPAIRED:
        problem = read_file(GROUND / "industrial" / f"{name}.json")
        given = solve(problem, seconds=seconds, seed=1, clock=_half_cpu)
        for change in CHANGES:
            found = [_repaired(problem, given, change, seed) for seed in range(SEEDS)]
            rows += _repair_figures(name, change.__name__, found)
            for one in found:
                cells = (one["cpu"], one["evaluations"], one["moved"], one["least"])
                line = "{:>6.2f} {:>11} {:>6} {:>10} ".format(*cells)
                late = f"{given.weighted_tardiness:>16} {one['after']:>9}"
                print(f"{name:12} {change.__name__:16} {line}{late}", flush=True)
    return rows


def _half_cpu():
    return time.process_time() / CORES


def _repaired(problem, given, change, seed):
    rng = random.Random(f"{change.__name__} {seed}")
    changed = change(with_baseline(problem, given), given, rng)
    least = repair(changed, evaluations=1, seconds=60.0)
    begun = time.process_time()
    answer = repair(changed, seconds=REPAIR_S, seed=seed, clock=time.process_time)
    cpu = time.process_time() - begun
    broken = list(violations(changed, answer))
    if broken:
        raise ValueError(f"{change.__name__}: the referee refuses: {broken[0]}")
    return {
        "cpu": cpu,
        "evaluations": answer.evaluations,
        "moved": dict(answer.terms)["moved"],
        "least": dict(least.terms)["moved"],
        "after": answer.weighted_tardiness,
    }


def _repair_figures(name, change, found):
    return [
        _figure(f"{name}, {change}: slowest of {len(found)} repairs",
                max(one["cpu"] for one in found), "s", REPAIR_S * 1.1),
        _figure(f"{name}, {change}: operations moved, mean",
                sum(one["moved"] for one in found) / len(found), "", None),
    ]  # fmt: skip


def cancels():
    """How long a search goes on after it is told to stop, at random moments."""
    solve(read_text(json.dumps(plant(50, 5))), evaluations=50)  # loads the kernels
    rows = []
    for name, problem in _searches():
        waits = [_wait_after_stop(problem, 0.2 + 0.35 * k) for k in range(STOPS)]
        cpu, wall = (max(row[k] for row in waits) for k in (0, 1))
        rows.append(_figure(f"{name}: CPU of the slowest stop", cpu, "s", CANCEL_S))
        rows.append(_figure(f"{name}: wall of the slowest stop", wall, "s", None))
        print(name, [f"{c:.3f} / {w:.3f}" for c, w in waits], flush=True)
    return rows


def _searches():
    for name in ("brandimarte/mk10.fjs", "behnke/behnke60.fjs"):
        yield name, read_file(GROUND / name)
    for n, machines in ((200, 10), (1000, 30), (5000, 60), (20_000, 150)):
        yield f"plant of {n}", read_text(json.dumps(plant(n, machines)))
    for n in (200, 1000):
        full = generate_plant(1, n, machines=12, day=1440)
        yield f"plant of {n}, all features", read_text(json.dumps(full))


def _wait_after_stop(problem, after):
    """(CPU, wall) seconds from the stop to the schedule, on `CORES` cores."""
    stop, at = threading.Event(), []

    def ring():
        at.append((time.process_time(), time.perf_counter()))
        stop.set()

    timer = threading.Timer(after, ring)
    timer.start()
    solve(problem, seconds=60.0, stop=stop)
    cpu, wall = time.process_time(), time.perf_counter()
    timer.join()
    return (cpu - at[0][0]) / CORES, wall - at[0][1]


def _figure(figure, value, unit, goal):
    value = round(value, 3)
    holds = goal is None or value <= goal
    return {
        "figure": figure,
        "value": value,
        "unit": unit,
        "goal": goal,
        "holds": holds,
    }
