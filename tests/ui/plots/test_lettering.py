from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from gradexplorer.ui.plots import lettering

BOUNDS = QRectF(0, 0, 200, 100)
SIZE = QSizeF(40, 16)


def test_labels_are_moved_into_view():
    assert lettering.moved_into(QRectF(190, -8, 40, 16), BOUNDS) == QRectF(160, 0, 40, 16)


def test_labels_avoid_text_already_there():
    corners = (QPointF(10, 10), QPointF(100, 10))
    assert lettering.best_place(SIZE, corners, BOUNDS)[0] == 0
    assert lettering.best_place(SIZE, corners, BOUNDS, [QRectF(20, 12, 10, 10)])[0] == 1


def test_labels_avoid_curves():
    curve = np.column_stack([np.linspace(0, 60, 200), np.full(200, 18.0)])
    corners = (QPointF(10, 10), QPointF(100, 10))
    assert lettering.best_place(SIZE, corners, BOUNDS, (), curve)[0] == 1


def test_labels_stay_where_they_were_rather_than_jump():
    corners = (QPointF(10, 10), QPointF(100, 10))
    assert lettering.best_place(SIZE, corners, BOUNDS, last=1)[0] == 1


@pytest.mark.usefixtures("qapp")
def test_longer_text_is_wider_and_a_tag_has_margins():
    font = lettering.caption_font()
    assert lettering.text_size("minimum", font).width() > lettering.text_size("min", font).width()
    text = lettering.text_size("slope +6.0484", lettering.tag_font())
    assert lettering.tag_size("slope +6.0484").width() > text.width() + 10
