"""Whether a JSON object has the shape of a neutral order document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXTS = (
    "family", "type", "sender", "receiver", "control_number", "version",
    "order_number", "revision", "document_date", "requested_date", "currency",
)  # fmt: skip
_LINE_TEXTS = ("line", "action", "unit", "price", "price_per", "quantity")
_ITEM_TEXTS = ("buyer", "supplier", "gtin", "description")
MAX_LINES = 5000


def shape_errors(document: Any) -> list[tuple[str, str]]:
    """(path, what is expected there) of everything that no order can have.

    Values are not judged: what cannot be read of a date or a quantity becomes a
    question in the inbox.
    """
    if not isinstance(document, Mapping):
        return [("document", "object")]
    errors = _texts(document, _TEXTS, "")
    errors += _parties(document.get("partners"))
    lines = document.get("lines")
    if lines is None:
        return errors
    if not isinstance(lines, list):
        return [*errors, ("lines", "list")]
    if len(lines) > MAX_LINES:
        return [*errors, ("lines", f"at most {MAX_LINES}")]
    for number, line in enumerate(lines):
        errors += _line(line, f"lines[{number}]")
    return errors


def _line(line: Any, path: str) -> list[tuple[str, str]]:
    if not isinstance(line, Mapping):
        return [(path, "object")]
    errors = _texts(line, _LINE_TEXTS, f"{path}.", numbers=True)
    item = line.get("item")
    if item is not None and not isinstance(item, Mapping):
        errors.append((f"{path}.item", "object"))
    elif item:
        errors += _texts(item, _ITEM_TEXTS, f"{path}.item.")
    schedule = line.get("schedule")
    if schedule is None:
        return errors
    if not isinstance(schedule, list):
        return [*errors, (f"{path}.schedule", "list")]
    for number, part in enumerate(schedule):
        place = f"{path}.schedule[{number}]"
        if not isinstance(part, Mapping):
            errors.append((place, "object"))
        else:
            errors += _texts(part, ("quantity", "date"), f"{place}.", numbers=True)
    return errors


def _parties(parties: Any) -> list[tuple[str, str]]:
    if parties is None:
        return []
    if not isinstance(parties, list):
        return [("partners", "list")]
    errors = []
    for number, party in enumerate(parties):
        if not isinstance(party, Mapping):
            errors.append((f"partners[{number}]", "object"))
        else:
            errors += _texts(party, ("role", "id", "name"), f"partners[{number}].")
    return errors


def _texts(
    values: Mapping[str, Any], names: tuple[str, ...], path: str, numbers: bool = False
) -> list[tuple[str, str]]:
    """Texts (or numbers, where a caller does not write decimal strings) or nothing."""
    good = (str, int, float) if numbers else (str,)
    return [
        (f"{path}{name}", "text")
        for name in names
        if values.get(name) is not None
        and (not isinstance(values[name], good) or isinstance(values[name], bool))
    ]
