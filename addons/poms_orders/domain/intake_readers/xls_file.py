"""The old binary workbook: XLS of Excel, and .et of WPS."""

from __future__ import annotations

import struct
from datetime import datetime
from io import StringIO

import xlrd

from .errors import ReadError
from .tables import Content, Merge, Table, Value, check_size, trim

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    xlrd.XLRDError, LookupError, ValueError, TypeError, AttributeError, OSError,
    EOFError, ArithmeticError, AssertionError, NotImplementedError, RecursionError,
    struct.error, xlrd.compdoc.CompDocError,
)  # fmt: skip


def read_xls(data: bytes) -> Content:
    """The visible sheets of a workbook."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ReadError("encrypted")
    try:
        book = _open(data)
    except _BROKEN as error:
        text = str(error)
        code = "encrypted" if "encrypted" in text.lower() else "broken"
        raise ReadError(code, text[:200]) from None
    tables = []
    for sheet in book.sheets():
        if sheet.visibility:
            continue
        check_size(sheet.nrows, sheet.ncols)
        rows = trim(
            [
                [_value(book, cell) for cell in sheet.row(index)]
                for index in range(sheet.nrows)
            ]
        )
        merges = [Merge(a, c, b - 1, d - 1) for a, b, c, d in sheet.merged_cells]
        if rows:
            tables.append(Table(sheet.name, rows, merges))
    if not tables:
        raise ReadError("empty")
    return Content("xls", tables)


def _open(data: bytes) -> xlrd.Book:
    """Open with formats, which hold the merged cells; without, where they are odd."""
    log = StringIO()
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=log)
    except _BROKEN:
        return xlrd.open_workbook(file_contents=data, logfile=log)


def _value(book: xlrd.Book, cell: xlrd.sheet.Cell) -> Value:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERR"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return float(cell.value)
        return moment if isinstance(moment, datetime) else None
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(cell.value)
    return str(cell.value)
