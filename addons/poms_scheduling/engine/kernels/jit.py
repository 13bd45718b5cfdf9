"""Typed decorators for kernels: beside `address` the one place that knows numba.

Kernels release the interpreter lock, so islands run in threads of one process, and are
cached on disk; see `cache`.
"""

# numba has no types.
# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy.typing as npt
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import PassManager

from . import cache

F = TypeVar("F", bound=Callable[..., object])


_config: Any = numba.config
_config.CACHE_LOCATOR_CLASSES = ",".join(
    [
        f"{cache.__name__}.Locator",
        "UserProvidedCacheLocator",
        "InTreeCacheLocator",
        "UserWideCacheLocator",
    ]
)

# No reference counts: kernels allocate nothing, and counting took most of their time.
_njit: Any = numba.njit
_OPTIONS = {
    "nogil": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cfunc_wrapper": True,
}


class _Part(JITCodeLibrary):
    """Code that is only ever linked into kernels.

    numba optimises each part with all that it calls and makes machine code of it, which
    nobody runs, and does so again at each level of calls. Here parts stay raw until a
    kernel that holds them is optimised, once, as a whole.
    """

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """Left to the kernel."""

    def _finalize_final_module(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """An address that is never called: Python calls only kernels."""
        return 1

    @property
    def codegen(self) -> Any:
        """The code generator, as far as a part may use it."""
        return self

    def set_env(self, name: str, env: object) -> None:
        """Parts have no environment: they call no Python."""


class _Whole(JITCodeLibrary):
    """A kernel with all its parts, optimised in one go.

    numba does so three times: each function, all roughly to find pairs of reference
    counts (kernels have none), all in earnest.
    """

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)


# Steps of numba's that find nothing to do in kernels: closures, array expressions,
# overloads to inline, branches on what is None.
_IDLE = {
    "WithLifting",
    "InlineClosureLikes",
    "RewriteSemanticConstants",
    "DeadBranchPrune",
    "RewriteDynamicRaises",
    "MakeFunctionToJitFunction",
    "InlineInlinables",
    "FindLiterallyCalls",
    "LiteralUnroll",
    "LiteralPropagationSubPipelinePass",
    "InlineOverloads",
    "NopythonRewrites",
    "NoPythonSupportedFeatureValidation",
    "DumpParforDiagnostics",
}


class _KernelCompiler(Compiler):
    """numba's compiler, into a `_Whole`."""

    library: Any = _Whole

    def define_pipelines(self) -> Any:
        """Choose the library before the passes would."""
        state: Any = self.state
        state.library = self.library(
            state.targetctx.codegen(), state.func_id.func_qualname
        )
        state.library.enable_object_caching()
        (usual,) = cast(Any, super()).define_pipelines()
        short = PassManager("kernel")
        for step, why in usual.passes:
            if step.__name__ not in _IDLE:
                short.add_pass(step, why)
        short.finalize()
        return [short]


class _PartCompiler(_KernelCompiler):
    """numba's compiler, into a `_Part`."""

    library = _Part


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


KERNELS: list[Any] = []  # every entry point, as far as its module is loaded
_KERNEL = {**_OPTIONS, "pipeline_class": _KernelCompiler}
_PART = {**_OPTIONS, "no_cpython_wrapper": True, "pipeline_class": _PartCompiler}


def kernel(function: F) -> F:
    """Compile an entry point that Python calls."""
    compiled = _njit(cache=cache.folder() is not None, **_KERNEL)(function)
    KERNELS.append(compiled)
    return cast(F, compiled)


def helper(function: F) -> F:
    """Compile a part of a kernel; LLVM decides whether to inline it."""
    return cast(F, _widened(_njit(**_PART)(function)))


def inlined(function: F) -> F:
    """Compile a small part that must be inlined (its arguments are many arrays)."""
    return cast(F, _widened(_njit(forceinline=True, **_PART)(function)))


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
