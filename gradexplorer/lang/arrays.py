"""Operations on the axes that the language can see: lists, indices, reductions, matrix products.

With `run.samples` 1 the last axis is the sample axis and stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.limits import MULTIPLY_ADDS
from gradexplorer.lang.run import Array, Place, Run, Value


def lift(run: Run, constant: Array) -> Array:
    """A constant vector with a sample axis of size 1, where there are samples."""
    return engine.unsqueeze(constant, -1) if run.samples and constant.ndim else constant


def build(run: Run, items: Sequence[Value], place: Place) -> Array:
    """The vector or matrix of these items along a new first axis. Raises LangError where their shapes differ."""
    if all(not isinstance(item, Tensor) for item in items):
        numbers = [float(item) for item in items]
        return lift(run, engine.tensor(numbers, dtype=run.dtype, device=run.device))
    shapes = {run.shape(item) for item in items}
    if len(shapes) > 1:
        raise place.error("the entries of this list have different shapes", "rows of a matrix have the same length")
    tensors = [run.tensor(item) for item in items]
    size = max((t.shape[-1] for t in tensors if run.samples and t.ndim), default=1)
    shape = shapes.pop()
    total = len(items) * size
    for length in shape:
        total *= length
    run.admit(total, place)
    if not run.samples:
        return engine.stack(tensors, dim=0)
    whole = (*shape, size)
    return engine.stack([t if tuple(t.shape) == whole else t.expand(*whole) for t in tensors], dim=0)


def index(run: Run, value: Value, indices: Sequence[int], place: Place) -> Array:
    """`value[i, j]` along the first visible axes. Raises LangError outside."""
    shape = run.shape(value)
    if len(indices) > len(shape):
        what = "one number" if not shape else f"an array with {len(shape)} axes"
        raise place.error(f"this is {what}, which cannot be indexed so", None if shape else "leave out the [ ]")
    for i, length in zip(indices, shape, strict=False):
        if not -length <= i < length:
            raise place.error(f"the index {i} is outside: there are {length} entries, from 0 to {length - 1}")
        value = value[i]
    return value


def _dims(run: Run, value: Array) -> tuple[int, ...]:
    return tuple(range(run.visible(value)))


def _over_all(name: str, **options: Any) -> Callable[[Run, Array, Place], Array]:
    """A reduction over every visible axis: over all axes at one point, by `dim` at many."""

    def reduce(run: Run, value: Array, place: Place) -> Array:
        function = getattr(engine, name)
        if not run.samples:
            return function(value, **options)
        dims = _dims(run, value)
        return function(value, dim=dims, **options) if dims else value

    return reduce


def _prod(run: Run, value: Array, place: Place) -> Array:
    if not run.samples:
        return engine.prod(value)
    for _ in _dims(run, value):
        value = engine.prod(value, dim=0)
    return value


def _logsumexp(run: Run, value: Array, place: Place) -> Array:
    dims = _dims(run, value)
    return engine.logsumexp(value, dim=dims) if dims else value


def _norm(run: Run, value: Array, place: Place) -> Array:
    if not run.samples:
        return engine.norm(value)
    dims = _dims(run, value)
    return engine.norm(value, dim=dims) if dims else engine.abs(value)


def _spread(name: str, correction: int) -> Callable[[Run, Array, Place], Array]:
    """std and var; of one number they are nan (divided by n - 1) or 0 (divided by n), as in the library meant."""

    def reduce(run: Run, value: Array, place: Place) -> Array:
        function = getattr(engine, name)
        dims = _dims(run, value)
        count = 1
        for length in run.shape(value):
            count *= length
        if count - correction <= 0:
            return value.sum(dim=dims) * float("nan") if dims else value * float("nan")
        if not run.samples and correction == 1:
            return function(value)
        if not dims:
            return value * 0.0
        return function(value, dim=dims, correction=correction)

    return reduce


REDUCTIONS: Final[dict[str, Callable[[Run, Array, Place], Array]]] = {
    "sum": _over_all("sum"),
    "mean": _over_all("mean"),
    "prod": _prod,
    "norm": _norm,
    "logsumexp": _logsumexp,
    "std": _spread("std", 1),
    "var": _spread("var", 1),
    "np.std": _spread("std", 0),
    "np.var": _spread("var", 0),
}
"""Functions that make one number of a vector or matrix, by their name in the tree."""


def extreme(run: Run, value: Array, name: str) -> Array:
    """max or min over every visible axis."""
    if not run.samples:
        return getattr(engine, name)(value)
    dims = _dims(run, value)
    return getattr(engine, "a" + name)(value, dim=dims) if dims else value


def vector(run: Run, name: str, value: Array, place: Place) -> Array:
    """softmax and cumsum of a vector, transpose of a matrix."""
    axes = run.visible(value)
    if name == "transpose":
        if axes != 2:
            raise place.error("only a matrix can be transposed")
        return engine.transpose(value, 0, 1)
    if axes != 1:
        raise place.error(f"`{name}` needs a vector")
    return getattr(engine, name)(value, dim=0)


def dot(run: Run, a: Array, b: Array, place: Place) -> Array:
    """The sum of products of two vectors of one length."""
    left, right = run.shape(a), run.shape(b)
    if len(left) != 1 or left != right:
        raise place.error("`dot` needs two vectors of the same length")
    if not run.samples:
        return engine.dot(a, b)
    return engine.sum(a * b, dim=0)


def matmul(run: Run, a: Value, b: Value, place: Place) -> Array:
    """`a @ b` of vectors and matrices. Raises LangError where the shapes do not fit or the work is too much."""
    left, right = run.shape(a), run.shape(b)
    if not (1 <= len(left) <= 2 and 1 <= len(right) <= 2):
        raise place.error("`@` needs vectors or matrices on both sides", "write * to multiply numbers")
    if left[-1] != right[0]:
        message = f"`@` needs {left[-1]} rows on its right side, as many as columns on its left; there are {right[0]}"
        raise place.error(message)
    work = run.count * (left[0] if len(left) == 2 else 1) * left[-1] * (right[-1] if len(right) == 2 else 1)
    if work > MULTIPLY_ADDS:
        raise place.error(f"this product would take {work:,} multiplications; at most {MULTIPLY_ADDS:,} are possible")
    if not run.samples:
        return engine.matmul(a, b)
    if len(right) == 1:
        return engine.sum(a * b, dim=len(left) - 1)
    if len(left) == 1:
        return engine.sum(engine.unsqueeze(a, 1) * b, dim=0)
    product = engine.matmul(engine.permute(a, (2, 0, 1)), engine.permute(b, (2, 0, 1)))
    return engine.permute(product, (1, 2, 0))
