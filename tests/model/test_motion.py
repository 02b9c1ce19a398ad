from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from gradexplorer.model.document import Slider
from gradexplorer.model.motion import where


def slider(motion: str, low: float = -5.0, high: float = 5.0, seconds: float = 4.0) -> Slider:
    return Slider(name="a", value=0.0, low=low, high=high, motion=motion, seconds=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("motion", "elapsed", "value", "goes_on"),
    [
        ("swing", 0.0, 0.0, True),
        ("swing", 1.0, 2.5, True),
        ("swing", 2.0, 5.0, True),
        ("swing", 3.0, 2.5, True),
        ("swing", 6.0, -5.0, True),
        ("swing", 8.0, 0.0, True),
        ("round", 1.0, 2.5, True),
        ("round", 2.0, -5.0, True),
        ("round", 4.0, 0.0, True),
        ("once", 1.0, 2.5, True),
        ("once", 2.0, 5.0, False),
        ("once", 99.0, 5.0, False),
    ],
)
def test_ten_wide_in_four_seconds_from_the_middle(motion: str, elapsed: float, value: float, goes_on: bool) -> None:
    assert where(slider(motion), 0.0, elapsed) == (value, goes_on)


def test_once_from_the_end_begins_anew() -> None:
    assert where(slider("once"), 5.0, 1.0) == (-2.5, True)


def test_what_is_no_number_begins_at_the_low_end() -> None:
    assert where(slider("swing"), math.nan, 1.0) == (-2.5, True)


def test_reduced_motion_jumps_by_tenths() -> None:
    seen = [where(slider("swing"), -5.0, elapsed / 10, reduced=True)[0] for elapsed in range(41)]
    assert sorted(set(seen)) == [float(k) for k in range(-5, 6)]


@given(
    motion=st.sampled_from(["swing", "round", "once"]),
    low=st.floats(-1e6, 1e6),
    span=st.floats(1e-6, 1e6),
    share=st.floats(-1, 2),
    elapsed=st.floats(0, 1e4),
    seconds=st.floats(0.1, 1e3),
    reduced=st.booleans(),
)
def test_it_stays_within_its_range(motion, low, span, share, elapsed, seconds, reduced) -> None:
    one = slider(motion, low, low + span, seconds)
    value, _ = where(one, low + share * span, elapsed, reduced=reduced)
    assert one.low <= value <= one.high
