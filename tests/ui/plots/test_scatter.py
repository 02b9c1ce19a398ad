"""A cloud of many points is drawn by as many dots as can be told apart, and the model's line is moved alone."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.marks import ScatterMark
from gradexplorer.ui.plots.scatter import MANY, apart

FRAME = Frame((0.0, 1.0), (0.0, 1.0), 600.0, 500.0)


def test_few_points_are_all_drawn() -> None:
    same = np.zeros(MANY)
    assert len(apart(FRAME, same, same)) == MANY


@pytest.mark.parametrize("count", [MANY + 1, 100_000])
def test_of_many_points_each_has_a_dot_within_its_pixels(count: int) -> None:
    x, y = np.random.default_rng(1).random((2, count))
    y = 0.5 + 0.1 * (y - 0.5)
    seen = apart(FRAME, x, y)
    assert len(seen) < min(count, 2500)
    assert (np.diff(seen) > 0).all()
    every, drawn = FRAME.pixels(x, y), FRAME.pixels(x[seen], y[seen])
    nearest = min(np.abs(drawn - at).max(axis=1).min() for at in every[:50])
    farthest = max(np.abs(drawn - at).max(axis=1).min() for at in every[:200])
    assert nearest == 0.0
    assert farthest <= 4.0  # a dot is 6 pixels wide


def test_points_out_of_view_and_without_a_place_need_no_dot() -> None:
    x = np.concatenate([np.full(MANY, 9.0), [0.5, np.nan, np.inf]])
    assert apart(FRAME, x, np.full(len(x), 0.5)).tolist() == [MANY]


def test_dots_stay_while_the_line_moves_and_come_anew_with_other_data(qtbot: QtBot) -> None:
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    x, y = np.array([-1.0, 0.0, 1.0]), np.array([2.0, 2.0, 3.0])
    plot.set_scatter(ScatterMark(x, y, (x, y)))
    plot.grab()
    dots = plot._scatter._dots
    kept = dots.data
    plot.set_scatter(ScatterMark(x.copy(), y.copy(), (x, y + 1)))
    plot.grab()
    assert dots.data is kept
    np.testing.assert_array_equal(plot._scatter._model.getData()[1], y + 1)
    plot.set_scatter(None)
    plot.grab()
    assert not dots.isVisible()
    plot.set_scatter(ScatterMark(x, y + 1))
    plot.grab()
    assert dots.isVisible()
    np.testing.assert_array_equal(dots.getData()[1], y + 1)
    assert not plot._scatter._model.isVisible()
