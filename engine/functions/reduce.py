"""Reductions in PyTorch's spelling: sums, means, products, truth, and what is made of sums of exponentials."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from engine import dtypes
from engine.functions.arguments import all_dims, one_dim
from engine.functions.docstrings import described
from engine.functions.operands import need_floating
from engine.functions.signature import of_tensor
from engine.op import Op
from engine.ops import reduce as ops, scan
from engine.shortcut import unary
from engine.tensor import Tensor


def length_of(input: Tensor, dims: tuple[int, ...] | None) -> int:
    """How many elements are reduced to one over these dims, or over all."""
    shape = input._array.shape
    return math.prod(shape if dims is None else [shape[d] for d in dims])


def _cast(input: Tensor, dtype: Any) -> Tensor:
    return input if dtype is None else input.to(dtype)


_sum_all, _mean_all = unary(ops.sum_all), unary(ops.mean_all)


def _sum_whole(input: Tensor) -> Tensor:
    return _sum_all(input, p=SimpleNamespace(axis=None, keepdims=False, shape=input._value.shape))


def _mean_whole(input: Tensor) -> Tensor:
    value = input._value
    if value.dtype.kind != "f":
        return _mean(input)
    return _mean_all(input, p=SimpleNamespace(axis=None, keepdims=False, shape=value.shape, count=value.size))


def _sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim`, or over everything.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: as the input; integers and bools sum to int64; `dtype` casts first.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.sum; the gradient is spread back over the reduced dims.
    """
    op = ops.sum_all if dim is None and not keepdim else ops.sum_dim
    dims = None if dim is None else all_dims(dim, input.ndim, "sum")
    if dtype is not None:
        input = input.to(dtype)
    total = op(input, axis=dims, keepdims=keepdim, shape=input._array.shape)
    return _cast(total, dtype)


@of_tensor
def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim`, or over everything, in which nan counts as 0.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: as the input; integers and bools sum to int64; `dtype` casts first.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.nansum; the gradient is spread back, and 0 at nan.
    """
    input = _cast(input, dtype)
    total = ops.nansum(input, axis=all_dims(dim, input.ndim, "nansum"), keepdims=keepdim, shape=input._array.shape)
    return _cast(total, dtype)


def _mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim`, or over everything; of nothing nan.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: floating point, as the input; `dtype` casts first.
    Raises: RuntimeError for integers and bools, IndexError for a dim out of range.
    Source: torch.mean; the gradient is spread back over the reduced dims, divided by their size.
    """
    kind = input.dtype if dtype is None else dtypes.as_dtype(dtype)
    if not kind.is_floating_point:
        raise RuntimeError(
            f"mean(): could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a"
            f" floating point or complex dtype. Got: {kind.printed}"
        )
    if dtype is not None:
        input = input.to(kind)
    dims = None if dim is None else all_dims(dim, input.ndim, "mean")
    op = ops.mean_all if dim is None and not keepdim else ops.mean_dim
    return op(input, axis=dims, keepdims=keepdim, shape=input._array.shape, count=length_of(input, dims))


_sum.__name__, _mean.__name__ = "sum", "mean"
sum, mean = of_tensor(_sum, _sum_whole), of_tensor(_mean, _mean_whole)


@of_tensor
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim`, or over everything, of what is not nan; of nothing nan.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: floating point, as the input; `dtype` casts first.
    Raises: RuntimeError for integers and bools, IndexError for a dim out of range.
    Source: torch.nanmean, the nansum over the number of elements that are not nan.
    """
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.printed}"
        )
    return nansum(input, dim, keepdim, dtype=dtype) / sum(input.detach() == input.detach(), dim, keepdim)


