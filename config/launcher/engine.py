"""The scheduling engine's kernels: compiled once, then read from a cache."""

import os

from .home import ADDONS, build_once, fingerprint, home, logs, tree_fingerprint
from .terminal import run

SOURCE = ADDONS / "poms_scheduling/engine"


def cache():
    """The folder of numba's cache."""
    return home() / "numba"


def warm(python):
    """Compile the kernels now, so that no plan has to wait for it."""
    mark = fingerprint(str(python), tree_fingerprint(SOURCE))
    build_once(home() / f"engine-warm-{mark}", lambda folder: _compile(python, folder))


def _compile(python, folder):
    env = {
        **os.environ,
        "PYTHONPATH": str(SOURCE.parent),
        "NUMBA_CACHE_DIR": str(cache()),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    log = logs() / f"{folder.name}.log"
    what = "Compiling the scheduling engine"
    run([python, "-m", "engine", "warm"], what, log, env=env)
