"""Speed-up of the islands on a cluster of 1, 2, 4 and 8 worker processes.

    ./poms bench schedule --cluster

The same islands do the same evaluations whatever the number of workers, so that the
schedules must be equal. What a cluster with a core for each worker would need is the
sum over the rounds of the busiest worker's CPU seconds, and those of this process,
which hands out the rounds: so the figure does not depend on how many cores this
machine has, nor on what else it does. For that the islands of a round are dealt out
evenly here, where Dask looks at who is free. Not counted is the time that messages
travel.
Writes ``speedup.svg`` into the engine's folder of figures.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from distributed import Client, get_worker
from schedule_growth import COLOURS, FIGURES, Chart, plant
from schedule_sets import GROUND

from engine import read_file, read_text, solve

WORKERS = (1, 2, 4, 8)
ISLANDS = 8
# What is solved, and the evaluations of all islands together.
CASES = {
    "job shop of 300 operations": (GROUND / "jsp/ta21.txt", 1_200_000),
    "plant of 1,000 operations": ((1000, 30), 160_000),
}


def timed(function, task):
    """Do a task on a worker: its answer, the worker, the CPU seconds."""
    begun = time.process_time()
    answer = function(task)
    return answer, get_worker().address, time.process_time() - begun


class Stopwatch:
    """A client that notes what each task cost and where; rounds are told by order."""

    def __init__(self, client, workers):
        self.client = client
        self.workers = workers
        self.futures = []

    def submit(self, function, task, **options):
        turn = len(self.futures) % len(self.workers)
        options["workers"] = [self.workers[turn]]
        future = self.client.submit(timed, function, task, **options)
        self.futures.append(_Unwrapped(future))
        return self.futures[-1]

    def busiest(self):
        """Sum over the rounds of the CPU seconds of each round's busiest worker."""
        total = 0.0
        for begin in range(0, len(self.futures), ISLANDS):
            by_worker = {}
            for future in self.futures[begin : begin + ISLANDS]:
                by_worker.setdefault(future.worker, []).append(future.cpu)
            total += max(sum(costs) for costs in by_worker.values())
        return total


class _Unwrapped:
    """A future of `timed` that gives the answer alone."""

    def __init__(self, future):
        self.future = future
        self.done = future.done
        self.cancel = future.cancel

    def result(self, timeout):
        answer, self.worker, self.cpu = self.future.result(timeout=timeout)
        return answer


@contextlib.contextmanager
def cluster(count):
    """A client of a scheduler and `count` workers, each a process of its own."""
    module = [sys.executable, "-m", "distributed.cli"]
    with tempfile.TemporaryDirectory(prefix="poms-cluster-") as folder:
        file = ["--scheduler-file", str(Path(folder, "scheduler.json"))]
        path = os.pathsep.join([os.environ["PYTHONPATH"], str(Path(__file__).parent)])
        env = {**os.environ, "PYTHONPATH": path}  # `timed` is found there
        quiet = {"cwd": folder, "env": env, "stderr": subprocess.DEVNULL}
        one = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        words = [
            [f"{module[2]}.dask_scheduler", "--port", "0", "--no-dashboard", *file]
        ]
        words += [[f"{module[2]}.dask_worker", *one, *file]] * count
        children = [subprocess.Popen([*module[:2], *line], **quiet) for line in words]
        try:
            with Client(scheduler_file=file[1], timeout=120) as client:
                client.wait_for_workers(count, timeout=400)
                yield client
        finally:
            # not terminate: a worker would wait for a scheduler that is ending too
            for child in children:
                child.kill()
            for child in children:
                child.wait()


def measure():
    """A row per case and number of workers; raises if schedules differ."""
    rows = []
    with cluster(max(WORKERS)) as client:
        names = sorted(client.scheduler_info(n_workers=-1)["workers"])
        for title, (source, evaluations) in CASES.items():
            rows += _case(client, names, title, source, evaluations)
    return rows


def _case(client, names, title, source, evaluations):
    is_file = isinstance(source, Path)
    problem = read_file(source) if is_file else read_text(plant_text(*source))
    # Each worker loads its kernels and compiles the problem once, before it counts.
    _solve(client, names, problem, 20 * ISLANDS * 12)
    rows, first = [], None
    for count in WORKERS:
        schedule, seconds, own = _solve(client, names[:count], problem, evaluations)
        first = first or (schedule.assignments, seconds + own)
        if schedule.assignments != first[0]:
            raise ValueError(f"{title}: {count} workers gave another schedule than one")
        rows.append(
            {
                "case": title,
                "workers": count,
                "seconds": seconds,
                "own": own,
                "speedup": first[1] / (seconds + own),
            }
        )
        print(_line(rows[-1]), flush=True)
    return rows


def plant_text(n, machines):
    """A generated plant as text."""
    return json.dumps(plant(n, machines))


def _solve(client, workers, problem, evaluations):
    """(schedule, CPU seconds of the busiest workers, CPU seconds of this process)."""
    watch = Stopwatch(client, workers)
    begun = time.process_time()
    schedule = solve(
        problem, evaluations=evaluations, seed=1, client=watch, islands=ISLANDS
    )
    if schedule.warnings:
        raise ValueError(f"the cluster lost work: {schedule.warnings[0]}")
    return schedule, watch.busiest(), time.process_time() - begun


def _line(row):
    return (
        f"{row['case']:28} {row['workers']} workers: busiest {row['seconds']:.2f} "
        f"CPU s, here {row['own']:.2f}, {row['speedup']:.2f} times as fast as one"
    )


def draw(rows, folder=FIGURES):
    """Write the plot; gives its path."""
    top = max(WORKERS)
    chart = Chart("speed-up by workers (8 islands)", (1, top), (0, top), False)
    chart.axis(WORKERS, range(0, top + 1, 2), "workers")
    lines = {"ideal": [(n, n) for n in WORKERS]}
    for row in rows:
        lines.setdefault(row["case"], []).append((row["workers"], row["speedup"]))
    for (name, points), colour in zip(lines.items(), ("#999", *COLOURS), strict=False):
        chart.line(points, name.split(" of ")[0], colour)
    (folder / "speedup.svg").write_text(chart.svg())
    return folder / "speedup.svg"


def figures(rows):
    """The list that --json writes."""
    return [
        {
            "figure": f"{row['case']}: {row['workers']} workers against one",
            "value": round(row["speedup"], 2),
            "unit": "times",
            "goal": None,
            "holds": True,
        }
        for row in rows
    ]
