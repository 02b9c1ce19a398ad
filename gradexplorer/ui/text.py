"""What people read: translated sentences, and numbers written to be read or to be read back."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gradexplorer.lang import LangError, Source, read

LONGEST = 60
"""Characters of a formula in a field for one number."""

MINUS = "\u2212"
INFINITY = "\u221e"
MISSING = "\u2014"


def tr(sentence: str, **values: object) -> str:
    """The user's wording of `sentence`, with `{name}` places filled from `values` by `str.format`."""
    translated = QCoreApplication.translate("gradexplorer", sentence)
    return translated.format(**values) if values else translated


def number(value: float, digits: int = 5) -> str:
    """`value` to `digits` significant digits, zeros kept so that columns align: "−2.6000", "1.2346e−08", "nan"."""
    if not math.isfinite(value):
        return _special(value)
    if value == 0:
        return "0"
    text = format(value, f"#.{digits}g").replace("-", MINUS)
    mantissa, mark, exponent = text.partition("e")
    return mantissa.rstrip(".") + mark + exponent


def short(value: float, digits: int = 5) -> str:
    """`value` to at most `digits` significant digits, without trailing zeros: "0.05", "−2.6". For fields and labels."""
    if not math.isfinite(value):
        return _special(value)
    return format(value, f".{digits}g").replace("-", MINUS) if value else "0"


def signed(value: float, digits: int = 5) -> str:
    """As `number`, with a plus before positive values: "+6.0484"."""
    return ("+" if value > 0 else "") + number(value, digits)


def exact(value: float) -> str:
    """The shortest text that reads back as the same float64, with an ASCII minus: for copying."""
    return repr(float(value))


def parse_number(text: str) -> float:
    """The float that `text` names: "1e-3", "−2.5" (U+2212 allowed), "inf", "pi/2". Raises ValueError else."""
    plain = text.strip().replace(MINUS, "-").replace(INFINITY, "inf")
    if "_" in plain:
        raise ValueError(text)
    try:
        return float(plain)
    except ValueError:
        return _calculated(plain)


def _calculated(text: str) -> float:
    """The value of a formula without names: "pi/2", "sqrt 2". Raises ValueError for any other text."""
    if len(text) > LONGEST or "\n" in text:
        raise ValueError(text)
    entry = read([Source(0, text)]).entries[0]
    function = entry.function
    if entry.kind != "function" or function is None or function.variables or function.sliders:
        raise ValueError(text)
    try:
        return float(function({}).item())
    except LangError as error:
        raise ValueError(text) from error


def _special(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return INFINITY if value > 0 else MINUS + INFINITY
