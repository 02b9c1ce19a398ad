"""Python numbers as elements of a dtype: what fits, what wraps around, and what is refused, by PyTorch's rules.

A whole-number dtype takes the whole part of a float, and an unsigned one a negative integer no larger than its range;
what lies outside is refused rather than wrapped. bool takes the truth of anything.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtypes import DType

_ROUNDS_TO_INFINITE = 65520  # in float16, whose greatest number is 65504


def element(dtype: DType, value: Any, *, half: bool = False) -> Any:
    """`value` as the Python number that an element of `dtype` holds; `half` refuses what float16 would make infinite.

    Raises RuntimeError for what does not fit, OverflowError for an integer of more than 64 bits.
    """
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise OverflowError("int too big to convert" if value > 0 else "can't convert negative int to unsigned")
    if not fits(dtype, value) or (half and _over_half(dtype, value)):
        raise RuntimeError(f"value cannot be converted to type {dtype.sized} without overflow")
    return held(dtype, value)


def assigned(dtype: DType, value: Any) -> Any:
    """The same for a value assigned to an index. Raises ValueError for an integer of more than 64 bits."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("Overflow when unpacking long long")
    return element(dtype, value)


def held(dtype: DType, value: Any) -> Any:
    """A number that fits as the Python number of `dtype`'s kind: bool, int (negative ones wrapped) or float."""
    if dtype.name == "bool":
        return bool(value)
    if dtype.is_floating_point:
        big = dtype.name == "float16" and abs(value) >= _ROUNDS_TO_INFINITE
        return math.copysign(math.inf, value) if big else float(value)
    return int(value) % 256 if dtype.name == "uint8" else int(value)


def fits(dtype: DType, value: Any) -> bool:
    """Whether an element of `dtype` can hold a Python number, its fraction aside."""
    if dtype.name in ("bool", "float64", "float16"):
        return True
    if dtype.name == "float32":
        return not np.finfo(np.float32).max < abs(value) < float("inf")
    low, high = _range(dtype)
    if dtype.name == "uint8" and isinstance(value, int):
        low = -high
    return bool(low <= value <= high and value < 2.0**63) if isinstance(value, float) else low <= value <= high


def checked(dtype: DType, numbers: Any) -> Any:
    """An array of Python's numbers in `dtype`.

    Raises RuntimeError for what does not fit, ValueError for integers of more than 64 bits in a whole-number dtype.
    """
    if dtype.name == "bool" or dtype.is_floating_point:
        with np.errstate(all="ignore"):
            return numbers.astype(dtype.numpy)
    if numbers.dtype.kind == "O" or numbers.dtype == np.uint64:
        raise ValueError("Overflow when unpacking long long")
    if numbers.size:
        for end in (numbers.min(), numbers.max()):  # nan is both
            if not fits(dtype, end.item()):
                raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    return numbers.astype(dtype.numpy)


def _range(dtype: DType) -> tuple[int, int]:
    limits = np.iinfo(dtype.numpy)
    return int(limits.min), int(limits.max)


def _over_half(dtype: DType, value: Any) -> bool:
    return dtype.name == "float16" and 65504 < abs(value) < float("inf")
