"""The value of a function at one place of a picture: what a cross-hair reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradexplorer.compute.components import Components
from gradexplorer.compute.sampling import Line


def on_curve(line: Line, x: float, order: int = 0) -> float:
    """The function (order 0) or a derivative along its component at `x`, by the engine; nan where it has none."""
    value = float(line.at(np.array([x]), order=order)[order][0])
    return value if np.isfinite(value) else float("nan")


def on_plane(line: Line, axes: tuple[int, int], x: float, y: float) -> float:
    """The function at (x, y) of its two components `axes`, the others held; `line` is along any of them."""
    components = Components.of(line.function, line.coordinates)
    flat = components.flatten(line.coordinates)
    flat[list(axes)] = x, y
    return on_curve(replace(line, coordinates=components.coordinates(flat), axis=axes[0]), x)
