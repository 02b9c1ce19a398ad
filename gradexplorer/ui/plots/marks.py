"""What the plots are given to draw: plain data in data units, no Qt.

A colour is an index into the theme's curve palette, the name of a field of `Theme` ("tangent", "newton"), or "#rrggbb".
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Colour = int | str
Stroke = Literal["solid", "dash", "dot", "dash-dot"]


class EndMark(Struct, frozen=True):
    """A point at a curve's break: filled where it belongs to the curve, else `open`."""

    x: float
    y: float
    open: bool


class CurveMark(Struct, frozen=True, eq=False):
    """One curve: x and y of shape (n,), nan in y where it breaks; `undefined` are stretches of x without a value.

    `ends` are points at its breaks: holes, and the ends of jumps. `label` is written on the curve; `faded` marks a
    curve that stays from before, while its text cannot be read.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: Colour = 0
    stroke: Stroke = "solid"
    label: str = ""
    undefined: tuple[tuple[float, float], ...] = ()
    faded: bool = False
    width: float = 2.0
    ends: tuple[EndMark, ...] = ()


class PointMark(Struct, frozen=True):
    """The point that can be dragged; `curve` is the index of the curve that it lies on."""

    x: float
    y: float
    colour: Colour = 0
    curve: int = 0


class LineMark(Struct, frozen=True):
    """The endless line through (x, y) with a slope (infinite: vertical), and what its tag says.

    `side` −1 or 1 leaves the part to the left or to the right of the point. `length` is what is drawn of a line that is
    not vertical, in units of x, half on either side of the point.
    """

    x: float
    y: float
    slope: float
    tag: str = ""
    side: int = 0
    length: float = math.inf


class PinMark(Struct, frozen=True):
    """A pinned point with its tangent, or the tangents of both sides; `index` is its place among the pinned points.

    `chosen` is the one that the arrow keys move.
    """

    index: int
    x: float
    y: float
    colour: Colour = 0
    lines: tuple[LineMark, ...] = ()
    tag: str = ""
    chosen: bool = False


class PolynomialMark(Struct, frozen=True):
    """The polynomial c₀ + c₁·(t − x) + c₂·(t − x)² + … through (x, c₀), and its turning point if that is marked.

    `coefficients` are c₀, c₁, …: two at least.
    """

    x: float
    coefficients: tuple[float, ...]
    tag: str = ""
    turn: tuple[float, float] | None = None

    @property
    def y(self) -> float:
        """The value at x."""
        return self.coefficients[0]

    @property
    def slope(self) -> float:
        """The slope at x."""
        return self.coefficients[1]


class CircleMark(Struct, frozen=True):
    """The circle that touches a curve at (x, y) with this `slope`; its centre lies (across, up) from there."""

    x: float
    y: float
    slope: float
    across: float
    up: float
    tag: str = ""


class ArrowMark(Struct, frozen=True):
    """An arrow from a data point by (dx, dy) in data units; its head keeps its size whatever its length."""

    x: float
    y: float
    dx: float
    dy: float
    tag: str = ""


class SpotMark(Struct, frozen=True):
    """A place with a name: a landmark (ring), a run's start (square) or its final point (diamond).

    A `quiet` one is smaller, and its name is written only where it covers nothing.
    """

    x: float
    y: float
    label: str
    shape: Literal["ring", "square", "diamond"] = "ring"
    colour: Colour = "newton"
    quiet: bool = False


class ScatterMark(Struct, frozen=True, eq=False):
    """Data points, x and y of shape (n,), and the model's line through them, if there is one."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    model: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    label: str = ""


class LevelMark(Struct, frozen=True):
    """One level set: its value and its lines, x and y of shape (p,), nan between separate lines."""

    value: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]


class HairMark(Struct, frozen=True):
    """The cross-hair at (x, y): lines to read beside it, each a name, a number as text and the name's colour.

    `dots` are drawn over x: a height and a colour each. `full` are the numbers of the lines in full.
    """

    x: float
    y: float
    rows: tuple[tuple[str, str, Colour], ...]
    dots: tuple[tuple[float, Colour], ...] = ()
    full: tuple[tuple[str, float], ...] = ()
