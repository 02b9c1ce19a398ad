"""Programs as they are pasted: lists that grow, pairs, tensors put together, drawing, notebooks, names for one tensor.

tests/data/programs compares values and gradients of the same with PyTorch's.
"""

from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.lang import Entry, LangError
from tests.lang.conftest import tensors

Read = Callable[..., Entry]


@pytest.mark.parametrize(
    ("body", "x", "result"),
    [
        # pairs
        ("return sum(a*b for a, b in zip([x, 2, 3], [1, 2]))", 5.0, 9.0),
        ("return sum(i*v for i, v in enumerate([x, 2*x]))", 5.0, 10.0),
        ("return sum(i*v for i, v in enumerate([x, 2*x], 1))", 5.0, 25.0),
        ("return sum(i*v for i, v in enumerate([x, 2*x], start=2))", 5.0, 40.0),
        ("return sum(k*a*b for k, (a, b) in enumerate(zip([x, 1], [2, 3])))", 5.0, 3.0),
        ("return sum(a*b*c for (a, b), c in zip(zip([x, 1], [2, 3]), [1, 1]))", 5.0, 13.0),
        ("return sum(k*v for k, v in zip(range(1, 3), [x, x]))", 5.0, 15.0),
        ("return sum(v[k] for k, v in enumerate([[x, 0], [0, 2]]))", 5.0, 7.0),
        (
            "s = 0\n    for w, y in zip([[1, 2], [3, x]], [x, 1], strict=True):\n        s += w.sum()*y\n    return s",
            5.0,
            23.0,
        ),
        (
            "s = 0\n    for a, b in zip([1, 2, 3], [x, x, x]):\n        if a > 2:\n            break\n"
            "        s += a*b\n    return s",
            5.0,
            15.0,
        ),
        # lists that grow
        ("v = []\n    for k in range(3):\n        v.append(k*x)\n    return sum(v)", 5.0, 15.0),
        ("v = [x]\n    v.append(2)\n    v.extend([3, 4])\n    v += [x]\n    return len(v) + v[-1] + v[1]", 5.0, 12.0),
        ("v = []\n    v.append([x, 1])\n    v.append([2, 3])\n    return v[1][0] + v[0][0] + len(v)", 5.0, 9.0),
        ("v = []\n    return len(v) + sum(v) + x", 5.0, 5.0),
        ("v = []\n    while x > 1:\n        v.append(x)\n        x = x/2\n    return sum(v)", 5.0, 8.75),
        # put together
        ("return torch.cat([torch.tensor([x]), torch.tensor([1., 2.])]).sum()", 5.0, 8.0),
        ("return torch.concatenate([[[x, 1]], [[2, 3]]], axis=-1)[0, 3]", 5.0, 3.0),
        ("rows = [[x, 1], [2, 3]]\n    return torch.cat(rows)[2]", 5.0, 2.0),
        ("return torch.stack([[x, 1], [2, 3]], -1)[0, 1]", 5.0, 2.0),
        ("return torch.stack((x, 2*x)).sum()", 5.0, 15.0),
        ("return np.vstack([[x, 1], [[2, 3], [4, 5]]])[2, 1]", 5.0, 5.0),
        ("return np.hstack([[x, 1], [2]])[2] + np.hstack([[[x]], [[7]]])[0, 1] + np.hstack([x, 1])[0]", 5.0, 14.0),
        ("return torch.outer(torch.tensor([x, 1]), torch.tensor([2., 3.]))[0, 1]", 5.0, 15.0),
        ("return np.outer([x, 1], [2, 3])[1, 0]", 5.0, 2.0),
        # tensors typed out
        ("return torch.ones_like(torch.tensor([x, 1])).sum() + torch.zeros_like(x)", 5.0, 2.0),
        ("return np.linspace(0, 1, num=5)[1] + torch.arange(start=1, end=4)[2] + torch.eye(n=2)[0, 0]", 5.0, 4.25),
        (
            "return torch.autograd.Variable(torch.Tensor([x, 1])).sum() + Variable(x) + torch.from_numpy(x).numpy()",
            5.0,
            16.0,
        ),
        ("v = torch.tensor([[x, 1, 2]])\n    return len(v) + v.shape[0] + v.size(0) + v[0].shape[0]", 5.0, 6.0),
        # std and var
        ("v = torch.tensor([x, 1, 2])\n    return v.var(unbiased=False)*3 - torch.var(v, correction=1)*2", 5.0, 0.0),
        ("v = [x, 1, 2]\n    return np.std(v) - torch.std(v, dim=0, unbiased=False) + np.var(v, ddof=1)*0", 5.0, 0.0),
        ("return math.factorial(5)*x", 5.0, 600.0),
    ],
)
def test_values(value: Callable[..., float], entry: Read, body: str, x: float, result: float) -> None:
    """At one point and at several, and the reading means the same."""
    text = f"def f(x):\n    {body}"
    assert value(text, at={"x": x}) == pytest.approx(result, rel=1e-14, abs=1e-14)
    many = value(text, at={"x": [x, 3.0, x]}, samples=1)
    assert np.broadcast_to(many, 3)[2] == pytest.approx(result, rel=1e-14, abs=1e-14)
    first = entry(text)
    again = entry(first.reading)
    assert first.function is not None
    assert again.function is not None
    assert again.function.tree == first.function.tree
    assert first.latex


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (
            "import matplotlib.pyplot as plt\nplt.plot(x, y, label='text')\nplt.show()",
            ["imports", "`plt.plot(…)`", "`plt.show(…)`"],
        ),
        ("import matplotlib.pyplot as pl\npl.contourf(xx, yy, z, levels=100)", ["imports", "`pl.contourf(…)`"]),
        ("from matplotlib import pyplot as p\np.plot(y)", ["imports", "`p.plot(…)`"]),
        ("import seaborn as sns\nsns.set()", ["imports", "`sns.set(…)`"]),
        ("plt.figure().add_subplot(projection='3d')", []),
    ],
)
def test_what_draws_has_no_effect(entry: Read, lines: str, notes: list[str]) -> None:
    found = entry(f"x = 2.0\ny = x**2\n{lines}")
    if not notes:
        assert found.error is not None
        return
    assert found.error is None
    assert found.reading == "x = 2\ny = x ** 2"
    assert [hint.message.split(" has no effect")[0].split(" have no effect")[0] for hint in found.hints] == notes


