"""Heat map and level sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.compute.field import LEVELS, Field, level_values, nice_step, sample
from gradexplorer.compute.plane import Plane
from gradexplorer.lang import Function, Table


def field_of(function: Function, reach: float = 5.0, size: int = 128) -> Field:
    plane = Plane(function, dict.fromkeys(function.variables, 0.0), {})
    return sample(plane, (-reach, reach), (-reach, reach), size)


def test_values_stand_at_their_places(function: Callable[..., Function]) -> None:
    field = sample(Plane(function("x + 10y"), {"x": 0.0, "y": 0.0}, {}), (-1, 1), (2, 3), 5)
    assert field.z == pytest.approx(field.x[None, :] + 10 * field.y[:, None])


def test_axes_are_components_and_the_others_are_held(function: Callable[..., Function]) -> None:
    at = {"x": (1.0, 2.0, 3.0)}
    field = sample(Plane(function("x[0] + 10x[1] + 100x[2]"), at, {}, (2, 0)), (-1, 1), (5, 6), 4)
    assert field.z == pytest.approx(field.y[:, None] + 20 + 100 * field.x[None, :])


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("x^2 + 2y^2", lambda x, y: x**2 + 2 * y**2),
        ("(1 - x)^2 + 100(y - x^2)^2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2),
        ("sin(x) cos(y)", lambda x, y: np.sin(x) * np.cos(y)),
        ("ln(x^2 + y^2)", lambda x, y: np.log(x**2 + y**2)),
        ("1e9 + x y", lambda x, y: 1e9 + x * y),
        ("x + y", lambda x, y: x + y),
    ],
)
def test_levels_lie_on_their_values_all_over_the_picture(
    function: Callable[..., Function], text: str, exact: Callable[..., np.ndarray]
) -> None:
    field = field_of(function(text), 4.0, 256)
    values = [level.value for level in field.levels]
    assert 5 <= len(values) <= 3 * LEVELS
    assert values == sorted(set(values))
    spread = field.z.max() - field.z.min()
    for level in field.levels:
        # Straight between grid points: off by the bend within one cell.
        assert np.nanmax(np.abs(exact(level.x, level.y) - level.value)) < 0.01 * spread
    shares = np.diff([0.0, *((field.z < value).mean() for value in values), 1.0])
    assert shares.max() < 0.35


@pytest.mark.parametrize("text", ["0x + 0y + 3", "1e9 + 1e-9 x y", "ln(-1 - x^2 - y^2)", "0x/y"])
def test_no_levels_where_there_is_nothing_to_tell_apart(function: Callable[..., Function], text: str) -> None:
    assert field_of(function(text)).levels == ()


def test_undefined_regions_have_no_levels(function: Callable[..., Function]) -> None:
    field = field_of(function("sqrt(x) + y"))
    assert np.isnan(field.z[:, field.x < 0]).all()
    assert all(np.nanmin(level.x) >= 0 for level in field.levels)


def test_a_narrow_spike_still_has_levels_on_its_slopes(function: Callable[..., Function]) -> None:
    levels = field_of(function("exp(-50(x^2 + y^2))")).levels
    assert sum(0.01 < level.value < 1 for level in levels) >= 3


def test_data_of_many_rows_fit_the_bounds(function: Callable[..., Function]) -> None:
    x = np.linspace(0, 2, 1000)
    loss = function("mean((W D.x + b - D.y)^2)", tables=[Table("D", {"x": x, "y": 2 * x + 1})]).with_variables("Wb")
    field = sample(Plane(loss, {"W": 0.0, "b": 0.0}, {}), (0, 4), (-1, 3), 33)
    assert field.z[16, 16] == pytest.approx(0, abs=1e-12)
    assert field.z[0, 0] == pytest.approx(np.mean((-1 - 2 * x - 1) ** 2))


@given(st.floats(1e-300, 1e300))
def test_nice_steps(rough: float) -> None:
    step = nice_step(rough)
    assert rough * (1 - 1e-9) <= step <= 2.5 * rough * (1 + 1e-9)
    assert f"{step:.0e}"[0] in "125"


@given(
    st.lists(st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf]), min_size=4, max_size=60),
)
def test_level_values_are_within_whatever_the_values(values: list[float]) -> None:
    z = np.asarray(values).reshape(1, -1)
    known = z[np.isfinite(z)]
    assert all(known.min() < value < known.max() for value in level_values(z))
