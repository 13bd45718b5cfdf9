"""Drives the engine in a process of its own, which never outlives this one.

The engine is compiled and hungry for processor and memory: it must not live in a
worker that answers people.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADDON = Path(__file__).resolve().parent.parent
GRACE_S = 120.0
"""Seconds over its budget after which the engine is asked to write what it has: its
first run on a machine compiles, which may take a minute."""
STOP_S = 15.0
"""Seconds that it then has to write it."""

# The child asks the kernel to be told when its parent dies (Linux), then becomes the
# engine: so a killed job service leaves no engine behind. Done by a launcher, as code
# between fork and exec is not safe in a process with threads.
LAUNCHER = """
import os, sys
try:
    import ctypes
    ctypes.CDLL(None).prctl(1, 15)
except (OSError, AttributeError):
    pass
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class EngineError(Exception):
    """The engine gave no schedule.

    Parameters
    ----------
    reason
        input | infeasible | crash | timeout
    text
        The engine's own last line, for the log and the planner.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text


class Cancelled(Exception):
    """The planner wants no schedule any more."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long the engine may search: the first limit reached stops it.

    Parameters
    ----------
    seconds
        Wall time, or None.
    evaluations
        Complete computations of the objective, or None; same seed and same
        evaluations give the same schedule.
    """

    seconds: float | None = 60.0
    evaluations: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        if self.seconds is None and self.evaluations is None:
            raise ValueError("a budget needs seconds or evaluations")

    def arguments(self) -> list[str]:
        """As the engine's command line wants them."""
        result = ["--seed", str(self.seed)]
        if self.seconds is not None:
            result += ["--seconds", str(self.seconds)]
        if self.evaluations is not None:
            result += ["--evaluations", str(self.evaluations)]
        return result


Watch = Callable[[float, dict[str, Any]], str]
"""(seconds so far, last progress line of the engine) -> "", "stop" or "cancel"."""


def solve(
    problem: dict[str, Any],
    budget: Budget,
    watch: Watch,
    command: Iterable[str] = ("-m", "engine", "solve"),
    poll_s: float = 0.5,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run the engine on ``problem``; (schedule, summary line).

    ``watch`` is called about every ``poll_s`` seconds from this thread. When it
    answers "stop" the best schedule so far is taken; "cancel" raises `Cancelled`.
    Raises `EngineError` when there is no schedule. Whatever happens, the process has
    ended and its folder is gone when this returns.
    """
    with tempfile.TemporaryDirectory(prefix="poms-plan-") as folder:
        source, target = Path(folder, "problem.json"), Path(folder, "schedule.json")
        source.write_text(json.dumps(problem))
        arguments = [*command, str(source), *budget.arguments(), "--out", str(target)]
        with (
            Path(folder, "stdout").open("w+b") as out,
            Path(folder, "stderr").open("w+b") as err,
        ):
            process = _start(arguments, out, err)
            try:
                _wait(process, budget, watch, Path(folder, "stderr"), poll_s)
            finally:
                _kill(process)
        return _result(process.returncode, Path(folder), target)


def _start(arguments: list[str], out: Any, err: Any) -> subprocess.Popen[bytes]:
    """The engine's process, in its own group, at a lower priority than people."""
    path = os.pathsep.join(filter(None, [str(ADDON), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, *arguments],
        cwd=ADDON,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        start_new_session=True,
    )


def _wait(
    process: subprocess.Popen[bytes],
    budget: Budget,
    watch: Watch,
    progress: Path,
    poll_s: float,
) -> None:
    """Until the process has ended by itself, on request, or for want of time."""
    begun = time.monotonic()
    limit = None if budget.seconds is None else budget.seconds + GRACE_S
    while True:
        try:
            process.wait(poll_s)
            return
        except subprocess.TimeoutExpired:
            spent = time.monotonic() - begun
        wish = watch(spent, _last_json(progress))
        if wish == "cancel":
            raise Cancelled
        if wish == "stop" or (limit is not None and spent > limit):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired as error:
                raise EngineError("timeout", f"{spent:.0f} s") from error
            return


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole group, whether or not it still runs."""
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_json(path: Path, tail: int = 4096) -> dict[str, Any]:
    """The last line of ``path`` that is a JSON object, or {}."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - tail))
            lines = file.read().splitlines()
    except OSError:
        return {}
    for line in reversed(lines):
        if line.startswith(b"{"):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            return found if isinstance(found, dict) else {}
    return {}


def _result(
    code: int, folder: Path, target: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(schedule, summary line) of an ended engine; raises `EngineError`."""
    lines = Path(folder, "stderr").read_text(errors="replace").splitlines()
    text = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if code in (2, 3):
        raise EngineError("input" if code == 2 else "infeasible", text)
    if code != 0:
        raise EngineError("crash", text or f"exit {code}")
    try:
        schedule = json.loads(target.read_text())
    except (OSError, ValueError) as error:
        raise EngineError("crash", text or str(error)) from error
    return schedule, _last_json(Path(folder, "stdout"))
