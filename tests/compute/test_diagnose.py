"""Verdicts: the word, since when, and that the sentence is true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.compute.descent import Trajectory, descend
from gradexplorer.lang import Function
from gradexplorer.model.document import Run

Make = Callable[..., Function]


@pytest.fixture(scope="session")
def run(function: Make) -> Callable[..., Trajectory]:
    def made(text: str, start: float, dtype: engine.dtype = engine.float64, **options: Any) -> Trajectory:
        found = function(text)
        return descend(found, dict.fromkeys(found.variables, start), {}, Run(**options), dtype)

    return made


Runs = Callable[..., Trajectory]


@pytest.mark.parametrize("dtype", [engine.float32, engine.float64])
@pytest.mark.parametrize(
    ("text", "start", "options", "since"),
    [
        ("x^2", 1.0, {"step_size": 0.1}, None),
        ("x^2", 1.0, {"step_size": 0.1, "momentum": 0.9, "steps": 500}, None),
        ("sin(x)", 1.0, {"steps": 2000}, None),
        ("(x - 3e-10)^2", 1e-9, {"steps": 300}, None),
        ("x^2", 1.0, {"step_size": 0.5}, 1),
        ("x^2", 0.0, {}, 0),
        ("cos(x)", np.pi, {}, 0),
        ("exp(x)", 1.0, {"step_size": 100.0}, 1),
    ],
)
def test_converged(
    run: Runs, dtype: engine.dtype, text: str, start: float, options: dict[str, Any], since: int | None
) -> None:
    found = run(text, start, dtype, **options)
    verdict = found.verdict
    assert (verdict.kind, verdict.pattern) == ("converged", "")
    assert since is None or verdict.since == since
    assert verdict.since is not None
    way = np.abs(found.points - found.points[-1]).max()
    after = np.abs(found.points[verdict.since :] - found.points[-1]).max()
    assert after <= 1e-6 * min(way, 1 + abs(found.points[-1, 0]))


@pytest.mark.parametrize("dtype", [engine.float32, engine.float64])
@pytest.mark.parametrize(
    ("text", "start", "options"),
    [
        ("x^2", 1.0, {"step_size": 1e-6}),
        ("x^2", 1.0, {"step_size": 1e-20}),
        ("1e-5 x^2", 1.0, {"step_size": 1e-3}),
        ("x^2", 1.0, {"step_size": 0.9995}),
        ("x^2", 1e6, {"step_size": 0.1, "steps": 20}),
        ("x^4", 1.0, {}),
        ("-x", 1.0, {}),
        ("x^2", 1.0, {"step_size": 0.1, "momentum": 0.9}),
        ("x^2 + 0.001y^2", 1.0, {"step_size": 0.4, "steps": 1000}),
        ("(x - 3e-10)^2", 1e-9, {"steps": 3}),
        ("x^2", 1.0, {"zero_grad": False}),
        ("x^2", 1.0, {"steps": 1}),
        ("x^2", 1.0, {"steps": 0}),
    ],
)
def test_on_the_way_is_running(
    run: Runs, dtype: engine.dtype, text: str, start: float, options: dict[str, Any]
) -> None:
    verdict = run(text, start, dtype, **options).verdict
    assert (verdict.kind, verdict.since, verdict.pattern) == ("running", None, "")


@settings(max_examples=25)
@given(step_size=st.floats(1e-12, 1e-3), scale=st.floats(1e-6, 1e3))
def test_a_tiny_step_size_is_not_taken_for_rest(run: Runs, step_size: float, scale: float) -> None:
    assert run(f"{scale!r} x^2", 1.0, step_size=min(step_size, 1e-3 / scale), steps=40).verdict.kind == "running"


@settings(max_examples=25)
@given(step_size=st.floats(0.05, 0.9), start=st.floats(1e-9, 1e9))
def test_a_good_step_size_converges_at_every_scale(run: Runs, step_size: float, start: float) -> None:
    assert run("x^2", start, step_size=step_size, steps=600).verdict.kind == "converged"


@pytest.mark.parametrize("dtype", [engine.float32, engine.float64])
@pytest.mark.parametrize(
    ("text", "start", "options"),
    [
        ("|x|", 0.03, {}),
        ("x^2", 1.0, {"step_size": 1.0}),
        ("x cos(4x) + 2|x|", -3.5, {"step_size": 0.05}),
        ("x cos(4x) + 2|x|", -3.5, {"step_size": 0.15}),
    ],
)
def test_two_cycles(run: Runs, dtype: engine.dtype, text: str, start: float, options: dict[str, Any]) -> None:
    found = run(text, start, dtype, **options)
    verdict, x = found.verdict, found.points[:, 0]
    assert (verdict.kind, verdict.pattern) == ("running", "two-cycle")
    assert verdict.since is not None
    assert f"From step {verdict.since} on" in verdict.detail
    swing = abs(x[-1] - x[-2])
    last = np.where((len(x) - 1 - np.arange(len(x))) % 2 == 0, x[-1], x[-2])
    apart = np.abs(x - last) > 0.02 * swing
    assert not apart[verdict.since :].any()
    assert verdict.since == 0 or apart[verdict.since - 1]


@pytest.mark.parametrize(
    ("text", "start", "options", "since", "words"),
    [
        ("x^2", 1.0, {"step_size": 1.5}, 40, "step size × curvature = 3, over 2"),
        ("x^2", 1.0, {"step_size": 2.5, "momentum": 0.9}, 27, "step size × curvature = 5, over 3.8"),
        ("x^2", 1.0, {"step_size": 2.5, "zero_grad": False}, 29, "step size × curvature = 5, over 4"),
        ("-x^2", 1.0, {"steps": 500}, 290, "The value falls without end that way."),
        ("1/x", 0.0, {}, 0, "At step 0 the value is infinite."),
    ],
)
def test_diverged(run: Runs, text: str, start: float, options: dict[str, Any], since: int, words: str) -> None:
    found = run(text, start, **options)
    assert (found.verdict.kind, found.verdict.since) == ("diverged", since)
    assert words in found.verdict.detail
    assert ("overshoots" in found.verdict.detail) == ("curvature" in words)


def test_a_start_far_away_is_not_divergence(run: Runs) -> None:
    assert run("(x - 1e13)^2", 2e13, step_size=0.2, steps=300).verdict.kind == "converged"


@pytest.mark.parametrize(
    ("text", "start", "options", "since", "what"),
    [
        ("ln(x)", 1.0, {"step_size": 0.5}, 2, "value"),
        ("x^2", float("nan"), {}, 0, "point"),
        ("sqrt(x)", -1.0, {}, 0, "value"),
        ("where(x > 0, sqrt(x), 0)", -1.0, {}, 0, "gradient"),
    ],
)
def test_nan(run: Runs, text: str, start: float, options: dict[str, Any], since: int, what: str) -> None:
    verdict = run(text, start, **options).verdict
    assert (verdict.kind, verdict.since) == ("nan", since)
    assert verdict.detail == f"At step {since} the {what} is not a number."


def test_sentences_of_runs_under_way(run: Runs) -> None:
    assert "still 2, but the steps are too small to move the point" in run("x^2", 1.0, step_size=1e-20).verdict.detail
    assert "fallen by 5; the last step still moved by 0.05" in run("-x", 1.0).verdict.detail
