"""Percentiles and rates of a load run. Pure."""

from collections import defaultdict

SLOW_S = 1.0
WINDOW_S = 10.0


def percentile(values, share):
    """The value that `share` (0 to 1) of the values do not exceed; None if none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Figures:
    """Times of acts by kind, from when they were due to their final answer."""

    def __init__(self):
        self.acts = defaultdict(list)
        self.retries = defaultdict(int)
        self.failures = []

    def add(self, kind, due, seconds, retries):
        self.acts[kind].append((due, seconds))
        self.retries[kind] += retries

    def seconds(self, kind):
        return [seconds for _due, seconds in self.acts[kind]]

    def row(self, kind):
        values = self.seconds(kind)
        return {
            "kind": kind,
            "count": len(values),
            "retries": self.retries[kind],
            **{f"p{share}": percentile(values, share / 100) for share in (50, 95, 99)},
        }

    def slow_rate(self):
        """Acts a second of the calmest ten seconds whose p95 passes 1 s, or None."""
        windows = defaultdict(list)
        for kind, acts in self.acts.items():
            if kind.startswith("report"):
                for due, seconds in acts:
                    windows[int(due // WINDOW_S)].append(seconds)
        counts = defaultdict(int)
        for acts in self.acts.values():
            for due, _seconds in acts:
                counts[int(due // WINDOW_S)] += 1
        slow = [
            counts[window] / WINDOW_S
            for window, values in windows.items()
            if len(values) >= 5 and percentile(values, 0.95) > SLOW_S
        ]
        return min(slow, default=None)
