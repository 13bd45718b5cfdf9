"""Odd but valid problems of every format: what a plant or a file may hold at its edges.

Milestones, one operation, one machine, late releases, huge times, windows just as long
as an operation, closures of weeks, nothing to search. `draw(seed)` gives an `Odd`; the
same seed gives the same problem.
"""

import random
from dataclasses import dataclass

from plant_generator import FEATURES, generate

WEEK = 10080
TEXT = ("fjs", "jsp", "sdst-operation", "sdst-job", "fjsp-w", "birgin")
FORMATS = (*TEXT, "fjsp-ind/1", "fjsp-ind/2")
FILES = {  # where the referee expects which format
    "fjs": "kacem/odd.fjs",
    "jsp": "jsp/odd.txt",
    "sdst-operation": "sdst_fattahi/odd.fjs",
    "sdst-job": "sdst_hudata/odd.fjs",
    "fjsp-w": "fjsp_w/odd.fjs",
    "birgin": "birgin_fajsp/odd.txt",
    "fjsp-ind/1": "industrial/odd.json",
}


@dataclass(frozen=True)
class Odd:
    """A problem: `content` is a text, or a JSON document."""

    format: str
    content: object

    @property
    def reader(self):
        """The name of the format on the command line."""
        if self.format.startswith("fjsp-ind"):
            return "fjsp-ind"
        return self.format.split("-")[0] if "sdst" in self.format else self.format


def draw(seed, form):
    """The problem of a seed in one of `FORMATS`."""
    rng = random.Random(f"{form} {seed}")
    if form == "fjsp-ind/1":
        return Odd(form, industrial(rng))
    if form == "fjsp-ind/2":
        return Odd(form, plant(rng))
    return Odd(form, text(rng, form))


def _duration(rng, low):
    """A way to draw durations: all equal, all nothing, small, huge, or anything."""
    kind = rng.randrange(6)
    factor = rng.choice([1000, 99_991])
    if kind == 0:
        value = rng.randint(low, 9)
        return lambda: value
    if kind == 1:
        return lambda: low
    if kind == 2:
        return lambda: factor * rng.randint(max(low, 1), 9)
    if kind == 3:
        return lambda: rng.choice([low, low, 1, 50])
    if kind == 4:
        return lambda: rng.choice([low, 1, 7, factor])
    return lambda: rng.randint(low, 20)


def text(rng, form):
    """A text file with 1 to 8 jobs."""
    n_jobs, n_machines = rng.choice([1, 1, 2, 5, 8]), rng.choice([1, 1, 2, 3, 6])
    n_workers = rng.choice([1, 2, 4])
    # two milestones at one minute have no order that a setup could follow
    duration = _duration(rng, 1 if "sdst" in form else 0)
    if form == "birgin":
        return _graph(rng, n_machines, duration)
    rows = [str(n_jobs), str(n_machines)]
    if form == "fjsp-w":
        rows.append(str(n_workers))
    lines = [" ".join(rows)]
    n_ops = 0
    for _ in range(n_jobs):
        count = rng.choice([1, 1, 2, 4, 7])
        n_ops += count
        words = [] if form == "jsp" else [count]
        for _ in range(count):
            words += _options(rng, form, n_machines, n_workers, duration)
        lines.append(" ".join(map(str, words)))
    if "sdst" in form:
        size = n_ops if form == "sdst-operation" else n_jobs
        minutes = _duration(rng, 0)
        for _ in range(n_machines * size):
            lines.append(" ".join(str(minutes()) for _ in range(size)))
    return "\n".join(lines) + "\n"


def _options(rng, form, n_machines, n_workers, duration):
    if form == "jsp":
        return [rng.randrange(n_machines), duration()]
    machines = rng.sample(range(1, n_machines + 1), rng.randint(1, n_machines))
    words = [len(machines)]
    for machine in machines:
        words.append(machine)
        if form == "fjsp-w":
            people = rng.sample(range(1, n_workers + 1), rng.randint(1, n_workers))
            words.append(len(people))
            for person in people:
                words += [person, duration()]
        else:
            words.append(duration())
    return words


