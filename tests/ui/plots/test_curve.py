from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradexplorer.ui import theme
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.marks import (
    ArrowMark,
    CurveMark,
    LineMark,
    PointMark,
    PolynomialMark,
    ScatterMark,
    SpotMark,
)


def f(x):
    return x**2


def curve(low=-4.0, high=4.0, **kwargs):
    x = np.linspace(low, high, 800)
    return CurveMark(x, f(x), **kwargs)


class Follower:
    """The least controller: the point goes where it is dragged."""

    def __init__(self, plot):
        self.plot, self.asked, self.presses, self.releases = plot, [], 0, 0
        plot.pointDragged.connect(self.move)
        plot.pointPressed.connect(lambda: setattr(self, "presses", self.presses + 1))
        plot.pointReleased.connect(lambda: setattr(self, "releases", self.releases + 1))
        self.move(1.0)
        self.asked.clear()

    def move(self, x):
        self.asked.append(x)
        self.plot.set_point(PointMark(x, f(x)))
        self.plot.set_tangent(LineMark(x, f(x), 2 * x, f"slope {2 * x:+.4f}"))


@pytest.fixture
def plot(qtbot):
    made = CurvePlot()
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.set_curves([curve(label="f")])
    made.set_range((-2.0, 2.0), (-1.0, 3.0))
    return made


def test_a_name_keeps_clear_of_landmarks_whenever_they_come(plot):
    plot.viewport().grab()
    ((before, _, _),) = plot._curves._labels[1]
    frame = plot.frame_now()
    beside = before.center() - QPointF(40, 20)  # whose own label goes where the name is
    plot.set_landmarks([SpotMark(frame.x_at(beside.x()), frame.y_at(beside.y()), "minimum")])
    plot.viewport().grab()
    ((after, _, _),) = plot._curves._labels[1]
    assert not any(after.intersects(rect) for rect in plot._landmarks._rects if rect is not None)
    plot.set_curves([curve(label="f")])  # as though the landmarks had been there from the beginning
    plot.viewport().grab()
    assert plot._curves._labels[1] == [(after, "f", 0)]
    assert after != before


def at(plot, x, y):
    frame = plot.frame_now()
    return frame.px(x), frame.py(y)


def pixel(plot, x, y):
    px, py = at(plot, x, y)
    return plot.grab().toImage().pixelColor(round(px), round(py))


def near_colour(plot, x, y, colour, reach=3):
    """Whether a pixel close to a data point has the colour."""
    image, (px, py) = plot.grab().toImage(), at(plot, x, y)
    wanted = QColor(colour)
    places = [(round(px) + i, round(py) + j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1)]
    colours = [image.pixelColor(*place) for place in places if image.valid(*place)]
    return any(
        abs(found.red() - wanted.red()) + abs(found.green() - wanted.green()) + abs(found.blue() - wanted.blue()) < 24
        for found in colours
    )


def test_the_point_is_dragged_along_the_curve(plot, mouse_over):
    hand = Follower(plot)
    mouse = mouse_over(plot)
    x, y = at(plot, 1.0, 1.0)
    mouse.press(x + 5, y - 4)
    for k in range(1, 31):
        mouse.move(x + 5 - 4 * k, y - 4 - k)
    assert (hand.presses, hand.releases) == (1, 0)
    mouse.release(x + 5 - 120, y)
    assert (hand.presses, hand.releases) == (1, 1)
    assert len(hand.asked) == 30, "no move is dropped"
    assert hand.asked[-1] == pytest.approx(-0.2, abs=0.01)
    assert plot.ranges() == ((-2.0, 2.0), (-1.0, 3.0)), "the view is not panned"


def test_twelve_pixels_beside_the_point_still_take_it(plot, mouse_over):
    hand = Follower(plot)
    mouse = mouse_over(plot)
    x, y = at(plot, 1.0, 1.0)
    mouse.press(x + 12, y)
    mouse.move(x + 22, y)
    mouse.release(x + 22, y)
    assert hand.asked == [pytest.approx(1.1, abs=0.01)]


def test_a_press_near_the_curve_brings_the_point_there(plot, mouse_over):
    hand = Follower(plot)
    mouse = mouse_over(plot)
    x, y = at(plot, -1.2, f(-1.2))
    mouse.drag((x - 4, y + 2), (x - 4, y + 2))
    assert hand.presses == hand.releases == 1
    assert hand.asked[-1] == pytest.approx(-1.2, abs=0.06)


