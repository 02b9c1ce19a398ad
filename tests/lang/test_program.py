"""Programs: which texts are programs, what is read, what has no effect, what is refused and where."""

from collections.abc import Callable

import pytest

from gradexplorer.lang import Entry, Fix, LangError
from gradexplorer.lang.program_outline import is_program

Read = Callable[..., Entry]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x): return x",
        "for i in range(3): x = x*(x+1)",
        "while x > 1: x = x/2",
        "return x",
        "import torch",
        "from math import sin",
        "# the lecture's\n\nimport torch\nx = 1",
        "a = 2\nb = a**2",
        "x = 1.0\ny = x + 1",
        "f = lambda x: x**2",
        "x += 1",
        "x = 1\nif x > 0:\n    x = 2",
        '"""A docstring."""\ndef f(x):\n    return x',
        "a, b = 1, 2\na, b = b, a",
        "class A:\n    pass",
        "x = 1\nfor i in ra",
    ],
)
def test_what_is_a_program(text: str) -> None:
    assert is_program(text)


@pytest.mark.parametrize(
    "text",
    [
        "x^2",
        "a = 2",
        "f(x) = a x^2",
        "a = 2\nb = 3x\nf(x) = a x + b",
        "define = 3",
        "format(x)",
        "return",
        "a = 2\na x",
        "g(x) = x(x+1)\ng(g(g(x)))",
        "x <= 1\nx >= 2",
        "from = 2",
        "",
        "# def",
    ],
)
def test_what_is_mathematics(text: str) -> None:
    assert not is_program(text)


def test_what_a_program_becomes(entry: Read) -> None:
    found = entry("def square(x):\n    return x**2\n\ndef f(x, a=2):\n    return a * square(x)")
    assert (found.kind, found.name, found.error) == ("program", "f", None)
    assert found.function is not None
    assert (found.function.variables, found.function.sliders) == (("x",), ("a",))
    assert found.function.fixed == {"a": 2.0}
    assert found.reading == "def square(x):\n    return x ** 2\ndef f(x, a=2):\n    return a * square(x)"


@pytest.mark.parametrize(
    ("text", "variables", "sliders", "start"),
    [
        ("x = torch.tensor(1.0, requires_grad=True)\nfor i in range(3):\n    x = x*(x+1)", ("x",), (), {"x": 1.0}),
        ("a = 3\nx = 2\ny = a*x", ("x",), ("a",), {"x": 2.0}),
        ("w = torch.tensor(-1.5, requires_grad=True)\nx = 2\nloss = (w*x - 1)**2", ("w",), ("x",), {"w": -1.5}),
        ("a = 3\nb = a**2", ("a",), (), {"a": 3.0}),
        ("a = 3\nb = 2\nc = a*b", ("a", "b"), (), {"a": 3.0, "b": 2.0}),
        ("x = 1\nx = x + 1\ny = 2\nz = x*y", ("y",), (), {"y": 2.0}),
        ("x = torch.tensor([1., 2.], requires_grad=True)\ny = x.sum()", ("x",), (), {"x": (1.0, 2.0)}),
        ("lr = 0.1\ndef f(x):\n    return lr * x\nx = torch.tensor(4.)\ny = f(x)", ("x",), ("lr",), {"x": 4.0}),
        ("def f(x, y):\n    return x*y", ("x", "y"), (), {}),
        ("def f(x, w=[1, 2]):\n    return w[0] + w[1]*x", ("x",), (), {}),
        ("def f(x):\n    return a*x", ("x",), ("a",), {}),
        ("def f(theta):\n    return theta**2", ("θ",), (), {}),
        ("def f(x_0):\n    return x_0", ("x0",), (), {}),
        ("x = torch.arange(3.).requires_grad_()\ny = x.sum()", ("x",), (), {"x": (0.0, 1.0, 2.0)}),
        ("unused = 5\nx = 1\ny = x", ("x",), (), {"x": 1.0}),
    ],
)
def test_variables_and_sliders(
    entry: Read, text: str, variables: tuple[str, ...], sliders: tuple[str, ...], start: dict[str, float]
) -> None:
    found = entry(text)
    assert found.error is None
    assert found.function is not None
    assert (found.function.variables, found.function.sliders) == (variables, sliders)
    assert found.start == start


