"""Polynomials and circles as lines: where they lie, at every size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.ui.plots import shapes
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.marks import CircleMark, PolynomialMark

FRAME = Frame((-5.0, 5.0), (-10.0, 10.0), 800.0, 600.0)


def test_a_polynomial_is_its_sum_within_the_view() -> None:
    coefficients = (1.0, -2.0, 0.5, 0.25, -0.125)
    x, y = shapes.polynomial(FRAME, PolynomialMark(0.5, coefficients))
    seen = np.isfinite(y)
    wanted = sum(c * (x - 0.5) ** k for k, c in enumerate(coefficients))
    np.testing.assert_allclose(y[seen], wanted[seen], rtol=1e-12, atol=1e-12)
    assert seen[np.abs(wanted) < 20].all()
    assert (x[0], x[-1]) == (-5.0, 5.0)


def test_a_polynomial_that_is_not_finite_is_not_drawn() -> None:
    assert shapes.polynomial(FRAME, PolynomialMark(0.0, (0.0, math.nan))) is None
    x, y = shapes.polynomial(FRAME, PolynomialMark(0.0, (0.0, 1e300, 1e308, 1e308)))
    assert np.isnan(y[np.abs(x) > 0.01]).all()


@given(size=st.floats(-12, 12), angle=st.floats(-math.pi, math.pi))
def test_a_circle_of_any_size_touches_its_point_and_is_round(size: float, angle: float) -> None:
    radius = 10.0**size
    across, up = radius * math.cos(angle), radius * math.sin(angle)
    x, y = shapes.circle(FRAME, CircleMark(0.0, 0.0, 0.0, across, up))
    np.testing.assert_allclose(np.hypot(x - across, y - up), radius, rtol=1e-12)
    middle = len(x) // 2
    assert (x[middle], y[middle]) == (0.0, 0.0)
    # The chord between neighbours leaves the circle by less than a thousandth of their distance to the point, or by
    # less than what is seen.
    sag = np.hypot(np.diff(x), np.diff(y)) ** 2 / (8 * radius)
    seen = 0.4 / FRAME.x_scale
    assert (sag[middle + 2 :] < np.maximum(1e-3 * np.hypot(x, y)[middle + 2 : -1], seen)).all()
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]), abs=1e-9 * radius)
