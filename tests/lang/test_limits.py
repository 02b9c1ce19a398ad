"""Whatever is typed answers at once, with a clear error and without a traceback."""

import math
import time
from collections.abc import Callable

import pytest

import engine
from gradexplorer.lang import Entry, LangError, Source, TooMuch, read

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


MILLION = "[k for k in range(1000)]"


def test_arrays_that_are_alive_are_counted(problem: Callable[..., LangError], value: Callable[..., float]) -> None:
    square = "def g(v):\n    return v.reshape(1000, 1) @ v.reshape(1, 1000)\n"
    start = f"{square}def f(x):\n    v = torch.tensor({MILLION}) * x\n"
    held = "".join(f"    a{i} = g(v)\n" for i in range(30))
    assert "20,000,000 numbers" in problem(f"{start}{held}    return a1.sum()", at={"x": 1.0}).message
    again = "".join("    a = g(v)\n" for i in range(30))  # one array after another is no more than one
    assert value(f"{start}{again}    return a.sum()", at={"x": 1.0}) == (999 * 1000 / 2) ** 2


def test_what_a_product_of_matrices_makes_is_counted(problem: Callable[..., LangError]) -> None:
    text = "def f(x):\n    v = torch.tensor([k for k in range(5000)]) * x\n"
    text += "    return (v.reshape(5000, 1) @ v.reshape(1, 5000)).sum()"
    assert "an array of 25,000,000 numbers" in problem(text, at={"x": 1.0}).message


def test_names_of_a_program_are_counted_at_all_points(entry: Callable[..., Entry]) -> None:
    text = "def f(x):\n" + "".join(f"    a{i} = x + {i}\n" for i in range(1_000)) + "    return a7"
    function = entry(text).function
    assert function is not None
    assert function({"x": engine.zeros(16_384)}, samples=1)[5].item() == 7
    with pytest.raises(TooMuch, match="20,000,000"):
        function({"x": engine.zeros(100_000)}, samples=1)


def test_derivatives_count_what_they_keep_and_give_it_back(entry: Callable[..., Entry]) -> None:
    texts = [Source(0, "f(x) = sum(sin(k x), k=1..100)"), Source(1, "f'(x)"), Source(2, "sum(f'(x + j), j=1..20)")]
    entries = read(texts).entries
    once, often = entries[1].function, entries[2].function
    assert once is not None
    assert often is not None
    with pytest.raises(TooMuch, match="20,000,000"):
        once({"x": engine.zeros(50_000, dtype=engine.float64)}, samples=1)
    xs = engine.linspace(0, 1, 5_000, dtype=engine.float64)  # twenty times would be too much, one after another is not
    result = often({"x": xs}, samples=1, seconds=60)
    expected = sum(k * math.cos(k * (xs[7].item() + j)) for k in range(1, 101) for j in range(1, 21))
    assert result[7].item() == pytest.approx(expected)


@pytest.mark.parametrize("samples", [1, 100, 100_000])
def test_turns_are_counted_at_every_point(entry: Callable[..., Entry], samples: int) -> None:
    most = min(100_000, 20_000_000 // samples)
    function = entry("sum(x, k=1..n)").function
    assert function is not None
    values = {"x": engine.ones(samples), "n": engine.tensor(float(most))}
    assert function(values, samples=1, seconds=60)[0].item() == most
    with pytest.raises(LangError, match=r"turns|terms"):
        function({**values, "n": engine.tensor(most + 1.0)}, samples=1, seconds=60)


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


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    for i in range(10**30):\n        x = x + 1\n    return x",
        "def f(x):\n    return sum([i*x for i in range(10**30)])",
        "def f(x):\n    for i in range(0, -10**30, -3):\n        x = x + 1\n    return x",
    ],
)
def test_ranges_out_of_bounds(problem: Callable[..., LangError], text: str) -> None:
    assert "turns; at most 100,000" in problem(text, at={"x": 1.0}).message


@pytest.mark.parametrize("bounds", ["0, 300001, 3", "300001, 0, -3", "7, 200009, 2"])
def test_the_turns_of_a_range_are_told_exactly(problem: Callable[..., LangError], bounds: str) -> None:
    expected = len(range(*map(int, bounds.split(", "))))
    message = problem(
        f"def f(x):\n    for i in range({bounds}):\n        x = x + 1\n    return x", at={"x": 1.0}
    ).message
    assert message == f"this would take {expected:,} turns; at most 100,000 are possible"


def test_an_index_of_many_digits_is_told_in_a_few(problem: Callable[..., LangError]) -> None:
    assert problem("[x, 2][10^300]", at={"x": 1.0}).message.startswith("the index 1e+300 is outside")


def test_remarks_keep_to_their_time() -> None:
    texts = [Source(0, "f0(x) = sqrt(x)"), *(Source(i, f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)") for i in range(1, 40))]
    function = read(texts).entries[39].function
    assert function is not None
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 100

    with pytest.raises(LangError, match="cancelled"):
        function({"x": engine.tensor(-1.0)}, trace=lambda node, value: None, cancelled=cancelled, seconds=60)
