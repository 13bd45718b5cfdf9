"""Named tuples of arrays as kernels get them: by address.

numba passes every number of every array of a named tuple as an argument of its own:
several hundred for a plant, copied at each call of each part. Here Python's call writes
them once into a block on its stack; parts pass the block's address on and read from it
what they use. Nothing changes a block while a kernel runs, so that the compiler may
keep what was read.

A block is a row of words of 64 bits, field after field: a number is one word, an array
its address and its lengths, a named tuple its own block.

An array in it is a `View`: rows lie one after the other in memory, no index is
negative, and an entry is read as 64 bits. ``NUMBA_BOUNDSCHECK=1`` checks every index.
"""

# numba has no types.
# mypy: disable-error-code="no-untyped-call,untyped-decorator,override,misc"
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeVar

from numba.core import cgutils, imputils
from numba.core import types as _types
from numba.core.typing import templates
from numba.extending import (
    NativeValue,
    lower_builtin,
    models,
    register_model,
    typeof_impl,
    unbox,
)

C = TypeVar("C", bound=type[tuple[Any, ...]])
WORD = 8  # bytes
ADDRESS, NUMBER = cgutils.voidptr_t, cgutils.intp_t

types: Any = _types


class View(types.Type):
    """The type of an array in a block, or of a row of it."""

    def __init__(self, dtype: Any, ndim: int) -> None:
        self.dtype, self.ndim, self.words = dtype, ndim, 1 + ndim
        is_wide = isinstance(dtype, types.Integer) and dtype.signed
        self.entry = types.int64 if is_wide else dtype
        super().__init__(f"View({dtype}, {ndim})")


class Tables(types.Type):
    """The type of a named tuple that is passed by address."""

    def __init__(self, origin: type, fields: dict[str, Any]) -> None:
        self.fields = fields
        self.places, self.words = {}, 0  # first word of each field, and of what follows
        for name, field in fields.items():
            self.places[name] = self.words
            self.words += getattr(field, "words", 1)
        inside = ", ".join(f"{name}: {field}" for name, field in fields.items())
        super().__init__(f"{origin.__module__}.{origin.__name__}({inside})")


def by_address(origin: C) -> C:
    """Let kernels get a class of named tuples by address."""

    def typeof(value: Any, context: Any) -> Tables:
        fields = zip(value._fields, value, strict=True)
        return Tables(origin, {name: _field(x, context) for name, x in fields})

    typeof_impl.register(origin)(typeof)
    return origin


def _field(value: object, context: Any) -> Any:
    kind = typeof_impl(value, context)
    if isinstance(kind, types.Array) and kind.layout == "C":
        return View(kind.dtype, kind.ndim)
    if isinstance(kind, Tables) or kind == types.int64:
        return kind
    raise ValueError(f"kernels get no {kind} by address")


@register_model(Tables)
class _TablesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Tables) -> None:
        super().__init__(manager, kind, ADDRESS)


@register_model(View)
class _ViewModel(models.StructModel):
    def __init__(self, manager: Any, kind: View) -> None:
        shape = types.UniTuple(types.int64, kind.ndim)
        members = [("data", types.CPointer(kind.dtype)), ("shape", shape)]
        super().__init__(manager, kind, members)


@unbox(Tables)
def _unbox(kind: Tables, value: Any, c: Any) -> Any:
    """Write the block of a tuple that Python passes to a kernel."""
    block = cgutils.alloca_once(c.builder, NUMBER, kind.words)
    failed = cgutils.alloca_once_value(c.builder, cgutils.false_bit)
    _fill(kind, value, c, block, failed)
    address = c.builder.bitcast(block, ADDRESS)
    return NativeValue(address, is_error=c.builder.load(failed))


def _fill(kind: Tables, value: Any, c: Any, block: Any, failed: Any) -> None:
    for at, (name, field) in enumerate(kind.fields.items()):
        place = c.builder.gep(block, [NUMBER(kind.places[name])])
        item = c.pyapi.tuple_getitem(value, at)
        if isinstance(field, Tables):
            _fill(field, item, c, place, failed)
            continue
        is_view = isinstance(field, View)
        plain = types.Array(field.dtype, field.ndim, "C") if is_view else field
        native = c.unbox(plain, item)
        with c.builder.if_then(native.is_error, likely=False):
            c.builder.store(cgutils.true_bit, failed)
        words = [native.value]
        if is_view:
            array = c.context.make_array(plain)(c.context, c.builder, native.value)
            data = c.builder.ptrtoint(array.data, NUMBER)
            words = [data, *cgutils.unpack_tuple(c.builder, array.shape)]
        for k, word in enumerate(words):
            c.builder.store(word, c.builder.gep(place, [NUMBER(k)]))


