"""Places as they were written: the short decimals among the floats that a search ends at."""

from __future__ import annotations

import numpy as np

from gradexplorer.compute.components import Array


def short_number(x: Array, spacing: Array | float) -> Array:
    """The decimals nearest to `x` (n,) that can be told apart at this spacing, without the noise of the last digits."""
    digits = np.broadcast_to(11 - np.floor(np.log10(spacing)), x.shape)
    return np.array([round(float(one), int(n)) for one, n in zip(x, digits, strict=True)], dtype=np.float64) + 0.0


def plainest(places: Array, spacing: float) -> float:
    """The number with the fewest digits among three neighbouring places and between the outer ones.

    It is that at which a break was written.
    """
    short = short_number(places[1:2], spacing)
    within = short[(places[0] <= short) & (short <= places[-1])]
    return min((float(place) for place in (*within, *places)), key=lambda place: len(repr(place)))
