"""./poms bench intake: customer orders to released cards, against plain Odoo.

Two databases on one server: one with Odoo's modules alone, one with ours. Both make
the same production orders (three levels, two operations and two components each),
each order a transaction of its own, in turns of ten so that a busy machine slows both.
Ours confirms customer orders and releases their cards; plain Odoo creates and confirms
the production orders. Goal: at most 1.25 times, by the clock and by the CPU seconds of
the Odoo processes. Ctrl-C, or the end of --minutes, shows what was measured so far.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "config"))

from launcher import odoo_source, plant
from launcher.database import Databases
from launcher.home import logs
from launcher.postgres import server
from launcher.terminal import Failure, say

RUNNER = Path(__file__).resolve().parents[2] / "config/launcher/in_odoo.py"
PROGRAM = Path(__file__).with_name("intake_run.py")
TURN = 10
GOAL = 1.25
PATIENCE_S = 600  # for one turn of one side


class Side:
    """One Odoo process that makes orders when told to."""

    def __init__(self, databases, name, database):
        self.name = name
        command = [databases.odoo.python, RUNNER, databases.config(database), PROGRAM]
        self.log = open(logs() / f"bench-intake-{name}.log", "w")
        self.process = subprocess.Popen(
            [*map(str, command), name],
            env={**databases.env, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.totals = {"seconds": 0.0, "cpu": 0.0, "queries": 0}

    def make(self, first, count, counts=True):
        self.process.stdin.write(f"{first} {count}\n")
        self.process.stdin.flush()
        watch = threading.Timer(PATIENCE_S, self.process.kill)
        watch.start()
        line = self.process.stdout.readline()
        watch.cancel()
        if not line:
            raise Failure(
                f"The side {self.name} stopped, or took more than {PATIENCE_S} s for "
                f"{count} orders; see {self.log.name}."
            )
        for key, value in json.loads(line).items():
            self.totals[key] += value if counts else 0

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def measure(orders, minutes):
    """({side: totals}, number of orders) of up to `orders` orders on each side."""
    odoo = odoo_source.find()
    with ExitStack() as stack:
        running = stack.enter_context(server(odoo.python))
        databases = Databases(odoo, running)
        sides = []
        for name, template in (
            ("plain", plant.base_template(databases)),
            ("poms", plant.template(databases, demo=False)),
        ):
            database = f"poms_bench_{name}_{os.getpid()}"
            stack.callback(databases.drop, database)
            databases.clone(template, database)
            side = Side(databases, name, database)
            stack.callback(side.close)
            sides.append(side)
        for side in sides:  # caches warm, masters made
            side.make(1, 5, counts=False)
        return take_turns(sides, orders, time.monotonic() + 60 * minutes)


def take_turns(sides, orders, end):
    """Let both sides make orders until all are made, or time is up."""
    done = 0
    totals = {side.name: dict(side.totals) for side in sides}
    try:
        while done < orders and time.monotonic() < end:
            count = min(TURN, orders - done)
            for side in sides:
                side.make(100 + done, count)
            done += count
            totals = {side.name: dict(side.totals) for side in sides}
            ratio = totals["poms"]["cpu"] / totals["plain"]["cpu"]
            say(f"orders {done} of {orders}: {ratio:.2f} times the CPU so far")
    except KeyboardInterrupt:
        say("stopped")
    if not done:
        raise Failure("Stopped before the first orders were made.")
    return totals, done


def figures(totals, orders):
    """The list that --json writes and the table shows."""
    plain, poms = totals["plain"], totals["poms"]
    rows = [("orders measured", orders, "", None)]
    for key, goal in (("seconds", GOAL), ("cpu", GOAL), ("queries", None)):
        value = round(poms[key] / plain[key], 3)
        rows.append((f"{key} against plain Odoo", value, "times", goal))
    for name, side in totals.items():
        for key, unit in (("seconds", "s"), ("cpu", "s"), ("queries", "")):
            value = round(side[key] / orders, 3)
            rows.append((f"{name}: {key} per order", value, unit, None))
    return [
        {
            "figure": figure,
            "value": value,
            "unit": unit,
            "goal": goal,
            "holds": goal is None or value <= goal,
        }
        for figure, value, unit, goal in rows
    ]


def main():
    parser = argparse.ArgumentParser(prog="./poms bench intake")
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument(
        "--minutes", type=float, default=30, help="end after these, whatever is done"
    )
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="exit 1 on a missed goal")
    options = parser.parse_args()
    if options.orders < 1:
        parser.error("--orders: at least 1")
    try:
        found = figures(*measure(options.orders, options.minutes))
    except Failure as failure:
        sys.exit(str(failure))
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=1))
    for row in found:
        goal = "" if row["goal"] is None else f"goal {row['goal']}"
        word = "" if row["goal"] is None else ("holds" if row["holds"] else "MISSED")
        print(f"{row['figure']:32} {row['value']:>10} {row['unit']:6} {goal:10} {word}")
    missed = not all(row["holds"] for row in found)
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
