"""Sets and quantiles by sorting.

`np.unique`, `np.isin` and `np.quantile` do the same, but load numpy.ma when first called, for a tenth of the time that
the window takes to open.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)


def distinct(values: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """The values (n,), none of them nan, in rising order and each once (m,)."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def among(values: NDArray[Any], chosen: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each of the values (n,) is one of `chosen` (m,), which rise."""
    if not len(chosen):
        return np.zeros(len(values), dtype=bool)
    nearest = np.minimum(np.searchsorted(chosen, values), len(chosen) - 1)
    same: NDArray[np.bool_] = chosen[nearest] == values
    return same


def quantiles(values: NDArray[Any], *shares: float) -> tuple[float, ...]:
    """The values below which these shares (0 to 1) of the finite values (n,) lie, n > 0; linear between two of them."""
    ordered = np.sort(values)
    found = []
    for share in shares:
        at = share * (len(ordered) - 1)
        low = int(at)
        below, above = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
        found.append((1.0 - (at - low)) * below + (at - low) * above)
    return tuple(found)
