"""Typed access to parsed JSON, with faults that name the place."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..extras import Label
from ..model import MAX_MINUTE, Profile


def as_int(value: Any, where: str, low: int = -MAX_MINUTE) -> int:
    """Check that a value is an integer in ``[low, MAX_MINUTE]``."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"{where}: {value!r} is not an integer")
    if not low <= value <= MAX_MINUTE:
        raise InputError(f"{where}: {value} is outside {low}..{MAX_MINUTE}")
    return value


def as_bool(value: Any, where: str) -> bool:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        raise InputError(f"{where}: {value!r} is not true or false")
    return value


def as_list(value: Any, where: str) -> list[Any]:
    """Check that a value is a list."""
    if not isinstance(value, list):
        raise InputError(f"{where}: a list is expected, not {_kind(value)}")
    return value


def as_dict(value: Any, where: str) -> dict[str, Any]:
    """Check that a value is an object."""
    if not isinstance(value, dict):
        raise InputError(f"{where}: an object is expected, not {_kind(value)}")
    return value


def as_label(value: Any, where: str) -> Label:
    """Check that a value is an identifier: a non-empty string or an integer."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InputError(f"{where}: id {value!r} is not a string or an integer")
    return value


def need(data: dict[str, Any], key: str, where: str) -> Any:
    """Give a required key."""
    if key not in data:
        raise InputError(f"{where}: key '{key}' is missing")
    return data[key]


def only(data: dict[str, Any], known: frozenset[str], where: str) -> None:
    """Refuse unknown keys; those that start with ``x_`` are free."""
    for key in data:
        if key not in known and not key.startswith("x_"):
            raise InputError(f"{where}: unknown key '{key}'")


def windows_of(value: Any, where: str, units: bool) -> tuple[tuple[int, int, int], ...]:
    """Read ``[[start, end(, units)], ...]`` sorted by start."""
    size = 3 if units else 2
    out = []
    for i, item in enumerate(as_list(value, where)):
        place = f"{where}[{i}]"
        row = as_list(item, place)
        if len(row) != size:
            raise InputError(f"{place}: {size} numbers are expected, not {len(row)}")
        numbers = [as_int(x, place) for x in row]
        out.append((numbers[0], numbers[1], numbers[2] if units else 1))
    return tuple(out)


def profile_of(
    windows: tuple[tuple[int, int, int], ...],
    where: str,
    period: int | None = None,
    until: int | None = None,
    then: Profile | None = None,
) -> Profile:
    """Make a `Profile`, with the place in its fault's text."""
    try:
        return Profile(windows, period, until, then)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__
