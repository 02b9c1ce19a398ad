"""Moving about in a large drawing: zoom by the wheel about the cursor, pan by dragging, fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsScene, QGraphicsView, QWidget

LEAST, MOST = 0.1, 4.0
"""Zooms that can be chosen; a drawing too large for `LEAST` may still be fitted."""
LARGEST_FIT = 1.25
MARGIN = 16.0
STEP = 1.25


class PanZoomView(QGraphicsView):
    """A view without scroll bars. Subclasses override `drawing`, `pointed`, `clicked` and `zoomed`."""

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scene.setParent(self)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.viewport().setMouseTracking(True)
        # The scene's ground covers all of it: the widgets below need not paint theirs.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._framed = True
        self._press: QPointF | None = None
        self._last: QPointF | None = None
        self._panning = False

    def drawing(self) -> QRectF:
        """What `fit` shows, in the scene's coordinates."""
        return QRectF()

    def pointed(self, at: QPointF | None) -> None:
        """The pointer is at a point of the scene, or has left (None)."""

    def clicked(self, at: QPointF) -> None:
        """A point of the scene was clicked, without dragging."""

    def zoomed(self) -> None:
        """The zoom has changed."""

    @property
    def zoom(self) -> float:
        """Logical pixels on the screen for one of the drawing."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom, keeping what is under `anchor` (in the viewport; its middle by default) where it is."""
        zoom = min(max(zoom, min(LEAST, self._fitting(MARGIN))), MOST)
        if anchor is None:
            anchor = QPointF(self.viewport().rect().center())
        self._framed = False
        held = self._to_scene(anchor)
        self._scale(zoom)
        self._scroll(self.viewportTransform().map(held) - anchor)

    def zoom_in(self) -> None:
        """A quarter larger, about the middle."""
        self.set_zoom(self.zoom * STEP)

    def zoom_out(self) -> None:
        """A quarter smaller (× 0.8), about the middle."""
        self.set_zoom(self.zoom / STEP)

    def reset_zoom(self) -> None:
        """Natural size, about the middle."""
        self.set_zoom(1.0)

    def fit(self) -> None:
        """Show the whole drawing, and go on doing so while the view is resized."""
        if not self.drawing().isEmpty():
            self._scale(self._fitting(MARGIN))
            self.centerOn(self.drawing().center())
        self._framed = True

    def centre_near(self, at: QPointF) -> None:
        """Bring a point of the scene to the middle, or as near to it as leaves no more room at the edges than `fit`."""
        box = self.drawing()
        free = MARGIN / self.zoom
        half_width, half_height = self.viewport().width() / 2 / self.zoom, self.viewport().height() / 2 / self.zoom
        x = _between(at.x(), box.left() - free + half_width, box.right() + free - half_width)
        y = _between(at.y(), box.top() - free + half_height, box.bottom() + free - half_height)
        self.centerOn(x, y)

    def follow_size(self) -> None:
        """Called after a resize while nobody has zoomed or moved."""
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what was fitted fitted."""
        super().resizeEvent(event)
        if self._framed:
            self.follow_size()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer: one notch is a factor of 1.2."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        self.set_zoom(self.zoom * 1.2 ** (turned / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what will be a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press = self._last = event.position()
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is down, else say what is under the pointer."""
        if self._press is None or self._last is None:
            self.pointed(self._to_scene(event.position()))
            return
        far = (event.position() - self._press).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._panning:
            self._panning = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._panning:
            self._framed = False
            self._scroll(self._last - event.position())
            self._last = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        if self._press is None:
            return
        panned, self._panning, self._press, self._last = self._panning, False, None, None
        self.viewport().unsetCursor()
        if not panned and event.button() == Qt.MouseButton.LeftButton:
            self.clicked(self._to_scene(event.position()))
        self.pointed(self._to_scene(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is a press."""
        self.mousePressEvent(event)

    def _fitting(self, margin: float) -> float:
        """The zoom at which the whole drawing is seen."""
        box, port = self.drawing(), self.viewport().size()
        if box.isEmpty():
            return 1.0
        across = max(port.width() - 2 * margin, 1.0) / box.width()
        return min(across, max(port.height() - 2 * margin, 1.0) / box.height(), LARGEST_FIT)

    def _scale(self, zoom: float) -> None:
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.zoomed()

    def _to_scene(self, at: QPointF) -> QPointF:
        return self.viewportTransform().inverted()[0].map(at)

    def _scroll(self, by: QPointF) -> None:
        step = QPoint(round(by.x()), round(by.y()))
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + step.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step.y())


def _between(value: float, low: float, high: float) -> float:
    """`value` moved into low … high; the middle where there is no such stretch."""
    return (low + high) / 2 if low > high else min(max(value, low), high)
