"""The lines through the point: tangent with its slope triangle, normal, guess, wrong tangent, Newton's parabola."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import lettering, ticks
from gradexplorer.ui.plots.frame import Floats, Frame, clip_line
from gradexplorer.ui.plots.items import LineItem
from gradexplorer.ui.plots.marks import LineMark, ParabolaMark, Stroke
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of
from gradexplorer.ui.theme import Theme

_LEAST_RUN = 28.0
_MOST_RUN = 0.3
_WANTED_RUN = 90.0
_CLEAR_OF_POINT = 14.0
_MARGIN = 8.0
_AWAY = (26.0, 60.0, 110.0, 180.0)


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of line is drawn: colours by theme field, pen width and stroke."""

    colour: str
    text: str
    width: float
    stroke: Stroke


LOOKS = {
    "tangent": Look("tangent", "tangent_text", 2.0, "solid"),
    "normal": Look("outline", "text_quiet", 1.5, "dash"),
    "guess": Look("momentum", "momentum_text", 2.0, "dash"),
    "wrong": Look("error", "error", 2.0, "dot"),
    "newton": Look("newton", "newton_text", 1.5, "dash"),
}

_DEPTHS = ("newton", "normal", "guess", "wrong", "tangent")


class Lines:
    """All lines of one plot and their tags; `marks` maps a key of `LOOKS` to a line, absent keys are not drawn."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.marks: dict[str, LineMark] = {}
        self.parabola: ParabolaMark | None = None
        self.triangle = False
        self._corners: dict[str, int] = {}
        self._items = {kind: LineItem(parent, depth=depth) for depth, kind in enumerate(_DEPTHS)}

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items their lines across the view, the tangent's uppermost."""
        for kind, item in self._items.items():
            line = _parabola(frame, self.parabola) if kind == "newton" else _across(frame, self.marks.get(kind))
            if line is None:
                item.hide()
                continue
            look = LOOKS[kind]
            item.dress(colour_of(theme, look.colour), look.width, look.stroke)
            item.show_line(frame, *frame.data(line))

    def paint_shapes(self, surface: Surface) -> None:
        """Draw the slope triangle and the diamond at the parabola's turning point."""
        if self.parabola is not None and self.parabola.turn is not None:
            _draw_turn(surface, self.parabola.turn)
        if self.triangle and "tangent" in self.marks:
            _draw_triangle(surface, self.marks["tangent"])

    def paint_tags(self, surface: Surface, curves: Floats) -> None:
        """Write the tags where they cover neither the point nor other text, and as little of the curves as can be."""
        for kind in ("tangent", "wrong", "guess", "newton", "normal"):
            mark = self.parabola if kind == "newton" else self.marks.get(kind)
            rect = None if mark is None or not mark.tag else self._place(kind, mark, surface, curves)
            if mark is None or rect is None:
                self._corners.pop(kind, None)
                continue
            lettering.draw_tag(surface, rect, mark.tag, colour_of(surface.theme, LOOKS[kind].text))
            surface.taken.append(rect)

    def _place(self, kind: str, mark: LineMark | ParabolaMark, surface: Surface, curves: Floats) -> QRectF | None:
        frame = surface.frame
        anchor = _anchor(frame, mark)
        if anchor is None:
            return None
        size = lettering.tag_size(mark.tag)
        bounds = frame.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        corners = _tag_corners(frame, mark, anchor, size, self.triangle and kind == "tangent")
        corners += _edge_corners(bounds, size)
        covered = [curves]
        for other in self.marks.values():
            ends = line_ends(frame, other)
            if ends is not None:
                covered.append(_sampled(*ends))
        last = self._corners.get(kind, -1)
        index, rect = lettering.best_place(size, corners, bounds, surface.taken, np.concatenate(covered), last)
        self._corners[kind] = index
        return rect


def line_ends(frame: Frame, mark: LineMark, margin: float = 0.0) -> tuple[QPointF, QPointF] | None:
    """Where the line enters and leaves the view and `margin` pixels around it, in pixels; None where it is not in view
    or has no direction.
    """
    if math.isnan(mark.slope) or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return None
    across, down = (0.0, 1.0) if math.isinf(mark.slope) else (frame.x_scale, -mark.slope * frame.y_scale)
    length = math.hypot(across, down)
    if not math.isfinite(length):
        across, down, length = 0.0, 1.0, 1.0
    at = QPointF(frame.px(mark.x), frame.py(mark.y))
    return clip_line(at, QPointF(across / length, down / length), frame.rect.adjusted(-margin, -margin, margin, margin))


def triangle_run(frame: Frame) -> float:
    """The slope triangle's run in data units: 1 where that fits the view, else the nearest of 1, 2, 5 times 10ⁿ."""
    if _LEAST_RUN <= frame.x_scale <= _MOST_RUN * frame.width:
        return 1.0
    span = frame.x_range[1] - frame.x_range[0]
    return ticks.nice_step(span, frame.width / _WANTED_RUN)


