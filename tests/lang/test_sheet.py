from collections.abc import Callable

import numpy as np
import pytest

import engine
from gradexplorer.lang import Entry, Source, Table, read

Read = Callable[..., Entry]


@pytest.mark.parametrize(
    ("text", "variables", "sliders"),
    [
        ("x^2", ("x",), ()),
        ("x^2 + a y", ("x", "y"), ("a",)),
        ("y^2 + x", ("x", "y"), ()),
        ("a^2", ("a",), ()),
        ("a b", ("a", "b"), ()),
        ("a t b", ("t",), ("a", "b")),
        ("a θ b t", ("t",), ("a", "θ", "b")),
        ("a s w b", ("w",), ("a", "s", "b")),
        ("a b c", ("a",), ("b", "c")),
        ("f(u, v) = u v x", ("u", "v"), ("x",)),
        ("f(x) = a x^2", ("x",), ("a",)),
        ("2 pi", (), ()),
        ("theta cos(4theta) + 2|theta|", ("θ",), ()),
        ("sum(k x^k, k=1..n)", ("x",), ("n",)),
    ],
)
def test_variables_and_sliders(entry: Read, text: str, variables: tuple[str, ...], sliders: tuple[str, ...]) -> None:
    function = entry(text).function
    assert function is not None
    assert (function.variables, function.sliders) == (variables, sliders)


def test_one_click_turns_a_slider_into_a_variable(entry: Read) -> None:
    function = entry("a x").function
    assert function is not None
    other = function.with_variables(["a"])
    assert (other.variables, other.sliders) == (("a",), ("x",))
    with pytest.raises(ValueError, match="does not occur"):
        function.with_variables(["q"])


def test_an_indexed_name_is_a_vector(entry: Read) -> None:
    assert entry("x[0]^2 + 2x[1]^2").function.vector == {"x": 2}  # type: ignore[union-attr]
    assert entry("h(u) = u[2]", "h(v)").function.vector == {"v": 3}  # type: ignore[union-attr]


def test_a_slider_cannot_be_a_vector(entry: Read) -> None:
    error = entry("a[0] x").error
    assert error is not None
    assert "a slider is one number" in error.message


def test_values_are_sliders_that_a_line_sets() -> None:
    sheet = read([Source(1, "a x + b"), Source(2, "a = 0.05"), Source(3, "c = -pi/2")])
    assert sheet.fixed == {"a": 0.05, "c": pytest.approx(-np.pi / 2)}
    assert sheet.sliders == ("a", "b", "c")
    assert sheet.entries[2].kind == "value"
    assert sheet.entries[2].name == "a"


def test_a_value_may_be_overridden() -> None:
    function = read([Source(1, "a x"), Source(2, "a = 2")]).entries[1].function
    assert function is not None
    x, a = engine.tensor(3.0, dtype=engine.float64), engine.tensor(10.0, dtype=engine.float64)
    assert function({"x": x}).item() == 6
    assert function({"x": x, "a": a}).item() == 30


def test_a_definition_draws_and_names(entry: Read) -> None:
    found = entry("y = 3 sin(x) + x + 3")
    assert (found.kind, found.name, found.function.variables) == ("definition", "y", ("x",))  # type: ignore[union-attr]


def test_definitions_may_follow_each_other_as_in_the_lecture(entry: Read, value: Callable[..., float]) -> None:
    texts = ("y = 3x + 2", "z = 2y^2", "mean(z)")
    assert entry(*texts).function.variables == ("x",)  # type: ignore[union-attr]
    assert value(*texts, at={"x": [[1, 2, 3], [3, 2, 1]]}) == 140


def test_several_lines_y(entry: Read) -> None:
    assert entry("y = x", "y = x^2", "x + y").function.variables == ("x", "y")  # type: ignore[union-attr]


def test_a_vector_may_have_a_name_but_is_not_drawn(entry: Read, value: Callable[..., float]) -> None:
    found = entry("v = [1, 2]")
    assert (found.kind, found.function, found.error) == ("definition", None, None)
    assert value("v = [1, 2]", "dot(v, v)") == 5


@pytest.mark.parametrize("text", ["", "  ", "# a remark", "\n\n"])
def test_empty(entry: Read, text: str) -> None:
    found = entry(text)
    assert (found.kind, found.function, found.error) == ("empty", None, None)


def test_a_text_of_several_lines_holds_definitions(value: Callable[..., float]) -> None:
    assert value("g(x) = x(x+1)\ng(g(g(x)))", at={"x": 1.0}) == 42


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("f(x) = f(x-1)",), "`f` is defined by itself"),
        (("f(x) = g(x)", "g(x) = f(x)"), "`g` is defined in a ring: f → g → f"),
        (("y = x + y",), "`y` is defined by itself"),
        (("a = 1", "a = 2"), "`a` is defined twice"),
        (("f(x) = sine(x)", "f(2)"), "the definition of `f` has an error"),
        (("e = 2",), "`e` is a constant"),
        (("sin = 2",), "`sin` is a known function"),
        (("f(x, x) = 2",), "two arguments of the same name"),
        (("a =",), "something is missing after `=`"),
        (("f(x) = x", "f(1, 2)"), "`f` takes 1 value, not 2"),
        (("2 = x",), "`=` defines a name"),
        (("x + 1\ny",), "this formula has no name"),
        (("f(1, 2)",), "`f` is not a defined function"),
    ],
)
def test_errors(entry: Read, texts: tuple[str, ...], message: str) -> None:
    error = entry(*texts).error
    assert error is not None
    assert message in error.message
    assert error.caret()


def test_an_error_stays_in_its_entry() -> None:
    sheet = read([Source(1, "x +"), Source(2, "x^2")])
    assert sheet.entries[1].error is not None
    assert sheet.entries[2].function is not None


def test_reading_and_latex_of_the_first_run(entry: Read) -> None:
    found = entry("f(x) = x cos(4x) + 2|x|")
    assert found.reading == "x·cos(4·x) + 2·|x|"
    assert found.latex == r"f(x) = x \cos 4x + 2\left|x\right|"


def test_a_later_definition_changes_how_a_line_is_read(entry: Read) -> None:
    """What is remembered of a line depends on the names of its document."""
    assert entry("f(x)").reading == "f·x"
    assert entry("f(t) = t^2", "f(x)").reading == "f(x)"
    assert entry("f(x)").reading == "f·x"


def test_the_same_text_with_other_data(value: Callable[..., float]) -> None:
    for data in ([1.0, 2.0], [3.0, 5.0]):
        assert value("mean(D.x)", tables=[Table("D", {"x": np.array(data)})]) == np.mean(data)
