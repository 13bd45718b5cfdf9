"""ORDRSP (ORDERS05) and ALEAUD01, as XML or as a port file."""

from __future__ import annotations

import datetime
from typing import Any

from lxml import etree

from ..errors import WriteError
from .layout import CONTROL_FIELDS, HEAD_WIDTH, SEGMENT_FIELDS

HEADER_ACTIONS = {"accepted": "029", "changed": "004", "rejected": "003"}
LINE_ACTIONS = {"accepted": "004", "changed": "002", "rejected": "003"}
ROLES = {"buyer": "AG", "ship_to": "WE", "bill_to": "RE", "supplier": "LF"}
# Segment definitions of release 4.6 and later, for port files.
DEFINITIONS = {
    "E1EDK01": "E2EDK01005",
    "E1EDKA1": "E2EDKA1003",
    "E1EDP01": "E2EDP01007",
    "E1EDP19": "E2EDP19001",
    "E1EDP20": "E2EDP20001",
}
Node = tuple[str, dict[str, Any], list[Any]]


def write_order_response(
    document: dict[str, Any], envelope: dict[str, Any], now: datetime.datetime,
    form: str = "xml",
) -> bytes:  # fmt: skip
    """Return one ORDERS05 IDoc of message type ORDRSP.

    Parameters
    ----------
    document
        An ``order_response`` as described in ``schema/order_response.json``.
    envelope
        ``sender``, ``receiver``, ``control_number`` (DOCNUM); optional ``client``,
        ``sender_port``, ``receiver_port``, ``partner_type``, ``test``, ``encoding``.
    now
        When the IDoc is made, in the partner's time.
    form
        "xml" or "flat".
    """
    response = document.get("response", "accepted")
    number = document.get("document_number") or document.get("supplier_order_number")
    ours = document.get("supplier_order_number") or number
    nodes: list[Node] = [
        ("E1EDK01", {"ACTION": HEADER_ACTIONS[response],
                     "CURCY": document.get("currency"), "BELNR": number}, []),
    ]  # fmt: skip
    if document.get("document_date"):
        nodes.append(_date("E1EDK03", "012", document["document_date"]))
    for partner in document.get("partners", []):
        fields = {"PARVW": ROLES[partner["role"]], "PARTN": partner.get("id"),
                  "NAME1": (partner.get("name") or "")[:35]}  # fmt: skip
        nodes.append(("E1EDKA1", fields, []))
    for code, belnr in (("001", document.get("order_number")), ("002", ours)):
        if belnr:
            nodes.append(("E1EDK02", {"QUALF": code, "BELNR": belnr}, []))
    lines = document.get("lines", [])
    nodes += [_item(line, document) for line in lines]
    nodes.append(("E1EDS01", {"SUMID": "001", "SUMME": str(len(lines))}, []))
    return _idoc("ORDERS05", "ORDRSP", nodes, envelope, now, form)


def write_aleaud(
    received: dict[str, Any], is_accepted: bool, text: str, envelope: dict[str, Any],
    now: datetime.datetime, form: str = "xml",
) -> bytes:  # fmt: skip
    """Return an ALEAUD01 that tells what became of the IDoc ``received``."""
    state = {
        "DOCNUM": received.get("control_number"),
        "STATUS": "53" if is_accepted else "51",
        "STATXT": text[:70],
        "STATYP": "S" if is_accepted else "E",
    }
    header = {"MESTYP": received.get("message_type")}
    nodes: list[Node] = [("E1ADHDR", header, [("E1STATE", state, [])])]
    return _idoc("ALEAUD01", "ALEAUD", nodes, envelope, now, form)


def _date(name: str, code: str, date: str) -> Node:
    return (name, {"IDDAT": code, "DATUM": _day(date)}, [])


def _day(date: str) -> str:
    try:
        return datetime.date.fromisoformat(date[:10]).strftime("%Y%m%d")
    except ValueError as error:
        raise WriteError(str(error)) from None