def test_a_press_far_from_the_curve_pans(plot, mouse_over):
    hand = Follower(plot)
    mouse_over(plot).drag((200, 50), (260, 50))
    assert hand.asked == []
    assert plot.ranges()[0] == pytest.approx((-2.6, 1.4))


def test_the_point_stays_within_the_view(plot, mouse_over):
    hand = Follower(plot)
    mouse = mouse_over(plot)
    x, y = at(plot, 1.0, 1.0)
    mouse.drag((x, y), (x + 900, y))
    assert hand.asked[-1] == 2.0


def test_a_press_on_another_curve_tells_which(plot, mouse_over, qtbot):
    x = np.linspace(-4, 4, 800)
    plot.set_curves([curve(), CurveMark(x, 2.5 + 0 * x, colour=1)])
    Follower(plot)
    mouse = mouse_over(plot)
    with qtbot.waitSignal(plot.curvePressed) as caught:
        mouse.drag(at(plot, 0.0, 2.5), at(plot, 0.0, 2.5))
    assert caught.args == [1]


def test_hovering_shows_what_a_press_would_do(plot, mouse_over):
    Follower(plot)
    mouse = mouse_over(plot)
    mouse.move(*at(plot, 1.0, 1.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    mouse.move(*at(plot, -1.2, f(-1.2)))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    ringed = plot.grab().toImage()
    mouse.move(*at(plot, 0.0, 2.8))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    assert plot.grab().toImage() != ringed


def test_curve_point_and_tangent_have_their_colours(plot, mouse_over):
    Follower(plot)
    mouse_over(plot)
    colours = theme.current()
    assert near_colour(plot, -1.4, f(-1.4), colours.curve(0))
    assert pixel(plot, 1.0, 1.0).name() == colours.curve(0).lower()
    assert near_colour(plot, 0.25, -0.5, colours.tangent)


def test_a_gap_in_the_curve_is_not_bridged(plot, mouse_over):
    x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    plot.set_curves([CurveMark(x, np.array([1.0, 1.0, math.nan, 1.0, 1.0]))])
    mouse_over(plot)
    assert near_colour(plot, -1.0, 1.0, theme.current().curve(0))
    assert not near_colour(plot, 0.0, 1.0, theme.current().curve(0))


def test_stretches_without_a_value_are_hatched(plot, mouse_over):
    plot.set_curves([CurveMark(np.array([0.5, 2.0]), np.array([0.0, 1.0]), undefined=((-5.0, 0.25),))])
    mouse_over(plot)
    assert near_colour(plot, -1.5, 2.2, theme.current().hatch, reach=6)
    assert not near_colour(plot, 1.2, 2.2, theme.current().hatch, reach=6)


@pytest.mark.parametrize("slope", [0.0, 6.0, -300.0, math.inf, math.nan])
@pytest.mark.parametrize("size", [(660, 614), (240, 160)])
def test_tags_stay_in_view_and_off_the_point(plot, mouse_over, slope, size):
    plot.resize(*size)
    mouse_over(plot)
    for x in np.linspace(-1.9, 1.9, 9):
        plot.set_point(PointMark(x, 1.0))
        plot.set_tangent(LineMark(x, 1.0, slope, "slope +6.0484"))
        plot.grab()
        assert pixel(plot, x, 1.0).name() == theme.current().curve(0).lower()


def test_wild_values_are_drawn_without_complaint(plot, mouse_over):
    x = np.linspace(-2, 2, 2000)
    with np.errstate(all="ignore"):
        plot.set_curves([CurveMark(x, 1e300 / x), CurveMark(x, np.where(x > 0, np.inf, np.nan), stroke="dash")])
    plot.set_point(PointMark(0.0, math.nan))
    plot.set_tangent(LineMark(0.0, math.nan, math.nan, "no slope"))
    plot.set_newton(PolynomialMark(0.0, (1.0, 1e200, 1e300), "Newton", (1e300, 0.0)))
    plot.set_trail(np.array([0.0, 1e300, math.nan, math.inf]), np.array([0.0, -1e300, 1.0, 1.0]), 3)
    plot.set_arrow(ArrowMark(0.0, 0.0, 1e300, 0.0))
    plot.set_landmarks([SpotMark(math.nan, 0.0, "nowhere")])
    mouse_over(plot)
    plot.grab()


def test_everything_at_once_and_nothing_again(plot, mouse_over):
    mouse_over(plot)
    bare = plot.grab().toImage()
    Follower(plot)
    line = LineMark(1.0, 1.0, -0.5, "tag")
    plot.set_normal(line)
    plot.set_guess(line)
    plot.set_wrong_tangent(line)
    plot.set_newton(PolynomialMark(1.0, (1.0, 2.0, 1.0), "Newton", (0.0, 0.0)))
    plot.set_trail(np.array([1.0, -0.5, 0.2]), np.array([1.0, 0.25, 0.04]), 2)
    plot.set_markers([SpotMark(1.0, 1.0, "start", "square"), SpotMark(0.2, 0.04, "final", "diamond")])
    plot.set_landmarks([SpotMark(0.0, 0.0, "minimum")])
    model = np.array([-2.0, 2.0]), np.array([2.0, 2.5])
    plot.set_scatter(ScatterMark(np.array([-1.0, 0.0]), np.array([2.0, 2.0]), model))
    plot.set_arrow(ArrowMark(1.0, 1.0, -0.5, 0.0))
    assert plot.grab().toImage() != bare
    for clear in (plot.set_normal, plot.set_guess, plot.set_wrong_tangent, plot.set_newton, plot.set_tangent):
        clear(None)
    plot.set_point(None)
    plot.set_scatter(None)
    plot.set_arrow(None)
    plot.clear_trail()
    plot.set_markers([])
    plot.set_landmarks([])
    assert plot.grab().toImage() == bare


def test_the_trail_fades_with_age_and_ends_at_the_present_step(plot, mouse_over):
    x = np.linspace(-1.8, 1.8, 13)
    plot.set_curves([])
    plot.set_trail(x, np.full(13, 2.0), 10)
    mouse_over(plot)
    assert near_colour(plot, x[10], 2.0, theme.current().tangent)
    assert not near_colour(plot, x[0], 2.0, theme.current().tangent)
    assert pixel(plot, x[0], 2.0).name() != theme.current().ground.lower()
    assert not near_colour(plot, x[11], 2.0, theme.current().tangent)


def test_fit_shows_the_values_and_cuts_poles(plot):
    plot.fit_view((-3.0, 3.0))
    low, high = plot.ranges()[1]
    assert low < 0
    assert 9 < high < 12
    x = np.linspace(-1, 1, 2000)
    plot.set_curves([CurveMark(x, 1 / x**2)])
    plot.fit_view((-1.0, 1.0))
    assert plot.ranges()[1][1] < 5000 < (1 / x**2).max()


def test_pens_keep_their_width_at_scale_two(plot, mouse_over):
    plot.set_curves([CurveMark(np.array([-4.0, 4.0]), np.array([2.0, 2.0]))])
    mouse_over(plot)
    image = QImage(QSize(800, 800), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    painter = QPainter(image)
    plot.scene().render(painter)
    painter.end()
    wanted = QColor(theme.current().curve(0))
    column = [image.pixelColor(300, y) for y in range(800)]
    assert sum(found == wanted for found in column) >= 3


def test_hiding_the_plot_lets_go_of_the_point(plot, mouse_over):
    hand = Follower(plot)
    mouse = mouse_over(plot)
    mouse.press(*at(plot, 1.0, 1.0))
    plot.hide()
    assert (hand.presses, hand.releases) == (1, 1)


def test_a_frame_of_a_drag_repaints_no_curve(plot, mouse_over, monkeypatch):
    Follower(plot)
    mouse = mouse_over(plot)
    plot.grab()
    drawn, paint = [], pg.PlotCurveItem.paint

    def counted(item, *args):
        drawn.append(len(item.getData()[0]))
        paint(item, *args)

    monkeypatch.setattr(pg.PlotCurveItem, "paint", counted)
    mouse.drag(at(plot, 1.0, 1.0), at(plot, 0.5, 0.25))
    plot.grab()
    assert set(drawn) == {2}, "the tangent alone"
    plot.zoom(2.0)
    plot.grab()
    assert drawn.count(800) == 1


def test_on_a_logarithmic_axis_the_point_falls_in_by_pixels(qtbot):
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(400, 200)
    plot.set_scales(True, False)
    plot.set_range((0.001, 10.0), (0.0, 1.0))
    plot.set_snaps([(0.03, "root")])
    assert plot._snap(0.001) is None, "a hundred and fifty pixels away"
    near = plot.frame_now().x_at(plot.frame_now().px(0.03) + 4.0)
    assert plot._snap(near) == (0.03, "root")
