"""Where compiled kernels are kept: a folder named after what they are made of.

The folder stands in ``NUMBA_CACHE_DIR``, else beside the source, else in the user's
cache, else in the temporary folder: the first of them that can be written. Neither the
path nor the age of the sources matters, so that a checkout that is moved, copied or
installed again finds what was compiled before.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
from numba.core import caching

HERE = Path(__file__).parent


@functools.cache
def digest() -> str:
    """Fingerprint of all that kernels are made of.

    numba looks only at the file of the entry point; a change in a part that it calls
    must not find the old machine code.
    """
    total = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *HERE.parent.glob("compile*.py")]):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:16]


@functools.cache
def folder() -> Path | None:
    """The first folder that can be written; None: kernels are compiled each time."""
    for place in _places():
        path = place / digest()
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                return path
        except OSError:
            continue
    return None


def _places() -> Iterator[Path]:
    config: Any = numba.config
    if config.CACHE_DIR:
        yield Path(config.CACHE_DIR)
        return
    yield HERE / "__pycache__"
    cache = os.environ.get("XDG_CACHE_HOME")
    home = Path(cache) if cache else Path(os.path.expanduser("~"), ".cache")
    if home.is_absolute():
        yield home / "poms-engine"
    yield from _temporary()


def _temporary() -> Iterator[Path]:
    """A folder that is ours alone: others must not lay code there that we would run."""
    path = Path(tempfile.gettempdir(), f"poms-engine-{os.getuid()}")
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        state = path.lstat()
    except OSError:
        return
    if path.is_dir() and state.st_uid == os.getuid() and not state.st_mode & 0o077:
        yield path


class Locator(caching._CacheLocator):
    """Tells numba our folder, for functions of this package alone."""

    def __init__(self, line: int) -> None:
        self.line = line

    @classmethod
    def from_function(
        cls, py_func: Callable[..., object], py_file: str
    ) -> Locator | None:
        """Give the locator of one of our kernels, None for any other function."""
        if Path(py_file).parent != HERE or folder() is None:
            return None
        return cls(py_func.__code__.co_firstlineno)

    def get_cache_path(self) -> str:
        """Folder of the compiled code."""
        return str(folder())

    def get_source_stamp(self) -> str:
        """What must be equal for compiled code to be used."""
        return digest()

    def get_disambiguator(self) -> str:
        """Tell functions of one name apart."""
        return str(self.line)
