"""The plot of functions of one variable: curves, the point on them, tangent, descent, data."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gradexplorer.compute import spacing
from gradexplorer.ui.plots import spots
from gradexplorer.ui.plots.arrows import Trail, draw_arrow
from gradexplorer.ui.plots.curves import Curves, Nearest
from gradexplorer.ui.plots.frame import FARTHEST, Floats, Range, least_span
from gradexplorer.ui.plots.gripped import Gripped
from gradexplorer.ui.plots.lines import Lines, Mark
from gradexplorer.ui.plots.marks import (
    ArrowMark,
    CircleMark,
    CurveMark,
    LineMark,
    PinMark,
    PointMark,
    PolynomialMark,
    ScatterMark,
    SpotMark,
)
from gradexplorer.ui.plots.pins import Pins
from gradexplorer.ui.plots.scatter import Scatter
from gradexplorer.ui.plots.surface import Surface, colour_of
from gradexplorer.ui.text import tr

NEAR_CURVE = 12.0
"""How near, in pixels, a press must be to the curve to bring the point there."""
SNAP = 5.0
"""How near, in pixels, the second point must come to the first to fall into it."""
SNAP_POINT = 6.0
"""How near, in pixels across, the point must come to a point of interest to fall into it."""
_CLEAR = 15.0


class CurvePlot(Gripped):
    """Curves over x with one point that is dragged along its curve; paints what the setters give, computes nothing."""

    pointPressed = Signal()
    """The hand took hold of the point: a burst of `pointDragged` begins."""
    pointDragged = Signal(float)
    """The hand wants the point at this x, rounded to just below a pixel, within the view; near a point of interest it
    is that one's own x, unless Alt is held."""
    pointReleased = Signal()
    """The hand let go: the burst is over."""
    secondPressed = Signal()
    """The hand took hold of the secant's second point: a burst of `secondDragged` begins, `pointReleased` ends it."""
    secondDragged = Signal(float)
    """The hand wants the second point at this x; near the first point it is that point's own x."""
    curvePressed = Signal(int)
    """A press on a curve that the point does not lie on: its index in `set_curves`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Plot"))
        still = self.box.innerSceneItem()
        self._curves = Curves(still)
        self._lines = Lines(self.live_data)
        self.set_grips(Pins(still, self.live_data), self._lines)
        self._trail = Trail(self.live_data)
        self._landmarks = spots.Spots()
        self._markers = spots.Spots()
        self._scatter = Scatter(still)
        self._arrow: ArrowMark | None = None
        self._point: PointMark | None = None
        self._second: PointMark | None = None
        self._second_held = False
        self._snaps: tuple[tuple[float, str], ...] = ()
        self._snapped: tuple[float, str] | None = None
        self._grip: QPointF | None = None
        self._hovered = False
        self._ghost: Nearest | None = None
        self.set_painters(
            [self._curves.paint_undefined, self.grid.paint_lines, self.grid.paint_labels],
            [self._lines.paint_shapes, self._trail.paint_heads, self._paint_places],
            [self._curves.paint_ends, self._paint_names],
        )
        self.set_parts([self._curves, self._scatter, self._pins.still], [self._pins.live, self._lines, self._trail])

    # ------------------------------------------------------------------ what is drawn

    def set_curves(self, curves: Sequence[CurveMark]) -> None:
        """Draw these curves, the first one lowest."""
        self._curves.set(curves)
        self._ghost = None
        self.renew()

    def set_point(self, point: PointMark | None) -> None:
        """The point on its curve, or none. Without a value it is not drawn; a press on the curve brings it there."""
        self._point = point
        self.refresh()

    def set_tangent(self, line: LineMark | None, *, triangle: bool = True) -> None:
        """The tangent, its slope triangle if wanted, and its tag ("slope +6.0484")."""
        self._lines.triangle = triangle
        self._set_line("tangent", line)

    def set_sides(self, left: LineMark | None, right: LineMark | None) -> None:
        """The tangents of both sides, each from the point on, at a kink."""
        self._set_line("left", left)
        self._set_line("right", right)

    def set_normal(self, line: LineMark | None) -> None:
        """The normal, dashed grey. Its slope is −1/f′ in data units."""
        self._set_line("normal", line)

    def set_guess(self, line: LineMark | None) -> None:
        """A guessed slope through the point, dashed purple, with its tag."""
        self._set_line("guess", line)

    def set_wrong_tangent(self, line: LineMark | None) -> None:
        """The line that an accumulated `.grad` would draw, dotted red, with a tag that says why it is wrong."""
        self._set_line("wrong", line)

    def set_newton(self, parabola: PolynomialMark | None) -> None:
        """Newton's parabola, dashed green, with a diamond at its turning point."""
        self._set_line("newton", parabola)

    def set_secant(self, line: LineMark | None, second: PointMark | None) -> None:
        """The secant, dashed amber, and its second point, an open ring that can be dragged."""
        self._second = second
        self._set_line("secant", line)

    def set_descent(self, parabola: PolynomialMark | None) -> None:
        """The parabola of gradient descent, dashed in the tangent's colour, with a diamond where its step leads."""
        self._set_line("descent", parabola)

    def set_taylor(self, polynomial: PolynomialMark | None) -> None:
        """The Taylor polynomial, violet, with its order in a tag."""
        self._set_line("taylor", polynomial)

    def set_circle(self, circle: CircleMark | None) -> None:
        """The osculating circle, solid green, with its radius in a tag."""
        self._set_line("circle", circle)

    def set_pins(self, marks: Sequence[PinMark]) -> None:
        """The pinned points, each with its lines and its slope."""
        (self.renew if self._pins.set(marks) else self.refresh)()

    def clear_lines(self) -> None:
        """Nothing through the point."""
        self._lines.marks.clear()
        self._second = None
        self.refresh()

    def set_trail(self, x: Floats, y: Floats, index: int, *, colour: int | str = "tangent") -> None:
        """The descent's points (n,), (n,) up to step `index`, fading with age; `index` < 0 draws none."""
        self._trail.colour = colour
        self._trail.set(x, y, index)
        self.refresh()

    def clear_trail(self) -> None:
        """No trail."""
        self._trail.clear()
        self.refresh()

    def set_arrow(self, arrow: ArrowMark | None) -> None:
        """One arrow, for the step that comes next."""
        self._arrow = arrow
        self.refresh()

    def set_landmarks(self, marks: Sequence[SpotMark]) -> None:
        """Points of interest: a ring each, and a small label where there is room."""
        self._landmarks.set(marks)
        self.renew()

    def set_snaps(self, places: Sequence[tuple[float, str]]) -> None:
        """The places x that the point falls into while it is dragged, with what they are called."""
        self._snaps = tuple(places)

    def set_markers(self, marks: Sequence[SpotMark]) -> None:
        """The run's start and final point, drawn over the trail."""
        self._markers.set(marks)
        self.refresh()

    def set_scatter(self, scatter: ScatterMark | None) -> None:
        """Data points and the model's line through them."""
        self._scatter.mark = scatter
        self.renew()

    def fit_view(self, x_range: Range) -> None:
        """Show `x_range` and the values in it: of the curves (poles cut off), the point and the data."""
        log = self.frame_now().y_log
        limits = [self._curves.value_range(x_range, log), self._scatter.value_range(log)]
        if self._point is not None and np.isfinite(self._point.y) and x_range[0] <= self._point.x <= x_range[1]:
            limits.append((self._point.y, self._point.y))
        known = [limit for limit in limits if limit is not None]
        known = [limit for limit in known if limit[0] > 0] if log else known
        low = min((limit[0] for limit in known), default=0.1 if log else -5.0)
        high = max((limit[1] for limit in known), default=10.0 if log else 5.0)
        # A curve may leave everything that can be shown.
        low, high = max(low, -FARTHEST), min(high, FARTHEST)
        # As good as level: what is closer together cannot be told from rounding.
        if high - low < (1e-9 * high if log else least_span(max(abs(low), abs(high)))):
            low, high = (low / 2, high * 2) if log else (low - 1.0, high + 1.0)
        self.set_range(x_range, spacing.widened(low, high, 0.1, self.frame_now().y_log))

    def _set_line(self, kind: str, line: Mark | None) -> None:
        if line is None:
            self._lines.marks.pop(kind, None)
        else:
            self._lines.marks[kind] = line
        self.refresh()

    # ------------------------------------------------------------------ painting

    def _paint_names(self, surface: Surface) -> None:
        """Draw landmarks and pinned points and write the curves' names, clear of the tick labels and of each other."""
        surface.taken.extend(self.grid.taken(surface.frame))
        drawn = self._curves.drawn(surface.frame)
        self._landmarks.paint(surface, drawn)
        self._curves.paint_labels(surface)
        self._pins.still.lay_out(surface, drawn)
        self._pins.still.paint(surface)

    def _paint_places(self, surface: Surface) -> None:
        """Draw what moves and has a place, lowest first; each tag keeps clear of the text before it."""
        frame = surface.frame
        drawn = np.concatenate([self._curves.drawn(frame), self._trail.drawn(frame)])
        self._markers.paint(surface, drawn)
        if self._arrow is not None:
            _paint_arrow(surface, self._arrow)
        if self._point is not None and np.isfinite(self._point.y):
            at = frame.point(self._point.x, self._point.y)
            surface.taken.append(QRectF(at.x() - _CLEAR, at.y() - _CLEAR, 2 * _CLEAR, 2 * _CLEAR))
        surface.taken.extend(self._grips.taken(frame))
        self._pins.live.lay_out(surface, drawn)
        self._lines.paint_tags(surface, drawn)
        self._pins.live.paint(surface)
        self._grips.paint(surface)
        if self._ghost is not None:
            colour = colour_of(surface.theme, self._curves.marks[self._ghost.curve].colour)
            spots.draw_ghost(surface, frame.point(self._ghost.x, self._ghost.y), colour)
        if self._second is not None:
            colour = colour_of(surface.theme, self._second.colour)
            spots.draw_second(surface, self._at(self._second), colour, self._second_held)
        if self._point is not None and np.isfinite(self._point.y):
            held = (self._hovered and not self._second_held) or self._grip is not None
            colour = colour_of(surface.theme, self._point.colour)
            spots.draw_point(surface, at, colour, held)
            if self._snapped is not None and self._snapped[0] == self._point.x:
                spots.draw_snap(surface, at, colour, self._snapped[1], drawn)

    # ------------------------------------------------------------------ the hand

    def hand_press(self, at: QPointF) -> bool:
        """Take hold of the point, or bring it to the pressed place of its curve."""
        if self._point is None:
            return not self._pinning and self.take_grip(self._grips.find(at, self.frame_now()))
        if self._over_point(at):
            assert self._point is not None
            self._grip = self._at(self._point) - at
            self._take_hold()
            return True
        if self._over_second(at):
            assert self._second is not None
            self._grip, self._second_held, self._ghost = self._at(self._second) - at, True, None
            self.secondPressed.emit()
            self.refresh()
            return True
        if self.take_grip(self._grips.find(at, self.frame_now())):
            self._ghost = None
            return True
        near = self._near_curve(at)
        if near is None:
            return False
        if self._pinning:
            self._ghost = None
            self.pinAsked.emit(near.curve, self._meant(near.x))
            return True
        if near.curve != self._point.curve:
            self.curvePressed.emit(near.curve)
            return False
        self._grip = QPointF()
        self._take_hold()
        self._move_to(near.x)
        return True

    def hand_drag(self, at: QPointF) -> None:
        """Ask for the point under the hand."""
        if self._grips.held is not None:
            self.drag_grip(self._grips.held, at)
            return
        if self._grip is None:
            return
        x = self.frame_now().x_at(at.x() + self._grip.x())
        if self._second_held:
            self._move_second_to(x)
        else:
            self._move_to(x)

    def hand_release(self) -> None:
        """Let go of the point."""
        self._grip, self._second_held, self._snapped = None, False, None
        self.drop_grip()
        self.pointReleased.emit()
        self.refresh()

    def hand_hover(self, at: QPointF | None) -> Qt.CursorShape:
        """Show what a press would do: take the point, or bring it to the ring on the curve."""
        over = at is not None and (self._over_point(at) or self._over_second(at))
        changed = self._grips.hover(None if over else at, self.frame_now())
        gripped = self._grips.hovered is not None
        near = None if at is None or over or gripped or self._point is None else self._near_curve(at)
        if changed or (over, near) != (self._hovered, self._ghost):
            self._hovered, self._ghost = over, near
            self.refresh()
        if over or gripped:
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.PointingHandCursor if near is not None else Qt.CursorShape.ArrowCursor

    def _take_hold(self) -> None:
        self._ghost = None
        self.pointPressed.emit()
        self.refresh()

    def _move_to(self, x: float) -> None:
        before, self._snapped = self._snapped, None if self.free else self._snap(x)
        if before != self._snapped:
            self.refresh()  # its sign comes also where the point has been in its place before
        self.pointDragged.emit(self._meant(x) if self._snapped is None else self._snapped[0])

    def _snap(self, x: float) -> tuple[float, str] | None:
        """The nearest point of interest in view, if the hand is near enough."""
        frame = self.frame_now()
        hand, (low, high) = frame.px(x), frame.x_range
        near = [(abs(frame.px(place[0]) - hand), place) for place in self._snaps if low <= place[0] <= high]
        away, place = min(near, default=(math.inf, None), key=lambda each: each[0])
        return place if away <= SNAP_POINT else None

    def _move_second_to(self, x: float) -> None:
        assert self._point is not None
        near = abs(self.frame_now().px(x) - self.frame_now().px(self._point.x)) <= SNAP
        self.secondDragged.emit(self._point.x if near else self._meant(x))

    def _meant(self, x: float) -> float:
        """The round number within the view that a hand at x means."""
        frame = self.frame_now()
        return frame.neat(min(max(x, frame.x_range[0]), frame.x_range[1]), 0.0)[0]

    def _at(self, mark: PointMark) -> QPointF:
        return self.frame_now().point(mark.x, mark.y)

    def _over_second(self, at: QPointF) -> bool:
        return self._second is not None and QLineF(at, self._at(self._second)).length() <= spots.HIT_RADIUS

    def _over_point(self, at: QPointF) -> bool:
        if self._point is None or not np.isfinite(self._point.y):
            return False
        return QLineF(at, self._at(self._point)).length() <= spots.HIT_RADIUS

    def _near_curve(self, at: QPointF) -> Nearest | None:
        near = self._curves.nearest(at, self.frame_now())
        return near if near is not None and near.distance <= NEAR_CURVE else None


def _paint_arrow(surface: Surface, arrow: ArrowMark) -> None:
    start = surface.frame.point(arrow.x, arrow.y)
    end = surface.frame.point(arrow.x + arrow.dx, arrow.y + arrow.dy)
    colour, ground = colour_of(surface.theme, "tangent"), QColor(surface.theme.ground)
    draw_arrow(surface.painter, QLineF(start, end), colour, 2.0, ground)
