"""The door in: bytes to readings, whatever the family."""

from __future__ import annotations

from collections.abc import Iterator

from . import edifact, idoc, u8
from .detect import detect_family
from .errors import CodecError, Issue, Position, Reading
from .text import Places, utf16_name

FAMILIES = (
    "idoc", "sapxi", "odata", "u8", "yonbip", "edifact", "x12", "ubl", "cxml", "b2mml",
    "csv",
)  # fmt: skip
SUPPORTED = ("edifact", "idoc", "u8")
MAX_BYTES = 50 * 1024 * 1024


def read(
    data: bytes, family: str | None = None, encoding: str | None = None,
    width: str | None = None, fallbacks: tuple[str, ...] = (),
    max_bytes: int = MAX_BYTES,
) -> list[Reading]:  # fmt: skip
    """Return one reading per message in the file.

    Parameters
    ----------
    data
        The file as it came; never changed.
    family
        The partner's family, or None to find it by content.
    encoding
        A partner's character set, used instead of the declared or guessed one
        (EDIFACT, flat IDoc).
    width
        "characters" or "bytes": unit of the widths of a flat IDoc.
    fallbacks
        Encodings to try where XML is not what it declares.

    Never raises for what is in the file: every fault is an issue with its place.
    """
    if len(data) > max_bytes:
        text = f"The file has {len(data)} bytes, at most {max_bytes} are read."
        return [Reading(issues=[Issue("too_large", text, Position(max_bytes))])]
    wide = utf16_name(data)
    if not wide:
        return _read(data, family, encoding, width, fallbacks)
    try:
        text = data.decode(wide)
    except UnicodeDecodeError as error:
        issue = Issue("charset", f"Byte {error.start} is not UTF-16.",
                      Position(error.start))  # fmt: skip
        return [Reading(issues=[issue])]
    narrow = text.encode("utf-8", "surrogatepass")
    readings = _read(narrow, family, "utf-8", width, fallbacks)
    return _moved(readings, narrow, data, wide)


def _read(
    data: bytes, family: str | None, encoding: str | None, width: str | None,
    fallbacks: tuple[str, ...],
) -> list[Reading]:  # fmt: skip
    family = family or detect_family(data)
    try:
        readings = list(_readings(data, family, encoding, width, fallbacks))
    except CodecError as error:
        envelope = {"family": family} if family else {}
        return [Reading(issues=error.issues, envelope=envelope)]
    if readings:
        return readings
    text = f"The file holds no message of family {family}."
    return [Reading(issues=[Issue("empty", text, Position(0, 1))])]


def _readings(
    data: bytes, family: str | None, encoding: str | None, width: str | None,
    fallbacks: tuple[str, ...],
) -> Iterator[Reading]:  # fmt: skip
    if family == "edifact":
        return edifact.read(data, encoding)
    if family == "idoc":
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            return idoc.read_xml(data, fallbacks)
        return idoc.read_flat(data, encoding, width)
    if family == "u8":
        return u8.read(data, fallbacks or u8.reader.FALLBACKS)
    if family in FAMILIES:
        text = (
            f"This is of family {family}, which is not read yet; EDIFACT, SAP IDoc and"
            " Yonyou U8 are."
        )
        raise CodecError(Issue("family_not_supported", text, Position(0, 1)))
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise CodecError(Issue("empty", "The file is empty.", Position(0, 1)))
    text = (
        "The content is of no known family (EDIFACT, SAP IDoc, Yonyou U8):"
        f" it starts with {data[:24]!r}."
    )
    raise CodecError(Issue("family_unknown", text, Position(0, 1)))


def _moved(
    readings: list[Reading], narrow: bytes, data: bytes, wide: str
) -> list[Reading]:
    """Move positions from the UTF-8 twin back to the bytes of the UTF-16 file."""
    mark = 2 if wide == "utf-16" else 0
    places = Places(narrow)
    for reading in readings:
        moved = []
        for issue in reading.issues:
            old = issue.position
            byte = old.byte
            if byte is not None:
                before = narrow[:byte].decode("utf-8", "ignore")
                twice = len(before.encode("utf-16-le", "surrogatepass"))
                byte = min(mark + twice, len(data))
            line = places.line(old.byte) if old.byte is not None else old.line
            place = Position(byte, line, old.segment, old.field)
            moved.append(Issue(issue.code, issue.text, place))
        reading.issues = moved
    return readings
