"""Thirty telling functions, each drawn right at several views: against NumPy, point by point and between the points."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute.curve import Curve, End, Window, sample
from gradexplorer.compute.sampling import Line
from tests.thirty import THIRTY, USUAL, Array, Case, View

Lines = Callable[..., Line]
WIDTH, HEIGHT = 780, 570
SEEN = [(case, view) for case in THIRTY for view in (USUAL, *case.views)]


def name(value: object) -> str:
    return value.text if isinstance(value, Case) else "{:g}..{:g}".format(*value[:2])  # type: ignore[index]


def drawn(line: Lines, text: str, view: View) -> Curve:
    x_low, x_high, low, high = view
    return sample(line(text), x_low, x_high, WIDTH, window=Window(low, high, HEIGHT))


def pixels(x: Array, y: Array, view: View) -> Array:
    return np.stack(
        [(x - view[0]) / (view[1] - view[0]) * WIDTH, (view[3] - y) / (view[3] - view[2]) * HEIGHT], axis=-1
    )


def segments(curve: Curve, view: View) -> tuple[Array, Array]:
    """Ends (k, 2), (k, 2) in pixels of what is drawn."""
    points = pixels(curve.x, curve.y, view)
    whole = (np.abs(points) < 1e100).all(axis=1)
    joined = whole[:-1] & whole[1:]
    return points[:-1][joined], points[1:][joined]


def farthest(points: Array, begin: Array, end: Array) -> float:
    """How far the farthest of `points` (n, 2) lies from the nearest of the segments near it."""
    step = end - begin
    length = np.maximum((step**2).sum(axis=1), 1e-300)
    order = np.argsort(begin[:, 0], kind="stable")
    begin, step, length = begin[order], step[order], length[order]
    near = np.searchsorted(begin[:, 0], points[:, 0])
    best = np.full(len(points), np.inf)
    for shift in range(-40, 41):
        which = np.clip(near + shift, 0, len(begin) - 1)
        to = points - begin[which]
        share = np.clip((to * step[which]).sum(axis=1) / length[which], 0, 1)
        best = np.minimum(best, np.hypot(*(to - share[:, None] * step[which]).T))
    return float(best.max())


def test_they_are_thirty_at_least() -> None:
    assert len({case.text for case in THIRTY}) >= 30


@pytest.mark.parametrize(("case", "view"), SEEN, ids=name)
@np.errstate(all="ignore")
def test_drawn_right(line: Lines, case: Case, view: View) -> None:
    curve = drawn(line, case.text, view)
    assert (np.diff(curve.x) >= 0).all()
    known = np.isfinite(curve.y)
    exact = case.exact(curve.x[known])
    seen = np.isfinite(exact) & (np.abs(exact - (view[2] + view[3]) / 2) < view[3] - view[2])
    # What is drawn beside a jump is its limit, which is the function's value on that side of it.
    away = (
        np.min([np.abs(curve.x[known] - at) for at in case.breaks], axis=0) if case.breaks else np.full(len(exact), 9)
    )
    seen &= away > 1e-6 * (view[1] - view[0])
    np.testing.assert_allclose(curve.y[known][seen], exact[seen], rtol=case.precision, atol=case.precision)
    _no_place_is_missed(curve, case, view)
    _nothing_is_joined(curve, case, view)


def _no_place_is_missed(curve: Curve, case: Case, view: View) -> None:
    """Every place of the curve in view has ink within a pixel: there is no gap, and no tip is cut off."""
    rng = np.random.default_rng(7)
    x = np.sort(rng.uniform(view[0], view[1], 12_000))
    for at in (0.0, *case.breaks):  # closely around what is special
        x = np.concatenate([x, at + np.geomspace(1e-6, 0.02, 300), at - np.geomspace(1e-6, 0.02, 300)])
    x = x[(x > view[0]) & (x < view[1])]
    y = case.exact(x)
    seen = np.isfinite(y) & (y > view[2]) & (y < view[3])
    if seen.any():
        assert farthest(pixels(x[seen], y[seen], view), *segments(curve, view)) <= 1.0


def _nothing_is_joined(curve: Curve, case: Case, view: View) -> None:
    """No segment goes from one side of a break to the other, nor through a stretch without a value."""
    whole = np.isfinite(curve.y)
    for at in case.breaks:
        across = whole[:-1] & whole[1:] & (curve.x[:-1] < at) & (curve.x[1:] > at)
        assert not across.any(), at
    for low, high in case.undefined:
        inside = whole & (curve.x > low + 1e-9) & (curve.x < high - 1e-9)
        assert not inside.any()


@pytest.mark.parametrize("case", THIRTY, ids=name)
def test_undefined_stretches_are_known(line: Lines, case: Case) -> None:
    found = drawn(line, case.text, USUAL).undefined
    assert np.asarray(found).reshape(-1, 2) == pytest.approx(np.asarray(case.undefined).reshape(-1, 2), abs=1e-6)


@pytest.mark.parametrize("case", [case for case in THIRTY if case.ends is not None], ids=name)
@pytest.mark.parametrize("view", [USUAL, (-4.9, 5.0, -5.0, 5.0)], ids=name)
@pytest.mark.parametrize("count", [WIDTH, 1001])
def test_holes_and_the_ends_of_jumps_are_marked(line: Lines, case: Case, view: View, count: int) -> None:
    curve = sample(line(case.text), *view[:2], count, window=Window(*view[2:], HEIGHT))
    found = sorted(curve.ends, key=lambda end: (end.x, not end.open, end.y))
    wanted = [End(*end) for end in case.ends or () if view[0] < end[0] <= view[1]]
    assert [end.open for end in found] == [end.open for end in wanted]
    assert [end.x for end in found] == [end.x for end in wanted]
    assert [end.y for end in found] == pytest.approx([end.y for end in wanted], abs=1e-5)


def test_a_value_that_stands_alone_is_a_dot(line: Lines) -> None:
    curve = drawn(line, "sign(x)", USUAL)
    assert {(end.x, end.y, end.open) for end in curve.ends} == {(0, -1, True), (0, 1, True), (0, 0, False)}
    around = np.abs(curve.x) < 0.1
    assert set(curve.y[around & np.isfinite(curve.y)]) == {-1.0, 1.0}, "no line leads to the dot"


def test_derivatives_have_no_value_where_they_jump(line: Lines) -> None:
    curve = sample(line("|x|"), -5, 5, WIDTH, order=1, window=Window(-2, 2, HEIGHT))
    assert {(end.x, end.y, end.open) for end in curve.ends} == {(0, -1, True), (0, 1, True)}


def test_rounding_beside_a_hole_is_not_drawn(line: Lines) -> None:
    for count in (780, 781):
        curve = sample(line("(1 - cos(x))/x^2"), -5, 5, count, window=Window(0, 1, HEIGHT))
        (end,) = curve.ends
        assert (end.x, end.open) == (0.0, True)
        assert end.y == pytest.approx(0.5, abs=1e-4)
        assert np.nanmin(curve.y[np.abs(curve.x) < 0.1]) > 0.49


FAST = [("sin(50x)", (-1000.0, 1000.0)), ("sin(x)", (-1e6, 1e6)), ("cos(x)", (0.0, 780 * 2 * math.pi)),
        ("sin(1/x)", (-0.0008, 0.0008)), ("sin(x^2)", (90.0, 3000.0))]  # fmt: skip


@pytest.mark.parametrize(("text", "reach"), FAST, ids=[text for text, _ in FAST])
def test_what_swings_faster_than_the_pixels_fills_its_height(
    line: Lines, text: str, reach: tuple[float, float]
) -> None:
    """No false slow wave is seen: each stretch of three pixels reaches from bottom to top, but for a few percent."""
    curve = sample(line(text), *reach, WIDTH, window=Window(-2, 2, HEIGHT))
    number = np.floor((curve.x - reach[0]) / (reach[1] - reach[0]) * WIDTH / 3).astype(int)
    for stretch in range(1, WIDTH // 3 - 1):
        part = curve.y[(number == stretch) & np.isfinite(curve.y)]
        assert part.min() < -0.9, stretch
        assert part.max() > 0.9, stretch
    assert len(curve.x) < 12 * WIDTH


HOLES = ("sin(1/x)", "x sin(1/x)", "sin(x)/x", "exp(-1/x^2)", "(x^2-1)/(x-1)")
"""Without a jump: what is at 0, or at 1, is looked for when the view rests."""


@pytest.mark.parametrize("case", [case for case in THIRTY if case.text not in HOLES], ids=name)
def test_a_coarse_curve_joins_no_more(line: Lines, case: Case) -> None:
    curve = sample(line(case.text), *USUAL[:2], WIDTH // 2, window=Window(-5, 5, HEIGHT), fine=False)
    assert len(curve.x) < WIDTH
    _nothing_is_joined(curve, case, USUAL)
