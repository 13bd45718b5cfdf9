"""Instances, best known values, goals and the referee of ./poms bench schedule."""

import csv
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUND = ROOT.parent / "shared" / "bench"
NO_GROUND = (
    f"The benchmark ground is not at {GROUND}: put the instances, best_known.csv and "
    "check.py there, beside the repository."
)

# Set: goals at 10 and at 60 s. Gaps to the best known in %, weighted tardiness as a
# factor of the best of 51 dispatching rules, shares of the published values beaten.
GOALS = {
    "brandimarte": (0.30, 0.15),
    "hurink/edata": (0.6, 0.25),
    "hurink/rdata": (0.4, 0.15),
    "hurink/vdata": (0.2, 0.05),
    "dppaulli": (1.5, 0.7),
    "barnes": (0.3, 0.0),
    "kacem": (0.3, 0.0),
    "fattahi": (0.3, 0.0),
    "behnke": (2.0, 1.2),
    "sdst_hudata": (3.0, 1.0),
    "fjsp_w": (None, 0.0),
    "jsp/ta": (3.0, 1.5),
    "jsp/dmu": (5.0, 3.0),
    "ind-200-c": (0.75, 0.70),
    "ind-200-m": (0.75, 0.70),
    "ind-1000-c": (0.85, 0.75),
    "ind-1000-m": (0.85, 0.75),
    "ind-5000-c": (0.97, 0.85),
    "ind-5000-m": (0.97, 0.85),
}
BEATEN = {"fjsp_w": (0.5, 0.7)}
RULES = {
    "ind-200-c": 21_023,
    "ind-200-m": 36_516,
    "ind-1000-c": 147_209,
    "ind-1000-m": 122_958,
    "ind-5000-c": 2_078_917,
    "ind-5000-m": 3_206_500,
}
NOT_JUDGED = ("birgin_fajsp",)  # the referee has no such format


@dataclass(frozen=True)
class Instance:
    """One file: what is known of it, and what its figures are divided by."""

    set: str
    name: str
    path: Path
    best: int | None
    is_proved: bool
    is_tardiness: bool

    @property
    def base(self):
        """What a value is compared with: the rule's, or the best known; or None."""
        return RULES.get(self.name) if self.is_tardiness else self.best


def goals(set_name, seconds):
    """(goal of the mean, goal of the share beaten) for a budget, None where none."""
    column = {10: 0, 60: 1}.get(int(seconds) if seconds == int(seconds) else 0)
    if column is None:
        return None, None
    none = (None, None)
    return GOALS.get(set_name, none)[column], BEATEN.get(set_name, none)[column]


def instances(wanted, sample):
    """The instances of the sets named (all without a name), every `sample`-th."""
    rows = []
    with (GROUND / "best_known.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["set"] not in NOT_JUDGED:
                rows.append(_instance(row))
    kept = [row for row in rows if not wanted or _is_wanted(row, wanted)]
    by_set = {}
    for row in kept:
        by_set.setdefault(row.set, []).append(row)
    return [row for group in by_set.values() for row in group[::sample]]


def _instance(row):
    name = row["instance"]
    group = row["set"]
    if group == "jsp":
        kind = "".join(c for c in name if c.isalpha())
        group = f"jsp/{kind if kind in ('ta', 'dmu') else 'classic'}"
    is_tardiness = group == "industrial"
    best = int(row["ub"]) if row["ub"] else None
    return Instance(
        name if is_tardiness else group,
        name,
        GROUND / row["file"],
        best,
        row["optimal"] == "yes",
        is_tardiness,
    )


def _is_wanted(row, wanted):
    names = {row.set, row.set.split("/")[0], row.name, f"{row.set}/{row.name}"}
    if row.is_tardiness:
        names.add("industrial")
    return bool(names & set(wanted))


class Referee:
    """`check.py` beside the repository."""

    def __init__(self):
        spec = importlib.util.spec_from_file_location("referee", GROUND / "check.py")
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)

    def value(self, instance, schedule):
        """The deciding figure of a schedule file; ValueError says what it breaks."""
        document = json.loads(Path(schedule).read_text())
        errors, figures = self.module.check(str(instance.path), document)
        if errors:
            raise ValueError(f"{instance.name}: the referee refuses: {errors[0]}")
        key = "weighted_tardiness" if instance.is_tardiness else "makespan"
        return figures[key]
