"""Lines cut into dashes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.ui.plots.dashes import cut


def test_a_straight_line_has_its_dashes_and_gaps() -> None:
    found = cut(np.array([[0.0, 5.0], [20.0, 5.0]]), (6.0, 4.0))
    np.testing.assert_allclose(found, [[0, 5, 6, 5], [10, 5, 16, 5]])


def test_the_last_dash_ends_with_the_line() -> None:
    assert cut(np.array([[0.0, 0.0], [13.0, 0.0]]), (6.0, 4.0))[-1].tolist() == [10.0, 0.0, 13.0, 0.0]


def test_a_dash_goes_round_a_corner() -> None:
    found = cut(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 10.0]]), (6.0, 4.0))
    np.testing.assert_allclose(found, [[0, 0, 4, 0], [4, 0, 4, 2], [4, 6, 4, 10]])


def test_nothing_is_drawn_across_a_break() -> None:
    line = np.array([[0.0, 0.0], [3.0, 0.0], [np.nan, np.nan], [50.0, 0.0], [60.0, 0.0]])
    found = cut(line, (6.0, 4.0))
    np.testing.assert_allclose(found, [[0, 0, 3, 0], [50, 0, 53, 0], [57, 0, 60, 0]])


@pytest.mark.parametrize("line", [np.empty((0, 2)), np.zeros((1, 2)), np.zeros((3, 2)), np.full((2, 2), np.nan)])
def test_no_line_has_no_dashes(line: np.ndarray) -> None:
    assert cut(line, (6.0, 4.0)).shape == (0, 4)


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=20),
    st.lists(st.integers(1, 9), min_size=2, max_size=4).filter(lambda lengths: len(lengths) % 2 == 0),
)
def test_dashes_lie_on_the_line_and_take_their_share_of_it(corners: list[tuple[int, int]], pattern: list[int]) -> None:
    points = np.array(corners, dtype=np.float64)
    length = np.hypot(*np.diff(points, axis=0).T)
    total, found = length.sum(), cut(points, pattern)
    drawn = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    # What the pattern draws of this length, counted one pixel of a thousandth at a time.
    fine = (np.arange(round(1000 * total)) + 0.5) / 1000 % sum(pattern)
    marks = np.cumsum(pattern)
    on = np.searchsorted(marks, fine, side="right") % 2 == 0
    assert drawn.sum() == pytest.approx(on.sum() / 1000, abs=0.01 + 0.002 * total)
    middles = 0.5 * (found[:, :2] + found[:, 2:])
    for middle in middles:
        apart = [_away(middle, a, b) for a, b in pairwise(points)]
        assert min(apart) < 1e-6


def _away(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    way = end - start
    along = np.clip(np.dot(point - start, way) / max(np.dot(way, way), 1e-300), 0.0, 1.0)
    return float(np.hypot(*(point - start - along * way)))
