"""Where the ticks of an axis stand and what is written at them. Pure functions, no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LARGEST_PLAIN = 1e6
_LEAST_PLAIN = 1e-3
_MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ticks of one axis: their distance, their values (ascending) and one label for each."""

    step: float
    values: tuple[float, ...]
    labels: tuple[str, ...]


def nice_step(span: float, count: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that puts at most `count` steps into `span`.

    Raises:
        ValueError: when `span` or `count` is not positive and finite.
    """
    if not (math.isfinite(span) and span > 0 and math.isfinite(count) and count > 0):
        raise ValueError(f"a tick step needs a positive finite span and count, got {span} and {count}")
    least = span / count
    exponent = math.floor(math.log10(least))
    for power in (exponent, exponent + 1):
        for factor in (1, 2, 5):
            step = _scaled(factor, power)
            if step >= least * (1 - 1e-9):
                return step
    return _scaled(1, exponent + 2)


def place(low: float, high: float, count: float) -> Ticks:
    """Ticks at the multiples of a nice step in [low, high], at most about `count` of them."""
    step = nice_step(high - low, count)
    decimals = _decimals(step)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    values = tuple(round(k * step, decimals) + 0.0 for k in range(first, last + 1))
    return Ticks(step, values, labels(values, step))


def labels(values: tuple[float, ...], step: float) -> tuple[str, ...]:
    """One label for each value, all in the same style: plain decimals, or powers of ten where those get too long."""
    largest = max((abs(value) for value in values), default=0.0)
    plain = _LEAST_PLAIN <= largest < _LARGEST_PLAIN and _decimals(step) <= _MOST_DECIMALS
    return tuple(_plain(value, step) if plain else _scientific(value, step) for value in values)


def _scaled(factor: int, power: int) -> float:
    return float(f"{factor}e{power}")


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _plain(value: float, step: float) -> str:
    return f"{value:.{_decimals(step)}f}".replace("-", MINUS) if value else "0"


def _scientific(value: float, step: float) -> str:
    if value == 0:
        return "0"
    digits = math.floor(math.log10(abs(value)) + 1e-9) - math.floor(math.log10(step) + 1e-9)
    mantissa, exponent = f"{value:.{min(max(digits, 0), 15)}e}".split("e")
    return f"{mantissa.replace('-', MINUS)}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
