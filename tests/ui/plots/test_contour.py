from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gradexplorer.ui import theme
from gradexplorer.ui.plots.contour import ContourPlot
from gradexplorer.ui.plots.field import colour_table
from gradexplorer.ui.plots.marks import ArrowMark, LevelMark, PointMark, SpotMark


def circle(value):
    turn = np.linspace(0, 2 * np.pi, 200)
    return LevelMark(value, math.sqrt(value) * np.cos(turn), math.sqrt(value) * np.sin(turn))


@pytest.fixture
def plot(qtbot):
    made = ContourPlot()
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.set_equal_axes(True)
    grid = np.linspace(-2.5, 2.5, 64)
    made.set_field(grid, grid, grid[:, None] ** 2 + grid[None, :] ** 2, [circle(1.0), circle(2.0)])
    made.set_range((-2.0, 2.0), (-2.0, 2.0))
    made.set_point(PointMark(1.0, 1.0))
    made.pointDragged.connect(lambda x, y: made.set_point(PointMark(x, y)))
    return made


def at(plot, x, y):
    frame = plot.frame_now()
    return frame.px(x), frame.py(y)


def colour(plot, x, y):
    px, py = at(plot, x, y)
    return plot.grab().toImage().pixelColor(round(px), round(py))


def is_drawn(plot, x, y, role):
    """Whether the pixel at a data point has, but for smoothing, the colour of the theme's `role`."""
    found, wanted = colour(plot, x, y), QColor(getattr(theme.current(), role))
    return sum(abs(a - b) for a, b in zip(found.getRgb(), wanted.getRgb(), strict=True)) < 100


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_point_is_dragged_in_the_plane(plot, mouse_over):
    asked, bursts = [], []
    plot.pointDragged.connect(lambda x, y: asked.append((x, y)))
    plot.pointPressed.connect(lambda: bursts.append("pressed"))
    plot.pointReleased.connect(lambda: bursts.append("released"))
    mouse = mouse_over(plot)
    x, y = at(plot, 1.0, 1.0)
    mouse.drag((x + 3, y - 3), (x + 13, y + 47), (x - 97, y + 97))
    assert asked[-1] == pytest.approx((0.0, 0.0), abs=0.011)
    assert bursts == ["pressed", "released"]
    assert plot.ranges()[0] == (-2.0, 2.0)


def test_a_click_brings_the_point_and_a_drag_pans(plot, mouse_over):
    asked = []
    plot.pointDragged.connect(lambda x, y: asked.append((x, y)))
    mouse = mouse_over(plot)
    mouse.drag(at(plot, -1.0, 0.5), at(plot, -1.0, 0.5))
    assert asked == [pytest.approx((-1.0, 0.5), abs=0.011)]
    mouse.drag((300, 300), (350, 300))
    assert len(asked) == 1
    assert plot.ranges()[0] == pytest.approx((-2.5, 1.5))


def test_hovering_the_point_shows_that_it_can_be_taken(plot, mouse_over):
    mouse = mouse_over(plot)
    mouse.move(*at(plot, 1.0, 1.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    mouse.move(*at(plot, -1.0, -1.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_the_map_is_upright(qtbot, mouse_over):
    plot = ContourPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    grid = np.linspace(-1, 1, 32)
    plot.set_field(grid, grid, np.repeat(grid[:, None], 32, axis=1))  # z = y
    plot.set_range((-1.0, 1.0), (-1.0, 1.0))
    mouse_over(plot)
    assert luminance(colour(plot, 0.55, 0.8).getRgbF()[:3]) > luminance(colour(plot, 0.55, -0.8).getRgbF()[:3])


def test_places_without_a_value_are_hatched(qtbot, mouse_over):
    plot = ContourPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    grid = np.linspace(-1, 1, 32)
    z = np.where(grid[None, :] > 0, grid[None, :] + grid[:, None], np.nan)
    plot.set_field(grid, grid, z)
    plot.set_range((-1.0, 1.0), (-1.0, 1.0))
    mouse_over(plot)
    image = plot.grab().toImage()
    left = {image.pixelColor(x, y).name() for x in range(60, 90) for y in range(200, 230)}
    assert {theme.current().hatch.lower(), theme.current().ground.lower()} <= left


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["tangent", "text"])
def test_marks_stand_out_from_every_colour_of_the_map(colours, role):
    mark = getattr(colours, role).lstrip("#")
    rgb = [int(mark[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    table = colour_table(colours)
    worst = min(contrast(rgb, [((c >> s) & 255) / 255 for s in (16, 8, 0)]) for c in table.tolist())
    assert worst > 2.95


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_higher_is_lighter(colours):
    lightness = [luminance([((c >> s) & 255) / 255 for s in (16, 8, 0)]) for c in colour_table(colours).tolist()]
    assert np.all(np.diff(lightness) > -0.004)
    assert lightness[-1] > lightness[0] + 0.05


def test_the_gradient_is_drawn_uphill_and_in_view(plot, mouse_over):
    mouse_over(plot)
    plot.set_gradient(ArrowMark(1.0, 1.0, 200.0, 200.0, "gradient"))
    assert is_drawn(plot, 1.3, 1.3, "tangent")
    assert not is_drawn(plot, 0.75, 0.75, "tangent")


def test_the_step_ends_where_the_point_goes_next(plot, mouse_over):
    mouse_over(plot)
    plot.set_step(ArrowMark(1.0, 1.0, -1.2, -0.4))
    assert is_drawn(plot, 0.4, 0.8, "momentum")
    assert not is_drawn(plot, -0.35, 0.55, "momentum")


def test_a_field_that_does_not_fit_its_grid_is_refused(plot):
    with pytest.raises(ValueError, match=r"shape \(2, 3\)"):
        plot.set_field(np.arange(2.0), np.arange(3.0), np.zeros((2, 3)))


def test_flat_and_wild_fields_are_drawn_without_complaint(plot, mouse_over):
    mouse_over(plot)
    grid = np.linspace(-1, 1, 16)
    for z in (np.zeros((16, 16)), np.full((16, 16), np.nan), np.full((16, 16), 1e308), np.full((16, 16), np.inf)):
        plot.set_field(grid, grid, z)
        plot.grab()
    plot.set_gradient(ArrowMark(0.0, 0.0, math.nan, 1.0, "gradient"))
    plot.set_step(ArrowMark(0.0, 0.0, 0.0, 0.0, "step"))
    plot.set_trail(np.array([0.0, math.nan, 1e300]), np.array([0.0, 1.0, 1e300]), 2)
    plot.set_markers([SpotMark(0.0, 0.0, "start", "square")])
    plot.set_landmarks([SpotMark(0.0, 0.0, "minimum")])
    plot.set_point(PointMark(math.nan, 0.0))
    plot.grab()
    plot.clear_trail()
    plot.clear_field()
    plot.grab()
