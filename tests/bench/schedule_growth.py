"""How the engine's cost grows: plants of 200 to 20,000 operations, drawn as plots.

    ./poms bench schedule --growth [--seconds N]

Plants come from the ground's generator, times are CPU seconds. Writes
``growth.svg`` (what a decoded list, a tried move and the first plan cost) and
``quality.svg`` (weighted tardiness over time, relative to the first plan) into the
engine's folder of figures.
"""

import importlib.util
import json
import math
import resource
import time

from schedule_sets import GROUND, ROOT

from engine import read_text, solve
from engine.kernels import decode as lists
from engine.kernels.place import new_work
from engine.search.control import Budget
from engine.search.island import Island
from engine.solver import prepare, without_unusable

FIGURES = ROOT / "addons/poms_scheduling/readme"
SIZES = ((200, 10), (1000, 30), (5000, 60), (20_000, 150))
COLOURS = ("#2563eb", "#d97706", "#059669", "#b91c1c")
CORES = 2


def measure(seconds):
    """A row per size; seconds of two cores for the search of each."""
    rows = []
    solve(read_text(json.dumps(plant(50, 5))), evaluations=50)  # loads the kernels
    for n, machines in SIZES:
        case = without_unusable(read_text(json.dumps(plant(n, machines))))
        rows.append({"n": n, **_costs(case), "quality": _quality(case, seconds)})
        print(json.dumps({k: v for k, v in rows[-1].items() if k != "quality"}))
    return rows


def plant(n, machines):
    spec = importlib.util.spec_from_file_location("generate", GROUND / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.generate(n, machines, 4711, "mixed")


def _costs(case):
    begun = time.process_time()
    compiled, plans = prepare(case, Budget(seconds=0.0), 1)
    first = time.process_time() - begun
    work, plan = new_work(compiled.arrays), plans[0]
    rounds = max(3, 20_000 // len(plan.sequence))
    begun = time.process_time()
    for _ in range(rounds):
        lists.decode(compiled.arrays, work, plan.sequence, plan.mode)
    decode = (time.process_time() - begun) / rounds
    island = Island(compiled, 1)
    island.start(plan)
    moves = max(30, 100_000 // len(plan.sequence))
    begun = time.process_time()
    island.anneal(Budget(), 50.0, 40.0, moves, 1.0)
    move = (time.process_time() - begun) / moves
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "first plan, ms": round(1e3 * first, 1),
        "decoded list, ms": round(1e3 * decode, 3),
        "tried move, ms": round(1e3 * move, 4),
        "memory, MB": round(peak),
    }


def _quality(case, seconds):
    """(seconds, best over the first plan's) during a search."""
    begun = time.process_time()
    points = []

    def clock():
        return (time.process_time() - begun) / CORES

    def note(figures):
        points.append((figures["seconds"], figures["weighted_tardiness"]))

    solve(case, seconds=seconds, seed=1, started_at=0.0, clock=clock, progress=note)
    first = points[0][1] or 1
    return [(at, value / first) for at, value in points]


class Chart:
    """A small line chart as SVG; x logarithmic, y logarithmic if asked."""

    WIDTH, HEIGHT, LEFT, BOTTOM = 560, 320, 64, 44

    def __init__(self, title, x_range, y_range, y_log):
        self.x_range, self.y_range, self.y_log = x_range, y_range, y_log
        self.names = []
        self.parts = [self._text(self.LEFT, 20, title, "start")]

    def _text(self, x, y, text, anchor="middle"):
        return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'

    def place(self, x, y):
        """Pixels of a point."""
        return (
            self.LEFT + (self.WIDTH - self.LEFT - 130) * _share(x, self.x_range, True),
            self.HEIGHT
            - self.BOTTOM
            - (self.HEIGHT - self.BOTTOM - 40) * _share(y, self.y_range, self.y_log),
        )

    def axis(self, x_ticks, y_ticks, x_title):
        """Lines and numbers of both axes."""
        for x in x_ticks:
            px, py = self.place(x, self.y_range[0])
            self.parts.append(self._text(px, py + 18, f"{x:,g}"))
        for y in y_ticks:
            px, py = self.place(self.x_range[0], y)
            end = self.place(self.x_range[1], y)[0]
            self.parts.append(self._text(px - 8, py + 4, f"{y:g}", "end"))
            self.parts.append(f'<path d="M{px:.0f} {py:.0f}H{end:.0f}" stroke="#ddd"/>')
        middle = self.place(math.sqrt(self.x_range[0] * self.x_range[1]), 1)[0]
        self.parts.append(self._text(middle, self.HEIGHT - 8, x_title))

    def line(self, points, name, colour):
        """A line with its name at its end."""
        spots = [self.place(x, y) for x, y in points]
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        self.parts.append(
            f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        x, y = spots[-1]
        while any(abs(y - other) < 14 for other in self.names):
            y += 2
        self.names.append(y)
        self.parts.append(self._text(x + 6, y + 4, name, "start"))

    def svg(self):
        """The whole picture."""
        body = "".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.WIDTH}" '
            f'height="{self.HEIGHT}" font-family="sans-serif" font-size="12">'
            f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
        )


def _share(value, bounds, is_log):
    low, high = bounds
    if is_log:
        low, high, value = math.log(low), math.log(high), math.log(max(value, low))
    return (value - low) / (high - low)


def draw(rows, folder=FIGURES):
    """Write both plots."""
    names = ("first plan, ms", "decoded list, ms", "tried move, ms")
    every = [row[name] for row in rows for name in names]
    low, high = 10 ** math.floor(math.log10(min(every))), 10 * max(every)
    chart = Chart("CPU milliseconds by operations", (150, 25_000), (low, high), True)
    decades = range(round(math.log10(low)), int(math.log10(high)) + 1)
    chart.axis([n for n, _ in SIZES], [10.0**k for k in decades], "operations")
    for name, colour in zip(names, COLOURS, strict=False):
        chart.line([(row["n"], row[name]) for row in rows], name, colour)
    (folder / "growth.svg").write_text(chart.svg())
    last = max(at for row in rows for at, _ in row["quality"])
    low = min(part for row in rows for _, part in row["quality"])
    title = "weighted tardiness over that of the first plan"
    chart = Chart(title, (0.2, max(last, 1.0)), (math.floor(10 * low) / 10, 1.0), False)
    ticks = [k / 10 for k in range(math.floor(10 * low), 11)]
    seconds = [x for x in (0.2, 0.5, 1, 2, 5, 10, 30, 60) if x <= last]
    chart.axis(seconds, ticks, "seconds of two cores")
    for row, colour in zip(rows, COLOURS, strict=True):
        points = [(max(at, 0.2), part) for at, part in row["quality"]]
        chart.line(points, f"{row['n']:,} operations", colour)
    (folder / "quality.svg").write_text(chart.svg())
    return [folder / "growth.svg", folder / "quality.svg"]


def figures(rows):
    """The list that --json writes."""
    return [
        {
            "figure": f"{row['n']} operations: {name.rsplit(', ')[0]}",
            "value": value,
            "unit": name.rsplit(", ")[1],
            "goal": 500 if name == "memory, MB" and row["n"] <= 5000 else None,
            "holds": name != "memory, MB" or row["n"] > 5000 or value <= 500,
        }
        for row in rows
        for name, value in row.items()
        if name not in ("n", "quality")
    ]
