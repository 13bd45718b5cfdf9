"""Islands on Dask: a real cluster of processes, one of which is killed."""

import os
import random
import signal
import threading
import time

import pytest
from distributed import Client, LocalCluster

from engine import read_text, solve
from engine.search.rules import standard_rules

N_WORKERS = 3


def shop(seed, n_jobs=12, n_machines=6):
    """A random job shop."""
    rng = random.Random(seed)
    lines = [f"{n_jobs} {n_machines}"]
    for _ in range(n_jobs):
        order = rng.sample(range(n_machines), n_machines)
        lines.append(" ".join(f"{m} {rng.randint(1, 99)}" for m in order))
    return read_text("\n".join(lines), "jsp")


@pytest.fixture(scope="module")
def cluster():
    """Worker processes on this machine."""
    with LocalCluster(
        n_workers=N_WORKERS,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
    ) as found:
        yield found


@pytest.fixture
def client(cluster):
    with Client(cluster) as found:
        found.wait_for_workers(N_WORKERS, timeout=400)
        yield found


def test_the_same_schedule_on_one_worker_and_on_three(client):
    case = shop(1)
    names = list(client.scheduler_info()["workers"])
    everywhere = solve(case, evaluations=20_000, seed=2, client=client)

    class One:
        def submit(self, *args, **options):
            return client.submit(*args, **options, workers=names[:1])

    alone = solve(case, evaluations=20_000, seed=2, client=One())
    assert everywhere.warnings == alone.warnings == ()
    assert alone.assignments == everywhere.assignments
    assert everywhere.makespan < solve(case, evaluations=0, seed=2).makespan


def test_the_answer_comes_although_a_worker_is_killed(client):
    case = shop(3)
    before = solve(case, evaluations=0, seed=2)
    pids = list(client.run(os.getpid).values())
    killer = threading.Timer(3.0, os.kill, (pids[0], signal.SIGKILL))
    killer.start()
    begun = time.monotonic()
    found = solve(case, seconds=10, seed=2, client=client, islands=N_WORKERS)
    killer.join()
    assert len(found.assignments) == len(case.operations)
    assert found.makespan < before.makespan
    assert time.monotonic() - begun < 60


class Lost:
    """A cluster on which nothing is ever done."""

    def submit(self, *_args, **_options):
        return self

    def done(self):
        """As of a future."""
        return True

    def result(self, timeout):
        raise ConnectionError("the worker is gone")

    def cancel(self):
        """As of a future."""


def test_a_lost_cluster_gives_the_rules_plan_with_a_warning():
    case = shop(4)
    found = solve(case, evaluations=1000, seed=2, client=Lost())
    first = len(standard_rules(has_due_dates=False))
    rules = solve(case, evaluations=first, seed=2, algorithm="rules")
    assert found.makespan == rules.makespan
    assert "the worker is gone" in found.warnings[0]
