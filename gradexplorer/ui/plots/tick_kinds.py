"""Ticks of a logarithmic axis, and ticks at multiples of π. Pure functions, no Qt."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Literal

from gradexplorer.ui.plots import ticks
from gradexplorer.ui.plots.ticks import MINUS, Ticks

Kind = Literal["decimal", "pi"]

_WHOLE_DECADES = 2.0
_LEAST_PLAIN, _MOST_PLAIN = -3, 5
_LABELLED = (1, 2, 5)
_FRACTIONS = tuple(Fraction(1, part) for part in (48, 24, 12, 6, 4, 2, 1)) + (Fraction(2), Fraction(5))
_MOST_TURNS = 100_000


def place(low: float, high: float, count: float, *, log: bool = False, kind: Kind = "decimal") -> Ticks:
    """Ticks in [low, high], at most about `count` of them with labels.

    A logarithmic axis has them at powers of ten whatever the `kind`; multiples of π give way to decimals in a view that
    is so narrow or so far out that they could not be read.
    """
    if log:
        return _logarithmic(low, high, count)
    turns = _multiples_of_pi(low, high, count) if kind == "pi" else None
    return ticks.place(low, high, count) if turns is None else turns


def _logarithmic(low: float, high: float, count: float) -> Ticks:
    """Powers of ten; with 2 and 5 between them over less than two decades, and even steps within one."""
    first, last = math.log10(low), math.log10(high)
    if last - first < 1.0:
        return ticks.place(low, high, count)
    every = max(1, math.ceil((last - first) / count - 1e-9))
    factors = _LABELLED if last - first <= min(_WHOLE_DECADES, count / len(_LABELLED)) else (1,)
    exponents = range(math.floor(first + 1e-12), math.ceil(last - 1e-12) + 1)
    marks = [(e, f) for e in exponents if e % every == 0 for f in factors]
    values = {float(f"{f}e{e}"): (e, f) for e, f in marks}
    fine = range(2, 10) if every == 1 else range(1, 2)
    minor = (float(f"{f}e{e}") for e in exponents for f in fine)
    within = {value: mark for value, mark in values.items() if low * (1 - 1e-12) <= value <= high * (1 + 1e-12)}
    plain = all(_LEAST_PLAIN <= exponent <= _MOST_PLAIN for exponent, _ in within.values())
    return Ticks(
        float(10**every),
        tuple(within),
        tuple(_decade(exponent, factor, plain) for exponent, factor in within.values()),
        tuple(value for value in minor if low <= value <= high and value not in within),
    )


def _decade(exponent: int, factor: int, plain: bool) -> str:
    if plain or (exponent in (0, 1) and factor == 1):
        return f"{float(f'{factor}e{exponent}'):.{max(0, -exponent)}f}"
    return ticks.power_of_ten(exponent, factor)


def _multiples_of_pi(low: float, high: float, count: float) -> Ticks | None:
    """Ticks at multiples of a simple fraction of π; None where there is none that fits."""
    least = (high - low) / count / math.pi
    step = next((step for step in _FRACTIONS if step >= least * (1 - 1e-9)), None)
    if step is None:
        step = Fraction(round(ticks.nice_step((high - low) / math.pi, count)))
    width = float(step) * math.pi
    if least < 0.4 * _FRACTIONS[0] or max(abs(low), abs(high)) > _MOST_TURNS * math.pi:
        return None
    first, last = math.ceil(low / width - 1e-9), math.floor(high / width + 1e-9)
    parts = 5 if step >= 5 else 2 if step < 1 else 4
    fine = width / parts
    finer = range(math.ceil(low / fine - 1e-9), math.floor(high / fine + 1e-9) + 1)
    return Ticks(
        width,
        tuple(float(k * step) * math.pi for k in range(first, last + 1)),
        tuple(_turns(k * step) for k in range(first, last + 1)),
        tuple(k * fine for k in finer if k % parts),
    )


def _turns(times: Fraction) -> str:
    """The text of a multiple of π: "−3π/4", "2π", "0"."""
    if times == 0:
        return "0"
    above, below = abs(times.numerator), times.denominator
    text = f"{above if above != 1 else ''}π" + (f"/{below}" if below != 1 else "")
    return (MINUS if times < 0 else "") + text
