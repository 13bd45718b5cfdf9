"""U8's answer form: <ufinterface roottag="return"> with one item per document."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ..errors import WriteError


def write_reply(
    items: list[dict[str, Any]], envelope: dict[str, Any], encoding: str = "utf-8"
) -> bytes:
    """Return the answer to a U8 message.

    Parameters
    ----------
    items
        One per document: ``key`` (its id as sent), ``error`` (a sentence, or None if
        it was taken), ``number`` (ours; an accepted item without one would read as
        "nothing written").
    envelope
        ``sender``, ``receiver``, ``control_number``, ``function``, ``message_type`` of
        the message that is answered: sender and receiver change sides here.
    encoding
        As the partner sends: "utf-8" or "GBK".
    """
    attributes = {
        "roottag": "return",
        "docid": envelope.get("control_number"),
        "proc": envelope.get("function"),
        "sender": envelope.get("receiver"),
        "receiver": envelope.get("sender"),
        "request-roottag": envelope.get("message_type"),
    }
    root = etree.Element("ufinterface")
    for name, value in attributes.items():
        root.set(name, value or "")
    for item in items:
        if not item.get("error") and not item.get("number"):
            raise WriteError(f"Item {item.get('key')!r} is accepted without a number.")
        node = etree.SubElement(root, "item")
        node.set("key", item.get("key") or "")
        node.set("succeed", "-1" if item.get("error") else "0")
        node.set("dsc", _clean(item.get("error") or ""))
        node.set("u8key", str(item.get("number") or ""))
    text: str = etree.tostring(root, encoding="unicode")
    declaration = f"<?xml version='1.0' encoding='{encoding}'?>\n"
    # A character that the encoding lacks is written as a reference, never as "?".
    return (declaration + text).encode(encoding, "xmlcharrefreplace")


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
