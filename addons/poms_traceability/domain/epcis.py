"""How our acts are said in EPCIS 2.0, and how an event's content is hashed.

Vocabulary: GS1 EPCIS 2.0 and Core Business Vocabulary 2.0 (GS1, 2022). Terms stand
without the prefix ``urn:epcglobal:cbv:``; an export adds it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

EVENT_TYPES = ("object", "aggregation", "transaction", "transformation", "association")
ACTIONS = ("add", "observe", "delete")


class Wording(NamedTuple):
    """An event's four EPCIS dimensions; None where the standard has none."""

    event_type: str
    action: str | None
    biz_step: str
    disposition: str | None


# A transformation has no action in EPCIS: what was used and what came out of one
# production order are several transformation events with one transformation id.
WORDINGS = {
    "order_received": Wording("transaction", "add", "other", None),
    "order_confirmed": Wording("transaction", "observe", "other", "active"),
    "card_released": Wording("transaction", "observe", "other", "active"),
    "card_started": Wording("object", "observe", "assembling", "in_progress"),
    "card_paused": Wording("object", "observe", "storing", "in_progress"),
    "card_reported": Wording(
        "object", "observe", "creating_class_instance", "in_progress"
    ),
    "card_finished": Wording("object", "observe", "assembling", "in_progress"),
    "component_consumed": Wording("transformation", None, "assembling", "in_progress"),
    "lot_received": Wording(
        "transformation", None, "creating_class_instance", "active"
    ),
    "inspection_done": Wording("object", "observe", "inspecting", "conformant"),
    "hold_set": Wording("object", "observe", "holding", "unavailable"),
    "hold_released": Wording("object", "observe", "holding", "available"),
    "shipped": Wording("object", "observe", "shipping", "in_transit"),
    "document_sent": Wording("transaction", "observe", "other", None),
}
UNKNOWN = Wording("object", "observe", "other", None)


def wording(kind: str, values: Mapping[str, Any]) -> Wording:
    """Return the EPCIS wording of an act of `kind` with these `values`."""
    said = WORDINGS.get(kind, UNKNOWN)
    if kind == "inspection_done" and values.get("result") == "failed":
        return said._replace(disposition="non_conformant")
    return said


def plain(value: Any) -> Any:
    """Return `value` in a form that JSON gives back unchanged.

    Floats become decimal strings, since a database may round them; unknown objects
    become their text. Keys become strings.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of an event's content in canonical JSON."""
    text = json.dumps(
        plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(previous: str, sequence: int, event_id: int, event_hash: str) -> str:
    """Return the hash of a seal: what it seals, and the seal before it."""
    text = f"{previous}|{sequence}|{event_id}|{event_hash}"
    return hashlib.sha256(text.encode()).hexdigest()