@pytest.mark.parametrize("line", ["x.grad", "x.device", "y.grad_fn", "x.shape", "y.requires_grad"])
def test_what_a_notebook_would_show_has_no_effect(entry: Read, line: str) -> None:
    found = entry(f"x = torch.tensor(2., requires_grad=True)\ny = x**2\n{line}")
    assert found.error is None
    assert found.hints[-1].message == f"`{line}` has no effect: values and gradients stand in the panels"


@pytest.mark.parametrize(
    "text", ["X = np.array([1, 2])\nX.sum()", "x = tensor(3.0)\nx*2", "y = torch.tensor([1.])\nprint(y)"]
)
def test_an_array_in_one_of_several_lines_shows_a_program(entry: Read, text: str) -> None:
    assert entry(text).kind == "program"
    assert entry(text).error is None


def test_a_formula_does_not_become_one(value: Callable[..., float]) -> None:
    assert value("a = np.sin(0)\na + 2x", at={"x": 1.0, "a": 0.0}) == 2


def test_an_import_says_what_is_there(entry: Read) -> None:
    found = entry("import torch, numpy as np\nfrom matplotlib import pyplot as plt\nx = 2.0")
    assert [hint.message for hint in found.hints] == [
        "imports have no effect: torch, numpy and math are there",
        "imports have no effect: the app draws by itself",
    ]


def test_a_value_of_ones_own_may_be_called_plt(value: Callable[..., float]) -> None:
    assert value("def f(x):\n    plt = [x, 2]\n    plt.append(3)\n    return plt.sum()", at={"x": 1.0}) == 6


