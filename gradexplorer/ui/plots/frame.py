"""The mapping between data and pixels of one picture, and the limits of what can be looked at."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

Floats = NDArray[np.float64]
Range = tuple[float, float]

FARTHEST = 1e12
"""No view reaches beyond this: past it float64 pictures are made of rounding."""
NEAREST = 1e-300
"""A logarithmic axis begins here: below it float64 loses digits."""
LEAST_SPAN = 1e-12
"""No view is narrower than this; away from 0 it is `LEAST_FLOATS` neighbouring floats."""
LEAST_FLOATS = 2048
_LEAST_DECADES = 1e-9
_FIRST_DECADES = 3
_FAR_PIXEL = 16_000.0
"""Qt's raster engine draws wrongly beyond 2**15 pixels."""


def clamped_range(low: float, high: float, log: bool = False) -> Range:
    """The nearest range that can be shown: within ±1e12, in ascending order, and not too narrow for float64.

    On a logarithmic axis its positive part; a range that has none becomes 0.1 … 10.

    Raises:
        ValueError: when an end is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"a range needs finite ends, got {low} and {high}")
    low, high = min(low, high), max(low, high)
    if log:
        return _positive_range(low, high)
    least = least_span(max(abs(low), abs(high)))
    if high - low < least:
        middle = 0.5 * (low + high)
        low, high = middle - 0.5 * least, middle + 0.5 * least
    if high - low >= 2 * FARTHEST:
        return (-FARTHEST, FARTHEST)
    if low < -FARTHEST:
        return (-FARTHEST, -FARTHEST + (high - low))
    if high > FARTHEST:
        return (FARTHEST - (high - low), FARTHEST)
    return (low, high)


def least_span(at: float) -> float:
    """The least span of a view around `at`: closer than that, neighbouring floats would show."""
    return max(LEAST_SPAN, LEAST_FLOATS * math.ulp(min(FARTHEST, abs(at))))


def zoom_room(limits: Range, about: float, log: bool) -> Range:
    """How far a view may be magnified about a place: the least factor, at most 1, and the greatest, at least 1."""
    if log:
        span = math.log10(limits[1]) - math.log10(limits[0])
        return min(1.0, span / (math.log10(FARTHEST) - math.log10(NEAREST))), max(1.0, span / _LEAST_DECADES)
    span = limits[1] - limits[0]
    return min(1.0, span / (2 * FARTHEST)), max(1.0, span / least_span(about))


def _positive_range(low: float, high: float) -> Range:
    if high <= 0:
        return (0.1, 10.0)
    if high > FARTHEST:
        low, high = low * (FARTHEST / high), FARTHEST
    high = max(high, 10 * NEAREST)
    if low <= 0:
        low = high * 10.0**-_FIRST_DECADES
    low = min(low, high)
    if low < NEAREST:  # as much of it as was asked for, if that can be
        high = min(high * (NEAREST / low), FARTHEST) if low > 0 else high
        low = NEAREST
    if math.log10(high) - math.log10(low) < _LEAST_DECADES:
        middle = math.sqrt(low) * math.sqrt(high)
        wide = 10.0 ** (0.5005 * _LEAST_DECADES)  # a little more, so that rounding does not widen it again
        low, high = (middle / wide, middle * wide) if middle * wide <= FARTHEST else (FARTHEST / wide**2, FARTHEST)
    return low, high


def on_axis(value: float, log: bool) -> float:
    """Where a value stands along its axis: itself, or its logarithm to base 10, −∞ for what has none."""
    if not log or math.isnan(value):
        return value
    return math.log10(value) if value > 0 else -math.inf


def off_axis(place: float, log: bool) -> float:
    """The value at a place along an axis."""
    return float(10.0 ** min(max(place, -308.0), 308.0)) if log else place


def places_on_axis(values: Floats, log: bool) -> Floats:
    """`on_axis` of an array, nan for what has no logarithm: there a line is cut."""
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(np.where(values > 0, values, np.nan))


def values_at(places: Floats, log: bool) -> Floats:
    """`off_axis` of an array."""
    return 10.0 ** np.clip(places, -308.0, 308.0) if log else places


class Frame(Struct, frozen=True):
    """Data ranges shown in a rectangle of `width` × `height` pixels whose y axis points down.

    An axis is linear or logarithmic. pyqtgraph's items know of no scale: they hold places along the axes (`shown`).
    """

    x_range: Range
    y_range: Range
    width: float
    height: float
    x_log: bool = False
    y_log: bool = False

    @property
    def rect(self) -> QRectF:
        """The whole picture in pixels."""
        return QRectF(0.0, 0.0, self.width, self.height)

    @property
    def straight(self) -> bool:
        """Whether a straight line of the data is one of the picture."""
        return not (self.x_log or self.y_log)

    @property
    def x_places(self) -> Range:
        """The ends of the x range along its axis."""
        return on_axis(self.x_range[0], self.x_log), on_axis(self.x_range[1], self.x_log)

    @property
    def y_places(self) -> Range:
        """The ends of the y range along its axis."""
        return on_axis(self.y_range[0], self.y_log), on_axis(self.y_range[1], self.y_log)

    @property
    def shown_rect(self) -> QRectF:
        """The whole picture along the axes, its top at the least y."""
        (left, right), (low, high) = self.x_places, self.y_places
        return QRectF(left, low, right - left, high - low)

    @property
    def x_scale(self) -> float:
        """Pixels for one unit along the x axis: of the data, or on a logarithmic axis a decade."""
        left, right = self.x_places
        return self.width / (right - left)

    @property
    def y_scale(self) -> float:
        """Pixels for one unit along the y axis, as for x."""
        low, high = self.y_places
        return self.height / (high - low)

    def x_scale_at(self, x: float) -> float:
        """Pixels for one unit of the data to the right, beside data x; nan where x is not on the axis."""
        return self.x_scale * _unit_at(x, self.x_log)

    def y_scale_at(self, y: float) -> float:
        """Pixels for one unit of the data upwards, beside data y; nan where y is not on the axis."""
        return self.y_scale * _unit_at(y, self.y_log)

    def px(self, x: float) -> float:
        """Horizontal pixel of data x; −∞ for what a logarithmic axis does not have."""
        left, right = self.x_places
        return (on_axis(x, self.x_log) - left) * (self.width / (right - left))

    def py(self, y: float) -> float:
        """Vertical pixel of data y, 0 at the top; ∞ for what a logarithmic axis does not have."""
        low, high = self.y_places
        return (high - on_axis(y, self.y_log)) * (self.height / (high - low))

    def point(self, x: float, y: float) -> QPointF:
        """Pixel position of a data point, held within what Qt can draw."""
        return QPointF(_held(self.px(x)), _held(self.py(y)))

    def x_at(self, px: float) -> float:
        """Data x at a horizontal pixel."""
        return off_axis(self.x_places[0] + px / self.x_scale, self.x_log)

    def y_at(self, py: float) -> float:
        """Data y at a vertical pixel."""
        return off_axis(self.y_places[1] - py / self.y_scale, self.y_log)

    def way(self, x: float, y: float, dx: float, dy: float) -> QPointF:
        """The pixels to the right and downwards of a small step (dx, dy) from a data point."""
        return QPointF(dx * self.x_scale_at(x), -dy * self.y_scale_at(y))

    def window(self, left: float, top: float, right: float, bottom: float) -> tuple[Range, Range]:
        """The data ranges (x, y) of a rectangle in pixels, which may lie out of view."""
        return (self.x_at(left), self.x_at(right)), (self.y_at(bottom), self.y_at(top))

    def pixels(self, x: Floats, y: Floats, *, held: bool = True) -> Floats:
        """Pixel positions, shape (n, 2), of data arrays of shape (n,).

        nan stays nan, as what a logarithmic axis does not have becomes; the rest is held drawable.
        """
        along, up = self.shown(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            across = (along - self.x_places[0]) * self.x_scale
            down = (self.y_places[1] - up) * self.y_scale
        points = np.stack([across, down], axis=-1)
        return np.clip(points, -_FAR_PIXEL, _FAR_PIXEL) if held else points

    def data(self, pixels: Floats) -> tuple[Floats, Floats]:
        """Data x (n,) and y (n,) at pixels of shape (n, 2)."""
        along, up = self.shown_at(pixels)
        return values_at(along, self.x_log), values_at(up, self.y_log)

    def shown(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Places along the axes of data x (n,) and y (n,), nan where there is none: the arrays themselves if linear."""
        return places_on_axis(x, self.x_log), places_on_axis(y, self.y_log)

    def shown_at(self, pixels: Floats) -> tuple[Floats, Floats]:
        """Places along the axes (n,), (n,) at pixels of shape (n, 2)."""
        return self.x_places[0] + pixels[:, 0] / self.x_scale, self.y_places[1] - pixels[:, 1] / self.y_scale

    def across(self, every: float) -> Floats:
        """Data x about `every` pixels, from edge to edge."""
        return values_at(np.linspace(*self.x_places, max(2, round(self.width / every))), self.x_log)

    def upwards(self, every: float) -> Floats:
        """Data y about `every` pixels, from edge to edge."""
        return values_at(np.linspace(*self.y_places, max(2, round(self.height / every))), self.y_log)

    @staticmethod
    def is_far(pixels: Floats) -> NDArray[np.bool_]:
        """Which pixels (n, 2) lie too far away for Qt, shape (n, 2); nan does not."""
        return np.abs(pixels) > _FAR_PIXEL

    def unseen(self, pixels: Floats) -> NDArray[np.bool_]:
        """Which points of a broken line (n, 2) end no segment that can reach into view, shape (n,)."""
        return unseen(pixels, self.width, self.height)

    def neat(self, x: float, y: float) -> tuple[float, float]:
        """The data point rounded to the decimal place just below one pixel, as a hand can mean it."""
        return _rounded(x, self.x_scale_at(x)), _rounded(y, self.y_scale_at(y))


