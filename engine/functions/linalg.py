"""Products of matrices and vectors, by PyTorch's rules for each combination of dims."""

from __future__ import annotations

import math
from typing import Any

from engine.backends import backend_of
from engine.errors import type_name
from engine.functions.arguments import one_dim
from engine.functions.arithmetic import mul
from engine.functions.axes import t, transpose
from engine.functions.diagonal import diagonal
from engine.functions.reduce import sum
from engine.functions.shape import broadcast_shape, contiguous, expand, reshape, squeeze
from engine.functions.signature import of_tensor
from engine.ops import linalg as ops, shape as shapes
from engine.shortcut import binary
from engine.tensor import Tensor

_C_NAMES = {
    "Bool": "bool", "Byte": "unsigned char", "Char": "signed char", "Short": "short int", "Int": "int",
    "Long": "long int", "Half": "c10::Half", "Float": "float", "Double": "double",
}  # fmt: skip


def c_name(x: Tensor) -> str:
    """The dtype as C++ names it, and some of PyTorch's messages with it."""
    return _C_NAMES[x.dtype.printed]


def needs_tensors(name: str, **arguments: Any) -> None:
    """Raise PyTorch's TypeError for the first argument that is no Tensor; positions are those of the keywords."""
    for position, (argument, value) in enumerate(arguments.items(), 1):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type_name(value)}"
            )


def no_bools(x: Tensor, kernel: str) -> None:
    """Raise PyTorch's NotImplementedError where a kernel is not offered for bools."""
    if x._array.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def check_product(x: Tensor, y: Tensor) -> None:
    """Raise PyTorch's RuntimeError unless two matrices can be multiplied."""
    (n, m), (k, p) = x._array.shape, y._array.shape
    if m != k:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({n}x{m} and {k}x{p})")
    if x._array.dtype != y._array.dtype:
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {c_name(x)} != {c_name(y)}")
    no_bools(x, "addmm_impl_cpu_")


def check_batches(x: Tensor, y: Tensor, kernel: str = "bmm") -> None:
    """Raise PyTorch's RuntimeError unless two batches of matrices can be multiplied pair by pair."""
    for name, batch in (("batch1", x), ("batch2", y)):
        if batch.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    (b, _, m), (c, k, _) = x._array.shape, y._array.shape
    if b != c or m != k:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{b}, {m}] but got: [{c}, {k}]."
        )
    no_bools(x, kernel)
    if x._array.dtype != y._array.dtype:
        raise RuntimeError(f"expected scalar type {x.dtype.printed} but found {y.dtype.printed}")


def _are_factors(input: Any, other: Any, ndim: int) -> bool:
    """True for a matrix and what it can be multiplied with, of `ndim` dims: the common case, quickly."""
    try:
        x, y = input._array, other._array
    except AttributeError:
        return False
    if x.ndim != 2 or y.ndim != ndim or x.shape[1] != y.shape[0]:
        return False
    return x.dtype is y.dtype and x.dtype.kind != "b"


