"""Grid lines, axis lines and tick labels, drawn inside the plot: quieter than any data."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPaintEngine, QPainter, QPen

from gradexplorer.ui.plots import lettering, tick_kinds
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.surface import Surface, mixed
from gradexplorer.ui.plots.ticks import Ticks

_PIXELS_A_TICK = 80.0
_EDGE = 7.0
_GAP = 4.0
_FAINT = 0.55
_REACH = 5.0

Label = tuple[QRectF, str]


class Grid:
    """The grid of one plot.

    `lines` turns grid lines off (a field covers them); `halo` outlines the labels; `names` are written at the ends of
    the axes; `kinds` says whether x and y have ticks at decimals or at multiples of π, `height_of_tick` is the least
    distance of y ticks in pixels. x labels follow the x axis and stay at the edge when it is out of view; y labels
    stand at the left edge.
    """

    def __init__(self) -> None:
        self.lines = True
        self.halo = False
        self.names = ("", "")
        self.height_of_tick = _PIXELS_A_TICK
        self.kinds: tuple[tick_kinds.Kind, tick_kinds.Kind] = ("decimal", "decimal")
        self._laid: tuple[object, ...] = ()
        self._x = self._y = Ticks(1.0, (), ())
        self._x_labels: tuple[Label, ...] = ()
        self._y_labels: tuple[Label, ...] = ()
        self._names: tuple[Label, ...] = ()

    def paint_lines(self, surface: Surface) -> None:
        """Draw grid and axis lines."""
        frame, painter = surface.frame, surface.painter
        self._lay_out(frame)
        if self.lines:
            line = QColor(surface.theme.grid)
            faint = mixed(line, QColor(surface.theme.ground), _FAINT)
            _rule(painter, [self._vertical(frame, x) for x in self._x.minor], faint)
            _rule(painter, [self._horizontal(frame, y) for y in self._y.minor], faint)
            _rule(painter, [self._vertical(frame, x) for x in self._x.values if x], line)
            _rule(painter, [self._horizontal(frame, y) for y in self._y.values if y], line)
        axis = QColor(surface.theme.axis)
        if self.halo:
            axis.setAlphaF(0.5)
        if frame.x_range[0] <= 0 <= frame.x_range[1]:
            _rule(painter, [self._vertical(frame, 0.0)], axis)
        if frame.y_range[0] <= 0 <= frame.y_range[1]:
            _rule(painter, [self._horizontal(frame, 0.0)], axis)

    def paint_labels(self, surface: Surface) -> None:
        """Write the tick labels and the names of the axes."""
        self._lay_out(surface.frame)
        theme = surface.theme
        halo = QColor(theme.ground) if self.halo else None
        quiet = QColor(theme.text if self.halo else theme.text_quiet)
        font = lettering.caption_font()
        for rect, text in self._x_labels + self._y_labels:
            lettering.draw_text(surface.painter, rect, text, font, quiet, halo)
        font = lettering.caption_font(QFont.Weight.DemiBold)
        for rect, text in self._names:
            lettering.draw_text(surface.painter, rect, text, font, QColor(theme.text), QColor(theme.ground))

    def taken(self, frame: Frame) -> list[QRectF]:
        """The rectangles of all labels, for others to keep clear of."""
        self._lay_out(frame)
        return [rect for rect, _ in self._x_labels + self._y_labels + self._names]

    def axis_at(self, at: QPointF, frame: Frame) -> Literal["x", "y"] | None:
        """The axis whose labels are under the mouse."""
        self._lay_out(frame)
        for axis, labels in (("x", self._x_labels), ("y", self._y_labels)):
            if any(rect.adjusted(-_REACH, -1, _REACH, 1).contains(at) for rect, _ in labels):
                return "x" if axis == "x" else "y"
        return None

    # Along the middle of a pixel a line is sharp wherever it is drawn: on screen, magnified, and by a browser.

    @staticmethod
    def _vertical(frame: Frame, x: float) -> QLineF:
        px = round(frame.px(x)) + 0.5
        return QLineF(px, 0.0, px, frame.height)

    @staticmethod
    def _horizontal(frame: Frame, y: float) -> QLineF:
        py = round(frame.py(y)) + 0.5
        return QLineF(0.0, py, frame.width, py)

    def _lay_out(self, frame: Frame) -> None:
        if self._laid == (frame, self.names, self.kinds):
            return
        self._laid = (frame, self.names, self.kinds)
        self._x, self._y = (
            tick_kinds.place(*limits, max(2.0, size / least), log=log, kind=kind)
            for limits, size, least, log, kind in (
                (frame.x_range, frame.width, _PIXELS_A_TICK, frame.x_log, self.kinds[0]),
                (frame.y_range, frame.height, self.height_of_tick, frame.y_log, self.kinds[1]),
            )
        )
        self._names = tuple(self._lay_names(frame))
        ends = [rect for rect, _ in self._names]
        self._y_labels = tuple(self._lay_y(frame, ends))
        self._x_labels = tuple(self._lay_x(frame, ends + [rect for rect, _ in self._y_labels]))

    def _row(self, frame: Frame, height: float) -> float:
        """The top of the row of x labels."""
        return min(max(frame.py(0.0) + _GAP, _GAP), frame.height - height - _GAP)

    def _lay_names(self, frame: Frame) -> list[Label]:
        font = lettering.caption_font(QFont.Weight.DemiBold)
        found: list[Label] = []
        across, up = _named(self.names[0], "x", self._x), _named(self.names[1], "y", self._y)
        if across:
            size = lettering.text_size(across, font)
            left = frame.width - size.width() - 2 * _GAP
            found.append((QRectF(left, self._row(frame, size.height()), size.width(), size.height()), across))
        if up:
            size = lettering.text_size(up, font)
            found.append((QRectF(_EDGE, _GAP, size.width(), size.height()), up))
        return found

    def _lay_y(self, frame: Frame, clear: list[QRectF]) -> list[Label]:
        font = lettering.caption_font()
        found: list[Label] = []
        axis_shown = frame.y_range[0] <= 0 <= frame.y_range[1] and not self._y.offset
        for value, text in zip(self._y.values, self._y.labels, strict=True):
            size = lettering.text_size(text, font)
            rect = QRectF(_EDGE, frame.py(value) - size.height() - 1.0, size.width(), size.height())
            if (value == 0 and axis_shown) or rect.top() < 2 or any(rect.intersects(other) for other in clear):
                continue
            if found and rect.intersects(found[-1][0]):  # even values are not even on a logarithmic axis
                continue
            found.append((rect, text))
        return found

    def _lay_x(self, frame: Frame, clear: list[QRectF]) -> list[Label]:
        font = lettering.caption_font()
        found: list[Label] = []
        after = 0.0
        for value, text in zip(self._x.values, self._x.labels, strict=True):
            size = lettering.text_size(text, font)
            left = frame.px(value) + _GAP
            rect = QRectF(left, self._row(frame, size.height()), size.width(), size.height())
            if left < after or rect.right() > frame.width - _GAP or any(rect.intersects(other) for other in clear):
                continue
            after = rect.right() + 2 * _GAP
            found.append((rect, text))
        return found


def _rule(painter: QPainter, lines: list[QLineF], colour: QColor) -> None:
    """Draw upright and level lines, a pixel wide; on screen as rectangles, for Qt takes 20 times as long for lines."""
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        painter.setPen(QPen(colour, 1.0))
        painter.drawLines(lines)
        return
    # Where they fill whole pixels there are no edges to smooth.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not painter.deviceTransform().m11().is_integer())
    for line in lines:
        half = QPointF(0.5, 0.0) if line.dx() == 0 else QPointF(0.0, 0.5)
        painter.fillRect(QRectF(line.p1() - half, line.p2() + half), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _named(name: str, usual: str, ticks: Ticks) -> str:
    """What stands at the end of an axis: its name, and what was taken off its labels."""
    return f"{name or usual} {ticks.offset}" if ticks.offset else name
