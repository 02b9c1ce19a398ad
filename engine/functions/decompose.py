"""Inverses, determinants and decompositions of batches of matrices, under `engine.linalg`.

The last two dims are the matrix, all before them a batch of any shape.
"""

from __future__ import annotations

import math
from typing import Any

from engine import dtypes, errors, return_types
from engine.backends import backend_of
from engine.errors import type_name
from engine.functions.arguments import need_tensors
from engine.functions.linalg import matmul
from engine.functions.shape import broadcast_shape, clone
from engine.modes import is_grad_enabled
from engine.ops import decompose as ops, elementwise
from engine.tensor import Tensor, wrap


def check_matrices(input: Tensor, name: str, argument: str = "A") -> None:
    """Raise PyTorch's RuntimeError unless there are two dims or more."""
    need_tensors(name.replace(".", "_"), input=input)
    if input.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {argument} must have at least 2 dimensions.")


def check_square(input: Tensor, name: str) -> None:
    """Raise PyTorch's RuntimeError unless these are square matrices."""
    check_matrices(input, name)
    n, m = input._array.shape[-2:]
    if n != m:
        raise RuntimeError(f"{name}: A must be batches of square matrices, but they are {n} by {m} matrices")


def check_floating(input: Tensor, name: str, kernel: str = "") -> None:
    """Raise PyTorch's errors for integers and, by the name of the kernel that has no version for them, for halves."""
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got {input.dtype.printed}")
    if input.dtype is dtypes.float16:
        if not kernel:
            raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half")
        raise errors.no_kernel(kernel, dtypes.float16)


