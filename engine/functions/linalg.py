"""Products of matrices and vectors, by PyTorch's rules for each combination of dims."""

from __future__ import annotations

import math

from engine.backends import backend_of
from engine.functions.axes import transpose
from engine.functions.shape import broadcast_shape, contiguous, expand, reshape
from engine.ops import linalg as ops, shape as shapes
from engine.tensor import Tensor


def _same_dtype(a: Tensor, b: Tensor) -> None:
    if a._array.dtype != b._array.dtype:
        names = {"Float": "float", "Double": "double", "Half": "c10::Half", "Long": "long long", "Int": "int"}
        x, y = (names.get(t.dtype.printed, t.dtype.name) for t in (a, b))
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {x} != {y}")


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, (n × m) with (m × p)."""
    if input.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if mat2.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    _check_product(input, mat2)
    return ops.mm(input, mat2)


def _check_product(input: Tensor, mat2: Tensor) -> None:
    (n, m), (k, p) = input._array.shape, mat2._array.shape
    if m != k:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({n}x{m} and {k}x{p})")
    _same_dtype(input, mat2)


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor) -> Tensor:
    """`input + mat1 @ mat2`, where `input` broadcasts to the product's shape."""
    _check_product(mat1, mat2)
    return ops.addmm(input, mat1, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """The product of a matrix (n × m) with a vector (m)."""
    (n, m), (k,) = input._array.shape, vec._array.shape
    if m != k:
        raise RuntimeError(f"size mismatch, got input ({n}), mat ({n}x{m}), vec ({k})")
    _same_dtype(input, vec)
    return ops.mv(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The dot product of two vectors of one length."""
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    (n,), (m,) = input._array.shape, tensor._array.shape
    if n != m:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{n}] and src [{m}] to have the same number of elements, but"
            f" got {n} and {m} elements respectively"
        )
    _same_dtype(input, tensor)
    return ops.dot(input, tensor)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of matrices, pair by pair: (b × n × m) with (b × m × p)."""
    for name, x in (("batch1", input), ("batch2", mat2)):
        if x.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    (b, _, m), (c, k, _) = input._array.shape, mat2._array.shape
    if b != c or m != k:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{b}, {m}] but got: [{c}, {k}]."
        )
    _same_dtype(input, mat2)
    return ops.bmm(input, mat2)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The matrix product: vectors count as a row on the left and a column on the right; leading dims broadcast."""
    a, b = input.ndim, other.ndim
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if a == 1 and b == 1:
        return dot(input, other)
    if a == 2 and b == 1:
        return mv(input, other)
    if a == 1 and b > 2:
        return _folded(transpose(other, -2, -1), input)
    if a == 1:
        row = shapes.unsqueeze(input, axis=0)
        return shapes.squeeze_product(matmul(row, other), axis=b - 2)
    if a == 2 and b == 2:
        return mm(input, other)
    if b <= 2:
        return _folded(input, other)
    if a == 2 and input.requires_grad:
        # Expanding the matrix would sum a gradient as large as the batch; so PyTorch transposes, and copies back.
        return contiguous(transpose(_folded(transpose(other, -2, -1), transpose(input, 0, 1)), -2, -1))
    return _batched(input, other)


def _folded(input: Tensor, other: Tensor) -> Tensor:
    """A batch of matrices, as one tall matrix, times one matrix or vector."""
    n, m = math.prod(input._array.shape[:-1]), input._array.shape[-1]
    tall = reshape(input, n, m)
    product = mv(tall, other) if other.ndim == 1 else mm(tall, other)
    shape = (*input._array.shape[:-1], *other._array.shape[1:])
    return shapes.unsafe_view(product, shape=shape, before=product._array.shape)


def _batched(input: Tensor, other: Tensor) -> Tensor:
    """Matrices pair by pair, leading dims broadcast."""
    batch = broadcast_shape([input._array.shape[:-2], other._array.shape[:-2]])
    left, right = input._array.shape[-2:], other._array.shape[-2:]
    many = math.prod(batch)
    product = bmm(
        reshape(expand(input, *batch, *left), many, *left), reshape(expand(other, *batch, *right), many, *right)
    )
    shape = (*batch, left[0], right[1])
    return shapes.unsafe_view(product, shape=shape, before=product._array.shape)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The outer product of two vectors."""
    for name, x in (("self", input), ("vec2", vec2)):
        if x.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x.ndim}-D")
    return shapes.unsqueeze(input, axis=1) * vec2


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal."""
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    shape = input._array.shape
    diagonal = backend_of(input._array).xp.arange(min(shape))
    return ops.trace(input, diagonal=diagonal, shape=shape)

# fmt: off
__all__ = [
    "bmm", "dot", "matmul", "mm", "mv", "outer", "trace",
]
# fmt: on
METHODS = "mm mv dot bmm matmul outer trace"
IN_PLACE = ""
