"""What a map draws over its values: arrows, quadrics, the direction's handle, the colour bar; the strip of sections."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from gradexplorer.ui import theme
from gradexplorer.ui.plots.arrow_field import LENGTH, segments
from gradexplorer.ui.plots.contour import ContourPlot
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.marks import CurveMark, LevelMark, LineMark, PointMark, SpotMark
from gradexplorer.ui.plots.plane_marks import ArrowsMark, DirectionMark, QuadricMark
from gradexplorer.ui.plots.quadric import REACH, outline
from gradexplorer.ui.plots.section import SectionPlot
from gradexplorer.ui.plots.turning import Turning

SQUARE = Frame((-2.0, 2.0), (-2.0, 2.0), 400.0, 400.0)
FLAT = Frame((-2.0, 2.0), (-20.0, 20.0), 400.0, 400.0)
UPRIGHT = ((1.0, 0.0), (0.0, 1.0))


@pytest.fixture
def plot(qtbot):
    made = ContourPlot()
    qtbot.addWidget(made)
    made.resize(400, 400)
    grid = np.linspace(-2.5, 2.5, 64)
    z = grid[:, None] ** 2 + grid[None, :] ** 2
    made.set_field(grid, grid, z, [LevelMark(v, *_circle(math.sqrt(v))) for v in (1.0, 2.0, 3.0)])
    made.set_range((-2.0, 2.0), (-2.0, 2.0))
    made.set_point(PointMark(0.5, 0.5, "text"))
    return made


def _circle(radius):
    turn = np.linspace(0, 2 * np.pi, 200)
    return radius * np.cos(turn), radius * np.sin(turn)


# ---------------------------------------------------------------------- arrows


@pytest.mark.parametrize("frame", [SQUARE, FLAT])
def test_arrows_point_where_the_gradient_points_and_are_alike(frame):
    mark = ArrowsMark(np.array([0.0, 1.0]), np.array([0.0, -1.0]), np.array([3.0, 0.0]), np.array([4.0, -0.2]))
    shafts = segments(frame, mark)[:2]
    way = shafts[:, 2:] - shafts[:, :2]
    assert np.hypot(*way.T) == pytest.approx(LENGTH)
    wanted = np.array([3.0 * frame.x_scale, -4.0 * frame.y_scale])
    assert way[0] / LENGTH == pytest.approx(wanted / np.hypot(*wanted))
    assert way[1] == pytest.approx((0.0, LENGTH))
    assert 0.5 * (shafts[0, :2] + shafts[0, 2:]) == pytest.approx((200.0, 200.0))


def test_scaled_arrows_compare_and_the_longest_are_cut(plot):
    mark = ArrowsMark(np.zeros(4), np.zeros(4), np.array([1.0, 2.0, 8.0, 0.0]), np.zeros(4), True, 4.0)
    found = segments(SQUARE, mark)
    assert len(found) == 9  # the one without a direction is left out
    lengths = np.hypot(found[:3, 2] - found[:3, 0], found[:3, 3] - found[:3, 1])
    assert lengths == pytest.approx((0.25 * LENGTH, 0.5 * LENGTH, LENGTH))


# ---------------------------------------------------------------------- quadrics


@pytest.mark.parametrize("frame", [SQUARE, FLAT])
@pytest.mark.parametrize("turn", [0.0, 0.4])
def test_an_ellipse_is_a_level_set_of_the_second_derivatives(frame, turn):
    vectors = ((math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn)))
    mark = QuadricMark(0.3, -0.2, (1.0, 4.0), vectors, (1, 1))
    curve = outline(frame, mark, 1) - (0.3, -0.2)
    along = curve @ np.array(vectors).T
    level = 0.5 * (along[:, 0] ** 2 + 4 * along[:, 1] ** 2)
    assert level == pytest.approx(np.full(len(level), level[0]))
    assert len(outline(frame, mark, -1)) == 0
    ends = np.abs(along).max(axis=0)
    pixels = [math.hypot(across * frame.x_scale, up * frame.y_scale) for across, up in vectors]
    assert max(ends * pixels) == pytest.approx(REACH)


def test_hyperbolas_of_both_signs_share_their_asymptotes():
    mark = QuadricMark(0.0, 0.0, (-1.0, 4.0), UPRIGHT, (-1, 1))
    levels = []
    for sign in (1, -1):
        curve = outline(SQUARE, mark, sign)
        assert np.isnan(curve).any(axis=1).sum() == 1  # two branches
        curve = curve[np.isfinite(curve).all(axis=1)]
        level = 0.5 * (4 * curve[:, 1] ** 2 - curve[:, 0] ** 2)
        assert level == pytest.approx(np.full(len(level), level[0]))
        levels.append(level[0])
    assert levels[0] == pytest.approx(-levels[1])
    assert levels[0] > 0


def test_a_surface_that_bends_one_way_alone_has_two_lines_and_a_flat_one_none():
    mark = QuadricMark(0.0, 0.0, (0.0, 2.0), UPRIGHT, (0, 1))
    curve = outline(SQUARE, mark, 1)
    assert set(np.round(np.abs(curve[np.isfinite(curve).all(axis=1), 1]), 9)) == {0.26}
    assert len(outline(SQUARE, QuadricMark(0.0, 0.0, (0.0, 0.0), UPRIGHT, (0, 0)), 1)) == 0


def test_quadrics_of_every_kind_are_drawn_without_complaint(plot, mouse_over):
    mouse_over(plot)
    for signs in ((1, 1), (-1, -1), (-1, 1), (0, 1), (-1, 0), (0, 0)):
        values = tuple(float(s) * 1e-3 for s in signs)
        plot.set_quadric(QuadricMark(0.5, 0.5, values, UPRIGHT, signs, ("+1", "−1")))
        plot.grab()
    plot.set_quadric(QuadricMark(50.0, 0.5, (1.0, 1.0), UPRIGHT, (1, 1)))
    plot.grab()


# ---------------------------------------------------------------------- direction


def turning(frame, steepest=None, at=(0.0, 0.0)):
    made = Turning()
    made.mark = DirectionMark(*at, 1.0, 0.0, "", steepest)
    handle = made.handle(frame)
    assert handle is not None
    return made, handle


@pytest.mark.parametrize(("frame", "way"), [(SQUARE, (0.5, 0.5)), (FLAT, (0.5, 5.0))])
def test_the_hand_means_the_direction_in_data_units(frame, way):
    made, _ = turning(frame)
    assert made.meant(frame.point(*way), frame) == float(round(math.degrees(math.atan2(way[1], way[0]))))
    assert made.meant(frame.point(0.0, 0.0), frame) is None


@pytest.mark.parametrize("turn", [0.0, 90.0, 180.0, -90.0])
def test_near_the_gradient_against_it_and_across_the_hand_falls_into_it(turn):
    made, _ = turning(SQUARE, 33.69)
    angle = math.radians(33.69 + turn + 2.0)
    meant = made.meant(SQUARE.point(math.cos(angle), math.sin(angle)), SQUARE)
    assert abs(math.remainder(meant - 33.69 - turn, 360.0)) < 1e-9
    angle = math.radians(33.69 + turn + 6.0)
    meant = made.meant(SQUARE.point(math.cos(angle), math.sin(angle)), SQUARE)
    assert meant == round(meant)


def test_the_handle_is_taken_and_turned_by_the_mouse(plot, mouse_over):
    asked, bursts = [], []
    plot.directionTurned.connect(asked.append)
    plot.directionPressed.connect(lambda: bursts.append("pressed"))
    plot.pointReleased.connect(lambda: bursts.append("released"))
    moved = []
    plot.pointDragged.connect(lambda *at: moved.append(at))
    plot.set_direction(DirectionMark(0.5, 0.5, 1.0, 0.0, "slope +1"))
    mouse = mouse_over(plot)
    frame = plot.frame_now()
    handle = plot._turning.handle(frame)
    middle = frame.point(0.5, 0.5)
    mouse.move(handle.x(), handle.y())
    assert plot.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    up = middle + QPointF(0.0, -80.0)
    mouse.drag((handle.x(), handle.y()), (handle.x(), handle.y() - 40), (up.x(), up.y()))
    assert asked[-1] == 90.0
    assert bursts == ["pressed", "released"]
    assert not moved
    assert plot.ranges() == ((-2.0, 2.0), (-2.0, 2.0))


def test_a_picture_has_no_handle(plot, mouse_over):
    mouse_over(plot)
    plot.set_direction(DirectionMark(0.5, 0.5, 1.0, 0.0))
    with plot.posed():
        assert not plot._turning.shown
    assert plot._turning.shown


# ---------------------------------------------------------------------- labels, landmarks, colour bar


def test_level_values_keep_clear_of_the_point_of_each_other_and_of_the_bar(plot, mouse_over):
    mouse_over(plot)
    plot.grab()
    labels = list(plot._field.labels)
    assert len(labels) == 3
    assert not any(a.intersects(b) for k, a in enumerate(labels) for b in labels[k + 1 :])
    at = labels[0].center()
    frame = plot.frame_now()
    plot.set_point(PointMark(frame.x_at(at.x()), frame.y_at(at.y()), "text"))
    plot.grab()
    point = plot._around_point()[0]
    assert len(plot._field.labels) == 3
    assert not any(label.intersects(point) for label in plot._field.labels)


def test_the_colour_bar_can_be_taken_away(plot, mouse_over):
    mouse_over(plot)

    def corner():
        image = plot.grab().toImage()
        return {image.pixelColor(x, 60).name() for x in range(330, 395)}

    assert theme.current().ground.lower() in corner()
    plot.set_colour_bar(False)
    assert theme.current().ground.lower() not in corner()


def test_a_press_on_a_landmark_says_which(plot, mouse_over):
    pressed, moved = [], []
    plot.landmarkPressed.connect(pressed.append)
    plot.pointDragged.connect(lambda *at: moved.append(at))
    plot.set_landmarks([SpotMark(-1.0, 1.0, "saddle"), SpotMark(0.0, 0.0, "minimum")])
    mouse = mouse_over(plot)
    at = plot.frame_now().point(0.0, 0.0)
    mouse.drag((at.x() + 3, at.y()), (at.x() + 3, at.y()))
    assert (pressed, moved) == ([1], [])


def test_the_level_set_through_the_point_is_drawn(plot, mouse_over):
    mouse_over(plot)
    plot.set_level_through(LevelMark(0.5, *_circle(math.sqrt(0.5))))
    frame = plot.frame_now()
    at = frame.point(-math.sqrt(0.5), 0.0)
    found = plot.grab().toImage().pixelColor(round(at.x()), round(at.y()) + 6)
    wanted = QColor(theme.current().text)
    assert abs(found.lightness() - wanted.lightness()) < 60
    plot.set_level_through(None)
    assert plot.grab().toImage().pixelColor(round(at.x()), round(at.y()) + 6).lightness() > 150


# ---------------------------------------------------------------------- sections


@pytest.fixture
def section(qtbot):
    made = SectionPlot()
    qtbot.addWidget(made)
    made.resize(300, 150)
    x = np.linspace(-3, 3, 61)
    made.set_curves([CurveMark(x, x**2)])
    made.set_point(PointMark(1.0, 1.0))
    made.set_tangent(LineMark(1.0, 1.0, 2.0, "∂f/∂x +2"), triangle=False)
    made.show_between((-3.0, 3.0))
    return made


def test_a_section_holds_its_curve_and_keeps_its_height_while_that_fits(section, mouse_over):
    mouse_over(section)
    (left, right), (low, high) = section.ranges()
    assert (left, right) == (-3.0, 3.0)
    assert low < 0 < 9 < high
    x = np.linspace(-3, 3, 61)
    section.set_curves([CurveMark(x, 0.9 * x**2)])
    section.show_between((-3.0, 3.0))
    assert section.ranges()[1] == (low, high)
    section.set_curves([CurveMark(x, 0.1 * x**2)])
    section.show_between((-3.0, 3.0))
    assert section.ranges()[1][1] < 0.5 * high


def test_the_point_is_dragged_along_a_section_whose_view_stays(section, mouse_over):
    asked = []
    section.pointDragged.connect(asked.append)
    mouse = mouse_over(section)
    frame = section.frame_now()
    at, to = frame.point(1.0, 1.0), frame.point(2.0, 4.0)
    mouse.drag((at.x(), at.y()), (to.x(), to.y()))
    assert asked[-1] == pytest.approx(2.0, abs=0.02)
    before = section.ranges()
    mouse.drag((10, 10), (80, 40))
    mouse.wheel(100, 60, 120)
    assert section.ranges() == before


def test_arrows_of_any_size_have_a_direction_or_are_left_out():
    x = np.array([-1.0, 0.0, 1.0])
    mark = ArrowsMark(x, x, np.array([1.0, 1e308, 1e-300]), np.array([0.0, 1e308, 0.0]))
    drawn = segments(SQUARE, mark)
    assert np.isfinite(drawn).all()
    assert len(drawn) == 3 * 2
