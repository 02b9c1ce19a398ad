"""What a painter is handed, the scene item that runs painters in order, and what plots arrange before they paint."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct, field
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.library import pg
from gradexplorer.ui.plots.marks import Colour, Stroke
from gradexplorer.ui.theme import Theme

_HATCH = 8.0
_STROKES = {
    "solid": Qt.PenStyle.SolidLine,
    "dash": Qt.PenStyle.DashLine,
    "dot": Qt.PenStyle.DotLine,
    "dash-dot": Qt.PenStyle.DashDotLine,
}


class Surface(Struct):
    """One painting: the painter in pixel coordinates, the frame, the theme, and the places already taken by text."""

    painter: QPainter
    frame: Frame
    theme: Theme
    taken: list[QRectF] = field(default_factory=list)


Paint = Callable[[Surface], None]


class Part(Protocol):
    """What brings pyqtgraph items up to date before a frame is painted."""

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items what they draw in this frame."""


class Layer(pg.GraphicsObject):
    """Covers the whole view and lets painters draw on it in pixel coordinates, first painter lowest.

    A still layer is painted where there is no widget, as a still item of `items` is. `taken` are the places of the
    text on it, known once it was painted.
    """

    def __init__(
        self, parent: QGraphicsItem, surface: Callable[[QPainter], Surface], depth: float, *, still: bool = False
    ) -> None:
        super().__init__(parent)
        self._surface = surface
        self._still = still
        self._rect = QRectF()
        self.painters: list[Paint] = []
        self.taken: list[QRectF] = []
        self.setZValue(depth)

    def resize(self, rect: QRectF) -> None:
        """Cover `rect`, in pixels."""
        self.prepareGeometryChange()
        self._rect = QRectF(rect)

    def boundingRect(self) -> QRectF:
        """The rectangle given to `resize`."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Run the painters."""
        if self._still and widget is not None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        surface = self._surface(painter)
        for paint in self.painters:
            painter.save()
            try:
                paint(surface)
            finally:  # Qt paints on whatever is raised here: with a painter left saved it would end the process
                painter.restore()
        self.taken = surface.taken


def colour_of(theme: Theme, colour: Colour) -> QColor:
    """The colour that a mark names: a palette index, a field of the theme, or "#rrggbb"."""
    if isinstance(colour, int):
        return QColor(theme.curve(colour))
    return QColor(colour if colour.startswith("#") else getattr(theme, colour))


def mixed(colour: QColor, other: QColor, share: float) -> QColor:
    """`colour` with `share` (0 to 1) of `other` in it, opaque: as a see-through line looks, without its beads."""
    return QColor.fromRgbF(
        colour.redF() + (other.redF() - colour.redF()) * share,
        colour.greenF() + (other.greenF() - colour.greenF()) * share,
        colour.blueF() + (other.blueF() - colour.blueF()) * share,
    )


def pen_of(colour: QColor, width: float, stroke: Stroke = "solid") -> QPen:
    """A pen `width` pixels wide with round ends."""
    pen = QPen(colour, width, _STROKES[stroke], Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if stroke == "dash":
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4.0 * 1.5 / width, 3.0 * 1.5 / width])
    elif stroke == "dot":
        pen.setDashPattern([0.1, 3.0 * 1.5 / width])
    elif stroke == "dash-dot":
        pen.setDashPattern([4.5 * 1.5 / width, 3.5 * 1.5 / width, 0.1, 3.5 * 1.5 / width])
    return pen


def hatch(surface: Surface, rect: QRectF) -> None:
    """Hatch `rect` with thin diagonals: drawn as lines, for a pattern brush would not grow with the picture."""
    path = QPainterPath()
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    # Each line has one x + y, a multiple of the distance, so that neighbouring rectangles fit together.
    total = _HATCH * math.ceil((left + top) / _HATCH)
    while total < right + bottom:
        path.moveTo(max(left, total - bottom), min(bottom, total - left))
        path.lineTo(min(right, total - top), max(top, total - right))
        total += _HATCH
    pen = QPen(QColor(surface.theme.hatch), 1.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    surface.painter.strokePath(path, pen)
