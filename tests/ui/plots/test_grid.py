from __future__ import annotations

import pytest
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gradexplorer.ui.plots import grid

LINES = [QLineF(12.5, 0.0, 12.5, 90.0), QLineF(0.0, 30.5, 120.0, 30.5)]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("colour", [QColor("#c8ccd4"), QColor(20, 30, 40, 128)])
def test_rules_look_as_lines_drawn_with_a_pen(ratio: float, colour: QColor) -> None:
    images = []
    for ruled in (True, False):
        image = QImage(round(120 * ratio), round(90 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ruled:
            grid._rule(painter, LINES[:1], colour)
            grid._rule(painter, LINES[1:], colour)
        else:
            painter.setPen(QPen(colour, 1.0))
            painter.drawLine(LINES[0])
            painter.drawLine(LINES[1])
        painter.end()
        images.append(image)
    assert images[0] == images[1]
