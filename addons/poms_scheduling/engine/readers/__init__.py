"""Readers of all file formats; a format is recognised by content, never by path."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import InputError
from ..model import Problem
from .ind1 import read_ind1
from .ind2 import read_ind2
from .text import read_text_format

FORMATS = ("auto", "fjsp-ind", "fjs", "fjsp-w", "sdst", "jsp", "birgin")


def read_file(path: str | Path, fmt: str = "auto") -> Problem:
    """Read a problem from a file; `InputError` names what is wrong where."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error.reason}") from error
    return read_text(text, fmt, path.stem)


def read_text(text: str, fmt: str = "auto", name: str = "problem") -> Problem:
    """Read a problem from text.

    Parameters
    ----------
    text
        Contents of a file in any format of `FORMATS`.
    fmt
        One of `FORMATS`; ``auto`` decides by content.
    name
        Name of the problem where the format itself carries none.
    """
    if fmt not in FORMATS:
        raise InputError(f"unknown format {fmt!r}, known are {', '.join(FORMATS)}")
    if text.lstrip()[:1] in ("{", "["):
        if fmt not in ("auto", "fjsp-ind"):
            raise InputError(f"the file is JSON, not format {fmt}")
        return _read_json(text)
    if fmt == "fjsp-ind":
        raise InputError("line 1: the file is not a JSON object")
    return read_text_format(text, fmt, name)


def _read_json(text: str) -> Problem:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"not valid JSON: {error}") from error
    if not isinstance(data, dict):
        raise InputError("the JSON file holds a list, not an object")
    found = data.get("format")
    if found == "fjsp-ind/1":
        return read_ind1(data)
    if found == "fjsp-ind/2":
        return read_ind2(data)
    raise InputError(f"key 'format' is {found!r}, known are fjsp-ind/1 and fjsp-ind/2")
