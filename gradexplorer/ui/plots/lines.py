"""What is drawn through the point: tangent with its slope triangle, other lines, polynomials, the osculating circle."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import curved, lettering, shapes, ticks
from gradexplorer.ui.plots.frame import Floats, Frame, clip_line
from gradexplorer.ui.plots.items import LineItem
from gradexplorer.ui.plots.marks import CircleMark, Colour, LineMark, PolynomialMark, Stroke
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of
from gradexplorer.ui.theme import Theme

_LEAST_RUN = 28.0
_MOST_RUN = 0.3
_WANTED_RUN = 90.0
_CLEAR_OF_POINT = 14.0
_MARGIN = 8.0
_LEVEL = 0.5
"""The tag of a line that rises or falls by less than this part of its length may stand above or below it."""
_AWAY = (26.0, 60.0, 110.0, 180.0)


class Look(Struct, frozen=True):
    """How one kind of line is drawn: its colour and its tag's, pen width and stroke."""

    colour: Colour
    text: Colour
    width: float
    stroke: Stroke


LOOKS = {
    "tangent": Look("tangent", "tangent_text", 2.0, "solid"),
    "normal": Look("outline", "text_quiet", 1.5, "dash"),
    "guess": Look("momentum", "momentum_text", 2.0, "dash"),
    "wrong": Look("error", "error", 2.0, "dot"),
    "newton": Look("newton", "newton_text", 1.5, "dash"),
    "descent": Look("tangent", "tangent_text", 1.5, "dash"),
    "left": Look("tangent", "tangent_text", 2.0, "solid"),
    "right": Look("tangent", "tangent_text", 2.0, "solid"),
    "secant": Look(1, "warn", 1.75, "dash"),
    "circle": Look("newton", "newton_text", 1.5, "solid"),
    "taylor": Look(3, 3, 1.75, "solid"),
}

Mark = LineMark | PolynomialMark | CircleMark

_DEPTHS = ("circle", "taylor", "newton", "descent", "normal", "secant", "guess", "wrong", "left", "right", "tangent")
_TAGGED = ("tangent", "left", "right", "wrong", "guess", "secant", "taylor", "descent", "newton", "circle", "normal")


class Lines:
    """All lines of one plot and their tags; `marks` maps a key of `LOOKS` to a mark, absent keys are not drawn."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.marks: dict[str, Mark] = {}
        self.triangle = False
        self._corners: dict[str, int] = {}
        self._parent = parent
        self._items: dict[str, LineItem] = {}
        """Made as they are needed, for most are never."""

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items their lines across the view, the tangent's uppermost."""
        for depth, kind in enumerate(_DEPTHS):
            mark = self.marks.get(kind)
            line = None if mark is None else _drawn(frame, mark)
            item = self._items.get(kind)
            if line is None:
                if item is not None:
                    item.hide()
                continue
            if item is None:
                item = self._items[kind] = LineItem(self._parent, depth=depth)
            look = LOOKS[kind]
            item.dress(colour_of(theme, look.colour), look.width, look.stroke)
            item.show_line(frame, *line)

    def paint_shapes(self, surface: Surface) -> None:
        """Draw the slope triangle and a diamond at each parabola's turning point."""
        for kind, mark in self.marks.items():
            if isinstance(mark, PolynomialMark) and mark.turn is not None:
                shapes.draw_turn(surface, mark.turn, LOOKS[kind].colour)
        tangent = self.marks.get("tangent")
        if self.triangle and isinstance(tangent, LineMark):
            _draw_triangle(surface, tangent)

    def paint_tags(self, surface: Surface, curves: Floats) -> None:
        """Write the tags where they cover neither the point nor other text, and as little of the curves as can be."""
        covered = self._covered(surface.frame, curves)
        for kind in _TAGGED:
            mark = self.marks.get(kind)
            rect = None if mark is None or not mark.tag else self._place(kind, mark, surface, covered)
            if mark is None or rect is None:
                self._corners.pop(kind, None)
                continue
            lettering.draw_tag(surface, rect, mark.tag, colour_of(surface.theme, LOOKS[kind].text))
            surface.taken.append(rect)

    def _covered(self, frame: Frame, curves: Floats) -> Floats:
        """The points of the curves and of all lines, (n, 2) in pixels."""
        covered = [curves]
        for mark in self.marks.values():
            path = line_path(frame, mark) if isinstance(mark, LineMark) else None
            if path is not None:
                covered.append(path if len(path) > 2 else _sampled(*path))
        return np.concatenate(covered)

    def _place(self, kind: str, mark: Mark, surface: Surface, covered: Floats) -> QRectF | None:
        frame = surface.frame
        anchor = _anchor(frame, mark)
        if anchor is None:
            return None
        size = lettering.tag_size(mark.tag)
        bounds = frame.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        corners = _tag_corners(frame, mark, anchor, size, self.triangle and kind == "tangent")
        corners += _edge_corners(bounds, size)
        last = self._corners.get(kind, -1)
        index, rect = lettering.best_place(size, corners, bounds, surface.taken, covered, last)
        self._corners[kind] = index
        return rect


