"""What is wrong with a message, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the bytes as they came.

    Parameters
    ----------
    byte
        Offset from the start of the file, counted from 0.
    line
        Line of the file, counted from 1.
    segment
        Tag of the segment or name of the element.
    field
        Name of the field, or element.component number in EDIFACT.
    """

    byte: int | None = None
    line: int | None = None
    segment: str | None = None
    field: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "byte": self.byte,
            "line": self.line,
            "segment": _shown(self.segment),
            "field": _shown(self.field),
        }


def _shown(name: str | None) -> str | None:
    """Return a name out of a damaged file so that any store and screen takes it."""
    if name is None:
        return None
    text = "".join(char if char.isprintable() else " " for char in name)
    return text[:NAME_LENGTH]


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault: a stable code for programs, a sentence for people, a place."""

    code: str
    text: str
    position: Position = Position()

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "text": self.text,
            "position": self.position.as_dict(),
        }


@dataclass(slots=True)
class Reading:
    """The outcome for one message: a document, or all its issues.

    ``envelope`` holds what is known of the message even if it cannot be read
    (family, sender, control_number …), so that it can be filed and answered.
    """

    document: dict[str, Any] | None = None
    issues: list[Issue] = field(default_factory=list)
    envelope: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        if self.issues or self.document is None:
            return {"errors": [issue.as_dict() for issue in self.issues]}
        return {"document": self.document}


class CodecError(Exception):
    """The whole input cannot be read; holds the issues that say why."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(issue.text for issue in issues))
        self.issues = list(issues)


class WriteError(ValueError):
    """A document cannot be written in the asked family."""
