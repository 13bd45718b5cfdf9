"""Percentiles of a load run. Pure."""

from collections import defaultdict

SLOW_S = 1.0


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


def first_slow(steps):
    """Acts a second of the first step whose reports pass 1 s at p95, or None.

    :param steps: ``[{"rate": acts a second, "p95": seconds or None}]``, rising
    """
    for step in steps:
        if step["p95"] is not None and step["p95"] > SLOW_S:
            return step["rate"]
    return None
