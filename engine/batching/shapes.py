"""Rules for functions of shapes, for joining arrays, and for products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.backends import backend_of
from engine.batching.array import Batched, padded
from engine.batching.loop import levels, looped

Rule = Callable[[Any], Callable[..., Any]]


def _single(function: Callable[..., Any], name: str) -> Rule:
    """A rule for a function of one array: `function(xp, a, …)`, where xp is the namespace of the array within."""

    def rule(rules: Any) -> Callable[..., Any]:
        def call(a: Any, *arguments: Any, **options: Any) -> Any:
            if not isinstance(a, Batched):
                return looped(rules, name)(a, *arguments, **options)
            return a.like(function(backend_of(a.inner).xp, a, *arguments, **options))

        return call

    return rule


def _axes(axis: Any, n: int) -> Any:
    """Axes of the array within for axes of one example."""
    if axis.__class__ is tuple or axis.__class__ is list:
        return tuple([j % n + 1 for j in axis])
    return axis % n + 1


def _broadcast(xp: Any, a: Any, shape: Any) -> Any:
    inner = padded(a.inner, len(shape))
    return xp.broadcast_to(inner, (inner.shape[0], *shape))


def _spread(xp: Any, a: Any, shape: Any) -> Any:
    inner = padded(a.inner, len(shape))
    return xp.spread(inner, (inner.shape[0], *shape))


def _squeeze(xp: Any, a: Any, axis: Any = None) -> Any:
    if axis is None:
        axis = tuple([j for j, n in enumerate(a.shape) if n == 1])
    return xp.squeeze(a.inner, axis=_axes(axis, a.ndim)) if axis != () else a.inner[...]


def _tile(xp: Any, a: Any, reps: Any) -> Any:
    reps = reps if reps.__class__ is tuple or reps.__class__ is list else (reps,)
    inner = padded(a.inner, len(reps))
    return xp.tile(inner, (1, *(1,) * (inner.ndim - 1 - len(reps)), *reps))


def _expand_dims(xp: Any, a: Any, axis: Any) -> Any:
    if axis.__class__ is int:
        return xp.expand_dims(a.inner, axis % (a.ndim + 1) + 1)
    return xp.expand_dims(a.inner, _axes(axis, a.ndim + len(axis)))


def _joined(name: str) -> Rule:
    """concatenate and stack: what is not batched is repeated for each example."""

    def rule(rules: Any) -> Callable[..., Any]:
        def call(parts: Any, axis: int = 0) -> Any:
            level = levels(parts)
            if level == 0:
                return getattr(rules.home, name)(parts, axis=axis)
            known = next(x for x in parts if isinstance(x, Batched) and x.level == level)
            size, n = known.inner.shape[0], known.ndim + (name == "stack")
            inner = [x.inner if isinstance(x, Batched) and x.level == level else _repeated(x, size) for x in parts]
            return known.like(getattr(rules.within(inner), name)(inner, axis=axis % n + 1))

        return call

    return rule


def _repeated(x: Any, size: int) -> Any:
    return backend_of(x).xp.broadcast_to(x, (size, *x.shape))


def _matmul(rules: Any) -> Callable[..., Any]:
    """A product with the same matrix for all examples is one product, of all their rows."""

    def call(x: Any, y: Any) -> Any:
        level = levels((x, y))
        if level == 0:
            return rules.home.matmul(x, y)
        row, column = x.ndim == 1, y.ndim == 1
        x = x.reshape((1, *x.shape)) if row else x
        y = y.reshape((*y.shape, 1)) if column else y
        left, right = [isinstance(v, Batched) and v.level == level for v in (x, y)]
        n = max(x.ndim, y.ndim)
        a = padded(x.inner, n) if left else x
        b = padded(y.inner, n) if right else y
        result = rules.array_type(_product(rules.within((a, b)), a, b, left, right), level)
        if column:
            result = result.reshape(result.shape[:-1])
        if row:
            n = result.ndim - (1 if column else 2)
            result = result.reshape((*result.shape[:n], *result.shape[n + 1 :]))
        return result

    return call


def _one(a: Any, batched: bool) -> Any:
    """The matrix that all examples share, or None."""
    if batched and a.__class__.__name__ == "ndarray" and a.ndim == 3 and a.strides[0] == 0 and a.shape[0]:
        return a[0]
    return a if not batched and a.ndim == 2 else None


def _product(xp: Any, a: Any, b: Any, left: bool, right: bool) -> Any:
    shared = _one(b, right)
    if shared is not None and left and a.ndim == 3:
        rows = a.reshape((a.shape[0] * a.shape[1], a.shape[2]))
        return xp.matmul(rows, shared).reshape((*a.shape[:2], shared.shape[1]))
    return xp.matmul(a, b)


def _dot(rules: Any) -> Callable[..., Any]:
    """Of two vectors."""
    matmul = _matmul(rules)

    def call(x: Any, y: Any) -> Any:
        if levels((x, y)) == 0:
            return rules.home.dot(x, y)
        if x.ndim != 1 or y.ndim != 1:
            return looped(rules, "dot")(x, y)
        return matmul(x, y)

    return call


def _vdot(rules: Any) -> Callable[..., Any]:
    dot = _dot(rules)
    return lambda x, y: dot(x.reshape(-1), y.reshape(-1))


def _cross(rules: Any) -> Callable[..., Any]:
    def call(x: Any, y: Any, axis: int = -1) -> Any:
        level = levels((x, y))
        if level == 0 or x.ndim != y.ndim:
            return looped(rules, "cross")(x, y, axis=axis)
        axis = axis % x.ndim - x.ndim
        inner = [v.inner if isinstance(v, Batched) and v.level == level else v for v in (x, y)]
        return rules.array_type(rules.within(inner).cross(*inner, axis=axis), level)

    return call


def _zeros_for(rules: Any) -> Callable[..., Any]:
    def call(like: Any, shape: Any) -> Any:
        if not isinstance(like, Batched):
            return rules.home.zeros_for(like, shape)
        return like.like(backend_of(like.inner).xp.zeros_for(like.inner, (like.inner.shape[0], *shape)))

    return call


def _writeable(rules: Any) -> Callable[..., Any]:
    def call(view: Any, source: Any) -> Any:
        if isinstance(view, Batched):
            inner = source.inner if isinstance(source, Batched) and source.level == view.level else source
            return view.like(backend_of(view.inner).xp.writeable(view.inner, inner))
        return rules.home.writeable(view, source)

    return call


def _diagonal(xp: Any, a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return xp.diagonal(a.inner, offset, _axes(axis1, a.ndim), _axes(axis2, a.ndim))


def _trace(xp: Any, a: Any, dtype: Any = None) -> Any:
    return xp.trace(a.inner, axis1=1, axis2=2, dtype=dtype)


def _moved(xp: Any, a: Any, source: Any, destination: Any) -> Any:
    return xp.moveaxis(a.inner, _axes(source, a.ndim), _axes(destination, a.ndim))


_SINGLE: dict[str, Callable[..., Any]] = {
    "broadcast_to": _broadcast,
    "diagonal": _diagonal,
    "expand_dims": _expand_dims,
    "moveaxis": _moved,
    "ravel": lambda xp, a: a.reshape(-1).inner,
    "reshape": lambda xp, a, shape, copy=None: a.reshape(shape, copy=copy).inner,
    "rot90": lambda xp, a, k=1, axes=(0, 1): xp.rot90(a.inner, k, _axes(tuple(axes), a.ndim)),
    "spread": _spread,
    "squeeze": _squeeze,
    "swapaxes": lambda xp, a, first, second: a.swapaxes(first, second).inner,
    "tile": _tile,
    "trace": _trace,
    "transpose": lambda xp, a, axes=None: (a.transpose() if axes is None else a.transpose(tuple(axes))).inner,
    "tril": lambda xp, a, k=0: xp.tril(a.inner, k),
    "triu": lambda xp, a, k=0: xp.triu(a.inner, k),
    "windows": lambda xp, a, axis, size, step: xp.windows(a.inner, axis % a.ndim + 1, size, step),
}

SHAPES: dict[str, Rule] = {name: _single(function, name) for name, function in _SINGLE.items()} | {
    "concatenate": _joined("concatenate"),
    "cross": _cross,
    "dot": _dot,
    "matmul": _matmul,
    "stack": _joined("stack"),
    "vdot": _vdot,
    "writeable": _writeable,
    "zeros_for": _zeros_for,
}
