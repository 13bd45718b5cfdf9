"""Is a measured value within the limits of an operation's parameter?"""

from __future__ import annotations


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
        ``number``, ``text`` or ``yes_no``.
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
        None when there is nothing to judge: no value, a text, or no limits.

    Raises
    ------
    ValueError
        If the kind is unknown, or a number is expected and another thing given.
    """
    if kind not in ("number", "text", "yes_no"):
        raise ValueError(f"unknown kind of parameter: {kind!r}")
    if value is None or kind == "text":
        return None
    if kind == "yes_no":
        return bool(value) if target else None
    number = float(value)
    if not minimum and not maximum:
        return None
    return number >= minimum and (maximum < minimum or number <= maximum)
