"""A straight line of the data as it is seen where an axis is logarithmic: bent."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.marks import LineMark

_EVERY = 2.0


def path(frame: Frame, mark: LineMark) -> tuple[Floats, Floats] | None:
    """The line from left to right, x (n,) and y (n,) in data units, sampled every two pixels along both axes.

    None where nothing of it is in view.
    """
    if math.isnan(mark.slope) or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return None
    x, y = _samples(frame, mark)
    kept = np.abs(x - mark.x) <= 0.5 * mark.length
    if mark.side:
        kept &= (
            mark.side * (x - mark.x if math.isfinite(mark.slope) else (y - mark.y) * math.copysign(1, mark.slope)) >= 0
        )
    x, y = x[kept], y[kept]
    points = frame.pixels(x, y, held=False)
    with np.errstate(invalid="ignore"):
        seen = (points >= 0).all(axis=1) & (points[:, 0] <= frame.width) & (points[:, 1] <= frame.height)
    return (x, y) if np.count_nonzero(seen) > 1 else None


def _samples(frame: Frame, mark: LineMark) -> tuple[Floats, Floats]:
    up = np.append(frame.upwards(_EVERY), mark.y)
    if math.isinf(mark.slope):
        return np.full(len(up), mark.x), up
    ends = mark.x + 0.5 * mark.length * np.array([-1.0, 0.0, 1.0]) if math.isfinite(mark.length) else [mark.x]
    x = np.concatenate([frame.across(_EVERY), ends])
    y = mark.y + mark.slope * (x - mark.x)
    if mark.slope:
        # Steep parts, as where the line comes out of 0, are sampled upwards.
        with np.errstate(over="ignore"):
            x, y = np.append(x, mark.x + (up - mark.y) / mark.slope), np.append(y, up)
    order = np.lexsort((math.copysign(1.0, mark.slope) * y, x))
    return x[order], y[order]
