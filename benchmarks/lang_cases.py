"""What the language is measured on: formulas to read, and formulas to evaluate beside the same engine calls by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import engine as e

READ = {
    "40 characters, a polynomial with a sine and bars": "x^4/4 - 2x^3 + 3sin(2x)cos(x) - |x-1|/5",
    "40 characters, typed without signs": "x cos(4x) + 2|x| + ln(1+x^2)exp(-x/3)+1",
    "40 characters, piecewise": "{x<0: -x, x<=1: x^2, 2x - sqrt(x) + 0.5}",
}
"""Formulas of about 40 characters."""

LONG = " + ".join(["3.5x^2 sin(2x) - |x-1|/5 + exp(-x y)"] * 51)
"""One of about 2,000 characters."""

By = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """A formula (the last of `texts`), its variables, and the same engine calls written by hand."""

    name: str
    texts: tuple[str, ...]
    by_hand: By
    variables: tuple[str, ...] = ("x",)
    sliders: Mapping[str, float] | None = None


def _cubic(x: Any) -> Any:
    return x**3 + 3.0 * x**2 - 5.0 * x + 4.0


def _objective(x: Any) -> Any:
    return x * e.cos(4.0 * x) + 2.0 * e.abs(x)


def _waves(x: Any) -> Any:
    return e.sin(3.0 * x) * e.exp(-(x**2) / 4.0) + e.abs(x) ** 1.5


def _piecewise(x: Any) -> Any:
    """The branches on their own samples, put back by index, as a branch not taken must give no gradient."""
    below = (x < 0.0).numpy()
    first, second = _places(below), _places(~below)
    left, right = e.index_select(x, -1, first), e.index_select(x, -1, second)
    parts = e.cat([-left, right**2], dim=-1)
    order = e.argsort(e.cat([first, second]))
    return e.index_select(parts, -1, order)


def _places(mask: Any) -> Any:
    return e.from_numpy(mask.nonzero()[0])


def _contour(x: Any, y: Any) -> Any:
    return (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2


def _composed(x: Any) -> Any:
    def g(t: Any) -> Any:
        return t**2 + 1.0

    return e.sin(g(x)) + g(g(x))


def _slider(x: Any, a: Any) -> Any:
    return a * e.sin(x) + x / a


def _program(x: Any) -> Any:
    wave = e.sin(3.0 * x) * 0.4
    bowl = 0.1 * x**2
    return wave + bowl


_PROGRAM = """def f(x):
    wave = torch.sin(3*x) * 0.4
    bowl = 0.1 * x**2
    return wave + bowl"""


def _series(x: Any) -> Any:
    total = e.sin(1 * x) / 1
    for k in range(2, 9):
        total = total + e.sin(k * x) / k
    return total


CASES = (
    Case("cubic: x^3 + 3x^2 - 5x + 4", ("x^3 + 3x^2 - 5x + 4",), _cubic),
    Case("x cos(4x) + 2|x|", ("x cos(4x) + 2|x|",), _objective),
    Case("sin(3x) exp(-x^2/4) + |x|^1.5", ("sin(3x) exp(-x^2/4) + |x|^1.5",), _waves),
    Case("{x<0: -x, x^2}", ("{x<0: -x, x^2}",), _piecewise),
    Case("contour: (x^2+y-11)^2 + (x+y^2-7)^2", ("(x^2+y-11)^2 + (x+y^2-7)^2",), _contour, ("x", "y")),
    Case("g(t)=t^2+1: sin(g(x)) + g(g(x))", ("g(t) = t^2 + 1", "sin(g(x)) + g(g(x))"), _composed),
    Case("slider: a sin(x) + x/a", ("a sin(x) + x/a",), _slider, ("x",), {"a": 2.0}),
    Case("program: def f(x) of three lines", (_PROGRAM,), _program),
    Case("sum(sin(k x)/k, k=1..8)", ("sum(sin(k x)/k, k=1..8)",), _series),
)
