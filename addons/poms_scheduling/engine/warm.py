"""Compiles every kernel once, so that the first plan does not wait for it."""

from __future__ import annotations

import time

from .readers import read_text
from .solve import solve

_SMALL = """3 2
2 2 1 3 2 3 2 1 2 2 3
2 2 1 4 2 4 2 1 3 2 3
2 2 1 4 2 4 2 1 3 2 3
"""


def warm() -> float:
    """Solve a tiny problem with every algorithm; give the seconds that it took."""
    begin = time.monotonic()
    problem = read_text(_SMALL)
    for algorithm in ("rules", "sa", "ga"):
        solve(problem, evaluations=200, algorithm=algorithm)
    return time.monotonic() - begin
