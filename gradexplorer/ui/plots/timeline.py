"""Loss against step, and a scrubber: click or drag anywhere to move the playhead."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QWidget

from gradexplorer.compute.ordered import distinct
from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import DotsItem, LineItem
from gradexplorer.ui.plots.range_view import RangeView
from gradexplorer.ui.plots.surface import Surface, pen_of
from gradexplorer.ui.text import number, tr
from gradexplorer.ui.theme import Theme
from gradexplorer.ui.widgets.own_keys import OwnKeys

_SIDE = 25.0
_TOP = 26.0
_BOTTOM = 14.0
_LOG_RATIO = 1e3


class Run:
    """The line of the losses, by step and height from 0 to 1, up to `step` or, where that is None, to the end.

    Points that share a pixel column are thinned to the first, least, greatest and last of them.
    """

    def __init__(self, parent: QGraphicsItem, role: str, width: float, *, still: bool) -> None:
        self.heights: Floats = np.empty(0)
        self.step: int | None = None
        self._role, self._width = role, width
        self._line = LineItem(parent, still=still)
        self._alone = DotsItem(parent, width, still=still)
        self._thin: tuple[Frame, Floats, NDArray[np.intp]] | None = None

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the line, and the values without a neighbour, which make no line."""
        if self._thin is None or self._thin[0] != frame or self._thin[1] is not self.heights:
            self._thin = (frame, self.heights, _thinned(frame, self.heights))
        steps = self._thin[2]
        if self.step is not None:
            steps = np.append(steps[steps < self.step], np.arange(len(self.heights))[self.step : self.step + 1])
        colour = QColor(getattr(theme, self._role))
        x, y = steps.astype(np.float64), self.heights[steps]
        self._line.dress(colour, self._width)
        self._line.show_line(frame, x, y)
        known = np.isfinite(np.concatenate([[np.nan], y, [np.nan]]))
        alone = known[1:-1] & ~known[:-2] & ~known[2:]
        self._alone.show_dots(frame, x[alone], y[alone], colour)