def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangle L with L Lᵀ = input or, with `upper`, the upper one U with Uᵀ U = input; one triangle is read.

    Shape: (… × n × n) gives the same.
    Dtype: float32 or float64.
    Raises: LinAlgError for a matrix that is not positive definite, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.cholesky; Murray 2016, "Differentiation of the Cholesky decomposition", equation 9.
    """
    name = "linalg.cholesky"
    check_square(input, name)
    check_floating(input, name, "cholesky_cpu")
    return ops.cholesky_ex(input, upper=upper, name=name)


def inv(A: Tensor) -> Tensor:
    """The inverses of matrices.

    Shape: (… × n × n) gives the same.
    Dtype: float32 or float64.
    Raises: LinAlgError for a singular matrix, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.inv; Giles 2008, 2.2.3.
    """
    check_square(A, "linalg.inv")
    check_floating(A, "linalg.inv")
    return ops.inv(A)


def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """The X with A X = B or, unless `left`, X A = B.

    Shape: (… × n × n) with (… × n × k) gives (… × n × k), leading dims broadcast; B may be (n) or (… × n), vectors.
    Dtype: float32 or float64, one for both.
    Raises: LinAlgError for a singular matrix, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.solve; Giles 2008, 2.3.1.
    """
    name = "linalg.solve"
    check_square(A, name)
    need_tensors("linalg_solve", A=A, B=B)
    if A._array.dtype != B._array.dtype:
        raise RuntimeError(
            f"{name}: Expected A and B to have the same dtype, but found A of type {A.dtype.printed} and B of type"
            f" {B.dtype.printed} instead"
        )
    check_floating(A, name, "lu_cpu")
    shape = B._array.shape
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and A._array.shape[:-1] == shape)
    if not vector:
        check_matrices(B, name, "B")
    n = A._array.shape[-1]
    rows, columns = (shape[-1], 1) if vector else shape[-2:]
    if (rows if left else columns) != n:
        equation = "AX = B" if left else "XA = B"
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {equation} ({n}x{n} and {rows}x{columns})"
        )
    broadcast_shape([shape[: -1 if vector else -2], A._array.shape[:-2]])
    return ops.solve(A, B, vector=vector, left=left)


def det(A: Tensor) -> Tensor:
    """The determinants of matrices, 1 for those of size 0.

    Shape: (… × n × n) gives (…).
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.linalg.det; Giles 2008, 2.2.4, as cofactors, which singular matrices have as well.
    """
    check_square(A, "linalg.det")
    check_floating(A, "linalg.det", "lu_cpu")
    return ops.det(A)


def slogdet(A: Tensor) -> Any:
    """The signs of the determinants and the logarithms of their magnitudes; 0 and -inf for singular matrices.

    Shape: (… × n × n) gives (…) twice.
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.linalg.slogdet; Giles 2008, 2.2.4.
    """
    return _slogdet(A, "linalg.slogdet")


def _slogdet(A: Tensor, name: str) -> Any:
    check_square(A, name)
    check_floating(A, name)
    return return_types.linalg_slogdet(*ops.slogdet.results(A))


def logdet(input: Tensor) -> Tensor:
    """The logarithms of the determinants; nan for negative ones.

    Shape: (… × n × n) gives (…).
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.logdet; Giles 2008, 2.2.4.
    """
    sign, logarithm = _slogdet(input, "logdet")
    return elementwise.where(elementwise.eq(sign, -1), math.nan, logarithm)


def _check_triangle(UPLO: str) -> str:
    triangle = UPLO.upper()
    if triangle not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return triangle


def _check_symmetric(input: Tensor) -> None:
    check_square(input, "linalg.eigh")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise errors.no_kernel("linalg_eigh_cpu", input.dtype)


def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """Eigenvalues, ascending, and eigenvectors, as columns, of symmetric matrices, of which one triangle is read.

    Where eigenvalues coincide, eigenvectors have no derivative: inf or nan.

    Shape: (… × n × n) gives (… × n) and (… × n × n).
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and for UPLO but "L" and "U".
    Source: torch.linalg.eigh; Giles 2008, 3.1.
    """
    _check_symmetric(input)
    return return_types.linalg_eigh(*ops.eigh.results(input, triangle=_check_triangle(UPLO)))


def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """Eigenvalues, ascending, of symmetric matrices, of which one triangle is read.

    Shape: (… × n × n) gives (… × n).
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and for UPLO but "L" and "U".
    Source: torch.linalg.eigvalsh; Giles 2008, 3.1.
    """
    _check_symmetric(input)
    triangle = _check_triangle(UPLO)
    if input.requires_grad and is_grad_enabled():
        return ops.eigh.results(input, triangle=triangle)[0]
    return wrap(backend_of(input._array).xp.linalg.eigvalsh(input._array, triangle))


def svd(A: Tensor, full_matrices: bool = True) -> Any:
    """U, the singular values S, descending, and Vᵀ with U diag(S) Vᵀ = A.

    Where singular values coincide, U and V have no derivative: inf or nan. It is defined up to the signs of vectors.

    Shape: (… × m × n) gives (… × m × m), (… × k) and (… × n × n), k the smaller; m and n of U and V are k too
        unless `full_matrices`.
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.svd; Wan & Zhang 2019, "Automatic differentiation for complex valued SVD".
    """
    _check_svd(A)
    return return_types.linalg_svd(*ops.svd.results(A, full=full_matrices, shape=A._array.shape))


def _check_svd(A: Tensor) -> None:
    check_matrices(A, "linalg.svd")
    check_floating(A, "linalg.svd", "linalg_svd_cpu")


def svdvals(A: Tensor) -> Tensor:
    """The singular values of matrices, descending.

    Shape: (… × m × n) gives (… × k), k the smaller.
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.svdvals; Giles 2008, 3.2.
    """
    _check_svd(A)
    if A.requires_grad and is_grad_enabled():
        return ops.svd.results(A, full=False, shape=A._array.shape)[1]
    return wrap(backend_of(A._array).xp.linalg.svdvals(A._array))


def qr(A: Tensor, mode: str = "reduced") -> Any:
    """Orthonormal columns Q and an upper triangle R with Q R = A; with mode "complete" Q is square, with "r" empty.

    Shape: (… × m × n) gives (… × m × k) and (… × k × n), k the smaller.
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes, dtypes and modes, and for derivatives that do not exist.
    Source: torch.linalg.qr; Walter, Lehmann & Lamour 2012, on higher-order derivatives of QR.
    """
    check_matrices(A, "linalg.qr")
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    check_floating(A, "linalg.qr", "geqrf_cpu")
    return return_types.linalg_qr(*ops.qr.results(A, mode=mode, shape=A._array.shape))


def matrix_power(input: Tensor, n: int) -> Tensor:
    """A matrix times itself, `n` times in all; by its inverse for negative `n`.

    Shape: (… × m × m) gives the same.
    Dtype: any but bool; float32 or float64 for negative `n`.
    Raises: LinAlgError for the inverse of a singular matrix, RuntimeError for other shapes, TypeError for another `n`.
    Source: torch.linalg.matrix_power; by squaring, Knuth, TAOCP 4.6.3.
    """
    if not isinstance(n, int):
        raise TypeError(f"linalg_matrix_power(): argument 'n' (position 2) must be int, not {type_name(n)}")
    check_square(input, "linalg.matrix_power")
    if n == 0:
        return ops.unit_matrices(clone(input))
    if n == 1:
        return clone(input)
    power = inv(input) if n < 0 else input
    if abs(n) == 3:
        return matmul(matmul(power, power), power)
    left = abs(n)
    result: Tensor | None = None
    while True:
        if left % 2:
            result = power if result is None else matmul(result, power)
        left //= 2
        if not left:
            return result if result is not None else power
        power = matmul(power, power)


__all__ = ["logdet", "matrix_power"]
METHODS = "logdet matrix_power"
IN_PLACE = ""
