"""The one place that knows numba: typed decorators for kernels.

Kernels release the interpreter lock, so islands run in threads of one process, and are
cached on disk (``NUMBA_CACHE_DIR``, else beside the source, else in the user's cache),
in a folder named after the sources.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy.typing as npt

F = TypeVar("F", bound=Callable[..., object])


def _digest() -> str:
    """Fingerprint of all that kernels are made of.

    numba looks only at the file of the entry point; a change in a part that it calls
    must not find the old machine code.
    """
    folder = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.parent.glob("compile*.py")]):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


_config: Any = numba.config
if _config.CACHE_DIR:
    _config.CACHE_DIR = str(Path(_config.CACHE_DIR) / _digest())
elif os.access(Path(__file__).parent, os.W_OK):
    _config.CACHE_DIR = str(Path(__file__).parent / "__pycache__" / _digest())

# No reference counts: kernels allocate nothing, and counting took most of their time.
_njit: Any = numba.njit
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}


def _widened(dispatcher: Any) -> Any:
    """Let calls from kernels pass every integer as 64 bits.

    Otherwise a part is compiled anew for each mixture of 32 and 64 bit arguments.
    """
    find = dispatcher.get_call_template

    def find_wide(args: Any, kws: Any) -> Any:
        wide = tuple(
            numba.types.int64 if isinstance(arg, numba.types.Integer) else arg
            for arg in args
        )
        template, signature, _, names = find(wide, kws)
        return template, signature, args, names

    dispatcher.get_call_template = find_wide
    return dispatcher


def kernel(function: F) -> F:
    """Compile an entry point that Python calls."""
    return cast(F, _njit(cache=True, **_OPTIONS)(function))


def helper(function: F) -> F:
    """Compile a part of a kernel; LLVM decides whether to inline it."""
    return cast(F, _widened(_njit(**_OPTIONS)(function)))


def inlined(function: F) -> F:
    """Compile a small part that must be inlined (its arguments are many arrays)."""
    return cast(F, _widened(_njit(forceinline=True, **_OPTIONS)(function)))


@inlined
def copy1(target: npt.NDArray[Any], source: npt.NDArray[Any]) -> None:
    """Copy a vector (numba's own assignment would allocate)."""
    for i in range(target.shape[0]):
        target[i] = source[i]


@inlined
def copy2(target: npt.NDArray[Any], source: npt.NDArray[Any]) -> None:
    """Copy a matrix."""
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[i, j] = source[i, j]


@inlined
def fill1(target: npt.NDArray[Any], value: int) -> None:
    """Set all entries of a vector."""
    for i in range(target.shape[0]):
        target[i] = value
