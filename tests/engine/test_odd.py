"""Odd but valid problems of every format, solved and judged by the referees.

`POMS_ODD=500 ./poms test tests/engine/test_odd.py` draws more of them. Kernels do not
check their indices; numba does with `NUMBA_BOUNDSCHECK=1` (and a `NUMBA_CACHE_DIR` of
its own, as that machine code is another one).
"""

import importlib.util
import json
import os

import plant_checker
import pytest
from engine_reference import figures, violations
from odd_instances import FILES, FORMATS, WEEK, draw

from engine import InfeasibleError, read_text, solve
from engine.writers import schedule_document

COUNT = int(os.environ.get("POMS_ODD", "8"))
FIRST = int(os.environ.get("POMS_ODD_FIRST", "0"))
EVALUATIONS = (0, 1, 10, 300, 50, 3000)
SLOW_MINUTES = 30_000  # beyond, the minute by minute reading is left out


@pytest.mark.parametrize("algorithm", ["ga", "sa", "rules"])
@pytest.mark.parametrize("form", FORMATS)
def test_odd_problems_are_solved_and_accepted(form, algorithm, tmp_path, referee):
    for seed in range(FIRST, FIRST + COUNT):
        odd = draw(seed, form)
        found = faults(odd, algorithm, seed, tmp_path, referee)
        assert found == [], f"seed {seed}"


def faults(odd, algorithm, seed, folder, referee):
    """What is wrong with the answer to a problem: a list of sentences."""
    is_text = isinstance(odd.content, str)
    data = odd.content if is_text else json.dumps(odd.content)
    case = read_text(data, odd.reader)
    evaluations = EVALUATIONS[seed % len(EVALUATIONS)]
    try:
        schedule = solve(case, evaluations=evaluations, seed=seed, algorithm=algorithm)
    except InfeasibleError as error:
        return [] if is_impossible(odd) else [str(error)]
    document = json.loads(json.dumps(schedule_document(case, schedule)))
    if odd.format == "fjsp-ind/2":
        return plant_faults(odd.content, document, schedule)
    found = []
    if schedule.makespan < SLOW_MINUTES:
        found += violations(case, schedule)
        late, end = figures(case, schedule)
        if (schedule.weighted_tardiness or 0, schedule.makespan) != (late, end):
            found.append(f"the figures are {late}, {end}")
    if referee is not None and odd.format != "birgin":
        path = folder / FILES[odd.format]
        path.parent.mkdir(exist_ok=True)
        path.write_text(data)
        found += referee.check(str(path), document)[0]
    return found


def plant_faults(problem, document, schedule):
    """The same by the referee of `fjsp-ind/2`; broken limits must be confessed."""
    found = list(plant_checker.violations(problem, document))
    limits = [x for x in found if "waits too long" in x or "deadline" in x]
    if len(limits) == len(document.get("violations", [])):
        found = [x for x in found if x not in limits]
    values = plant_checker.terms(problem, document)
    if schedule.makespan != values["makespan"]:
        found.append(f"the makespan is {values['makespan']}")
    if schedule.weighted_tardiness not in (None, values["tardiness"]):
        found.append(f"the tardiness is {values['tardiness']}")
    return found


def is_impossible(odd):
    """Whether an operation of a `fjsp-ind/1` problem fits nowhere, even alone.

    A deadline of `fjsp-ind/2` may be proven impossible.
    """
    if odd.format != "fjsp-ind/1":
        return any("deadline" in job for job in odd.content["jobs"])
    return any(
        not any(fits(odd.content, alternative) for alternative in op["alternatives"])
        for job in odd.content["jobs"]
        for op in job["ops"]
    )


def fits(document, alternative):
    """Whether an alternative fits into some minutes behind all closures, if alone."""
    machine = document["machines"][alternative["machine"]]
    closed = max((b for _, b in machine["closures"]), default=0)
    windows = document["calendars"][machine["calendar"]]
    first = closed // WEEK * WEEK
    work = [
        week * WEEK + first + t
        for week in range(4)
        for a, b in windows
        for t in range(a, b)
        if first + week * WEEK + t >= closed
    ]
    lacking = [0]
    for t in work:
        lacking.append(lacking[-1] + (hands(document, alternative, t) <= 0))
    length = alternative["duration"]
    for k in range(len(work) - length + 1):
        pauses = work[k + length - 1] - work[k] >= length
        if lacking[k + length] == lacking[k] and not (
            pauses and not machine["splittable"]
        ):
            return True
    return False


def hands(document, alternative, minute):
    """Operators of the alternative's skill there beyond those needed, at least 1."""
    if alternative["skill"] is None or alternative["operators"] == 0:
        return 1
    skill = next(s for s in document["skills"] if s["id"] == alternative["skill"])
    at = minute % WEEK
    there = sum(n for a, b, n in skill["capacity"] if a <= at < b)
    return there - alternative["operators"] + 1


@pytest.fixture(scope="session")
def referee():
    """The benchmark ground's referee, None where the ground is not there."""
    path = os.path.join(os.path.dirname(__file__), "../../../shared/bench/check.py")
    if not os.path.isfile(path):
        return None
    spec = importlib.util.spec_from_file_location("referee", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
