"""Reductions and scans in PyTorch's spelling; `dim`/`keepdim` and NumPy's `axis`/`keepdims` are both accepted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from engine import dtypes
from engine.functions.arguments import all_dims, either, one_dim
from engine.op import Op
from engine.ops import reduce as ops
from engine.ops.elementwise import maximum, minimum
from engine.tensor import Tensor


class Extremum(NamedTuple):
    """What max and min along a dim return."""

    values: Tensor
    indices: Tensor


def _count(input: Tensor, dims: tuple[int, ...] | None) -> int:
    shape = input._array.shape
    return math.prod(shape if dims is None else [shape[d] for d in dims])


def sum(
    input: Tensor,
    dim: Any = None,
    keepdim: bool = False,
    *,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = None,
) -> Tensor:
    """The sum over `dim`, or over everything; integers and bools sum to int64."""
    if dtype is not None:
        input = input.to(dtype)
    dim = either("sum", dim, axis)
    dims = all_dims(dim, input.ndim)
    op = ops.sum_all if dim is None else ops.sum_dim
    return op(input, axis=dims, keepdims=keepdim or keepdims, shape=input._array.shape)


def mean(
    input: Tensor,
    dim: Any = None,
    keepdim: bool = False,
    *,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = None,
) -> Tensor:
    """The mean over `dim`, or over everything. Raises RuntimeError for integers, as PyTorch does."""
    if dtype is not None:
        input = input.to(dtype)
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got:"
            f" {input.dtype.printed}"
        )
    dim = either("mean", dim, axis)
    dims = all_dims(dim, input.ndim)
    op = ops.mean_all if dim is None else ops.mean_dim
    shape = input._array.shape
    return op(input, axis=dims, keepdims=keepdim or keepdims, shape=shape, count=_count(input, dims))


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """The product along `dim`, or of everything."""
    dim = either("prod", dim, axis)
    shape = input._array.shape
    if dim is None:
        return ops.prod_all(input, shape=shape)
    return ops.prod_dim(input, axis=one_dim(dim, input.ndim, "prod"), keepdims=keepdim, shape=shape)


def _moment(op: Op, name: str, doc: str) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        dim: Any = None,
        unbiased: bool = True,
        keepdim: bool = False,
        *,
        correction: int | None = None,
        axis: Any = None,
    ) -> Tensor:
        dims = all_dims(either(name, dim, axis), input.ndim)
        if not input.dtype.is_floating_point:
            raise RuntimeError("std and var only support floating point and complex dtypes")
        correction = int(unbiased) if correction is None else correction
        freedom = _count(input, dims) - correction
        return op(
            input,
            axis=dims,
            keepdims=keepdim,
            correction=correction,
            freedom=freedom if freedom > 0 else math.nan,
            shape=input._array.shape,
        )

    function.__name__, function.__doc__ = name, doc
    return function


var = _moment(ops.var, "var", "The variance over `dim`: over n - 1, unless `correction` or `unbiased` say otherwise.")
std = _moment(ops.std, "std", "The standard deviation, the square root of `var`.")


def _not_empty(input: Tensor, name: str) -> None:
    """Raise PyTorch's RuntimeError for the extremum of no elements."""
    if input._array.size == 0:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim"
            " with the 'dim' argument."
        )


def _extremum(whole: Op, along: Op, pairwise: Callable[[Any, Any], Tensor], name: str, doc: str) -> Any:
    def function(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Any:
        if isinstance(dim, Tensor):
            return pairwise(input, dim)
        dim = either(name, dim, axis)
        shape = input._array.shape
        if dim is None:
            _not_empty(input, name)
            return whole(input, axis=None, keepdims=False, shape=shape)
        return Extremum(*along.results(input, axis=one_dim(dim, input.ndim, name), keepdims=keepdim, shape=shape))

    function.__name__, function.__doc__ = name, doc
    return function


def _amount(op: Op, name: str, doc: str) -> Callable[..., Tensor]:
    def function(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
        dims = all_dims(either(name, dim, axis), input.ndim)
        if dims is None and name in ("amax", "amin"):
            _not_empty(input, name)
        return op(input, axis=dims, keepdims=keepdim, shape=input._array.shape)

    function.__name__, function.__doc__ = name, doc
    return function


def _index(op: Op, name: str, doc: str) -> Callable[..., Tensor]:
    def function(
        input: Tensor, dim: int | None = None, keepdim: bool = False, *, axis: Any = None, out: Any = None
    ) -> Tensor:
        # NumPy's argmin(t) calls this method with axis and out.
        dim = either(name, dim, axis)
        dim = None if dim is None else one_dim(dim, input.ndim, name)
        if dim is None and input._array.size == 0:
            raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        return op(input.detach(), axis=dim, keepdims=keepdim)

    function.__name__, function.__doc__ = name, doc
    return function


max = _extremum(
    ops.max_all, ops.max_dim, maximum, "max", "The greatest element, or (values, indices) along `dim`."
)
min = _extremum(
    ops.min_all, ops.min_dim, minimum, "min", "The least element, or (values, indices) along `dim`."
)
amax = _amount(ops.amax, "amax", "The greatest over `dim`; its gradient is shared evenly among equals.")
amin = _amount(ops.amin, "amin", "The least over `dim`; its gradient is shared evenly among equals.")
all = _amount(ops.all_true, "all", "Whether every element is true.")
any = _amount(ops.any_true, "any", "Whether one element is true.")
argmax = _index(ops.argmax, "argmax", "The index of the first greatest element.")
argmin = _index(ops.argmin, "argmin", "The index of the first least element.")


def norm(input: Tensor, p: float | str = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The p-norm over `dim` or everything: p = 2 by default; 1, inf and any positive p as well."""
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got " + input.dtype.printed
        )
    order = 2 if p == "fro" else p
    if not isinstance(order, int | float) or order <= 0:
        raise ValueError(f"norm(): p must be a positive number or 'fro', not {p!r}")
    op = {1: ops.norm_one, 2: ops.norm, math.inf: ops.norm_inf}.get(order, ops.norm_any)
    shape = input._array.shape
    return op(input, axis=all_dims(dim, input.ndim), keepdims=keepdim, order=order, shape=shape)


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(x))) over `dim`, without overflow."""
    dims = all_dims(dim, input.ndim)
    if dims is None:
        dims = tuple(range(input.ndim))
    return ops.logsumexp(input, axis=dims, keepdims=keepdim, shape=input._array.shape)


def softmax(input: Tensor, dim: int, dtype: dtypes.DType | None = None) -> Tensor:
    """exp(x) over its sum along `dim`."""
    input = input if dtype is None else input.to(dtype)
    return ops.softmax(input, axis=one_dim(dim, input.ndim, "softmax"))


def log_softmax(input: Tensor, dim: int, dtype: dtypes.DType | None = None) -> Tensor:
    """The logarithm of softmax, without overflow."""
    input = input if dtype is None else input.to(dtype)
    return ops.log_softmax(input, axis=one_dim(dim, input.ndim, "log_softmax"))


def cumsum(input: Tensor, dim: int) -> Tensor:
    """The running sum along `dim`."""
    return ops.cumsum(input, axis=one_dim(dim, input.ndim, "cumsum"))


def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(input._array.size)

# fmt: off
__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "cumsum", "log_softmax", "logsumexp", "max", "mean", "min",
    "norm", "numel", "prod", "softmax", "std", "sum", "var",
]
# fmt: on
METHODS = """
    sum mean prod var std max min amax amin all any argmax argmin norm logsumexp softmax log_softmax cumsum numel
"""
IN_PLACE = ""
