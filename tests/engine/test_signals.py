"""A signal at any moment of `./poms solve`: the best so far is written, exit 0."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ADDON = Path(__file__).parents[2] / "addons/poms_scheduling"
STOPPERS = (signal.SIGINT, signal.SIGTERM)
N_JOBS, N_MACHINES = 20, 15


@pytest.fixture
def problem(tmp_path):
    rng = random.Random(1)
    lines = [f"{N_JOBS} {N_MACHINES}"]
    for _ in range(N_JOBS):
        order = rng.sample(range(1, N_MACHINES + 1), N_MACHINES)
        row = " ".join(f"1 {m} {rng.randint(1, 99)}" for m in order)
        lines.append(f"{N_MACHINES} {row}")
    (tmp_path / "problem").write_text("\n".join(lines))
    return tmp_path


def started(folder):
    """The engine as the launcher starts it: signals held back until it is ready."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine", "solve", "problem", "--seconds", "300",
         "--quiet", "--out", "out.json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ADDON)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOPPERS),
    )  # fmt: skip


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3, 2.0])
@pytest.mark.parametrize("number", STOPPERS)
def test_whenever_a_signal_comes_a_schedule_is_written(problem, number, after):
    child = started(problem)
    time.sleep(after)
    child.send_signal(number)
    answer, fault = child.communicate(timeout=120)
    assert (child.returncode, fault) == (0, "")
    assert json.loads(answer)["status"] == "feasible"
    rows = json.loads((problem / "out.json").read_text())["operations"]
    assert len(rows) == N_JOBS * N_MACHINES


def test_a_second_signal_changes_nothing(problem):
    child = started(problem)
    for number in (*STOPPERS, *STOPPERS):
        time.sleep(0.05)
        child.send_signal(number)
    child.communicate(timeout=120)
    assert child.returncode == 0
    assert (problem / "out.json").exists()


def warming(folder, *paths):
    """A cold start of compiling, three seconds after its begin."""
    where = os.pathsep.join(map(str, (*paths, ADDON)))
    child = subprocess.Popen(
        [sys.executable, "-m", "engine", "warm"],
        env={**os.environ, "PYTHONPATH": where, "NUMBA_CACHE_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(3.0)
    return child


def assert_ended(child, number):
    answer, fault = child.communicate(timeout=60)  # until all processes closed it
    assert (child.returncode, answer) == (128 + number, "")
    assert fault == "stopped before all kernels were compiled\n"


@pytest.mark.parametrize("number", STOPPERS)
def test_a_signal_ends_compiling_with_all_its_processes(tmp_path, number):
    child = warming(tmp_path)
    if number == signal.SIGINT:  # Ctrl-C reaches the whole group
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)
    assert_ended(child, number)


def test_ctrl_c_ends_compiling_while_its_processes_still_start(tmp_path):
    program = (
        "import sys, time\n"
        "if '--multiprocessing-fork' in sys.orig_argv: time.sleep(30)\n"
    )
    (tmp_path / "sitecustomize.py").write_text(program)
    child = warming(tmp_path, tmp_path)
    os.killpg(child.pid, signal.SIGINT)
    assert_ended(child, signal.SIGINT)
