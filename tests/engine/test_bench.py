"""./poms bench schedule: its arithmetic, and one small run judged by the referee."""

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
import schedule_cluster
import schedule_runs
import schedule_sets
import schedule_stats as stats

BENCH = Path(__file__).parents[1] / "bench"


def instance(name="x", best=100, is_proved=False, is_tardiness=False):
    path = Path("x")
    return schedule_sets.Instance("s", name, path, best, is_proved, is_tardiness)


def test_a_gap_is_in_percent_and_a_plant_is_a_factor_of_the_rule():
    assert stats.gap(instance(), 103) == pytest.approx(3.0)
    plant = instance("ind-200-c", 17_129, is_tardiness=True)
    assert stats.gap(plant, 21_023) == pytest.approx(1.0)
    assert stats.gap(instance(best=None), 103) is None


def test_only_open_instances_count_as_beaten():
    rows = [
        (instance(best=10), 9),
        (instance(best=10), 10),
        (instance(best=10, is_proved=True), 10),
    ]
    assert stats.beaten(rows) == 0.5


def test_the_interval_of_equal_differences_is_a_point():
    assert stats.interval([2.0, 2.0, 2.0]) == (2.0, 2.0)
    low, high = stats.interval([-1.0, 1.0, 3.0, 5.0])
    assert low < 2.0 < high


def test_equal_values_are_ties():
    assert [stats.verdict(5, x) for x in (4, 5, 6)] == ["loss", "tie", "win"]


def test_a_round_on_a_cluster_costs_what_its_busiest_worker_does():
    watch = schedule_cluster.Stopwatch(client=None, workers=["a", "b"])
    rounds = [("a", 1.0), ("b", 2.0)] * 4 + [("a", 3.0)] * 2 + [("b", 0.5)] * 6
    for worker, cpu in rounds:
        future = types.SimpleNamespace(done=None, cancel=None)
        done = schedule_cluster._Unwrapped(future)
        done.worker, done.cpu = worker, cpu
        watch.futures.append(done)
    assert len(rounds) == 2 * schedule_cluster.ISLANDS
    assert watch.busiest() == pytest.approx(8.0 + 6.0)


def test_a_kept_run_is_not_made_again(tmp_path):
    target = tmp_path / "runs.jsonl"
    first = schedule_runs.Runs(target, ["poms"])
    assert first.of("poms", instance(), 20, 1, lambda: {"value": 7}) == {"value": 7}

    again = schedule_runs.Runs(target, ["poms"])
    assert again.of("poms", instance(), 20, 1, lambda: {"value": 8}) == {"value": 7}
    assert again.of("poms", instance(), 20, 2, lambda: {"value": 8}) == {"value": 8}


def test_a_run_of_another_engine_is_made_again_but_not_one_of_a_peer(tmp_path):
    target = tmp_path / "runs.jsonl"
    old = schedule_runs.Runs(target, ["poms"])
    old.version = "old"
    for solver in ("poms", "peer"):
        old.of(solver, instance(), 20, 1, lambda: 7)

    new = schedule_runs.Runs(target, ["poms"])
    assert new.of("poms", instance(), 20, 1, lambda: 8) == 8
    assert new.of("peer", instance(), 20, 1, lambda: 8) == 7


def test_a_damaged_file_of_runs_is_named(tmp_path):
    target = tmp_path / "runs.jsonl"
    target.write_text('{"key": 1}\n')
    with pytest.raises(ValueError, match="line 1"):
        schedule_runs.Runs(target, ["poms"])


def test_a_small_run_writes_figures(bench, tmp_path):
    target = tmp_path / "figures.json"
    addon = Path(__file__).parents[2] / "addons/poms_scheduling"
    words = ["--set", "kacem1", "--seconds", "0.3", "--seeds", "1", "--check"]
    done = subprocess.run(
        [sys.executable, BENCH / "schedule.py", *words, "--json", target],
        env={**os.environ, "PYTHONPATH": str(addon)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(target.read_text())
    assert all(set(row) == {"figure", "value", "unit", "goal", "holds"} for row in rows)
    assert rows[0]["value"] == 0.0


def test_an_unknown_set_is_named(bench):
    words = [sys.executable, BENCH / "schedule.py", "--set", "nothing"]
    addon = Path(__file__).parents[2] / "addons/poms_scheduling"
    env = {**os.environ, "PYTHONPATH": str(addon)}
    done = subprocess.run(words, env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert "nothing" in done.stdout + done.stderr
