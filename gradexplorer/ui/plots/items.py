"""pyqtgraph's items as the plots use them: in places along the axes, with pens and dots in pixels at any scale.

A still item is painted where there is no widget: into the picture that `RangeView` keeps, and into exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gradexplorer.ui.plots import dashes
from gradexplorer.ui.plots.frame import Floats, Frame, clip_segments, cut_segments, unseen
from gradexplorer.ui.plots.library import PrimitiveArray, pg
from gradexplorer.ui.plots.marks import Stroke
from gradexplorer.ui.plots.surface import pen_of

# Separate segments are the fastest lines in Qt's raster engine.
pg.setConfigOptions(antialias=True, segmentedLineMode="on")

_PENS = ("shadowPen", "pen")
_NO_PEN = QPen(Qt.PenStyle.NoPen)
_DOT_MARGIN = 20.0
_MUCH_UNSEEN = 0.1
"""With a larger part of a line than this out of view, that part is left out."""
_SHORT = 100
_PART = 32
"""Points of a dashed line that Qt dashes as quickly, and of a path that it strokes quickly."""
_BEYOND, _EDGE = 120.0, 16.0
"""Pixels by which a view may be panned before dashes are cut anew, and which a dash may begin outside."""
_FINE = 3.5
"""Pixels of the device: the dots of a line as thin as this look round with square ends, too."""


class LineItem(pg.PlotCurveItem):
    """Lines given in data units; what lies far beyond the view is cut off, for Qt draws it wrongly.

    `joined`: as one path, which takes longer, and is smooth where segments are only a few pixels long.
    """

    def __init__(self, parent: QGraphicsItem, *, still: bool = False, depth: float = 0.0, joined: bool = False) -> None:
        super().__init__(connect="finite")
        self._joined = joined
        self._still = still
        self._look: tuple[object, ...] = ()
        self._whole: tuple[Floats, Floats, bool, bool] | None = None
        self._rect = QRectF()
        self._size = 0.0, 0.0
        self._strokes = PrimitiveArray(QLineF, 4)
        self._cut: tuple[tuple[Any, ...], Floats, Floats] | None = None
        self.setParentItem(parent)
        self.setZValue(depth)
        self.hide()  # until there is something to draw: nothing is painted as a change of pens in files of shapes

    def dress(self, colour: QColor, width: float, stroke: Stroke = "solid", casing: QColor | None = None) -> None:
        """Draw in `colour`, `width` pixels wide; `casing` outlines the line by 1.25 pixels."""
        look = (colour.rgba(), width, stroke, None if casing is None else casing.rgba())
        if look == self._look:
            return
        self._look = look
        # A dash runs on from segment to segment only along a path.
        segmented = stroke == "solid" and not self._joined
        self.setSegmentedLineMode("on" if segmented else "off")
        self.setPen(_cosmetic(pen_of(colour, width, stroke), segmented))
        self.setShadowPen(None if casing is None else _cosmetic(pen_of(casing, width + 2.5), segmented))

    def show_line(self, frame: Frame, x: Floats, y: Floats) -> None:
        """Draw the line through x (n,), y (n,), broken where either is not finite."""
        self._cover(frame)
        pixels = frame.pixels(x, y, held=False)
        far = frame.is_far(pixels).any()
        # Where dashes are cut here, they are cut at the view.
        hidden = frame.unseen(pixels) if far or not self._dashed(len(x)) else np.zeros(0, dtype=bool)
        if far and self.opts["pen"].style() == Qt.PenStyle.SolidLine:
            self._set_segments(frame, clip_segments(pixels, frame.width, frame.height))
        elif far or np.count_nonzero(hidden) > _MUCH_UNSEEN * len(hidden):
            # Qt would go through all of it, and make dashes of it first.
            self._whole = None
            along, up = frame.shown_at(frame.pixels(x, y)) if far else frame.shown(x, y)
            self.setData(along, np.where(hidden, np.nan, up), connect="finite")
        else:
            whole, old = (x, y, frame.x_log, frame.y_log), self._whole
            if old is None or old[0] is not x or old[1] is not y or old[2:] != whole[2:]:
                self._whole = whole
                self.setData(*frame.shown(x, y), connect="finite")

    def show_segments(self, frame: Frame, segments: Floats) -> None:
        """Draw separate segments, (n, 4) as x1, y1, x2, y2 in pixels."""
        self._cover(frame)
        far = frame.is_far(segments).any()
        self._set_segments(frame, cut_segments(segments, frame.width, frame.height) if far else segments)

    def boundingRect(self) -> QRectF:
        """The view: pyqtgraph would look through all points, and what lies beyond is not seen."""
        return self._rect

    def _cover(self, frame: Frame) -> None:
        self.show()
        self._size = frame.width, frame.height
        rect = frame.shown_rect
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect

    def _set_segments(self, frame: Frame, segments: Floats) -> None:
        self._whole = None
        self.setData(*frame.shown_at(segments.reshape(-1, 2)), connect="pairs")

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line: in pixels with pens as wide in the device's as they are to be in the view's."""
        if self._still and widget is not None:
            return
        scale = _scale(painter, self) * painter.device().devicePixelRatioF()
        solid, exported = self.opts["pen"].style() == Qt.PenStyle.SolidLine, _is_export(painter, widget, self)
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            self._paint_shape(painter, option)
        elif self._dashed(len(self.getData()[0])):
            self._paint_dashes(painter, scale)
        elif solid and (exported or (self._joined and self.opts["pen"].widthF() * scale > 1.0)):
            self._paint_in_parts(painter)
        elif exported:
            self._paint_shape(painter, option)
        else:
            pens = {kind: self.opts[kind] for kind in _PENS}
            self.opts.update({kind: _scaled(pen, scale) for kind, pen in pens.items()})
            super().paint(painter, option, widget)
            self.opts.update(pens)

    def _in_pixels(self) -> tuple[Floats, Floats]:
        transform = self.sceneTransform()
        x, y = self.getData()
        return transform.m11() * x + transform.m31(), transform.m22() * y + transform.m32()

    def _dashed(self, count: int) -> bool:
        """Whether the dashes of so many points are cut here, and not by Qt."""
        return self.opts["pen"].style() != Qt.PenStyle.SolidLine and self.opts["shadowPen"] is None and count > _SHORT

    def _paint_dashes(self, painter: QPainter, scale: float) -> None:
        """Draw each dash in view by itself: what swings far beyond it would have millions."""
        pen = _fixed(self.opts["pen"])
        if pen.widthF() * scale <= _FINE:
            pen.setCapStyle(_as_quick(pen.capStyle()))
        segments = self._dashes(tuple(pen.widthF() * part for part in pen.dashPattern()))
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setWorldTransform(self.sceneTransform().inverted()[0], True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        self._strokes.resize(len(segments))
        self._strokes.ndarray()[:] = segments
        painter.drawLines(*self._strokes.drawargs())

    def _dashes(self, pattern: tuple[float, ...]) -> Floats:
        """The dashes in view, (n, 4) in pixels: cut somewhat beyond it, they are moved along while it is panned."""
        transform = self.sceneTransform()
        place = np.array([transform.m31(), transform.m32()])
        of = (*self.getData(), transform.m11(), transform.m22(), pattern, self._size)
        if self._cut is None or not _alike(self._cut[0], of) or np.abs(place - self._cut[1]).max() > _BEYOND:
            seen = clip_segments(np.stack(self._in_pixels(), axis=-1), *self._size, _BEYOND + _EDGE)
            points = np.full((3 * len(seen), 2), np.nan)
            points[::3], points[1::3] = seen[:, :2], seen[:, 2:]
            self._cut = of, place, dashes.cut(points, pattern)
        _, before, segments = self._cut
        segments = segments + np.tile(place - before, 2)
        margin = np.array([_EDGE, _EDGE])
        inside = (segments[:, :2] > -margin) & (segments[:, :2] < np.array(self._size) + margin)
        return segments[inside.all(axis=1)]

    def _paint_in_parts(self, painter: QPainter) -> None:
        """Draw the line as many short paths: Qt takes a long time for a long one that is wider than a pixel."""
        (x, y), connect = self._in_pixels(), self.opts["connect"]
        painter.setWorldTransform(self.sceneTransform().inverted()[0], True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in map(_fixed, (self.opts[kind] for kind in _PENS if self.opts[kind] is not None)):
            painter.setPen(pen)
            for start in range(0, len(x) - 1, _PART):
                part = slice(start, start + _PART + (connect != "pairs"))
                painter.drawPath(pg.arrayToQPath(x[part], y[part], connect=connect))

    def _paint_shape(self, painter: QPainter, option: QStyleOptionGraphicsItem) -> None:
        """Draw the line in pixels as one path. A cosmetic pen would stay thin in a picture that is magnified later."""
        x, y = self._in_pixels()
        if self.opts["connect"] == "finite":
            y = np.where(unseen(np.stack([x, y], axis=-1), *self._size), np.nan, y)
        shape = pg.PlotCurveItem(x, y, connect=self.opts["connect"])
        shape.setSegmentedLineMode("off")
        for kind in _PENS:
            shape.opts[kind] = None if self.opts[kind] is None else _fixed(self.opts[kind])
        painter.setWorldTransform(self.sceneTransform().inverted()[0], True)
        shape.paint(painter, option, None)


class DotsItem(pg.ScatterPlotItem):
    """Round dots of one size in pixels, without outlines."""

    def __init__(self, parent: QGraphicsItem, size: float, *, still: bool = False, depth: float = 0.0) -> None:
        super().__init__(pen=_NO_PEN, size=size)
        self._still = still
        self.setParentItem(parent)
        self.setZValue(depth)
        self.hide()

    def show_dots(self, frame: Frame, x: Floats, y: Floats, colours: QColor | Sequence[QColor]) -> None:
        """Draw dots at x (n,), y (n,) in one colour or n; those out of view or without a place are left out."""
        self.show()
        pixels = frame.pixels(x, y)
        with np.errstate(invalid="ignore"):
            seen = (pixels > -_DOT_MARGIN) & (pixels < np.array([frame.width, frame.height]) + _DOT_MARGIN)
        chosen = np.flatnonzero(seen.all(axis=1)).tolist()
        x, y = frame.shown(np.asarray(x, np.float64), np.asarray(y, np.float64))
        if isinstance(colours, QColor):
            self.setData(x[chosen], y[chosen], brush=_brush(colours.rgba()))
        else:
            self.setData(x[chosen], y[chosen], brush=[_brush(colours[index].rgba()) for index in chosen])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the dots: from pyqtgraph's atlas on screen, as shapes into exports."""
        if self._still and widget is not None:
            return
        scale = _scale(painter, self)
        exported = {"antialias": True, "resolutionScale": scale}
        self._exportOpts = exported if _is_export(painter, widget, self) else False
        # pyqtgraph asks the third for its device pixel ratio and for nothing else.
        super().paint(painter, option, painter.device() if widget is None else widget)
        self._exportOpts = False


class HeatItem(pg.ImageItem):
    """A still picture of colour indices over a rectangle in places along the axes, smooth between its samples."""

    def __init__(self, parent: QGraphicsItem, depth: float = 0.0) -> None:
        super().__init__(axisOrder="row-major")
        self.setParentItem(parent)
        self.setZValue(depth)

    def show_picture(self, indices: NDArray[np.uint8], colours: NDArray[np.uint8], area: QRectF) -> None:
        """Draw indices (m, n), lowest row first, into (256, 4) `colours` red, green, blue, alpha."""
        self.show()
        self.setImage(indices, lut=colours, autoLevels=False)
        self.setRect(area)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the picture."""
        if widget is None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            super().paint(painter)


def line_pool(
    items: list[LineItem], count: int, parent: QGraphicsItem, *, still: bool, depth: float, joined: bool = False
) -> list[LineItem]:
    """The first `count` of `items`, made where there are fewer; the others are hidden."""
    items.extend(LineItem(parent, still=still, depth=depth, joined=joined) for _ in range(count - len(items)))
    for item in items[count:]:
        item.hide()
    return items[:count]


def _is_export(painter: QPainter, widget: QWidget | None, item: QGraphicsItem) -> bool:
    """Whether the painting is neither on screen nor the kept picture, which is a pixmap of the view's own size."""
    return widget is None and (not isinstance(painter.device(), QPixmap) or abs(_scale(painter, item) - 1.0) > 1e-6)


def _scale(painter: QPainter, item: QGraphicsItem) -> float:
    """How many of the painter's pixels the view's pixel takes."""
    return abs(painter.worldTransform().m11() / item.sceneTransform().m11())


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether dashes were cut of the same points, as large and in the same pattern."""
    (x, y, *scales), (u, v, *sizes) = one, other
    return x is u and y is v and scales[2:] == sizes[2:] and bool(np.allclose(scales[:2], sizes[:2], rtol=1e-9))


def _cosmetic(pen: QPen, segmented: bool) -> QPen:
    pen.setCosmetic(True)
    if segmented:
        pen.setCapStyle(_as_quick(pen.capStyle()))
    return pen


def _as_quick(cap: Qt.PenCapStyle) -> Qt.PenCapStyle:
    """An end as long as this one: drawn segment by segment, a round one takes eight times as long as a square one."""
    return Qt.PenCapStyle.SquareCap if cap == Qt.PenCapStyle.RoundCap else cap


def _fixed(pen: QPen) -> QPen:
    """The pen in the view's pixels, with its round ends."""
    pen = QPen(pen)
    pen.setCosmetic(False)
    if pen.capStyle() == Qt.PenCapStyle.SquareCap:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _scaled(pen: QPen | None, scale: float) -> QPen | None:
    if pen is None or abs(scale - 1.0) < 1e-6:
        return pen
    pen = QPen(pen)
    pen.setWidthF(pen.widthF() * scale)
    return pen


@lru_cache(maxsize=256)
def _brush(rgba: int) -> QBrush:
    """One brush a colour: pyqtgraph keeps its pictures of dots by the brush object."""
    return QBrush(QColor.fromRgba(rgba))
