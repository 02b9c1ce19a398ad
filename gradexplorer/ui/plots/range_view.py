"""The base of the plots: one view of a range of data, themed, with its grid and its states."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from gradexplorer.ui import courtesy, theme as themes
from gradexplorer.ui.plots.frame import (
    FARTHEST,
    Frame,
    Range,
    clamped_range,
    off_axis,
    on_axis,
    zoom_room,
)
from gradexplorer.ui.plots.grid import Grid
from gradexplorer.ui.plots.library import pg
from gradexplorer.ui.plots.linear_ranges import LinearRanges
from gradexplorer.ui.plots.states import Message, Notice, ProgressLine, Veil, draw_focus
from gradexplorer.ui.plots.surface import Layer, Paint, Part, Surface
from gradexplorer.ui.plots.tick_kinds import Kind

_THROTTLE_MS = 16
_MOVE_MS = 8
"""A mouse tells of its moves this often."""
_SETTLE_MS = 140
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class RangeView(pg.GraphicsView):
    """Shows a range of data: pyqtgraph's items in one `ViewBox`, painters in pixels, states and focus ring.

    The box holds the ranges in places along the axes, which on a linear axis are the data; `Canvas` adds the mouse.
    There is no `PlotItem`: its axes, buttons and eight menus would all be hidden. On screen, what is still is a picture
    kept until `renew`, and what is live is painted on it in every frame. `scene().render()` draws everything as shapes,
    without the focus ring.
    """

    rangeChanged = Signal(object, object)
    """(x_range, y_range), at most once in 16 ms, whoever changed the range; the last one always comes."""
    resized = Signal()
    """There are more pixels, or fewer, for the same ranges."""
    rangeSettled = Signal(object, object)
    """(x_range, y_range) once the range has rested for 140 ms: the time for a refined picture."""
    taken = Signal()
    """A hand is about to change the range; what it was then is what one may want back."""
    limited = Signal(bool)
    """A zoom was stopped: outwards by ±1e12 (True), or inwards where neighbouring floats would show (False)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=themes.current().ground)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._dress()
        self._live = pg.ItemGroup(self.box)
        self._live.setZValue(2.0)
        self.live_data = pg.ItemGroup(self._live)
        # First of all, for pyqtgraph's items ask for pixels as soon as they hear the same signal.
        self.box.sigTransformChanged.connect(self._move_live)
        self.grid = Grid()
        self.veil = Veil()
        self.message = Message()
        self.notice = Notice()
        self._under = Layer(self.box, self._blank, -1.0, still=True)
        self._over = Layer(self.box, self._blank, 1.0, still=True)
        self._places = Layer(self._live, self._written, 1.0)
        self._states = Layer(self._live, self._blank, 2.0)
        self._states.painters = [self.notice.paint, self.veil.paint, self.message.paint]
        self.set_painters([self.grid.paint_lines, self.grid.paint_labels], [])
        self.set_parts([], [])
        self._still_stale = self._live_stale = True
        self._kept: QPixmap | None = None
        self._progress = ProgressLine(self.viewport())
        self._equal = False
        self._logs = (False, False)
        self._linear = LinearRanges()
        self._switching = False
        self._told: tuple[Range, Range] = ((-5.0, 5.0), (-5.0, 5.0))
        self._ringed = False
        self._pending = False
        self._throttle = QTimer(self, singleShot=True, interval=_THROTTLE_MS)
        self._throttle.timeout.connect(self._send_pending)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._send_settled)
        self._late = QTimer(self, singleShot=True, interval=_MOVE_MS)
        self._late.timeout.connect(self.viewport().update)
        self.set_range((-5.0, 5.0), (-5.0, 5.0))
        self.box.sigRangeChanged.connect(self._on_range)
        self.scene().sigPrepareForPaint.connect(self._arrange)
        themes.notifier.themeChanged.connect(self._on_theme)

    # ------------------------------------------------------------------ range

    def frame_now(self) -> Frame:
        """The present mapping between data and the viewport's pixels."""
        size = self.box.size()
        return Frame(*self.ranges(), max(1.0, size.width()), max(1.0, size.height()), *self._logs)

    def ranges(self) -> tuple[Range, Range]:
        """The ranges (x, y) shown now."""
        x, y = (
            told if tuple(places) == _places(told, log) else (off_axis(places[0], log), off_axis(places[1], log))
            for places, told, log in zip(self.box.viewRange(), self._told, self._logs, strict=True)
        )
        return x, y

    def set_range(self, x_range: Range | None = None, y_range: Range | None = None) -> None:
        """Show these ranges (None keeps one), clamped to ±1e12; with equal axes the smaller one is widened to fit."""
        now = self.ranges()
        x, y = (
            clamped_range(*(wanted or old), log)
            for wanted, old, log in zip((x_range, y_range), now, self._logs, strict=True)
        )
        if self._locked:
            size = self.box.size()
            share = max(1.0, size.width()) / max(1.0, size.height())
            x, y = _narrowed(x, 2 * FARTHEST * min(1.0, share)), _narrowed(y, 2 * FARTHEST * min(1.0, 1.0 / share))
        self._told = x, y
        self.box.setRange(xRange=_places(x, self._logs[0]), yRange=_places(y, self._logs[1]), padding=0.0)

    def set_scales(self, x_log: bool, y_log: bool) -> None:
        """Make each axis linear or logarithmic; of the range shown the positive part stays.

        An axis that is made linear again shows what it did before, unless it was moved meanwhile.
        """
        if (x_log, y_log) == self._logs:
            return
        before, shown = self._logs, self.ranges()
        self._switching = True  # what the box holds means something else meanwhile
        self._logs = (x_log, y_log)
        self.box.setAspectLocked(self._locked)
        self.set_range(*self._linear.wanted(shown, self._logs))
        self._switching = False
        self._linear.note(before, self._logs, shown, self.ranges())
        self._on_range()

    def fit(self, x_range: Range, y_range: Range, padding: float = 0.06) -> None:
        """Show the ranges with `padding` of their span on each side; a range of no width gets one of 1 each way."""
        self.set_range(_padded(x_range, padding), _padded(y_range, padding))

    def zoom(self, factor: float, centre: tuple[float, float] | None = None, *, x: bool = True, y: bool = True) -> None:
        """Magnify `factor` times (below 1: zoom out) about `centre` in data units, by default the view's middle.

        Where one axis can go no farther the other stays as well, so that the picture keeps its shape.
        """
        frame = self.frame_now()
        middle = frame.x_at(0.5 * frame.width), frame.y_at(0.5 * frame.height)
        at = frame.point(*(centre or middle))
        wanted = factor
        for zoomed, limits, about, log in zip(
            (x, y), (frame.x_range, frame.y_range), centre or middle, self._logs, strict=True
        ):
            if zoomed:
                most_out, most_in = zoom_room(limits, about, log)
                factor = min(max(factor, most_out), most_in)
        left, top = at.x() - at.x() / factor, at.y() - at.y() / factor
        x_range, y_range = frame.window(left, top, left + frame.width / factor, top + frame.height / factor)
        self.set_range(x_range if x else None, y_range if y else None)
        if abs(factor - wanted) > 1e-3 * wanted:
            self.limited.emit(factor > wanted)

    def show_window(self, frame: Frame, rect: QRectF, *, x: bool = True, y: bool = True) -> None:
        """Show what lies in a rectangle of `frame`'s pixels, along one axis or both, as far as that can be."""
        wanted = frame.window(rect.left(), rect.top(), rect.right(), rect.bottom())
        self.set_range(wanted[0] if x else None, wanted[1] if y else None)
        for along, asked, shown, log in zip((x, y), wanted, self._told, self._logs, strict=True):
            low, high = _places(asked, log)
            left, right = _places(shown, log)
            if along and max(abs(left - low), abs(right - high)) > 1e-3 * (high - low):
                self.limited.emit(right - left <= 1.001 * (high - low))
                break

    @property
    def _locked(self) -> bool:
        """Whether both axes keep one scale."""
        return self._equal and not any(self._logs)

    @property
    def equal_axes(self) -> bool:
        """Whether both axes have one scale."""
        return self._equal

    def set_equal_axes(self, equal: bool) -> None:
        """Give both axes the same scale, so that circles are round, or set them free."""
        self._equal = equal
        self.set_range()
        self.box.setAspectLocked(self._locked)

    def set_ticks(self, x: Kind, y: Kind) -> None:
        """What the labels of each axis count in."""
        if (x, y) != self.grid.kinds:
            self.grid.kinds = (x, y)
            self.renew()

    def set_axis_names(self, x: str, y: str) -> None:
        """Write the names of the variables at the ends of the axes; empty for none."""
        self.grid.names = (x, y)
        self.renew()

    def _on_range(self) -> None:
        if self._switching:
            return
        self.renew()
        self._announce()

    def _announce(self) -> None:
        if not self.isVisible():
            self.rangeChanged.emit(*self.ranges())
            self.rangeSettled.emit(*self.ranges())
            return
        self._settle.start()
        if self._throttle.isActive():
            self._pending = True
            return
        self._throttle.start()
        self.rangeChanged.emit(*self.ranges())

    def _send_pending(self) -> None:
        if self._pending:
            self._pending = False
            self._throttle.start()
            self.rangeChanged.emit(*self.ranges())

    def _send_settled(self) -> None:
        self.rangeSettled.emit(*self.ranges())

    # ------------------------------------------------------------------ states

    def set_loading(self, loading: bool, share: float | None = None) -> None:
        """A job for this picture takes its time: a thin line along the top shows it (`share` done, 0 to 1)."""
        self._progress.set_share(share)
        if loading:
            self._progress.start()
        else:
            self._progress.stop()

    def set_error(self, shown: bool, text: str = "") -> None:
        """Fade the last picture, as it no longer shows what is typed, with an optional tag that says why."""
        self.veil.shown, self.veil.text = shown, text
        self.refresh()

    def set_notice(self, text: str) -> None:
        """Say in the picture what it leaves out; "" for nothing."""
        if text != self.notice.text:
            self.notice.text = text
            self.refresh()

    def set_empty(self, title: str = "", detail: str = "") -> None:
        """Write a title and a sentence in the middle; empty texts take them away."""
        self.message.title, self.message.detail = title, detail
        self.refresh()

    # ------------------------------------------------------------------ painting

    def refresh(self) -> None:
        """Repaint what is live at the next turn of the event loop.

        What a job found while the hand moves something comes with the frame of the next move, which would else have to
        wait for one between.
        """
        self._live_stale = True
        if not (courtesy.delivering() and self.in_hand):
            self.viewport().update()
        elif not self._late.isActive():
            self._late.start()

    @property
    def frame_due(self) -> bool:
        """Whether something changed that is not painted yet."""
        return self._live_stale and self.isVisible()

    @property
    def in_hand(self) -> bool:
        """Whether the hand is moving the range."""
        return self._settle.isActive()

    def renew(self) -> None:
        """Repaint everything at the next turn of the event loop."""
        self._still_stale = True
        self.refresh()

    def set_painters(self, under: Sequence[Paint], live: Sequence[Paint], over: Sequence[Paint] = ()) -> None:
        """What paints in pixels, lowest first: `under` the still items, `over` them, and `live` over all items."""
        self._under.painters, self._over.painters, self._places.painters = list(under), list(over), list(live)

    def set_parts(self, still: Sequence[Part], live: Sequence[Part]) -> None:
        """What arranges the items: `still` when all is painted anew, `live` for every frame that changes."""
        self._still_parts, self._live_parts = tuple(still), tuple(live)

    def _blank(self, painter: QPainter) -> Surface:
        return Surface(painter, self.frame_now(), themes.current())

    def _written(self, painter: QPainter) -> Surface:
        return Surface(painter, self.frame_now(), themes.current(), list(self._over.taken))

    def _arrange(self) -> None:
        frame, theme = self.frame_now(), themes.current()
        if self._still_stale:
            self._kept = None
        still = self._still_parts if self._still_stale else ()
        for part in still + (self._live_parts if self._live_stale else ()):
            part.arrange(frame, theme)
        self._still_stale = self._live_stale = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the still picture, if it is not kept, and then the frame."""
        with courtesy.painting():
            self._paint(event)

    def _paint(self, event: QPaintEvent) -> None:
        self._late.stop()
        self._keep()
        super().paintEvent(event)

    def _keep(self) -> None:
        """Arrange what changed, and draw the still picture unless it is kept."""
        self.scene().prepareForPaint()
        ratio = self.viewport().devicePixelRatioF()
        size = (self.viewport().size().toSizeF() * ratio).toSize()
        if self._kept is None or self._kept.size() != size or self._kept.devicePixelRatioF() != ratio:
            self._kept = self._painted(size, ratio)

    def _painted(self, size: QSize, ratio: float) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(themes.current().ground)
        painter = QPainter(pixmap)
        self._live.hide()
        self.scene().render(painter, self.box.rect(), self.box.rect())
        self._live.show()
        painter.end()
        return pixmap

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the still picture, opaque."""
        if self._kept is not None:
            painter.drawPixmap(0, 0, self._kept)

    def _dress(self) -> None:
        # The kept picture covers all of it: the six widgets below need not paint their grounds in every frame.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCentralItem(self.box)
        self.box.setLimits(xMin=-FARTHEST, xMax=FARTHEST, yMin=-FARTHEST, yMax=FARTHEST)
        self.box.disableAutoRange()
        # The box fills the view, which clips as well.
        self.box.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        # Items change while a frame is prepared: by themselves they would ask for a second one.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setMinimumSize(120, 80)

    def _move_live(self) -> None:
        self.live_data.setTransform(self.box.innerSceneItem().transform())

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the focus ring, which belongs to the widget and not to exported pictures."""
        if self._ringed and self.hasFocus():
            draw_focus(painter, self.frame_now().rect)

    def _on_theme(self, theme: themes.Theme) -> None:
        self.setBackground(theme.ground)
        self.renew()
        if self.isVisible():
            self._keep()  # now, and not together with all the panels

    # ------------------------------------------------------------------ events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the window's actions (a QGraphicsView would scroll)."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring when the keyboard brought the focus here."""
        super().focusInEvent(event)
        self.set_ring(event.reason() in _KEYBOARD_REASONS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus ring away."""
        super().focusOutEvent(event)
        self.refresh()

    def set_ring(self, ringed: bool) -> None:
        """Show the focus ring while the plot has the focus, or do not."""
        self._ringed = ringed
        self.refresh()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Stretch the picture; with equal axes, show more. pyqtgraph calls this without an event while it is made."""
        super().resizeEvent(event)
        if event is None:
            return
        for layer in (self._under, self._over, self._places, self._states):
            layer.resize(self.box.rect())
        self.scene().setSceneRect(self.box.rect())
        self._progress.fit()
        self.renew()
        self.resized.emit()

    def close(self) -> bool:
        """Close as any widget does. pyqtgraph's own `close` would clear the scene under living items."""
        return QWidget.close(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timers, after sending what they held back."""
        super().hideEvent(event)
        self._progress.stop()
        self._send_pending()
        self._throttle.stop()
        self._late.stop()
        if self._settle.isActive():
            self._settle.stop()
            self._send_settled()

    def sizeHint(self) -> QSize:
        """The plot's size in the window at 1280×800."""
        return QSize(660, 614)


def _places(limits: Range, log: bool) -> Range:
    return on_axis(limits[0], log), on_axis(limits[1], log)


def _narrowed(limits: Range, most: float) -> Range:
    """A range no wider than `most`, so that the other axis can take its scale: else pyqtgraph shows nothing."""
    middle = 0.5 * (limits[0] + limits[1])
    return limits if limits[1] - limits[0] <= most else (middle - 0.5 * most, middle + 0.5 * most)


def _padded(limits: Range, padding: float) -> Range:
    low, high = limits
    if low == high:
        return low - 1.0, high + 1.0
    margin = padding * (high - low)
    return low - margin, high + margin
