"""Revisions of bills of material and routings: names and validity. Pure."""

from datetime import datetime


def next_revision(current: str) -> str:
    """The name after `current`: "" is A, so A, B … Z, AA; numbers count on.

    Letters and digits are the last run of the text: "R9" is followed by "R10".
    """
    text = (current or "").strip()
    if not text:
        return "B"
    digits = len(text) - len(text.rstrip("0123456789"))
    if digits:
        head, number = text[:-digits], text[-digits:]
        return f"{head}{str(int(number) + 1).zfill(digits)}"
    letters = list(text.upper())
    for index in range(len(letters) - 1, -1, -1):
        if not "A" <= letters[index] <= "Z":
            return text + "2"
        if letters[index] != "Z":
            letters[index] = chr(ord(letters[index]) + 1)
            return "".join(letters)
        letters[index] = "A"
    return "A" + "".join(letters)


def is_effective(
    valid_from: datetime | None, valid_to: datetime | None, at: datetime
) -> bool:
    """Whether a revision counts at `at`: from the first moment, before the last."""
    return (valid_from is None or valid_from <= at) and (
        valid_to is None or at < valid_to
    )
