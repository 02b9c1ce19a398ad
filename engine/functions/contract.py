"""Contractions: sums of products over chosen dims, composed of permuted views and one matrix product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.functions.arguments import all_dims, need_tensors
from engine.functions.arithmetic import mul
from engine.functions.axes import permute
from engine.functions.einsum import einsum
from engine.functions.linalg import dot, mm
from engine.functions.reduce import sum
from engine.functions.shape import clone, reshape, view
from engine.ops import shape as shapes
from engine.tensor import Tensor


def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """The sums of products over dims of `a` paired with dims of `b`.

    Shape: the other dims of `a`, then those of `b`; `dims` are a number, the last of `a` with the first of `b`, or two
        lists. A dim of size 1 pairs with one of any size.
    Dtype: one for both, not bool.
    Raises: RuntimeError for sizes or lists that do not fit, and different dtypes.
    Source: torch.tensordot.
    """
    need_tensors("tensordot", a=a, b=b)
    left, right = _paired_dims(a, b, dims)
    if len(left) != len(right):
        raise RuntimeError("both dimension lists should have same length")
    if a._array.dtype != b._array.dtype:
        raise RuntimeError("both inputs should have same dtype")
    first, second = all_dims(left, a.ndim) or (), all_dims(right, b.ndim) or ()
    for i, j in zip(first, second, strict=True):
        n, m = a._array.shape[i], b._array.shape[j]
        if m == 1:
            a = sum(a, (i,), True).to(a.dtype)
        elif n == 1:
            b = sum(b, (j,), True).to(b.dtype)
        elif n != m:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {n} in dim {i} and second has size {m} in"
                f" dim {j}"
            )
    return _contracted(a, b, first, second)


def _paired_dims(a: Tensor, b: Tensor, dims: Any) -> tuple[list[int], list[int]]:
    """The dims of `a` and of `b` that are summed over."""
    if isinstance(dims, Tensor):
        if dims.numel() > 1:
            if len(dims) != 2:
                raise AssertionError(f"dims tensor must have size 2 in first dimension, got {len(dims)}")
            dims = dims.tolist()
        else:
            dims = int(dims.item())
    if isinstance(dims, tuple | list):
        first, second = dims
        for side, value in (("self", first), ("other", second)):
            if isinstance(value, int):
                position = 3 if side == "self" else 4
                raise TypeError(
                    f"tensordot(): argument 'dims_{side}' (position {position}) must be tuple of ints, not int"
                )
        return list(first), list(second)
    if not isinstance(dims, int):
        raise RuntimeError(
            "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists,"
            f" but got dims={dims}"
        )
    if dims < 0:
        raise RuntimeError(f"tensordot expects dims >= 0, but got {dims=}")
    if dims > min(a.ndim, b.ndim):
        raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got {dims=}")
    return list(range(-dims, 0)), list(range(dims))


def _contracted(a: Tensor, b: Tensor, first: Sequence[int], second: Sequence[int]) -> Tensor:
    """One matrix product, or the dot product where no dim is left."""
    rows = [d for d in range(a.ndim) if d not in first]
    columns = [d for d in range(b.ndim) if d not in second]
    count = math.prod([a._array.shape[d] for d in first])
    size = [a._array.shape[d] for d in rows], [b._array.shape[d] for d in columns]
    left, right = permute(a, *rows, *first), permute(b, *second, *columns)
    if not rows and not columns:
        if left._array.flags.c_contiguous and right._array.flags.c_contiguous:
            return view(dot(view(left, count), view(right, count)), ())
        return view(sum(mul(left, right)).to(a.dtype), ())
    product = mm(reshape(left, math.prod(size[0]), count), reshape(right, count, math.prod(size[1])))
    return reshape(product, (*size[0], *size[1]))


def inner(input: Tensor, other: Tensor) -> Tensor:
    """The dot products of the vectors along the last dims; a 0-d tensor multiplies everything.

    Shape: the leading dims of `input`, then those of `other`.
    Dtype: one for both.
    Raises: RuntimeError for last dims of different sizes and different dtypes.
    Source: torch.inner.
    """
    need_tensors("inner", input=input, other=other)
    if input.ndim == 0 or other.ndim == 0:
        return mul(input, other)
    if input._array.shape[-1] != other._array.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes"
            f" {list(input.shape)} and {list(other.shape)}"
        )
    return tensordot(input, other, [[-1], [-1]])


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: `other` times each element of `input`, in the place of that element.

    Shape: the sizes multiply, dim by dim from the last.
    Dtype: the common one.
    Raises: TypeError for what is no tensor.
    Source: torch.kron.
    """
    need_tensors("kron", input=input, other=other)
    rank = max(input.ndim, other.ndim)
    outer = (1,) * (rank - input.ndim) + input._array.shape
    within = (1,) * (rank - other.ndim) + other._array.shape
    spread = _unsafe_view(input, [n for size in outer for n in (size, 1)])
    repeated = _unsafe_view(other, [n for size in within for n in (1, size)])
    return _unsafe_view(mul(spread, repeated), [n * m for n, m in zip(outer, within, strict=True)])


