"""The exponential of matrices, by scaling and squaring.

`p.squarings` is the number of times that the matrix is halved before, and its exponential squared after, the series.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Op

_TERMS = 18  # of a matrix of norm 1 the next would be below 1e-17


def exponential(xp: Any, x: Any, p: Any) -> Any:
    """The exponential of square matrices, arrays or Tensors."""
    x = x * 0.5**p.squarings
    unit = xp.linalg.eye_like(x)
    result = unit + x / _TERMS
    for k in range(_TERMS - 1, 0, -1):
        result = unit + xp.matmul(x, result) / k
    for _ in range(p.squarings):
        result = xp.matmul(result, result)
    return result


def _gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    """The upper right block of exp([[xᵀ, g], [0, xᵀ]]) (Higham 2008, equation 3.16), linear in g."""
    n = x.shape[-1]
    turned = xp.swapaxes(x, -2, -1)
    above = xp.concatenate([turned, g], axis=-1)
    below = xp.concatenate([xp.zeros_for(g, x.shape), turned], axis=-1)
    return exponential(xp, xp.concatenate([above, below], axis=-2), p)[..., :n, n:]


def _wide(xp: Any, x: Any, p: Any) -> Any:
    """In float64, for every squaring doubles a rounding error."""
    return exponential(xp, x.astype(np.float64), p).astype(x.dtype)


matrix_exp = Op("LinalgMatrixExp", _wide, noisy=True, x=_gradient)
