"""./poms bench schedule: the engine on the benchmark ground, and against its peers.

Every run is a process of its own with the same budget of CPU seconds (--seconds 10
means 20 of them, those of two cores), so that a busy machine is fair; every schedule
is judged by the ground's referee. Shown are, per instance, the median over the seeds,
and per set the mean of these medians: the gap to the best known value in %, or, for
the plants (ind-*), weighted tardiness as a factor of the best of 51 dispatching rules.

With --peers the same instances go to CP-SAT with 2 and with 8 workers, to a large
neighbourhood search around CP-SAT and to PyJobShop (see schedule_peers.py). A set is
lost when our mean gap is larger than the best peer's beyond a 95 % paired bootstrap.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import schedule_sets as ground
import schedule_stats as stats
from schedule_run import CORES, OWN, PEERS
from schedule_runs import Runs

RUNNER = Path(__file__).with_name("schedule_run.py")
GRACE = 40  # wall seconds per CPU second after which a run is given up


def run(solver, instance, cpu_seconds, seed, referee):
    """One run, judged: {"value", "cpu", "wall", "proved"}; the memory in MB."""
    with tempfile.TemporaryDirectory(prefix="poms-bench-") as folder:
        out = Path(folder, "schedule.json")
        command = [
            sys.executable,
            RUNNER,
            solver,
            instance.path,
            cpu_seconds,
            seed,
            out,
        ]
        begun = time.monotonic()
        with Path(folder, "stdout").open("w+") as answer:
            child = subprocess.Popen([str(x) for x in command], stdout=answer)
            used = _wait(child, begun + 60 + GRACE * cpu_seconds)
            if child.returncode:
                raise ValueError(
                    f"{solver} on {instance.name} ended {child.returncode}"
                )
            answer.seek(0)
            proved = json.loads(answer.read())["proved"]
        return {
            "value": referee.value(instance, out),
            "proved": proved,
            "wall": time.monotonic() - begun,
            "cpu": used.ru_utime + used.ru_stime,
            "mb": used.ru_maxrss / 1024,
        }


def _wait(child, deadline):
    """Wait for a child; what it and its children used. Kills it after `deadline`."""
    try:
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                return used
            if time.monotonic() > deadline:
                child.kill()
            time.sleep(0.05)
    except KeyboardInterrupt:
        child.kill()
        child.wait()
        raise


def measure(options, referee):
    """{instance: {solver: runs}}, printing a line per instance."""
    kept = Runs(options.runs, OWN)
    names = ["poms", *(PEERS if options.peers else [])]
    if options.algorithm != "ga":
        names[0] = options.algorithm
    cpu = options.seconds * CORES
    found = {}
    head = "".join(f"{name:>24}" for name in names)
    print(f"{'set':13} {'instance':18} {'best':>9}{head}  (value, gap, CPU s, wall s)")
    for instance in ground.instances(options.set, options.sample):
        by_solver = {}
        try:
            for name in names:
                by_solver[name] = [
                    kept.of(
                        name,
                        instance,
                        cpu,
                        seed,
                        partial(run, name, instance, cpu, seed, referee),
                    )
                    for seed in range(1, options.seeds + 1)
                ]
        except KeyboardInterrupt:
            print("stopped; the figures are of what was done so far", file=sys.stderr)
            break
        found[instance] = by_solver
        cells = "".join(_cell(instance, by_solver[name]) for name in names)
        base = instance.base or "-"
        print(f"{instance.set:13} {instance.name:18} {base:>9}{cells}", flush=True)
    return found


def _cell(instance, runs):
    value, part = stats.medians(instance, runs)
    cpu = stats.mean([x["cpu"] for x in runs])
    wall = stats.mean([x["wall"] for x in runs])
    mark = "*" if any(x["proved"] for x in runs) else " "
    text = "-" if part is None else f"{part:.2f}"
    return f"{value:>10.0f}{mark}{text:>5}{cpu:>4.0f}{wall:>4.0f}"


def figures(found, options):
    """The list that --json writes and the table shows."""
    ours = "poms" if options.algorithm == "ga" else options.algorithm
    at = f"at {options.seconds:g} s"
    rows = []
    for name in dict.fromkeys(x.set for x in found):
        group = {x: runs for x, runs in found.items() if x.set == name}
        rows += _set_figures(name, group, ours, at, options)
    return rows


def _set_figures(name, group, ours, at, options):
    goal, share_goal = ground.goals(name, options.seconds)
    medians = {x: stats.medians(x, runs[ours]) for x, runs in group.items()}
    is_factor = any(x.is_tardiness for x in group)
    unit = "x rule" if is_factor else "%"
    word = "weighted tardiness" if is_factor else "mean gap"
    value = stats.mean(part for _, part in medians.values())
    if value is None:
        return []
    rows = [_row(f"{name}: {word} {at}", value, unit, goal)]
    share = stats.beaten([(x, value) for x, (value, _) in medians.items()])
    if share_goal is not None and share is not None:
        figure = f"{name}: open ones below the published value {at}"
        rows.append(_row(figure, 100 * share, "%", 100 * share_goal, at_least=True))
    cpu = [run["cpu"] for runs in group.values() for run in runs[ours]]
    memory = max(run["mb"] for runs in group.values() for run in runs[ours])
    rows.append(_row(f"{name}: CPU seconds of a run", stats.mean(cpu), "s", None))
    rows.append(_row(f"{name}: most memory of a run", memory, "MB", None))
    if options.peers:
        rows += _peer_figures(name, group, medians, at)
    return rows


def _peer_figures(name, group, medians, at):
    """Means of the peers, wins and losses, and whether the set is lost."""
    means = {
        peer: stats.mean(stats.medians(x, runs[peer])[1] for x, runs in group.items())
        for peer in PEERS
    }
    unit = "x rule" if any(x.is_tardiness for x in group) else "%"
    rows = [
        _row(f"{name}: {peer}, mean {at}", value, unit, None)
        for peer, value in means.items()
    ]
    counts = dict.fromkeys(("win", "tie", "loss"), 0)
    for x, runs in group.items():
        counts[stats.verdict(medians[x][0], stats.best_peer(x, runs, PEERS))] += 1
    for word, count in counts.items():
        rows.append(_row(f"{name}: {word} against the best peer", count, "", None))
    rival = min(means, key=means.get)
    differences = [
        medians[x][1] - stats.medians(x, runs[rival])[1] for x, runs in group.items()
    ]
    low, high = stats.interval(differences)
    what = f"{name}: our mean less that of {rival}"
    rows.append(_row(f"{what}, lower end of 95 %", low, unit, 0.0))
    rows.append(_row(f"{what}, upper end of 95 %", high, unit, None))
    return rows


def _row(figure, value, unit, goal, at_least=False):
    value = round(value, 3)
    holds = goal is None or (value >= goal if at_least else value <= goal)
    return {
        "figure": figure,
        "value": value,
        "unit": unit,
        "goal": goal,
        "holds": holds,
    }


def parsed():
    """The options; ends with 2 on a wrong one."""
    parser = argparse.ArgumentParser(
        prog="./poms bench schedule", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument(
        "--set", action="append", metavar="S", help="a set, a family or an instance"
    )
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sample", type=int, default=1, help="every n-th instance")
    parser.add_argument("--algorithm", choices=("ga", "sa", "rules"), default="ga")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument(
        "--growth", action="store_true", help="cost by size, drawn into readme/"
    )
    parser.add_argument(
        "--repair", action="store_true", help="a plan mended after a change"
    )
    parser.add_argument(
        "--cancel", action="store_true", help="how soon a search stops when told to"
    )
    parser.add_argument(
        "--cluster", action="store_true", help="speed-up by workers, drawn into readme/"
    )
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument(
        "--runs",
        metavar="FILE",
        help="keep each run there, and do not repeat those that are there",
    )
    parser.add_argument("--check", action="store_true", help="exit 1 on a missed goal")
    options = parser.parse_args()
    if options.seconds <= 0 or options.seeds < 1 or options.sample < 1:
        parser.error("--seconds, --seeds and --sample must be above zero")
    return options


def main():
    options = parsed()
    if not (ground.GROUND / "check.py").is_file():
        sys.exit(ground.NO_GROUND)
    if options.growth:
        import schedule_growth as growth

        measured = growth.measure(options.seconds)
        print(*growth.draw(measured), sep="\n")
        return _shown(growth.figures(measured), options)
    if options.cluster:
        import schedule_cluster as cluster

        measured = cluster.measure()
        print(cluster.draw(measured))
        return _shown(cluster.figures(measured), options)
    if options.repair or options.cancel:
        import schedule_service as service

        rows = service.repairs(options.seconds) if options.repair else []
        return _shown(rows + (service.cancels() if options.cancel else []), options)
    if not ground.instances(options.set, options.sample):
        known = sorted({x.set for x in ground.instances(None, 1)})
        words = f"no set or instance {options.set}; sets: {', '.join(known)}"
        print(words, file=sys.stderr)
        return 2
    try:
        found = measure(options, ground.Referee())
    except ValueError as error:
        sys.exit(str(error))
    return _shown(figures(found, options), options)


def _shown(rows, options):
    """Write and print figures; the exit code."""
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1))
    print()
    for row in rows:
        goal = "" if row["goal"] is None else f"goal {row['goal']:g}"
        word = "" if row["goal"] is None else ("holds" if row["holds"] else "MISSED")
        print(f"{row['figure']:60} {row['value']:>11} {row['unit']:7}{goal:12}{word}")
    return 1 if options.check and not all(row["holds"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
