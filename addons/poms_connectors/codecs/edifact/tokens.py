"""Segments out of bytes, each with the byte where it starts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import Issue, Position
from ..text import Places, control_character, is_utf8, looks_gbk

CHARSETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859_1",
    "UNOD": "iso8859_2",
    "UNOE": "iso8859_5",
    "UNOF": "iso8859_7",
    "UNOG": "iso8859_3",
    "UNOH": "iso8859_4",
    "UNOI": "iso8859_6",
    "UNOJ": "iso8859_8",
    "UNOK": "iso8859_9",
    "UNOL": "iso8859_15",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp_2",
    "UNOY": "utf-8",
    "KECA": "euc_kr",
}
# Declared charsets under which Chinese systems are seen to send GBK all the same.
_MAYBE_GBK = {"", "UNOA", "UNOB", "UNOC", "UNOW", "UNOY"}
_BLANK = " \t\r\n\x00\x1a"


@dataclass(frozen=True, slots=True)
class Marks:
    """The service characters that UNA may set."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = " "
    terminator: str = "'"


# UNOB as first defined (syntax level B) separates by control characters.
LEVEL_B = Marks("\x1f", "\x1d", ".", "", " ", "\x1c")


@dataclass(frozen=True, slots=True)
class Raw:
    """A segment not yet decoded: one character per byte (Latin-1), no terminator."""

    text: str
    byte: int
    marks: Marks
    is_terminated: bool = True

    @property
    def tag(self) -> str:
        return re.split(
            r"[^A-Za-z0-9]", self.text.lstrip(_BLANK), maxsplit=1, flags=re.ASCII
        )[0]


