"""The scheduling engine of POMS: pure Python and numba, no Odoo.

`read_file`, `read_text` give a `Problem`; `solve` gives a `Schedule`. FORMAT.md beside
this file describes the problem; README.md how it is solved.
"""

from __future__ import annotations

import time as _time

STARTED_AT = _time.monotonic()

from .errors import InfeasibleError, InputError  # noqa: E402
from .model import Assignment, Problem, Schedule  # noqa: E402
from .readers import read_file, read_text  # noqa: E402

__all__ = [
    "Assignment",
    "InfeasibleError",
    "InputError",
    "Problem",
    "Schedule",
    "read_file",
    "read_text",
    "solve",
]


def __getattr__(name: str) -> object:
    """Load the solver, and with it numba, only when it is asked for."""
    if name == "solve":
        from .solver import solve

        return solve
    raise AttributeError(name)
