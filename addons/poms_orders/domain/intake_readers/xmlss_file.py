"""SpreadsheetML of 2003: the XML that many ERPs save as ".xls"."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from .errors import ReadError
from .tables import Content, Merge, Table, Value, check_size, trim

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{NAMESPACE}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def is_xmlss(head: bytes) -> bool:
    """Whether the first bytes of a file say that it is one."""
    low = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return low.startswith((b"<?xml", b"<Workbook")) and NAMESPACE.encode() in head


def read_xmlss(data: bytes) -> Content:
    """The visible sheets of a workbook."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("broken", str(error)[:200]) from None
    tables = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        visible = sheet.find(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible")
        if visible is not None and (visible.text or "").startswith("Sheet"):
            continue
        rows, merges = _grid(sheet)
        if rows:
            tables.append(Table(sheet.get(f"{_SS}Name") or "", rows, merges))
    if not tables:
        raise ReadError("empty")
    return Content("xls", tables)


def _grid(sheet: etree._Element) -> tuple[list[list[Value]], list[Merge]]:
    """Cells by their places: a file leaves empty rows and cells out (`ss:Index`)."""
    cells: dict[tuple[int, int], Value] = {}
    merges = []
    row = -1
    for line in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _number(line, "Index", row + 2) - 1
        column = -1
        for cell in line.iterfind(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 2) - 1
            check_size(row + 1, column + 1)
            value = _value(cell.find(f"{_SS}Data"))
            if value is not None and not line.get(f"{_SS}Hidden"):
                cells[row, column] = value
            across = _number(cell, "MergeAcross", 0)
            down = _number(cell, "MergeDown", 0)
            if across or down:
                merges.append(Merge(row, column, row + down, column + across))
            column += across
    height = max((place[0] for place in cells), default=-1) + 1
    width = max((place[1] for place in cells), default=-1) + 1
    return trim([[cells.get((r, c)) for c in range(width)] for r in range(height)]), (
        merges
    )


def _number(element: etree._Element, name: str, default: int) -> int:
    text = element.get(f"{_SS}{name}") or ""
    return int(text) if text.isdecimal() else default


def _value(data: etree._Element | None) -> Value:
    if data is None:
        return None
    text = "".join(data.itertext()).strip()
    kind = data.get(f"{_SS}Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text or None
