"""Linear algebra under PyTorch's names: `engine.linalg.det` and its relatives."""

from engine.errors import LinAlgError
from engine.functions.contract import multi_dot
from engine.functions.decompose import (
    cholesky,
    det,
    eigh,
    eigvalsh,
    inv,
    matrix_power,
    qr,
    slogdet,
    solve,
    svd,
    svdvals,
)
from engine.functions.least_squares import lstsq, matrix_rank, pinv
from engine.functions.linalg import linalg_cross as cross, linalg_diagonal as diagonal, matmul, vecdot
from engine.functions.matrix import linalg_vander as vander, matrix_exp
from engine.functions.norm import (
    cond,
    linalg_matrix_norm as matrix_norm,
    linalg_norm as norm,
    linalg_vector_norm as vector_norm,
)

# fmt: off
__all__ = [
    "LinAlgError", "cholesky", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv", "lstsq", "matmul",
    "matrix_exp", "matrix_norm", "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve",
    "svd", "svdvals", "vander", "vecdot", "vector_norm",
]
# fmt: on


def __dir__() -> list[str]:
    return sorted(__all__)
