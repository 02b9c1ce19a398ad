"""How a surface bends at its point: the ellipse or hyperbolas of the Hessian, and its axes with their eigenvalues."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import LineItem
from gradexplorer.ui.plots.plane_marks import QuadricMark
from gradexplorer.ui.plots.surface import Surface, colour_of
from gradexplorer.ui.theme import Theme

REACH = 72.0
"""Half of the largest extent in pixels."""
_VERTEX = 26.0
_LABEL_GAP = 8.0


class Quadric:
    """Shows one `QuadricMark`, live.

    The curves are level sets of ½ΔᵀHΔ: solid where that is above 0, dashed where it is below.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self.mark: QuadricMark | None = None
        self._higher, self._lower = (LineItem(parent, depth=6.0, joined=True) for _ in (1, -1))
        self._axes = LineItem(parent, depth=5.0)

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the curves and the axes."""
        for item in (self._higher, self._lower, self._axes):
            item.hide()
        mark = self.mark
        if mark is None or not frame.rect.contains(frame.point(mark.x, mark.y)):
            return
        colour, ground = colour_of(theme, "newton"), QColor(theme.ground)
        for item, sign, stroke in ((self._higher, 1, "solid"), (self._lower, -1, "dash")):
            curve = outline(frame, mark, sign)
            if len(curve):
                item.dress(colour, 2.0, stroke, casing=ground)  # type: ignore[arg-type]
                item.show_line(frame, curve[:, 0], curve[:, 1])
        ends = [end for k in (0, 1) for end in (*_axis(frame, mark, k), (math.nan, math.nan))]
        lines = np.array(ends)
        self._axes.dress(colour, 1.25)
        self._axes.show_line(frame, lines[:, 0], lines[:, 1])

    def paint_tags(self, surface: Surface) -> None:
        """Write the eigenvalues at the ends of their axes, clear of other text."""
        mark, frame = self.mark, surface.frame
        if mark is None or not frame.rect.contains(frame.point(mark.x, mark.y)):
            return
        font, bounds = lettering.caption_font(QFont.Weight.DemiBold), frame.rect.adjusted(4, 4, -4, -4)
        for k, tag in enumerate(mark.tags):
            if not tag:
                continue
            size = lettering.text_size(tag, font)
            corners = []
            for x, y in reversed(_axis(frame, mark, k)):
                end = frame.point(x, y)
                way = QLineF(frame.point(mark.x, mark.y), end).unitVector()
                out = QPointF(way.dx(), way.dy())
                centre = end + out * (
                    _LABEL_GAP + 0.5 * abs(out.x()) * size.width() + 0.5 * abs(out.y()) * size.height()
                )
                corners.append(centre - QPointF(0.5 * size.width(), 0.5 * size.height()))
            _, rect = lettering.best_place(size, corners, bounds, surface.taken)
            colour, halo = colour_of(surface.theme, "newton_text"), QColor(surface.theme.ground)
            lettering.draw_text(surface.painter, rect, tag, font, colour, halo)
            surface.taken.append(QRectF(rect))


def outline(frame: Frame, mark: QuadricMark, sign: int) -> Floats:
    """The curve ½ΔᵀHΔ = ±constant about the point, (n, 2) in data units, nan between its parts; (0, 2) for none.

    The constant is chosen so that an ellipse is 144 px long, and the vertices of hyperbolas and the lines of a surface
    that bends one way alone stand 26 px from the point.
    """
    towards = [k for k in (0, 1) if mark.signs[k] == sign]
    if not towards:
        return np.empty((0, 2))
    others = [k for k in (0, 1) if k not in towards]
    reach = [math.sqrt(1.0 / abs(mark.values[k])) if mark.signs[k] else math.inf for k in (0, 1)]
    pixel = [reach[k] * _pixels(frame, mark, k) for k in (0, 1)]
    if not others:
        scale = REACH / max(pixel)
        turn = np.linspace(0.0, 2 * np.pi, 121)
        return _placed(mark, scale * reach[0] * np.cos(turn), scale * reach[1] * np.sin(turn), 0)
    along, across = towards[0], others[0]
    if mark.signs[across] == 0:
        scale, end = _VERTEX / pixel[along], REACH / _pixels(frame, mark, across)
        parts = [(np.full(2, side * scale * reach[along]), np.array([-end, end])) for side in (1.0, -1.0)]
    else:
        # One constant for both hyperbolas, so that they have the same asymptotes and compare.
        scale = _VERTEX / max(pixel)
        most = math.acosh(max(REACH / (scale * max(pixel)), 1.01))
        turn = np.linspace(-most, most, 61)
        parts = [
            (side * scale * reach[along] * np.cosh(turn), scale * reach[across] * np.sinh(turn)) for side in (1.0, -1.0)
        ]
    gap = np.full((1, 2), np.nan)
    first, second = (_placed(mark, *part, along) for part in parts)
    return np.concatenate([first, gap, second])


def _placed(mark: QuadricMark, along: Floats, across: Floats, axis: int) -> Floats:
    """Points given along eigenvector `axis` and the other one, in data units about the mark's place."""
    first, second = np.array(mark.vectors[axis]), np.array(mark.vectors[1 - axis])
    return np.array([mark.x, mark.y]) + np.outer(along, first) + np.outer(across, second)


def _pixels(frame: Frame, mark: QuadricMark, axis: int) -> float:
    """How many pixels long an eigenvector is."""
    across, up = mark.vectors[axis]
    return math.hypot(across * frame.x_scale_at(mark.x), up * frame.y_scale_at(mark.y))


def _axis(frame: Frame, mark: QuadricMark, axis: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Both ends of the axis along an eigenvector, in data units."""
    far = REACH / _pixels(frame, mark, axis)
    across, up = mark.vectors[axis]
    return (mark.x - far * across, mark.y - far * up), (mark.x + far * across, mark.y + far * up)
