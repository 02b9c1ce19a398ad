"""Whatever is typed answers at once, with a clear error and without a traceback."""

import time
from collections.abc import Callable

import pytest

import engine
from gradexplorer.lang import Entry, LangError, Source, read

NESTED = "this is nested"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 10_000, NESTED),
        ("[1," * 5_000, NESTED),
        ("{" * 5_000, NESTED),
        ("|" * 5_000, NESTED),
        ("-" * 5_000 + "x", NESTED),
        ("2^" * 5_000 + "2", NESTED),
        ("√" * 5_000 + "x", NESTED),
        ("sin " * 5_000 + "x", NESTED),
        ("not " * 5_000 + "x", NESTED),
        ("x if x else " * 5_000 + "x", NESTED),
        ("x" + "!" * 5_000, "more than 20 signs"),
        ("x" * 100_000, "is not known"),
        ("x " * 49_999 + "x", "more than 50,000 parts"),
        ("x" * 5_000_000, "5,000,000 bytes"),
        ("\0", "U+0000"),
        ("\ud800", "U+D800"),
        ("1" * 90_000 + "x" * 9_000, "is not known"),
    ],
)
def test_texts_out_of_bounds(entry: Callable[..., Entry], text: str, message: str) -> None:
    start = time.perf_counter()
    error = entry(text).error
    assert error is not None
    assert message in error.message
    assert len(error.caret()) < 1000
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "text",
    ["(" * 100 + "x" + ")" * 100, "(1+2*" * 99 + "x" + ")" * 99, "sin(" * 99 + "x" + ")" * 99, "1+" * 20_000 + "x"],
)
def test_texts_within_bounds(value: Callable[..., float], text: str) -> None:
    assert isinstance(value(text, at={"x": 1.0}), float)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum(k, k=1..10^12)", "1,000,000,000,000 terms"),
        ("sum(sum(x, k=1..1000), j=1..1000)", "100,000 turns"),
        ("sum(k, k=1..1/0)", "a whole number, not inf"),
    ],
)
def test_series_out_of_bounds(problem: Callable[..., LangError], text: str, message: str) -> None:
    assert message in problem(text, at={"x": 1.0}).message


def test_a_long_chain_of_definitions_is_refused() -> None:
    texts = [Source(0, "f0(x) = sin(x)"), *(Source(i, f"f{i}(x) = f{i - 1}(x) + 1") for i in range(1, 400))]
    error = read(texts).entries[399].error
    assert error is not None
    assert "nested too deep" in error.message or "has an error" in error.message


def test_doubling_definitions_run_out_of_time() -> None:
    texts = [Source(0, "f0(x) = sin(x)"), *(Source(i, f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)") for i in range(1, 60))]
    function = read(texts).entries[59].function
    assert function is not None
    with pytest.raises(LangError, match="takes too long"):
        function({"x": engine.tensor(1.0)}, seconds=0.2)


def test_a_caller_can_cancel(entry: Callable[..., Entry]) -> None:
    function = entry("sum(x, k=1..1000)").function
    assert function is not None
    with pytest.raises(LangError, match="cancelled"):
        function({"x": engine.tensor(1.0)}, cancelled=lambda: True)


def test_arrays_too_large_are_refused_before_they_are_made(entry: Callable[..., Entry]) -> None:
    function = entry("mean(x + [[1], [2], [3], [4], [5], [6]] x)").function
    assert function is not None
    with pytest.raises(LangError, match="at most 5,000,000"):
        function({"x": engine.zeros(1_000_000)}, samples=1)


def test_what_gradients_keep_is_counted(entry: Callable[..., Entry]) -> None:
    function = entry("sum(sin(k x), k=1..1000)").function
    assert function is not None
    with pytest.raises(LangError, match="20,000,000"):
        function({"x": engine.zeros(100_000).requires_grad_(True)}, samples=1, seconds=60)


def test_matrix_products_too_large_are_refused(entry: Callable[..., Entry]) -> None:
    function = entry("sum(A @ A)").function
    assert function is not None
    with pytest.raises(LangError, match="multiplications"):
        function({"A": engine.zeros(1500, 1500)})


@pytest.mark.parametrize("text", ["-" * 99 + "x", "(sin(" * 49 + "x" + ") x)" * 49, "|-" * 49 + "x" + "|" * 49])
def test_nested_texts_are_shown_without_doubling_the_work(entry: Callable[..., Entry], text: str) -> None:
    start = time.perf_counter()
    assert entry(text).latex
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("text", ["gradh", "grad h", "grad(h", "grad(h)", "grad(", "grad"])
def test_grad_without_all_its_brackets(problem: Callable[..., LangError], text: str) -> None:
    assert "grad" in problem("h(x, y) = x y", text).message
