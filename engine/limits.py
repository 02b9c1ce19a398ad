"""What numbers the dtypes can hold: finfo and iinfo."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.functions.placing import kind_of


class finfo:
    """The limits of a floating-point dtype, by default the default one.

    `bits` of an element, `eps` from 1 to the next number, `max`, `min`, `tiny` (or `smallest_normal`), the least
    positive number of full precision, `resolution` in decimals, and `dtype`, its name. Raises TypeError for others.
    """

    __module__ = "engine"

    def __init__(self, type: Any = None) -> None:
        kind = kind_of("finfo", type, dtypes.get_default_dtype(), "type", 1)
        if not kind.is_floating_point:
            raise TypeError(
                "engine.finfo() requires a floating point input type. Use engine.iinfo to handle 'engine.finfo'"
            )
        known = np.finfo(kind.numpy)
        self.bits, self.dtype = int(known.bits), kind.name
        self.eps, self.max, self.min = float(known.eps), float(known.max), float(known.min)
        self.tiny = self.smallest_normal = float(known.smallest_normal)
        self.resolution = float(10.0**-known.precision)

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        shown = ", ".join(f"{name}={getattr(self, name):g}" for name in names)
        return f"finfo({shown}, dtype={self.dtype})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)


class iinfo:
    """The limits of an integer dtype: `bits` of an element, `max`, `min`, and `dtype`, its name.

    Raises TypeError for another dtype.
    """

    __module__ = "engine"

    def __init__(self, type: Any) -> None:
        kind = kind_of("iinfo", type, dtypes.int64, "type", 1)
        if kind is dtypes.bool_:
            raise TypeError("engine.bool is not supported by engine.iinfo")
        if kind.is_floating_point:
            raise TypeError("engine.iinfo() requires an integer input type. Use engine.finfo to handle 'engine.iinfo'")
        known = np.iinfo(kind.numpy)
        self.bits, self.dtype = int(known.bits), kind.name
        self.max, self.min = int(known.max), int(known.min)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)
