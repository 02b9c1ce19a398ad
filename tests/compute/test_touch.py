"""A curve touched at a place of its own: value, slope and kink against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from gradexplorer.compute.sampling import Line
from gradexplorer.compute.touch import touch
from gradexplorer.lang import LangError

Make = Callable[..., Line]


@pytest.mark.parametrize("x", [-2.0, 0.0, 0.3, 1e6])
def test_value_and_slope_are_those_of_the_closed_form(line: Make, x: float) -> None:
    found = touch(replace(line("a x^3 - x"), sliders={"a": 2.0}), x)
    assert (found.x, found.value, found.kink) == (x, pytest.approx(2 * x**3 - x), None)
    assert found.slope == pytest.approx(6 * x**2 - 1)


def test_a_kink_has_the_slopes_of_both_sides(line: Make) -> None:
    found = touch(line("|x| + x"), 0.0)
    assert found.kink is not None
    assert (found.kink.left, found.kink.right) == pytest.approx((0.0, 2.0), abs=1e-9)


def test_where_there_is_no_value_there_is_none(line: Make) -> None:
    found = touch(line("log(x)"), -1.0)
    assert math.isnan(found.value)
    assert found.kink is None


def test_what_has_no_single_value_is_refused(line: Make) -> None:
    with pytest.raises(LangError):
        touch(replace(line("x^2"), coordinates={"x": (1.0, 2.0)}), 0.0)
