"""Mails that a program sent in answer to another mail: never an order."""

import re
from collections.abc import Mapping

# What mail programs begin the subject of an answer in somebody's absence with.
_SUBJECT = re.compile(
    r"\s*(?:automatic reply|auto[- ]?reply|out of (?:the )?office|自动回复|自动答复"
    r"|自動回覆|automatische antwort|abwesenheitsnotiz|réponse automatique)\b",
    re.IGNORECASE,
)
_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")


def is_automatic_answer(headers: Mapping[str, str], subject: str) -> bool:
    """Whether a mail is an answer that nobody wrote (RFC 3834).

    A mail that a program sends on its own ("auto-generated", a bulk mailer) is none:
    ERP systems send their orders so.
    """
    submitted = str(headers.get("Auto-Submitted") or "").strip().lower()
    if submitted.startswith("auto-replied"):
        return True
    if str(headers.get("Precedence") or "").strip().lower() == "auto_reply":
        return True
    if any(headers.get(name) for name in _HEADERS):
        return True
    return bool(_SUBJECT.match(subject or ""))
