"""Where the ticks of a linear axis stand and what is written at them. Pure functions, no Qt."""

from __future__ import annotations

import math
from decimal import Decimal

from msgspec import Struct

MINUS = "\N{MINUS SIGN}"
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LARGEST_PLAIN = 1e6
_LEAST_PLAIN = 1e-3
_MOST_DECIMALS = 9
_MOST_DIGITS = 6
_MOST_MANTISSA = 3
_SHORT = 4
_PARTS = {1: 5, 2: 4, 5: 5}


class Ticks(Struct, frozen=True):
    """The ticks of one axis: their distance, their values (ascending) and one label for each.

    `minor` are the values of finer lines without labels. Where the numbers would be long, labels are distances from
    `offset`, a number as text, with its sign: "− 1000000" says that the axis shows x − 1000000.
    """

    step: float
    values: tuple[float, ...]
    labels: tuple[str, ...]
    minor: tuple[float, ...] = ()
    offset: str = ""


def nice_step(span: float, count: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that puts at most `count` steps into `span`.

    Raises:
        ValueError: when `span` or `count` is not positive and finite.
    """
    return _scaled(*_nice(span, count))


def place(low: float, high: float, count: float) -> Ticks:
    """Ticks at the multiples of a nice step in [low, high], at most about `count` of them."""
    factor, power = _nice(high - low, count)
    step = _scaled(factor, power)
    numbers = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    values = tuple(_scaled(k * factor, power) for k in numbers)
    fine = step / _PARTS[factor]
    first, last = math.ceil(low / fine - 1e-9), math.floor(high / fine + 1e-9)
    minor = tuple(k * fine for k in range(first, last + 1) if k % _PARTS[factor])
    digits = math.floor(math.log10(max(abs(low), abs(high)) / step) + 1e-9) + 1
    if digits <= (_MOST_DIGITS if _is_plain(max(abs(low), abs(high)), step) else _MOST_MANTISSA):
        return Ticks(step, values, labels(values, step), minor)
    # A round number nearby, counted in the steps' last digit, so that what is left is exact.
    wide = max(math.ceil(math.log10(high - low)) - power, 0)
    origin = round(Decimal(0.5 * (low + high)).scaleb(-power - wide)) * 10**wide
    left = tuple(_scaled(k * factor - origin, power) for k in numbers)
    return Ticks(step, values, labels(left, step), minor, _offset(origin, power))


def labels(values: tuple[float, ...], step: float) -> tuple[str, ...]:
    """One label for each value, all in the same style: plain decimals, or powers of ten where those get too long."""
    largest = max((abs(value) for value in values), default=0.0)
    if _is_plain(largest, step):
        return tuple(_plain(value, step) for value in values)
    # One exponent for all: numbers beside one another are compared.
    exponent = math.floor(math.log10(largest) + 1e-9) if largest else 0
    return tuple(_scientific(value, step, exponent) for value in values)


def power_of_ten(exponent: int, factor: int = 1) -> str:
    """The text of `factor` times 10 to the `exponent`: "10³", "2×10⁻⁴"."""
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if factor == 1 else f"{factor}×{power}"


def _nice(span: float, count: float) -> tuple[int, int]:
    """The nice step as factor and power of ten."""
    if not (math.isfinite(span) and span > 0 and math.isfinite(count) and count > 0):
        raise ValueError(f"a tick step needs a positive finite span and count, got {span} and {count}")
    least = span / count
    exponent = math.floor(math.log10(least))
    for power in (exponent, exponent + 1):
        for factor in (1, 2, 5):
            if _scaled(factor, power) >= least * (1 - 1e-9):
                return factor, power
    return 1, exponent + 2


def _scaled(factor: int, power: int) -> float:
    return float(f"{factor}e{power}")


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _is_plain(largest: float, step: float) -> bool:
    decimals = _decimals(step)
    usual = largest >= _LEAST_PLAIN and decimals <= _MOST_DECIMALS
    return largest < _LARGEST_PLAIN and (usual or decimals <= _SHORT)


def _plain(value: float, step: float) -> str:
    return f"{value:.{_decimals(step)}f}".replace("-", MINUS) if value else "0"


def _scientific(value: float, step: float, exponent: int) -> str:
    if value == 0:
        return "0"
    digits = min(max(exponent - math.floor(math.log10(step) + 1e-9), 0), 15)
    mantissa = f"{Decimal(value).scaleb(-exponent):.{digits}f}"
    return f"{mantissa.replace('-', MINUS)}×{power_of_ten(exponent)}"


def _offset(origin: int, power: int) -> str:
    """What is taken off: `origin` × 10^`power`, exactly, with the sign that it has then."""
    if origin == 0:
        return ""
    sign = MINUS if origin > 0 else "+"
    digits = str(abs(origin)).rstrip("0")
    power += len(str(abs(origin))) - len(digits)
    if len(digits) == 1 and power >= _MOST_DIGITS:
        return f"{sign} {power_of_ten(power, int(digits))}"
    whole, _, rest = f"{Decimal(digits).scaleb(power):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", _NARROW_SPACE) if len(whole) > 4 else whole
    return f"{sign} {grouped}{'.' if rest else ''}{rest}"
