"""What a map is given to draw over its values: plain data in data units, no Qt."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class ArrowsMark(Struct, frozen=True, eq=False):
    """A field of arrows: from (x, y) in the direction (dx, dy), each (n,).

    With `scaled` an arrow of the length `usual` is drawn in full and others as they compare with it, else all alike.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    dx: NDArray[np.float64]
    dy: NDArray[np.float64]
    scaled: bool = False
    usual: float = 0.0


class QuadricMark(Struct, frozen=True):
    """How a surface bends at (x, y): Hessian eigenvalues (two, ascending) and unit eigenvectors, one for each.

    `signs` are −1, 0 or 1: what an eigenvalue counts as. `tags` are written at the ends of the axes.
    """

    x: float
    y: float
    values: tuple[float, float]
    vectors: tuple[tuple[float, float], tuple[float, float]]
    signs: tuple[int, int]
    tags: tuple[str, str] = ("", "")


class DirectionMark(Struct, frozen=True):
    """A direction at (x, y), as a unit vector (across, up) in data units, and what its tag says.

    `steepest` is the direction of the gradient in degrees, to which a hand is drawn; None for none.
    """

    x: float
    y: float
    across: float
    up: float
    tag: str = ""
    steepest: float | None = None
