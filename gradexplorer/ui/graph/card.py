"""The items of the scene. Outlines and curves are Qt's own path items, so that a frame of hundreds costs no Python.

Only the texts are painted here, and only while they can be read.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from gradexplorer.ui import outlines, theme
from gradexplorer.ui.graph import content as texts
from gradexplorer.ui.graph.content import Content, Grid, Node

RADIUS = 9.0
LONG = 800.0
"""An edge no longer than this is one path to Qt: a frame of hundreds of them costs no Python."""
LONGEST = 400.0
NEAR = 0.05
"""Units of the drawing: how long a straight line in a long edge is at most, and how far from the edge."""
CURVE_LEVEL, HALO_LEVEL, CARD_LEVEL = 0.0, 2.0, 3.0
"""z of grey curves (visited ones lie 1 above), of rings behind cards, and of cards."""


class Card(QGraphicsPathItem):
    """One node: a rounded card around the item's origin, its texts a child that can be hidden."""

    def __init__(self, node: Node, written: Content) -> None:
        width, height = written.size
        self.frame = QRectF(-width / 2, -height / 2, width, height)
        path = QPainterPath()
        path.addRoundedRect(self.frame, RADIUS, RADIUS)
        super().__init__(path)
        self.node = node
        self.visited = False
        self.current = False
        self.selected = False
        self.overview = False
        self.face = Face(self, written)
        self.setZValue(CARD_LEVEL)
        self.dress()

    def explain(self) -> None:
        """Have the tooltip ready: called when the pointer comes."""
        self.setToolTip(tooltip(self.node))

    def write(self, node: Node, written: Content) -> None:
        """Show another node of the same size: its numbers have changed."""
        self.node = node
        self.setToolTip("")
        self.face.write(written)

    def show_state(self, *, visited: bool, current: bool) -> None:
        """Show whether backward has reached the node, and whether it is the last that it reached."""
        if (visited, current) == (self.visited, self.current):
            return
        if visited != self.visited:
            self.face.update()
        self.visited, self.current = visited, current
        self.dress()

    def set_selected(self, selected: bool) -> None:
        """Tint the card while it is the one that the inspector tells about."""
        self.selected = selected
        self.dress()

    def dress(self) -> None:
        """Take outline and ground from the theme in use."""
        colours = theme.current()
        if self.visited:
            outline, width = colours.tangent, 3.0 if self.current else 2.0
        elif self.node.kind == "leaf":
            outline, width = colours.accent, 2.0
        else:
            outline, width = colours.border, 1.5
        ground = colours.accent_soft if self.selected else colours.panel
        if self.overview:
            ground = colours.axis if outline == colours.border else outline
            ground = colours.text if self.selected else ground
        self.setPen(line(outline, 0.0 if self.overview else width))
        self.setBrush(fill(ground))

    def show_overview(self, overview: bool) -> None:
        """Be a plain block of the outline's colour while texts could not be read."""
        self.overview = overview
        self.face.setVisible(not overview)
        self.dress()


