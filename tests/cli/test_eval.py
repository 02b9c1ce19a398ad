from __future__ import annotations

import json
import math
from typing import Any

import pytest

from gradexplorer.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code = main([*words, "--json"])
    out = capsys.readouterr()
    assert (code, out.err) == (0, "")
    return json.loads(out.out)


def test_the_shape_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "eval", "x^3 + 3x^2 - 5x + 4", "--at", "x=-2") == {
        "expression": "x^3 + 3x^2 - 5x + 4",
        "at": {"x": -2.0},
        "value": 18.0,
        "gradient": {"x": -5.0},
    }


def test_the_answer_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "x^2 + 0.1", "--at", "x=-2"]) == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    assert ["at", "x = -2.0"] in lines
    assert ["value", "4.1"] in lines
    assert ["gradient", "x: -4.0"] in lines


@pytest.mark.parametrize(
    "at",
    [
        ["--at", "x=[-5,-2]"],
        ["--at", "x = [ -5 , -2 ]"],
        ["--at", "x[0]=-5", "--at", "x[1]=-2"],
        ["--at", "x[1]=-2,x[0]=-5"],
        ["--at=x=[-5,-2]"],
    ],
)
def test_a_vector_variable(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    found = answer(capsys, "eval", "x[0]^2 + 2x[1]^2", *at)
    assert (found["at"], found["value"], found["gradient"]) == ({"x": [-5.0, -2.0]}, 33.0, {"x": [-10.0, -8.0]})


def test_a_matrix_variable(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "mean(2(3x+2)^2)", "--at", "x=[[1,2,3],[3,2,1]]")
    assert found["value"] == pytest.approx(140, abs=1e-12)
    assert found["gradient"]["x"] == [pytest.approx([10, 16, 22]), pytest.approx([22, 16, 10])]


@pytest.mark.parametrize("at", [["--at", "x=1,y=2"], ["--at", "x=1", "--at", "y=2"], ["--at", "y=2,x=1"]])
def test_two_variables(capsys: pytest.CaptureFixture[str], at: list[str]) -> None:
    found = answer(capsys, "eval", "x^2 + 2y^2", *at)
    assert (found["value"], found["gradient"]) == (9.0, {"x": 2.0, "y": 8.0})


def test_a_slider_has_a_value_and_no_gradient(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "a x^2", "--at", "x=3,a=2")
    assert (found["at"], found["value"], found["gradient"]) == ({"x": 3.0, "a": 2.0}, 18.0, {"x": 12.0})


def test_an_expression_without_variables(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "2 + 3")
    assert (found["at"], found["value"], found["gradient"]) == ({}, 5.0, {})


def test_lines_that_the_expression_uses(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "g(g(g(x)))", "--define", "g(x) = x(x+1)", "--at", "x=1")
    assert (found["value"], found["gradient"]) == (42.0, {"x": 195.0})
    found = answer(capsys, "eval", "a x", "--define", "a = 4", "--at", "x=2")
    assert found["value"] == 8.0


def test_greek_names_and_subscripts_are_one_name(capsys: pytest.CaptureFixture[str]) -> None:
    for at in ("theta=2", "θ=2"):
        assert answer(capsys, "eval", "theta^2", "--at", at)["gradient"] == {"θ": 4.0}
    for at in ("x0=3", "x_0=3", "x₀=3"):
        assert answer(capsys, "eval", "x_0^2", "--at", at)["value"] == 9.0


def test_a_value_may_be_written_as_mathematics(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "eval", "sin x", "--at", "x=pi/2") == {
        "expression": "sin x",
        "at": {"x": math.pi / 2},
        "value": 1.0,
        "gradient": {"x": pytest.approx(math.cos(math.pi / 2), abs=1e-16)},
    }


@pytest.mark.parametrize("expression", ["-x^2", "-x", "-(x+1)", "-2x"])
def test_an_expression_that_begins_with_a_minus(capsys: pytest.CaptureFixture[str], expression: str) -> None:
    found = answer(capsys, "eval", expression, "--at", "x=-2")
    assert found["expression"] == expression
    assert found["value"] == {"-x^2": -4.0, "-x": 2.0, "-(x+1)": 1.0, "-2x": 4.0}[expression]
    assert main(["eval", "--at", "x=-2", "--json", "--", expression]) == 0
    assert json.loads(capsys.readouterr().out) == found


def test_numbers_read_back_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "x/3", "--at", "x=0.1")
    assert found["value"] == 0.1 / 3
    main(["eval", "x/3", "--at", "x=0.1"])
    assert repr(0.1 / 3) in capsys.readouterr().out