@templates.infer_getattr
class _Fields(templates.AttributeTemplate):
    key = Tables

    def generic_resolve(self, kind: Tables, name: str) -> Any:
        return kind.fields.get(name)


@imputils.lower_getattr_generic(Tables)
def _get(context: Any, builder: Any, kind: Tables, address: Any, name: str) -> Any:
    field = kind.fields[name]
    place = builder.gep(address, [NUMBER(kind.places[name] * WORD)])
    if isinstance(field, Tables):
        return place
    if not isinstance(field, View):
        return _read(builder, place, NUMBER)
    data = _read(builder, place, context.get_data_type(field.dtype).as_pointer())
    shape = [
        _read(builder, builder.gep(place, [NUMBER((1 + axis) * WORD)]), NUMBER)
        for axis in range(field.ndim)
    ]
    return _view(context, builder, field, data, shape)


def _read(builder: Any, place: Any, kind: Any) -> Any:
    value = builder.load(builder.bitcast(place, kind.as_pointer()))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def _view(context: Any, builder: Any, kind: View, data: Any, shape: list[Any]) -> Any:
    empty = context.get_value_type(kind)(None)
    value = builder.insert_value(empty, data, 0)
    for axis, size in enumerate(shape):
        value = builder.insert_value(value, size, (1, axis))
    return value


@templates.infer_getattr
class _Shape(templates.AttributeTemplate):
    key = View

    def resolve_shape(self, kind: View) -> Any:
        return types.UniTuple(types.int64, kind.ndim)


@imputils.lower_getattr(View, "shape")
def _shape(context: Any, builder: Any, kind: View, value: Any) -> Any:
    return builder.extract_value(value, 1)


def _integers(index: Any) -> tuple[Any, ...]:
    """Types of an index of one or more integers; empty for any other index."""
    found = tuple(index) if isinstance(index, types.BaseTuple) else (index,)
    return found if all(isinstance(x, types.Integer) for x in found) else ()


def _typed_get(view: Any, index: Any) -> Any:
    n = len(_integers(index)) if isinstance(view, View) else 0
    if n == 0 or n > view.ndim:
        return None
    row = View(view.dtype, view.ndim - n) if n < view.ndim else view.entry
    return templates.signature(row, view, index)


def _typed_set(view: Any, index: Any, value: Any) -> Any:
    if not isinstance(view, View) or len(_integers(index)) != view.ndim:
        return None
    return templates.signature(types.none, view, index, view.entry)


def _infer(function: Callable[..., object], typed: Callable[..., Any]) -> None:
    """Tell numba which calls of an operator are about views."""

    class Template(templates.AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            return typed(*args)

    templates.infer_global(function)(Template)


_infer(operator.getitem, _typed_get)
_infer(operator.setitem, _typed_set)


@lower_builtin(operator.getitem, View, types.Integer)
@lower_builtin(operator.getitem, View, types.BaseTuple)
def _get_item(context: Any, builder: Any, call: Any, args: Any) -> Any:
    kind, index = call.args
    place, rest = _place(context, builder, kind, args[0], index, args[1])
    if rest:
        return _view(context, builder, call.return_type, place, rest)
    return context.cast(builder, builder.load(place), kind.dtype, kind.entry)


@lower_builtin(operator.setitem, View, types.Integer, types.Any)
@lower_builtin(operator.setitem, View, types.BaseTuple, types.Any)
def _set_item(context: Any, builder: Any, call: Any, args: Any) -> None:
    kind, index, given = call.args
    place, _ = _place(context, builder, kind, args[0], index, args[1])
    builder.store(context.cast(builder, args[2], given, kind.dtype), place)


def _place(
    context: Any, builder: Any, kind: View, view: Any, index: Any, value: Any
) -> tuple[Any, list[Any]]:
    """Address of the entry or row that an index means, and the row's lengths."""
    given = _integers(index)
    is_tuple = isinstance(index, types.BaseTuple)
    steps = cgutils.unpack_tuple(builder, value) if is_tuple else [value]
    shape = [builder.extract_value(view, (1, axis)) for axis in range(kind.ndim)]
    at = NUMBER(0)
    for axis, size in enumerate(shape):
        at = builder.mul(at, size) if axis else at
        if axis < len(given):
            step = context.cast(builder, steps[axis], given[axis], types.int64)
            if context.enable_boundscheck:
                cgutils.do_boundscheck(context, builder, step, size, axis)
            at = builder.add(at, step) if axis else step
    return builder.gep(builder.extract_value(view, 0), [at]), shape[len(given) :]
