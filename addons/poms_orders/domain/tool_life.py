"""How worn a tool is, and how much a report wears it."""

import math
from decimal import Decimal


def life_state(used: float, limit: float, warning: float = 0.0) -> str:
    """Return good, due or worn.

    `limit` 0: not counted, always good; `warning` 0: at nine tenths of the limit.
    """
    if limit <= 0:
        return "good"
    if used >= limit:
        return "worn"
    return "due" if used >= (warning or limit * 0.9) else "good"


def strokes(pieces: Decimal, pieces_per_stroke: int) -> int:
    """Whole strokes for `pieces`; a negative number (a correction) takes off.

    Raises `ValueError` when `pieces_per_stroke` is below 1.
    """
    if pieces_per_stroke < 1:
        raise ValueError(f"pieces_per_stroke must be 1 or more: {pieces_per_stroke}")
    count = math.ceil(abs(pieces) / pieces_per_stroke)
    return count if pieces >= 0 else -count
