"""IDocs to readings: which type, who from, which number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import Issue, Reading
from ..values import compact, unique
from ..xmlsafe import XmlDocument
from . import flat, xml
from .layout import Idoc
from .orders import CANCELS, OrderReader

_ORDER_TYPES = {
    "ORDRSP": "order_response",
    "ORDCHG": "order_change",
    "ORDERS": "order",
}
_STATE = {"50": "received", "64": "received", "62": "received", "53": "accepted",
          "03": "received", "12": "received", "16": "accepted", "41": "accepted",
          "39": "received", "52": "accepted"}  # fmt: skip


def read_flat(
    data: bytes, encoding: str | None = None, width: str | None = None
) -> Iterator[Reading]:
    """Yield one reading per IDoc of a port file.

    ``encoding`` is the port's code page (a codec name or SAP's number), ``width`` is
    "characters" or "bytes"; both are guessed from the bytes if not given.
    """
    for idoc in flat.read(data, encoding, width):
        yield _read(idoc)


def read_xml(data: bytes, fallbacks: tuple[str, ...] = ()) -> Iterator[Reading]:
    """Yield one reading per IDOC element."""
    for idoc in xml.read(XmlDocument(data, fallbacks)):
        yield _read(idoc)


def message_kind(message_type: str, basic_type: str, standard_type: str) -> str:
    """Return the neutral type; own names (ZZORDERS) go by what they contain.

    ORDERS0n carries quotations too (REQOTE, QUOTES): those are "other". An own name
    that says nothing is an order, for ORDERS0n is what the sender built it on.
    """
    if not basic_type.startswith("ORDERS0"):
        return "ack" if message_type == "ALEAUD" else "other"
    for name in (message_type, standard_type):
        for part, kind in _ORDER_TYPES.items():
            if part in name:
                return kind
    return "order" if message_type[:1] in ("", "Z", "Y") else "other"


def _read(idoc: Idoc) -> Reading:
    control = idoc.control
    kind = message_kind(
        (control.get("MESTYP") or "").upper(),
        (control.get("IDOCTYP") or "").upper(),
        (control.get("STDMES") or "").upper(),
    )
    for name in ("DOCNUM", "IDOCTYP"):
        if control.fields and not control.get(name):
            text = f"The control record has no {name}."
            idoc.issues.append(Issue("control_field", text, control.at(name)))
    if kind in ("order", "order_change", "order_response"):
        body = OrderReader(kind, idoc).read()
    elif kind == "ack":
        body = _read_ack(idoc)
    else:
        body = {"ignored": unique([segment.name for segment in idoc.segments])}
    action = body.get("function")
    if kind in ("order", "order_change") and action == CANCELS:
        kind = "order_cancel"
    elif kind == "order" and action == "004":
        kind = "order_change"
    envelope = _envelope(idoc, kind)
    if idoc.issues:
        return Reading(issues=idoc.issues, envelope=envelope)
    return Reading(document={**envelope, **body}, envelope=envelope)


def _envelope(idoc: Idoc, kind: str) -> dict[str, Any]:
    control = idoc.control
    version = unique([control.get("IDOCTYP") or "", control.get("CIMTYP") or ""])
    facts: dict[str, Any] = {
        "family": "idoc",
        "type": kind,
        "message_type": control.get("MESTYP"),
        "sender": control.get("SNDPRN") or control.get("SNDPOR"),
        "receiver": control.get("RCVPRN") or control.get("RCVPOR"),
        "control_number": control.get("DOCNUM"),
        "client": control.get("MANDT"),
        "serial": control.get("SERIAL"),
        "version": "/".join(part for part in version if part),
    }
    facts = compact(facts)
    facts["test"] = bool(control.get("TEST"))
    return facts


def _read_ack(idoc: Idoc) -> dict[str, Any]:
    """Return what an ALEAUD says of the IDocs that it answers."""
    items, ignored = [], []
    for segment in idoc.segments:
        if segment.name == "E1STATE":
            text = segment.get("STATXT") or ""
            for number in ("1", "2", "3", "4"):
                text = text.replace("&", segment.get(f"STAPA{number}") or "", 1)
            state = segment.get("STATUS") or ""
            items.append(
                compact(
                    {
                        "reference": segment.get("DOCNUM"),
                        "status": _STATE.get(state, "rejected"),
                        "code": segment.get("STACOD") or state,
                        "text": text,
                    }
                )
            )
        elif segment.name == "E1PRTOB" and items:
            items[-1] |= compact({"number": segment.get("OBJKEY")})
        elif segment.name != "E1ADHDR":
            ignored.append(segment.name)
    return {"ack": {"items": items}, "ignored": unique(ignored)}
