"""What is said of a point, a step and a run, in sentences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from msgspec.structs import replace

from gradexplorer.compute.descent import Trajectory
from gradexplorer.compute.diagnose import Verdict
from gradexplorer.compute.kink import Break, End, Jump, Kink
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.starts import Shares
from gradexplorer.model.document import Run
from gradexplorer.ui.present import words


def point(gradient, value=1.0, accumulated=None, at=None):
    gradient = np.asarray(gradient, dtype=float)
    names = ("x",) if len(gradient) == 1 else tuple(f"x[{j}]" for j in range(len(gradient)))
    read = gradient if accumulated is None else np.asarray(accumulated, dtype=float)
    return PointResult(
        names, np.zeros(len(gradient)) if at is None else np.asarray(at), value, gradient, read, None, ()
    )


def run(points, values, gradients, *, accumulated=None, kind="running", since=None, pattern=None, error=None):
    points = np.asarray(points, dtype=float).reshape(len(values), -1)
    gradients = np.asarray(gradients, dtype=float).reshape(points.shape)
    read = gradients if accumulated is None else np.asarray(accumulated, dtype=float).reshape(points.shape)
    names = ("x",) if points.shape[1] == 1 else tuple(f"x[{j}]" for j in range(points.shape[1]))
    verdict = Verdict(kind=kind, since=since, detail="Why.", pattern=pattern)
    return Trajectory(names, points, np.asarray(values, dtype=float), gradients, read, verdict, error)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (point([6.0484]), "The curve rises here: one to the right, 6.05 up."),
        (point([-5.0]), "The curve falls here: one to the right, 5 down."),
        (point([0.0]), "The curve is level here."),
        (point([3.0, 4.0]), "Steepest way up: along the gradient, 5 up for one along."),
        (point([0.0, 0.0]), "Flat here: the gradient is 0."),
        (point([math.nan], value=math.nan), "There is no value here."),
        (point([math.inf], value=0.0), "There is a value here, but no slope."),
        (point([]), "A constant: it has no slope."),
    ],
)
def test_the_slope_in_words(result: PointResult, sentence: str) -> None:
    assert words.slope_sentence(result) == sentence


@pytest.mark.parametrize(
    ("slope", "bend", "sentence"),
    [
        (2e-10, 2e-10, "The curve rises here: one to the right, 2e−10 up."),
        (-1e-12, 0.0, "The curve falls here: one to the right, 1e−12 down."),
        (-1.8e-16, 1.0, "The curve is level here."),
        (3e-3, 1e12, "The curve is level here."),
    ],
)
def test_level_is_what_rounding_makes_of_no_slope(slope: float, bend: float, sentence: str) -> None:
    assert words.slope_sentence(replace(point([slope]), second=np.array([[bend]]))) == sentence


def test_what_grad_holds_is_explained() -> None:
    assert words.accumulation_note(point([-4.0])) == ""
    assert words.accumulation_note(point([math.nan], accumulated=[math.nan])) == ""
    alone = words.accumulation_note(point([-4.0]), zero_grad=False)
    assert alone == "zero_grad is off, but no function of the same variables before this one left anything in .grad."
    assert words.accumulation_note(point([-4.0], accumulated=[-9.0])) == (
        "zero_grad is off: .grad reads −9, the slope −4 added to −5 from before."
    )
    assert words.accumulation_note(point([-10.0, -8.0], accumulated=[-20.0, -16.0])) == (
        "zero_grad is off: .grad reads (−20, −16); it was added to what was there."
    )


def test_a_step_is_told_by_its_numbers() -> None:
    steps = run([-2.6, -2.9024], [4.0, 3.5], [6.048, 1.0])
    assert words.step_sentences(steps, 0, Run()) == ("The start. Space plays, → makes one step.",)
    assert words.step_sentences(steps, 1, Run()) == (
        "The slope at −2.6000 is +6.0480.",
        "0.05 × slope = +0.30240, so x moves left to −2.9024; the value falls by 0.5.",
    )


def test_a_step_up_and_to_the_right() -> None:
    steps = run([1.0, 3.0], [1.0, 9.0], [-2.0, 6.0])
    assert words.step_sentences(steps, 1, Run(step_size=1.0))[1] == (
        "1 × slope = −2.0000, so x moves right to 3.0000; the value rises by 8."
    )


def test_a_step_on_level_ground_goes_nowhere() -> None:
    steps = run([1.0, 1.0], [2.0, 2.0], [0.0, 0.0])
    assert words.step_sentences(steps, 1, Run())[1] == "0.05 × slope = 0, so x stays at 1.0000."


def test_a_step_by_a_sum_says_that_it_is_one() -> None:
    steps = run([4.0, 3.6, 2.84], [16.0, 12.96, 8.0656], [8.0, 7.2, 5.68], accumulated=[8.0, 15.2, 20.88])
    assert words.step_sentences(steps, 2, Run(zero_grad=False))[0] == (
        ".grad at 3.6000 reads +15.200: the slope +7.2000 was added to what it held."
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, np.inf], "the value is ∞."),
        ([-np.inf, -np.inf], "the value is −∞."),
        ([np.inf, 2.0], "the value is 2."),
        ([0.5, 0.5], "the value stays the same."),
    ],
)
def test_a_step_to_a_value_that_no_amount_tells(values: list[float], said: str) -> None:
    assert words.step_sentences(run([1.0, -1.0], values, [2.0, -2.0]), 1, Run(step_size=1.0))[1].endswith(said)


def test_a_step_into_nothing() -> None:
    steps = run([1.0, -1.0], [0.0, math.nan], [2.0, math.nan])
    assert words.step_sentences(steps, 1, Run(step_size=1.0))[1].endswith("the value is no longer a number.")


def test_a_step_in_the_plane() -> None:
    steps = run([[5.0, 2.0], [4.9, 1.92]], [33.0, 31.3828], [[10.0, 8.0], [9.8, 7.68]])
    assert words.step_sentences(steps, 1, Run(step_size=0.01)) == (
        "The gradient at (5, 2) is (10, 8).",
        "0.01 × gradient is taken off: now (4.9, 1.92); the value falls by 1.6172.",
    )


def test_a_step_in_the_plane_by_a_sum() -> None:
    steps = run([[5.0, 2.0], [4.9, 1.92]], [33.0, 31.3828], [[1.0, 2.0]] * 2, accumulated=[[10.0, 8.0]] * 2)
    assert words.step_sentences(steps, 1, Run(step_size=0.01, zero_grad=False)) == (
        ".grad at (5, 2) reads (10, 8), a sum.",
        "0.01 × .grad is taken off: now (4.9, 1.92); the value falls by 1.6172.",
    )


def test_a_step_with_momentum() -> None:
    steps = run([4.0, 3.6], [16.0, 12.96], [8.0, 7.2])
    assert words.step_sentences(steps, 1, Run(momentum=0.9)) == (
        "Momentum keeps 0.9 of the last move.",
        "x moves to 3.6; the value falls by 3.04.",
    )


@pytest.mark.parametrize(
    ("fields", "text", "tone"),
    [
        ({"kind": "converged", "since": 12}, "converged since step 12", "good"),
        ({"kind": "diverged", "since": 7}, "diverged at step 7", "error"),
        ({"kind": "nan", "since": 3}, "not a number first at step 3", "error"),
        ({"kind": "running", "since": 9, "pattern": "two-cycle"}, "two-cycle since step 9", "accent"),
        ({"kind": "running"}, "still running after 1 steps", "accent"),
        ({"error": "a leaf Variable …"}, "The in-place step was refused", "error"),
    ],
)
def test_verdicts(fields, text: str, tone: str) -> None:
    verdict = words.verdict_of(run([0.0, 0.0], [0.0, 0.0], [0.0, 0.0], **fields), 20)
    assert verdict is not None
    assert (verdict.text, verdict.tone) == (text, tone)
    assert verdict.detail == fields.get("error", "Why.")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"kind": "converged", "since": 12}, "will have converged at step 12"),
        ({"kind": "diverged", "since": 7}, "will diverge at step 7"),
        ({"kind": "running", "since": 9, "pattern": "two-cycle"}, "a two-cycle from step 9 on"),
    ],
)
def test_before_it_comes_true_a_verdict_is_a_forecast(fields, text: str) -> None:
    verdict = words.verdict_of(run([0.0, 0.0], [0.0, 0.0], [0.0, 0.0], **fields), 3)
    assert verdict is not None
    assert verdict.text == text


def test_many_starts() -> None:
    assert words.starts_lines(None) == ()
    (few,) = words.starts_lines(Shares(4001, 500, 0.00025, 0.99975))
    assert "under 0.1 % have settled and over 99.9 %" in few
    (some,) = words.starts_lines(Shares(4001, 500, 0.5, 0.2))
    assert some.endswith("20 % are in a two-cycle, the rest in neither.")
    assert words.starts_lines(Shares(4001, 500, 0.2041, 0.7958)) == (
        "Of 4,001 starts in [−4, 4], after 500 steps 20.4 % have settled and 79.6 % are in a two-cycle.",
    )


def test_the_status_line() -> None:
    here = point([-5.0], value=18.0, at=[-2.0])
    assert words.status(None, 0, None, "explore") == ""
    assert words.status(None, 0, here, "explore") == "x = −2 · slope −5.000 · f = 18"
    steps = run([0.0] * 5, [0.0] * 5, [0.0] * 5, kind="running", since=2, pattern="two-cycle")
    assert words.status(steps, 1, here, "descend") == "step 1 · slope −5.000 · f = 18"
    assert words.status(steps, 2, here, "descend") == "step 2 · two-cycle · slope −5.000 · f = 18"
    plane = point([1.0, 2.0], value=3.0, at=[4.0, 5.0])
    assert words.status(None, 0, plane, "explore") == "x[0] = 4 · x[1] = 5 · f = 3"


@pytest.mark.parametrize(
    ("left", "right", "slope", "told"),
    [
        (-1.0, 1.0, 0.0, "0, the mean of both"),
        (0.0, 1.0, 0.0, "0, the left one"),
        (0.0, 1.0, 1.0, "1, the right one"),
        (-1.0, 1.0, 0.25, "0.25, one between them"),
        (-1.0, 1.0, 2.0, "2, neither"),
        (-math.inf, math.inf, 3.0, "3, one between them"),
        (-math.inf, math.inf, math.inf, "∞, the right one"),
        (-1.0, 1.0, math.nan, "nan"),
    ],
)
def test_which_slope_autograd_returns_at_a_kink(left: float, right: float, slope: float, told: str) -> None:
    assert words.kink_sentence(Kink(0.0, left, right), slope).endswith(f"Autograd returns {told}.")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (Jump(0.0, 1.0, 3.0), "A jump, and no slope: the curve comes to 1 from the left and to 3 from the right."),
        (Jump(0.0, 1.0, 1.0), "No slope: the curve comes to 1 from both sides, and is 5 here."),
        (End(0.0, 1, -math.inf), "The curve ends here; its slope on the right is −∞."),
        (End(0.0, -1, 2.0), "The curve ends here; its slope on the left is 2."),
        (Kink(0.0, -1.0, 1.0), "A kink: the slope is −1 on the left and 1 on the right."),
    ],
)
def test_where_there_is_no_slope(broken: Break, told: str) -> None:
    sentence = words.broken_sentence(broken, point([0.0], value=5.0))
    assert sentence.startswith(told + " Autograd returns 0")


@pytest.mark.parametrize(
    ("guess", "slope", "told"),
    [
        (-9.0, -5.0, "Off by 4: the slope is −5. Your line crosses the curve."),
        (-4.98, -5.0, "Off by 0.02: the slope is −5. Well seen."),
        (0.5, 0.5, "That is the slope: 0.5."),
        (0.5, math.nan, "The curve has no slope here."),
        (1.0, math.inf, "Off by ∞: the slope is ∞. Your line crosses the curve."),
    ],
)
def test_a_guess_beside_the_slope(guess: float, slope: float, told: str) -> None:
    assert words.guess_verdict(guess, slope) == told
