"""Is a measured value within the limits of an operation's parameter?"""

from __future__ import annotations

import math

# How terminals that know only texts say no.
NO_WORDS = frozenset(("", "0", "no", "n", "false", "否", "不"))


def within_limits(
    kind: str,
    value: float | str | bool | None,
    minimum: float = 0.0,
    maximum: float = 0.0,
    target: float = 0.0,
) -> bool | None:
    """Judge one value.

    Parameters
    ----------
    kind
        ``number``, ``text``, ``yes_no``, ``photo`` or ``signature``.
    value
        The measured value; for ``yes_no`` a truth value.
    minimum, maximum
        Limits in the parameter's unit. Both 0: no limits. A maximum below the minimum
        means that there is no upper limit (at least 20 Nm: minimum 20, maximum 0).
    target
        For ``yes_no``: 1 when only "yes" is good, else every answer is.

    Returns
    -------
    bool or None
        None when there is nothing to judge: no value, a text, a picture, or no limits.

    Raises
    ------
    ValueError
        If the kind is unknown, or a number is expected and another thing given.
    """
    if kind not in ("number", "text", "yes_no", "photo", "signature"):
        raise ValueError(f"unknown kind of parameter: {kind!r}")
    if value is None or kind in ("text", "photo", "signature"):
        return None
    if kind == "yes_no":
        return _is_yes(value) if target else None
    number = _to_number(value)
    if not minimum and not maximum:
        return None
    return number >= minimum and (maximum < minimum or number <= maximum)


def _is_yes(value: float | str | bool) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in NO_WORDS
    return bool(value)


def _to_number(value: float | str | bool) -> float:
    try:
        number = float(value)
    except (OverflowError, TypeError) as exc:
        raise ValueError("not a number") from exc
    if not math.isfinite(number):
        raise ValueError("not a number that can be measured")
    return number
