"""IDocs as XML: nested segments are flattened to the order of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from ..errors import Issue, Position
from ..xmlsafe import XmlDocument, local
from .layout import SEGMENTS, Idoc, Segment


def read(document: XmlDocument) -> Iterator[Idoc]:
    """Yield the IDocs under the root, whatever wraps them (SOAP, a packet)."""
    roots = [
        node for node in document.root.iter(etree.Element) if local(node) == "IDOC"
    ]
    if not roots:
        roots = [
            parent
            for node in document.root.iter(etree.Element)
            if local(node).startswith("EDI_DC40")
            and (parent := node.getparent()) is not None
        ]
    for root in roots:
        yield _read_idoc(document, root)


def _read_idoc(document: XmlDocument, root: etree._Element) -> Idoc:
    issues: list[Issue] = []
    controls = [node for node in root if local(node).startswith("EDI_DC40")]
    if len(controls) != 1:
        text = f"The IDoc has {len(controls)} control records (EDI_DC40), it needs one."
        issues.append(Issue("control", text, document.at(root)))
    control = (
        _segment(document, controls[0], issues)
        if controls
        else Segment("EDI_DC40", {}, _locator(document, root))
    )
    idoc = Idoc(control, issues=issues)
    for node in root:
        if node not in controls:
            _walk(document, node, idoc)
    return idoc


def _is_segment(node: etree._Element) -> bool:
    name = local(node)
    return (
        len(node) > 0
        or node.get("SEGMENT") is not None
        or name in SEGMENTS
        or name.startswith(("E1", "Z1"))
    )


def _walk(document: XmlDocument, node: etree._Element, idoc: Idoc) -> None:
    """Add a segment and those below it; iterative, depth is limited by the parser."""
    stack = [node]
    while stack:
        current = stack.pop()
        idoc.segments.append(_segment(document, current, idoc.issues))
        stack.extend(child for child in reversed(current) if _is_segment(child))


def _segment(
    document: XmlDocument, node: etree._Element, issues: list[Issue]
) -> Segment:
    fields: dict[str, str] = {}
    for child in node:
        if _is_segment(child):
            continue
        name, text = local(child), (child.text or "").strip()
        if name in fields:
            issues.append(
                Issue(
                    "field_repeated",
                    f"{name} stands twice in one {local(node)}.",
                    document.at(node, name),
                )
            )
        if text:
            fields[name] = text
    return Segment(local(node), fields, _locator(document, node))


def _locator(
    document: XmlDocument, node: etree._Element
) -> Callable[[str | None], Position]:
    return lambda field: document.at(node, field)
