"""Edges over many layers: the same picture as their paths, from what is in view alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

from gradexplorer.ui.graph import card

ROUTE = np.array(
    [[0, 0], [60, 0], [60, 90], [120, 90], [700, 90], [5000, 110], [6000, 110], [6060, 110], [6060, 20], [6120, 20]],
    dtype=np.float64,
)
EDGE = SimpleNamespace(source=0, target=1, slot=0)


def test_straight_lines_stay_near_the_curve() -> None:
    points = card.flattened(ROUTE)
    assert points[0].tolist() == ROUTE[0].tolist()
    assert points[-1].tolist() == ROUTE[-1].tolist()
    t = np.linspace(0.0, 1.0, 4001)[:, None]
    for at in range(0, len(ROUTE) - 1, 3):
        a, b, c, d = ROUTE[at : at + 4]
        for place in (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d:
            start, way = points[:-1], np.diff(points, axis=0)
            along = np.clip(((place - start) * way).sum(axis=1) / (way**2).sum(axis=1), 0.0, 1.0)
            assert np.hypot(*(place - start - along[:, None] * way).T).min() <= card.NEAR * 1.001


@pytest.mark.parametrize("centre", [(60.0, 45.0), (3000.0, 100.0), (6060.0, 70.0)])
@pytest.mark.parametrize("visited", [False, True])
def test_what_is_in_view_looks_as_the_path_does(qapp: QApplication, centre: tuple[float, float], visited: bool) -> None:
    assert isinstance(card.edge_item(EDGE, ROUTE), card.LongCurve)
    pictures = [_picture(kind(EDGE, ROUTE), centre, visited) for kind in (card.LongCurve, card.Curve)]
    drawn = [255.0 - picture for picture in pictures]
    assert drawn[1].sum() > 0, "the edge is in view"
    assert np.abs(drawn[0] - drawn[1]).sum() < 0.12 * drawn[1].sum()
    assert drawn[0].sum() == pytest.approx(drawn[1].sum(), rel=0.05)


def test_a_short_edge_is_a_plain_path() -> None:
    assert type(card.edge_item(EDGE, ROUTE[:4])) is card.Curve


def _picture(curve: card.Curve, centre: tuple[float, float], visited: bool) -> np.ndarray:
    """Lightness (200, 300) of what a view shows of the curve."""
    curve.show_state(visited=visited)
    scene = QGraphicsScene()
    scene.addItem(curve)
    view = QGraphicsView(scene)
    view.setRenderHints(view.renderHints().Antialiasing)
    view.setBackgroundBrush(QColor("white"))
    view.setFrameShape(view.Shape.NoFrame)
    view.setSceneRect(-9000, -9000, 24000, 18000)
    view.resize(300, 200)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.show()
    view.centerOn(*centre)
    image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : image.width()].astype(np.float64)
