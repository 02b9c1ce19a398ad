"""The legend of a heat map: its colours from the least to the greatest value, and what the levels between them are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPen

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.surface import Surface
from gradexplorer.ui.text import short

WIDTH = 10.0
_MOST_HEIGHT = 180.0
_LEAST_HEIGHT = 80.0
_MARGIN = 12.0
_PAD = 8.0
_ROW = 17.0


class ColourBar:
    """A small card in the upper right corner; colours step evenly from level to level, as they do on the map."""

    def __init__(self) -> None:
        self.shown = True
        self._told: tuple[tuple[tuple[float, ...], float], list[tuple[float, str]]] | None = None

    def _rows(self, values: Sequence[float], height: float) -> list[tuple[float, str]]:
        """What is written beside the bar, and where: shares of its height."""
        key = tuple(values), height
        if self._told is None or self._told[0] != key:
            self._told = key, [(share, short(value, 4)) for share, value in _chosen(values, height)]
        return self._told[1]

    def room(self, surface: Surface, values: Sequence[float]) -> QRectF:
        """The place of the card; empty where there is nothing to tell or too little room."""
        height = _height(surface)
        if not self.shown or len(values) < 2 or height < _LEAST_HEIGHT:
            return QRectF()
        font = lettering.caption_font()
        widest = max(lettering.text_size(text, font).width() for _, text in self._rows(values, height))
        width = 2 * _PAD + WIDTH + 6.0 + widest
        return QRectF(surface.frame.width - _MARGIN - width, _MARGIN, width, height + 2 * _PAD)

    def paint(self, surface: Surface, values: Sequence[float], colours: NDArray[np.uint32]) -> None:
        """Draw it for the values from the least to the greatest, evenly spaced in `colours`, lowest first (256,)."""
        card = self.room(surface, values)
        if card.isEmpty():
            return
        painter, theme = surface.painter, surface.theme
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(card, 6.0, 6.0)
        bar = QRectF(card.left() + _PAD, card.top() + _PAD, WIDTH, card.height() - 2 * _PAD)
        column = np.ascontiguousarray(colours[::-1].astype(np.uint32).reshape(-1, 1))
        image = QImage(column.data, 1, len(column), 4, QImage.Format.Format_RGB32)
        painter.drawImage(bar, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)
        font = lettering.caption_font()
        for share, text in self._rows(values, _height(surface)):
            y = bar.bottom() - share * bar.height()
            painter.setPen(QPen(QColor(theme.text_quiet), 1.0))
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + 3.0, y))
            size = lettering.text_size(text, font)
            rect = QRectF(bar.right() + 6.0, y - 0.5 * size.height(), size.width(), size.height())
            lettering.draw_text(painter, rect, text, font, QColor(theme.text_quiet), None)


def _height(surface: Surface) -> float:
    """How high the bar is in the card."""
    return min(_MOST_HEIGHT, 0.4 * surface.frame.height)


def _chosen(values: Sequence[float], height: float) -> list[tuple[float, float]]:
    """Levels and where they stand on the bar, from 0 to 1: every second or third one where they stand too close.

    The least and the greatest value, which are no round numbers, stand where there are no levels.
    """
    last = len(values) - 1
    inner = [(place / last, value) for place, value in enumerate(values)][1:-1]
    if not inner:
        return [(0.0, values[0]), (1.0, values[-1])]
    every = max(1, -(-len(values) * _ROW // height))
    chosen = inner[(len(inner) - 1) % int(every) // 2 :: int(every)]
    return chosen
