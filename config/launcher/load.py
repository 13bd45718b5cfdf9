"""./poms load: terminals against a plant of its own, figures, and are they true."""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import threading
import time

from . import engine, odoo_source, plant
from .database import Databases
from .home import ROOT, home
from .postgres import server
from .serve import Services, free_port
from .terminal import Failure, Progress, say
from .testing import test_python

FOLDER = ROOT / "tests/load"
ACT_EVERY_S = 15
REPORT_SHARE, FULL_SHARE = 0.6, 1 / 3
# A report of ours against start, quantity and finish by Odoo's own methods.
GOAL_RATIO = 1.5
EVENTS_3X = 33600
CHECKS = {
    "card and work order are the sum of the accepted reports": """
        SELECT c.name, c.quantity_good, w.qty_produced,
               coalesce(sum(r.quantity_good), 0) FROM poms_task_card c
          JOIN mrp_workorder w ON w.id = c.workorder_id
          LEFT JOIN poms_report r ON r.card_id = c.id AND r.state = 'accepted'
         WHERE c.name IN ({names}) GROUP BY c.id, w.id""",
    "photos": "SELECT count(*) FROM poms_photo",
    "own": "SELECT id, state, qty_produced FROM mrp_workorder WHERE id IN ({ids})",
}


def load(words):
    """Run one load; exit code 1 when something was lost or (--check) a goal missed."""
    options = _parse(words)
    odoo = odoo_source.find()
    engine.warm(odoo.python)
    with contextlib.ExitStack() as stack:
        databases = Databases(odoo, stack.enter_context(server(odoo.python)))
        name = f"poms_load_{os.getpid()}"
        stack.callback(databases.drop, name)
        databases.clone(_template(databases, options), name)
        run = LoadRun(databases, name, options, stack)
        figures = run.measure()
    _print(figures)
    if options.json:
        options.json.write_text(json.dumps(figures["figures"], indent=1))
    missed = [one for one in figures["figures"] if one["holds"] is False]
    if figures["wrong"]:
        return 1
    return 1 if options.check and missed else 0