@dataclass(frozen=True, slots=True)
class Segment:
    """A decoded segment. ``elements[0]`` is the tag; each element is its components."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    byte: int
    line: int
    marks: Marks

    def get(self, element: int, component: int = 0) -> str | None:
        """Return a component without blanks around it, None if empty or absent."""
        if element >= len(self.elements) or component >= len(self.elements[element]):
            return None
        return self.elements[element][component].strip() or None

    def all(self, element: int) -> list[str]:
        """Return the filled components of one element."""
        if element >= len(self.elements):
            return []
        return [text.strip() for text in self.elements[element] if text.strip()]

    def at(self, field: str | None = None) -> Position:
        return Position(self.byte, self.line, self.tag, field)


@functools.cache
def _segment_pattern(release: str, terminator: str) -> re.Pattern[str]:
    end = re.escape(terminator)
    if not release.strip():
        return re.compile(rf"[^{end}]*{end}", re.DOTALL)
    rel = re.escape(release)
    # A released character may come after the line break of a wrapped file.
    return re.compile(
        rf"[^{end}{rel}]*(?:{rel}[\r\n]*.[^{end}{rel}]*)*{end}", re.DOTALL
    )


def _read_una(text: str, start: int) -> Marks | None:
    marks = Marks(*text[start + 3 : start + 9])
    used = [marks.component, marks.element, marks.terminator]
    if marks.release.strip():
        used.append(marks.release)
    if len(set(used)) < len(used) or any(mark.isalnum() for mark in used):
        return None
    return marks


def scan(data: bytes) -> Iterator[Raw]:
    """Yield the raw segments; UNA sets the marks of its interchange and is yielded.

    The file is cut as Latin-1, in which a character is a byte: the service characters
    are no part of a longer sequence in UTF-8, GBK or the code pages. O(n).
    """
    text = data.decode("latin-1")
    place, marks, has_una = 0, Marks(), False
    while True:
        while place < len(text) and text[place] in _BLANK:
            place += 1
        if text.startswith("\xef\xbb\xbf", place):
            place += 3
            continue
        if place >= len(text):
            return
        if text.startswith("UNA", place) and len(text) - place >= 9:
            found = _read_una(text, place)
            yield Raw(text[place : place + 9], place, found or marks, bool(found))
            marks, has_una, place = found or Marks(), bool(found), place + 9
            continue
        if text.startswith("UNB", place):
            if not has_una:
                marks = LEVEL_B if text[place + 3 : place + 4] == "\x1d" else Marks()
            has_una = False
        match = _segment_pattern(marks.release, marks.terminator).match(text, place)
        if not match:
            yield Raw(text[place:].rstrip(_BLANK), place, marks, is_terminated=False)
            return
        yield Raw(match.group()[:-1], place, marks)
        place = match.end()


def choose_charset(declared: str, data: bytes) -> str:
    """Return the codec for one interchange: as declared, unless the bytes deny it.

    Single-byte code pages accept any byte, so that valid UTF-8 under UNOA to UNOK
    counts as UTF-8: its sequences do not occur in such text by chance.
    """
    charset = CHARSETS.get(declared, "ascii")
    if data.isascii() and charset != "iso2022_jp_2":
        return "ascii"
    if charset == "iso2022_jp_2":
        return charset
    if is_utf8(data):
        return "utf-8"
    if declared in _MAYBE_GBK and looks_gbk(data):
        return "gb18030"
    if charset == "iso8859_1" and re.search(rb"[\x80-\x9f]", data):
        return "cp1252"
    return charset


def _split(text: str, mark: str, release: str) -> list[str]:
    """Split at `mark` where it is not released; release characters stay."""
    if not release.strip() or release not in text:
        return text.split(mark)
    rel, sep = re.escape(release), re.escape(mark)
    parts, start = [], 0
    for match in re.finditer(rf"{rel}.|{sep}", text, re.DOTALL):
        if match.group() == mark:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _wrong_release(text: str, marks: Marks) -> str | None:
    """Return the first character that is released without need, or None."""
    if not marks.release.strip() or marks.release not in text:
        return None
    service = {marks.component, marks.element, marks.release, marks.terminator}
    service |= {marks.repetition, marks.decimal} - {" "}
    found = re.findall(rf"{re.escape(marks.release)}(.|$)", text, re.DOTALL)
    return next((char or "the end" for char in found if char not in service), None)


def _unrelease(text: str, release: str) -> str:
    if not release.strip() or release not in text:
        return text
    return re.sub(rf"{re.escape(release)}(.)", r"\1", text, flags=re.DOTALL)


def parse(raw: Raw, charset: str, places: Places) -> Segment | Issue:
    """Decode and split one raw segment.

    Line breaks inside a segment are transport wrapping and dropped. Of a repeated
    element (syntax 4) the first repetition is kept.
    """
    line = places.line(raw.byte)
    try:
        text = raw.text.encode("latin-1").decode(charset)
    except UnicodeDecodeError as error:
        byte = raw.byte + error.start
        return Issue(
            "charset",
            f"Byte {byte} is not a character of {charset}, which the interchange"
            " declares; send it in the declared character set.",
            Position(byte, places.line(byte), raw.tag),
        )
    marks = raw.marks
    control = control_character(text, marks.component + marks.element)
    if control:
        byte = raw.byte + len(text[: control[0]].encode(charset))
        return Issue(
            "control_character",
            f"Byte {byte} is the control character {control[1]}: the text is damaged.",
            Position(byte, places.line(byte), raw.tag),
        )
    text = text.replace("\r", "").replace("\n", "")
    wrong = _wrong_release(text, marks)
    if wrong:
        return Issue(
            "release",
            f"The release character {marks.release!r} stands before {wrong!r}, which"
            " is no service character: the text is damaged.",
            Position(raw.byte, line, raw.tag),
        )
    elements = []
    for element in _split(text, marks.element, marks.release):
        if marks.repetition.strip():
            element = _split(element, marks.repetition, marks.release)[0]
        parts = _split(element, marks.component, marks.release)
        elements.append(tuple(_unrelease(part, marks.release) for part in parts))
    tag = elements[0][0].strip()
    return Segment(tag, tuple(elements), raw.byte, line, marks)


def with_syntax(raw: Raw, version: str) -> Raw:
    """Give a segment of syntax 4 its default repetition mark where UNA set none.

    Before syntax 4 the fifth character of UNA is reserved and means nothing.
    """
    marks = _marks_of_syntax(raw.marks, version)
    return raw if marks == raw.marks else replace(raw, marks=marks)


@functools.cache
def _marks_of_syntax(marks: Marks, version: str) -> Marks:
    if version.startswith("4"):
        return marks if marks.repetition.strip() else replace(marks, repetition="*")
    return marks if marks.repetition == " " else replace(marks, repetition=" ")