def test_indexed_parameters_are_vectors(entry: Read) -> None:
    found = entry("def f(x):\n    return x[0]**2 + 2*x[2]")
    assert found.function is not None
    assert found.function.vector == {"x": 3}


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("import torch", "imports have no effect"),
        ("print(x.grad, 'text')", "`print(…)` has no effect"),
        ("y.backward()", "`.backward(…)` has no effect"),
        ("x.grad.zero_()", "`.zero_(…)` has no effect"),
        ("with torch.no_grad():\n    y = y + 1", "`with torch.no_grad():` has no effect"),
        ("y + 1", "this line has no effect"),
        ("z = torch.tensor(2., device='cpu')", ""),
        ("z = x.sum(dtype=torch.float32)", "`dtype` has no effect"),
    ],
)
def test_what_is_accepted_without_effect_is_told(entry: Read, line: str, note: str) -> None:
    found = entry(f"x = 2.0\ny = x**2\n{line}")
    assert found.error is None
    assert any(hint.message.startswith(note) for hint in found.hints) or not note


REFUSED = [
    ("def f(x):\n    return x.grad", "`.grad` is not read in a program", "x.grad"),
    ("def f(x):\n    return x.data", "`.data` is not read in a program", ".data"),
    ("def f(x):\n    return x.__class__", "`.__class__` is not read", ".__class__"),
    ("def f(x):\n    return __import__('os')", "`__import__` is not known", "__import__"),
    ("def f(x):\n    return 'text'", "text in quotes is not read in a program", "'text'"),
    ("def f(x):\n    return f'{x}'", "text in quotes is not read in a program", "f'{x}'"),
    ("class A:\n    x = 1\ny = 2", "`class` is not read in a program", "class A:"),
    ("x = 1\ntry:\n    y = 2\nexcept: pass", "`try` is not read in a program", "try:"),
    ("def f(x):\n    global a\n    return x", "`global` is not read in a program", "global a"),
    ("def f(*x):\n    return 1", "a star before an argument is not read", "x"),
    ("def f(x, **k):\n    return x", "a star before an argument is not read", "k"),
    ("def f(x):\n    return max(*x)", "a star before an argument is not read", "*x"),
    ("def f(x):\n    return x^2", "`^` is Python's exclusive or, not a power", "x^2"),
    ("def f(x):\n    return x | 2", "`|` is not read in a program", "x | 2"),
    ("def f(x):\n    return x & 2", "`&` is not read in a program", "x & 2"),
    ("def f(x):\n    return f(x-1)", "`f` calls itself", "f(x-1)"),
    ("def f(x):\n    return g(x)\ndef g(x):\n    return f(x)", "these call each other: f → g → f", "f(x)"),
    ("def f(x):\n    return {1: x}", "a dictionary is not read in a program", "{1: x}"),
    ("def f(x):\n    return (y := x)", "`:=` is not read in a program", "y := x"),
    ("def f(x):\n    return sine(x)", "`sine` is not known", "sine"),
    ("def f(x):\n    x[0] = 1\n    return x", "an entry cannot be given a value", "x[0]"),
    ("def f(x):\n    return x.append(1)", "`.append(…)` has no value", "x.append(1)"),
    (
        "def f(x):\n    v = [x]\n    for w in v:\n        v.append(w/2)\n    return v[0]",
        "`v` grows while the loop runs over it",
        "v.append",
    ),
    (
        "def f(x):\n    v = [x]\n    for k, w in enumerate(v):\n        if k < 3:\n            v += [w]\n    return x",
        "`v` grows while the loop runs over it",
        "v += [w]",
    ),
    ("def f(x):\n    return torch.randn(3)", "`torch.randn` is not known", "torch.randn"),
    ("import os\nx = 1", "`os` cannot be imported", "import os"),
    ("import torch.optim\nx = 1", "`torch.optim` cannot be imported", "import torch.optim"),
    ("def f(x):\n    pass", "`f` has no `return`", "def f(x):"),
    ("return x", "`return` stands outside a function", "return x"),
    ("x = 1\nbreak\ny = 2", "`break` stands outside a loop", "break"),
    ("def f(x):\n    def g(y):\n        return y\n    return g(x)", "a function inside a function", "def g(y):"),
    ("def f(x):\n    return other", "`other` has no value", "other"),
    ("def f(x):\n    return f", "`f` is a function: it needs its arguments", "f"),
    ("def f(x):\n    return x(2)", "`x` is a value, not a function", "x"),
    ("def f(x, y):\n    return x\nz = f(1)", "gives its argument `y` no value", "f(1)"),
    ("def f(x):\n    return torch.softmax(x, axis=0, beta=2)", "the keyword `beta` is not read here", "beta=2"),
    ("def f(x):\n    return torch.max(x, dim=0)", "`max` with an axis gives values and indices", "torch.max(x, dim=0)"),
    ("def f(x):\n    return x if x in [1] else 2", "`in` is read in a `for` only", "x in [1]"),
    ("def f(x):\n    return 2j*x", "a complex number is not read in a program", "2j"),
    ("for i in zip(x, y): pass", "`zip` here needs 2 names", "i"),
    ("for i in map(f, y): pass", "`map` is not read in a program", "map(f, y)"),
    ("@cache\ndef f(x):\n    return x", "decorators are not read in a program", "def f(x):"),
    ("def f(x):\n    return x\ndef f(x):\n    return 2*x", "`f` is defined twice", "def f(x):"),
    ("def f(x):\n    return x or 2", "`or` between numbers is not read in a program", "x or 2"),
    ("def f(x):\n    y: float\n    return y", "this name is given no value", "y: float"),
    ("def f(x, a=x):\n    return a", "a default is a number, or a list of numbers", "x"),
]


