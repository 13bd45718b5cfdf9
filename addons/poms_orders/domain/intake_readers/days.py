"""Titles of a delivery schedule: a column for each day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .values import normalise, read_date

# Fewer columns with a day above them are no schedule but a date in a title.
LEAST_DAYS = 2
_BARE_NUMBER = re.compile(r"\d{1,7}(?:\.\d+)?")


def day_columns(titles: Sequence[str], depth: int) -> list[int]:
    """Positions of the columns whose title is a day.

    In a header of one row the title is the day itself; in a deeper one a label that
    they share stands above (交货计划 2026-12-05), since data below titles of their own
    looks the same.
    """
    by_label: dict[str, list[int]] = {}
    for position, title in enumerate(titles):
        label, day = split_title(title)
        if day and bool(label) == (depth > 1):
            by_label.setdefault(label, []).append(position)
    longest = max(by_label.values(), key=len, default=[])
    return longest if len(longest) >= LEAST_DAYS else []


def split_title(title: str) -> tuple[str, str]:
    """(label, day as written) of a title; the day is "" where there is none."""
    words = normalise(title).split(" ")
    for first in range(len(words)):
        text = " ".join(words[first:])
        if _BARE_NUMBER.fullmatch(text):
            continue
        try:
            read_date(text)
        except ValueError:
            continue
        return " ".join(words[:first]), text
    return "", ""