def test_what_is_not_finite_is_a_string(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "eval", "ln x", "--at", "x=0")
    assert (found["value"], found["gradient"]) == ("-inf", {"x": "inf"})
    found = answer(capsys, "eval", "1 + ln x", "--at", "x=-1")
    assert found["value"] == "nan"
    assert found["notes"]
    assert {"message", "span"} <= set(found["notes"][0])
    assert found["notes"][0]["span"] == [4, 8]
    assert answer(capsys, "eval", "x", "--at", "x=-inf")["at"] == {"x": "-inf"}


def test_float32_computes_in_float32(capsys: pytest.CaptureFixture[str]) -> None:
    single = answer(capsys, "eval", "x/3", "--at", "x=1", "--dtype", "float32")["value"]
    assert single != 1 / 3
    assert single == pytest.approx(1 / 3, rel=1e-7)


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x^2"], "x has no value"),
        (["x^2", "--at", "y=1"], "y does not occur in the expression"),
        (["x^2", "--at", "x"], "gives no value to a name"),
        (["x^2", "--at", "x=1,x=2"], "x is given twice"),
        (["x^2", "--at", "x[0]=1,x[0]=2"], "x is given twice"),
        (["x^2", "--at", "x="], "no number"),
        (["x^2", "--at", "x=y"], "no number"),
        (["x^2", "--at", "x=[]"], "empty list"),
        (["x[0] + x[1]", "--at", "x[1]=1"], "x[0] is missing"),
        (["x[0] + x[1]", "--at", "x=[1]"], "x[1] has no value"),
        (["x^2", "--at", "x=[[1],[2,3]]"], "same length"),
        (["x", "--at", "x[0][0]=1,x[1]=2"], "both as a vector and as a matrix"),
        (["x", "--at", "x[999999999]=1"], "more than 100,000 components"),
        (["", "--at", "x=1"], "empty"),
    ],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    assert main(["eval", *words, "--json"]) == 2
    out = capsys.readouterr()
    assert sentence in out.err
    told = json.loads(out.out)
    assert set(told) == {"expression", "error"}
    assert set(told["error"]) == {"message", "line", "column", "span", "hint"}


def test_a_bad_text_is_shown_with_a_caret(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "2 * (x + 1", "--at", "x=1"]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    lines = out.err.splitlines()
    assert any("2 * (x + 1" in line for line in lines)
    assert any(set(line.strip()) == {"^"} for line in lines)
    assert "Traceback" not in out.err


def test_a_bad_text_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "x + sine(x)", "--at", "x=1", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["expression"] == "x + sine(x)"
    assert (told["error"]["line"], told["error"]["column"], told["error"]["span"]) == (1, 5, [4, 8])
    assert "sin" in told["error"]["hint"]


def test_a_value_that_is_no_number_is_an_error_with_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "[x, 2x]", "--at", "x=1", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert "sum(" in told["error"]["hint"]
    assert told["error"]["span"] is not None


def test_shapes_that_do_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "x[0] + x[5]", "--at", "x=[1,2]"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["sum(x[k]^2, k=0..2)", "--at", "x=1"], "x needs 3 components here: --at 'x=[1, 1, 1]'"),
        (["sum(x[k]^2, k=0..n)", "--at", "x=1"], "x needs to be a vector here"),
        (["sum({k<1: x[k], 0}, k=0..2)", "--at", "x=1"], "x needs to be a vector here"),
        (["f(x)", "--at", "x=1"], "or give it a number: --at f=1"),
        (["a(x)", "--at", "x=1"], "Give it one: --at a=1"),
    ],
)
def test_how_to_give_what_is_missing(capsys: pytest.CaptureFixture[str], words: list[str], hint: str) -> None:
    assert main(["eval", *words]) == 2
    assert hint in capsys.readouterr().err


def test_a_vector_of_the_length_that_a_series_goes_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "eval", "sum(x[k]^2, k=0..2)", "--at", "x=[1, 2, 3]")["value"] == 14
    assert answer(capsys, "eval", "sum({k<1: x[k], 0}, k=0..2)", "--at", "x=[5]")["value"] == 5