@of_tensor
def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product along `dim`, or of everything.

    Shape: any; without `dim`, or with size 1 there (`keepdim`).
    Dtype: as the input; integers and bools multiply to int64; `dtype` casts first.
    Raises: IndexError for a dim out of range, TypeError for several dims.
    Source: torch.prod; the gradient is the product of the others, by scans from both ends, so that zeros do no harm.
    """
    input = _cast(input, dtype)
    shape = input._array.shape
    if dim is None:
        return _cast(scan.prod_all(input, axis=None, keepdims=keepdim, shape=shape), dtype)
    axis = one_dim(dim, input.ndim, "prod")
    kept = tuple(1 if j == axis else n for j, n in enumerate(shape))
    product = scan.prod_dim(input, axis=axis if shape else None, keepdims=keepdim, shape=shape, kept=kept)
    return _cast(product, dtype)


def _truth(op: Op, name: str, means: str) -> Callable[..., Tensor]:
    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        dims = all_dims(dim, input.ndim, name)
        if dim is not None and not isinstance(dim, int) and len(dim) == 0:
            each = input != 0
            return each.to(input.dtype) if input.dtype is dtypes.uint8 else each
        return op(input, axis=dims, keepdims=keepdim)

    described(
        function,
        name,
        f"{means}.",
        shape="any; without the reduced dims, or with size 1 there (`keepdim`); as the input for no dims, `dim=()`.",
        dtype="any, nan being true; bool, but uint8 for uint8.",
        raises="IndexError for a dim out of range, RuntimeError for one named twice.",
        source=f"torch.{name}; there is no gradient.",
    )
    return of_tensor(function)


all = _truth(ops.all_true, "all", "Whether every element over `dim`, or of everything, is not 0")
any = _truth(ops.any_true, "any", "Whether an element over `dim`, or of everything, is not 0")


@of_tensor
def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """The number of elements over `dim`, or of everything, that are not 0; nan is not.

    Shape: any; without the reduced dims.
    Dtype: any; int64.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.count_nonzero; there is no gradient.
    """
    return ops.count_nonzero(input, axis=all_dims(dim, input.ndim, "count_nonzero"))


@of_tensor
def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(x))) over `dim`, without overflow.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: as the input; integers and bools become the default floating-point type.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.logsumexp; the greatest element is taken out of the sum.
    """
    dims = all_dims(dim, input.ndim, "logsumexp")
    if dims is None:
        dims = tuple(range(input.ndim))
    return ops.logsumexp(input, axis=dims, keepdims=keepdim, shape=input._array.shape)


def _exponentials(input: Tensor, dim: int, dtype: Any, name: str) -> tuple[Tensor, int]:
    """The operand and the axis of softmax and its logarithm. NotImplementedError for integers."""
    input, axis = _cast(input, dtype), one_dim(dim, input.ndim, name)
    need_floating(f"{name}_{'lastdim_' if axis == max(input.ndim - 1, 0) else ''}kernel_impl", input)
    return input, axis


@of_tensor
def softmax(input: Tensor, dim: int, dtype: dtypes.DType | None = None) -> Tensor:
    """exp(x) over its sum along `dim`, without overflow.

    Shape: any; as the input.
    Dtype: floating point, as the input; `dtype` casts first.
    Raises: NotImplementedError for integers and bools, IndexError for a dim out of range.
    Source: torch.softmax; d/dx is s (g - sum(g s)).
    """
    input, axis = _exponentials(input, dim, dtype, "softmax")
    return ops.softmax(input, axis=axis if input.ndim else None)


@of_tensor
def log_softmax(input: Tensor, dim: int, dtype: dtypes.DType | None = None) -> Tensor:
    """The logarithm of softmax along `dim`, without overflow.

    Shape: any; as the input.
    Dtype: floating point, as the input; `dtype` casts first.
    Raises: NotImplementedError for integers and bools, IndexError for a dim out of range.
    Source: torch.log_softmax; d/dx is g - exp(out) sum(g).
    """
    input, axis = _exponentials(input, dim, dtype, "log_softmax")
    return ops.log_softmax(input, axis=axis if input.ndim else None)


@of_tensor
def numel(input: Tensor) -> int:
    """The number of elements, an int.

    Shape: any.
    Dtype: any.
    Raises: TypeError for what is no tensor.
    Source: torch.numel.
    """
    return int(input._array.size)


# fmt: off
__all__ = [
    "all", "any", "count_nonzero", "log_softmax", "logsumexp", "mean", "nanmean", "nansum", "numel", "prod", "softmax",
    "sum",
]
# fmt: on
METHODS = """
    sum nansum mean nanmean prod all any count_nonzero logsumexp softmax log_softmax numel
"""
IN_PLACE = ""
