"""Port files: fixed-width records, with or without line breaks between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import CodecError, Issue, Position
from ..text import UTF8_BOM, Places, control_character, is_utf8, looks_gbk
from .layout import (
    CONTROL_FIELDS,
    CONTROL_WIDTH,
    DATA_WIDTH,
    HEAD_FIELDS,
    HEAD_WIDTH,
    SEGMENT_FIELDS,
    Idoc,
    Segment,
    segment_type,
)

_NAME = re.compile(r"[A-Z0-9_/]+", re.ASCII)
# Code pages of SAP ports by number, for a partner's setting.
CODE_PAGES = {
    "1100": "latin-1",
    "1160": "cp1252",
    "4110": "utf-8",
    "8400": "gb18030",
    "8000": "shift_jis",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its text in the width unit of the port, and where it starts."""

    text: str
    byte: int
    size: int


class Port:
    """How a file is cut: widths count characters if Unicode, else bytes.

    Without a setting: UTF-8 if the bytes are valid UTF-8, GBK on strong evidence,
    else Latin-1 (code page 1100), the code page of old non-Unicode systems.
    """

    def __init__(self, data: bytes, encoding: str | None, width: str | None) -> None:
        name = CODE_PAGES.get(encoding or "", encoding)
        if not name:
            name = "utf-8" if is_utf8(data) else "gb18030" if looks_gbk(data) else ""
        self.encoding = name or (
            "cp1252" if re.search(rb"[\x80-\x9f]", data) else "latin-1"
        )
        self.by_character = (width or "").startswith("char") or (
            not width and self.encoding.startswith("utf")
        )
        self.places = Places(data)

    def text(self, data: bytes) -> str:
        """Return `data` as text to be cut: characters, or one per byte."""
        if not self.by_character:
            return data.decode("latin-1")
        try:
            return data.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise CodecError(self._charset_issue(error.start)) from None

    def value(self, text: str, byte: int) -> str | Issue:
        """Return a cut field as characters."""
        control = control_character(text)
        if control:
            byte += self.bytes_of(text[: control[0]])
            reason = f"Byte {byte} is the control character {control[1]}"
            return Issue("control_character", f"{reason}: the record is damaged.",
                         Position(byte, self.places.line(byte)))  # fmt: skip
        if self.by_character or text.isascii():
            return text
        try:
            return text.encode("latin-1").decode(self.encoding)
        except UnicodeDecodeError as error:
            return self._charset_issue(byte + error.start)

    def bytes_of(self, text: str) -> int:
        """Return how many bytes of the file a cut text takes."""
        if not self.by_character or text.isascii():
            return len(text)
        return len(text.encode(self.encoding))

    def _charset_issue(self, byte: int) -> Issue:
        return Issue(
            "charset",
            f"Byte {byte} is not a character of {self.encoding};"
            " set the partner's code page.",
            Position(byte, self.places.line(byte)),
        )


def _lines(text: str, port: Port, start: int) -> Iterator[Record]:
    byte = start
    for part in re.split(r"(\r\n|\n|\r)", text):
        size = port.bytes_of(part)
        record = part.rstrip("\x00\x1a")
        if record.strip():
            yield Record(record, byte, size)
        byte += size


def _stream(text: str, port: Port, start: int) -> Iterator[Record]:
    """Cut a file without line breaks: 524 for a control record, else 1063."""
    place, byte = 0, start
    text = text.rstrip("\r\n\x00\x1a")
    while place < len(text):
        width = CONTROL_WIDTH if text.startswith("EDI_DC40", place) else DATA_WIDTH
        record = text[place : place + width]
        size = port.bytes_of(record)
        if record.strip():
            yield Record(record, byte, size)
        place, byte = place + width, byte + size


def records(data: bytes, port: Port) -> tuple[list[Record], Issue | None]:
    """Return the records, and the issue of a last one that is cut off."""
    start = len(UTF8_BOM) if data.startswith(UTF8_BOM) else 0
    text = port.text(data[start:])
    if re.search(r"[\r\n]", text.rstrip("\r\n\x00\x1a")):
        found = list(_lines(text, port, start))
        is_cut = not text.rstrip("\x00\x1a").endswith(("\r", "\n")) and _is_cut(found)
    else:
        found = list(_stream(text, port, start))
        is_cut = len(found) > 1 and len(found[-1].text) < DATA_WIDTH
    if not is_cut:
        return found, None
    last = found[-1]
    name = last.text[:30].strip() or None
    return found, Issue(
        "truncated",
        f"The last record ends after {len(last.text)} characters: the file was cut off;"
        " ask for it again.",
        Position(last.byte, port.places.line(last.byte), name),
    )


