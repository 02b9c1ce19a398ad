"""A function of two variables as a picture: a heat map whose colours follow the levels, and the level lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.colour_bar import ColourBar
from gradexplorer.ui.plots.frame import Floats, Frame, places_on_axis
from gradexplorer.ui.plots.items import HeatItem, LineItem
from gradexplorer.ui.plots.library import pg
from gradexplorer.ui.plots.marks import LevelMark
from gradexplorer.ui.plots.surface import Surface, hatch, mixed
from gradexplorer.ui.text import short
from gradexplorer.ui.theme import Theme

_LIGHT_LUMINANCE = (0.77, 0.97)
_DARK_LUMINANCE = (0.012, 0.085)
_LABEL_ROOM = 46.0
_MOST_LABELS = 10


@lru_cache(maxsize=4)
def colour_table(theme: Theme) -> NDArray[np.uint32]:
    """256 colours as 0xffRRGGBB: viridis' hues, with lightness rising in a band that keeps lines and marks at 3:1.

    On light ground the band lies near white, on dark ground near black; relative luminance as WCAG 2 defines it.
    """
    low, high = _DARK_LUMINANCE if theme.dark else _LIGHT_LUMINANCE
    rgb = pg.colormap.get("viridis").getLookupTable(0.0, 1.0, 256)[:, :3] / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    wanted = np.linspace(low, high, 256)
    if not theme.dark:
        linear = linear / linear.max(axis=1, keepdims=True) ** 0.75
    own = linear @ np.array([0.2126, 0.7152, 0.0722])
    darker = linear * np.minimum(1.0, wanted / own)[:, None]
    share = np.clip((wanted - own) / (1.0 - own), 0.0, 1.0)[:, None]
    linear = np.where((wanted < own)[:, None], darker, linear + share * (1.0 - linear))
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)
    red, green, blue = np.round(255 * np.clip(srgb, 0, 1)).astype(np.uint32).T
    return (np.uint32(0xFF) << 24) | (red << 16) | (green << 8) | blue


class FieldPicture:
    """The heat map and its level lines. Colours step evenly from level to level, whatever the levels' distances."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._z: Floats = np.empty((0, 0))
        self._levels: tuple[LevelMark, ...] = ()
        self._anchors: Floats = np.empty(0)
        self._indices: NDArray[np.uint8] = np.empty((0, 0), np.uint8)
        self._holes = False
        self._heat = HeatItem(parent, -2.0)
        self._lines = LineItem(parent, still=True, depth=-1.0, joined=True)
        self._joined = _in_one(())
        self._shown: tuple[Theme, bool, bool] | None = None
        self.bar = ColourBar()
        self.labels: list[QRectF] = []
        """Where values are written on level lines."""

    def set(self, x: Floats, y: Floats, z: Floats, levels: Sequence[LevelMark]) -> None:
        """Grid x (n,) and y (m,), both evenly spaced and rising, values z (m, n), and the level lines."""
        if z.shape != (len(y), len(x)):
            raise ValueError(f"z has shape {z.shape}, the grid {(len(y), len(x))}")
        self._x, self._y, self._z, self._levels = x, y, z, tuple(levels)
        finite = np.isfinite(z)
        self._holes = not bool(finite.all())
        self._anchors = self._found_anchors(z[finite] if self._holes else z)
        self._indices = self._found_indices(finite)
        self._joined = _in_one(levels)
        self._shown = None

    def clear(self) -> None:
        """No field."""
        self.set(np.empty(0), np.empty(0), np.empty((0, 0)), ())

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the heat map and the level lines."""
        if self._z.size == 0:
            self._heat.hide()
        elif self._shown != (theme, frame.x_log, frame.y_log):
            indices = self._indices[np.ix_(_evenly(self._y, frame.y_log), _evenly(self._x, frame.x_log))]
            self._heat.show_picture(indices, self._colours(theme), self._area(frame))
        self._shown = (theme, frame.x_log, frame.y_log)
        colour = mixed(QColor(theme.text_quiet), QColor(theme.ground), 0.25)
        self._lines.dress(colour, 1.0)
        self._lines.show_line(frame, *self._joined)

    def paint_holes(self, surface: Surface) -> None:
        """Hatch the map's ground, which shows where there is no value."""
        if self._holes:
            frame = surface.frame
            corners = frame.point(self._x[0], self._y[-1]), frame.point(self._x[-1], self._y[0])
            hatch(surface, QRectF(*corners).intersected(frame.rect))

    def paint_values(self, surface: Surface, taken: Sequence[QRectF]) -> list[QRectF]:
        """Write values on the level lines, apart from one another and from what is `taken`; return their places."""
        font = lettering.caption_font()
        bounds = surface.frame.rect.adjusted(30, 20, -12, -30)
        halo, colour = QColor(surface.theme.ground), QColor(surface.theme.text)
        self.labels = []
        for order in range(0, len(self._levels), max(1, -(-len(self._levels) // _MOST_LABELS))):
            level = self._levels[order]
            text = short(level.value, 4)
            points = surface.frame.pixels(level.x, level.y, held=False)
            size = lettering.text_size(text, font)
            rect = _free_place(points, size.width(), size.height(), bounds, [*taken, *self.labels], order)
            if rect is not None:
                lettering.draw_text(surface.painter, rect, text, font, colour, halo)
                self.labels.append(rect)
        return self.labels

    def paint_bar(self, surface: Surface) -> None:
        """Draw the legend of the colours."""
        if self._z.size:
            self.bar.paint(surface, self._anchors.tolist(), colour_table(surface.theme))

    def bar_room(self, surface: Surface) -> list[QRectF]:
        """Where the legend stands, if there is one."""
        room = self.bar.room(surface, self._anchors.tolist()) if self._z.size else QRectF()
        return [] if room.isEmpty() else [room]

    def _found_anchors(self, known: Floats) -> Floats:
        """The values between which colours step evenly: of those `known` the least, the levels, the greatest."""
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        inner = sorted(level.value for level in self._levels if low < level.value < high)
        return np.array([low, *inner, high if high > low else low + 1.0])

    def _found_indices(self, finite: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """The colour of each value, 1 to 255, and 0 for none."""
        anchors = self._anchors
        shares = np.linspace(1.0, 255.0, len(anchors))
        if not self._holes:
            return np.interp(self._z, anchors, shares).astype(np.uint8)
        return np.where(finite, np.interp(np.where(finite, self._z, anchors[0]), anchors, shares), 0.0).astype(np.uint8)

    def _colours(self, theme: Theme) -> NDArray[np.uint8]:
        """`colour_table` as (256, 4) red, green, blue, alpha; clear at 0 where the map has holes."""
        table = colour_table(theme)
        colours = np.stack([table >> 16 & 255, table >> 8 & 255, table & 255, table >> 24], axis=-1).astype(np.uint8)
        if self._holes:
            colours[0] = 0
        return colours

    def _area(self, frame: Frame) -> QRectF:
        """The picture's place along the axes: every sample is the middle of its cell."""
        x, y = frame.shown(self._x, self._y)
        (left, right), (low, high) = (places[np.isfinite(places)][[0, -1]] for places in (x, y))
        half_x = 0.5 * (right - left) / max(1, len(x) - 1)
        half_y = 0.5 * (high - low) / max(1, len(y) - 1)
        return QRectF(QPointF(left - half_x, low - half_y), QPointF(right + half_x, high + half_y))


def _in_one(levels: Sequence[LevelMark]) -> tuple[Floats, Floats]:
    """All level lines as x (n,), y (n,), a gap between two: drawn as one they take half the time."""
    gap = np.array([np.nan])
    return (
        np.concatenate([part for level in levels for part in (level.x, gap)] or [gap]),
        np.concatenate([part for level in levels for part in (level.y, gap)] or [gap]),
    )


def _evenly(values: Floats, log: bool) -> NDArray[np.intp]:
    """Which of the rising grid values (n,) stand nearest to n even places along the axis.

    All of them in their order, unless the grid was sampled for another scale and its successor is on its way; also
    where that scale has a place for none of them.
    """
    places = places_on_axis(values, log)
    if not np.isfinite(places).any():
        return np.arange(len(values))
    places = np.where(np.isfinite(places), places, -np.inf)
    even = np.linspace(places[np.isfinite(places)].min(), places[-1], len(places))
    between = 0.5 * (places[1:] + places[:-1])
    return np.searchsorted(between, even)


def _free_place(
    points: Floats, width: float, height: float, bounds: QRectF, taken: Sequence[QRectF], order: int
) -> QRectF | None:
    """Where on a level line its value can stand clear of other text; lines that are short in view get none."""
    with np.errstate(invalid="ignore"):
        inside = (
            (points[:, 0] > bounds.left())
            & (points[:, 0] < bounds.right())
            & (points[:, 1] > bounds.top())
            & (points[:, 1] < bounds.bottom())
        )
    seen = points[inside]
    if len(seen) < 2 or np.ptp(seen, axis=0).sum() < _LABEL_ROOM:
        return None
    for share in (0.12, 0.37, 0.62, 0.87, 0.25, 0.5, 0.75):
        x, y = seen[int(((share + 0.07 * order) % 1.0) * (len(seen) - 1))]
        rect = QRectF(x - width / 2, y - height / 2, width, height)
        roomy = rect.adjusted(-8, -4, 8, 4)
        if not any(map(roomy.intersects, taken)):
            return rect
    return None
