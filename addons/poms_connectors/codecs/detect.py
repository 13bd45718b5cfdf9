"""Which family a file belongs to, by what is in it."""

from __future__ import annotations

import re

from .text import UTF8_BOM
from .xmlsafe import root_name

_UBL = "urn:oasis:names:specification:ubl"
# A control record, or a data record (name, client, two numbers) that has lost it.
_PORT_FILE = re.compile(r"EDI_DC|(.{0,200}[\r\n]+)?EDI_DC40|[EZ]2[A-Z0-9_]+ *\d{25}")
_B2MML = re.compile(r"mesa\.org|mimosa|B2MML|ProductionSchedule|OperationsSchedule")


def detect_family(data: bytes) -> str | None:
    """Return the family (a name of `reader.FAMILIES`), or None if nothing fits.

    Looks at the first 64 kB only: a header that is damaged still tells the family by
    the segments after it.
    """
    head = data[: 1 << 16]
    if head.startswith(UTF8_BOM):
        head = head[3:]
    text = head.decode("latin-1").lstrip(" \t\r\n\x00\ufeff")
    if not text:
        return None
    if re.match(_PORT_FILE, text):
        return "idoc"
    if re.match(r"UNA.{6}\s*UN[BGH]|UN[BH][^A-Za-z0-9]", text, re.DOTALL):
        return "edifact"
    if re.match(r"ISA[^A-Za-z0-9]", text):
        return "x12"
    if text.startswith("<"):
        return _xml_family(text)
    if text[0] in "{[":
        return "odata" if '"d"' in text or "/Date(" in text else "yonbip"
    if re.search(r"(^|['\r\n\x1c])\s*UN[AHBT][^A-Za-z0-9\s]", text):
        return "edifact"
    if re.search(r"[~\n]ST\*\d{3}\*", text):
        return "x12"
    first = text.splitlines()[0]
    if any(first.count(mark) >= 2 for mark in ",;\t"):
        return "csv"
    return None


def _xml_family(text: str) -> str | None:
    name = root_name(text)
    if name is None:
        return None
    if re.search(r"<(\w+:)?ufinterface\b", text):
        return "u8"
    if re.search(r"<(\w+:)?(IDOC|EDI_DC40(_U)?)[\s/>]", text):
        return "idoc"
    if name == "cXML":
        return "cxml"
    if _UBL in text:
        return "ubl"
    if _B2MML.search(text):
        return "b2mml"
    if "edmx" in name.lower() or "DataService" in text:
        return "odata"
    if "sap.com" in text or name == "Envelope":
        return "sapxi"
    return "xml"
