"""./poms bench intake: customer orders to released cards, against plain Odoo.

Two databases on one server: one with Odoo's modules alone, one with ours. Both make
the same production orders (three levels, two operations and two components each),
each order a transaction of its own, in turns of ten so that a busy machine slows both.
Ours confirms customer orders and releases their cards; plain Odoo creates and confirms
the production orders. Goal: at most 1.25 times the time.
"""

import argparse
import json
import os
import subprocess
import sys
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
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"The side {self.name} stopped; see {self.log.name}.")
        for key, value in json.loads(line).items():
            self.totals[key] += value if counts else 0

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.log.close()


def measure(orders):
    """{side: totals} of `orders` orders on each side."""
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
        for first in range(100, 100 + orders, TURN):
            say(f"orders {first - 100} of {orders}")
            for side in sides:
                side.make(first, min(TURN, 100 + orders - first))
        return {side.name: side.totals for side in sides}


def figures(totals, orders):
    """The list that --json writes and the table shows."""
    plain, poms = totals["plain"], totals["poms"]
    ratio = poms["seconds"] / plain["seconds"]
    rows = [("time against plain Odoo", round(ratio, 3), "times", GOAL)]
    for key, unit in (("cpu", "times"), ("queries", "times")):
        value = round(poms[key] / plain[key], 3)
        rows.append((f"{key} against plain Odoo", value, unit, None))
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
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="exit 1 on a missed goal")
    options = parser.parse_args()
    if options.orders < 1:
        parser.error("--orders: at least 1")
    try:
        found = figures(measure(options.orders), options.orders)
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
