"""The mapping between data and pixels of one picture, and the limits of what can be looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

Floats = NDArray[np.float64]
Range = tuple[float, float]

FARTHEST = 1e12
"""No view reaches beyond this: past it float64 pictures are made of rounding."""
_LEAST_SPAN = 1e-12
_LEAST_RELATIVE_SPAN = 1e-11
_FAR_PIXEL = 16_000.0
"""Qt's raster engine draws wrongly beyond 2**15 pixels."""


def clamped_range(low: float, high: float) -> Range:
    """The nearest range that can be shown: within ±1e12, in ascending order, and not too narrow for float64.

    Raises:
        ValueError: when an end is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"a range needs finite ends, got {low} and {high}")
    low, high = min(low, high), max(low, high)
    least = max(_LEAST_SPAN, _LEAST_RELATIVE_SPAN * min(FARTHEST, max(abs(low), abs(high))))
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


@dataclass(frozen=True, slots=True)
class Frame:
    """Data ranges shown in a rectangle of `width` × `height` pixels whose y axis points down."""

    x_range: Range
    y_range: Range
    width: float
    height: float

    @property
    def rect(self) -> QRectF:
        """The whole picture in pixels."""
        return QRectF(0.0, 0.0, self.width, self.height)

    @property
    def data_rect(self) -> QRectF:
        """The whole picture in data units, its top at the least y."""
        (left, right), (low, high) = self.x_range, self.y_range
        return QRectF(left, low, right - left, high - low)

    @property
    def x_scale(self) -> float:
        """Pixels for one data unit to the right."""
        return self.width / (self.x_range[1] - self.x_range[0])

    @property
    def y_scale(self) -> float:
        """Pixels for one data unit upwards."""
        return self.height / (self.y_range[1] - self.y_range[0])

    def px(self, x: float) -> float:
        """Horizontal pixel of data x."""
        return (x - self.x_range[0]) * self.x_scale

    def py(self, y: float) -> float:
        """Vertical pixel of data y, 0 at the top."""
        return (self.y_range[1] - y) * self.y_scale

    def point(self, x: float, y: float) -> QPointF:
        """Pixel position of a data point, held within what Qt can draw."""
        return QPointF(_held(self.px(x)), _held(self.py(y)))

    def x_at(self, px: float) -> float:
        """Data x at a horizontal pixel."""
        return self.x_range[0] + px / self.x_scale

    def y_at(self, py: float) -> float:
        """Data y at a vertical pixel."""
        return self.y_range[1] - py / self.y_scale

    def pixels(self, x: Floats, y: Floats, *, held: bool = True) -> Floats:
        """Pixel positions, shape (n, 2), of data arrays of shape (n,); nan stays nan, the rest is held drawable."""
        with np.errstate(over="ignore", invalid="ignore"):
            across = (np.asarray(x, dtype=np.float64) - self.x_range[0]) * self.x_scale
            down = (self.y_range[1] - np.asarray(y, dtype=np.float64)) * self.y_scale
        points = np.stack([across, down], axis=-1)
        return np.clip(points, -_FAR_PIXEL, _FAR_PIXEL) if held else points

    def data(self, pixels: Floats) -> tuple[Floats, Floats]:
        """Data x (n,) and y (n,) at pixels of shape (n, 2)."""
        return self.x_range[0] + pixels[:, 0] / self.x_scale, self.y_range[1] - pixels[:, 1] / self.y_scale

    @staticmethod
    def is_far(pixels: Floats) -> NDArray[np.bool_]:
        """Which pixels (n, 2) lie too far away for Qt, shape (n, 2); nan does not."""
        return np.abs(pixels) > _FAR_PIXEL

    def neat(self, x: float, y: float) -> tuple[float, float]:
        """The data point rounded to the decimal place just below one pixel, as a hand can mean it."""
        return round(x, _places(1.0 / self.x_scale)), round(y, _places(1.0 / self.y_scale))


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


def _places(unit: float) -> int:
    return -math.floor(math.log10(unit))
