"""The items of the scene. Outlines and curves are Qt's own path items, so that a frame of hundreds costs no Python.

Only the texts are painted here, and only while they can be read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.graph import content as texts
from gradexplorer.ui.graph.content import Content, Grid, Node

RADIUS = 9.0
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
        self.face = Face(self, written)
        self.setZValue(CARD_LEVEL)
        self.setToolTip(tooltip(node))
        self.dress()

    def write(self, node: Node, written: Content) -> None:
        """Show another node of the same size: its numbers have changed."""
        self.node = node
        self.setToolTip(tooltip(node))
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
        self.setPen(QPen(QColor(outline), width))
        self.setBrush(QColor(colours.accent_soft if self.selected else colours.panel))


class Face(QGraphicsItem):
    """A card's texts: label, value, gradient once it is there, and the caption."""

    def __init__(self, card: Card, written: Content) -> None:
        super().__init__(card)
        self._card = card
        self._bounds = card.frame.adjusted(-2, 0, 2, texts.CAPTION_TOP + texts.CAPTION_ROW)
        self.write(written)

    def write(self, written: Content) -> None:
        """Lay the texts out; the painter only sets them down."""
        label, value, gradient, caption = texts.fonts()
        top = self._card.frame.top()
        constant = self._card.node.kind == "constant"
        self._label = [_line(written.label, label, top + texts.LABEL_TOP, texts.VALUE_TOP - texts.LABEL_TOP - 2)]
        self._value = _grid(written.value, value, top + texts.VALUE_TOP, texts.VALUE_ROW)
        below = top + texts.VALUE_TOP + texts.VALUE_ROW * len(written.value)
        self._gradient = _grid(written.gradient, gradient, below, texts.GRADIENT_ROW)
        self._waiting = [] if constant else [_line(texts.WAITING, gradient, below, texts.GRADIENT_ROW)]
        at = below if constant else self._card.frame.bottom() + texts.CAPTION_TOP
        self._caption = [_line(written.caption, caption, at, texts.GRADIENT_ROW if constant else texts.CAPTION_ROW)]
        self.update()

    def boundingRect(self) -> QRectF:
        """The card and the caption under it."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Set the texts down in the colours of the theme in use."""
        colours, card = theme.current(), self._card
        label, value, gradient, caption = texts.fonts()
        arrived = card.visited and bool(self._gradient)
        for lines, font, colour in (
            (self._label, label, colours.accent if card.node.kind == "leaf" else colours.text),
            (self._value, value, colours.text),
            (self._gradient if arrived else (), gradient, colours.tangent_text),
            (() if arrived else self._waiting, gradient, colours.text_quiet),
            (self._caption, caption, colours.text_quiet),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            for at, text in lines:
                painter.drawStaticText(at, text)


class Curve(QGraphicsPathItem):
    """One edge, along the Bézier points of its route."""

    def __init__(self, edge: Any, route: np.ndarray) -> None:
        super().__init__(curve_path(route))
        self.edge = edge
        self.visited = False
        self.dress()

    def show_state(self, *, visited: bool) -> None:
        """Show whether backward has come along this edge."""
        if visited != self.visited:
            self.visited = visited
            self.dress()

    def dress(self) -> None:
        """Take the line from the theme in use."""
        colours = theme.current()
        pen = QPen(QColor(colours.tangent if self.visited else colours.outline), 2.0 if self.visited else 1.25)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.setPen(pen)
        self.setZValue(CURVE_LEVEL + (1.0 if self.visited else 0.0))


class Ring(QGraphicsPathItem):
    """A ring around a card: the keyboard's place, or what was found."""

    def __init__(self, colour: str, width: float, distance: float, *, dashed: bool = False) -> None:
        super().__init__()
        self._colour, self._width, self._distance, self._dashed = colour, width, distance, dashed
        self.setZValue(HALO_LEVEL)
        self.dress()

    def surround(self, card: Card) -> None:
        """Lie around this card and be seen."""
        path = QPainterPath()
        d = self._distance
        path.addRoundedRect(card.frame.adjusted(-d, -d, d, d), RADIUS + d, RADIUS + d)
        self.setPath(path)
        self.setPos(card.pos())
        self.show()

    def dress(self) -> None:
        """Take the colour, a field of the theme, from the theme in use."""
        pen = QPen(QColor(getattr(theme.current(), self._colour)), self._width)
        if self._dashed:
            pen.setDashPattern([3.0, 2.0])
        self.setPen(pen)


def curve_path(route: np.ndarray) -> QPainterPath:
    """The painter's path of a (3k + 1, 2) array of cubic Bézier points."""
    points = [QPointF(x, y) for x, y in np.asarray(route, dtype=np.float64).tolist()]
    path = QPainterPath(points[0])
    for i in range(1, len(points), 3):
        path.cubicTo(points[i], points[i + 1], points[i + 2])
    return path


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


def _line(text: str, font: Any, top: float, height: float, x: float = 0.0) -> Line:
    """One text, its middle at x and in the middle of a row that begins at `top`."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(font=font)
    metrics = QFontMetricsF(font)
    return QPointF(x - metrics.horizontalAdvance(text) / 2, top + (height - metrics.height()) / 2), laid


def _grid(grid: Grid, font: Any, top: float, row_height: float) -> list[Line]:
    """The cells of a grid in columns, each number centred in its column."""
    if not grid:
        return []
    widths = texts.column_widths(grid, QFontMetricsF(font))
    left = -(sum(widths) + texts.CELL_GAP * (len(widths) - 1)) / 2
    lines = []
    for column, width in enumerate(widths):
        for row, cells in enumerate(grid):
            lines.append(_line(cells[column], font, top + row * row_height, row_height, left + width / 2))
        left += width + texts.CELL_GAP
    return lines
