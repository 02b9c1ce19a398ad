"""Thirty telling functions and what they are by NumPy, for the tests that draw them and for those that use them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
View = tuple[float, float, float, float]
"""x from, to; y from, to."""
USUAL: View = (-5.0, 5.0, -5.0, 5.0)


@dataclass(frozen=True)
class Case:
    """A typed function and what it is by NumPy: its breaks, its holes and the stretches without a value in −5 … 5."""

    text: str
    exact: Callable[[Array], Array]
    breaks: tuple[float, ...] = ()
    undefined: tuple[tuple[float, float], ...] = ()
    ends: tuple[tuple[float, float, bool], ...] | None = ()
    views: tuple[View, ...] = field(default=((-0.013, 0.011, -2.0, 2.0), (-60.0, 50.0, -30.0, 30.0)))
    precision: float = 1e-12


def gamma(x: Array) -> Array:
    def one(value: float) -> float:
        try:
            return math.gamma(value)
        except (OverflowError, ValueError):
            return math.inf

    return np.vectorize(one, otypes=[float])(x)


def steps(*at: tuple[float, float, float]) -> tuple[tuple[float, float, bool], ...]:
    """For each jump (x, left, right), which belongs to the right side, its two ends."""
    return tuple(end for x, left, right in at for end in ((x, left, True), (x, right, False)))


HALVES = tuple(k * math.pi / 2 for k in (-3, -1, 1, 3))
WHOLE = tuple(float(k) for k in range(-5, 6))
OVERFLOW = 1 / math.log(np.finfo(float).max)
UNIT: View = (0.9, 1.1, -3.0, 3.0)
THIRTY = [
    Case("tan x", np.tan, HALVES),
    Case("1/x", lambda x: 1 / x, (0.0,)),
    Case("floor x", np.floor, WHOLE, ends=steps(*((k, k - 1, k) for k in WHOLE))),
    Case("x/|x|", np.sign, (0.0,), ends=((0.0, -1.0, True), (0.0, 1.0, True))),
    Case("1/(x^2-1)", lambda x: 1 / (x * x - 1), (-1.0, 1.0), views=(UNIT, (-60.0, 50.0, -3.0, 3.0))),
    Case("sqrt x", np.sqrt, undefined=((-5, 0),)),
    Case("log x", np.log, undefined=((-5, 0),)),
    Case("x^x", lambda x: np.where(x >= 0, np.abs(x) ** x, np.nan), undefined=((-5, 0),)),
    Case("sin(1/x)", lambda x: np.sin(1 / x), (0.0,), views=((0.05, 0.3, -2.0, 2.0), (-60.0, 50.0, -2.0, 2.0))),
    Case("{x < 0: x^2, x < 1: 2 - x, 1}", lambda x: np.select([x < 0, x < 1], [x * x, 2 - x], 1.0), (0.0,),
         ends=steps((0, 0, 2))),
    Case("x cos 4x + 2|x|", lambda x: x * np.cos(4 * x) + 2 * np.abs(x)),
    Case("sigmoid(200x)", lambda x: 1 / (1 + np.exp(-200 * x))),
    Case("|x|^(2/3)", lambda x: np.cbrt(x) ** 2),
    Case("atan(1/x)", lambda x: np.arctan(1 / x), (0.0,), ends=((0, -math.pi / 2, True), (0, math.pi / 2, True))),
    Case("sin(x)/x", lambda x: np.sinc(x / math.pi), (0.0,), ends=((0.0, 1.0, True),)),
    Case("log|x|", lambda x: np.log(np.abs(x)), (0.0,)),
    Case("1/x^2", lambda x: 1 / (x * x), (0.0,)),
    Case("exp(-1/x^2)", lambda x: np.exp(-1 / (x * x)), (0.0,), ends=((0.0, 0.0, True),)),
    Case("gamma(x)", gamma, tuple(map(float, range(-5, 1))), views=((0.5, 6.0, 0.0, 100.0), UNIT), precision=1e-9),
    Case("x^20", lambda x: x**20, views=((-1.5, 1.5, -1.0, 10.0), (-60.0, 50.0, -1.0, 1e30))),
    Case("sin(50x)", lambda x: np.sin(50 * x)),
    Case("x sin(1/x)", lambda x: x * np.sin(1 / x), (0.0,), ends=None, views=((0.05, 0.3, -0.3, 0.3),)),
    Case("1e-9 sin x", lambda x: 1e-9 * np.sin(x), views=((-5.0, 5.0, -2e-9, 2e-9), (3.0, 3.3, -1e-10, 1e-10))),
    Case("1e9 x^3", lambda x: 1e9 * x**3, views=((-5.0, 5.0, -1e11, 1e11), (-1e-3, 1e-3, -1.0, 1.0))),
    Case("(x^2-1)/(x-1)", lambda x: x + 1, (1.0,), ends=((1.0, 2.0, True),), views=((0.5, 1.5, 1.0, 3.0), UNIT)),
    Case("x ln x", lambda x: x * np.log(x), undefined=((-5, 0),), ends=((0.0, 0.0, True),)),
    Case("sqrt(x^2-2)", lambda x: np.sqrt(x * x - 2), undefined=((-math.sqrt(2), math.sqrt(2)),),
         views=((1.3, 1.5, -1.0, 1.0), (-60.0, 50.0, -5.0, 60.0)), precision=1e-8),
    Case("exp(1/x)", lambda x: np.exp(1 / x), (0.0,), ((0, OVERFLOW),), ((0.0, 0.0, True),),
         ((-0.5, 0.5, -1.0, 50.0),)),
    Case("x - floor x", lambda x: x - np.floor(x), WHOLE, ends=steps(*((k, 1, 0) for k in WHOLE))),
    Case("{x < 1: x, x > 2: 3 - x}", lambda x: np.select([x < 1, x > 2], [x, 3 - x], np.nan), undefined=((1, 2),),
         ends=((1.0, 1.0, True), (2.0, 1.0, True)), views=((0.99, 1.01, 0.0, 2.0), (-60.0, 50.0, -60.0, 5.0))),
    Case("1e4|x|", lambda x: 1e4 * np.abs(x)),
    Case("x^(1/3)", lambda x: np.where(x >= 0, np.cbrt(x), np.nan), undefined=((-5, 0),)),
]  # fmt: skip