def _graph(rng, n_machines, duration):
    count = rng.choice([1, 2, 6, 15])
    arcs = [(a, b) for b in range(count) for a in range(b) if rng.random() < 0.25]
    lines = [f"{count} {len(arcs)} {n_machines}"]
    lines += [f"{a} {b}" for a, b in arcs]
    for _ in range(count):
        machines = rng.sample(range(n_machines), rng.randint(1, n_machines))
        words = [len(machines)]
        for machine in machines:
            words += [machine, duration()]
        lines.append(" ".join(map(str, words)))
    return "\n".join(lines) + "\n"


def industrial(rng):
    """A `fjsp-ind/1` document in which every operation fits somewhere."""
    n_machines, n_jobs = rng.choice([1, 1, 2, 4]), rng.choice([1, 2, 6, 12])
    longest = rng.choice([1, 5, 60, 240])
    calendars = {f"c{k}": _week(rng, longest) for k in range(rng.randint(1, 3))}
    skills = [{"id": g, "capacity": _hands(rng)} for g in range(rng.randint(0, 2))]
    families = rng.choice([1, 1, 3])
    machines = [
        _industrial_machine(rng, m, sorted(calendars), families)
        for m in range(n_machines)
    ]
    late = rng.choice([0, 0, 30_000, 1_000_003])
    duration = _duration(rng, 1)
    jobs = []
    for j in range(n_jobs):
        ops = []
        for _ in range(rng.choice([1, 1, 2, 5])):
            chosen = rng.sample(range(n_machines), rng.randint(1, n_machines))
            alternatives = [
                _industrial_alternative(rng, m, min(duration(), longest), skills)
                for m in chosen
            ]
            family = rng.randrange(families)
            ops.append({"family": family, "alternatives": alternatives})
        release = late + rng.choice([0, 0, 1, 500])
        due = rng.choice([-5000, 0, release, release + 400, release + 10**6])
        weight = rng.choice([0, 1, 1, 10, 1000])
        jobs.append(
            {"id": j, "release": release, "due": due, "weight": weight, "ops": ops}
        )
    return {
        "format": "fjsp-ind/1", "name": "odd", "seed": 0, "period": WEEK,
        "n_families": families, "calendars": calendars, "machines": machines,
        "skills": skills, "jobs": jobs,
    }  # fmt: skip


def _week(rng, longest):
    """Windows of a week: all of it, one as long as an operation, many small ones."""
    kind = rng.randrange(4)
    if kind == 0:
        return [[0, WEEK]]
    if kind == 1:
        start = rng.choice([0, 4000, WEEK - longest])
        return [[start, start + longest]]
    if kind == 2:
        gap = rng.choice([1, 30])
        starts = range(rng.randint(0, 500), WEEK - longest, longest + gap)
        return [[a, a + longest] for a in starts]
    return [[1440 * d + 360, 1440 * d + 360 + max(longest, 480)] for d in range(5)]


def _hands(rng):
    """Capacity of a skill: always, in one shift, or changing within the week."""
    return rng.choice(
        [
            [[0, WEEK, 1]],
            [[0, WEEK, 3]],
            [[0, 5000, 1], [5000, WEEK, 2]],
            [[1440 * d + 360, 1440 * d + 840, 2] for d in range(5)],
        ]
    )


def _industrial_machine(rng, number, calendars, families):
    minutes = rng.choice([0, 5, 700])
    setup = [
        [0 if f == g else rng.choice([0, minutes]) for g in range(families)]
        for f in range(families)
    ]
    closures = []
    if rng.random() < 0.4:
        start = rng.choice([0, 3, 5000])
        closures.append([start, start + rng.choice([1, 300, 5 * WEEK])])
    return {
        "id": number, "centre": 0, "calendar": rng.choice(calendars),
        "closures": closures, "splittable": rng.random() < 0.6, "setup": setup,
        "initial_family": rng.choice([None, rng.randrange(families)]),
    }  # fmt: skip


