"""A stand-in for the engine: one pass, each card where it ends first.

Takes the engine's command line and speaks its protocol, for tests that are about the
way to the engine and back. Run as a script with the addon's folder on `sys.path`. The
environment variable STAND_IN makes it misbehave: crash, input, infeasible, hang,
overlap.
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

from adapter.minutes import Windows, subtract


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("solve")
    parser.add_argument("problem")
    parser.add_argument("--out")
    for name in ("--seconds", "--evaluations", "--seed"):
        parser.add_argument(name, type=float)
    options = parser.parse_args()
    mood = os.environ.get("STAND_IN", "")
    if mood == "crash":
        raise SystemExit("the stand-in crashed")
    if mood in ("input", "infeasible"):
        sys.stderr.write("card 7 has no machine\n")
        return 2 if mood == "input" else 3
    if mood == "hang":
        hang()
    problem = json.loads(Path(options.problem).read_text())
    operations = schedule(problem, mood == "overlap")
    Path(options.out).write_text(json.dumps({"operations": operations}))
    line = {"status": "feasible", "evaluations": 1, "seconds": 0.1}
    sys.stdout.write(json.dumps(line))
    return 0


def hang():
    """Work until asked to stop, as the engine does."""
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_args: stopped.append(True))
    while not stopped:
        line = {"progress": 0.5, "weighted_tardiness": 3}
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()
        time.sleep(0.05)


def schedule(problem, is_careless):
    """Rows of the answer: every operation in order of its predecessors."""
    calendars = {
        name: [tuple(window) for window in calendar["windows"]]
        for name, calendar in problem["calendars"].items()
    }
    machines = {machine["id"]: machine for machine in problem["machines"]}
    free = {machine: [0, machines[machine]["initial_family"]] for machine in machines}
    rows, ends = [], {}
    waiting = list(problem["operations"])
    for operation in waiting:
        fixed = operation.get("fixed")
        if fixed:
            rows.append({"operation": operation["id"], "setup_min": 0, **fixed})
            ends[operation["id"]] = fixed["end"]
            state = free[fixed["machine"]]
            state[0] = max(state[0], fixed["end"])
    waiting = [operation for operation in waiting if not operation.get("fixed")]
    while waiting:
        operation = next(
            item for item in waiting if all(p in ends for p in item["predecessors"])
        )
        waiting.remove(operation)
        best = min(
            (
                place(operation, choice, machines, calendars, free, ends)
                for choice in operation["alternatives"]
            ),
            key=lambda row: (row["end"], row["machine"]),
        )
        rows.append(best)
        ends[operation["id"]] = best["end"]
        if not is_careless:
            family = operation["family"] or free[best["machine"]][1]
            free[best["machine"]] = [best["end"], family]
    return rows


def place(operation, choice, machines, calendars, free, ends):
    """The earliest place of an operation at the end of one machine's queue."""
    machine = machines[choice["machine"]]
    windows = Windows(subtract(calendars[machine["calendar"]], []))
    since, family = free[machine["id"]]
    setup = 0
    if operation["family"]:
        setup = machine["setup"].get(family, {}).get(operation["family"], 0)
    ready = windows.end_of(windows.first_from(since), setup) if setup else since
    ready = max(
        ready, operation["release"], *[ends[p] for p in operation["predecessors"]]
    )
    start = windows.first_from(ready)
    end = windows.end_of(start, choice["duration"])
    return {
        "operation": operation["id"],
        "machine": machine["id"],
        "start": start,
        "end": end,
        "setup_min": setup,
    }


if __name__ == "__main__":
    sys.exit(main())
