from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.compute.shape import pieces


def kinds(y: object, x: np.ndarray, low: float = -5.0, high: float = 5.0) -> list[tuple[str, bool]]:
    return [(piece.kind, piece.joined) for piece in pieces(x, np.asarray(y, float), low, high, 10.0)]


def test_a_parabola_falls_and_rises() -> None:
    x = np.linspace(-6, 6, 401)
    falling, rising = pieces(x, x**2, -5.0, 5.0, 10.0)
    assert (falling.kind, rising.kind, rising.joined) == ("falling", "rising", True)
    assert (falling.start, rising.end) == (-5.0, 5.0)
    assert falling.end == rising.start == pytest.approx(0.0, abs=0.03)


def test_an_extremum_between_two_equal_samples_is_no_level_ground() -> None:
    x = np.linspace(-6, 6, 400)
    assert kinds(x**2, x) == [("falling", False), ("rising", True)]


def test_a_break_parts_two_pieces_and_is_told_at_0() -> None:
    x = np.sort(np.r_[np.linspace(-6, 6, 400), -5e-17, 0.0, 5e-17])
    with np.errstate(divide="ignore"):
        y = np.where(x == 0, np.nan, 1 / np.where(x == 0, 1, x))
    first, second = pieces(x, y, -5.0, 5.0, 10.0)
    assert (first.kind, second.kind, second.joined) == ("falling", "falling", False)
    assert first.end == second.start == 0.0


def test_level_ground_and_stretches_without_value() -> None:
    x = np.linspace(-6, 6, 601)
    assert kinds(np.maximum(x, 0), x) == [("level", False), ("rising", True)]
    assert kinds(np.where(x < 0, np.nan, np.sqrt(np.maximum(x, 0))), x) == [("rising", False)]
    assert kinds(np.full(601, np.nan), x) == []
    assert kinds(np.full(601, 3.0), x) == [("level", False)]
    assert pieces(x[:1], x[:1], -5, 5, 1.0) == ()


@given(st.lists(st.floats(-1e3, 1e3) | st.just(float("nan")), min_size=2, max_size=60))
def test_pieces_follow_each_other_and_say_what_the_samples_do(values: list[float]) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    found = pieces(x, y, 0.0, len(y) - 1.0, 1.0)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for piece in found:
        inside = np.diff(y[(x >= piece.start) & (x <= piece.end)])
        sign = {"rising": 1, "falling": -1, "level": 0}[piece.kind]
        assert len(inside)
        assert np.all((np.sign(inside) == sign) | (np.abs(inside) <= 1e-9))
