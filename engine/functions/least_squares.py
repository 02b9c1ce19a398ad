"""Pseudo-inverses, ranks and least squares, under `engine.linalg`: what rests on which singular values count as 0."""

from __future__ import annotations

from typing import Any

from engine import dtypes, return_types
from engine.backends import backend_of
from engine.errors import sizes
from engine.functions.arguments import need_tensors
from engine.functions.constant import zeros
from engine.functions.decompose import check_matrices, check_square
from engine.functions.shape import broadcast_shape
from engine.ops import decompose as ops
from engine.tensor import Tensor, wrap


def pinv(
    input: Tensor,
    rcond: Any = None,
    hermitian: bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
) -> Tensor:
    """The pseudo-inverses: singular values up to max(atol, rtol times the greatest) count as 0.

    Shape: (… × m × n) gives (… × n × m); `atol` and `rtol` are numbers or broadcast to (…).
    Dtype: float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.pinv; Golub & Pereyra 1973, equation 4.12.
    """
    need_tensors("linalg_pinv", input=input)
    if input.ndim < 2 or input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError(
            f"linalg.pinv({input.dtype.printed}{{{sizes(input.shape)}}}): expected a tensor with 2 or more dimensions"
            " of float, double, cfloat or cdouble types"
        )
    hermitian = hermitian and input._array.size > 0
    if hermitian:
        check_square(input, "linalg.eigh")
    atol, rtol = _tolerances(input, atol, rtol if rcond is None else rcond)
    return ops.pinv(input, atol=atol, rtol=rtol, symmetric=hermitian)


def _tolerances(input: Tensor, atol: Any, rtol: Any) -> tuple[Any, Any]:
    """`atol` and `rtol` as numbers or raw arrays; `rtol` is the precision times the size unless one is given."""
    precision = float(backend_of(input._array).xp.finfo(input._array.dtype).eps) * max(input._array.shape[-2:])
    atol, rtol = (x._array if isinstance(x, Tensor) else x for x in (atol, rtol))
    if rtol is None:
        rtol = precision if atol is None else (atol <= 0) * precision
    return 0.0 if atol is None else atol, rtol


def matrix_rank(
    input: Tensor,
    tol: Any = None,
    hermitian: bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
) -> Tensor:
    """The number of singular values greater than max(atol, rtol times the greatest).

    Shape: (… × m × n) gives (…); `atol` and `rtol` are numbers or broadcast to (…).
    Dtype: int64, of float32 or float64.
    Raises: LinAlgError where the iteration fails, RuntimeError for other shapes and dtypes.
    Source: torch.linalg.matrix_rank.
    """
    check_matrices(input, "engine.linalg.matrix_rank", "input")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError("This function doesn't handle types other than float and double")
    hermitian = hermitian and input._array.size > 0
    if hermitian:
        check_square(input, "linalg.eigh")
    atol, rtol = _tolerances(input, atol if tol is None else tol, rtol if tol is None else 0.0)
    array = input._array
    return wrap(backend_of(array).xp.linalg.rank(array, atol, rtol, hermitian))


def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X of least length among those with the least |input X - b|, and what was found on the way.

    Residuals are |input X - b|² by columns, for more rows than columns, full rank and drivers but "gelsy", the default;
    the rank for drivers but "gels", which takes it for full; singular values for "gelsd" and "gelss". Else empty.

    Shape: (… × m × n) with (… × m × k) gives (… × n × k); b may be (… × m), vectors.
    Dtype: float32 or float64, one for both.
    Raises: RuntimeError for other shapes, dtypes and drivers.
    Source: torch.linalg.lstsq; by the SVD, whatever the driver, and Golub & Pereyra 1973 for the derivatives.
    """
    name = "engine.linalg.lstsq"
    driver = _check_lstsq(input, b, driver, name)
    vector = input.ndim - 1 == b.ndim and input._array.shape[:-1] == b._array.shape
    _check_right_side(input, b, vector, name)
    xp, array = backend_of(input._array).xp, input._array
    rtol = float(xp.finfo(array.dtype).eps) * max(array.shape[-2:]) if rcond is None else rcond
    rank = xp.linalg.rank(array, 0.0, rtol, False)
    m, n = array.shape[-2:]
    residual = m > n and driver != "gelsy" and (driver == "gels" or bool((rank == n).all()))
    solution, residuals = ops.lstsq.results(
        input, b, vector=vector, rtol=0.0 if driver == "gels" else rtol, residual=residual
    )
    known = zeros(0, dtype=dtypes.int64, device=input.device) if driver == "gels" else wrap(rank)
    values = xp.linalg.svdvals(array) if driver in ("gelsd", "gelss") else xp.zeros(0, dtype=array.dtype)
    return return_types.linalg_lstsq(solution, residuals, known, wrap(values))


def _check_lstsq(input: Tensor, b: Tensor, driver: str | None, name: str) -> str:
    """Raise PyTorch's RuntimeError for arguments that are amiss whatever their sizes; the driver, or the default."""
    need_tensors("linalg_lstsq", input=input, b=b)
    if input.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if b.ndim < 1:
        raise RuntimeError(f"{name}: other must have at least 1 dimension.")
    if input._array.dtype != b._array.dtype:
        raise RuntimeError(f"{name}: input and other must be of the same dtype.")
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise RuntimeError("This function doesn't handle types other than float and double")
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    return driver or "gelsy"


def _check_right_side(input: Tensor, b: Tensor, vector: bool, name: str) -> None:
    """Raise PyTorch's RuntimeError for a right side whose sizes do not fit."""
    if not 0 <= input.ndim - b.ndim <= 1:
        raise RuntimeError(
            f"{name}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1"
        )
    dim = -1 if input.ndim > b.ndim else -2
    if input._array.shape[-2] != b._array.shape[dim]:
        raise RuntimeError(f"{name}: input.size(-2) should match other.size({dim})")
    broadcast_shape([input._array.shape[:-2], b._array.shape[: -1 if vector else -2]])
