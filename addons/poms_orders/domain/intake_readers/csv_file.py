"""Separated text: which characters, which separator, then the cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from .errors import ReadError
from .tables import MAX_COLUMNS, MAX_ROWS, Content, Table, Value, check_size, trim

SEPARATORS = (",", ";", "\t", "|", "，", "；", "^")


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16, GB18030 or a Western code page.

    The byte order mark decides; without one, UTF-8 where it fits, then Chinese or
    Western by how the high bytes pair up. Raises ReadError("charset") for binary.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    sample = data[:4000]
    zeros = sample.count(0)
    if zeros and zeros * 20 < len(sample):
        data = data.replace(b"\0", b"")
    elif zeros:
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if odd > 3 * even:
            return _decoded(data, "utf-16-le")
        if even > 3 * odd:
            return _decoded(data, "utf-16-be")
        raise ReadError("charset")
    for encoding in ("utf-8", "gb18030") if _looks_chinese(data) else ("utf-8",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue  # the next encoding is tried
    return data.decode("cp1252", "replace")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ReadError("charset") from None


def _looks_chinese(data: bytes) -> bool:
    """In GB18030 high bytes come in pairs; a Western umlaut stands alone."""
    pairs = len(re.findall(rb"[\xa1-\xfe][\xa1-\xfe]", data))
    lone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", data))
    return pairs > lone


def read_csv(data: bytes) -> Content:
    """The one table of a CSV file."""
    text = decode(data)
    rows = split_rows(text)
    if not rows:
        raise ReadError("empty")
    return Content("csv", [Table("", rows)])


def split_rows(text: str) -> list[list[Value]]:
    """Cells of separated text; the separator is the one that parts lines most alike."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if text.count('"') % 2:
        text = "\n".join(map(_without_open_quote, text.split("\n")))
    match = re.match(r"\s*sep=(.)\n", text)
    if match:
        return _parse(text[match.end() :], match[1])
    best, best_rows = (-1.0, 0), [[line] for line in text.split("\n")]
    for separator in SEPARATORS:
        if separator not in text:
            continue
        rows = _parse(text, separator)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        merit = (count / max(len(rows), 1) + min(width, 6) / 12, width)
        if merit > best:
            best, best_rows = merit, rows
    check_size(len(best_rows), max(map(len, best_rows), default=0))
    return trim(best_rows)


def _without_open_quote(line: str) -> str:
    """A quote that nobody closed would swallow the lines after it."""
    if not line.count('"') % 2:
        return line
    return re.sub(r'(^|[,;\t|，；^])\s*"', r"\1", line)


def _parse(text: str, separator: str) -> list[list[Value]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    rows: list[list[Value]] = []
    try:
        for row in reader:
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise ReadError("too_many_cells", str(len(rows)))
            # ="0012" is how spreadsheets are kept from eating zeros
            rows.append([re.sub(r'^="(.*)"$', r"\1", cell) for cell in row])
    except csv.Error:
        return [[line] for line in text.split("\n")]
    return trim(rows)
