"""The base of the plots: one view of a range of data, themed, with its grid and its states."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from gradexplorer.ui import theme as themes
from gradexplorer.ui.plots.frame import Frame, Range, clamped_range
from gradexplorer.ui.plots.grid import Grid
from gradexplorer.ui.plots.states import Message, ProgressLine, Veil, draw_focus
from gradexplorer.ui.plots.surface import Layer, Paint, StillLayer, Surface

_THROTTLE_MS = 16
_SETTLE_MS = 140
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class RangeView(QGraphicsView):
    """Shows a range of data: grid, painters, states and focus ring. `Canvas` adds the mouse.

    Painters draw in pixels, so pens keep their width at any zoom, device pixel ratio and export scale, and no
    coordinate ever leaves what Qt can draw. `scene().render()` draws the picture without the focus ring.
    """

    rangeChanged = Signal(object, object)
    """(x_range, y_range), at most once in 16 ms, whoever changed the range; the last one always comes."""
    rangeSettled = Signal(object, object)
    """(x_range, y_range) once the range has rested for 140 ms: the time for a refined picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self._dress()
        self.grid = Grid()
        self.veil = Veil()
        self.message = Message()
        self._still = StillLayer(self._blank, 0.0)
        self._live = Layer(self._written, 1.0)
        self._states = Layer(self._blank, 2.0)
        for layer in (self._still, self._live, self._states):
            self.scene().addItem(layer)
        self.set_painters([self.grid.paint_lines, self.grid.paint_labels], [])
        self._states.painters = [self.veil.paint, self.message.paint]
        self._progress = ProgressLine(self.viewport())
        self._x_range: Range = (-5.0, 5.0)
        self._y_range: Range = (-5.0, 5.0)
        self._wanted = (self._x_range, self._y_range)
        self._equal = False
        self._ringed = False
        self._pending = False
        self._throttle = QTimer(self, singleShot=True, interval=_THROTTLE_MS)
        self._throttle.timeout.connect(self._send_pending)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._send_settled)
        themes.notifier.themeChanged.connect(self._on_theme)

    # ------------------------------------------------------------------ range

    def frame_now(self) -> Frame:
        """The present mapping between data and the viewport's pixels."""
        size = self.viewport().size()
        return Frame(self._x_range, self._y_range, float(max(1, size.width())), float(max(1, size.height())))

    def ranges(self) -> tuple[Range, Range]:
        """The ranges (x, y) shown now."""
        return self._x_range, self._y_range

    def set_range(self, x_range: Range | None = None, y_range: Range | None = None) -> None:
        """Show these ranges (None keeps one), clamped to ±1e12; with equal axes the smaller one is widened to fit."""
        self._wanted = (
            clamped_range(*(x_range or self._x_range)),
            clamped_range(*(y_range or self._y_range)),
        )
        self._apply_range()

    def fit(self, x_range: Range, y_range: Range, padding: float = 0.06) -> None:
        """Show the ranges with `padding` of their span on each side; a range of no width gets one of 1 each way."""
        self.set_range(_padded(x_range, padding), _padded(y_range, padding))

    def zoom(self, factor: float, centre: tuple[float, float] | None = None, *, x: bool = True, y: bool = True) -> None:
        """Magnify `factor` times (below 1: zoom out) about `centre` in data units, by default the view's middle."""
        (left, right), (low, high) = self.ranges()
        about = centre or (0.5 * (left + right), 0.5 * (low + high))
        self.set_range(
            (about[0] + (left - about[0]) / factor, about[0] + (right - about[0]) / factor) if x else None,
            (about[1] + (low - about[1]) / factor, about[1] + (high - about[1]) / factor) if y else None,
        )

    def set_equal_axes(self, equal: bool) -> None:
        """Give both axes the same scale, so that circles are round, or set them free."""
        self._equal = equal
        self._apply_range()

    def set_axis_names(self, x: str, y: str) -> None:
        """Write the names of the variables at the ends of the axes; empty for none."""
        self.grid.names = (x, y)
        self.renew()

    def _apply_range(self) -> None:
        x_range, y_range = self._wanted
        if self._equal:
            x_range, y_range = self._evened(x_range, y_range)
        if (x_range, y_range) == (self._x_range, self._y_range):
            return
        self._x_range, self._y_range = x_range, y_range
        self.renew()
        self._announce()

    def _evened(self, x_range: Range, y_range: Range) -> tuple[Range, Range]:
        frame = Frame(x_range, y_range, self.frame_now().width, self.frame_now().height)
        scale = min(frame.x_scale, frame.y_scale)
        return _widened(x_range, frame.width / scale), _widened(y_range, frame.height / scale)

    def _announce(self) -> None:
        if not self.isVisible():
            self.rangeChanged.emit(self._x_range, self._y_range)
            self.rangeSettled.emit(self._x_range, self._y_range)
            return
        self._settle.start()
        if self._throttle.isActive():
            self._pending = True
            return
        self._throttle.start()
        self.rangeChanged.emit(self._x_range, self._y_range)

    def _send_pending(self) -> None:
        if self._pending:
            self._pending = False
            self._throttle.start()
            self.rangeChanged.emit(self._x_range, self._y_range)

    def _send_settled(self) -> None:
        self.rangeSettled.emit(self._x_range, self._y_range)

    # ------------------------------------------------------------------ states

    def set_loading(self, loading: bool, share: float | None = None) -> None:
        """A job for this picture is at work: after 300 ms a thin line along the top shows it (`share` done, 0 to 1)."""
        self._progress.set_share(share)
        if loading:
            self._progress.start()
        else:
            self._progress.stop()

    def set_error(self, shown: bool, text: str = "") -> None:
        """Fade the last picture, as it no longer shows what is typed, with an optional tag that says why."""
        self.veil.shown, self.veil.text = shown, text
        self.refresh()

    def set_empty(self, title: str = "", detail: str = "") -> None:
        """Write a title and a sentence in the middle; empty texts take them away."""
        self.message.title, self.message.detail = title, detail
        self.refresh()

    # ------------------------------------------------------------------ painting

    def refresh(self) -> None:
        """Repaint what is live at the next turn of the event loop."""
        self.viewport().update()

    def renew(self) -> None:
        """Repaint everything at the next turn of the event loop."""
        self._still.forget()
        self.viewport().update()

    def _blank(self, painter: QPainter) -> Surface:
        return Surface(painter, self.frame_now(), themes.current())

    def _written(self, painter: QPainter) -> Surface:
        return Surface(painter, self.frame_now(), themes.current(), list(self._still.taken))

    def set_painters(self, still: Sequence[Paint], live: Sequence[Paint]) -> None:
        """What is painted, lowest first: `still` is kept until `renew`, `live` is painted in every frame."""
        self._still.painters, self._live.painters = list(still), list(live)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 80)
        self.setBackgroundBrush(QColor(themes.current().ground))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the focus ring, which belongs to the widget and not to exported pictures."""
        if self._ringed and self.hasFocus():
            draw_focus(painter, self.frame_now().rect)

    def _on_theme(self, theme: themes.Theme) -> None:
        self.setBackgroundBrush(QColor(theme.ground))
        self.renew()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stretch the picture; with equal axes, show more."""
        super().resizeEvent(event)
        self.setSceneRect(QRectF(self.viewport().rect()))
        for layer in (self._still, self._live, self._states):
            layer.resize(QRectF(self.viewport().rect()))
        self._progress.fit()
        self._still.forget()
        self._apply_range()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timers, after sending what they held back."""
        super().hideEvent(event)
        self._progress.stop()
        self._send_pending()
        self._throttle.stop()
        if self._settle.isActive():
            self._settle.stop()
            self._send_settled()

    def sizeHint(self) -> QSize:
        """The plot's size in the window at 1280×800."""
        return QSize(660, 614)


def _padded(limits: Range, padding: float) -> Range:
    low, high = limits
    if low == high:
        return low - 1.0, high + 1.0
    margin = padding * (high - low)
    return low - margin, high + margin


def _widened(limits: Range, span: float) -> Range:
    low, high = limits
    if span <= (high - low) * (1 + 1e-9):
        return limits
    middle = 0.5 * (low + high)
    return clamped_range(middle - 0.5 * span, middle + 0.5 * span)
