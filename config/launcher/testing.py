"""./poms test: a template once, a clone for the run, pytest on everything."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import browser, engine, odoo_source, plant
from .database import Databases
from .environment import environment, site_packages
from .home import ROOT, home, our_addons
from .postgres import server
from .terminal import say

# Kinds of tests by folder: pure ones and those of whole processes run without
# Odoo in pytest's own process; the others on a clone of one of two templates.
PURE = ("tests/engine", "tests/codecs", "tests/launcher")
WHOLE = ("tests/plant", "tests/faults")
DEMO = ("tests/demo",)


def test(words):
    """Run pytest; its exit code (no test collected counts as failed).

    :param list words: pytest's arguments; with no path among them every test is
        run: the pure ones, Odoo's, those on the demo plant, the whole plant's.
    """
    odoo = odoo_source.find()
    browser.ensure()
    engine.warm(odoo.python)
    paths = [word for word in words if _is_path(word)]
    options = [word for word in words if not _is_path(word)]
    with contextlib.ExitStack() as stack:
        databases = Databases(odoo, stack.enter_context(server(odoo.python)))
        session = Session(databases, test_python(odoo), options or ["-q"], stack)
        session.is_short = not paths
        codes = [session.run(kind, found) for kind, found in _by_kind(paths).items()]
    return max(codes, default=1)


def _is_path(word):
    return not word.startswith("-") and (ROOT / word.split("::")[0]).exists()


def _by_kind(paths):
    """The paths of each group that shares a database, in the order of running."""
    groups = {}
    for path in paths or _all_tests():
        groups.setdefault(_group(path), []).append(path)
    order = ("pure", "odoo", "demo", "whole")
    return dict(sorted(groups.items(), key=lambda item: order.index(item[0][0])))


def _group(path):
    """(kind, name): tests that commit for real must not meet another addon's."""
    for kind, folders in (("pure", PURE), ("demo", DEMO)):
        if path.startswith(folders):
            return kind, kind
    if path.startswith(WHOLE):
        return "whole", Path(path).parts[1]
    return "odoo", "/".join(Path(path).parts[:2])


def _all_tests():
    folders = [*PURE, "tests/checks", *DEMO, *WHOLE]
    folders += [f"addons/{name}/tests" for name in our_addons()]
    return [name for name in folders if list((ROOT / name).glob("test_*.py"))]


class Session:
    """One run of ./poms test: each kind of tests in a pytest of its own."""

    def __init__(self, databases, python, options, stack):
        self.databases = databases
        self.python = python
        self.options = options
        self.stack = stack
        # In a run of everything the long tests take their short form.
        self.is_short = False

    def run(self, group, paths):
        kind, name = group
        say(f"Tests ({name}): {', '.join(paths)}")
        command = [self.python, "-m", "pytest", *self.options, *paths]
        if kind in ("pure", "whole"):
            return _call([*command, "-p", "no:odoo"], self._environment())
        conf = self._database(demo=kind == "demo")
        command += [f"--odoo-config={conf}", "--odoo-http", "-p", "launcher.log_check"]
        command += ["--odoo-log-level=warn"]
        return _call(command, {**self._environment(), "ODOO_RC": str(conf)})

    def _database(self, demo):
        """The configuration of a clone that lives as long as this run."""
        databases = self.databases
        name = f"poms_run_{os.getpid()}{'_demo' if demo else ''}"
        databases.clone(plant.template(databases, demo=demo), name)
        self.stack.callback(databases.drop, name)
        return databases.config(name, http_interface="127.0.0.1", max_cron_threads=0)

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
            "OPENBLAS_NUM_THREADS": "1",
            **({"POMS_TEST_SHORT": "1"} if self.is_short else {}),
        }


def test_python(odoo):
    """The test tools in an environment of their own, on top of the running one."""
    python = environment("test")
    lines = [str(site_packages(odoo.python)), str(odoo.path)]
    file = site_packages(python) / "poms-runtime.pth"
    if not file.exists() or file.read_text().splitlines() != lines:
        file.write_text("\n".join(lines) + "\n")
    return python


def _call(command, env):
    sys.stderr.flush()
    done = subprocess.run([str(word) for word in command], env=env, cwd=ROOT)
    shutil.rmtree(ROOT / ".pytest_cache", ignore_errors=True)
    return done.returncode