def _unsafe_view(x: Tensor, shape: Sequence[int]) -> Tensor:
    return shapes.unsafe_view(x, shape=tuple(shape), before=x._array.shape)


def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """The product of two matrices or more, in the order that takes the fewest multiplications.

    Shape: (n × m), (m × p), …, (q × r) give (n × r); the first and the last may be vectors, whose dims are left out.
    Dtype: one for all, not bool.
    Raises: RuntimeError for fewer than two tensors, other shapes and different dtypes.
    Source: torch.linalg.multi_dot; the order is Cormen et al., "Introduction to Algorithms", 15.2.
    """
    last = len(tensors) - 1
    if last < 1:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {last + 1}")
    for place, x in enumerate(tensors):
        if place in (0, last) and x.ndim not in (1, 2):
            where = "first" if place == 0 else "last"
            raise RuntimeError(f"multi_dot(): the {where} tensor must be 1D or 2D but got {x.ndim}D")
        if 0 < place < last and x.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {place} must be 2D but got {x.ndim}D")
    factors = list(tensors)
    shape: list[int] = []
    if factors[0].ndim == 1:
        factors[0] = shapes.unsqueeze(factors[0], axis=0)
    else:
        shape.append(factors[0]._array.shape[0])
    if factors[-1].ndim == 1:
        factors[-1] = shapes.unsqueeze(factors[-1], axis=1)
    else:
        shape.append(factors[-1]._array.shape[1])
    _check_chain(factors)
    return view(_chained(factors), tuple(shape))


def _check_chain(factors: Sequence[Tensor]) -> None:
    for place, x in enumerate(factors[1:], 1):
        if x._array.dtype != factors[0]._array.dtype:
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {factors[0].dtype.c_name} and"
                f" tensor {place} {x.dtype.c_name}"
            )
    for place in range(len(factors) - 1):
        left, right = factors[place], factors[place + 1]
        if left._array.shape[1] != right._array.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {place} and {place + 1} with shapes {list(left.shape)} and"
                f" {list(right.shape)} cannot be multiplied"
            )


def _chained(factors: Sequence[Tensor]) -> Tensor:
    """The product in the cheapest order, found for every stretch of factors from those of its parts."""
    sizes = [factors[0]._array.shape[0], *[x._array.shape[1] for x in factors]]
    count = len(factors)
    cost = {(i, i): 0 for i in range(count)}
    cut: dict[tuple[int, int], int] = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            choices = [(cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)]
            cost[i, j], cut[i, j] = min(choices)

    def product(i: int, j: int) -> Tensor:
        return factors[i] if i == j else mm(product(i, cut[i, j]), product(cut[i, j] + 1, j))

    return product(0, count - 1)


def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of matrices, in the order that takes the fewest multiplications: the old name of multi_dot.

    Shape: (n × m), (m × p), …, (q × r) give (n × r).
    Dtype: one for all, not bool.
    Raises: RuntimeError for other shapes and different dtypes.
    Source: torch.chain_matmul.
    """
    if not matrices:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    for x in matrices:
        if x.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {x.ndim}, expected 2 instead.")
    return clone(matrices[0]) if len(matrices) == 1 else multi_dot(matrices)


__all__ = ["chain_matmul", "einsum", "inner", "kron", "tensordot"]
METHODS = "inner kron"
IN_PLACE = ""
