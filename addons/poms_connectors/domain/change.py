"""A change of an order put together with the order: what is wanted now."""

from collections.abc import Mapping
from typing import Any

# BGM 1225: the message is the whole order as it shall be, not a part of it.
REPLACES = "5"
_ENVELOPE = (
    "family", "type", "message_type", "function", "sender", "receiver",
    "control_number", "message_number", "client", "serial", "version", "test",
    "document_number", "ignored",
)  # fmt: skip


def line_key(line: Mapping[str, Any]) -> str:
    """Return the line's number as it is compared: 000010 is 10."""
    number = str(line.get("line") or "").strip()
    return (number.lstrip("0") or number) if number.isdigit() else number


def apply_change(
    order: Mapping[str, Any], change: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return the order as changed, and the numbers of changed lines it has not once.

    Lines and header values that the change does not name stay; a value of null is
    cleared; a changed quantity without new dates keeps a single date. A change that
    replaces the order is returned as it is.
    """
    if change.get("function") == REPLACES:
        return dict(change), []
    result = {**order, **{k: change[k] for k in _ENVELOPE if k in change}}
    header = {k: v for k, v in change.items() if k not in (*_ENVELOPE, "lines")}
    result |= header
    # The date of the change is not the date of the order.
    if order.get("document_date"):
        result["document_date"] = order["document_date"]
    lines = [dict(line) for line in order.get("lines") or []]
    unknown = []
    for line in change.get("lines") or []:
        if not _change_line(lines, line):
            unknown.append(str(line.get("line") or "?"))
    result["lines"] = lines
    return {k: v for k, v in result.items() if v is not None}, unknown


def _change_line(lines: list[dict[str, Any]], line: Mapping[str, Any]) -> bool:
    """Bring one line of a change into `lines`; False if it is not told which one.

    Senders repeat line numbers within an order: a repeated one names none of them.
    """
    places = [i for i, old in enumerate(lines) if line_key(old) == line_key(line)]
    action = line.get("action")
    if len(places) > 1 or (action != "add" and not places):
        return False
    if not places:
        lines.append(_changed({}, line))
    elif action == "delete":
        del lines[places[0]]
    else:
        lines[places[0]] = _changed(lines[places[0]], line)
    return True


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    line = {**old, **new, "item": {**old.get("item", {}), **new.get("item", {})}}
    line["action"] = "add"
    dates = old.get("schedule") or []
    if "quantity" in new and "schedule" not in new:
        line["schedule"] = [{**dates[0], "quantity": new["quantity"]}] if (
            len(dates) == 1) else []  # fmt: skip
    return {key: value for key, value in line.items() if value not in (None, [], {})}
