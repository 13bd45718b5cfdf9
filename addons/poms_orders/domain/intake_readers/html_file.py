"""Tables and lines of HTML: bodies of mails, and "XLS" files that are web pages."""

from __future__ import annotations

import re

from lxml import etree, html

from .csv_file import decode, split_rows
from .errors import ReadError
from .tables import MAX_COLUMNS, MAX_ROWS, Content, Merge, Table, Value, trim

_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "pre")
# What XML has no place for, as a number of the alphabet or written as an entity.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bce-f]|1[\da-f]));",
    re.IGNORECASE,
)
_UNSEEN = ("script", "style", "head")


# What mail programs write above a message that is passed on as it is.
_FORWARDED = re.compile(
    r"forwarded message|转发(?:的)?邮件|轉寄的郵件|weitergeleitete nachricht"
    r"|message transféré|原始邮件",
    re.IGNORECASE,
)


def read_html_text(text: str, is_forwarded: bool = False) -> Content:
    """Tables that hold no other table, and the lines around them.

    Quoted parts (the mail that is answered) are left out, unless the mail passes
    them on.
    """
    if not text.strip():
        raise ReadError("empty")
    try:
        # bytes, as lxml refuses text with an encoding declaration
        parser = html.HTMLParser(encoding="utf-8", no_network=True)
        clean = _CONTROL.sub("", text).encode("utf-8", "replace")
        root = html.document_fromstring(clean, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError("broken", str(error)[:200]) from None
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    is_forwarded = is_forwarded or bool(_FORWARDED.search(root.text_content()))
    if not is_forwarded:
        _drop_quotes(root)
    content = Content("html")
    for number, table in enumerate(root.iter("table"), 1):
        if table.find(".//table") is not None:
            continue
        rows, merges = _grid(table)
        if len(rows) > 1 and max(map(len, rows)) > 1:
            content.tables.append(Table(str(number), rows, merges))
    content.lines = _lines(root)
    if not content.tables:
        # a plain mail comes wrapped in HTML; blanks and tabs part its columns
        text = "\n".join(content.lines)
        content.tables = read_plain(text, is_forwarded).tables
    return content


def _drop_quotes(root: html.HtmlElement) -> None:
    for element in list(root.iter("blockquote")):
        element.drop_tree()
    for element in list(root.iter("div")):
        # what mail programs wrap the answered message in
        if "quote" in (element.get("class") or "") and element is not root:
            element.drop_tree()
    for element in root.xpath("//*[@data-o-mail-quote]"):
        if element.getparent() is not None:
            element.drop_tree()


def read_html_file(data: bytes) -> Content:
    content = read_html_text(decode(data))
    if content.is_empty:
        raise ReadError("empty")
    return content


def read_plain(text: str, is_forwarded: bool = False) -> Content:
    """Lines of a plain text, and the table that separators or blanks make in it.

    Quoted lines count only in a mail that passes them on.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if is_forwarded or _FORWARDED.search(text):
        lines = [re.sub(r"^\s*(?:>\s?)+", "", line) for line in lines]
    else:
        lines = [line for line in lines if not line.lstrip().startswith(">")]
    content = Content("text", lines=lines)
    columns = [line.split("\t") if "\t" in line else _by_blanks(line) for line in lines]
    rows: list[list[Value]] = [[cell.strip() for cell in row] for row in columns]
    if sum(len(row) > 2 for row in rows) < 2:
        rows = split_rows("\n".join(lines))
    if sum(len(row) > 2 for row in rows) >= 2:
        content.tables.append(Table("", trim(_without_prose(rows))))
    return content


def _without_prose(rows: list[list[Value]]) -> list[list[Value]]:
    """Blank the lines of a letter around its table: far fewer cells than it has."""
    width = max(len(row) for row in rows)
    return [row if 2 * len(row) > width or len(row) > 2 else [] for row in rows]


def _by_blanks(line: str) -> list[str]:
    return [part for part in line.replace("\u3000", "  ").strip().split("  ") if part]


def _grid(table: html.HtmlElement) -> tuple[list[list[Value]], list[Merge]]:
    """Cells of a table with their spans, as a spreadsheet would merge them."""
    cells: dict[tuple[int, int], Value] = {}
    merges = []
    for row, line in enumerate(table.iter("tr")):
        if row >= MAX_ROWS:
            raise ReadError("too_many_cells", str(row))
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in cells:
                column += 1
            if column >= MAX_COLUMNS:
                raise ReadError("too_many_cells", str(column))
            across = _span(cell.get("colspan"), MAX_COLUMNS - column)
            down = _span(cell.get("rowspan"), 500)
            text = " ".join(cell.text_content().split())
            for r in range(row, row + down):
                for c in range(column, column + across):
                    cells[r, c] = text if (r, c) == (row, column) else None
            if across > 1 or down > 1:
                merges.append(Merge(row, column, row + down - 1, column + across - 1))
            column += across
    height = max((row for row, _column in cells), default=-1) + 1
    width = max((column for _row, column in cells), default=-1) + 1
    rows = [[cells.get((r, c)) for c in range(width)] for r in range(height)]
    return trim(rows), merges


def _span(text: str | None, limit: int) -> int:
    return max(1, min(int(text), limit)) if text and text.isdecimal() else 1


def _lines(root: html.HtmlElement) -> list[str]:
    for element in root.iter("table"):
        element.text = None
    for element in list(root.iter("td", "th")):
        element.text = None
        for child in list(element):
            element.remove(child)
    for element in root.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    text = root.text_content()
    return [
        line.strip() for line in text.replace("\xa0", " ").split("\n") if line.strip()
    ]
