"""One solver on one instance for a number of CPU seconds, in a process of its own.

    python schedule_run.py SOLVER FILE CPU_SECONDS SEED OUT

The budget counts the seconds of all threads from the end of the imports, so that a
machine that is busy with other things is fair; two cores give two of them a second.
Prints one JSON line: whether the solver proved its answer optimal.
"""

import json
import sys
import time
from pathlib import Path

CORES = 2


def ours(algorithm):
    """The engine; it is told that a second has passed when both cores have worked."""

    def run(path, cpu_seconds, seed, out):
        from engine import read_file, solve
        from engine.writers import schedule_document, write_json

        begun = time.process_time()
        problem = read_file(path)
        schedule = solve(
            problem,
            seconds=cpu_seconds / CORES,
            seed=seed,
            algorithm=algorithm,
            started_at=begun / CORES,
            clock=lambda: time.process_time() / CORES,
        )
        write_json(out, schedule_document(problem, schedule))
        return schedule.is_optimal

    return run


def peer(name):
    """One of the solvers that we compare ourselves with."""

    def run(path, cpu_seconds, seed, out):
        import schedule_peers

        return schedule_peers.PEERS[name](path, cpu_seconds, seed, out)

    return run


PEERS = ("cpsat-2", "cpsat-8", "lns", "pyjobshop")
OWN = {"poms": ours("ga"), "sa": ours("sa"), "rules": ours("rules")}
SOLVERS = {
    **OWN,
    **{name: peer(name) for name in PEERS},
}


def main():
    name, path, cpu_seconds, seed, out = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).parent))
    proved = SOLVERS[name](path, float(cpu_seconds), int(seed), out)
    print(json.dumps({"proved": bool(proved)}))


if __name__ == "__main__":
    main()
