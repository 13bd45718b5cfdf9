"""What a scanned code says of an order, without a database.

Known are our own order forms, ISO 15434 labels (`[)>`, the automotive ones too), GS1
with readable brackets, JSON and `PO=…;PN=…` texts of customers' QR codes. Anything
else is a number to look for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .intake_readers.headers import guess_field
from .intake_readers.values import normalise, read_quantity

FORM = "POMS-FORM"
GROUP, RECORD = "\x1d", "\x1e"
# Data identifiers of ANSI MH10.8.2 that speak of an order.
_DATA_IDENTIFIERS = {
    "K": "order_number", "4K": "line", "P": "item_buyer", "1P": "item_supplier",
    "Q": "quantity", "V": "supplier", "3Q": "unit",
}  # fmt: skip
# GS1 application identifiers: 400 the customer's order number.
_GS1 = {
    "400": "order_number", "01": "gtin", "02": "gtin", "241": "item_buyer",
    "240": "item_supplier", "30": "quantity", "37": "quantity",
    "410": "location", "412": "location",
}  # fmt: skip
_FIELDS = {"item_gtin": "gtin", "date": "date", "unit": "unit", "customer": "sender"}


@dataclass(slots=True)
class Scanned:
    """`kind` form, label or number; `facts` what the label says; `text` as scanned."""

    kind: str
    text: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def can_create(self) -> bool:
        """Whether an order can be made of it: an item and how many."""
        items = ("item_buyer", "item_supplier", "gtin")
        return bool(self.facts.get("quantity")) and any(map(self.facts.get, items))


def form_code(partner_id: int, number: str) -> str:
    """The QR code of a paper form: whose, and which one."""
    return f"{FORM}:{partner_id}:{number}"


def parse_code(text: str) -> Scanned:
    """Understand one scanned code; never raises."""
    bare = (text or "").strip()
    if match := re.fullmatch(rf"{FORM}:(\d+):([\w-]+)", bare):
        return Scanned("form", bare, {"partner": match[1], "number": match[2]})
    for reader in (_read_mh10, _read_bracketed_gs1, _read_json, _read_pairs):
        facts = reader(bare)
        if facts:
            return Scanned("label", bare, facts)
    return Scanned("number", bare, {"order_number": normalise(bare)[:100]})


def is_gs1(text: str) -> bool:
    """Whether a scanner says that it read a GS1 code, or its separator is in it."""
    bare = (text or "").strip()
    return bare.startswith(("]C1", "]d2", "]Q3", "]e0", GROUP)) or (
        GROUP in bare and bare[:2].isdigit()
    )


def gs1_facts(parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Facts of (application identifier, value) pairs."""
    facts: dict[str, str] = {}
    for identifier, value in parts:
        name = _GS1.get(identifier)
        if name and value:
            facts.setdefault(name, value.lstrip("0") if name == "quantity" else value)
    return facts


def _read_mh10(text: str) -> dict[str, str]:
    if not text.startswith("[)>"):
        return {}
    facts: dict[str, str] = {}
    for part in re.split(rf"[{GROUP}{RECORD}\x04]", text[3:]):
        match = re.fullmatch(r"(\d{0,3}[A-Z])(.+)", part)
        name = _DATA_IDENTIFIERS.get(match[1]) if match else None
        if match and name:
            facts.setdefault(name, match[2].strip())
    return facts


def _read_bracketed_gs1(text: str) -> dict[str, str]:
    parts = re.findall(r"\((\d{2,4})\)([^(]+)", text)
    if not parts or "".join(f"({a}){b}" for a, b in parts) != text:
        return {}
    return gs1_facts([(a, b.strip().strip(GROUP)) for a, b in parts])


def _read_json(text: str) -> dict[str, str]:
    if not text.startswith("{"):
        return {}
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    pairs = [(k, v) for k, v in data.items() if isinstance(v, str | int | float)]
    return _named(pairs)


def _read_pairs(text: str) -> dict[str, str]:
    parts = [part for part in re.split(r"[;|\n&,，；]", text) if part.strip()]
    pairs = [
        (match[1], match[2])
        for part in parts
        if (match := re.fullmatch(r"\s*([^=:：]{1,30})\s*[=:：]\s*(.+?)\s*", part))
    ]
    return _named(pairs) if len(pairs) == len(parts) and len(pairs) > 1 else {}


def _named(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Facts of pairs whose names are header words; a quantity may carry its unit."""
    facts: dict[str, str] = {}
    for name, value in pairs:
        known = guess_field(name)[0]
        if known:
            facts.setdefault(_FIELDS.get(known, known), normalise(str(value)))
    if "quantity" in facts:
        try:
            number, unit = read_quantity(facts["quantity"])
        except ValueError:
            del facts["quantity"]
        else:
            facts["quantity"] = format(number, "f")
            if unit:
                facts.setdefault("unit", unit)
    useful = {"order_number", "item_buyer", "item_supplier", "gtin"}
    return facts if useful & facts.keys() else {}


def document_of(scanned: Scanned) -> dict[str, object]:
    """The neutral document of a label; without lines where it names no item."""
    facts = scanned.facts
    document: dict[str, object] = {"family": "csv", "type": "order", "lines": []}
    if facts.get("order_number"):
        document["order_number"] = facts["order_number"]
    sender = facts.get("sender") or facts.get("location")
    if sender:
        document["sender"] = sender
    if not scanned.can_create:
        return document
    schedule = {"quantity": facts["quantity"]}
    if facts.get("date"):
        schedule["date"] = facts["date"]
    line: dict[str, object] = {
        "line": facts.get("line") or "1",
        "action": "add",
        "item": {
            "buyer": facts.get("item_buyer", ""),
            "supplier": facts.get("item_supplier", ""),
            "gtin": _gtin(facts.get("gtin", "")),
            "description": facts.get("description", ""),
        },
        "quantity": facts["quantity"],
        "schedule": [schedule],
    }
    if facts.get("unit"):
        line["unit"] = facts["unit"]
    document["lines"] = [line]
    return document


def _gtin(text: str) -> str:
    """A GTIN-14 of a single piece is its EAN-13."""
    return text[1:] if len(text) == 14 and text.startswith("0") else text
