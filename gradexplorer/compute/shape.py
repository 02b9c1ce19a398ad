"""The shape of a sampled curve: where it rises, falls, is level, and where it breaks."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array

Kind = Literal["rising", "falling", "level"]
LEVEL = 1e-9
"""A change smaller than this part of what is seen of y is none."""


class Piece(Struct, frozen=True):
    """A stretch of x on which the curve does one thing; `joined`: it goes on from the one before."""

    kind: Kind
    start: float
    end: float
    joined: bool


def pieces(x: Array, y: Array, low: float, high: float, height: float) -> tuple[Piece, ...]:
    """The pieces within [low, high] of the samples `x`, `y` (n,), y nan where the line breaks, from left to right.

    `height` is what is seen of y: what changes by less than `LEVEL` of it from sample to sample is level. Where the
    samples go on beyond an end of the range, the piece ends there.
    """
    inside = (x >= low) & (x <= high)
    before, beyond = bool((x < low).any()), bool((x > high).any())
    x, y = x[inside], y[inside]
    if np.isfinite(y).sum() < 2:
        return ()
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.diff(y)
    least = LEVEL * height
    x = np.where(np.abs(x) < 1e-12 * (high - low), 0.0, x)  # a break at 0 has samples just beside it
    x[0], x[-1] = low if before else x[0], high if beyond else x[-1]
    known = np.isfinite(step)
    signs = np.where(known, np.where(np.abs(step) <= least, 0, np.sign(step)), 2).astype(int)
    # An extremum may lie between two equal samples: what is level for one sample alone is part of what follows.
    alone = (signs[1:-1] == 0) & (signs[:-2] != 0) & (signs[2:] != 0) & (signs[2:] != 2)
    signs[1:-1][alone] = signs[2:][alone]
    starts = np.flatnonzero(np.r_[True, np.diff(signs) != 0])
    ends = np.r_[starts[1:], len(signs)]
    kinds: dict[int, Kind] = {1: "rising", -1: "falling", 0: "level"}
    found = []
    broken = True
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        kind = kinds.get(int(signs[start]))
        if kind is None:
            broken = True
            continue
        found.append(Piece(kind, float(x[start]), float(x[end]), not broken))
        broken = False
    return tuple(found)
