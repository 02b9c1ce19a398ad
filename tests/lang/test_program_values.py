"""What programs compute: at one point, at many points at once, and their gradients."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from gradexplorer.lang import LangError, Source, read

VALUES = [
    ("x = torch.tensor(1.0, requires_grad=True)\nfor i in range(3):\n    x = x*(x+1)", {"x": 1.0}, 42.0),
    ("x = 3\na, b = x, x + 1\na, b = b, a\ny = a - 2*b", {"x": 3.0}, -2.0),
    ("x = 3\na = b = x\ny = a*b", {"x": 3.0}, 9.0),
    ("def f(x):\n    a, b, c = [x, 2*x, 3*x]\n    return c - a", {"x": 1.5}, 3.0),
    (
        "def f(x):\n    y = x\n    y **= 2\n    y -= 1\n    y /= 2\n    y *= 3\n    y %= 5\n    return y",
        {"x": 3.0},
        2.0,
    ),
    ("def f(x):\n    return x // 2 + -7 // 2", {"x": 7.0}, -1.0),
    ("def f(x):\n    n = 0\n    while x > 1:\n        x = x / 2\n        n += 1\n    return n", {"x": 9.0}, 4.0),
    ("def f(x):\n    for k in range(10):\n        if k > x: break\n    return k", {"x": 4.0}, 5.0),
    ("def f(x):\n    s = 0\n    for k in range(1, 10, 3):\n        s += k\n    return s*x", {"x": 1.0}, 12.0),
    ("def f(x):\n    s = 0\n    for k in range(3, 0, -1):\n        s = 10*s + k\n    return s*x", {"x": 1.0}, 321.0),
    ("def f(x):\n    s = 0\n    for v in [1, 2, x]:\n        s += v**2\n    return s", {"x": 3.0}, 14.0),
    ("def f(x):\n    s = 0\n    for a, b in [[1, 2], [3, x]]:\n        s += a*b\n    return s", {"x": 3.0}, 11.0),
    ("def f(x):\n    return sum([k*x for k in range(4) if k != 2])", {"x": 2.0}, 8.0),
    ("def f(x):\n    return sum(k*x for k in range(4))", {"x": 2.0}, 12.0),
    ("def f(x):\n    return x + sum(k*x for k in range(4) if k > x) + len([k for k in range(0)])", {"x": 9.0}, 9.0),
    ("def f(x):\n    return max(a*x for a in [1, 5, 2])", {"x": 2.0}, 10.0),
    ("def f(x):\n    v = [x, 2, 3, 4, 5]\n    return v[-1] + v[1:3].sum() + v[::2][1] + len(v)", {"x": 1.0}, 18.0),
    (
        "def f(x):\n    m = torch.tensor([[1., 2.], [3., 4.]])\n    return (m[:, 1]*x).sum() + m[0, None].sum()",
        {"x": 2.0},
        15.0,
    ),
    ("def f(x):\n    m = torch.tensor([[1., 2.], [3., 4.]])\n    return (m @ m.T)[0, 1]*x", {"x": 2.0}, 22.0),
    (
        "def f(x):\n    m = [[1, 2, 3], [4, 5, x]]\n    return torch.sum(m, dim=0)[2] + np.max(m, axis=1)[0]",
        {"x": 9.0},
        15.0,
    ),
    (
        "def f(x):\n    m = torch.tensor([[1, 2, 3], [4, 5, 6]])\n    return (m / m.sum(dim=1, keepdim=True))[1, 1]*x",
        {"x": 3.0},
        1.0,
    ),
    ("def f(x):\n    v, i = torch.max(torch.tensor([1, 5, 2]), dim=0)\n    return v + 10*i + x", {"x": 0.0}, 15.0),
    (
        "def f(x):\n    m = torch.arange(6).reshape(2, 3)\n    return m.T[2, 1] + m.flatten()[4] + m.mean(dim=1)[1] + x",
        {"x": 0.0},
        13.0,
    ),
    (
        "def f(x):\n    return torch.linspace(0, 1, 5)[3] + torch.ones(3).sum() + torch.eye(2)[1, 1] + x",
        {"x": 0.0},
        4.75,
    ),
    ("def f(x):\n    return np.std([1, 2, 3, x]) - np.sqrt(np.var([1, 2, 3, x]))", {"x": 4.0}, 0.0),
    ("def f(x):\n    return np.median([1, 2, 3, x]) + torch.median(torch.tensor([1, 2, 3, 4]))", {"x": 4.0}, 4.5),
    ("def f(x):\n    return math.log(x, 2) + math.pi - np.pi + math.e - e", {"x": 8.0}, 3.0),
    ("from math import sin as s, pi\ndef f(x):\n    return s(x*pi)", {"x": 0.5}, 1.0),
    ("import numpy as xp\ndef f(x):\n    return xp.sqrt(x)", {"x": 9.0}, 3.0),
    ("import torch.nn.functional as G\ndef f(x):\n    return G.relu(x) + F.relu(-x)", {"x": -9.0}, 9.0),
    (
        "def f(x, a=2, b=3):\n    return a*x + b\ndef g(x):\n    return f(x) + f(x, 1) + f(x, b=0) + f(b=1, x=0)",
        {"x": 1.0},
        12.0,
    ),
    ("c = 4\ndef f(x):\n    return c*x", {"x": 2.0, "c": 4.0}, 8.0),
    ("c = [1, 2, 3]\nc2 = sum(c)\ndef f(x):\n    return c2*x", {"x": 2.0}, 12.0),
    (
        "def f(x: float) -> float:\n    '''A docstring.'''\n    y: float = x  # a comment\n    pass\n    return y",
        {"x": 2.0},
        2.0,
    ),
    ("def f(x):\n    return 1 if 0 < x < 3 and not x == 1 else 2", {"x": 2.0}, 1.0),
    ("def f(x):\n    return (x > 1) + (x > 2) + True", {"x": 1.5}, 2.0),
    ("def f(x):\n    return x.pow(2).add(1).mul(2).sqrt()", {"x": 1.0}, 2.0),
    ("def f(x):\n    return x.clamp(min=0, max=1) + x.clamp(0, 2)", {"x": 5.0}, 3.0),
    ("def f(x):\n    return x.detach()*x + x.item()", {"x": 3.0}, 12.0),
    (
        "def f(x):\n    if x > 0:\n        return 1\n    elif x > -1:\n        return 2\n    else:\n        return 3",
        {"x": -0.5},
        2.0,
    ),
]


@pytest.mark.parametrize(("text", "at", "expected"), VALUES)
def test_values(value: Callable[..., Any], text: str, at: dict[str, float], expected: float) -> None:
    assert value(text, at=at) == pytest.approx(expected, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize(("text", "at", "expected"), VALUES)
def test_the_reading_means_the_same(text: str, at: dict[str, float], expected: float) -> None:
    first = read([Source(0, text)]).entries[0]
    again = read([Source(0, first.reading)]).entries[0]
    assert again.error is None
    assert first.function is not None
    assert again.function is not None
    assert again.function.tree == first.function.tree
    assert again.reading == first.reading
    assert first.latex


def test_detach_and_item_cut_the_gradient(gradient: Callable[..., Any]) -> None:
    assert gradient("def f(x):\n    return x.detach()*x + x.item()", at={"x": 3.0})["x"] == 3
    assert gradient("def f(x):\n    return float(x)*x", at={"x": 3.0})["x"] == 3


VALUES += [
    ("def f(x):\n    return x.clamp(max=1, min=0) + x.clamp(max=2) + torch.clamp(x, 7)", {"x": 5.0}, 10.0),
    (
        "def f(x):\n    v = [x, 2]\n    for w in v[:]:\n        v.append(w/2)\n    return sum(v)*len(v)",
        {"x": 5.0},
        42.0,
    ),
    ("def f(x):\n    s = 0\n    for _ in range(int(x)):\n        s += 1\n    return s", {"x": 3.7}, 3.0),
    ("def f(x):\n    return min(x, float('inf')) - max(x, float('-inf'))", {"x": 3.7}, 0.0),
    ("def f(x):\n    if x and not 0:\n        return 1\n    return 2", {"x": 3.7}, 1.0),
    ("def f(x):\n    return (x > 1 and x < 5) + (x < 1 or x == 3)", {"x": 3.0}, 2.0),
    ("def f(x):\n    while True:\n        x -= 1\n        if x < 0: break\n    return x", {"x": 2.5}, -0.5),
]


BRANCHES = {
    "if": "def f(x):\n    if x < 0:\n        y = -x\n    else:\n        y = sqrt(x)\n    return y*x",
    "early return": "def f(x):\n    if x < -1:\n        return -x\n    y = x**2\n    if x > 1:\n        return y + 1\n    return y",
    "no return": "def f(x):\n    if x > 0:\n        return x",
    "while": "def f(x):\n    n = 0\n    while abs(x) > 0.3:\n        x = x/2\n        n += 1\n    return x + n",
    "break": "def f(x):\n    s = 0\n    for k in range(8):\n        s += x*k\n        if s > 3:\n            break\n    return s + k",
    "continue": "def f(x):\n    s = 0\n    for k in range(6):\n        if x*k > 2:\n            continue\n        s += x + k\n    return s",
    "return in a loop": "def f(x):\n    for k in range(6):\n        x = x*1.5 + 0.1\n        if x > 2:\n            return k*x\n    return x",
    "half assigned": "def f(x):\n    if x > 0:\n        y = 1\n    if x > 0:\n        return y*x\n    return x",
    "range of the sample": "def f(x):\n    s = 0\n    for k in range(floor(abs(x)) + 1):\n        s += k*x\n    return s",
    "index of the sample": "def f(x):\n    v = [x, 2*x, 3*x, 4*x]\n    return v[floor(abs(x))]",
    "list of the sample": "def f(x):\n    return sum([k*x for k in range(5) if k <= abs(x)])",
    "shape of the sample": "def f(x):\n    if x > 0:\n        v = [x, 1]\n    else:\n        v = [x, 1, 2]\n    return sum(v)",
    "shape of the sample, returned": "def g(x):\n    if x > 0:\n        return [x]\n    return [x, 1, 2]\ndef f(x):\n    return sum(g(x)) + len(g(-x))",
    "slice of the sample": "def f(x):\n    v = [x, 2*x, 3*x, 4*x]\n    return sum(v[floor(abs(x)):]) + sum(v[:floor(abs(x))])",
    "slice of the sample in a branch": "def f(x):\n    v = [x, 2*x, 3*x, 4*x]\n    if x > 0:\n        return sum(v[:floor(abs(x)) + 1])\n    return x",
    "list of the sample in a branch": "def f(x):\n    if x > 0:\n        return sum([k*x for k in range(floor(abs(x)))])\n    return x",
    "path of the sample": "def f(x):\n    path = [x]\n    while abs(x) > 0.3:\n        x = x/2\n        path.append(x)\n    return sum(path)*len(path)",
    "ternary": "def f(x):\n    return -x if x < 0 else math.sqrt(x) if x < 2 else x**2",
    "function in a branch": "def g(x):\n    if x > 1:\n        return x**2\n    return x\ndef f(x):\n    if x > 0:\n        return g(x) + g(-x)\n    return g(x*x)",
    "newton": "def f(x):\n    y = 1.0\n    while abs(y*y - abs(x) - 1) > 1e-12:\n        y = (y + (abs(x) + 1)/y)/2\n    return y",
    "global": "a = 3\nb = a*2\ndef f(x):\n    if x > 0:\n        return b*x\n    return a",
    "nested loops": "def f(x):\n    s = 0\n    for i in range(4):\n        for j in range(4):\n            if i*j > x + 2:\n                break\n            s += x*i - j\n        if s < -2:\n            continue\n        s += 1\n    return s",
}


@pytest.mark.parametrize("text", BRANCHES.values(), ids=BRANCHES)
def test_many_points_are_as_one_by_one(text: str) -> None:
    function = read([Source(0, text)]).entries[0].function
    assert function is not None
    xs = np.linspace(-3.2, 3.3, 53)
    sliders = {name: engine.tensor(function.fixed[name], dtype=engine.float64) for name in function.sliders}
    many = engine.tensor(xs).requires_grad_(True)
    values = function({"x": many, **sliders}, samples=1)
    slopes = engine.autograd.grad(values.sum(), many, allow_unused=True)[0]
    for i, x in enumerate(xs):
        one = engine.tensor(x).requires_grad_(True)
        value = function({"x": one, **sliders})
        expected = value.item()
        assert values[i].item() == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)
        if value.requires_grad and not math.isnan(expected):
            value.backward()
        slope = 0.0 if one.grad is None else one.grad.item()
        assert slopes[i].item() == pytest.approx(slope, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", BRANCHES.values(), ids=BRANCHES)
def test_python_computes_the_same(value: Callable[..., float], text: str) -> None:
    names = {"math": math, "abs": abs, "sqrt": math.sqrt, "floor": math.floor}
    exec(text, names)
    sliders = {"a": 3.0} if "a = 3" in text else {}
    for x in np.linspace(-3.2, 3.3, 14):
        expected = names["f"](float(x))  # type: ignore[operator]
        found = value(text, at={"x": x, **sliders})
        assert found == pytest.approx(math.nan if expected is None else expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(x):\n    return y\n    y = 1", "`y` has no value yet here"),
        ("def f(x):\n    v = [x, 1, 2]\n    a, b = v\n    return a", "3 entries cannot be given to 2 names"),
        ("def f(x):\n    for k in range(10**9):\n        x = x + 1\n    return x", "1,000,000,000 turns"),
        ("def f(x):\n    for k in x:\n        y = k\n    return y", "one number cannot be looped over"),
        ("def f(x):\n    v = [1, 2]\n    if v > x:\n        return 1\n    return 2", "a condition must be one number"),
        ("def f(x):\n    return [x, 1]", "this is a vector of 2 entries, not one number"),
        ("def f(x):\n    return max([k for k in range(3) if k > 5])", "this cannot be computed"),
        ("def f(x):\n    return [k for k in range(3) if k > 5][0]", "the index 0 is outside: there are no entries"),
        ("def f(x):\n    return torch.ones(2, 3).sum(dim=2)[0]", "the axis 2 is outside: there are 2, from 0 to 1"),
        ("def f(x):\n    return torch.ones(6).reshape(4, 2)[0, 0]", "6 numbers do not fit into the shape 4×2"),
        ("def f(x):\n    return [1, 2][x]", "an index must be a whole number"),
        ("def f(x):\n    return [1, 2][5]", "the index 5 is outside"),
    ],
)
def test_what_has_no_value(problem: Callable[..., LangError], text: str, message: str) -> None:
    assert message in problem(text, at={"x": 1.5}).message


def test_a_loop_without_end_is_stopped_by_its_turns() -> None:
    function = read([Source(0, "def f(x):\n    while x > 0:\n        x = x + 1\n    return x")]).entries[0].function
    assert function is not None
    with pytest.raises(LangError, match="turns in one evaluation"):
        function({"x": engine.tensor(1.5)}, seconds=300)
    with pytest.raises(LangError, match="takes too long"):
        function({"x": engine.tensor(1.5)}, seconds=0.01)


@pytest.mark.parametrize("over", ["a in [x, 2*x, 3*x]", "a, b in zip([x, 2*x], [x, x])", "k, a in enumerate([x, x])"])
def test_what_a_loop_runs_over_is_taken_once(over: str) -> None:
    body = "    for {over}:\n        if x > 1:\n            x = x + a\n        s += a\n        if s > 40:\n            break\n"
    text = f"def f(x):\n    s = 0\n{body.format(over=over)}    return s + x"
    points = [-2.0, 0.5, 1.5, 3.0, 12.0]
    function = read([Source(0, text)]).entries[0].function
    assert function is not None
    many = function({"x": engine.tensor(points, dtype=engine.float64)}, samples=1)
    names: dict[str, Any] = {}
    exec(text, names)  # the test's own text, as Python runs it
    assert many.tolist() == [names["f"](x) for x in points]
