"""XML as data only: no document type, no entities, no network, exact byte positions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from .errors import CodecError, Issue, Position
from .text import UTF8_BOM, Places

_DECLARATION = re.compile(
    r"""\s*<\?xml[^>]*?encoding\s*=\s*["']\s*([A-Za-z0-9._-]+)\s*["'][^>]*?\?>""",
    re.DOTALL,
)
_ANY_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>", re.DOTALL)
_SKIP_OR_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE|<([^\s/>!?<]+)", re.DOTALL
)
# GB 2312 and GBK are declared where GB 18030, their superset, is meant.
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}


def root_name(text: str) -> str | None:
    """Return the local name of the root element without parsing the rest."""
    for match in _SKIP_OR_TAG.finditer(text):
        if match.group(1):
            return match.group(1).rpartition(":")[2]
    return None


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def declared_encoding(data: bytes) -> str:
    head = data[:400].decode("latin-1")
    match = _DECLARATION.match(head)
    name = match.group(1).lower() if match else "utf-8"
    if name.startswith(("utf-16", "utf_16", "ucs-2", "unicode")):
        # Bytes in which the declaration can be read are not UTF-16: the text was
        # stored in another form than the program that wrote it believed.
        return "utf-8"
    return _ALIASES.get(name, name)


class XmlDocument:
    """A parsed document that knows at which byte each element starts.

    Parameters
    ----------
    data
        The bytes as they came, with or without a byte order mark.
    fallbacks
        Encodings to try, strictly, when the declared one does not fit.

    Raises
    ------
    CodecError
        If the bytes are no text in any of them, hold a document type declaration, or
        are not well-formed; the issue names the byte.
    """

    def __init__(self, data: bytes, fallbacks: Sequence[str] = ()) -> None:
        self._shift = len(UTF8_BOM) if data.startswith(UTF8_BOM) else 0
        self._places = Places(data)
        self._last = (0, self._shift)
        self.text, self.encoding = self._decode(data[self._shift :], fallbacks)
        self._refuse_doctype()
        self.root = self._parse()
        self._order: dict[etree._Element, int] | None = None
        self._starts: list[int] = []

    def at(self, element: etree._Element, field: str | None = None) -> Position:
        """Return where an element starts, or its child `field` if it has that."""
        target = element
        if field:
            target = next((c for c in element if local(c) == field), element)
        if self._order is None:
            nodes = self.root.iter(etree.Element)
            self._order = {node: index for index, node in enumerate(nodes)}
            found = _SKIP_OR_TAG.finditer(self.text)
            self._starts = [match.start() for match in found if match.group(1)]
        index = self._order.get(target, 0)
        start = self._starts[index] if index < len(self._starts) else 0
        return self._position(start, local(element), field)

    def _position(
        self, char: int, segment: str | None = None, field: str | None = None
    ) -> Position:
        byte = self._byte(char)
        return Position(byte, self._places.line(byte), segment, field)

    def _byte(self, char: int) -> int:
        """Return the byte of a character; counts on from the last one asked for."""
        last, byte = self._last
        first, end = min(last, char), max(last, char)
        size = len(self.text[first:end].encode(self.encoding, "replace"))
        byte += size if char >= last else -size
        self._last = (char, byte)
        return byte

    def _decode(self, data: bytes, fallbacks: Sequence[str]) -> tuple[str, str]:
        declared = declared_encoding(data)
        failure: UnicodeDecodeError | None = None
        for name in (declared, *fallbacks):
            try:
                return data.decode(name), name
            except UnicodeDecodeError as error:
                failure = failure or error
            except LookupError:
                text = f"The declared encoding {name!r} is not known."
                raise CodecError(Issue("charset", text, Position(0, 1))) from None
        assert failure
        byte = self._shift + failure.start
        text = f"Byte {byte} is not a character of {declared}, which the file declares."
        raise CodecError(
            Issue("charset", text, Position(byte, self._places.line(byte)))
        ) from None

    def _refuse_doctype(self) -> None:
        for match in _SKIP_OR_TAG.finditer(self.text):
            if match.group().startswith("<!DOCTYPE"):
                text = "A document type declaration (DOCTYPE) is not accepted."
                raise CodecError(Issue("dtd", text, self._position(match.start())))
            if match.group(1):
                return

    def _parse(self) -> etree._Element:
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
            dtd_validation=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        declaration = _ANY_DECLARATION.match(self.text)
        # Blanks instead of the declaration: it may name another encoding, and lines
        # and columns of the parser's errors stay those of the file.
        head = declaration.end() if declaration else 0
        blank = re.sub(r"[^\n]", " ", self.text[:head])
        try:
            root = etree.fromstring((blank + self.text[head:]).encode(), parser)
        except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
            line, column = getattr(error, "position", None) or (1, 1)
            lines = self.text.split("\n")
            before = sum(len(row) + 1 for row in lines[: max(line - 1, 0)])
            char = min(before + max(column - 1, 0), len(self.text))
            reason = str(error).partition(", line ")[0]
            text = f"The XML is not well-formed or was cut off: {reason}."
            raise CodecError(Issue("xml", text, self._position(char))) from None
        return root