class Face(QGraphicsItem):
    """A card's texts: label, value, gradient once it is there, and the caption."""

    def __init__(self, card: Card, written: Content) -> None:
        super().__init__(card)
        self._card = card
        self._bounds = card.frame.adjusted(-2, 0, 2, texts.CAPTION_TOP + texts.CAPTION_ROW)
        self.write(written)

    def write(self, written: Content) -> None:
        """Show other texts. They are laid out when they are first seen."""
        self._written = written
        self._laid: Laid | None = None
        self.update()

    def boundingRect(self) -> QRectF:
        """The card and the caption under it."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Set the texts down in the colours of the theme in use."""
        colours, card = theme.current(), self._card
        if self._laid is None:
            self._laid = lay_out(self._written, card.frame, constant=card.node.kind == "constant")
        laid = self._laid
        arrived = card.visited and bool(laid.gradient)
        label, value, gradient, caption = texts.fonts()
        as_shapes = outlines.outlined(painter)
        for lines, font, colour in (
            (laid.label, label, colours.accent if card.node.kind == "leaf" else colours.text),
            (laid.value, value, colours.text),
            (
                laid.gradient if arrived else laid.waiting,
                gradient,
                colours.tangent_text if arrived else colours.text_quiet,
            ),
            (laid.caption, caption, colours.text_quiet),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            for at, text in lines:
                if as_shapes:
                    outlines.write(painter, at + QPointF(0.0, QFontMetricsF(font).ascent()), text.text())
                else:
                    painter.drawStaticText(at, text)


class Curve(QGraphicsPathItem):
    """One edge, along the Bézier points of its route."""

    def __init__(self, edge: Any, route: np.ndarray) -> None:
        super().__init__(curve_path(route))
        self.edge = edge
        self.visited = False
        self.overview = False
        self.dress()

    def show_state(self, *, visited: bool) -> None:
        """Show whether backward has come along this edge."""
        if visited != self.visited:
            self.visited = visited
            self.dress()

    def dress(self) -> None:
        """Take the line from the theme in use."""
        colours = theme.current()
        colour, width = (colours.tangent, 2.0) if self.visited else (colours.outline, 1.25)
        # Far away, a line that shrinks with the drawing would be too fine to see.
        self.setPen(line(colour, 1.0 if self.overview else width, cosmetic=self.overview))
        self.setZValue(CURVE_LEVEL + (1.0 if self.visited else 0.0))

    def show_overview(self, overview: bool) -> None:
        """Be a hairline of the same width at every zoom."""
        self.overview = overview
        self.dress()


class LongCurve(Curve):
    """One edge over many layers, drawn as short straight lines, and of those the ones in view.

    Where much of such an edge is seen, Qt takes six times as long for a path, and it goes along all of it.
    """

    def __init__(self, edge: Any, route: np.ndarray) -> None:
        super().__init__(edge, route)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # or all of it counts as exposed
        points = flattened(route)
        self._chords = np.hstack([points[:-1], points[1:]])
        self._least, self._most = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
        self._drawn: tuple[bytes, list[QLineF]] = b"", []

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw what is in view; into files and far away, the path."""
        if self.overview or widget is None:
            super().paint(painter, option, widget)
            return
        width = self.pen().widthF()
        part = option.exposedRect.adjusted(-width, -width, width, width)
        seen = (self._least <= (part.right(), part.bottom())).all(axis=1)
        seen &= (self._most >= (part.left(), part.top())).all(axis=1)
        key = seen.tobytes()
        if self._drawn[0] != key:
            self._drawn = key, [QLineF(*ends) for ends in self._chords[seen].tolist()]
        painter.setPen(self.pen())
        painter.drawLines(self._drawn[1])


def edge_item(edge: Any, route: np.ndarray) -> Curve:
    """The item of an edge along its route (3k + 1, 2)."""
    far = np.abs(np.diff(route, axis=0)).sum() > LONG
    return (LongCurve if far else Curve)(edge, route)


class Ring(QGraphicsPathItem):
    """A ring around a card, never thinner on the screen than at natural size: the keyboard's place, or a hit."""

    def __init__(self, colour: str, width: float, distance: float, *, dashed: bool = False) -> None:
        super().__init__()
        self._colour, self._width, self._distance, self._dashed = colour, width, distance, dashed
        self._grown = 1.0
        self._frame = QRectF()
        self.setZValue(HALO_LEVEL)
        self.dress()

    def surround(self, card: Card) -> None:
        """Lie around this card and be seen."""
        self._frame = card.frame
        self._shape()
        self.setPos(card.pos())
        self.show()

    def show_zoom(self, zoom: float) -> None:
        """Grow in the drawing as much as the drawing shrinks."""
        grown = 1.0 / min(zoom, 1.0)
        if grown != self._grown:
            self._grown = grown
            self._shape()
            self.dress()

    def dress(self) -> None:
        """Take the colour, a field of the theme, from the theme in use."""
        pen = QPen(QColor(getattr(theme.current(), self._colour)), self._width * self._grown)
        if self._dashed:
            pen.setDashPattern([3.0, 2.0])
        self.setPen(pen)

    def _shape(self) -> None:
        d = self._distance * self._grown
        path = QPainterPath()
        path.addRoundedRect(self._frame.adjusted(-d, -d, d, d), RADIUS + d, RADIUS + d)
        self.setPath(path)


@lru_cache(maxsize=64)
def line(colour: str, width: float, *, cosmetic: bool = False) -> QPen:
    """A pen; none at all for width 0. `cosmetic`: the width is meant on the screen, at every zoom."""
    pen = QPen(QColor(colour), width) if width else QPen(Qt.PenStyle.NoPen)
    pen.setCosmetic(cosmetic)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


@lru_cache(maxsize=64)
def fill(colour: str) -> QBrush:
    """A brush of one colour."""
    return QBrush(QColor(colour))


def curve_path(route: np.ndarray) -> QPainterPath:
    """The painter's path of a (3k + 1, 2) array of cubic Bézier points."""
    points = [QPointF(x, y) for x, y in np.asarray(route, dtype=np.float64).tolist()]
    path = QPainterPath(points[0])
    for i in range(1, len(points), 3):
        path.cubicTo(points[i], points[i + 1], points[i + 2])
    return path


def flattened(route: np.ndarray) -> np.ndarray:
    """Points (n, 2) on a curve of cubics (3k + 1, 2) that are joined by lines no farther from it than `NEAR`."""
    route = np.asarray(route, dtype=np.float64)
    points = [route[:1]]
    for at in range(0, len(route) - 1, 3):
        a, b, c, d = route[at : at + 4]
        # The chord's distance is at most an eighth of the second derivative, which is largest at an end.
        bend = max(np.hypot(*(a - 2 * b + c)), np.hypot(*(b - 2 * c + d)))
        count = max(1, math.ceil(math.sqrt(0.75 * bend / NEAR)), math.ceil(np.hypot(*(d - a)) / LONGEST))
        t = np.linspace(0.0, 1.0, count + 1)[1:, None]
        s = 1.0 - t
        points.append(s**3 * a + 3 * s**2 * t * b + 3 * s * t**2 * c + t**3 * d)
    return np.concatenate(points)


def tooltip(node: Node) -> str:
    """A node's numbers in full, as many as a tooltip bears."""
    shape = "×".join(str(n) for n in node.shape) if len(node.shape) else "scalar"
    return "\n".join((f"{node.label}  {texts.caption_of(node)}", _exact(node.value), f"{shape} · {node.dtype}"))


def _exact(array: Any) -> str:
    array = np.asarray(array)
    return (
        repr(array.tolist()) if array.size <= texts.GRID_ROWS * texts.GRID_COLUMNS else texts.summary(array, digits=5)
    )


Line = tuple[QPointF, QStaticText]


class Laid(Struct, frozen=True):
    """A card's texts with their places, ready to be set down."""

    label: list[Line]
    value: list[Line]
    gradient: list[Line]
    waiting: list[Line]
    caption: list[Line]


def lay_out(written: Content, frame: QRectF, *, constant: bool) -> Laid:
    """Place a card's texts in its frame; a constant's caption stands inside, where others have their gradient."""
    top = frame.top()
    columns = texts.shared_columns(written.value, written.gradient)
    below = top + texts.VALUE_TOP + texts.VALUE_ROW * len(written.value) + texts.grid_gap(written.value)
    at, row = (below, texts.GRADIENT_ROW) if constant else (frame.bottom() + texts.CAPTION_TOP, texts.CAPTION_ROW)
    return Laid(
        label=[_line(texts.LABEL, written.label, top + texts.LABEL_TOP, texts.VALUE_TOP - texts.LABEL_TOP - 2)],
        value=_grid(texts.VALUE, written.value, top + texts.VALUE_TOP, texts.VALUE_ROW, columns),
        gradient=_grid(texts.GRADIENT, written.gradient, below, texts.GRADIENT_ROW, columns),
        waiting=[] if constant else [_line(texts.GRADIENT, texts.WAITING, below, texts.GRADIENT_ROW)],
        caption=[_line(texts.CAPTION, written.caption, at, row)],
    )


def _line(face: int, text: str, top: float, height: float, x: float = 0.0) -> Line:
    """One text, its middle at x and in the middle of a row that begins at `top`."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(font=texts.fonts()[face])
    high = texts.metrics()[face].height()
    return QPointF(x - texts.advance(face, text) / 2, top + (height - high) / 2), laid


def _grid(face: int, grid: Grid, top: float, row_height: float, widths: list[float]) -> list[Line]:
    """The cells of a grid, each number centred in its column."""
    if not grid or len(grid[0]) != len(widths):
        return [_line(face, "  ".join(row), top + i * row_height, row_height) for i, row in enumerate(grid)]
    left = -(sum(widths) + texts.CELL_GAP * (len(widths) - 1)) / 2
    lines = []
    for column, width in enumerate(widths):
        for row, cells in enumerate(grid):
            lines.append(_line(face, cells[column], top + row * row_height, row_height, left + width / 2))
        left += width + texts.CELL_GAP
    return lines