@pytest.mark.parametrize(
    ("text", "message", "hint", "place"),
    [
        (
            "def f(x):\n    x[0] = 1\n    return x",
            "an entry cannot be given a value",
            "v = [… for k in range(n)]",
            "x[0]",
        ),
        (
            "def f(v):\n    v.append(1)\n    return sum(v)",
            "`v` is no list that was begun here",
            "v = []",
            "v.append(1)",
        ),
        (
            "def f(x):\n    v = [x]\n    w = v\n    v.append(1)\n    return sum(w)",
            "`v` is no list",
            "v = []",
            "v.append(1)",
        ),
        (
            "def f(x):\n    v = [x]\n    v = torch.ones(2)\n    v.append(1)\n    return v[0]",
            "`v` is no list",
            "v = []",
            "v.append(1)",
        ),
        ("v = []\ndef f(x):\n    v.append(x)\n    return x", "`v` is no list", "v = []", "v.append(x)"),
        (
            "def f(x):\n    v = []\n    v.append()\n    return x",
            "`append` takes one value",
            "v.append(x)",
            "v.append()",
        ),
        (
            "def f(x):\n    v = []\n    return v.append(x)",
            "`.append(…)` has no value",
            "a line of its own",
            "v.append(x)",
        ),
        ("def f(x):\n    return sum([1, 2] + [x])", "`+` would join lists in Python", "torch.cat([a, b])", "[1, 2]"),
        ("def f(x):\n    return sum([0] * 3)", "`*` would repeat the list in Python", "for k in range(n)", "[0]"),
        ("for a, (b, c) in zip([1], [[1, 2]]): y = a", "an entry takes one name here", "a, b = v", "(b, c)"),
        ("for i, (b, c) in enumerate([[1, 2]]): y = i", "an entry takes one name here", "a, b = v", "(b, c)"),
        ("for v in enumerate([1]): y = v", "`enumerate` here needs 2 names", "for i, v in", "v"),
        ("for i, v in enumerate(range(3)): y = v", "`enumerate` of a `range`", "counts already", "enumerate(range(3))"),
        ("for a, b in zip(*x): y = a", "this `zip` is not read", "zip(x, y)", "zip(*x)"),
        ("for a in zip(x, key=1): y = a", "this `zip` is not read", "zip(x, y)", "zip(x, key=1)"),
        (
            "def f(x):\n    return torch.cat(x)",
            "this needs a list of vectors, not one number",
            "[a, b]",
            "torch.cat(x)",
        ),
        ("def f(x):\n    return torch.cat([x, x])", "`cat` joins vectors, not numbers", "[a, b]", "torch.cat([x, x])"),
        (
            "def f(x):\n    return torch.cat([[x], [[1]]])[0]",
            "these do not fit together",
            "",
            "torch.cat([[x], [[1]]])",
        ),
        ("def f(x):\n    return torch.cat([[x]], dim=1)[0]", "the axis 1 is outside", "", "torch.cat([[x]], dim=1)"),
        (
            "def f(x):\n    return torch.cat([x], 0, out=x)",
            "`cat` takes a list, and an axis",
            "dim=0",
            "torch.cat([x], 0, out=x)",
        ),
        ("def f(x):\n    return torch.outer(x, x)", "`outer` needs two vectors", "", "torch.outer(x, x)"),
        ("def f(x):\n    return x.std(unbiased=2)", "`unbiased` is True or False here", "", "unbiased=2"),
        ("def f(x):\n    return x.std(correction=2)", "`correction` is 0 or 1 here", "", "correction=2"),
        ("def f(x):\n    return x.sum(correction=0)", "the keyword `correction` is not read here", "", "correction=0"),
        ("def f(x):\n    return torch.zeros(n)[0]", "a whole number that is typed out", "a name cannot", "n"),
        (
            "def f(x):\n    return torch.arange(0, 1e299, 1e-299)[0]",
            "more than 10,000 numbers",
            "",
            "torch.arange(0, 1e299, 1e-299)",
        ),
        (
            "def f(x):\n    return torch.linspace(0, 1, 1e299)[0]",
            "more than 10,000 numbers",
            "",
            "torch.linspace(0, 1, 1e299)",
        ),
        ("def f(x):\n    return torch.arange(3, 0)[0]", "this list is empty", "", "torch.arange(3, 0)"),
        ("def f(x):\n    return torch.arange(3, 0, 0)[0]", "this list is empty", "", "torch.arange(3, 0, 0)"),
        ("def f(x):\n    return torch.linspace(0, steps=3)[0]", "the keyword `steps` is not read here", "", "steps=3"),
        (
            "x = 1.0\nfig, ax = plt.subplots()",
            "`plt` has no values: the app draws by itself",
            "delete this line",
            "plt.subplots()",
        ),
        ("x = 1.0\ny = x\nax.plot(x, y)", "`.plot(…)` is not read", "delete this line", "ax.plot(x, y)"),
        ("def f(x, color='red'):\n    return x", "text in quotes is not read", "what only draws or prints", "'red'"),
        ("def f(g, x):\n    return g(x)", "`g` is a value, not a function", "cannot be handed over", "g"),
        ("def f(x, v=None):\n    return x", "`None` has no value here", "write a number", "None"),
        ("x = 1.0\na, b = map(float, (x, 2))", "`map` is not known here", "[f(v) for v in x]", "map"),
        ("x = 1.0\ny = x\nshow_me(y)", "`show_me` is not known here", "delete this line", "show_me"),
        (
            "x = 1.0\nif cuda.is_available(): x = 2",
            "`.is_available(…)` is not read",
            "delete this",
            "cuda.is_available()",
        ),
        ("x = 1.0\ny = x.grad", "`.grad` is not read", "delete this line", "x.grad"),
        ("x = 1.0\ny = x.shape", "`.shape` is not read", "len(x)", ".shape"),
        ("x = 1.0\ny = x.data", "`.data` is not read", "x.detach()", ".data"),
        ("x = 1.0\ny = x\nx.sub_(0.5)", "`.sub_(…)` is not read", "x = x.sub(…)", "x.sub_(0.5)"),
        (
            "x = 1.0\no = torch.optim.SGD([x], lr=0.1)",
            "`torch.optim.SGD` is not known here",
            "delete this line",
            "torch.optim.SGD",
        ),
        (
            "x = 1.0\ng = torch.autograd.grad(x, x)",
            "`torch.autograd.grad` is not known here",
            "delete this line",
            "torch.autograd.grad",
        ),
        ("x = 1.0\ny = x\nmake_dot(x)", "`make_dot` is not known here", "delete this line", "make_dot"),
        ("import scipy.stats\nx = 1.0", "`scipy.stats` cannot be imported", "delete the line", "import scipy.stats"),
        ("x = 1.0\ny = np.random.rand(3)", "`np.random.rand` is not known here", "random numbers", "np.random.rand"),
        (
            "x = 1.0\ny = torch.meshgrid(x, x)",
            "`torch.meshgrid` is not known here",
            "write f(x) alone",
            "torch.meshgrid",
        ),
    ],
)
def test_what_is_refused_says_what_to_do(
    problem: Callable[..., LangError], text: str, message: str, hint: str, place: str
) -> None:
    error = problem(text, at={"x": 1.0})
    assert message in error.message
    assert hint in (error.hint or "")
    assert text[error.span.start : error.span.end] == place


