"""The answer of an order, as orders gives it, to the codecs' order_response."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_HEADER = ("order_number", "document_date", "currency")
_ITEMS = ("buyer", "supplier", "gtin", "description")


def plain(text: str | None) -> str | None:
    """Return a decimal string without needless zeros: "12.000000" is "12"."""
    if not text:
        return None
    number = Decimal(text)
    return f"{number.normalize():f}" if number else "0"


def order_response(
    answer: Mapping[str, Any], asked: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the ``order_response`` for an answer of `poms.order`.

    The customer's lines come back once each, with their number, as asked; a line that
    became several deliveries here has several dates. A line is "changed" where the
    quantity or a date differs from what was asked.
    """
    lines = [
        _line(number, parts, asked, answer.get("status") == "rejected")
        for number, parts in _grouped(answer.get("lines") or [])
    ]
    response = "accepted"
    if answer.get("status") == "rejected":
        response = "rejected"
    elif any(line["response"] != "accepted" for line in lines):
        response = "changed"
    document = {key: answer[key] for key in _HEADER if answer.get(key)}
    partners = [dict(partner) for partner in answer.get("partners") or []]
    number = answer.get("supplier_number")
    document |= {
        "type": "order_response",
        "document_number": number,
        "supplier_order_number": number,
        "response": response,
        "partners": partners,
        "lines": lines,
    }
    return {key: value for key, value in document.items() if value is not None}


def _grouped(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for index, line in enumerate(lines, 1):
        groups.setdefault(line.get("line") or f"#{index}", []).append(line)
    return list(groups.items())


def _line(
    number: str, parts: list[Any], asked: Mapping[str, Any], is_rejected: bool
) -> dict[str, Any]:
    first = parts[0]
    wanted = _wanted(number, asked)
    total = sum((Decimal(part.get("quantity") or "0") for part in parts), Decimal(0))
    schedule = [
        {"quantity": plain(term.get("quantity")), "date": term["date"]}
        for part in parts
        for term in part.get("schedule") or []
        if term.get("date")
    ]
    quantity = plain(f"{total:f}")
    wanted_quantity = wanted.get("quantity")
    if wanted_quantity and Decimal(wanted_quantity) == total:
        quantity = wanted_quantity
        if len(schedule) == 1:
            schedule[0]["quantity"] = quantity
    line = {
        "line": None if number.startswith("#") else number,
        "response": _response(total, schedule, wanted, is_rejected),
        "item": {k: first["item"][k] for k in _ITEMS if first["item"].get(k)},
        "quantity": quantity,
        "unit": first.get("unit") or None,
        "price": wanted.get("price"),
        "price_per": wanted.get("price_per"),
        "schedule": schedule if total else [],
    }
    return {key: value for key, value in line.items() if value not in (None, [])}


def _wanted(number: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was asked under a line number; a repeated one is taken together."""
    lines = [line for line in asked.get("lines") or [] if line.get("line") == number]
    if len(lines) < 2:
        return dict(lines[0]) if lines else {}
    quantities = [Decimal(line.get("quantity") or "0") for line in lines]
    schedule = [term for line in lines for term in line.get("schedule") or []]
    return {
        **lines[0],
        "quantity": f"{sum(quantities, Decimal(0)):f}",
        "schedule": schedule,
    }


def _response(
    total: Decimal, schedule: list[Any], wanted: Mapping[str, Any], is_rejected: bool
) -> str:
    if is_rejected or not total:
        return "rejected"
    if wanted.get("quantity") and Decimal(wanted["quantity"]) != total:
        return "changed"
    dates = {term["date"][:10] for term in wanted.get("schedule") or [] if
             term.get("date")}  # fmt: skip
    if dates and dates != {term["date"] for term in schedule}:
        return "changed"
    return "accepted"
