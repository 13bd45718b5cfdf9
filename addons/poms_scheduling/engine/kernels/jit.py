"""The one place that knows numba: typed decorators for kernels.

Kernels release the interpreter lock, so islands run in threads of one process, and are
cached on disk (``NUMBA_CACHE_DIR``, else beside the source, else in the user's cache).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """Compile an entry point that Python calls."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def helper(function: F) -> F:
    """Compile a part of a kernel; LLVM decides whether to inline it."""
    return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


def inlined(function: F) -> F:
    """Compile a small part that must be inlined (its arguments are many arrays)."""
    return cast(
        F, numba.njit(nogil=True, error_model="numpy", forceinline=True)(function)
    )