_mm, _mv, _dot = binary(ops.mm), binary(ops.mv), binary(ops.dot)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices.

    Shape: (n × m) with (m × p) gives (n × p).
    Dtype: one for both, not bool; halves are summed in float32.
    Raises: RuntimeError for other shapes or dtypes.
    Source: torch.mm; Giles 2008, 2.2.2.
    """
    if not _are_factors(input, mat2, 2):
        needs_tensors("mm", input=input, mat2=mat2)
        if input.ndim != 2:
            raise RuntimeError("self must be a matrix")
        if mat2.ndim != 2:
            raise RuntimeError("mat2 must be a matrix")
        check_product(input, mat2)
    return _mm(input, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """The product of a matrix with a vector.

    Shape: (n × m) with (m) gives (n).
    Dtype: one for both, not bool.
    Raises: RuntimeError for other shapes or dtypes.
    Source: torch.mv; Giles 2008, 2.2.2.
    """
    if not _are_factors(input, vec, 1):
        _check_mv(input, vec)
    return _mv(input, vec)


def _check_mv(input: Tensor, vec: Tensor) -> None:
    needs_tensors("mv", input=input, vec=vec)
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    (n, m), (k,) = input._array.shape, vec._array.shape
    if m != k:
        raise RuntimeError(f"size mismatch, got input ({n}), mat ({n}x{m}), vec ({k})")
    if input._array.dtype != vec._array.dtype:
        printed = input.dtype.printed
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {vec.dtype.printed}, {printed}, and"
            f" {vec.dtype.printed}"
        )
    no_bools(input, "addmv_impl_cpu")


def _are_vectors(input: Any, other: Any) -> bool:
    """True for two vectors of one length and dtype, the common case, quickly."""
    try:
        x, y = input._array, other._array
    except AttributeError:
        return False
    return x.ndim == 1 and x.shape == y.shape and x.dtype is y.dtype and x.dtype.kind != "b"


def _check_vectors(input: Tensor, other: Tensor) -> None:
    if input.ndim != 1 or other.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {other.ndim}D tensors")
    if input._array.dtype != other._array.dtype:
        raise RuntimeError(
            f"dot : expected both vectors to have same dtype, but found {input.dtype.printed} and {other.dtype.printed}"
        )
    (n,), (m,) = input._array.shape, other._array.shape
    if n != m:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{n}] and src [{m}] to have the same number of elements, but"
            f" got {n} and {m} elements respectively"
        )
    no_bools(input, "dot")


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The dot product of two vectors.

    Shape: (n) with (n) gives ().
    Dtype: one for both, not bool.
    Raises: RuntimeError for other shapes or dtypes.
    Source: torch.dot.
    """
    if not _are_vectors(input, tensor):
        needs_tensors("dot", input=input, tensor=tensor)
        _check_vectors(input, tensor)
    return _dot(input, tensor)


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The dot product of two vectors; of real numbers, which are all there are, the same as `dot`.

    Shape: (n) with (n) gives ().
    Dtype: one for both, not bool.
    Raises: RuntimeError for other shapes or dtypes.
    Source: torch.vdot.
    """
    if not _are_vectors(input, other):
        needs_tensors("vdot", input=input, other=other)
        _check_vectors(input, other)
    return ops.vdot(input, other)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of matrices, pair by pair.

    Shape: (b × n × m) with (b × m × p) gives (b × n × p).
    Dtype: one for both, not bool; halves are summed in float32.
    Raises: RuntimeError for other shapes or dtypes.
    Source: torch.bmm; Giles 2008, 2.2.2.
    """
    needs_tensors("bmm", input=input, mat2=mat2)
    check_batches(input, mat2)
    return ops.bmm(input, mat2)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The matrix product: vectors count as a row on the left and a column on the right.

    Shape: (… × n × m) with (… × m × p) gives (… × n × p), leading dims broadcast; a vector's dim is left out.
    Dtype: one for both, not bool; halves are summed in float32.
    Raises: RuntimeError for sizes that do not fit, for 0-d tensors and different dtypes.
    Source: torch.matmul, whose choice between mm, mv and bmm is taken over with its nodes.
    """
    if _are_factors(input, other, 2):
        return _mm(input, other)
    try:
        a, b = input.ndim, other.ndim
    except AttributeError:
        needs_tensors("matmul", input=input, other=other)
        raise
    if b == 1 and a == 2:
        return mv(input, other)
    if b == 1 and a == 1:
        return dot(input, other)
    if a == 2 and b == 2:
        return mm(input, other)
    if a == 0 or b == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
    if a == 1 and b == 2:
        product = mm(shapes.unsqueeze(input, axis=0), other)
        return shapes.squeeze_product(product, axis=0)
    return _of_batches(input, other)


def _of_batches(input: Tensor, other: Tensor) -> Tensor:
    """One factor or both with three dims or more: one tall matrix times a small one, or pair by pair."""
    a, b = input.ndim, other.ndim
    if a == b == 3 and _is_one(other):
        other = squeeze(other, 0)
    elif a == b == 3 and _is_one(input) and other._array.shape[0] != 1:
        input = squeeze(input, 0)
    if other.ndim <= 2 and _folds(input, other, other):
        return _folded(input, other)
    if input.ndim == 1 and _folds(transpose(other, -2, -1), input, input):
        return _folded(transpose(other, -2, -1), input)
    if input.ndim == 2 and input.requires_grad:
        return contiguous(transpose(_folded(transpose(other, -2, -1), t(input)), -2, -1))
    return _pairwise(input, other)


def _is_one(x: Tensor) -> bool:
    """True for a batch of one matrix that wants a gradient: expanding it would sum one as large as the product's."""
    return x.requires_grad and x._array.shape[0] == 1


def _folds(large: Tensor, small: Tensor, wanting: Tensor) -> bool:
    """Whether a batch is to be one tall matrix: to spare a large gradient, or where that takes no copy."""
    if wanting.requires_grad or large._array.size == 0:
        return True
    shape, strides = large._array.shape, large._array.strides
    return all(strides[d] == strides[d + 1] * shape[d + 1] for d in range(len(shape) - 2))


