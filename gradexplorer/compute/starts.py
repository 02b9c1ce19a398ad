"""Many descents at once, one from each of many starts: which settle, which go back and forth."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

import engine
from gradexplorer.compute.sampling import Line

TOLERANCE = 1e-9


class Shares(Struct, frozen=True):
    """Of `count` starts, the shares (0 to 1) at a fixed point and in a two-cycle after `steps` steps."""

    count: int
    steps: int
    settled: float
    two_cycle: float


def shares(
    line: Line, low: float, high: float, step_size: float, *, count: int = 4001, steps: int = 500
) -> Shares | None:
    """Plain descent of one component from `count` even starts in [low, high]. None if cancelled."""
    x = np.linspace(low, high, count)
    before = older = x
    with engine.quiet(), np.errstate(all="ignore"):
        for _ in range(steps):
            if line.cancelled is not None and line.cancelled():
                return None
            older, before = before, x
            _, slope = line.at(x, order=1)
            x = x - step_size * slope
        fixed = np.abs(x - before) <= TOLERANCE
        cycle = ~fixed & (np.abs(x - older) <= TOLERANCE)
    return Shares(count, steps, float(fixed.mean()), float(cycle.mean()))
