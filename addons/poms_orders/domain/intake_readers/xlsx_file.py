"""XLSX, XLSM and the zipped files of WPS: values as last calculated, no macros."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import LxmlError

from .errors import ReadError
from .tables import (
    Content,
    FormulaWithoutValue,
    Merge,
    Table,
    Value,
    check_size,
    trim,
)

MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 2000
_BROKEN = (
    LookupError, ValueError, TypeError, AttributeError, OSError, EOFError,
    ArithmeticError, AssertionError, NotImplementedError, RecursionError,
    ParseError, LxmlError, struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip


def check_zip(data: bytes) -> list[str]:
    """Names in an archive; ReadError where unpacking it would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise ReadError("too_large", str(len(entries)))
            total = sum(entry.file_size for entry in entries)
            if total > MAX_UNPACKED or total > MAX_RATIO * len(data) + 1_000_000:
                raise ReadError("too_large", f"{total // 1_000_000} MB")
            if any(entry.flag_bits & 1 for entry in entries):
                raise ReadError("encrypted")
            return [entry.filename for entry in entries]
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        raise ReadError("broken", str(error)) from None


def read_xlsx(data: bytes) -> Content:
    """The visible sheets of a workbook."""
    check_zip(data)
    try:
        with warnings.catch_warnings():
            # openpyxl tells of styles and drawings that it leaves out
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), data_only=True, keep_links=False
            )
    except _BROKEN as error:
        raise ReadError("broken", str(error)[:200]) from None
    empty = _formulas_without_value(data)
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        used = [place for place, cell in sheet._cells.items() if cell.value is not None]
        if not used:
            continue
        # by values: some programs format a million empty rows
        height, width = (max(numbers) for numbers in zip(*used, strict=True))
        check_size(height, width)
        rows: list[list[Value]] = [
            list(row)
            for row in sheet.iter_rows(
                max_row=height, max_col=width, min_row=1, min_col=1, values_only=True
            )
        ]
        for row, column in empty.get(sheet.title, ()):
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = FormulaWithoutValue("=")
        merges = [
            Merge(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1)
            for m in sheet.merged_cells.ranges
        ]
        hidden = {
            number
            for number, dimension in sheet.row_dimensions.items()
            if dimension.hidden and number <= len(rows)
        }
        rows = [[] if i + 1 in hidden else row for i, row in enumerate(rows)]
        rows = trim(rows)
        if rows:
            tables.append(Table(sheet.title, rows, merges))
    if not tables:
        raise ReadError("empty")
    return Content("xlsx", tables)


def _formulas_without_value(data: bytes) -> dict[str, list[tuple[int, int]]]:
    """{sheet title: cells} whose formula was written by a program that did not count.

    Such a cell looks empty to every reader; it must not pass for one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not _has_uncounted(data):
                return {}
            book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
            values = openpyxl.load_workbook(
                io.BytesIO(data), data_only=True, keep_links=False
            )
    except _BROKEN:
        return {}
    result: dict[str, list[tuple[int, int]]] = {}
    for sheet in book.worksheets:
        counted = values[sheet.title]._cells
        result[sheet.title] = [
            place
            for place, cell in sheet._cells.items()
            if cell.data_type == "f" and counted[place].value is None
        ]
    return result


def _has_uncounted(data: bytes) -> bool:
    pattern = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f[^>]*/>\s*</c>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            pattern.search(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )
