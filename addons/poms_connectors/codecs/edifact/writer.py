"""ORDRSP and CONTRL in D.96A, syntax 3."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..errors import WriteError
from .tokens import CHARSETS, Marks

RESPONSE_CODES = {"accepted": "29", "changed": "4", "rejected": "27"}
LINE_CODES = {"accepted": "5", "changed": "3", "rejected": "7"}
_RELEASED = str.maketrans({mark: f"?{mark}" for mark in "?+:'"})
Composite = Sequence[str | None]


def write_order_response(
    document: dict[str, Any], envelope: dict[str, Any], now: datetime.datetime
) -> bytes:
    """Return an interchange with one ORDRSP.

    Parameters
    ----------
    document
        An ``order_response`` as described in ``schema/order_response.json``.
    envelope
        ``sender``, ``receiver``, ``control_number``; optional ``sender_qualifier``,
        ``receiver_qualifier``, ``charset`` (UNOC if not given), ``test``.
    now
        When the message is made, in the partner's time.

    Raises
    ------
    WriteError
        If a character is not in the charset, a date is none, or an id is missing.
    """
    lines = document.get("lines", [])
    body: list[list[Any]] = [
        ["BGM", "231", document.get("document_number") or document.get("order_number"),
         RESPONSE_CODES[document.get("response", "accepted")]],
        ["DTM", ["137", _day(document.get("document_date") or now.date().isoformat()),
                 "102"]],
        ["RFF", ["ON", document.get("order_number")]],
    ]  # fmt: skip
    if document.get("supplier_order_number"):
        body.append(["RFF", ["VN", document["supplier_order_number"]]])
    codes = {"buyer": "BY", "supplier": "SU", "ship_to": "DP", "bill_to": "IV"}
    for partner in document.get("partners", []):
        party = [partner.get("id"), None, "9"] if partner.get("id") else ""
        name = _chunks(partner.get("name"), 35, 5)
        body.append(["NAD", codes[partner["role"]], party, "", name])
    if document.get("currency"):
        body.append(["CUX", ["2", document["currency"], "9"]])
    for index, line in enumerate(lines, 1):
        body += _line(line, index)
    body += [["UNS", "S"], ["CNT", ["2", str(len(lines))]]]
    return _interchange("ORDRSP", body, envelope, now)


def write_contrl(
    received: dict[str, Any], is_accepted: bool, envelope: dict[str, Any],
    now: datetime.datetime,
) -> bytes:  # fmt: skip
    """Return a CONTRL that acknowledges or rejects the interchange ``received``."""
    action = "8" if is_accepted else "4"
    uci = ["UCI", received.get("control_number"), [received.get("sender")],
           [received.get("receiver")], action]  # fmt: skip
    return _interchange("CONTRL", [uci], envelope, now)


def _line(line: dict[str, Any], index: int) -> list[list[Any]]:
    item = line.get("item", {})
    gtin = [item["gtin"], "EN"] if item.get("gtin") else ""
    code = LINE_CODES[line.get("response", "accepted")]
    rows: list[list[Any]] = [["LIN", line.get("line") or str(index), code, gtin]]
    numbers = [[item[kind], tag] for kind, tag in (("supplier", "SA"), ("buyer", "IN"))
               if item.get(kind)]  # fmt: skip
    if numbers:
        rows.append(["PIA", "5", *numbers])
    if item.get("description"):
        rows.append(["IMD", "F", "", ["", None, None, *_chunks(item["description"])]])
    if line.get("quantity"):
        rows.append(["QTY", ["21", line["quantity"], line.get("unit")]])
    schedule = line.get("schedule", [])
    if len(schedule) == 1 and schedule[0].get("date"):
        rows.append(_promised(schedule[0]["date"]))
    if line.get("price"):
        per = line.get("price_per")
        rows.append(["PRI", ["AAA", line["price"], None, None, per]])
    if len(schedule) > 1:
        total = sum(Decimal(entry.get("quantity", "0")) for entry in schedule)
        if line.get("quantity") and total != Decimal(line["quantity"]):
            raise WriteError(f"Line {line.get('line')}: dates sum to {total}.")
        for entry in schedule:
            rows.append(["SCC", "1"])
            rows.append(["QTY", ["21", entry.get("quantity"), line.get("unit")]])
            if entry.get("date"):
                rows.append(_promised(entry["date"]))
    return rows


def _promised(date: str) -> list[Any]:
    if "T" in date:
        return ["DTM", ["69", _day(date) + date[11:16].replace(":", ""), "203"]]
    return ["DTM", ["69", _day(date), "102"]]


def _day(date: str) -> str:
    try:
        return datetime.date.fromisoformat(date[:10]).strftime("%Y%m%d")
    except ValueError as error:
        raise WriteError(str(error)) from None


def _chunks(text: str | None, width: int = 35, most: int = 2) -> list[str]:
    """Cut a text into components of `width`; what does not fit is left out."""
    text = text or ""
    return [text[i : i + width] for i in range(0, min(len(text), width * most), width)]


def _interchange(
    kind: str, body: list[list[Any]], envelope: dict[str, Any], now: datetime.datetime
) -> bytes:
    charset = envelope.get("charset") or "UNOC"
    for key in ("sender", "receiver", "control_number"):
        if not envelope.get(key):
            raise WriteError(f"The partner's set-up lacks {key}.")
    number = envelope["control_number"]
    reference = number[:14]
    unb = ["UNB", [charset, "3"],
           [envelope["sender"], envelope.get("sender_qualifier")],
           [envelope["receiver"], envelope.get("receiver_qualifier")],
           [now.strftime("%y%m%d"), now.strftime("%H%M")], reference,
           "", "", "", "", "", "1" if envelope.get("test") else ""]  # fmt: skip
    rows = [unb, ["UNH", "1", [kind, "D", "96A", "UN"]], *body]
    rows += [["UNT", str(len(body) + 2), "1"], ["UNZ", "1", reference]]
    text = "UNA:+.? '\r\n" + "".join(f"{_segment(row)}'\r\n" for row in rows)
    try:
        return text.encode(CHARSETS.get(charset, "iso8859_1"))
    except UnicodeEncodeError as error:
        bad = text[error.start]
        message = f"Character {bad!r} is not in charset {charset}: use UNOW or UNOY."
        raise WriteError(message) from None


def _segment(row: list[Any]) -> str:
    """Return one segment; empty components and elements at the end are left out."""
    marks = Marks()
    elements = [_composite(row[0])]
    elements += [_composite(element) for element in row[1:]]
    while len(elements) > 1 and not elements[-1]:
        elements.pop()
    return marks.element.join(elements)


def _composite(element: str | Composite | None) -> str:
    parts = [element] if isinstance(element, str) or element is None else list(element)
    # Line breaks and other control characters are in none of the charsets.
    texts = [
        "".join(c if c.isprintable() else " " for c in part or "").translate(_RELEASED)
        for part in parts
    ]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return Marks().component.join(texts)
