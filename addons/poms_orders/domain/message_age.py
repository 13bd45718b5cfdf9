"""Which of two messages about one order is the older one.

A customer's revision number decides where both carry one; else the messages' own
dates. Where neither tells, a message that comes later is newer.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

_NUMBER = re.compile(r"\d{1,6}")
_LETTERS = re.compile(r"[A-Z]{1,2}")


def revision_rank(text: str | None) -> tuple[int, int] | None:
    """(kind, rank) of "2", "Rev. C", "V1.3", "第3版"; None where it says nothing.

    Numbers and letters are two kinds, which cannot be compared.
    """
    plain = unicodedata.normalize("NFKC", text or "").upper().strip()
    numbers = _NUMBER.findall(plain)
    if numbers:
        whole, *rest = (int(number) for number in numbers[:2])
        return 0, whole * 1_000_000 + (rest[0] if rest else 0)
    word = re.sub(r"^(?:REVISION|REV|VERSION|VER|INDEX)[\s.:_-]*", "", plain)
    if not _LETTERS.fullmatch(word):
        return None
    rank = 0
    for letter in word:
        rank = 26 * rank + ord(letter) - ord("A") + 1
    return 1, rank


def is_older(new: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether the document `new` was written before `known`, which came first.

    A cancellation never is: it is always shown to a person.
    """
    if new.get("type") == "order_cancel" or known.get("type") == "order_cancel":
        return False
    ours, theirs = (
        revision_rank(known.get("revision")),
        revision_rank(new.get("revision")),
    )
    if ours and theirs and ours[0] == theirs[0] and ours != theirs:
        return theirs < ours
    before, after = _day(known.get("document_date")), _day(new.get("document_date"))
    return bool(before and after and after < before)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None