def _folded(input: Tensor, other: Tensor) -> Tensor:
    """A batch of matrices, as one tall matrix, times one matrix or vector."""
    n, m = math.prod(input._array.shape[:-1]), input._array.shape[-1]
    tall = reshape(input, n, m)
    product = mv(tall, other) if other.ndim == 1 else mm(tall, other)
    shape = (*input._array.shape[:-1], *other._array.shape[1:])
    return shapes.unsafe_view(product, shape=shape, before=product._array.shape)


def _pairwise(input: Tensor, other: Tensor) -> Tensor:
    """Matrices pair by pair, leading dims broadcast; vectors as a row or a column."""
    left = input if input.ndim > 1 else shapes.unsqueeze(input, axis=0)
    right = other if other.ndim > 1 else shapes.unsqueeze(other, axis=1)
    batch = broadcast_shape([left._array.shape[:-2], right._array.shape[:-2]])
    (n, m), (k, p) = left._array.shape[-2:], right._array.shape[-2:]
    many = math.prod(batch)
    product = bmm(reshape(expand(left, *batch, n, m), many, n, m), reshape(expand(right, *batch, k, p), many, k, p))
    rows = (n,) if input.ndim > 1 else ()
    columns = (p,) if other.ndim > 1 else ()
    return shapes.unsafe_view(product, shape=(*batch, *rows, *columns), before=product._array.shape)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Every product of an element of one vector with one of the other.

    Shape: (n) with (m) gives (n × m).
    Dtype: the common one.
    Raises: RuntimeError for tensors that are no vectors.
    Source: torch.outer.
    """
    needs_tensors("outer", input=input, vec2=vec2)
    for name, x in (("self", input), ("vec2", vec2)):
        if x.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x.ndim}-D")
    return mul(shapes.unsqueeze(input, axis=1), vec2)


ger = outer


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal.

    Shape: (n × m) gives ().
    Dtype: as the input, int64 for integers; not bool.
    Raises: RuntimeError for other numbers of dims.
    Source: torch.trace; Giles 2008, 2.2.1.
    """
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    no_bools(input, "trace")
    shape = input._array.shape
    diagonal = backend_of(input._array).xp.arange(min(shape))
    return ops.trace(input, diagonal=diagonal, shape=shape)


@of_tensor
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product of vectors of three numbers along `dim`, by default the first dim of size 3.

    Shape: the two broadcast, with as many dims and size 3 along `dim`.
    Dtype: one for both, not bool.
    Raises: RuntimeError for other sizes, numbers of dims and dtypes, IndexError for a dim out of range.
    Source: torch.cross.
    """
    if dim is None:
        dim = next((d for d, n in enumerate(input._array.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    return linalg_cross(input, other, dim=dim)


@of_tensor
def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product of vectors of three numbers along `dim`.

    Shape: the two broadcast, with as many dims and size 3 along `dim`.
    Dtype: one for both, not bool.
    Raises: RuntimeError for other sizes, numbers of dims and dtypes, IndexError for a dim out of range.
    Source: torch.linalg.cross.
    """
    needs_tensors("linalg_cross", input=input, other=other)
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = one_dim(dim, input.ndim, "linalg_cross")
    n, m = input._array.shape[axis], other._array.shape[axis]
    if n != 3 or m != 3:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {n} and {m}")
    broadcast_shape([input._array.shape, other._array.shape])
    no_bools(input, "cross")
    if input._array.dtype != other._array.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.printed} but found {other.dtype.printed}")
    return ops.cross(input, other, axis=axis)


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot products of the vectors along `dim`.

    Shape: the two broadcast; without `dim`.
    Dtype: one floating-point type for both.
    Raises: RuntimeError for shapes that do not broadcast and other dtypes, IndexError for a dim out of range.
    Source: torch.linalg.vecdot.
    """
    needs_tensors("linalg_vecdot", x=x, y=y)
    if not x.dtype.is_floating_point:
        raise RuntimeError(
            f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {x.dtype.printed}"
        )
    if x._array.dtype != y._array.dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {x.dtype.printed} and y of"
            f" type {y.dtype.printed} instead"
        )
    if x.ndim == 1 and y.ndim == 1:
        return vdot(x, y)
    return sum(mul(x, y), dim)


def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of matrices, `offset` to the right of the main one; a view.

    Shape: two dims at least; without `dim1` and `dim2`, and with a last one along the diagonal.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.linalg.diagonal.
    """
    return diagonal(A, offset, dim1, dim2)


# fmt: off
__all__ = [
    "bmm", "cross", "dot", "ger", "matmul", "mm", "mv", "outer", "trace", "vdot",
]
# fmt: on
METHODS = "mm mv dot vdot bmm matmul outer ger trace cross"
IN_PLACE = ""
