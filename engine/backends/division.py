"""Remainders and floored quotients where CuPy's own are rounded: as NumPy and PyTorch compute them, through fmod.

CuPy 14 floors x / y, so that 1 // 0.1 is 10 and 5 % inf is nan, and takes the fmod of integers in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def exact(module: Any) -> dict[str, Callable[[Any, Any], Any]]:
    """`floor_divide`, `fmod` and `remainder` of arrays and numbers, made of `module`'s other functions."""

    def floor_divide(x: Any, y: Any) -> Any:
        if not _floating(x, y):
            return module.floor_divide(x, y)
        left, quotient = module.fmod(x, y), module.true_divide(x, y)
        # x less what is left is a multiple of y but for a rounding, so their quotient is next to a whole number.
        whole = module.rint((x - left) / y) - _on_the_other_side(left, y)
        return module.where((left != left) & (y == 0), quotient, module.copysign(whole, quotient))

    def remainder(x: Any, y: Any) -> Any:
        if not _floating(x, y):
            return module.remainder(x, y)
        left = module.fmod(x, y)
        return module.where(_on_the_other_side(left, y), left + y, left)

    def fmod(x: Any, y: Any) -> Any:
        if _floating(x, y):
            return module.fmod(x, y)
        left = module.remainder(x, y)
        return module.where((left != 0) & ((left < 0) != (x < 0)), left - y, left)

    return {"floor_divide": floor_divide, "fmod": fmod, "remainder": remainder}


def _floating(*operands: Any) -> bool:
    return any(x.dtype.kind == "f" if hasattr(x, "dtype") else isinstance(x, float) for x in operands)


def _on_the_other_side(left: Any, y: Any) -> Any:
    """Where something is left, of another sign than the divisor."""
    return (left != 0) & ((left < 0) != (y < 0))