def line_ends(frame: Frame, mark: LineMark, margin: float = 0.0) -> tuple[QPointF, QPointF] | None:
    """Where the line enters and leaves the view and `margin` pixels around it, in pixels; None where it is not in view
    or has no direction.
    """
    if math.isnan(mark.slope) or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return None
    if not frame.straight:
        path = line_path(frame, mark)
        seen = np.empty((0, 2)) if path is None else path[_within(path, frame, margin)]
        return (QPointF(*seen[0]), QPointF(*seen[-1])) if len(seen) > 1 else None
    across, down = (0.0, 1.0) if math.isinf(mark.slope) else (frame.x_scale, -mark.slope * frame.y_scale)
    length = math.hypot(across, down)
    if not math.isfinite(length):
        across, down, length = 0.0, 1.0, 1.0
    at = QPointF(frame.px(mark.x), frame.py(mark.y))
    room = frame.rect.adjusted(-margin, -margin, margin, margin)
    if math.isfinite(mark.length):
        reach = 0.5 * mark.length * frame.x_scale
        room.setLeft(max(room.left(), at.x() - reach))
        room.setRight(min(room.right(), at.x() + reach))
        if room.left() >= room.right():
            return None
    return clip_line(at, QPointF(across / length, down / length), room)


def _ray(frame: Frame, mark: LineMark) -> tuple[QPointF, QPointF] | None:
    """The part of a line on one side of its point, in pixels; None where none of it is in view."""
    ends = line_ends(frame, mark, 8.0)
    if ends is None:
        return None
    start = frame.point(mark.x, mark.y)
    # Ends go from left to right, those of a vertical line downwards.
    ahead = mark.side > 0 if math.isfinite(mark.slope) else mark.side * mark.slope < 0
    end = ends[1] if ahead else ends[0]
    way = end - start if ahead else start - end
    return (start, end) if way.x() > 0 or (way.x() == 0 and way.y() > 0) else None


def triangle_run(frame: Frame, x: float) -> float:
    """The slope triangle's run in data units: 1 where that fits the view, else the nearest of 1, 2, 5 times 10ⁿ."""
    start = frame.px(x)
    wide = frame.px(x + 1.0) - start if frame.x_log else frame.x_scale
    if not math.isfinite(start) or _LEAST_RUN <= wide <= _MOST_RUN * frame.width:
        return 1.0
    if frame.x_log:
        return ticks.nice_step(0.5 * (frame.x_at(start + _WANTED_RUN) - x), 1.0)
    span = frame.x_range[1] - frame.x_range[0]
    return ticks.nice_step(span, frame.width / _WANTED_RUN)


def _draw_triangle(surface: Surface, mark: LineMark) -> None:
    if not math.isfinite(mark.slope):
        return
    frame, painter = surface.frame, surface.painter
    run = triangle_run(frame, mark.x)
    start, corner = frame.point(mark.x, mark.y), frame.point(mark.x + run, mark.y)
    top = frame.point(mark.x + run, mark.y + mark.slope * run)
    painter.setPen(pen_of(colour_of(surface.theme, "tangent"), 1.5, "dash"))
    painter.drawLine(QLineF(start, corner))
    painter.drawLine(QLineF(corner, top))
    text = ticks.labels((run,), run)[0]
    font = lettering.caption_font()
    size = lettering.text_size(text, font)
    middle = 0.5 * (start.x() + corner.x()) - 0.5 * size.width()
    below = QRectF(QPointF(middle, start.y() + 4.0), size)
    above = QRectF(QPointF(middle, start.y() - 4.0 - size.height()), size)
    # Outside the triangle, unless something else is written there.
    rect, other = (below, above) if mark.slope >= 0 else (above, below)
    if any(taken.intersects(rect) for taken in surface.taken):
        rect = other
    colour, halo = colour_of(surface.theme, "tangent_text"), QColor(surface.theme.ground)
    lettering.draw_text(painter, rect, text, font, colour, halo)
    surface.taken.append(rect)


