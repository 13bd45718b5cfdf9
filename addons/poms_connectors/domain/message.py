"""Which messages are the same, and what an intake answers. No database, no clock."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

ORDER_TYPES = ("order", "order_change", "order_cancel")
# How a message's state reads to who sent it.
STATUS = {
    "done": "accepted",
    "ignored": "accepted",
    "waiting": "accepted",
    "received": "accepted",
    "duplicate": "duplicate",
    "parked": "refused",
    "error": "refused",
}
HTTP_REFUSED = 422
# Who sends, when and under which number: not what the message says.
_ENVELOPE = ("control_number", "message_number", "serial")


# The order in which people read a document; the database keeps none.
_ORDER = (
    "family", "type", "message_type", "function", "sender", "receiver",
    "control_number", "message_number", "client", "serial", "version", "test",
    "order_number", "document_number", "supplier_order_number", "response",
    "document_date", "requested_date", "requested_date_to", "currency", "line",
    "action", "role", "id", "name", "item", "buyer", "supplier", "gtin", "description",
    "quantity", "unit", "price", "price_per", "date", "schedule", "partners", "notes",
    "lines", "ack", "ignored",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


def in_order(value: Any) -> Any:
    """Return a document with its keys in the order for reading."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (_RANK.get(key, len(_RANK)), key))
        return {key: in_order(value[key]) for key in keys}
    if isinstance(value, list):
        return [in_order(item) for item in value]
    return value


def without_null(value: Any) -> Any:
    """Return an answer without its null keys: XML-RPC has no null."""
    if isinstance(value, Mapping):
        return {k: without_null(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_null(item) for item in value]
    return value


def document_digest(document: Mapping[str, Any]) -> str:
    """Return a hash of what a document says, whatever envelope it came in."""
    content = {key: document[key] for key in document if key not in _ENVELOPE}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def message_key(envelope: Mapping[str, Any], content: bytes, index: int) -> str:
    """Return the key under which a message may be processed once per partner.

    Control number and message number within the sender (and SAP client); without a
    control number the file itself, so that only an identical copy is the same.
    """
    number = envelope.get("control_number")
    if not number:
        return f"sha256:{hashlib.sha256(content).hexdigest()}:{index}"
    names = ("family", "sender", "client", "message_type", "function")
    parts = [str(envelope.get(name) or "") for name in names]
    if envelope.get("family") != "u8":
        # Elsewhere what is to be done is no part of a message's identity.
        parts[-1] = ""
    return "|".join([*parts, number, str(envelope.get("message_number") or "")])


def total_status(statuses: Sequence[str]) -> str:
    """Return the status of a file from those of its messages."""
    found = set(statuses)
    if len(found) == 1:
        return found.pop()
    if not found:
        return "refused"
    return "partial" if "refused" in found else "accepted"


def http_status(status: str) -> int:
    """Return 200 where something was taken or known, else 422."""
    return HTTP_REFUSED if status == "refused" else 200
