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
    """Return the order as changed, and the numbers of changed lines it does not have.

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
    lines = {line_key(line): dict(line) for line in order.get("lines") or []}
    unknown = []
    for line in change.get("lines") or []:
        key, action = line_key(line), line.get("action")
        if action != "add" and key not in lines:
            unknown.append(str(line.get("line") or "?"))
        elif action == "delete":
            del lines[key]
        else:
            lines[key] = _changed(lines.get(key, {}), line)
    result["lines"] = list(lines.values())
    return {k: v for k, v in result.items() if v is not None}, unknown


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    line = {**old, **new, "item": {**old.get("item", {}), **new.get("item", {})}}
    line["action"] = "add"
    dates = old.get("schedule") or []
    if "quantity" in new and "schedule" not in new:
        line["schedule"] = [{**dates[0], "quantity": new["quantity"]}] if (
            len(dates) == 1) else []  # fmt: skip
    return {key: value for key, value in line.items() if value not in (None, [], {})}