@pytest.mark.parametrize(
    ("text", "message", "mended"),
    [
        ("%matplotlib inline\na = 1\nb = 2*a", "this line belongs to a notebook", "a = 1\nb = 2*a"),
        ("a = 1\n!pip install torch\nb = 2*a", "this line belongs to a notebook", "a = 1\nb = 2*a"),
        ("In [1]:\na = 1\nb = 2*a\nOut[1]:", "this line belongs to a notebook", "a = 1\nb = 2*a\n"),
        (
            ">>> a = 1\n>>> for k in range(2):\n...     a = 2*a",
            "Python's prompt",
            "a = 1\nfor k in range(2):\n    a = 2*a",
        ),
    ],
)
def test_lines_of_a_notebook_are_told_and_deleted(entry: Read, text: str, message: str, mended: str) -> None:
    found = entry(text)
    assert found.kind == "program"
    assert found.error is not None
    assert message in found.error.message
    assert found.error.fix is not None
    assert found.error.fix.mended(text) == mended
    assert entry(mended).error is None


ALIAS = "gets a new value; were `x` a tensor, PyTorch would change it too"


@pytest.mark.parametrize(
    ("lines", "result", "told"),
    [
        ("y = x\ny += 2\nz = x*y", 15.0, True),
        ("y = x\ny = y + 2\nz = x*y", 15.0, False),
        ("y = 1*x\ny += 2\nz = x*y", 15.0, False),
        ("y = x\nx = x + 1\ny += 2\nz = x*y", 20.0, False),
        ("y = x\ny = 5\ny += 2\nz = x*y", 21.0, False),
    ],
)
def test_a_name_gets_a_new_value_and_others_keep_theirs(
    entry: Read, value: Callable[..., float], lines: str, result: float, told: bool
) -> None:
    """Where PyTorch would write into the one tensor that both names stand for, there is a note."""
    text = f"def f(x):\n    {lines.replace(chr(10), chr(10) + '    ')}\n    return z"
    assert value(text, at={"x": 3.0}) == result
    assert [ALIAS in hint.message for hint in entry(text).hints] == [True] * told


def test_truths_are_added_as_numbers(value: Callable[..., float]) -> None:
    """PyTorch's own sum of two truths is a truth."""
    assert value("def f(x):\n    return (x > 1) + (x > 2)", at={"x": 3.0}) == 2


def test_a_list_in_arithmetic_gets_a_note(entry: Read, value: Callable[..., float]) -> None:
    text = "def f(x):\n    v = [x, 1]\n    return sum(v * 2) + sum(torch.tensor([1, 2]) + x)"
    (note,) = entry(text).hints
    assert note.message == "`v` is a vector here, so `*` acts on its entries; in Python it would repeat the list"
    assert value(text, at={"x": 3.0}) == 8 + 9


def test_a_growing_list_is_bounded(entry: Read) -> None:
    function = entry(
        "def f(x):\n    v = []\n    for k in range(100000):\n        v.append(x)\n    return sum(v)"
    ).function
    assert function is not None
    with pytest.raises(LangError, match=r"would keep|too long|turns"):
        function(tensors({"x": 1.0}, grad=True))
