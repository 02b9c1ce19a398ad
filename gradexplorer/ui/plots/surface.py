"""What a painter is handed, and the scene item that runs painters in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gradexplorer.ui import theme as themes
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.marks import Colour, Stroke
from gradexplorer.ui.theme import Theme

_STROKES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}


@dataclass(slots=True)
class Surface:
    """One painting: the painter in pixel coordinates, the frame, the theme, and the places already taken by text."""

    painter: QPainter
    frame: Frame
    theme: Theme
    taken: list[QRectF] = field(default_factory=list)


Paint = Callable[[Surface], None]


class Layer(QGraphicsItem):
    """Covers the whole view and lets painters draw on it in pixel coordinates, first painter lowest."""

    def __init__(self, surface: Callable[[QPainter], Surface], depth: float) -> None:
        super().__init__()
        self._surface = surface
        self._rect = QRectF()
        self.painters: list[Paint] = []
        self.setZValue(depth)

    def resize(self, rect: QRectF) -> None:
        """Cover `rect`, in scene coordinates."""
        self.prepareGeometryChange()
        self._rect = QRectF(rect)

    def boundingRect(self) -> QRectF:
        """The rectangle given to `resize`."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Run the painters."""
        self.run(painter)

    def run(self, painter: QPainter) -> Surface:
        """Run the painters and return the surface they drew on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        surface = self._surface(painter)
        for paint in self.painters:
            painter.save()
            paint(surface)
            painter.restore()
        return surface


class StillLayer(Layer):
    """A layer that stays the same while the point is dragged: on screen it is painted once, on the opaque ground.

    `taken` are the places of the text on it, known after it was painted. Exports are painted afresh, as vectors.
    """

    def __init__(self, surface: Callable[[QPainter], Surface], depth: float) -> None:
        super().__init__(surface, depth)
        self.taken: list[QRectF] = []
        self._kept: QPixmap | None = None

    def forget(self) -> None:
        """Paint anew the next time."""
        self._kept = None

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw what was kept, or run the painters."""
        if widget is None:
            self.taken = self.run(painter).taken
            return
        ratio = widget.devicePixelRatioF()
        size = (self._rect.size() * ratio).toSize()
        if self._kept is None or self._kept.size() != size or self._kept.devicePixelRatioF() != ratio:
            self._kept = self._painted(size, ratio)
        painter.drawPixmap(0, 0, self._kept)

    def _painted(self, size: QSize, ratio: float) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(themes.current().ground)
        painter = QPainter(pixmap)
        self.taken = self.run(painter).taken
        painter.end()
        return pixmap


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


def draw_segments(painter: QPainter, segments: Floats | PrimitiveArray) -> None:
    """Draw segments, given as (n, 4) x1, y1, x2, y2 or as `line_array` made them."""
    # Qt is handed a bare pointer: the name `lines` keeps its memory alive while it draws.
    lines = segments if isinstance(segments, PrimitiveArray) else line_array(segments)
    painter.drawLines(*lines.drawargs())


def line_array(segments: Floats) -> PrimitiveArray:
    """Segments (n, 4) in memory that Qt reads as n `QLineF`, for `draw_segments`."""
    lines = PrimitiveArray(QLineF, 4)
    lines.resize(len(segments))
    if len(segments):
        lines.ndarray()[:] = segments
    return lines


def pen_of(colour: QColor, width: float, stroke: Stroke = "solid") -> QPen:
    """A pen `width` pixels wide with round ends."""
    pen = QPen(colour, width, _STROKES[stroke], Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if stroke == "dash":
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4.0 * 1.5 / width, 3.0 * 1.5 / width])
    elif stroke == "dot":
        pen.setDashPattern([0.1, 3.0 * 1.5 / width])
    return pen
