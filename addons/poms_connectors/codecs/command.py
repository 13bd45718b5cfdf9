"""The command line: results on stdout, complaints on stderr.

Exit 0: every message was read; 1: at least one was not; 2: usage, or no such file.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections.abc import Sequence

from .idoc.flat import CODE_PAGES
from .reader import FAMILIES, read


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="poms edi",
        description="Read a message of another system as POMS understands it.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    reader = commands.add_parser(
        "read", help="print one JSON line per message: its document or its errors"
    )
    reader.add_argument("file", metavar="FILE", type=pathlib.Path)
    reader.add_argument(
        "--family", choices=FAMILIES, help="do not detect the family by content"
    )
    reader.add_argument("--encoding", help="character set or SAP code page of the file")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        data = options.file.read_bytes()
    except OSError as error:
        print(f"poms edi: cannot read {options.file}: {error.strerror}",
              file=sys.stderr)  # fmt: skip
        return 2
    if options.encoding and not _is_encoding(options.encoding):
        print(f"poms edi: encoding {options.encoding!r} is not known", file=sys.stderr)
        return 2
    return _print(data, options.family, options.encoding)


def _is_encoding(name: str) -> bool:
    try:
        "".encode(CODE_PAGES.get(name, name))
    except LookupError:
        return False
    return True


def _print(data: bytes, family: str | None, encoding: str | None) -> int:
    failed = False
    fallbacks = (CODE_PAGES.get(encoding, encoding),) if encoding else ()
    for reading in read(data, family, encoding, fallbacks=fallbacks):
        line = json.dumps(reading.as_dict(), ensure_ascii=False)
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
        failed = failed or bool(reading.issues)
    sys.stdout.buffer.flush()
    return 1 if failed else 0
