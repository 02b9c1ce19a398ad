"""Where a sampled curve breaks: domain edges, jumps, poles and holes between two samples, by bisection.

Candidates are chosen freely, because a wrong one costs only a few evaluations: what decides is whether the step across
a gap goes on existing however closely one looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from gradexplorer.compute.components import Array

Values: TypeAlias = Callable[[Array], Array]
"""The curve: values (n,) at places (n,)."""

HALVINGS = 45
"""Bisections of a gap: enough to take a screen's width down to neighbouring floats."""
LAST = 10
"""Over this many last halvings a step that is a jump stays as it is; that of a continuous curve goes on shrinking."""
SUBPIXEL = 1e-9
"""Steps below this share of what is in view are not looked into."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Even samples of a curve: `x`, `y` and slopes (n,), and the relative precision that they are computed in."""

    x: Array
    y: Array
    slope: Array
    precision: float


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where the curve breaks, by gap: gap j lies between the samples j and j + 1.

    `x` and `y` (m, 4) are the last place with a value, two places without, and the next place with a value, from left
    to right; `kept` (m, 4) says which of these there are: a jump has but one place in the middle, an edge of the domain
    only one side. `gap` (m,) is ascending.
    """

    gap: Array
    x: Array
    y: Array
    kept: Array


def find(samples: Samples, at: Values) -> Breaks:
    """Every break between neighbouring samples."""
    finite = np.isfinite(samples.y)
    with np.errstate(all="ignore"):
        stepped, peaked = _candidates(samples, finite)
        gap, left, right, hole = _steps(samples, at, stepped)
        peaks, summit = _poles(samples, at, peaked)
    edges = np.flatnonzero(finite[:-1] != finite[1:])
    jumps = np.concatenate([gap[np.isnan(hole)], peaks])
    jump_ends = np.concatenate([left[np.isnan(hole)], summit[:, 0]]), np.concatenate([right[np.isnan(hole)], summit[:, 1]])
    holed = ~np.isnan(hole)
    rows = [
        _jump_rows(jumps, *jump_ends, at),
        _edge_rows(gap[holed], samples.x[gap[holed]], hole[holed], samples.x[gap[holed] + 1], at),
        _edge_rows(
            edges,
            np.where(finite[edges], samples.x[edges], np.nan),
            np.where(finite[edges], samples.x[edges + 1], samples.x[edges]),
            np.where(finite[edges], np.nan, samples.x[edges + 1]),
            at,
        ),
    ]
    x, y, kept = (np.concatenate(part) for part in zip(*[row[1:] for row in rows], strict=True))
    gaps = np.concatenate([row[0] for row in rows])
    order = np.argsort(gaps, kind="stable")
    return Breaks(gaps[order], x[order], y[order], kept[order])