def clip_line(point: QPointF, direction: QPointF, rect: QRectF) -> tuple[QPointF, QPointF] | None:
    """The part within `rect` of the endless line through `point`, None where it passes the rectangle by."""
    first, last = -math.inf, math.inf
    for start, step, low, high in (
        (point.x(), direction.x(), rect.left(), rect.right()),
        (point.y(), direction.y(), rect.top(), rect.bottom()),
    ):
        if step == 0:
            if not low <= start <= high:
                return None
            continue
        near, far = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, near), min(last, far)
    if not (first < last and math.isfinite(first) and math.isfinite(last)):
        return None
    return point + direction * first, point + direction * last


def unseen(pixels: Floats, width: float, height: float, margin: float = 8.0) -> NDArray[np.bool_]:
    """Which points of a broken line (n, 2) end no segment that can reach into a view of this size, shape (n,).

    A segment cannot whose ends both lie on the same far side of it; one with a nan end is taken to.
    """
    hidden = np.zeros(max(len(pixels) - 1, 0), dtype=bool)
    with np.errstate(invalid="ignore"):
        for axis, size in ((0, width), (1, height)):
            for beyond in (pixels[:, axis] < -margin, pixels[:, axis] > size + margin):
                hidden |= beyond[:-1] & beyond[1:]
    return np.append(True, hidden) & np.append(hidden, True) if len(pixels) > 1 else np.zeros(len(pixels), bool)


