"""Run every test: a template once, a clone for each group of tests, pytest on all."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import browser, engine, odoo_source, plant
from .database import Databases
from .environment import BASE_PYTHON, environment, site_packages
from .home import ROOT, home, logs, our_addons
from .postgres import server
from .terminal import Failure, Progress, die_with_parent, say, stop

# Kinds of tests by folder: pure ones and those of whole processes run without
# Odoo in pytest's own process; the others on a clone of one of two templates.
PURE = ("tests/engine", "tests/codecs", "tests/launcher")
WHOLE = ("tests/plant", "tests/faults")
DEMO = ("tests/demo",)
# An addon with many test files is tested in parts, so that parts go side by side.
FILES_OF_A_PART = 15
# Each lane is a pytest with an Odoo and perhaps a browser: about 1 GB.
MOST_LANES = 4


def test(words):
    """Run pytest; its exit code (no test collected counts as failed).

    :param list words: pytest's arguments; with no path among them every test is
        run: the pure ones, Odoo's, those on the demo plant, the whole plant's.
    """
    _refuse_missing(words)
    odoo = odoo_source.find()
    browser.ensure()
    engine.warm(odoo.python)
    paths = [word for word in words if _is_path(word)]
    options = [word for word in words if not _is_path(word)]
    with contextlib.ExitStack() as stack:
        databases = Databases(odoo, stack.enter_context(server(odoo.python)))
        session = Session(databases, test_python(odoo), options or ["-q"])
        session.is_short = not paths
        return session.run(groups_of(paths or _all_tests()))


def _is_path(word):
    return not word.startswith("-") and (ROOT / word.split("::")[0]).exists()


def _refuse_missing(words):
    """A mistyped path would count as an option, and every test be run with it."""
    for word in words:
        if word.startswith(("tests/", "addons/")) and not _is_path(word):
            raise Failure(f"there is no {word.split('::')[0]} to test.", 2)


@dataclass
class Group:
    """Tests that share a database and a pytest of their own."""

    kind: str
    name: str
    paths: list = field(default_factory=list)


def groups_of(paths):
    """The paths by what they need: tests that commit for real never meet another
    addon's, and a whole addon falls into parts.

    :param list paths: files, folders and test ids below the repository's root
    :return: list of Group, in the order of starting
    """
    groups = {}
    for path in paths:
        for kind, name, part in _parts(path):
            groups.setdefault((kind, name), Group(kind, name)).paths.append(part)
    # Long ones early, so that no lane is left with one at the end.
    order = ("pure", "whole", "odoo", "demo")
    return sorted(groups.values(), key=lambda group: order.index(group.kind))


def _parts(path):
    """(kind, group's name, path) of a path, once for each part it falls into."""
    for kind, folders in (("pure", PURE), ("demo", DEMO)):
        if path.startswith(folders):
            return [(kind, kind, path)]
    if path.startswith(WHOLE):
        return [("whole", Path(path).parts[1], path)]
    name = "/".join(Path(path).parts[:2])
    files = sorted((ROOT / path).glob("test_*.py")) if path.endswith("tests") else []
    count = -(-len(files) // FILES_OF_A_PART)
    if count < 2:
        return [("odoo", name, path)]
    return [
        ("odoo", f"{name} {index % count + 1}/{count}", str(file.relative_to(ROOT)))
        for index, file in enumerate(files)
    ]


def _all_tests():
    folders = [*PURE, *WHOLE, "tests/checks", *DEMO]
    folders += [f"addons/{name}/tests" for name in our_addons()]
    return [name for name in folders if list((ROOT / name).glob("test_*.py"))]


class Session:
    """One run of ./poms test: its groups side by side, as the cores allow."""

    def __init__(self, databases, python, options):
        self.databases = databases
        self.python = python
        self.options = options
        self.lanes = max(1, min(MOST_LANES, os.cpu_count() or 1))
        # In a run of everything the long tests take their short form.
        self.is_short = False
        self.running = []
        self.failed = []

    def run(self, groups):
        """Test all groups; the worst exit code."""
        waiting = list(groups)
        kinds = {group.kind for group in groups}
        if kinds - {"pure"}:
            plant.template(self.databases, demo=False)
        if kinds & {"demo", "whole"}:
            plant.template(self.databases, demo=True)
        is_quiet = len(groups) > 1 and self.lanes > 1
        progress = Progress(f"Testing {len(groups)} groups") if is_quiet else None
        codes = []
        try:
            while waiting or self.running:
                while waiting and len(self.running) < self.lanes:
                    self.running.append(Run(self, waiting.pop(0), is_quiet))
                time.sleep(0.2)
                codes += self._collect()
                if progress:
                    names = ", ".join(run.group.name for run in self.running)
                    progress.show(f"{len(codes)} done; now {names}")
        finally:
            for run in self.running:
                stop(run.process)
                run.close()
        if self.failed:
            say(f"Failed: {', '.join(self.failed)}")
        return max(codes, default=1)

    def _collect(self):
        """The exit codes of the groups that have ended since the last look."""
        ended = [run for run in self.running if run.process.poll() is not None]
        for run in ended:
            self.running.remove(run)
            run.close()
            if run.process.returncode:
                self.failed.append(run.group.name)
        # A pytest that a signal ended has a negative code.
        return [abs(run.process.returncode) for run in ended]

    def command(self, group, database):
        """(program and arguments, environment) of a group's pytest."""
        # The same examples in every run: a red run is a change's fault, not a draw's.
        # `--hypothesis-profile=default` draws others.
        drawn = "--hypothesis-profile=ci"
        command = [self.python, "-m", "pytest", drawn, *self.options, *group.paths]
        if not database:
            return [*command, "-p", "no:odoo"], self._environment()
        databases = self.databases
        databases.clone(plant.template(databases, group.kind == "demo"), database)
        conf = databases.config(
            database, http_interface="127.0.0.1", max_cron_threads=0
        )
        command += [f"--odoo-config={conf}", "--odoo-http", "-p", "launcher.log_check"]
        command += ["--odoo-log-level=warn"]
        return command, {**self._environment(), "ODOO_RC": str(conf)}

    def _environment(self):
        tools = self.databases.server.bin
        path = os.environ["PATH"]
        return {
            **self.databases.env,
            # pg_dump and psql must be of the server's own version.
            "PATH": f"{tools}{os.pathsep}{path}" if tools else path,
            "PYTHONPATH": str(ROOT / "config"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NUMBA_CACHE_DIR": str(home() / "numba"),
            "POMS_HOME": str(home()),
            "POMS_BASE_PYTHON": BASE_PYTHON,
            "OPENBLAS_NUM_THREADS": "1",
            **({"POMS_TEST_SHORT": "1"} if self.is_short else {}),
        }


class Run:
    """The pytest of one group, from its database's clone to its end."""

    count = 0

    def __init__(self, session, group, is_quiet):
        Run.count += 1
        self.group = group
        self.databases = session.databases
        own_database = group.kind in ("odoo", "demo")
        self.database = f"poms_run_{os.getpid()}_{Run.count}" if own_database else None
        say(f"Tests ({group.name}): {', '.join(group.paths)}")
        command, env = session.command(group, self.database)
        # Side by side their words would mix: each is shown when it has ended.
        self.words = logs() / f"tests-{os.getpid()}-{Run.count}.log"
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(self.words.open("wb")) if is_quiet else None
            sys.stderr.flush()
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdout=out,
                stderr=subprocess.STDOUT if is_quiet else None,
                env=env,
                cwd=ROOT,
                preexec_fn=die_with_parent,
            )

    def close(self):
        """Show what it said and drop its database."""
        if self.words.exists():
            say(f"Tests ({self.group.name}) have ended:")
            with self.words.open("rb") as stream:
                shutil.copyfileobj(stream, sys.stdout.buffer)
            sys.stdout.flush()
            self.words.unlink()
        if self.database:
            self.databases.drop(self.database)
        shutil.rmtree(ROOT / ".pytest_cache", ignore_errors=True)


def test_python(odoo):
    """The test tools in an environment of their own, on top of the running one."""
    python = environment("test", "islands")
    lines = [str(site_packages(odoo.python)), str(odoo.path)]
    file = site_packages(python) / "poms-runtime.pth"
    if not file.exists() or file.read_text().splitlines() != lines:
        file.write_text("\n".join(lines) + "\n")
    return python
