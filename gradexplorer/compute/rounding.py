"""Where a sampled curve is 0 but for rounding, so that its changes of sign say nothing."""

from __future__ import annotations

import numpy as np

from gradexplorer.compute.components import Array

REACH = 16
"""Gaps to either side that are looked at together."""
FEWEST = 3
"""So many jumps in one stretch, at least: one or two are jumps of the curve itself."""


def only(x: Array, y: Array, slope: Array) -> Array:
    """The samples (n,) around which most changes of the curve are rounding.

    Such a change is as large as the values themselves, and the slopes know nothing of it. Staircases look the same, and
    have as little to find.
    """
    change = np.abs(np.diff(y))
    changes = change > 0
    told = np.maximum(np.abs(slope[:-1]), np.abs(slope[1:])) * (x[1] - x[0])
    stray = changes & (change > 4 * told) & (change >= 0.25 * np.maximum(np.abs(y[:-1]), np.abs(y[1:])))
    if stray.sum() < FEWEST:
        return np.zeros(len(y), dtype=bool)
    if 2 * stray.sum() > changes.sum():
        return np.ones(len(y), dtype=bool)
    window = np.ones(2 * REACH + 1)
    strays, all_ = (np.convolve(part, window, "same") for part in (stray, changes))
    most = (strays >= FEWEST) & (2 * strays > all_)
    both: Array = np.append(most, False) | np.append(False, most)
    return both