class Timeline(OwnKeys, RangeView):
    """The strip below the plot: the past in the curve's colour, the rest grey, the playhead between them."""

    OWN_KEYS = (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End)

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
        self._whole = Run(self.box.innerSceneItem(), "text_faint", 1.25, still=True)
        self._past = Run(self.live_data, "accent", 1.75, still=False)
        self.set_parts([self._whole], [self._past])
        self.set_painters([], [self._paint_divergence, self._paint_hover, self._paint_playhead, self._paint_captions])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(0, 72)
        self.setAccessibleName(tr("Timeline"))
        self.setAccessibleDescription(tr("Loss against step. Arrow keys move the playhead."))

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
        self._whole.heights = self._past.heights = self._heights
        self._hovered = None
        self._spread()
        self.set_step(self._step)
        self.renew()

    def set_step(self, step: int) -> None:
        """Put the playhead at `step`, held within the run."""
        held = min(max(step, 0), self.last)
        if (held, held) != (self._step, self._past.step):
            self._step = self._past.step = held
            self.refresh()

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

    def _spread(self) -> None:
        """Show the whole run, with fixed margins in pixels."""
        frame = self.frame_now()
        step = self.last or 1
        wide, high = max(1.0, frame.width - 2 * _SIDE), max(1.0, frame.height - _TOP - _BOTTOM)
        self.set_range((-_SIDE * step / wide, step + _SIDE * step / wide), (-_BOTTOM / high, 1.0 + _TOP / high))

    def _paint_divergence(self, surface: Surface) -> None:
        """A cross and a word where the loss stopped being a number."""
        step = self.diverged_at
        if step is None:
            return
        painter, theme = surface.painter, surface.theme
        at = QPointF(self._x_of(step), _TOP + 4.0)
        painter.setPen(pen_of(QColor(theme.error), 2.0))
        painter.drawLine(at + QPointF(-4, -4), at + QPointF(4, 4))
        painter.drawLine(at + QPointF(-4, 4), at + QPointF(4, -4))
        on = np.isfinite(self._values[step:]).any()
        words = tr("{value} at step {step}") if on else tr("{value} from step {step}")
        text = words.format(value=number(float(self._values[step])), step=step)
        size = lettering.text_size(text, lettering.caption_font())
        fits = at.x() + 9.0 + size.width() < surface.frame.width - 8
        left = at.x() + 9.0 if fits else at.x() - 9.0 - size.width()
        rect = QRectF(left, at.y() - size.height() / 2, size.width(), size.height())
        lettering.draw_text(painter, rect, text, lettering.caption_font(), QColor(theme.error), QColor(theme.ground))

    def _paint_hover(self, surface: Surface) -> None:
        if self._hovered is not None and not self._scrubbing:
            self._upright(surface, self._hovered, surface.theme.axis, 1.0)

    def _paint_playhead(self, surface: Surface) -> None:
        if not len(self._values):
            return
        self._upright(surface, self._step, surface.theme.accent, 2.0)
        height = float(self._heights[self._step])
        if math.isfinite(height):
            at = QPointF(round(self._x_of(self._step)), surface.frame.py(height))
            surface.painter.setPen(Qt.PenStyle.NoPen)
            for colour, radius in ((surface.theme.ground, 7.0), (surface.theme.accent, 5.0)):
                surface.painter.setBrush(QColor(colour))
                surface.painter.drawEllipse(at, radius, radius)

    def _upright(self, surface: Surface, step: int, colour: str, width: float) -> None:
        x = round(self._x_of(step))
        surface.painter.setPen(pen_of(QColor(colour), width))
        surface.painter.drawLine(QPointF(x, _TOP - 3.0), QPointF(x, surface.frame.height - 6.0))

    def _paint_captions(self, surface: Surface) -> None:
        """What is drawn, at the left; the step under the mouse and its value, at the right."""
        font = lettering.caption_font()
        painter, theme, ground = surface.painter, surface.theme, QColor(surface.theme.ground)
        text = tr("loss, log scale") if self._log else tr("loss")
        rect = QRectF(QPointF(16.0, 7.0), lettering.text_size(text, font))
        lettering.draw_text(painter, rect, text, font, QColor(theme.text_quiet), ground)
        if self._hovered is None:
            return
        text = self.told(self._hovered)
        size = lettering.text_size(text, font)
        rect = QRectF(QPointF(surface.frame.width - 16.0 - size.width(), 7.0), size)
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
        self.set_ring(False)
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
            self.refresh()
        if self._scrubbing:
            self._scrub_to(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the playhead go."""
        if event.button() == Qt.MouseButton.LeftButton and self._scrubbing:
            event.accept()
            self._scrubbing = False
            self.scrubReleased.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two presses."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the window: the whole run is always in view."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Spread the run over the new size."""
        RangeView.resizeEvent(self, event)  # of the two bases this one takes the None of pyqtgraph
        if event is not None:
            self._spread()

    def leaveEvent(self, event: QEvent) -> None:
        """End the hover."""
        self._hovered = None
        self.refresh()
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

    def sizeHint(self) -> QSize:
        """The strip's size in the window at 1280×800."""
        return QSize(660, 110)

    def step_at(self, x: float) -> int:
        """The step nearest to a horizontal pixel."""
        return min(max(round(self.frame_now().x_at(x)), 0), self.last)

    def _x_of(self, step: float) -> float:
        """The horizontal pixel of a step."""
        return self.frame_now().px(step)

    def _scrub_to(self, step: int) -> None:
        if step != self._step:
            self.set_step(step)
            self.scrubbed.emit(step)


def _thinned(frame: Frame, heights: Floats) -> NDArray[np.intp]:
    """The steps that make the line in this frame: at most four a pixel column, and one for each gap."""
    columns = np.floor(frame.px(0.0) + frame.x_scale * np.arange(len(heights))).astype(np.intp)
    known = np.isfinite(heights)
    steps = np.flatnonzero(known)
    starts = np.flatnonzero(np.diff(columns[steps], prepend=-1))
    if len(steps) < 4 * len(starts) or not len(steps):
        return np.arange(len(heights))
    stops = np.append(starts[1:], len(steps)) - 1
    rising = np.lexsort((heights[steps], columns[steps]))
    gaps = np.flatnonzero(~known & np.r_[True, known[:-1]])
    return distinct(np.concatenate([steps[starts], steps[stops], steps[rising[starts]], steps[rising[stops]], gaps]))
