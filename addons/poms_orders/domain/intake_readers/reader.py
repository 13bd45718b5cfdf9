"""The door in: bytes of a file to tables and lines, by content, not by name."""

from __future__ import annotations

import io
import zipfile

from .csv_file import decode, read_csv
from .errors import ReadError
from .html_file import read_html_file, read_html_text, read_plain
from .pdf_file import read_pdf
from .tables import MAX_BYTES, Content
from .xls_file import OLE_MAGIC, read_xls
from .xlsx_file import check_zip, read_xlsx
from .xmlss_file import is_xmlss, read_xmlss

PICTURES = {
    b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif",
    b"BM": "bmp", b"II*\x00": "tiff", b"MM\x00*": "tiff",
}  # fmt: skip
# winmail.dat: Outlook's own wrapping of attachments
TNEF_MAGIC = b"\x78\x9f\x3e\x22"
_READERS = {
    "csv": read_csv, "xlsx": read_xlsx, "xls": read_xls, "pdf": read_pdf,
    "html": read_html_file, "xmlss": read_xmlss,
}  # fmt: skip


def detect_kind(data: bytes) -> str:
    """Return the kind of a file: one of `_READERS`, or of those that are not read."""
    head = data[:1024]
    if head.startswith(OLE_MAGIC):
        return "xls" if _is_workbook(data) else "office"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if b"%PDF-" in head:
        return "pdf"
    if any(head.startswith(magic) for magic in PICTURES):
        return "picture"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" or head[4:12] in (
        b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif",
    ):  # fmt: skip
        return "picture"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "archive"
    if head.startswith(TNEF_MAGIC):
        return "tnef"
    return _text_kind(data, head)


def _text_kind(data: bytes, head: bytes) -> str:
    """Return html, xmlss, csv, empty, or other where it is no text at all."""
    low = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if low.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<style")):
        return "html"
    if low.startswith(b"<?xml") and b"<html" in low:
        return "html"
    if is_xmlss(head):
        return "xmlss"
    if not data.strip():
        return "empty"
    try:
        text = decode(data[:65536])
    except ReadError:
        return "other"
    odd = sum(ord(char) < 32 and char not in "\t\r\n\f" for char in text)
    return "other" if odd > len(text) / 100 else "csv"


def _is_workbook(data: bytes) -> bool:
    """Whatever is not named as something else: a damaged one has lost its names."""
    names = ("WordDocument", "PowerPoint Document", "__properties_version1.0")
    return not any(name.encode("utf-16-le") in data for name in names)


def _zip_kind(data: bytes) -> str:
    names = check_zip(data)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "office"
    if "mimetype" in names:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if b"opendocument" in archive.read("mimetype")[:200]:
                return "office"
    return "archive"


def read_tables(data: bytes) -> Content:
    """Tables and lines of a file.

    Raises
    ------
    ReadError
        With a code of `errors.CODES`: empty, too large, encrypted, broken, or of a
        kind that is not read ("unsupported", whose detail is the kind).
    """
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", f"{len(data) // 1_000_000} MB")
    kind = detect_kind(data)
    if kind == "empty":
        raise ReadError("empty")
    if kind not in _READERS:
        raise ReadError("unsupported", kind)
    return _READERS[kind](data)


def read_html(text: str, is_forwarded: bool = False) -> Content:
    """Tables and lines of a mail's body; of quotations where it passes them on."""
    return read_html_text(text, is_forwarded)


def read_text(text: str) -> Content:
    """Tables and lines of a plain body."""
    return read_plain(text)
