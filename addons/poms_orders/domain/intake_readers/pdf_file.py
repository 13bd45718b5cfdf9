"""PDF with a text layer: ruled tables, tables of aligned words, and lines of text.

A page without text is a picture: it is typed in by a person, not read here.
"""

from __future__ import annotations

import io
import struct
import zlib

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from .errors import ReadError
from .tables import Content, Table, Value, trim

MAX_PAGES = 60
MAX_CHARS = 400_000
_BROKEN = (
    PDFException, PSException, PdfminerException, MalformedPDFException, LookupError,
    ValueError, TypeError, AttributeError, OSError, EOFError, ArithmeticError,
    AssertionError, NotImplementedError, RecursionError, struct.error, zlib.error,
)  # fmt: skip


def read_pdf(data: bytes) -> Content:
    """Tables and lines of all pages; no lines where the pages are pictures."""
    content = Content("pdf")
    chars = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReadError("too_large", str(len(pdf.pages)))
            for page in pdf.pages:
                chars += len(page.chars)
                if chars > MAX_CHARS:
                    raise ReadError("too_large", str(chars))
                _read_page(page, content)
                page.close()
    except _BROKEN as error:
        raise _refusal(error) from None
    content.tables = _joined(content.tables)
    return content


def _refusal(error: BaseException) -> ReadError:
    causes = [error, *(arg for arg in error.args if isinstance(arg, BaseException))]
    if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
        return ReadError("encrypted")
    return ReadError("broken", str(error)[:200])


def _read_page(page, content: Content) -> None:  # type: ignore[no-untyped-def]
    tables = page.find_tables()
    number = page.page_number
    outside = page
    for table in tables:
        rows: list[list[Value]] = [
            [cell if cell is None else " ".join(cell.split()) for cell in row]
            for row in table.extract()
        ]
        if len(rows) > 1 and max(map(len, rows)) > 1:
            content.tables.append(Table(str(number), trim(rows)))
            outside = outside.outside_bbox(table.bbox, strict=False)
    lines = _word_lines(outside)
    content.lines += [" ".join(text for _x0, _x1, text in line) for line in lines]
    aligned = _aligned(lines)
    if aligned:
        content.tables.append(Table(str(number), aligned))


def _word_lines(page) -> list[list[tuple[float, float, str]]]:  # type: ignore[no-untyped-def]
    """Lines of (left, right, text); words that stand close are one."""
    words = page.extract_words(x_tolerance=2, y_tolerance=3, keep_blank_chars=False)
    lines: list[list[dict]] = []  # type: ignore[type-arg]
    for word in sorted(words, key=lambda w: ((w["top"] + w["bottom"]) / 2, w["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and abs(lines[-1][0]["middle"] - middle) < 4:
            lines[-1].append(word | {"middle": lines[-1][0]["middle"]})
        else:
            lines.append([word | {"middle": middle}])
    return [_phrases(sorted(line, key=lambda w: w["x0"])) for line in lines]


def _phrases(words: list[dict]) -> list[tuple[float, float, str]]:  # type: ignore[type-arg]
    result: list[tuple[float, float, str]] = []
    for word in words:
        size = word["bottom"] - word["top"]
        if result and word["x0"] - result[-1][1] < 0.6 * size:
            left, _right, text = result[-1]
            result[-1] = (left, word["x1"], f"{text} {word['text']}")
        else:
            result.append((word["x0"], word["x1"], word["text"]))
    return result


def _aligned(lines: list[list[tuple[float, float, str]]]) -> list[list[Value]]:
    """Cells of a table without rules: columns are where phrases stand above another.

    A phrase belongs to the column that it overlaps most; columns come from the
    lines of many phrases, not from a letter's head, whose phrases lie across them.
    """
    wide = [line for line in lines if len(line) >= 3]
    if len(wide) < 2:
        return []
    many = sorted(map(len, wide))[-2]
    wide = [line for line in wide if 4 * len(line) >= 3 * many]
    spans: list[list[float]] = []
    for left, right, _text in sorted(cell for line in wide for cell in line):
        if spans and left < spans[-1][1] - 1:
            spans[-1][1] = max(spans[-1][1], right)
        else:
            spans.append([left, right])
    if len(spans) < 3:
        return []
    rows: list[list[Value]] = []
    for line in lines:
        row: list[Value] = [None] * len(spans)
        for left, right, text in line:
            column = max(
                range(len(spans)),
                key=lambda i: min(right, spans[i][1]) - max(left, spans[i][0]),
            )
            row[column] = f"{row[column]} {text}" if row[column] else text
        rows.append(row)
    return trim(rows)


def _joined(tables: list[Table]) -> list[Table]:
    """One table for what goes on over pages with the same number of columns."""
    result: list[Table] = []
    for table in tables:
        width = max(map(len, table.rows), default=0)
        last = result[-1] if result else None
        if (
            last
            and last.name != table.name
            and max(map(len, last.rows), default=0) == width
        ):
            result[-1] = Table(last.name, last.rows + table.rows)
        else:
            result.append(table)
    return result
