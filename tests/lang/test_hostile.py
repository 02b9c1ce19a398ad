"""Whatever is typed is answered: by a value or by the language's own error, in little memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import engine
from gradexplorer.lang import Entry, LangError, Source, read
from tests.lang.hostile import TEXTS
from tests.peak import MOST, run

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """All texts through everything, in one process of its own."""
    done = run("tests.lang.hostile", timeout=390)
    assert (done.code, done.err) == (0, "")
    return {one["name"]: one for one in map(json.loads, done.out.splitlines())}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_answered(answers: dict[str, Any], name: str) -> None:
    expected = TEXTS[name][1]
    found = answers[name]["answers"]
    assert not [message for message in found.values() if message.startswith("crash")]
    assert found["colours"] == found["completion"] == "value"
    if expected is None:
        return
    messages = [message for message in found.values() if message != "value"]
    assert bool(messages) == bool(expected)
    assert any(expected in message for message in messages) or not expected
    assert all(len(message) < 1_000 for message in messages)


def test_in_little_memory(answers: dict[str, Any]) -> None:
    before = 0
    for name, one in answers.items():
        assert one["peak"] < MOST, f"{name}: from {before:,} to {one['peak']:,} bytes"
        before = one["peak"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("def f(x):\n    é = 'ä' + qq # é\n    return x", "'ä'"),
        ("def f(x):\n    return x + qq # " + "é" * 99, "qq"),
        ("def f(x):\n    # é\n    return (θ + 'ü')*x", "'ü'"),
        ("ä = 1\rdef f(x):\r    return qq", "qq"),
    ],
)
def test_places_behind_letters_of_several_bytes(entry: Callable[..., Entry], text: str, span: str) -> None:
    error = entry(text).error
    assert error is not None
    assert text[error.span.start : error.span.end] == span


def test_a_blank_line_makes_no_program(value: Callable[..., float]) -> None:
    assert value("a = 2\n\nb = 3a\n\na b x", at={"x": 2.0}) == 24.0


def test_a_vector_of_as_many_entries_as_an_index_may_ask_for(entry: Callable[..., Entry]) -> None:
    function = entry("x[9999] + x[-10000]").function
    assert function is not None
    assert function.vector == {"x": 10_000}
    assert function({"x": engine.arange(10_000.0, dtype=engine.float64)}).item() == 9_999.0


def test_a_ring_names_the_first_of_its_definitions() -> None:
    sheet = read([Source(i, f"f{i}(x) = f{(i + 1) % 20}(x)") for i in range(20)])
    errors = [one.error for one in sheet.entries.values()]
    assert all(error is not None and len(error.message) < 100 for error in errors)


@pytest.mark.parametrize(
    ("text", "result"),
    [("round(x, 400)", 2.5), ("round(x, -400)", 0.0), ("mvlgamma(x, 2)", 0.8570), ("gamma(x - 3)", -3.5449)],
)
def test_functions_near_their_bounds(value: Callable[..., float], text: str, result: float) -> None:
    assert value(text, at={"x": 2.5}) == pytest.approx(result, abs=1e-4)


def test_a_derivative_far_below_0_has_its_value(gradient: Callable[..., dict[str, Any]]) -> None:
    slope = gradient("digamma(x)", at={"x": -1e9 - 0.25})["x"]
    assert slope == pytest.approx(19.7392088, rel=1e-6)  # π² / sin²(π x)


def test_an_error_at_evaluation_is_the_languages_own(problem: Callable[..., LangError]) -> None:
    assert "takes too long" in problem("mvlgamma(x, 10^7)", at={"x": 1.0}).message
