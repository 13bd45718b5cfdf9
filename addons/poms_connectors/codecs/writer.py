"""The door out: a document to bytes of a family."""

from __future__ import annotations

import datetime
from typing import Any

from . import edifact, idoc
from .errors import WriteError


def write(
    document: dict[str, Any], family: str, envelope: dict[str, Any],
    now: datetime.datetime, form: str = "xml",
) -> bytes:  # fmt: skip
    """Return `document` as a message of `family`.

    Only ``order_response`` in EDIFACT and IDoc (``form``: "xml" or "flat"); the answer
    of U8 is `u8.write_reply`. Everything is given: control number, time, ids.
    Raises `WriteError` with the reason.
    """
    kind = document.get("type")
    if kind != "order_response":
        raise WriteError(f"A document of type {kind} is not written yet.")
    if family == "edifact":
        return edifact.write_order_response(document, envelope, now)
    if family == "idoc":
        return idoc.write_order_response(document, envelope, now, form)
    raise WriteError(f"Family {family} writes no {kind}.")
