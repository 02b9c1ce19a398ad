"""Where the values of a grid do not hang together: jumps and poles between neighbouring samples.

A step between two samples that stands out from the steps beside it is looked into: between samples ever closer together
the step of a steep surface shrinks, that of a jump stays, and a pole's grows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from gradexplorer.compute.components import Array

Values: TypeAlias = Callable[[Array, Array], Array]
"""The function: values (n,) at places (n,), (n,)."""

STANDS_OUT = 1.8
"""A step so many times larger than those on both sides is looked into."""
ROUNDS = 5
"""Times that a step is looked into, each in quarters: as narrow as a thousandth of a cell it is taken for a jump."""
MOST = 32768
"""More steps than this stand out of noise, and are not looked into."""


def find(at: Values, xs: Array, ys: Array, z: Array) -> Array:
    """The cells (m - 1, n - 1) between the samples z (m, n) at xs (n,), ys (m,) through which a tear goes."""
    torn = np.zeros((max(len(ys) - 1, 0), max(len(xs) - 1, 0)), dtype=bool)
    if min(z.shape) < 4:
        return torn
    across, upwards = _candidates(z), _candidates(z.T)
    if len(across) + len(upwards) > MOST:
        return torn
    with np.errstate(all="ignore"):
        row, column = across.T
        cut = _cut(at, (xs[column], ys[row]), (xs[column + 1], ys[row]), z[row, column], z[row, column + 1])
        _mark(torn, row[cut], column[cut])
        column, row = upwards.T
        cut = _cut(at, (xs[column], ys[row]), (xs[column], ys[row + 1]), z[row, column], z[row + 1, column])
        _mark(torn.T, column[cut], row[cut])
    return torn


def _candidates(z: Array) -> Array:
    """The steps along the rows that stand out, (k, 2): row and column of their left sample."""
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.diff(z, axis=1)
        # A step to or from a place without a value has no size, and what lies beside it is told from its other side
        # alone. So it is at the ends of a row.
        size = np.full_like(z, -1.0, shape=(len(z), z.shape[1] + 1))
        size[:, 1:-1] = np.where(np.isfinite(step), np.abs(step), -1.0)
        found = (size[:, 1:-1] > size[:, :-2]) & (size[:, 1:-1] > size[:, 2:])
        row, column = np.nonzero(found & (size[:, 1:-1] > 1e-9 * size.max()))
        before, own, after = (size[row, column + k] for k in (0, 1, 2))
        # A pole turns the values round, and its step need not be much larger than those beside it.
        there = np.sign(step[row, column])
        turned = np.zeros(len(row), dtype=bool)
        for beside, k in ((before, -1), (after, 1)):
            turned |= (beside > 0) & (np.sign(step[row, np.clip(column + k, 0, step.shape[1] - 1)]) == -there)
        beside = np.maximum(before, after)
        keep = (beside >= 0) & (own > np.where(turned, 1.0, STANDS_OUT) * beside)
    return np.stack([row[keep], column[keep]], axis=1)


def _cut(at: Values, start: tuple[Array, Array], end: tuple[Array, Array], low: Array, high: Array) -> Array:
    """Which of the steps (k,) from `low` to `high` are jumps or poles."""
    if not len(low):
        return np.zeros(0, dtype=bool)
    live, cut = np.arange(len(low)), np.zeros(len(low), dtype=bool)
    a, b, first, last, least = np.stack(start), np.stack(end), low, high, 0.5 * np.abs(high - low)
    share = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[:, None]
    for _ in range(ROUNDS):
        x, y = (a[k] + share * (b[k] - a[k]) for k in (0, 1))
        values = np.vstack([first, at(x[1:4].reshape(-1), y[1:4].reshape(-1)).reshape(3, -1), last])
        gone = ~np.isfinite(values).all(axis=0)
        cut[live[gone]] = True
        steps = np.abs(np.diff(values, axis=0))
        part = np.argmax(np.nan_to_num(steps, posinf=0.0), axis=0)
        keep = np.flatnonzero(~gone & (steps[part, np.arange(len(live))] >= least))
        if not len(keep):
            return cut
        live, part, least = live[keep], part[keep], least[keep]
        a, b = (np.stack([x[end, keep], y[end, keep]]) for end in (part, part + 1))
        first, last = values[part, keep], values[part + 1, keep]
    cut[live] = True
    return cut


def _mark(torn: Array, row: Array, column: Array) -> None:
    """Mark the cells above and below the steps between `column` and the next one in `row`."""
    above, below = row < len(torn), row > 0
    torn[row[above], column[above]] = True
    torn[row[below] - 1, column[below]] = True
