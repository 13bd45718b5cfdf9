"""Interchanges, groups and messages out of segments, with all counts checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import Issue, Position
from ..text import Places
from .tokens import Raw, Segment, choose_charset, parse, scan, with_syntax

SERVICE = {"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"}


@dataclass(slots=True)
class Message:
    """From UNH to UNT. ``segments`` are those between; both ends are apart."""

    header: Segment
    segments: list[Segment] = field(default_factory=list)
    trailer: Segment | None = None
    issues: list[Issue] = field(default_factory=list)
    broken: int = 0

    @property
    def reference(self) -> str | None:
        return self.header.get(1)

    @property
    def type(self) -> str:
        return (self.header.get(2) or "").upper()


@dataclass(slots=True)
class Interchange:
    """From UNB to UNZ, or messages that came without an envelope.

    ``issues`` concern the whole: what is in it cannot be trusted. ``incomplete`` holds
    the issue of a missing end, which leaves complete messages valid.
    """

    header: Segment | None = None
    messages: list[Message] = field(default_factory=list)
    groups: int = 0
    issues: list[Issue] = field(default_factory=list)
    incomplete: list[Issue] = field(default_factory=list)
    is_closed: bool = False


def _blocks(data: bytes) -> Iterator[list[Raw]]:
    """Yield the raw segments of each interchange: a new one starts at UNA or UNB."""
    block: list[Raw] = []
    for raw in scan(data):
        starts = raw.tag == "UNB" or raw.text.startswith("UNA")
        if starts and any(not other.text.startswith("UNA") for other in block):
            yield block
            block = []
        block.append(raw)
    if block:
        yield block


def _charset(block: list[Raw], encoding: str | None) -> str:
    if encoding:
        return encoding
    data = b"".join(raw.text.encode("latin-1") for raw in block)
    declared = ""
    for raw in block:
        if raw.tag == "UNB":
            declared = raw.text.lstrip()[4:8].upper()
            break
    return choose_charset(declared, data)


def _syntax_version(block: list[Raw]) -> str:
    for raw in block:
        if raw.tag == "UNB":
            parts = raw.text.split(raw.marks.element)
            components = parts[1].split(raw.marks.component) if len(parts) > 1 else []
            return components[1].strip() if len(components) > 1 else "3"
    return "3"


def interchanges(data: bytes, encoding: str | None = None) -> Iterator[Interchange]:
    """Yield each interchange of the file.

    ``encoding`` overrides what the interchange declares (a partner's setting).
    """
    places = Places(data)
    for block in _blocks(data):
        builder = _Builder(places, _charset(block, encoding), _syntax_version(block))
        yield builder.build(block)


class _Builder:
    """Puts the segments of one interchange together."""

    def __init__(self, places: Places, charset: str, version: str) -> None:
        self.places = places
        self.charset = charset
        self.version = version
        self.result = Interchange()
        self.message: Message | None = None
        self.group: Segment | None = None
        self.group_size = 0
        self.stray = False
        self.references: set[str | None] = set()

    def build(self, block: list[Raw]) -> Interchange:
        for raw in block:
            self._take(raw)
        self._close_message()
        if self.group:
            self._issue("une_missing", "The group has no UNE at its end.", self.group)
        header = self.result.header
        if header and not self.result.is_closed:
            self.result.incomplete.append(
                Issue(
                    "unz_missing",
                    "The interchange ends without UNZ: it was cut off, later messages"
                    " may be lost; ask for it again.",
                    header.at(),
                )
            )
        return self.result

    def _take(self, raw: Raw) -> None:
        if raw.text.startswith("UNA"):
            if not raw.is_terminated:
                self._issue_at(
                    "una", "UNA sets service characters that contradict.", raw, "UNA"
                )
            return
        segment = parse(with_syntax(raw, self.version), self.charset, self.places)
        if isinstance(segment, Issue):
            (self.message or self.result).issues.append(segment)
            if self.message:
                self.message.broken += 1
            return
        if not raw.is_terminated:
            self._issue(
                "unterminated",
                f"The last segment has no terminator {raw.marks.terminator!r}:"
                " the message was cut off.",
                segment,
            )
        if segment.tag in SERVICE:
            getattr(self, f"_take_{segment.tag.lower()}")(segment)
        elif self.message and not self.message.trailer:
            self._take_body(segment)
        elif not self.stray:
            self.stray = True
            self._issue(
                "stray_segment",
                f"Segment {segment.tag[:20]!r} stands outside a message: a service"
                " segment (UNB, UNH) is missing or damaged.",
                segment,
            )

    def _take_body(self, segment: Segment) -> None:
        assert self.message
        if not re.fullmatch(r"[A-Za-z]{3}", segment.tag):
            self.message.issues.append(
                Issue(
                    "tag",
                    f"{segment.tag[:20]!r} is no segment tag (three letters).",
                    segment.at(),
                )
            )
        self.message.segments.append(segment)

    def _take_unb(self, segment: Segment) -> None:
        self.result.header = segment
        for element, name in ((1, "syntax identifier"), (5, "control reference")):
            if not segment.get(element):
                self._issue("unb", f"UNB lacks its {name}.", segment, f"{element:02}")

    def _take_ung(self, segment: Segment) -> None:
        self._close_message()
        self.result.groups += 1
        self.group, self.group_size = segment, 0

    def _take_unh(self, segment: Segment) -> None:
        self._close_message()
        message = Message(segment)
        if not message.reference or not message.type:
            message.issues.append(
                Issue("unh", "UNH lacks its reference or type.", segment.at("01"))
            )
        if message.reference in self.references:
            message.issues.append(
                Issue(
                    "unh_repeated",
                    f"Reference {message.reference} names two messages of this"
                    " interchange: they cannot be told apart.",
                    segment.at("01"),
                )
            )
        self.references.add(message.reference)
        self.message = message
        self.group_size += 1
        self.result.messages.append(message)

    def _take_unt(self, segment: Segment) -> None:
        message = self.message
        if not message:
            self._issue("unt", "UNT without UNH.", segment)
            return
        message.trailer = segment
        count = len(message.segments) + message.broken + 2
        _check_count(message.issues, segment, "unt_count", count, "segments")
        _check_reference(message.issues, segment, "unt_reference", message.reference)
        self.message = None

    def _take_une(self, segment: Segment) -> None:
        self._close_message()
        if not self.group:
            self._issue("une", "UNE without UNG.", segment)
            return
        issues = self.result.issues
        _check_count(issues, segment, "une_count", self.group_size, "messages")
        _check_reference(issues, segment, "une_reference", self.group.get(5))
        self.group = None

    def _take_unz(self, segment: Segment) -> None:
        self._close_message()
        self.result.is_closed = True
        if not self.result.header:
            self._issue("unz", "UNZ without UNB: the header is damaged.", segment)
            return
        issues, messages = self.result.issues, len(self.result.messages)
        if segment.get(1) != str(self.result.groups) or not self.result.groups:
            _check_count(issues, segment, "unz_count", messages, "messages")
        reference = self.result.header.get(5)
        _check_reference(issues, segment, "unz_reference", reference)

    def _close_message(self) -> None:
        if self.message:
            self.message.issues.append(
                Issue(
                    "unt_missing",
                    f"Message {self.message.reference} has no UNT at its end: it was"
                    " cut off.",
                    self.message.header.at(),
                )
            )
            self.message = None

    def _issue(
        self, code: str, text: str, segment: Segment, field: str | None = None
    ) -> None:
        owner = self.message or self.result
        owner.issues.append(Issue(code, text, segment.at(field)))

    def _issue_at(self, code: str, text: str, raw: Raw, tag: str) -> None:
        place = Position(raw.byte, self.places.line(raw.byte), tag)
        self.result.issues.append(Issue(code, text, place))


def _check_count(
    issues: list[Issue], segment: Segment, code: str, count: int, what: str
) -> None:
    sent = segment.get(1) or ""
    if not sent.isdecimal() or int(sent) != count:
        issues.append(
            Issue(
                code,
                f"{segment.tag} says {sent or 'no number'} {what}, there are {count}:"
                " something was lost or added on the way.",
                segment.at("01"),
            )
        )


def _check_reference(
    issues: list[Issue], segment: Segment, code: str, reference: str | None
) -> None:
    if segment.get(2) != reference:
        issues.append(
            Issue(
                code,
                f"{segment.tag} closes {segment.get(2)!r}, but {reference!r} is open.",
                segment.at("02"),
            )
        )