@pytest.mark.parametrize(("text", "message", "shown"), REFUSED)
def test_everything_else_is_refused_by_name_with_its_place(
    problem: Callable[..., LangError], text: str, message: str, shown: str
) -> None:
    error = problem(text)
    assert message in error.message
    assert text[error.span.start : error.span.end] == shown
    assert error.caret()


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("def f(x)\n    return x", "expected ':'", 1),
        ("def f(x):\nreturn x", "expected an indented block", 2),
        ("def f(x):\n    return (x", "'(' was never closed", 2),
        ("def f(x):\n    y = 2\n      return x", "indented more", 3),
        ("def f(x):\n    return 2x", "a product needs its sign", 2),
        ("def f(x):\n    return x +", "Python cannot read this", 2),
        ("def f(x):\n    retrun x", "Python cannot read this", 2),
        ("def f(x):\n    return x\0", "U+0000", 2),
        ("def f(x):\n    return \ud800", "U+D800", 2),
        ("def f(x):\n    return |x|", "Python cannot read this", 2),
        ("def f(x):\n    return 'abc", "unterminated string literal", 2),
    ],
)
def test_broken_syntax_is_told_at_its_line(entry: Read, text: str, message: str, line: int) -> None:
    error = entry(text).error
    assert error is not None
    assert message in error.message
    assert error.line == line


@pytest.mark.parametrize("depth", [101, 150, 1_000, 15_000])
@pytest.mark.parametrize("kind", ["({})", "-{}", "sin({})", "[{}]", "2**{}", "not {}"])
def test_nesting_has_a_bound(entry: Read, kind: str, depth: int) -> None:
    before, after = kind.split("{}")
    error = entry(f"def f(x):\n    return {before * depth}x{after * depth}").error
    assert error is not None or kind == "({})"  # brackets alone make no depth that Python's tree would show
    if error is not None:
        assert "nested more than 100 deep" in error.message


def test_long_chains_are_not_deep(entry: Read) -> None:
    found = entry("def f(x):\n    return " + " + ".join(["x"] * 900))
    assert found.error is None


def test_blocks_have_a_bound(entry: Read) -> None:
    lines = ["def f(x):"] + [" " * (i + 1) + "if x > 0:" for i in range(99)] + [" " * 101 + "return x"]
    error = entry("\n".join(lines)).error
    assert error is not None
    assert "nested more than 100 deep" in error.message


def test_a_caret_comes_with_its_fix(entry: Read) -> None:
    text = "def f(x):\n    return x^2"
    error = entry(text).error
    assert error is not None
    assert isinstance(error.fix, Fix)
    assert error.fix.mended(text) == "def f(x):\n    return x**2"


def test_places_count_characters_not_bytes(entry: Read) -> None:
    text = "def f(θ):\n    ψ = θ; return ψ.grad"
    error = entry(text).error
    assert error is not None
    assert text[error.span.start : error.span.end] == "ψ.grad"


def test_the_document_and_a_program_share_names(value: Callable[..., float]) -> None:
    program = "def f(x, a=3):\n    return a*x**2"
    assert value(program, "f(2) + 1", at={"a": 3.0}) == 13
    assert value("g(x) = x^2", "def f(x):\n    return g(x) + 1", at={"x": 3.0}) == 10
    assert value("y = 2x", "def f(x):\n    return y", at={"x": 3.0}) == 6
    assert value(program, "f'(2)", at={"a": 3.0}) == 12


def test_a_name_that_is_taken_stays_the_programs_own(entry: Read, value: Callable[..., float]) -> None:
    own = "def sigmoid(x):\n    return x\ndef relu(x):\n    return sigmoid(x) + 1"
    assert value(own, at={"x": 3.0}) == 4
    assert value(own, "relu(-3)") == 0
    assert entry("def f(x):\n    return x", "def f(x):\n    return 2*x").error is None


def test_a_program_of_imports_alone_has_no_value(entry: Read) -> None:
    error = entry("import torch").error
    assert error is not None
    assert error.message == "this program gives no name a value"