def _is_cut(found: list[Record]) -> bool:
    """Whether a last line without line break is shorter than its like before it.

    Senders that pad do so for every record of a segment; one that is shorter than all
    the others, with nothing after it, is where a transfer broke off.
    """
    if not found:
        return False
    last = found[-1].text
    if not last.startswith("EDI_DC") and len(last) <= HEAD_WIDTH:
        return True
    others = {len(r.text) for r in found[:-1] if r.text[:30] == last[:30]}
    return len(others) == 1 and len(last) < others.pop()


def read(data: bytes, encoding: str | None, width: str | None) -> Iterator[Idoc]:
    """Yield the IDocs of a port file; each EDI_DC40 starts one.

    Raises `CodecError` if the file is no port file of release 4 or later.
    """
    port = Port(data, encoding, width)
    found, cut = records(data, port)
    idoc: Idoc | None = None
    stray: list[Issue] = []
    for record in found:
        if record.text.startswith("EDI_DC40"):
            if idoc:
                yield idoc
            control = _segment("EDI_DC40", record, 0, CONTROL_FIELDS, port, None)
            idoc = Idoc(control, issues=stray)
            stray = []
            _decode(idoc.control, record, idoc, port)
        elif record.text.startswith("EDI_DC "):
            raise CodecError(
                Issue(
                    "release_3",
                    "This is an IDoc of release 3 (EDI_DC): send it from a port of"
                    " version 3 or later (EDI_DC40).",
                    Position(record.byte, port.places.line(record.byte), "EDI_DC"),
                )
            )
        elif idoc:
            _take_data(record, idoc, port)
        elif not stray:
            text = "The file does not start with a control record (EDI_DC40)."
            place = Position(record.byte, port.places.line(record.byte))
            stray.append(Issue("control", text, place))
    if stray:
        raise CodecError(*stray)
    if idoc:
        if cut:
            idoc.issues.append(cut)
        yield idoc


def _take_data(record: Record, idoc: Idoc, port: Port) -> None:
    head = {n: record.text[o : o + w].strip() for n, o, w in HEAD_FIELDS}
    name = head["SEGNAM"]
    place = Position(record.byte, port.places.line(record.byte), name[:30] or None)
    if not _NAME.fullmatch(name):
        text = f"{name[:30]!r} is no segment name: the record is damaged or shifted."
        idoc.issues.append(Issue("segment_name", text, place))
        return
    if len(record.text.rstrip()) > DATA_WIDTH:
        text = f"{name} has {len(record.text)} characters, at most {DATA_WIDTH} fit."
        idoc.issues.append(Issue("record_length", text, place))
    docnum = idoc.control.get("DOCNUM")
    if head["DOCNUM"] and docnum and head["DOCNUM"] != docnum:
        text = f"{name} belongs to IDoc {head['DOCNUM']}, not to {docnum}."
        idoc.issues.append(Issue("docnum", text, place))
    kind = segment_type(name)
    segment = _segment(
        kind, record, HEAD_WIDTH, SEGMENT_FIELDS.get(kind, []), port, name
    )
    _decode(segment, record, idoc, port)
    idoc.segments.append(segment)


def _segment(
    kind: str, record: Record, start: int, fields: list[tuple[str, int, int]],
    port: Port, name: str | None,
) -> Segment:  # fmt: skip
    offsets = {n: start + offset for n, offset, _width in fields}
    cut = {
        n: record.text[start + offset : start + offset + width]
        for n, offset, width in fields
    }
    values = {n: value for n, value in cut.items() if value.strip()}
    return Segment(kind, values, _locator(record, offsets, port, name or kind))


def _locator(
    record: Record, offsets: dict[str, int], port: Port, name: str
) -> Callable[[str | None], Position]:
    def locate(field: str | None) -> Position:
        before = record.text[: offsets.get(field or "", 0)]
        byte = record.byte + port.bytes_of(before)
        return Position(byte, port.places.line(record.byte), name, field)

    return locate


def _decode(segment: Segment, record: Record, idoc: Idoc, port: Port) -> None:
    """Turn the cut fields of a record into characters, in place."""
    for name, text in list(segment.fields.items()):
        value = port.value(text, segment.at(name).byte or record.byte)
        if isinstance(value, Issue):
            idoc.issues.append(value)
            del segment.fields[name]
        else:
            segment.fields[name] = value.strip()
