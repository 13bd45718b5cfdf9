"""./poms test: a template once, a clone for the run, pytest on everything."""

import contextlib
import os
import shutil
import subprocess
import sys

from . import browser, odoo_source, plant
from .database import Databases
from .environment import environment, site_packages
from .home import ADDONS, ROOT, home, our_addons
from .postgres import server
from .terminal import say

PURE = ("tests/engine", "tests/codecs", "tests/launcher")
WHOLE = "tests/plant"


def test(words):
    """Run pytest; its exit code (no test collected counts as failed).

    :param list words: pytest's arguments; with none, every test is run: first
        the pure ones, then Odoo's, then those of the whole plant.
    """
    odoo = odoo_source.find()
    browser.ensure()
    python = test_python(odoo)
    with contextlib.ExitStack() as stack:
        databases = Databases(odoo, stack.enter_context(server(odoo.python)))
        name = f"poms_run_{os.getpid()}"
        databases.clone(plant.template(databases, demo=False), name)
        stack.callback(databases.drop, name)
        env = test_environment(databases, odoo, name)
        if words:
            return _pytest(python, name, databases, env, words)
        return _everything(python, name, databases, env)


def _everything(python, name, databases, env):
    codes = []
    pure = [folder for folder in PURE if (ROOT / folder).is_dir()]
    say(f"Pure tests: {', '.join(pure)}")
    codes.append(_call([python, "-m", "pytest", "-p", "no:odoo", "-q", *pure], env))
    tests = [
        f"addons/{addon}/tests"
        for addon in our_addons()
        if list((ADDONS / addon / "tests").glob("test_*.py"))
    ]
    say(f"Odoo tests: {', '.join(tests)}")
    codes.append(_pytest(python, name, databases, env, ["-q", *tests]))
    if (ROOT / WHOLE).is_dir():
        say(f"Whole-plant tests: {WHOLE}")
        command = [python, "-m", "pytest", "-p", "no:odoo", "-q", WHOLE]
        codes.append(_call(command, env))
    return max(codes, default=1)


def test_python(odoo):
    """The test tools in an environment of their own, on top of the running one."""
    python = environment("test")
    lines = [str(site_packages(odoo.python)), str(odoo.path)]
    file = site_packages(python) / "poms-runtime.pth"
    if not file.exists() or file.read_text().splitlines() != lines:
        file.write_text("\n".join(lines) + "\n")
    return python


def test_environment(databases, odoo, name):
    """What tests need to know: where the database, Odoo and Chromium are."""
    return {
        **databases.env,
        "ODOO_RC": str(_config(databases, name)),
        "PGDATABASE": name,
        "PYTHONPATH": str(ROOT / "config"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_CACHE_DIR": str(home() / "numba"),
        "POMS_HOME": str(home()),
        # The templates' names are found by the launcher's own functions.
        "POMS_TEST_DATABASE": name,
        "QUEUE_JOB__NO_DELAY": "",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _config(databases, name):
    return databases.config(name, http_interface="127.0.0.1", max_cron_threads=0)


def _pytest(python, name, databases, env, words):
    conf = _config(databases, name)
    command = [python, "-m", "pytest", f"--odoo-config={conf}", "--odoo-http", *words]
    return _call(command, env)


def _call(command, env):
    sys.stderr.flush()
    done = subprocess.run([str(word) for word in command], env=env, cwd=ROOT)
    shutil.rmtree(ROOT / ".pytest_cache", ignore_errors=True)
    return done.returncode