def _item(line: dict[str, Any], document: dict[str, Any]) -> Node:
    response = line.get("response", "accepted")
    fields = {
        "POSEX": line.get("line"),
        "ACTION": LINE_ACTIONS[response],
        "MENGE": line.get("quantity"),
        "MENEE": line.get("unit"),
        "VPREI": line.get("price"),
        "PEINH": line.get("price_per"),
        "ABGRU": "00" if response == "rejected" else None,
    }
    reference = {"QUALF": "001", "BELNR": document.get("order_number"),
                 "ZEILE": line.get("line")}  # fmt: skip
    below: list[Node] = [("E1EDP02", reference, [])]
    for entry in line.get("schedule", []):
        date = entry.get("date") or ""
        term = {"WMENG": entry.get("quantity"), "EDATU": date and _day(date),
                "EZEIT": date[11:19].replace(":", "")}  # fmt: skip
        below.append(("E1EDP20", term, []))
    item = line.get("item", {})
    text = (item.get("description") or "")[:70] or None
    for kind, code in (("buyer", "001"), ("supplier", "002"), ("gtin", "003")):
        if not item.get(kind):
            continue
        name = {"QUALF": code, "IDTNR": item[kind][:35], "KTEXT": text}
        if len(item[kind]) > 18:
            name["IDTNR_LONG"] = item[kind]
        below.append(("E1EDP19", name, []))
        text = None
    return ("E1EDP01", fields, below)


def _control(
    basic: str, message: str, envelope: dict[str, Any], now: datetime.datetime
) -> dict[str, str]:
    for key in ("sender", "receiver", "control_number"):
        if not envelope.get(key):
            raise WriteError(f"The partner's set-up lacks {key}.")
    number = envelope["control_number"]
    fields = {
        "TABNAM": "EDI_DC40",
        "MANDT": envelope.get("client"),
        "DOCNUM": number.zfill(16) if number.isdecimal() else number,
        "DOCREL": "750",
        "STATUS": "30",
        "DIRECT": "2",
        "OUTMOD": "2",
        "TEST": "X" if envelope.get("test") else None,
        "IDOCTYP": basic,
        "MESTYP": message,
        "SNDPOR": envelope.get("sender_port") or envelope["sender"],
        "SNDPRT": envelope.get("partner_type") or "LS",
        "SNDPRN": envelope["sender"],
        "RCVPOR": envelope.get("receiver_port") or envelope["receiver"],
        "RCVPRT": envelope.get("partner_type") or "LS",
        "RCVPRN": envelope["receiver"],
        "CREDAT": now.strftime("%Y%m%d"),
        "CRETIM": now.strftime("%H%M%S"),
        "SERIAL": now.strftime("%Y%m%d%H%M%S"),
    }
    return {name: value for name, value in fields.items() if value}


def _idoc(
    basic: str, message: str, nodes: list[Node], envelope: dict[str, Any],
    now: datetime.datetime, form: str,
) -> bytes:  # fmt: skip
    control = _control(basic, message, envelope, now)
    if form == "flat":
        return _flat(control, nodes, envelope.get("encoding") or "utf-8")
    root = etree.Element(basic)
    idoc = etree.SubElement(root, "IDOC", BEGIN="1")
    _append(idoc, ("EDI_DC40", control, []))
    for node in nodes:
        _append(idoc, node)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _append(parent: etree._Element, node: Node) -> None:
    name, fields, below = node
    element = etree.SubElement(parent, name, SEGMENT="1")
    for key, value in fields.items():
        if value:
            try:
                etree.SubElement(element, key).text = value
            except ValueError:
                raise WriteError(f"{name} {key}: {value!r} is no XML text.") from None
    for child in below:
        _append(element, child)


def _flat(control: dict[str, str], nodes: list[Node], encoding: str) -> bytes:
    client, docnum = control.get("MANDT", ""), control["DOCNUM"]
    lines = [_fixed("EDI_DC40", control, CONTROL_FIELDS)]
    stack: list[tuple[Node, int, int]] = [(node, 0, 2) for node in reversed(nodes)]
    number = 0
    while stack:
        (name, fields, below), parent, level = stack.pop()
        number += 1
        definition = DEFINITIONS.get(name) or f"E2{name[2:]}"
        head = f"{definition:30}{client:3}{docnum:16}{number:06}{parent:06}{level:02}"
        assert len(head) == HEAD_WIDTH
        values = {key: value for key, value in fields.items() if value}
        lines.append(head + _fixed(name, values, SEGMENT_FIELDS[name]))
        stack += [(child, number, level + 1) for child in reversed(below)]
    text = "".join(f"{line}\r\n" for line in lines)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        message = f"Character {text[error.start]!r} is not in code page {encoding}."
        raise WriteError(message) from None


def _fixed(
    name: str, values: dict[str, str], fields: list[tuple[str, int, int]]
) -> str:
    cells = []
    for key, _offset, width in fields:
        value = values.get(key, "")
        if len(value) > width:
            raise WriteError(f"{name} {key}: {value!r} is longer than {width}.")
        if not value.isprintable():
            raise WriteError(f"{name} {key}: {value!r} holds control characters.")
        cells.append(value.ljust(width))
    return "".join(cells)
