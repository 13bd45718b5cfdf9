"""Which document a file belongs to, by the drawing number in its name."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# "SH40-010_B.pdf", "SH40-010 rev.02.dwg", "SH40-010-RevC", "SH40-010 版本B"
REVISION = re.compile(
    r"^[\s_.\-(\[]*(?:revision|rev|版本|版次|版|v)?[\s_.\-]*([0-9]{1,3}|[A-Za-z]{1,2}[0-9]{0,2})"
    r"(?=$|[\s_.\-)\]])",
    re.IGNORECASE,
)


class Match(NamedTuple):
    """The drawing number found ("" if none) and the revision ("" if not named)."""

    number: str
    revision: str


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip()).casefold()


def match_drawing(file_name: str, numbers: Iterable[str]) -> Match:
    """Find the longest of `numbers` that stands as a whole in `file_name`.

    Case, blanks and underscores do not matter; "SH4" is not found in "SH40".
    O(number of numbers * length of the name).
    """
    stem = re.sub(
        r"\.[A-Za-z0-9]{1,5}$", "", file_name.replace("\\", "/").split("/")[-1]
    )
    name = _plain(stem)
    best, end = "", 0
    for number in numbers:
        wanted = _plain(number or "")
        if not wanted or len(wanted) <= len(_plain(best)):
            continue
        found = re.search(
            rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", name, re.IGNORECASE
        )
        if found:
            best, end = number, found.end()
    if not best:
        return Match("", "")
    revision = REVISION.match(name[end:])
    return Match(best, revision.group(1).upper() if revision else "")
