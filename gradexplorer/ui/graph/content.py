"""What stands on a card, as text, and how large the card must be for it. Widgets come later: this needs fonts only."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from gradexplorer.ui import theme
from gradexplorer.ui.text import MINUS, number, short, tr

LAYER_GAP = 30.0
NODE_GAP = 34.0
"""Gaps for `layout` that leave room for the captions under the cards."""

WIDTH, MOST_WIDTH = 92.0, 232.0
LABEL_TOP, VALUE_TOP, VALUE_ROW, GRADIENT_ROW, BOTTOM = 5.0, 29.0, 18.0, 16.0, 5.0
GRID_GAP = 4.0
"""Free height between the grid of values and that of gradients, where they have more than one row."""
CAPTION_TOP, CAPTION_ROW = 5.0, 14.0
CELL_GAP, SIDE = 10.0, 12.0
CAPTION_SIDES = 4.0
GRID_ROWS, GRID_COLUMNS = 3, 4
"""Up to so many rows and columns an array is shown whole."""
COLUMN_ROWS = 6
"""A vector of more numbers than columns, up to this, stands as a column."""

WAITING = "·"
"""Stands for a gradient that has not arrived."""

LABEL, VALUE, GRADIENT, CAPTION = range(4)
_RIGHT = Qt.TextElideMode.ElideRight

Grid = tuple[tuple[str, ...], ...]


class Node(Protocol):
    """The part of `compute.graph.GraphNode` that is painted."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def op(self) -> str | None: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def shape(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def dtype(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> np.ndarray: ...  # noqa: D102
    @property
    def gradient(self) -> np.ndarray | None: ...  # noqa: D102


class Content(Struct, frozen=True):
    """A card's texts and its size in logical pixels, the caption under it not counted."""

    label: str
    value: Grid
    gradient: Grid
    caption: str
    size: tuple[float, float]


@lru_cache(maxsize=1)
def fonts() -> tuple[QFont, QFont, QFont, QFont]:
    """The faces of label, value, gradient and caption."""
    weight = QFont.Weight
    return (
        theme.maths_font(18),
        theme.number_font(theme.BODY, weight.Medium),
        theme.number_font(theme.CAPTION, weight.DemiBold),
        theme.font(theme.CAPTION),
    )


@lru_cache(maxsize=1)
def metrics() -> tuple[QFontMetricsF, ...]:
    """The measures of the faces of `fonts`."""
    return tuple(QFontMetricsF(font) for font in fonts())


@lru_cache(maxsize=8192)
def advance(face: int, text: str) -> float:
    """The width of a text in one of the faces, by its place in `fonts`."""
    return metrics()[face].horizontalAdvance(text)


@lru_cache(maxsize=1)
def least_width() -> float:
    """The width of a number's card: that of a leaf's caption too, so that in any font all numbers have one size."""
    return float(max(WIDTH, np.ceil(advance(CAPTION, "AccumulateGrad") + CAPTION_SIDES)))


def content(node: Node) -> Content:
    """The texts of a node's card. A constant has no gradient, and says so inside the card instead of under it."""
    constant = node.kind == "constant"
    value = figures(node.value)
    gradient: Grid = ()
    if not constant and node.gradient is not None:
        gradient = figures(node.gradient, signs=True)
    caption = tr("constant") if constant else caption_of(node)
    columns = shared_columns(value, gradient)
    width = max(
        least_width(),
        advance(LABEL, node.label) + 2 * SIDE,
        sum(columns) + CELL_GAP * (len(columns) - 1) + 2 * SIDE,
        advance(CAPTION, caption) + (2 * SIDE if constant else CAPTION_SIDES),
    )
    # Room for a gradient that is still to come: it has its value's shape.
    rows = len(gradient) or (1 if constant else len(value))
    height = VALUE_TOP + VALUE_ROW * len(value) + grid_gap(value) + GRADIENT_ROW * rows + BOTTOM
    return Content(
        label=elided(LABEL, node.label, MOST_WIDTH - 2 * SIDE),
        value=value,
        gradient=gradient,
        caption=elided(CAPTION, caption, MOST_WIDTH),
        size=(float(np.ceil(min(width, MOST_WIDTH))), height),
    )


def measure(graph: Any) -> list[tuple[float, float]]:
    """The (width, height) of every node's card, in the order of `graph.nodes`: the `sizes` of `layout`."""
    return [content(node).size for node in graph.nodes]


def caption_of(node: Node) -> str:
    """The name under a card: PyTorch's name of the node; a leaf collects its gradient in AccumulateGrad."""
    if node.op:
        return node.op
    return {"leaf": "AccumulateGrad", "constant": tr("constant")}.get(node.kind, "")


def figures(array: Any, *, signs: bool = False) -> Grid:
    """An array as rows of short numbers; a large one as one line, "2×30, mean 1.25". `signs` writes "+1" for 1."""
    array = np.asarray(array)
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    if array.ndim == 1 and GRID_COLUMNS < array.size <= COLUMN_ROWS:
        return tuple((_brief(value, signs),) for value in array)
    if array.ndim <= 2 and 0 < rows.shape[0] <= GRID_ROWS and 0 < rows.shape[1] <= GRID_COLUMNS:
        return tuple(tuple(_brief(value, signs) for value in row) for row in rows)
    return ((summary(array, signs=signs),),)


def summary(array: Any, *, signs: bool = False, digits: int = 4) -> str:
    """An array in a few words: a scalar's number, else its shape and mean."""
    array = np.asarray(array)
    if array.ndim == 0:
        return _brief(array[()], signs, digits)
    shape = "×".join(str(n) for n in array.shape) if array.ndim > 1 else tr("{count} values", count=array.size)
    if array.size == 0:
        return tr("{shape}, empty", shape=shape)
    with np.errstate(all="ignore"):
        mean = np.mean(array, dtype=np.float64)
    return tr("{shape}, mean {mean}", shape=shape, mean=_brief(mean, signs, digits))


def full(array: Any) -> str:
    """An array's numbers to 5 significant digits as people read them; long ones as their `summary`."""
    array = np.asarray(array)
    if array.ndim == 0:
        value = array[()]
        return str(value) if isinstance(value, np.bool_) else number(float(value))
    if array.size > GRID_ROWS * GRID_COLUMNS:
        return summary(array, digits=5)
    rows = array.reshape(1, -1) if array.ndim < 2 else array.reshape(-1, array.shape[-1])
    return "; ".join(", ".join(number(float(value)) for value in row) for row in rows)


def shared_columns(value: Grid, gradient: Grid) -> list[float]:
    """The width of each column, one for value and gradient together where they have as many columns."""
    above, below = _widths(VALUE, value), _widths(GRADIENT, gradient)
    if len(above) == len(below):
        return [max(pair) for pair in zip(above, below, strict=True)]
    return max(above, below, key=sum)


def grid_gap(value: Grid) -> float:
    """Free height under the values of a card."""
    return GRID_GAP if len(value) > 1 else 0.0


def elided(face: int, text: str, width: float) -> str:
    """`text` cut with "…" where it would be wider than `width`."""
    return text if advance(face, text) <= width else metrics()[face].elidedText(text, _RIGHT, width)


def _widths(face: int, grid: Grid) -> list[float]:
    return [max([advance(face, text) for text in column]) for column in zip(*grid, strict=True)]


def _brief(value: Any, signs: bool, digits: int = 4) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)) and abs(int(value)) < 10**6:
        text = str(int(value)).replace("-", MINUS)
    else:
        text = short(float(value), digits)
    return "+" + text if signs and value > 0 else text