def clip_segments(points: Floats, width: float, height: float, margin: float = 8.0) -> Floats:
    """The segments of a broken line, cut at the view: points (n, 2), nan where it breaks → (m, 4) as x1, y1, x2, y2."""
    return cut_segments(np.hstack([points[:-1], points[1:]]), width, height, margin)


def cut_segments(segments: Floats, width: float, height: float, margin: float = 8.0) -> Floats:
    """Segments (n, 4), cut at the view → (m, 4); those out of view or not finite are dropped.

    Liang and Barsky's method on all segments at once; what is left is within the view and `margin` pixels around it.
    """
    start = segments[:, :2]
    with np.errstate(all="ignore"):
        step = segments[:, 2:] - start
        first, last = np.zeros(len(start)), np.ones(len(start))
        for axis, size in ((0, width), (1, height)):
            low = (-margin - start[:, axis]) / step[:, axis]
            high = (size + margin - start[:, axis]) / step[:, axis]
            level = step[:, axis] == 0
            inside = (start[:, axis] >= -margin) & (start[:, axis] <= size + margin)
            first = np.where(level, np.where(inside, first, np.nan), np.maximum(first, np.minimum(low, high)))
            last = np.where(level, last, np.minimum(last, np.maximum(low, high)))
        seen = (first < last) & np.isfinite(step).all(axis=1)
    first, last, start, step = first[seen, None], last[seen, None], start[seen], step[seen]
    return np.hstack([start + first * step, start + last * step])


def _held(pixel: float) -> float:
    return min(max(pixel, -_FAR_PIXEL), _FAR_PIXEL)


def _unit_at(value: float, log: bool) -> float:
    """What one unit of the data takes of its axis beside `value`."""
    if not log:
        return 1.0
    return 1.0 / (value * math.log(10.0)) if value > 0 else math.nan


def _rounded(value: float, scale: float) -> float:
    """`value` to the decimal place below 1 / `scale`."""
    return round(value, -math.floor(math.log10(1.0 / scale))) if math.isfinite(scale) else value
