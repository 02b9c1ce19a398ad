"""Text on plots: captions with a halo, rounded tags, and where to put them so that they cover nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen

from gradexplorer.ui import outlines, theme as themes
from gradexplorer.ui.plots.frame import Floats
from gradexplorer.ui.plots.surface import Surface

_TAG_MARGIN = QSizeF(10.0, 5.0)
_COVERED_TEXT = 400.0
_COVERED_POINT = 3.0
_OUTSIDE = 6.0
_LATER = 4.0
_STAY = 40.0
_APART = 5.0
_SIZES_KEPT = 4096
_sizes: dict[tuple[str, str], QSizeF] = {}
_ascents: dict[str, float] = {}
_OUTLINES_KEPT = 512
_outlines: dict[tuple[str, str], QPainterPath] = {}


@cache
def caption_font(weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """11 px, for tick labels and names of places; one and the same object, not to be changed."""
    return themes.number_font(themes.CAPTION, weight)


@cache
def tag_font() -> QFont:
    """13 px semi-bold with tabular figures, for tags; one and the same object, not to be changed."""
    return themes.number_font(themes.BODY, QFont.Weight.DemiBold)


def text_size(text: str, font: QFont) -> QSizeF:
    """Width and height in pixels that `text` takes in `font`, on one line."""
    key = (text, outlines.key_of(font))
    size = _sizes.get(key)
    if size is None:
        if len(_sizes) > _SIZES_KEPT:
            _sizes.clear()
        metrics = QFontMetricsF(font)
        size = _sizes[key] = QSizeF(metrics.horizontalAdvance(text), metrics.height())
    return size


def ascent(font: QFont) -> float:
    """Pixels from the top of a line to its baseline."""
    key = outlines.key_of(font)
    if key not in _ascents:
        _ascents[key] = QFontMetricsF(font).ascent()
    return _ascents[key]


def draw_text(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, halo: QColor | None) -> None:
    """Text from the top left of `rect`, with an outline of `halo` so that it reads on any ground."""
    at = QPointF(rect.left(), rect.top() + ascent(font))
    if halo is not None:
        painter.fillPath(_outline(text, font).translated(at), halo)
    painter.setFont(font)
    painter.setPen(colour)
    outlines.write(painter, at, text)


def _outline(text: str, font: QFont) -> QPainterPath:
    """The shape of `text` grown by 1.5 px, with its baseline at the origin. Kept: growing costs more than drawing."""
    key = (text, outlines.key_of(font))
    outline = _outlines.get(key)
    if outline is None:
        if len(_outlines) > _OUTLINES_KEPT:
            _outlines.clear()
        stroker = QPainterPathStroker()
        stroker.setWidth(3.0)
        stroker.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        outline = _outlines[key] = stroker.createStroke(outlines.shape(text, font))
        outline.setFillRule(Qt.FillRule.WindingFill)
    return outline


def tag_size(text: str) -> QSizeF:
    """The size of the rounded tag around `text`."""
    size = text_size(text, tag_font())
    return QSizeF(round(size.width() + 2 * _TAG_MARGIN.width()), round(size.height() + 2 * _TAG_MARGIN.height()))


def draw_tag(surface: Surface, rect: QRectF, text: str, colour: QColor) -> None:
    """A rounded tag on the plot's ground with a quiet border; its text is the colour of what it names."""
    painter = surface.painter
    painter.setPen(QPen(QColor(surface.theme.border), 1.0))
    painter.setBrush(QColor(surface.theme.ground))
    painter.drawRoundedRect(rect, 6.0, 6.0)
    painter.setFont(tag_font())
    painter.setPen(colour)
    size = text_size(text, tag_font())
    corner = rect.center() - QPointF(size.width() / 2, size.height() / 2)
    outlines.write(painter, corner + QPointF(0.0, ascent(tag_font())), text)


def around(at: QPointF, size: QSizeF, gap: float) -> tuple[QPointF, ...]:
    """Top left corners of a label beside `at`: lower right first, above last."""
    right, left = at.x() + gap, at.x() - gap - size.width()
    below, above = at.y() + 0.6 * gap, at.y() - 0.6 * gap - size.height()
    middle = at.x() - size.width() / 2
    return (
        QPointF(right, below),
        QPointF(right + 2 * gap, below),
        QPointF(left, below),
        QPointF(right, above),
        QPointF(left, above),
        QPointF(middle, at.y() + gap),
        QPointF(middle, at.y() - gap - size.height()),
    )


def best_place(
    size: QSizeF,
    corners: Sequence[QPointF],
    bounds: QRectF,
    taken: Sequence[QRectF] = (),
    lines: Floats | None = None,
    last: int = -1,
) -> tuple[int, QRectF]:
    """The corner (its index, and the label's rectangle, moved into `bounds`) where a label covers the least.

    Other text counts most, then the drawn points `lines` of shape (n, 2) in pixels. Earlier corners are liked better,
    and so is the corner `last` taken before, lest labels jump about while something is dragged.
    """
    width, height = size.width(), size.height()
    left, right, top, bottom = bounds.left(), bounds.right() - width, bounds.top(), bounds.bottom() - height
    wanted = [corner.toTuple() for corner in corners]
    places = [(max(left, min(x, right)), max(top, min(y, bottom))) for x, y in wanted]
    costs = [
        _LATER * index + _OUTSIDE * (abs(x - wanted_x) + abs(y - wanted_y))
        for index, ((x, y), (wanted_x, wanted_y)) in enumerate(zip(places, wanted, strict=True))
    ]
    if 0 <= last < len(costs):
        costs[last] -= _STAY
    least, chosen = float("inf"), 0
    # The cheapest go first: what is covered makes them dearer, and what is dearer before that need not be looked at.
    for index in sorted(range(len(costs)), key=costs.__getitem__):
        cost = costs[index]
        if cost >= least:
            break
        rect = QRectF(*places[index], width, height)
        apart = rect.adjusted(-_APART, 0.0, _APART, 0.0)
        cost += _COVERED_TEXT * sum(map(apart.intersects, taken))
        if lines is not None and len(lines) and cost < least:
            cost += _COVERED_POINT * min(60, _inside(lines, rect))
        if cost < least or (cost == least and index < chosen):
            least, chosen = cost, index
    return chosen, QRectF(*places[chosen], width, height) if places else QRectF()


def covers(rect: QRectF, taken: Sequence[QRectF], lines: Floats | None) -> bool:
    """Whether a label at `rect` covers other text or more than a touch of the drawn points."""
    apart = rect.adjusted(-_APART, 0.0, _APART, 0.0)
    return any(other.intersects(apart) for other in taken) or (lines is not None and _inside(lines, rect) > 2)


def moved_into(rect: QRectF, bounds: QRectF) -> QRectF:
    """`rect` moved by the least distance that brings it within `bounds` (its top left corner, if it is too large)."""
    x = max(bounds.left(), min(rect.left(), bounds.right() - rect.width()))
    y = max(bounds.top(), min(rect.top(), bounds.bottom() - rect.height()))
    return QRectF(x, y, rect.width(), rect.height())


def _inside(points: Floats, rect: QRectF) -> int:
    x, y = points[:, 0], points[:, 1]
    within = (x > rect.left()) & (x < rect.right()) & (y > rect.top()) & (y < rect.bottom())
    return int(np.count_nonzero(within))