def _industrial_alternative(rng, machine, duration, skills):
    skill = rng.choice(skills)["id"] if skills and rng.random() < 0.6 else None
    units = 0 if skill is None else rng.choice([0, 1, 1])
    return {
        "machine": machine, "duration": duration, "skill": skill, "operators": units,
    }  # fmt: skip


TWISTS = {}


def twist(function):
    """Register a change that leaves a problem valid."""
    TWISTS[function.__name__] = function
    return function


def plant(rng):
    """A `fjsp-ind/2` document of the generator with up to three twists."""
    chosen = rng.sample(FEATURES, rng.choice([0, 2, 5, len(FEATURES)]))
    document = generate(
        rng.randrange(10**6),
        rng.choice([1, 2, 5, 12, 30]),
        chosen,
        rng.choice([1, 2, 3]) if "oven" in chosen else rng.choice([1, 3, 8]),
        rng.choice([200, 1440]),
    )
    for name in rng.sample(sorted(TWISTS), rng.randint(0, 3)):
        TWISTS[name](document, rng)
    return document


def _alternatives(document):
    return [a for op in document["operations"] for a in op.get("alternatives", [])]


@twist
def all_milestones(document, rng):
    """Nothing takes time; without families, as the order at one minute is open."""
    for row in _alternatives(document):
        row["duration"] = 0
    for op in document["operations"]:
        op.pop("family", None)


@twist
def equal_durations(document, rng):
    """Every choice is a tie."""
    for row in _alternatives(document):
        row["duration"] = min(row["duration"], 5) and 5


@twist
def late_releases(document, rng):
    """Nothing can start for a long time."""
    late = rng.choice([5000, 400_001])
    for job in document["jobs"]:
        if "deadline" not in job:
            job["release"] = late + rng.randint(0, 50)


@twist
def nothing_to_search(document, rng):
    """Everything is fixed already, one after the other."""
    label = document["machines"][0]["id"]
    document.pop("baseline", None)
    document.pop("frozen_until", None)
    for k, op in enumerate(document["operations"]):
        op["fixed"] = {"machine": label, "start": 40 * k, "end": 40 * k + 30}
        op.pop("predecessors", None)


@twist
def heavy_weights(document, rng):
    """Weights as large as somebody may type."""
    for job in document["jobs"]:
        job["weight"] = rng.choice([0, 10**6])
        job.setdefault("due", rng.choice([None, -(10**6), 0]))


@twist
def many_lanes(document, rng):
    """More identical lanes than operations."""
    for machine in document["machines"]:
        if not machine.get("batch") and machine.get("capacity", 1):
            machine["capacity"] = 40


@twist
def crowded_hands(document, rng):
    """Every operation needs all that is there."""
    for resource in document["resources"]:
        resource["capacity"] = 1
    for row in _alternatives(document):
        for item in row.get("demands", []):
            item["units"] = 1


@twist
def one_long_chain(document, rng):
    """Each operation waits for the one before, over all jobs."""
    before = None
    for op in document["operations"]:
        if op.get("fixed") is not None:
            continue
        op["predecessors"] = [] if before is None else [before]
        before = op["id"]


@twist
def hint_of_old(document, rng):
    """A known plan, in part on machines that are no longer among the alternatives."""
    rows = []
    for op in document["operations"]:
        if op.get("fixed") is None and rng.random() < 0.7:
            machine = rng.choice(document["machines"])["id"]
            start = rng.choice([0, 17, 5000])
            rows.append({"operation": op["id"], "machine": machine, "start": start})
    document["hint"] = rows


@twist
def huge_times(document, rng):
    """Operations of days, where no calendar has to hold them."""
    if all("calendar" not in machine for machine in document["machines"]):
        for row in _alternatives(document):
            row["duration"] *= 300
