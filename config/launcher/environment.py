"""Private Python environments, built from the pinned lists in config/."""

import os
import subprocess
import sys
from pathlib import Path

from . import apt
from .home import CONFIG, build_once, fingerprint, home, logs
from .terminal import Failure, explain_common, run

LISTS = CONFIG / "requirements"
# Tests run inside a private environment: what they need is what was built before,
# not the same once more on top of theirs.
BASE_PYTHON = os.environ.get("POMS_BASE_PYTHON", sys.executable)
ODOO_LISTS = ("odoo", "addons", "engine", "database")


def environment(*names):
    """An environment with the packages of ``requirements/<name>.txt``.

    :return: path of its Python
    """
    lists = [LISTS / f"{name}.txt" for name in names]
    version = "%d.%d" % sys.version_info[:2]
    mark = fingerprint(version, BASE_PYTHON, *lists)
    folder = home() / "env" / f"{'-'.join(names)[:40]}-{mark}"
    build_once(folder, lambda target: _build(target, lists))
    return folder / "bin/python"


def _build(folder, lists):
    python = _bare(folder)
    command = [python, "-m", "pip", "install", "--no-deps", "--prefer-binary"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    for file in lists:
        command += ["-r", file]
    count = sum(_count(file) for file in lists)
    run(
        command,
        f"Installing {count} pinned Python packages",
        logs() / f"pip-{folder.name}.log",
        explain=explain_pip,
        watch=lambda line: line[:80],
    )


def _count(file):
    lines = file.read_text().splitlines()
    pins = (line for line in lines if line.strip() and not line.startswith("#"))
    # A package whose newest release left Python 3.10 behind has two pins.
    return len({pin.split("==")[0] for pin in pins})


def _bare(folder):
    """A virtual environment with pip, also where Debian's python3-venv is missing."""
    log = logs() / f"venv-{folder.name}.log"
    try:
        import venv  # noqa: F401
    except ImportError as error:
        raise Failure(
            "This Python has no venv module: apt-get install python3-venv."
        ) from error
    run(
        [BASE_PYTHON, "-m", "venv", "--without-pip", folder],
        "Making a private Python environment",
        log,
    )
    python = folder / "bin/python"
    if _has(BASE_PYTHON, "ensurepip"):
        run([python, "-m", "ensurepip"], "Adding pip", log)
    else:
        _pip_from_debian(python, log)
    return python


def _has(python, module):
    check = f"import importlib.util as u, sys; sys.exit(not u.find_spec({module!r}))"
    return subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def _pip_from_debian(python, log):
    """Debian keeps ensurepip apart; its pip wheel installs pip without rights."""
    wheels = home() / "pip-wheel"
    if not list(wheels.glob("usr/share/python-wheels/pip-*.whl")):
        apt.fetch(["python3-pip-whl"], wheels)
    wheel = next(wheels.glob("usr/share/python-wheels/pip-*.whl"))
    program = f"import sys; sys.path.insert(0, {str(wheel)!r}); " + (
        "from pip._internal.cli.main import main; "
        f"sys.exit(main(['install', '--no-deps', {str(wheel)!r}]))"
    )
    run([python, "-c", program], "Adding pip", log, explain=explain_pip)


def explain_pip(text):
    if "No matching distribution found" in text or "Could not find a version" in text:
        wanted = [line for line in text.splitlines() if "No matching dist" in line]
        version = "%d.%d" % sys.version_info[:2]
        if explain_common(text):
            return explain_common(text)
        return (
            f"{' '.join(wanted[-1:]) or 'A package was not found.'} This is Python "
            f"{version}; POMS runs on 3.10 to 3.13, with a package index in reach."
        )
    if "error: command" in text and "gcc" in text:
        return "A package had to be compiled: apt-get install gcc python3-dev."
    return None


def site_packages(python):
    """The site-packages folder of an environment's Python."""
    folder = Path(python).parent.parent
    return next(folder.glob("lib/python3.*/site-packages"))
