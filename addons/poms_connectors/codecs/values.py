"""Numbers, dates and dictionaries as the neutral document wants them."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

_NUMBER = {
    mark: re.compile(rf"([+-]?)\s*(\d*)(?:{re.escape(mark)}(\d*))?\s*([+-]?)", re.ASCII)
    for mark in (".", ",")
}
# Amounts are rounded to cents, line by line; above this a total contradicts its lines.
TOLERANCE = Decimal("0.05")


def decimal_text(raw: str, mark: str = ".") -> str:
    """Return `raw` as a decimal string: leading sign, dot, digits as sent.

    A sign may lead or trail. Thousands signs, exponents and the other decimal mark
    raise `ValueError` with the reason: they are never guessed.
    """
    match = _NUMBER.get(mark, _NUMBER["."]).fullmatch(raw.strip())
    if not match:
        raise ValueError(
            f"{raw.strip()!r} is not a number with {mark!r} as its decimal mark"
        )
    lead, whole, fraction, trail = match.groups()
    if not whole and not fraction:
        raise ValueError(f"{raw.strip()!r} is not a number")
    if lead and trail:
        raise ValueError(f"{raw.strip()!r} has two signs")
    text = (whole or "0") + (f".{fraction}" if fraction else "")
    negative = "-" in (lead + trail) and Decimal(text) != 0
    return f"-{text}" if negative else text


def is_close(value: Decimal, expected: Decimal) -> bool:
    """Whether two amounts agree but for rounding to cents."""
    return abs(value - expected) <= TOLERANCE


def is_product(amount: str, quantity: str, price: str, per: str | None) -> bool:
    """Whether `amount` is quantity × price / per, the price being rounded.

    A price stands for all that round to it: half of its last digit, at most half a
    cent, times the quantity is allowed. A basis of 0 counts as 1.
    """
    basis = Decimal(per or "1") or Decimal(1)
    decimals = max(len(price.partition(".")[2]), 2)
    half = Decimal(5).scaleb(-decimals - 1)
    value = Decimal(quantity) * Decimal(price) / basis
    margin = abs(Decimal(quantity) / basis) * half + TOLERANCE
    return abs(Decimal(amount) - value) <= margin


def iso_date(digits: str) -> str:
    """Return CCYYMMDD as CCYY-MM-DD; `ValueError` if there is no such day."""
    if not re.fullmatch(r"\d{8}", digits, re.ASCII):
        raise ValueError(f"{digits!r} is not a date of the form CCYYMMDD")
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError(f"there is no day {digits}") from None
    return day.isoformat()


def iso_time(digits: str) -> str:
    """Return HHMM or HHMMSS as HH:MM:SS; `ValueError` if there is no such time."""
    if not re.fullmatch(r"\d{4}(\d\d)?", digits, re.ASCII):
        raise ValueError(f"{digits!r} is not a time of the form HHMM or HHMMSS")
    digits = digits.ljust(6, "0")
    if digits[:2] == "24" and digits[2:] == "0000":
        digits = "235959"
    try:
        moment = datetime.time(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise ValueError(f"there is no time {digits}") from None
    return moment.isoformat()


def compact(values: dict[str, Any]) -> dict[str, Any]:
    """Drop what was not sent: None, empty strings, empty lists and dictionaries."""
    return {
        key: value
        for key, value in values.items()
        if value is not None and value != "" and value != [] and value != {}
    }


def unique(names: list[str]) -> list[str]:
    """Return the names once each, in the order of their first appearance."""
    return list(dict.fromkeys(names))
