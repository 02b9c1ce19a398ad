"""Sets and quantiles by sorting, against NumPy's own."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.compute.ordered import among, distinct, quantiles

numbers = st.lists(st.floats(-1e300, 1e300, allow_nan=False) | st.integers(-3, 3).map(float), max_size=40)


@given(numbers)
def test_distinct_values_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values, dtype=np.float64)
    assert np.array_equal(distinct(array), np.unique(array))


@given(numbers, numbers)
def test_membership_is_that_of_numpy(values: list[float], chosen: list[float]) -> None:
    array, others = np.array(values, dtype=np.float64), np.sort(np.array(chosen, dtype=np.float64))
    assert np.array_equal(among(array, others), np.isin(array, others))


@given(numbers.filter(bool), st.floats(0.0, 1.0))
def test_quantiles_are_those_of_numpy(values: list[float], share: float) -> None:
    array = np.array(values)
    scale = float(np.abs(array).max())
    expected = np.quantile(array, [share, 0.5])
    assert quantiles(array, share, 0.5) == pytest.approx(tuple(expected), rel=1e-12, abs=1e-12 * scale)


def test_a_quantile_between_huge_values_does_not_overflow() -> None:
    assert quantiles(np.array([-1.7e308, 1.7e308]), 0.5) == (0.0,)


def test_none_of_them_loads_masked_arrays() -> None:
    program = (
        "import sys, numpy as np\n"
        "from gradexplorer.compute.ordered import among, distinct, quantiles\n"
        "x = np.arange(9.0)\n"
        "among(x, distinct(x)), quantiles(x, 0.5)\n"
        "sys.exit('numpy.ma' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
