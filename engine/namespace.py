"""The engine's own namespace for formulas: NumPy's names on Tensors.

Under create_graph the derivative formulas run on Tensors with this in the place of NumPy's namespace, so that what they
compute is recorded, for every order of derivative. It has the names that the formulas use.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from engine.backends import backend_of
from engine.functions import (
    axes as order,
    diagonal as diagonals,
    elementwise as e,
    join,
    linalg,
    reduce,
    scan,
    shape as s,
    special,
)
from engine.graph import Recording
from engine.op import Op
from engine.ops import activation, decompose, elementwise as ops, index, linalg as products
from engine.ops.combine import scatter_reduce
from engine.shortcut import unary
from engine.tensor import Tensor, wrap


def _tuple(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, Sequence) else axis


class TensorLinalg:
    """The factorizations that formulas use, of Tensors."""

    inv_or_nan, cofactors, cofactors_slope = decompose.inv_or_nan, decompose.cofactors, decompose.cofactors_slope

    @staticmethod
    def solve(a: Tensor, b: Tensor) -> Tensor:
        """The matrices X with a X = b."""
        return decompose.solve(a, b, vector=False, left=True)

    @staticmethod
    def pinv(a: Tensor, atol: Any, rtol: Any, symmetric: bool) -> Tensor:
        """The pseudo-inverses."""
        return decompose.pinv(a, atol=atol, rtol=rtol, symmetric=symmetric)

    @staticmethod
    def eye_like(x: Tensor) -> Tensor:
        """A constant: the identity matrix of the size of the last dim."""
        return wrap(backend_of(x._array).xp.linalg.eye_like(x._array))


def _short(op: Op) -> Any:
    return staticmethod(unary(op))


_embed = unary(index.embed)


class TensorNamespace:
    """NumPy's signatures, Tensors in and out."""

    abs, sign, trunc, sqrt = _short(ops.absolute), _short(ops.sign), _short(ops.trunc), _short(ops.sqrt)
    exp, exp2, expm1, log, log1p = (_short(op) for op in (ops.exp, ops.exp2, ops.expm1, ops.log, ops.log1p))
    sin, cos, sinh, cosh, tanh = (_short(op) for op in (ops.sin, ops.cos, ops.sinh, ops.cosh, ops.tanh))
    erf, sigmoid, log_sigmoid = _short(ops.erf), _short(ops.sigmoid), _short(activation.log_sigmoid)
    hypot, floor_divide = ops.hypot, ops.div_floor
    digamma, erfcx, i0, i0e, i1, i1e = ops.digamma, ops.erfcx, ops.i0, ops.i0e, ops.i1, ops.i1e
    power, matmul = staticmethod(e.pow), staticmethod(linalg.matmul)
    linalg = TensorLinalg

    @staticmethod
    def polygamma(n: int, x: Tensor) -> Tensor:
        """SciPy's order of arguments is PyTorch's."""
        return special.polygamma(n, x)

    @staticmethod
    def zeta(x: Any, y: Tensor) -> Tensor:
        """The zeta function of Hurwitz; `x` may be a number."""
        return special.zeta(x, y)

    @staticmethod
    def where(condition: Any, x: Any, y: Any) -> Tensor:
        """A choice; the condition may be a raw boolean array, kept among an op's parameters."""
        condition = condition if isinstance(condition, Tensor) else wrap(condition)
        if not isinstance(x, Tensor) and not isinstance(y, Tensor):
            raise TypeError("where() in a formula needs a Tensor to choose from")
        return ops.where(condition, x, y)

    @staticmethod
    def sum(x: Tensor, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The sum over `axis`."""
        return reduce.sum(x, _tuple(axis), keepdims)

    @staticmethod
    def mean(x: Tensor, axis: Any = None, keepdims: bool = False) -> Tensor:
        """The mean over `axis`."""
        return reduce.mean(x, _tuple(axis), keepdims)

    @staticmethod
    def cumsum(x: Tensor, axis: int) -> Tensor:
        """The running sum along `axis`."""
        return scan.cumsum(x, axis)

    @staticmethod
    def cumprod(x: Tensor, axis: int) -> Tensor:
        """The running product along `axis`."""
        return scan.cumprod(x, axis)

    @staticmethod
    def reshape(x: Tensor, shape: Sequence[int]) -> Tensor:
        """The same elements in another shape."""
        return s.reshape(x, shape)

    @staticmethod
    def transpose(x: Tensor, axes: Sequence[int] | None = None) -> Tensor:
        """The axes in another order, reversed by default."""
        return order.permute(x, tuple(range(x.ndim - 1, -1, -1)) if axes is None else axes)

    @staticmethod
    def swapaxes(x: Tensor, first: int, second: int) -> Tensor:
        """Two axes exchanged."""
        return order.transpose(x, first, second)

    @staticmethod
    def cross(x: Tensor, y: Tensor, axis: int) -> Tensor:
        """The cross product along `axis`."""
        return products.cross(x, y, axis=axis)

    @staticmethod
    def expand_dims(x: Tensor, axis: int) -> Tensor:
        """An axis of size 1 put in."""
        return s.unsqueeze(x, axis)

    @staticmethod
    def squeeze(x: Tensor, axis: Any = None) -> Tensor:
        """Axes of size 1 taken out."""
        return s.squeeze(x, axis)

    @staticmethod
    def spread(x: Tensor, shape: Sequence[int]) -> Tensor:
        """Axes of size 1 repeated."""
        return s.expand(x, shape)

    @staticmethod
    def broadcast_to(x: Tensor, shape: Sequence[int]) -> Tensor:
        """Axes of size 1 repeated."""
        return s.expand(x, shape)

    @staticmethod
    def flip(x: Tensor, axis: Any) -> Tensor:
        """The order reversed along `axis`."""
        return order.flip(x, axis)

    @staticmethod
    def roll(x: Tensor, shift: Any, axis: Any) -> Tensor:
        """The elements moved along `axis`, around the end."""
        return order.roll(x, shift, axis)

    @staticmethod
    def rot90(x: Tensor, k: int, axes: Sequence[int]) -> Tensor:
        """Turned by `k` right angles."""
        return order.rot90(x, k, axes)

    @staticmethod
    def diagonal(x: Tensor, offset: int, axis1: int, axis2: int) -> Tensor:
        """The diagonals over two axes."""
        return diagonals.diagonal(x, offset, axis1, axis2)

    @staticmethod
    def tril(x: Tensor, k: int = 0) -> Tensor:
        """The lower triangles."""
        return diagonals.tril(x, k)

    @staticmethod
    def triu(x: Tensor, k: int) -> Tensor:
        """The upper triangles."""
        return diagonals.triu(x, k)

    @staticmethod
    def take(x: Tensor, indices: Any, axis: int | None) -> Tensor:
        """Slices of `x` at integer positions; no axis for a 0-d `x`."""
        return index.index_select(x, index=_raw(indices), axis=axis, shape=x._array.shape)

    @staticmethod
    def gather(x: Tensor, axis: int, indices: Any) -> Tensor:
        """Elements picked along `axis`."""
        return index.gather(x, index=indices, axis=axis, shape=x._array.shape)

    @staticmethod
    def scatter_add(x: Tensor, axis: int, indices: Any, source: Tensor) -> Tensor:
        """Elements added along `axis`."""
        return index.scatter_add(x, source, index=indices, axis=axis, source=source._array.shape)

    @staticmethod
    def scatter(x: Tensor, axis: int, indices: Any, source: float) -> Tensor:
        """A number put along `axis`."""
        return index.scatter_value(x, index=indices, axis=axis, value=source)

    @staticmethod
    def scatter_combine(x: Tensor, axis: int, indices: Any, source: Tensor, name: str) -> Tensor:
        """Elements combined along `axis` with those that are there."""
        shapes = {"shape": x._array.shape, "source": source._array.shape}
        return scatter_reduce(x, source, 1, index=indices, axis=axis, name=name, include=True, mean=False, **shapes)

    @staticmethod
    def index_add(x: Tensor, axis: int, indices: Any, source: Tensor) -> Tensor:
        """Slices added along `axis`."""
        return index.index_add(x, source, index=indices, axis=axis, alpha=1)

    @staticmethod
    def embed(x: Tensor, shape: Sequence[int], index: Any) -> Tensor:
        """Zeros of `shape` with `x` at an index."""
        return _embed(x, p=SimpleNamespace(shape=shape, index=index))

    @staticmethod
    def index_put(x: Tensor, place: Any, values: Any, accumulate: bool = False) -> Tensor:
        """A number put into `x`, or values put into zeros: adding them is the same, and has a simple gradient."""
        return (index.index_put_add if isinstance(values, Tensor) else index.index_put)(x, values, index=place)

    @staticmethod
    def concatenate(parts: Sequence[Tensor], axis: int) -> Tensor:
        """Tensors one after another."""
        return join.cat(list(parts), axis)

    @staticmethod
    def stack(parts: Sequence[Tensor], axis: int) -> Tensor:
        """Tensors along a new axis."""
        return join.stack(list(parts), axis)

    @staticmethod
    def ones_like(x: Tensor) -> Tensor:
        """A constant of ones."""
        return wrap(backend_of(x._array).xp.ones_like(x._array))

    @staticmethod
    def zeros_like(x: Tensor) -> Tensor:
        """A constant of zeros."""
        return wrap(backend_of(x._array).xp.zeros_like(x._array))

    @staticmethod
    def zeros_for(like: Tensor, shape: Sequence[int]) -> Tensor:
        """A constant of zeros of `shape`, in the dtype and on the device of `like`."""
        return wrap(backend_of(like._array).xp.zeros_for(like._array, shape))


def _raw(indices: Any) -> Any:
    return indices._array if isinstance(indices, Tensor) else indices


TENSORS = TensorNamespace()
Recording.xp = TENSORS
