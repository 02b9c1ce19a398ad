from __future__ import annotations

import json
import math
from typing import Any

import pytest

from gradexplorer.cli import main


def descent(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["descend", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_shape_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    found = descent(capsys, "x^2", "--start", "x=1", "--step-size", "0.25", "--steps", "3")
    assert list(found) == ["expression", "optimizer", "settings", "steps", "verdict"]
    assert (found["expression"], found["optimizer"]) == ("x^2", "SGD")
    assert found["settings"]["step_size"] == 0.25
    assert found["steps"] == [
        {"step": n, "point": {"x": 0.5**n}, "value": 0.25**n, "gradient": {"x": 2 * 0.5**n}} for n in range(4)
    ]
    assert set(found["verdict"]) == {"kind", "since", "detail"}
    assert found["verdict"]["kind"] == "running"
    assert found["verdict"]["detail"]


def test_a_step_in_two_components(capsys: pytest.CaptureFixture[str]) -> None:
    found = descent(capsys, "x[0]^2 + 2x[1]^2", "--start", "x=[5,2]", "--step-size", "0.01", "--steps", "1")
    assert found["steps"][0]["gradient"] == {"x": [10.0, 8.0]}
    assert found["steps"][1]["point"]["x"] == pytest.approx([4.9, 1.92], abs=1e-12)


@pytest.mark.parametrize(("step_size", "end"), [("0.05", -3.29596), ("0.07", -1.52917), ("0.15", 0.11150)])
def test_the_non_convex_function(capsys: pytest.CaptureFixture[str], step_size: str, end: float) -> None:
    words = ("theta cos(4theta) + 2|theta|", "--start", "theta=-3.5", "--step-size", step_size, "--steps", "100")
    steps = descent(capsys, *words)["steps"]
    assert len(steps) == 101
    assert steps[-1]["point"]["θ"] == pytest.approx(end, abs=5e-6)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["x^2", "--start", "x=1", "--step-size", "0.5"], "converged"),
        (["x^2", "--start", "x=1", "--step-size", "5", "--steps", "1000"], "diverged"),
        (["ln x", "--start", "x=0.5", "--step-size", "1"], "nan"),
        (["x^2", "--start", "x=1", "--step-size", "0.001"], "running"),
    ],
)
def test_what_became_of_it(capsys: pytest.CaptureFixture[str], words: list[str], kind: str) -> None:
    verdict = descent(capsys, *words)["verdict"]
    assert verdict["kind"] == kind
    assert (verdict["since"] is None) == (kind == "running")


def test_numbers_beyond_the_finite_are_strings(capsys: pytest.CaptureFixture[str]) -> None:
    steps = descent(capsys, "ln x", "--start", "x=0.5", "--step-size", "1", "--steps", "2")["steps"]
    assert steps[1]["point"] == {"x": -1.5}
    assert steps[1]["value"] == "nan"


def test_gradients_that_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    found = descent(capsys, "x^2", "--start", "x=1", "--step-size", "0.1", "--steps", "2", "--no-zero-grad")
    # 1 - 0.1·2 = 0.8, then with .grad = 2 + 1.6: 0.8 - 0.1·3.6 = 0.44
    assert [step["point"]["x"] for step in found["steps"]] == pytest.approx([1, 0.8, 0.44], abs=1e-12)


def test_the_steps_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["descend", "x^2", "--start", "x=-1", "--step-size", "0.25", "--steps", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[2:6]] == [
        ["step", "x", "value", "d/dx"],
        ["0", "-1.0", "1.0", "-2.0"],
        ["1", "-0.5", "0.25", "-1.0"],
        ["2", "-0.25", "0.0625", "-0.5"],
    ]
    assert lines[-1].startswith("verdict")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x^2", "--start", "x=1", "--steps", "-1"], "between 0 and 1,000,000 steps"),
        (["x^2", "--start", "x=1", "--steps", "many"], "invalid int value"),
        (["x^2"], "x has no value"),
        (["x^2", "--at", "x=1"], "unrecognized arguments"),
    ],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    assert main(["descend", *words]) == 2
    assert sentence in capsys.readouterr().err


def test_no_steps_are_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    found = descent(capsys, "x^2", "--start", "x=3", "--steps", "0")
    assert found["steps"] == [{"step": 0, "point": {"x": 3.0}, "value": 9.0, "gradient": {"x": 6.0}}]
    assert not math.isnan(found["steps"][0]["value"])


def test_momentum(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("x^2", "--start", "x=1", "--step-size", "0.1", "--momentum", "0.9", "--steps", "2")
    # velocity 2, then 0.9·2 + 1.6 = 3.4
    assert [step["point"]["x"] for step in descent(capsys, *words)["steps"]] == pytest.approx([1, 0.8, 0.46], abs=1e-12)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (("--step-size", "-0.1"), "A step size is a number from 0 up, not -0.1."),
        (("--momentum", "-1"), "A momentum is a number from 0 up, not -1."),
        (("--steps", "-1"), "A run has between 0 and 1,000,000 steps, not -1."),
    ],
)
def test_settings_that_no_run_has(capsys: pytest.CaptureFixture[str], setting: tuple[str, str], message: str) -> None:
    assert main(["descend", "x^2", "--start", "x=1", *setting]) == 2
    assert message in capsys.readouterr().err
