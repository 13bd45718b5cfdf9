"""What a client sends, made fit for a database. Pure."""

from __future__ import annotations

from typing import Any

# Nobody nests an act deeper; what goes on and on is not an act.
MOST_LEVELS = 12
ID_DIGITS = 10
MOST_ID = 2**31 - 1


def clean_text(text: str) -> str:
    """Return `text` without what no database can hold: NUL, halves of characters.

    Scanners send a NUL at the end, cut messages hold half an emoji: what was meant
    stays readable.
    """
    text = text.replace("\0", "")
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()


def clean_input(value: Any, levels: int = MOST_LEVELS) -> Any:
    """Return `value` with every text in it cleaned, keys too; the rest as it is.

    Raises `ValueError` when lists and objects are nested too deep. O(size).
    """
    if isinstance(value, str):
        return clean_text(value)
    if not isinstance(value, (list, dict)):
        return value
    if not levels:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return [clean_input(item, levels - 1) for item in value]
    return {
        clean_input(key, levels - 1): clean_input(item, levels - 1)
        for key, item in value.items()
    }


def to_id(value: Any) -> int:
    """Return an id that a client gave as a number or as its digits; else 0."""
    if isinstance(value, str):
        text = value.strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= ID_DIGITS
        value = int(text) if is_number else 0
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 < value <= MOST_ID else 0
