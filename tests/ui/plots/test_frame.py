from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import QPointF, QRectF

from gradexplorer.ui.plots.frame import FARTHEST, Frame, clamped_range, clip_line, clip_segments

FRAME = Frame((-4.0, 1.0), (0.0, 10.0), 500.0, 400.0)


def test_data_and_pixels_are_inverse():
    assert (FRAME.px(-4), FRAME.px(1), FRAME.py(0), FRAME.py(10)) == (0, 500, 400, 0)
    assert FRAME.x_at(FRAME.px(-2.5)) == pytest.approx(-2.5)
    assert FRAME.y_at(FRAME.py(7.25)) == pytest.approx(7.25)


def test_arrays_keep_their_gaps_and_stay_drawable():
    pixels = FRAME.pixels(np.array([-4.0, 0.0, 1.0]), np.array([0.0, math.nan, 1e300]))
    assert pixels[0].tolist() == [0, 400]
    assert math.isnan(pixels[1, 1])
    assert abs(pixels[2, 1]) < 2**15


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15))
def test_ranges_are_held_within_reach(one, other):
    low, high = clamped_range(one, other)
    assert -FARTHEST <= low < high <= FARTHEST


def test_a_range_keeps_its_span_when_pushed_back():
    assert clamped_range(FARTHEST - 1, FARTHEST + 9) == (FARTHEST - 10, FARTHEST)


@pytest.mark.parametrize("bad", [(math.nan, 1), (0, math.inf)])
def test_a_range_needs_finite_ends(bad):
    with pytest.raises(ValueError, match="finite"):
        clamped_range(*bad)


def test_a_hand_places_points_neatly_to_within_a_pixel():
    x, y = FRAME.neat(-2.59637, 6.6586)
    assert (x, y) == (-2.6, 6.66)
    assert abs(FRAME.px(x) - FRAME.px(-2.59637)) < 1


def test_lines_are_cut_at_the_view():
    rect = QRectF(0, 0, 100, 50)
    ends = clip_line(QPointF(50, 25), QPointF(1, 0), rect)
    assert ends is not None
    assert (ends[0].x(), ends[1].x()) == (0, 100)
    assert clip_line(QPointF(50, 80), QPointF(1, 0), rect) is None
    upright = clip_line(QPointF(50, 80), QPointF(0, 1), rect)
    assert upright is not None
    assert {upright[0].y(), upright[1].y()} == {0, 50}


def test_segments_are_cut_without_changing_their_direction():
    points = np.array([[50.0, 25.0], [50.0, 1e9], [np.nan, np.nan], [-10.0, -10.0], [200.0, 200.0]])
    first, second = clip_segments(points, 100, 50, margin=0)
    assert first.tolist() == [50, 25, 50, 50]
    assert second == pytest.approx([0, 0, 50, 50])


def test_segments_out_of_view_are_dropped():
    points = np.array([[-5.0, 80.0], [120.0, 80.0], [120.0, 200.0]])
    assert len(clip_segments(points, 100, 50, margin=0)) == 0


LOG = Frame((0.01, 100.0), (1.0, 1000.0), 400.0, 300.0, True, True)


def test_points_without_a_segment_that_reaches_into_view_are_unseen():
    frame = Frame((0.0, 1.0), (0.0, 1.0), 100.0, 100.0)
    far, near, gap = [50.0, -500.0], [50.0, 50.0], [np.nan, np.nan]
    line = np.array([far, far, far, near, [200.0, 50.0], [300.0, 50.0], gap, far, [-500.0, 50.0], far])
    assert frame.unseen(line).tolist() == [True, True, False, False, False, False, False, False, False, False]
    assert frame.unseen(np.array([far, far])).tolist() == [True, True]
    assert frame.unseen(np.array([far])).tolist() == [False]


def test_a_logarithmic_axis_gives_equal_ratios_equal_room():
    assert [LOG.px(x) for x in (0.01, 0.1, 1.0, 100.0)] == pytest.approx([0, 100, 200, 400])
    assert [LOG.py(y) for y in (1.0, 10.0, 1000.0)] == pytest.approx([300, 200, 0])
    assert (LOG.x_at(300.0), LOG.y_at(100.0)) == pytest.approx((10.0, 100.0))
    assert LOG.px(0.0) == LOG.px(-3.0) == -math.inf
    assert LOG.py(0.0) == math.inf
    pixels = LOG.pixels(np.array([1.0, -1.0, 0.0, 10.0]), np.array([10.0, 10.0, 10.0, 0.0]))
    assert np.isnan(pixels).tolist() == [[False, False], [True, False], [True, False], [False, True]]
    assert LOG.data(pixels[:1])[0] == pytest.approx([1.0])


@given(st.floats(0.01, 100.0), st.floats(1.0, 1000.0))
def test_the_unit_beside_a_place_is_the_slope_of_the_mapping(x, y):
    step = 1e-6
    assert LOG.x_scale_at(x) == pytest.approx((LOG.px(x * (1 + step)) - LOG.px(x)) / (x * step), rel=1e-4)
    assert LOG.y_scale_at(y) == pytest.approx((LOG.py(y) - LOG.py(y * (1 + step))) / (y * step), rel=1e-4)


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15))
def test_ranges_on_a_logarithmic_axis_are_positive(one, other):
    low, high = clamped_range(one, other, True)
    assert 0 < low < high <= FARTHEST
    assert clamped_range(low, high, True) == (low, high)


def test_a_range_keeps_its_positive_part_or_begins_anew():
    assert clamped_range(-3.0, 20.0, True) == (0.02, 20.0)
    assert clamped_range(-3.0, 0.0, True) == (0.1, 10.0)
    assert clamped_range(1e10, 1e14, True) == pytest.approx((1e8, 1e12))


def test_the_least_span_holds_enough_floats_for_every_pixel():
    for at in (0.0, 1.0, 12345.678, 1e6, 1e12):
        low, high = clamped_range(at, at)
        assert high > low
        assert (high - low) / math.ulp(max(abs(low), abs(high))) > 1000