def _parse(words):
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="./poms load", description=load.__doc__)
    parser.add_argument("--terminals", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--age", choices=("0", "2y"), default="0")
    parser.add_argument("--profile", choices=("1x", "3x"), default="1x")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(words)
    if options.terminals < 1 or options.minutes <= 0:
        raise Failure("load needs at least one terminal and some minutes.", 2)
    return options


def _template(databases, options):
    demo = options.profile == "3x" or options.age != "0"
    template = plant.template(databases, demo=demo)
    if options.age == "0":
        return template
    from .load_age import aged

    return aged(databases, template)


class LoadRun:
    """One run: orders, services, terminals, what goes on meanwhile, the check."""

    def __init__(self, databases, name, options, stack):
        self.databases, self.name, self.options = databases, name, options
        self.stack = stack
        self.seconds = options.minutes * 60
        every = options.terminals / ACT_EVERY_S
        is_3x = options.profile == "3x"
        self.factor = EVENTS_3X / 3600 / every if is_3x else 1.0
        self.is_3x = is_3x
        self.folder = home() / "load"
        self.folder.mkdir(exist_ok=True)
        self.notes = {}

    def measure(self):
        plan = self._set_up()
        services = Services(self.databases, self.name, free_port())
        self.stack.enter_context(services)
        services.wait_until_ready()
        settings = self.folder / f"{self.name}.json"
        addresses = [services.address]
        settings.write_text(
            json.dumps(
                {
                    "addresses": str(self._write_addresses(addresses)),
                    "database": self.name,
                    "plan": str(plan),
                    "seconds": self.seconds,
                    "factor": self.factor,
                    "is_ramped": not self.is_3x,
                }
            )
        )
        self.stack.callback(settings.unlink)
        helpers = self._start_meanwhile(services) if self.is_3x else []
        result = self._drive(settings)
        for helper in helpers:
            helper.join()
        result["wrong"] = self._verify(result)
        result["figures"] = self._figures(result)
        result["notes"] = self.notes
        return result

    def _write_addresses(self, addresses):
        """The terminals read this again and again: nodes come and go."""
        file = self.folder / f"{self.name}-addresses.json"
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(addresses))
        draft.rename(file)
        self.stack.callback(file.unlink, missing_ok=True)
        return file

    def _set_up(self):
        terminals = self.options.terminals
        acts = terminals * self.seconds / ACT_EVERY_S * self.factor
        full = int(acts * REPORT_SHARE * FULL_SHARE * 1.4) + 10
        plan = self.folder / f"{self.name}-plan.json"
        self.stack.callback(plan.unlink, missing_ok=True)
        program = FOLDER / "load_setup.py"
        words = (plan, terminals, full, full)
        self.databases.script(self.name, program, "Making like orders", *words)
        self.databases.query("ANALYZE", self.name)
        return plan

    def _drive(self, settings):
        progress = Progress(
            f"{self.options.terminals} terminals for {self.options.minutes:g} min"
        )
        python = test_python(self.databases.odoo)
        with (self.folder / f"{self.name}.log").open("w") as log:
            driver = subprocess.Popen(
                [str(python), str(FOLDER / "load.py"), str(settings)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=FOLDER,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
            out, _none = driver.communicate()
        if driver.returncode:
            raise Failure(f"The terminals failed; their log: {log.name}")
        progress.done("all acts are answered")
        return json.loads(out)

    # -- meanwhile ----------------------------------------------------------------

    def _start_meanwhile(self, services):
        acts = (self._plan_meanwhile, self._import_meanwhile)
        helpers = [threading.Thread(target=act) for act in acts]
        helpers.append(threading.Thread(target=self._second_node, args=(services,)))
        for helper in helpers:
            helper.start()
        return helpers

    def _script_meanwhile(self, what, kind):
        """A job of the plant beside the load, in a process of its own."""
        begin = time.monotonic()
        try:
            program = FOLDER / f"load_{kind}.py"
            self.databases.script(self.name, program, what, str(int(self.seconds)))
            self.notes[kind] = f"done in {time.monotonic() - begin:.0f} s"
        except Failure as failure:
            self.notes[kind] = f"failed: {failure}"

    def _plan_meanwhile(self):
        time.sleep(self.seconds * 0.1)
        self._script_meanwhile("A scheduling run meanwhile", "planning")

    def _import_meanwhile(self):
        time.sleep(self.seconds * 0.15)
        self._script_meanwhile("A message import meanwhile", "import")

    def _second_node(self, services):
        """It joins at a third, is killed with -9 at two thirds of the time."""
        time.sleep(self.seconds / 3)
        node = Node(self.databases, self.name)
        node.start()
        self._write_addresses([services.address, node.address])
        say("A second node takes part.")
        time.sleep(self.seconds / 3)
        taken = node.count_requests()
        node.kill()
        # its loss is noticed by the terminals only: the list changes later
        time.sleep(5)
        self._write_addresses([services.address])
        self.notes["second node"] = f"killed after {taken} answers"

    # -- the check ----------------------------------------------------------------

    def _verify(self, result):
        """Sentences on what is not as it should be."""
        wrong = [f"failed: {text}" for text in result["failures"]]
        told = result["told"]
        if told:
            names = ", ".join(f"'{card}'" for card in told)
            sql = CHECKS["card and work order are the sum of the accepted reports"]
            rows = self.databases.query(sql.format(names=names), self.name)
            for card, *sums in rows:
                if {float(value) for value in sums} != {float(told[card])}:
                    wrong.append(f"{card}: told {told[card]}, found {sums}")
            if len(rows) != len(told):
                wrong.append("cards are missing")
        photos = self.databases.query(CHECKS["photos"], self.name)[0][0]
        if photos != result["photos"]:
            wrong.append(f"{result['photos']} photos sent, {photos} found")
        return wrong + self._verify_own(result["finished"])

    def _verify_own(self, finished):
        if not finished:
            return []
        quantity = {order["workorder"]: order["quantity"] for order in finished}
        ids = ", ".join(map(str, quantity))
        rows = self.databases.query(CHECKS["own"].format(ids=ids), self.name)
        return [
            f"work order {number}: {state}, {produced}"
            for number, state, produced in rows
            if state != "done" or float(produced) != quantity[number]
        ]

    def _figures(self, result):
        rows = {row["kind"]: row for row in result["rows"]}
        figures = []

        def add(name, value, unit, goal=None, holds=None):
            figures.append(
                {
                    "figure": name,
                    "value": value,
                    "unit": unit,
                    "goal": goal,
                    "holds": holds,
                }
            )

        for kind, row in rows.items():
            for share in ("p50", "p95", "p99"):
                if row[share] is not None:
                    add(f"{kind} {share}", round(row[share], 3), "s")
        own = rows["odoo_own"]["p95"]
        for kind in ("report", "report_full"):
            value = rows[kind]["p95"]
            if own and value is not None:
                ratio = round(value / own, 2)
                what = f"{kind} p95 against Odoo's own start, quantity and finish"
                add(what, ratio, "times", GOAL_RATIO, ratio <= GOAL_RATIO)
        add("answers", sum(row["count"] for row in rows.values()), "")
        add("retries", sum(row["retries"] for row in rows.values()), "")
        for step in result["steps"]:
            if step["p95"] is not None:
                name = f"report p95 at {step['rate']} acts/s"
                add(name, round(step["p95"], 3), "s")
        # Only a load that grows step by step has such a rate.
        if result["steps"]:
            slow = "rate at which a report's p95 passes 1 s"
            add(slow, result["slow_rate"], "acts/s")
        add("wrong after the run", len(result["wrong"]), "", 0, not result["wrong"])
        return figures


class Node(Services):
    """One more web node of the same database."""

    def __init__(self, databases, name):
        super().__init__(databases, name, free_port())
        self.role = "node"

    def start(self):
        self._start(self.role, self.port, "root:0", 0)
        self.wait_until_ready()

    def count_requests(self):
        text = self.log(self.role).read_text(errors="replace")
        return text.count('"POST /json/2/')

    def kill(self):
        process = self.processes[self.role]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _print(result):
    for one in result["figures"]:
        value = "never" if one["value"] is None else one["value"]
        goal = "" if one["goal"] is None else f"   goal {one['goal']}"
        mark = {True: " ✔", False: " ✖", None: ""}[one["holds"]]
        print(f"{one['figure']:<66} {value:>9} {one['unit']}{goal}{mark}")
    for name, note in result["notes"].items():
        print(f"{name}: {note}")
    for text in result["wrong"]:
        print(f"WRONG {text}")
