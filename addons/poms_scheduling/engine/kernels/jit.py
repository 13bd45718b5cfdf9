"""The one place that knows numba: typed decorators for kernels.

Kernels release the interpreter lock, so islands run in threads of one process, and are
cached on disk (``NUMBA_CACHE_DIR``, else beside the source, else in the user's cache).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy.typing as npt

F = TypeVar("F", bound=Callable[..., object])

# No reference counts: kernels allocate nothing, and counting took most of their time.
_njit: Any = numba.njit
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}


def kernel(function: F) -> F:
    """Compile an entry point that Python calls."""
    return cast(F, _njit(cache=True, **_OPTIONS)(function))


def helper(function: F) -> F:
    """Compile a part of a kernel; LLVM decides whether to inline it."""
    return cast(F, _njit(**_OPTIONS)(function))


def inlined(function: F) -> F:
    """Compile a small part that must be inlined (its arguments are many arrays)."""
    return cast(F, _njit(forceinline=True, **_OPTIONS)(function))


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
