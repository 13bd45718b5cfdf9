"""./poms solve as scripts see it: exit codes, one line of fault, signals, budgets."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine import InfeasibleError, InputError, read_text
from engine.cli import main

ADDON = Path(__file__).parents[2] / "addons/poms_scheduling"
FJS = "2 2\n2 2 1 3 2 4 1 2 2\n2 1 1 3 2 1 4 2 2\n"
PLANT = {
    "format": "fjsp-ind/2",
    "calendars": {"day": {"period": 1440, "windows": [[480, 960]]}},
    "machines": [{"id": "A", "calendar": "day", "splittable": False}, {"id": "B"}],
    "jobs": [{"id": "J", "due": 100, "weight": 2}, {"id": "K", "due": 50}],
    "operations": [
        {
            "id": f"{job}{k}",
            "job": job,
            "alternatives": [{"machine": "A", "duration": 60}],
            "predecessors": [{"operation": f"{job}{k - 1}"}] if k else [],
        }
        for job in "JK"
        for k in range(3)
    ],
}


def solve(tmp_path, capsys, data, *words):
    """(exit code, last line of stderr, the document written or None)."""
    source, out = tmp_path / "problem", tmp_path / "out.json"
    if isinstance(data, bytes):
        source.write_bytes(data)
    elif data is not None:
        source.write_text(data if isinstance(data, str) else json.dumps(data))
    out.unlink(missing_ok=True)
    words = words or ("--evaluations", "20")
    code = main(["solve", str(source), *words, "--quiet", "--out", str(out)])
    fault = capsys.readouterr().err.strip()
    return code, fault, json.loads(out.read_text()) if out.exists() else None


BAD = [
    (None, "cannot read"),
    ("", "is empty"),
    (b"\xff\xfe1 2", "not UTF-8"),
    (b"\x00\x01\x02", "line 1"),
    (FJS[:-6], "line"),
    (FJS.replace("3", "x", 1), "'x'"),
    (FJS.replace("1 3", "9 3", 1), "machine"),
    (FJS.replace("1 3", "1 -3", 1), "-3"),
    (FJS.replace("1 3", "1 nan", 1), "nan"),
    ("9" * 5000, "line 1"),
    ("{", "JSON"),
    ("[" * 100000, "JSON"),
    ('{"format": "fjsp-ind/2"}', "'machines'"),
    ('{"format": "fjsp-ind/9"}', "fjsp-ind/9"),
    (json.dumps({**PLANT, "jobs": []}), "'J'"),
    (json.dumps(PLANT).replace(": 60", ": NaN", 1), "nan"),
    (json.dumps(PLANT).replace(": 60", ": 1" + "0" * 300, 1), "duration"),
    (json.dumps(PLANT).replace("[480, 960]", "[480, 960], [900, 1000]"), "[900, 1000)"),
]


@pytest.mark.parametrize(("data", "text"), BAD, ids=range(len(BAD)))
def test_bad_input_ends_with_2_and_one_line(tmp_path, capsys, data, text):
    code, fault, document = solve(tmp_path, capsys, data)
    assert code == 2
    assert document is None
    assert text in fault
    assert "\n" not in fault
    assert len(fault) < 500


def test_a_folder_as_input_is_named(tmp_path, capsys):
    (tmp_path / "problem").mkdir()
    assert solve(tmp_path, capsys, None)[0] == 2


@pytest.mark.parametrize("target", ["nowhere/out.json", ""])
def test_a_target_that_cannot_be_written_is_refused_at_once(tmp_path, capsys, target):
    (tmp_path / "problem").write_text(FJS)
    words = ["solve", str(tmp_path / "problem"), "--seconds", "60", "--out"]
    begun = time.monotonic()
    assert main([*words, str(tmp_path / target)]) == 2
    assert time.monotonic() - begun < 30
    assert "--out" in capsys.readouterr().err


def test_an_operation_longer_than_any_window_ends_with_3(tmp_path, capsys):
    long = json.dumps(PLANT).replace('"duration": 60', '"duration": 481', 1)
    code, fault, document = solve(tmp_path, capsys, long)
    assert code == 3
    assert "J0" in fault
    assert document is None


@pytest.mark.parametrize("algorithm", ["ga", "sa", "rules"])
@pytest.mark.parametrize("data", [FJS, PLANT])
def test_no_evaluations_and_no_time_still_give_a_schedule(
    tmp_path, capsys, data, algorithm
):
    for words in (("--evaluations", "0"), ("--seconds", "0")):
        words = (*words, "--algorithm", algorithm)
        code, _, document = solve(tmp_path, capsys, data, *words)
        assert code == 0
        assert document["operations"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_search_with_the_best_so_far(tmp_path, number):
    rng = random.Random(1)
    lines = ["20 5"]
    for _ in range(20):
        machines = rng.sample(range(1, 6), 5)
        lines.append("5 " + " ".join(f"1 {m} {rng.randint(1, 99)}" for m in machines))
    (tmp_path / "problem").write_text("\n".join(lines))
    out = tmp_path / "out.json"
    words = ["solve", "problem", "--seconds", "300", "--out", str(out)]
    child = subprocess.Popen(
        [sys.executable, "-m", "engine", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ADDON)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    child.stderr.readline()  # the search runs
    child.send_signal(number)
    answer, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    line = json.loads(answer)
    assert line["seconds"] < 100
    assert len(json.loads(out.read_text())["operations"]) == 100


VALUES = [None, True, -1, 0, 10**18, -(2**63), 1.5, float("nan"), float("inf"), "x"]
VALUES += ["", [], {}, [1], [[1]], {"a": 1}, "5", [None], 10**400, "\u0000"]


def places(value, way=()):
    """Every path into a JSON document."""
    yield way
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*way, key))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_stands_anywhere_is_read_or_refused(seed):
    rng = random.Random(seed)
    ways = [way for way in places(PLANT) if way]
    for _ in range(150):
        document = json.loads(json.dumps(PLANT))
        *way, last = rng.choice(ways)
        place = document
        for key in way:
            place = place[key]
        place[last] = rng.choice(VALUES)
        try:
            read_text(json.dumps(document))
        except (InputError, InfeasibleError) as error:
            assert str(error)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_text_file_holds_is_read_or_refused(seed):
    rng = random.Random(seed)
    for _ in range(150):
        words = FJS.split(" ")
        for _ in range(rng.choice([1, 3])):
            words[rng.randrange(len(words))] = rng.choice(
                ["-1", "0", "9" * 20, "x", "1.5", "\n", "", "#", "\x00", "0x10"]
            )
        text = " ".join(words)
        try:
            read_text(text[: rng.randrange(len(text) + 1)] if seed % 2 else text)
        except InputError as error:
            assert str(error)
