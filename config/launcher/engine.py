"""The scheduling engine's kernels: compiled once, then read from a cache."""

import os
import platform
from pathlib import Path

from .home import ADDONS, build_once, fingerprint, home, logs, tree_fingerprint
from .terminal import run

SOURCE = ADDONS / "poms_scheduling/engine"


def cache():
    """The folder of numba's cache."""
    return home() / "numba"


def warm(python):
    """Compile the kernels now, so that no plan has to wait for it."""
    tables = sorted(SOURCE.glob("compile*.py"))
    kernels = tree_fingerprint(SOURCE / "kernels")
    mark = fingerprint(str(python), _processor(), kernels, *tables)
    # Inside the cache: who deletes the cache deletes the stamp too.
    build_once(cache() / f"warm-{mark}", lambda folder: _compile(python, folder))


def _processor():
    """What machine code is made for; a home that moves to another is warmed anew."""
    lines = []
    if Path("/proc/cpuinfo").is_file():
        wanted = ("model name", "flags", "Features")
        known = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
        lines = sorted({line for line in known if line.startswith(wanted)})
    return "\n".join([platform.machine(), *lines])


def _compile(python, folder):
    env = {
        **os.environ,
        "PYTHONPATH": str(SOURCE.parent),
        "NUMBA_CACHE_DIR": str(cache()),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    log = logs() / f"engine-{folder.name}.log"
    what = "Compiling the scheduling engine"
    run([python, "-m", "engine", "warm"], what, log, env=env)
