"""Decompositions under the names and signatures that PyTorch had before `torch.linalg`."""

from __future__ import annotations

from typing import Any

from engine import dtypes, errors, return_types
from engine.functions.axes import transpose
from engine.functions.constant import zeros
from engine.functions.decompose import (
    check_square,
    det as linalg_det,
    inv,
    qr as linalg_qr,
    slogdet as linalg_slogdet,
    svd as linalg_svd,
)
from engine.functions.least_squares import pinv
from engine.ops import decompose as ops
from engine.tensor import Tensor


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """The lower triangle L with L Lᵀ = input or, with `upper`, the upper one U with Uᵀ U = input.

    Shape: (… × n × n) gives the same.
    Dtype: float32 or float64.
    Raises: LinAlgError for a matrix that is not positive definite, RuntimeError for other shapes and dtypes.
    Source: torch.cholesky; Murray 2016, "Differentiation of the Cholesky decomposition", equation 9.
    """
    check_square(input, "cholesky")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise errors.no_kernel("cholesky_cpu", input.dtype)
    return ops.cholesky(input, upper=upper, name="cholesky")


def inverse(input: Tensor) -> Tensor:
    """The inverses of matrices.

    Shape: (… × n × n) gives the same.
    Dtype: float32 or float64.
    Raises: LinAlgError for a singular matrix, RuntimeError for other shapes and dtypes.
    Source: torch.inverse; Giles 2008, 2.2.3.
    """
    return inv(input)


def det(input: Tensor) -> Tensor:
    """The determinants of matrices, 1 for those of size 0.

    Shape: (… × n × n) gives (…).
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.det; Giles 2008, 2.2.4, as cofactors, which singular matrices have as well.
    """
    return linalg_det(input)


def slogdet(input: Tensor) -> Any:
    """The signs of the determinants and the logarithms of their magnitudes; 0 and -inf for singular matrices.

    Shape: (… × n × n) gives (…) twice.
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.slogdet; Giles 2008, 2.2.4.
    """
    return return_types.slogdet(*linalg_slogdet(input))


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, the singular values S, descending, and V with U diag(S) Vᵀ = input; zeros for U and V unless `compute_uv`.

    Shape: (… × m × n) gives (… × m × k), (… × k) and (… × n × k), k the smaller; unless `some`, U and V are square.
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.svd; Wan & Zhang 2019, "Automatic differentiation for complex valued SVD".
    """
    if input.ndim < 2:
        raise RuntimeError(
            f"linalg.svd: input should have at least 2 dimensions, but has {input.ndim} dimensions instead"
        )
    u, s, vh = linalg_svd(input, full_matrices=not some)
    if compute_uv:
        return return_types.svd(u, s, transpose(vh, -2, -1))
    *batch, m, n = input.shape
    size = {"dtype": input.dtype, "device": input.device}
    return return_types.svd(zeros((*batch, m, m), **size), s, zeros((*batch, n, n), **size))


def qr(input: Tensor, some: bool = True) -> Any:
    """Orthonormal columns Q and an upper triangle R with Q R = input; Q is square unless `some`.

    Shape: (… × m × n) gives (… × m × k) and (… × k × n), k the smaller.
    Dtype: float32 or float64.
    Raises: RuntimeError for other shapes and dtypes, and for derivatives that do not exist.
    Source: torch.qr; Walter, Lehmann & Lamour 2012, on higher-order derivatives of QR.
    """
    return return_types.qr(*linalg_qr(input, "reduced" if some else "complete"))


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudo-inverses: singular values up to `rcond` times the greatest count as 0.

    Shape: (… × m × n) gives (… × n × m).
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.pinverse; Golub & Pereyra 1973, equation 4.12.
    """
    return pinv(input, rcond)


__all__ = ["cholesky", "det", "inverse", "pinverse", "qr", "slogdet", "svd"]
METHODS = "cholesky det inverse pinverse qr slogdet svd"
IN_PLACE = ""