def _draw_triangle(surface: Surface, mark: LineMark) -> None:
    if not math.isfinite(mark.slope):
        return
    frame, painter = surface.frame, surface.painter
    run = triangle_run(frame)
    start, corner = frame.point(mark.x, mark.y), frame.point(mark.x + run, mark.y)
    top = frame.point(mark.x + run, mark.y + mark.slope * run)
    painter.setPen(pen_of(colour_of(surface.theme, "tangent"), 1.5, "dash"))
    painter.drawLine(QLineF(start, corner))
    painter.drawLine(QLineF(corner, top))
    text = ticks.labels((run,), run)[0]
    font = lettering.caption_font()
    size = lettering.text_size(text, font)
    below = mark.slope >= 0
    middle = 0.5 * (start.x() + corner.x()) - 0.5 * size.width()
    rect = QRectF(middle, start.y() + (4.0 if below else -4.0 - size.height()), size.width(), size.height())
    colour, halo = colour_of(surface.theme, "tangent_text"), QColor(surface.theme.ground)
    lettering.draw_text(painter, rect, text, font, colour, halo)
    surface.taken.append(rect)


def _across(frame: Frame, mark: LineMark | None) -> Floats | None:
    """The ends of a line in pixels, shape (2, 2), a little out of view, so that no end shows."""
    ends = None if mark is None else line_ends(frame, mark, 8.0)
    return None if ends is None else np.array([end.toTuple() for end in ends])


def _parabola(frame: Frame, mark: ParabolaMark | None) -> Floats | None:
    """Newton's parabola in pixels, shape (160, 2); nan far above and below the view."""
    if mark is None or not all(math.isfinite(number) for number in (mark.x, mark.y, mark.slope, mark.second)):
        return None
    x = np.linspace(*frame.x_range, 160)
    with np.errstate(over="ignore", invalid="ignore"):
        y = mark.y + mark.slope * (x - mark.x) + 0.5 * mark.second * (x - mark.x) ** 2
    pixels = frame.pixels(x, y)
    pixels[(pixels[:, 1] < -frame.height) | (pixels[:, 1] > 2 * frame.height)] = np.nan
    return pixels


def _draw_turn(surface: Surface, turn: tuple[float, float]) -> None:
    at = surface.frame.point(*turn)
    surface.painter.setPen(pen_of(QColor(surface.theme.ground), 1.5))
    surface.painter.setBrush(colour_of(surface.theme, "newton"))
    surface.painter.drawPolygon(QPolygonF([at + QPointF(*d) for d in ((0, -6), (6, 0), (0, 6), (-6, 0))]))


def _tag_corners(
    frame: Frame, mark: LineMark | ParabolaMark, at: QPointF, size: QSizeF, triangle: bool
) -> tuple[QPointF, ...]:
    """Top left corners to try: by the upright of the triangle, then along the line on both sides, nearest first."""
    corners = []
    if triangle and math.isfinite(mark.slope):
        upright = frame.point(mark.x + triangle_run(frame), mark.y + 0.5 * mark.slope * triangle_run(frame))
        held = min(max(upright.y(), 0.0), frame.height)
        corners.append(QPointF(upright.x() + 10.0, held - size.height() / 2))
    direction = _direction(frame, mark.slope)
    for away in _AWAY:
        for sign in (1.0, -1.0):
            on = at + direction * (away * sign)
            corners.append(QPointF(on.x() + _CLEAR_OF_POINT, on.y() - size.height() / 2))
            corners.append(QPointF(on.x() - _CLEAR_OF_POINT - size.width(), on.y() - size.height() / 2))
    return tuple(corners)


def _edge_corners(bounds: QRectF, size: QSizeF) -> tuple[QPointF, ...]:
    """Last resorts: the corners of the view and the middles of its sides."""
    rows = (bounds.top(), bounds.center().y() - size.height() / 2, bounds.bottom() - size.height())
    columns = (bounds.right() - size.width(), bounds.left())
    return tuple(QPointF(x, y) for y in rows for x in columns)


def _anchor(frame: Frame, mark: LineMark | ParabolaMark) -> QPointF | None:
    """Where the tag wants to be: at the point, or where its line crosses the view; None where nothing is in view."""
    at = frame.point(mark.x, mark.y)
    if frame.rect.contains(at):
        return at
    if isinstance(mark, ParabolaMark):
        return None
    ends = line_ends(frame, mark)
    return None if ends is None else (ends[0] + ends[1]) / 2


def _direction(frame: Frame, slope: float) -> QPointF:
    if not math.isfinite(slope):
        return QPointF(0.0, -1.0)
    across, down = frame.x_scale, -slope * frame.y_scale
    length = math.hypot(across, down)
    return QPointF(across / length, down / length) if math.isfinite(length) else QPointF(0.0, -1.0)


def _sampled(start: QPointF, end: QPointF) -> Floats:
    share = np.linspace(0.0, 1.0, 120)[:, None]
    first, last = np.array([start.x(), start.y()]), np.array([end.x(), end.y()])
    return first + share * (last - first)