def _drawn(frame: Frame, mark: Mark) -> tuple[Floats, Floats] | None:
    """A mark as a line in data units, x (n,) and y (n,); None where there is nothing to draw."""
    if isinstance(mark, LineMark):
        return line_in_data(frame, mark)
    return shapes.polynomial(frame, mark) if isinstance(mark, PolynomialMark) else shapes.circle(frame, mark)


def line_in_data(frame: Frame, mark: LineMark) -> tuple[Floats, Floats] | None:
    """A line as it is drawn, in data units: x (n,) and y (n,), two places of it or as many as its bend needs.

    None where none of it is in view.
    """
    if not frame.straight:
        return curved.path(frame, mark)
    # A little out of view, so that no end shows.
    ends = _ray(frame, mark) if mark.side else line_ends(frame, mark, 8.0)
    return None if ends is None else frame.data(np.array([end.toTuple() for end in ends]))


def line_path(frame: Frame, mark: LineMark) -> Floats | None:
    """A line as it is drawn, in pixels (n, 2); None where none of it is in view."""
    line = line_in_data(frame, mark)
    return None if line is None else frame.pixels(*line)


def _within(points: Floats, frame: Frame, margin: float) -> NDArray[np.bool_]:
    """Which of the points (n, 2) are in view or within `margin` pixels of it."""
    with np.errstate(invalid="ignore"):
        inside = (points >= -margin) & (points <= np.array([frame.width + margin, frame.height + margin]))
    seen: NDArray[np.bool_] = np.all(inside, axis=1)
    return seen


def _tag_corners(frame: Frame, mark: Mark, at: QPointF, size: QSizeF, triangle: bool) -> tuple[QPointF, ...]:
    """Top left corners to try: by the upright of the triangle, then along the line on both sides, nearest first."""
    corners = []
    if triangle and math.isfinite(mark.slope):
        run = triangle_run(frame, mark.x)
        upright = frame.point(mark.x + run, mark.y + 0.5 * mark.slope * run)
        held = min(max(upright.y(), 0.0), frame.height)
        corners.append(QPointF(upright.x() + 10.0, held - size.height() / 2))
    # Along the circle's tangent there would be the tag of the tangent itself.
    way = direction(frame, mark, -1 / mark.slope if isinstance(mark, CircleMark) and mark.slope else mark.slope)
    side = float(mark.side) if isinstance(mark, LineMark) else 0.0
    level = isinstance(mark, LineMark) and abs(way.y()) < _LEVEL
    if side and math.isinf(mark.slope):
        side *= math.copysign(1.0, mark.slope)  # the way goes upwards there
    for away in _AWAY:
        for sign in (side,) if side else (1.0, -1.0):
            on = at + way * (away * sign)
            if side or level:  # beside its place it would stand on the line itself
                left = on.x() - size.width() / 2
                corners.append(QPointF(left, on.y() - size.height() - _CLEAR_OF_POINT))
                corners.append(QPointF(left, on.y() + _CLEAR_OF_POINT))
            corners.append(QPointF(on.x() + _CLEAR_OF_POINT, on.y() - size.height() / 2))
            corners.append(QPointF(on.x() - _CLEAR_OF_POINT - size.width(), on.y() - size.height() / 2))
    return tuple(corners)


def _edge_corners(bounds: QRectF, size: QSizeF) -> tuple[QPointF, ...]:
    """Last resorts: the corners of the view and the middles of its sides."""
    rows = (bounds.top(), bounds.center().y() - size.height() / 2, bounds.bottom() - size.height())
    columns = (bounds.right() - size.width(), bounds.left())
    return tuple(QPointF(x, y) for y in rows for x in columns)


def _anchor(frame: Frame, mark: Mark) -> QPointF | None:
    """Where the tag wants to be: at the point, or where its line crosses the view; None where nothing is in view."""
    at = frame.point(mark.x, mark.y)
    if frame.rect.contains(at):
        return at
    if not isinstance(mark, LineMark):
        return None
    ends = line_ends(frame, mark)
    return None if ends is None else (ends[0] + ends[1]) / 2


def direction(frame: Frame, mark: Mark, slope: float | None = None) -> QPointF:
    """One pixel along a line at the mark's point, to the right, with its slope or another; upwards where vertical."""
    slope = mark.slope if slope is None else slope
    if not math.isfinite(slope):
        return QPointF(0.0, -1.0)
    way = frame.way(mark.x, mark.y, 1.0, slope)
    length = math.hypot(way.x(), way.y())
    return way / length if math.isfinite(length) else QPointF(0.0, -1.0)


def _sampled(start: Floats, end: Floats) -> Floats:
    share = np.linspace(0.0, 1.0, 120)[:, None]
    return start + share * (end - start)
