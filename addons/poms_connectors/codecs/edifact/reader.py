"""Bytes of an EDIFACT file to one reading per message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import Issue, Position, Reading
from ..values import compact, unique
from .envelope import Interchange, Message, interchanges
from .orders import CANCELS, TYPES, OrderReader
from .tokens import Segment


def read(data: bytes, encoding: str | None = None) -> Iterator[Reading]:
    """Yield one reading per message, and one per interchange that is cut off.

    A fault of the interchange (wrong count, damaged header) counts for each of its
    messages; a missing end is told apart, for messages that are whole stay valid.
    """
    for interchange in interchanges(data, encoding):
        readings = [_read_message(message, interchange)
                    for message in interchange.messages]  # fmt: skip
        yield from readings
        left = interchange.incomplete if readings else interchange.issues
        left = left or ([] if readings else interchange.incomplete)
        if not readings and not left:
            place = interchange.header.at() if interchange.header else Position(0, 1)
            left = [Issue("empty", "The interchange holds no message.", place)]
        if left:
            yield Reading(issues=list(left), envelope=_envelope(interchange, None))


def _read_message(message: Message, interchange: Interchange) -> Reading:
    envelope = _envelope(interchange, message)
    issues = [*interchange.issues, *message.issues]
    kind = TYPES.get(message.type)
    if kind:
        reader = OrderReader(kind, issues)
        body = reader.read(message.segments, message.header)
    elif message.type in ("CONTRL", "APERAK"):
        kind, body = "ack", _read_ack(message)
    else:
        kind, body = "other", {"ignored": unique([s.tag for s in message.segments])}
    if kind in ("order", "order_change") and body.get("function") == CANCELS:
        kind = "order_cancel"
    elif kind == "order" and body.get("function") in ("4", "5"):
        kind = "order_change"
    envelope["type"] = kind
    if issues:
        return Reading(issues=issues, envelope=envelope)
    return Reading(document={**envelope, **body}, envelope=envelope)


def _envelope(interchange: Interchange, message: Message | None) -> dict[str, Any]:
    header = interchange.header
    facts: dict[str, Any] = {"family": "edifact", "type": "other"}
    if header:
        facts |= {
            "sender": header.get(2),
            "receiver": header.get(3),
            "control_number": header.get(5),
            "test": header.get(11) == "1",
        }
    facts.setdefault("test", False)
    if message:
        facts["message_number"] = message.reference
        facts["message_type"] = message.type
        version = [message.header.get(2, part) for part in (1, 2)]
        facts["version"] = ".".join(part for part in version if part)
    return compact(facts)


def _read_ack(message: Message) -> dict[str, Any]:
    """Return what a CONTRL or APERAK says of the message that it answers."""
    ack: dict[str, Any] = {"status": "accepted"}
    texts: list[str] = []
    ignored: list[str] = []
    for segment in message.segments:
        if segment.tag == "UCI":
            ack["reference"] = segment.get(1)
            ack["status"] = _CONTRL.get(segment.get(4) or "", "rejected")
        elif segment.tag == "UCM" and _CONTRL.get(segment.get(3) or "") == "rejected":
            ack["status"] = "rejected"
        elif segment.tag == "RFF" and segment.get(1) in ("ACW", "ON", "AGO"):
            ack.setdefault("reference", segment.get(1, 1))
        elif segment.tag == "ERC":
            ack["status"] = "rejected"
            texts.append(segment.get(1) or "")
        elif segment.tag == "FTX":
            texts.append(" ".join(segment.all(4)))
        elif segment.tag == "BGM":
            ack |= _bgm_of_ack(segment)
        else:
            ignored.append(segment.tag)
    ack["texts"] = [text for text in texts if text]
    return {"ack": compact(ack), "ignored": unique(ignored)}


_CONTRL = {"4": "rejected", "7": "accepted", "8": "received"}


def _bgm_of_ack(segment: Segment) -> dict[str, Any]:
    found = {"number": segment.get(2)}
    if segment.get(3) in ("27", "29"):
        found["status"] = "rejected" if segment.get(3) == "27" else "accepted"
    return found
