"""What a logarithmic axis shows of a curve where it goes through 0: the branch that runs down to it."""

from __future__ import annotations

import numpy as np

from gradexplorer.compute.breaks import PASSES, SECTIONS
from gradexplorer.compute.components import Array, Values

MOST = 400
"""More passages through 0 than this are one grey block at this zoom, and are left as they are sampled."""


def branches(x: Array, y: Array, at: Values) -> tuple[Array, Array]:
    """The samples x (n,), y (n,) with more where y turns from positive to 0 or below, or comes back.

    A pass adds the place nearest to the passage at which y was still positive, 16 times nearer than the one before, so
    that y falls evenly on its logarithmic axis. `at` gives values (m,) at places (m,).
    """
    with np.errstate(invalid="ignore"):
        above, known = y > 0, np.isfinite(y)
    gap = np.flatnonzero((above[:-1] != above[1:]) & known[:-1] & known[1:])
    if not len(gap) or len(gap) > MOST:
        return x, y
    left = above[gap]
    inside, outside = np.where(left, x[gap], x[gap + 1]), np.where(left, x[gap + 1], x[gap])
    share = np.linspace(0, 1, SECTIONS + 1)[1:-1, None]
    column = np.arange(len(gap))
    places, values = [], []
    value = np.where(left, y[gap], y[gap + 1])
    for _ in range(PASSES):
        between = inside + share * (outside - inside)
        found = at(between.reshape(-1)).reshape(between.shape)
        with np.errstate(invalid="ignore"):
            lost = ~(found > 0)
        first = np.argmax(np.vstack([lost, np.ones_like(inside, dtype=bool)]), axis=0)
        steps = np.vstack([inside, between, outside])
        heights = np.vstack([value, found, np.zeros_like(inside)])
        inside, outside, value = steps[first, column], steps[first + 1, column], heights[first, column]
        places.append(inside)
        values.append(value)
    more_x, more_y, gaps = np.concatenate(places), np.concatenate(values), np.tile(gap, PASSES)
    order = np.lexsort((more_x, gaps))
    return np.insert(x, gaps[order] + 1, more_x[order]), np.insert(y, gaps[order] + 1, more_y[order])
