"""./poms bench NAME: measure, print a table, and say whether the goals are met."""

import os
import subprocess

from . import engine
from .environment import environment
from .home import ADDONS, ROOT
from .terminal import Failure

NAMES = (
    "schedule",
    "plan",
    "backtest",
    "intake",
    "report",
    "trace",
    "edi",
    "gantt",
)
FOLDER = ROOT / "tests/bench"
# Which environment a measurement needs, where it is not Odoo's.
LISTS = {"schedule": ["engine"], "edi": ["codecs"]}


def bench(words):
    """Run one measurement with its own options; its exit code."""
    name = words[0] if words else ""
    built = [known for known in NAMES if (FOLDER / f"{known}.py").exists()]
    if name not in built:
        there = ", ".join(built) or "none yet"
        raise Failure(f"bench has no {name or 'name'}; there are: {there}.", 2)
    lists = LISTS.get(name, ["engine"])
    if name == "schedule":
        extra = {"--peers": "peers", "--cluster": "islands"}
        lists = ["engine", *(extra[word] for word in words if word in extra)]
    python = environment(*lists)
    if "engine" in lists:
        engine.warm(python)
    folders = [ADDONS / "poms_scheduling", ADDONS / "poms_connectors"]
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_CACHE_DIR": str(engine.cache()),
    }
    command = [str(python), str(FOLDER / f"{name}.py"), *words[1:]]
    return subprocess.run(command, env=env).returncode
