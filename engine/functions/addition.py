"""Products of matrices and vectors with a term added: beta * input + alpha * product."""

from __future__ import annotations

from typing import Any

from engine.functions.arguments import need_tensors
from engine.functions.linalg import check_batches, check_product
from engine.functions.operands import need_numbers
from engine.functions.shape import expand
from engine.ops import linalg as ops
from engine.tensor import Tensor


def _check_term(term: Tensor, shape: tuple[int, ...]) -> None:
    """Raise PyTorch's RuntimeError unless the term can be expanded to the product's shape."""
    own = term._array.shape
    if own != shape and (
        len(own) > len(shape) or any(n not in (1, m) for n, m in zip(reversed(own), reversed(shape), strict=False))
    ):
        expand(term.detach(), *shape)


def _factor(factor: float, x: Tensor) -> float:
    """A scale in the dtype of what it scales: whole for integers."""
    return factor if x.dtype.is_floating_point else int(factor)


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2); with beta 0, `input` is not looked at.

    Shape: (n × m) with (m × p) gives (n × p), to which `input` is expanded.
    Dtype: one for all, not bool.
    Raises: RuntimeError for shapes that do not fit and different dtypes.
    Source: torch.addmm; Giles 2008, 2.2.2.
    """
    if beta == 1 == alpha and _is_layer(input, mat1, mat2):
        return ops.addmm(input, mat1, mat2)
    need_tensors("addmm", input=input, mat1=mat1, mat2=mat2)
    for name, x in (("mat1", mat1), ("mat2", mat2)):
        if x.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {x.ndim}-D tensor")
    if input._array.dtype != mat2._array.dtype:
        raise RuntimeError(
            f"self and mat2 must have the same dtype, but got {input.dtype.printed} and {mat2.dtype.printed}"
        )
    check_product(mat1, mat2)
    _check_term(input, (mat1._array.shape[0], mat2._array.shape[1]))
    return ops.addmm_scaled(input, mat1, mat2, beta=_factor(beta, input), alpha=_factor(alpha, input))


def _is_layer(input: Any, mat1: Any, mat2: Any) -> bool:
    """True for what a linear layer does, a row added to the product of two matrices: the common case, quickly."""
    try:
        term, x, y = input._array, mat1._array, mat2._array
    except AttributeError:
        return False
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[0] or term.shape != y.shape[1:]:
        return False
    return term.dtype is x.dtype is y.dtype and x.dtype.kind == "f"


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat @ vec); with beta 0, `input` is not looked at.

    Shape: (n × m) with (m) gives (n), to which `input` is expanded.
    Dtype: one for all, not bool.
    Raises: RuntimeError for shapes that do not fit and different dtypes.
    Source: torch.addmv; Giles 2008, 2.2.2.
    """
    need_tensors("addmv", input=input, mat=mat, vec=vec)
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}")
    (n, m), (k,), size = mat._array.shape, vec._array.shape, int(input._array.size)
    if m != k or size not in (1, n):
        raise RuntimeError(f"size mismatch, got input ({size}), mat ({n}x{m}), vec ({k})")
    if not input._array.dtype == mat._array.dtype == vec._array.dtype:
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {input.dtype.printed}, {mat.dtype.printed}, and"
            f" {vec.dtype.printed}"
        )
    need_numbers("addmv_impl_cpu", mat)
    return ops.addmv(input, mat, vec, beta=_factor(beta, input), alpha=_factor(alpha, input))


def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2); with beta 0, `input` is not looked at.

    Shape: (n) with (m) gives (n × m), to which `input` is expanded.
    Dtype: the common one; of bools, "or" of "and".
    Raises: RuntimeError for shapes that do not fit, and for scales that are no whole numbers with integers.
    Source: torch.addr.
    """
    need_tensors("addr", input=input, vec1=vec1, vec2=vec2)
    for name, x in (("vec1", vec1), ("vec2", vec2)):
        if x.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {x.ndim}-D")
    _check_term(input, (vec1._array.shape[0], vec2._array.shape[0]))
    kinds = {x._array.dtype.kind for x in (input, vec1, vec2)}
    if "f" not in kinds:
        for name, factor in (("beta", beta), ("alpha", alpha)):
            if isinstance(factor, float):
                raise RuntimeError(f"For integral input tensors, argument {name} must not be a floating point number.")
    if kinds == {"b"}:
        beta, alpha = bool(beta), bool(alpha)
    else:
        for name, factor in (("beta", beta), ("alpha", alpha)):
            if isinstance(factor, bool):
                raise RuntimeError(f"Boolean {name} only supported for Boolean results.")
    return ops.addr(input, vec1, vec2, beta=beta, alpha=alpha)


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2); with beta 0, `input` is not looked at.

    Shape: (b × n × m) with (b × m × p) gives (b × n × p), to which `input` is expanded.
    Dtype: one for all, not bool.
    Raises: RuntimeError for shapes that do not fit and different dtypes.
    Source: torch.baddbmm; Giles 2008, 2.2.2.
    """
    need_tensors("baddbmm", input=input, batch1=batch1, batch2=batch2)
    check_batches(batch1, batch2, "baddbmm")
    b, n, _ = batch1._array.shape
    _check_term(input, (b, n, batch2._array.shape[2]))
    if input._array.dtype != batch1._array.dtype:
        raise RuntimeError(
            f"Input dtypes must be the same, got: input {input.dtype.c_name}, batch1: {batch1.dtype.c_name}, batch2:"
            f" {batch2.dtype.c_name}"
        )
    return ops.baddbmm(input, batch1, batch2, beta=_factor(beta, input), alpha=_factor(alpha, input))


def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * the sum of the products of the matrices, pair by pair.

    Shape: (b × n × m) with (b × m × p) gives (n × p), to which `input` is expanded.
    Dtype: one for all, not bool.
    Raises: RuntimeError for shapes that do not fit and different dtypes.
    Source: torch.addbmm; Giles 2008, 2.2.2.
    """
    need_tensors("addbmm", input=input, batch1=batch1, batch2=batch2)
    for name, x in (("batch1", batch1), ("batch2", batch2)):
        if x.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    (b, n, m), (c, k, p) = batch1._array.shape, batch2._array.shape
    if b != c:
        raise RuntimeError(f"batch1 and batch2 must have same number of batches, got {b} and {c}")
    if m != k:
        raise RuntimeError(f"Incompatible matrix sizes for bmm ({n}x{m} and {k}x{p})")
    _check_term(input, (n, p))
    if not input._array.dtype == batch1._array.dtype == batch2._array.dtype:
        raise RuntimeError(
            f"self and mat2 must have the same dtype, but got {input.dtype.printed} and {batch2.dtype.printed}"
        )
    need_numbers("addmm_impl_cpu_", input)
    return ops.addbmm(input, batch1, batch2, beta=_factor(beta, input), alpha=_factor(alpha, input))


__all__ = ["addbmm", "addmm", "addmv", "addr", "baddbmm"]
METHODS = "addbmm addmm addmv addr baddbmm"
IN_PLACE = "addbmm addmm addmv addr baddbmm"
