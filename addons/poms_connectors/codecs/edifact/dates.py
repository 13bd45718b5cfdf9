"""DTM values by their format code."""

from __future__ import annotations

import datetime
import re

from ..values import iso_date, iso_time


def _century(digits: str) -> str:
    """Two-digit years: 70 to 99 are 19xx (EDIFACT began in 1987)."""
    return ("19" if digits[:2] >= "70" else "20") + digits


def _moment(day: str, time: str) -> str:
    """Join date and time; midnight is how systems send a date without time."""
    date, clock = iso_date(day), iso_time(time)
    return date if clock == "00:00:00" else f"{date}T{clock}"


def _week(digits: str) -> tuple[str, str]:
    try:
        first = datetime.date.fromisocalendar(int(digits[:4]), int(digits[4:]), 1)
    except ValueError:
        raise ValueError(f"there is no week {digits}") from None
    return first.isoformat(), (first + datetime.timedelta(days=6)).isoformat()


def _month(digits: str) -> tuple[str, str]:
    first = iso_date(digits + "01")
    year, month = int(digits[:4]), int(digits[4:])
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first, (following - datetime.timedelta(days=1)).isoformat()


LENGTHS = {
    "2": 6, "3": 6, "101": 6, "102": 8, "201": 10, "202": 12, "203": 12,
    "204": 14, "303": 15, "304": 17, "610": 6, "616": 6, "718": 16, "719": 24,
}  # fmt: skip


def read_dtm(value: str, code: str | None) -> tuple[str, str | None]:
    """Return (date or date-time, last date of a period or None).

    A week or month gives its first and last day. A value without format code is read
    only if it is CCYYMMDD. Raises `ValueError` with the reason.
    """
    code = code or ("102" if re.fullmatch(r"\d{8}", value, re.ASCII) else "")
    text = value.replace("-", "") if code in ("718", "719") else value
    if code not in LENGTHS:
        raise ValueError(f"date format {code or 'missing'!r} is not known")
    digits = text[:12] if code == "303" else text[:14] if code == "304" else text
    if len(text) != LENGTHS[code] and code not in ("303", "304"):
        raise ValueError(f"{value!r} does not fit date format {code}")
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        raise ValueError(f"{value!r} does not fit date format {code}")
    date, last = _read_digits(digits, code)
    if code in ("303", "304") and "T" in date:
        date += _zone(text[len(digits) :])
    return date, last


def _zone(name: str) -> str:
    """Return the offset of a zone name that is an offset; else the time has none."""
    if name.strip().upper() in ("UTC", "GMT", "Z"):
        return "Z"
    return f"{name}:00" if re.fullmatch(r"[+-]\d\d", name, re.ASCII) else ""


def _read_digits(digits: str, code: str) -> tuple[str, str | None]:
    if code == "102":
        return iso_date(digits), None
    if code == "101":
        return iso_date(_century(digits)), None
    if code in ("2", "3"):
        day, month = (
            (digits[:2], digits[2:4]) if code == "2" else (digits[2:4], digits[:2])
        )
        return iso_date(_century(digits[4:]) + month + day), None
    if code in ("203", "204", "303", "304"):
        return _moment(digits[:8], digits[8:]), None
    if code in ("201", "202"):
        full = _century(digits)
        return _moment(full[:8], full[8:]), None
    if code == "616":
        return _week(digits)
    if code == "610":
        return _month(digits)
    if code == "718":
        return iso_date(digits[:8]), iso_date(digits[8:])
    if code == "719":
        return _moment(digits[:8], digits[8:12]), _moment(digits[12:20], digits[20:])
    raise ValueError(f"date format {code!r} is not known")
