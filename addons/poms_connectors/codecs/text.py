"""Bytes to characters, and back to the byte that an error is about."""

from __future__ import annotations

import bisect
import re

UTF8_BOM = b"\xef\xbb\xbf"
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
# No character set for messages has them, and no database keeps the first of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Places:
    """Turns offsets into lines; offsets are bytes of the file as it came."""

    def __init__(self, data: bytes) -> None:
        mark = b"\n" if b"\n" in data else b"\r"
        self._breaks = [match.start() for match in re.finditer(re.escape(mark), data)]

    def line(self, byte: int) -> int:
        """Return the line of a byte offset, counted from 1."""
        return bisect.bisect_left(self._breaks, byte) + 1


def control_character(text: str, allowed: str = "") -> tuple[int, str] | None:
    """Return place and name of the first control character that no text has."""
    if text.isprintable():
        return None
    for match in _CONTROL.finditer(text):
        if match.group() not in allowed:
            return match.start(), f"U+{ord(match.group()):04X}"
    return None


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def looks_gbk(data: bytes) -> bool:
    """Whether non-ASCII bytes are Chinese in GBK beyond reasonable doubt.

    True when every run of high bytes has even length, lies in the area of GB 2312 and
    one run holds at least two characters: text of a European code page has single
    letters among ASCII ones. Never used where a declared encoding decodes.
    """
    runs = _HIGH_RUN.findall(data)
    if not any(len(run) >= 4 for run in runs):
        return False
    if any(len(run) % 2 or min(run) < 0xA1 or max(run) > 0xF7 for run in runs):
        return False
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def utf16_name(data: bytes) -> str | None:
    """Return the codec of UTF-16 text, by its byte order mark or its zero bytes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = data[:64]
    if len(head) >= 8 and head[1::2].count(0) == len(head[1::2]):
        return "utf-16-le"
    if len(head) >= 8 and head[::2].count(0) == len(head[::2]):
        return "utf-16-be"
    return None


def strip_bom(data: bytes) -> bytes:
    return data[3:] if data.startswith(UTF8_BOM) else data
