"""Loss against step, and a scrubber: click or drag anywhere to move the playhead."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradexplorer.ui import theme as themes
from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats
from gradexplorer.ui.plots.states import draw_focus
from gradexplorer.ui.plots.surface import draw_segments, pen_of
from gradexplorer.ui.text import number, tr

_SIDE = 25.0
_TOP = 26.0
_BOTTOM = 14.0
_LOG_RATIO = 1e3
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Timeline(QWidget):
    """The strip below the plot: the past in the curve's colour, the rest grey, the playhead between them."""

    scrubPressed = Signal()
    """The hand took the playhead: a burst of `scrubbed` begins."""
    scrubbed = Signal(int)
    """The step that the hand or an arrow key asks for."""
    scrubReleased = Signal()
    """The hand let go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Floats = np.empty(0)
        self._heights: Floats = np.empty(0)
        self._log = False
        self._step = 0
        self._hovered: int | None = None
        self._scrubbing = False
        self._ringed = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumHeight(72)
        self.setAccessibleName(tr("Timeline"))
        self.setAccessibleDescription(tr("Loss against step. Arrow keys move the playhead."))
        themes.notifier.themeChanged.connect(self._on_theme)

    # ------------------------------------------------------------------ what is drawn

    def set_values(self, values: Floats) -> None:
        """The loss at every step, shape (n + 1,), nan and infinities where it has no value."""
        self._values = np.asarray(values, dtype=np.float64)
        finite = self._values[np.isfinite(self._values)]
        self._log = bool(len(finite) and finite.min() > 0 and finite.max() > _LOG_RATIO * finite.min())
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = np.log10(self._values) if self._log else self._values
        scaled = np.where(np.isfinite(self._values), scaled, np.nan)
        low, high = (np.nanmin(scaled), np.nanmax(scaled)) if len(finite) else (0.0, 1.0)
        with np.errstate(over="ignore", invalid="ignore"):
            self._heights = (scaled - low) / (high - low) if high > low else np.where(np.isnan(scaled), np.nan, 0.5)
        self._step = min(self._step, self.last)
        self._hovered = None
        self.update()

    def set_step(self, step: int) -> None:
        """Put the playhead at `step`, held within the run."""
        self._step = min(max(step, 0), self.last)
        self.update()

    @property
    def step(self) -> int:
        """The playhead's step."""
        return self._step

    @property
    def last(self) -> int:
        """The last step of the run."""
        return max(0, len(self._values) - 1)

    @property
    def logarithmic(self) -> bool:
        """Whether the loss is drawn on a log scale: all values positive, over more than three decades."""
        return self._log

    @property
    def diverged_at(self) -> int | None:
        """The first step whose loss is not finite, None where all are."""
        bad = np.flatnonzero(~np.isfinite(self._values))
        return int(bad[0]) if len(bad) else None

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip."""
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._values):
            points = self._points()
            self._draw_run(painter, points[self._step :], QColor(theme.text_faint))
            self._draw_run(painter, points[: self._step + 1], QColor(theme.accent))
            self._draw_divergence(painter, theme)
            self._draw_hover(painter, theme)
            self._draw_playhead(painter, theme, points)
        self._draw_captions(painter, theme)
        if self._ringed and self.hasFocus():
            draw_focus(painter, QRectF(self.rect()))

    def _x_of(self, step: float) -> float:
        return _SIDE + (self.width() - 2 * _SIDE) * step / max(1, self.last)

    def _points(self) -> Floats:
        """Every step's place in pixels, shape (n + 1, 2); nan where there is no value."""
        room = self.height() - _TOP - _BOTTOM
        across = _SIDE + (self.width() - 2 * _SIDE) * np.arange(len(self._values)) / max(1, self.last)
        return np.stack([across, _TOP + room * (1.0 - self._heights)], axis=-1)

    def _draw_run(self, painter: QPainter, points: Floats, colour: QColor) -> None:
        painter.setPen(pen_of(colour, 1.75 if colour == QColor(themes.current().accent) else 1.25))
        known = np.isfinite(points[:, 1])
        for run in np.split(points, np.flatnonzero(np.diff(known)) + 1):
            if len(run) > 1 and np.isfinite(run[0, 1]):
                run = _thinned(run)
                draw_segments(painter, np.hstack([run[:-1], run[1:]]))
            elif len(run) == 1 and np.isfinite(run[0, 1]):
                painter.drawPoint(QPointF(*run[0]))

    def _draw_divergence(self, painter: QPainter, theme: themes.Theme) -> None:
        """A cross and a word where the loss stopped being a number."""
        step = self.diverged_at
        if step is None:
            return
        at = QPointF(self._x_of(step), _TOP + 4.0)
        painter.setPen(pen_of(QColor(theme.error), 2.0))
        painter.drawLine(at + QPointF(-4, -4), at + QPointF(4, 4))
        painter.drawLine(at + QPointF(-4, 4), at + QPointF(4, -4))
        value = self._values[step]
        text = tr("{value} from step {step}", value=number(float(value)), step=step)
        size = lettering.text_size(text, lettering.caption_font())
        left = at.x() + 9.0 if at.x() + 9.0 + size.width() < self.width() - 8 else at.x() - 9.0 - size.width()
        rect = QRectF(left, at.y() - size.height() / 2, size.width(), size.height())
        lettering.draw_text(painter, rect, text, lettering.caption_font(), QColor(theme.error), QColor(theme.ground))

    def _draw_hover(self, painter: QPainter, theme: themes.Theme) -> None:
        if self._hovered is None or self._scrubbing:
            return
        x = round(self._x_of(self._hovered))
        painter.setPen(pen_of(QColor(theme.axis), 1.0))
        painter.drawLine(QPointF(x, 8.0), QPointF(x, self.height() - 6.0))

    def _draw_playhead(self, painter: QPainter, theme: themes.Theme, points: Floats) -> None:
        x, y = points[self._step]
        painter.setPen(pen_of(QColor(theme.accent), 2.0))
        painter.drawLine(QPointF(x, 8.0), QPointF(x, self.height() - 6.0))
        if math.isfinite(y):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ground))
            painter.drawEllipse(QPointF(x, y), 7.0, 7.0)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(QPointF(x, y), 5.0, 5.0)

    def _draw_captions(self, painter: QPainter, theme: themes.Theme) -> None:
        """What is drawn, at the left; the step under the mouse and its value, at the right."""
        font = lettering.caption_font()
        text = tr("loss, log scale") if self._log else tr("loss")
        size = lettering.text_size(text, font)
        quiet, ground = QColor(theme.text_quiet), QColor(theme.ground)
        lettering.draw_text(painter, QRectF(QPointF(16.0, 7.0), size), text, font, quiet, ground)
        if self._hovered is None:
            return
        text = self.told(self._hovered)
        size = lettering.text_size(text, font)
        rect = QRectF(QPointF(self.width() - 16.0 - size.width(), 7.0), size)
        lettering.draw_text(painter, rect, text, font, QColor(theme.text), ground)

    def told(self, step: int) -> str:
        """One step in words: "step 12 · 3.8628"."""
        return tr("step {step} · {value}", step=step, value=number(float(self._values[step])))

    # ------------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the playhead to the mouse."""
        if event.button() != Qt.MouseButton.LeftButton or not len(self._values):
            event.ignore()
            return
        event.accept()
        self._ringed = False
        self._scrubbing = True
        self.scrubPressed.emit()
        self._scrub_to(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead, or show the step under the mouse."""
        event.accept()
        if not len(self._values):
            return
        step = self.step_at(event.position().x())
        if self._hovered != step:
            self._hovered = step
            self.update()
        if self._scrubbing:
            self._scrub_to(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the playhead go."""
        if event.button() == Qt.MouseButton.LeftButton and self._scrubbing:
            event.accept()
            self._scrubbing = False
            self.scrubReleased.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """End the hover."""
        self._hovered = None
        self.update()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """→ and ← are one step, with Shift ten; Home and End the ends."""
        stride = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        moves = {
            Qt.Key.Key_Right: self._step + stride,
            Qt.Key.Key_Left: self._step - stride,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.last,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None or not len(self._values):
            event.ignore()
            return
        event.accept()
        self._scrub_to(min(max(target, 0), self.last))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring when the keyboard brought the focus here."""
        super().focusInEvent(event)
        self._ringed = event.reason() in _KEYBOARD_REASONS
        self.update()

    def sizeHint(self) -> QSize:
        """The strip's size in the window at 1280×800."""
        return QSize(660, 110)

    def step_at(self, x: float) -> int:
        """The step nearest to a horizontal pixel."""
        share = (x - _SIDE) / max(1.0, self.width() - 2 * _SIDE)
        return min(max(round(share * self.last), 0), self.last)

    def _scrub_to(self, step: int) -> None:
        if step != self._step:
            self.set_step(step)
            self.scrubbed.emit(step)

    def _on_theme(self, theme: themes.Theme) -> None:
        self.update()


def _thinned(run: Floats) -> Floats:
    """At most four points for each pixel column: the first, least, greatest and last of those that share it."""
    columns = np.floor(run[:, 0]).astype(np.int64)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    if len(run) < 4 * len(starts):
        return run
    stops = np.append(starts[1:], len(run))
    kept: set[int] = set()
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        y = run[start:stop, 1]
        kept.update((start, stop - 1, start + int(y.argmin()), start + int(y.argmax())))
    return run[sorted(kept)]
