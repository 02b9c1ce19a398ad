"""Sums, products, quotients, remainders and powers."""

from __future__ import annotations

import numpy as np

from tests.engine.operator_table import CUBE, POSITIVE, REAL, ROW, Case, named

WEIGHTS = np.array([[0.2], [0.5], [0.9]])
FLOATS = "float32 float16"

CASES = (
    *named("neg negative square reciprocal", REAL),
    *named("add sub subtract mul multiply div divide true_divide fmod remainder rsub", REAL, ROW),
    Case("positive", lambda t, a: +a * a, (REAL,)),
    Case("add alpha", lambda t, a, b: t.add(a, b, alpha=3), (REAL, ROW)),
    Case("sub alpha", lambda t, a, b: a.sub(b, alpha=3), (REAL, ROW)),
    Case("rsub alpha", lambda t, a, b: t.rsub(a, b, alpha=3), (REAL, ROW)),
    Case("rsub a number", lambda t, a: 2 - a, (REAL,)),
    Case("rsub a tensor", lambda t, a, b: a.__rsub__(b), (REAL, ROW)),
    Case("rdiv", lambda t, a: 2 / a, (REAL,)),
    Case("rdiv a tensor", lambda t, a, b: a.__rdiv__(b), (REAL, ROW)),
    Case("radd", lambda t, a: 2 + a, (REAL,)),
    Case("rmul", lambda t, a: 2 * a, (REAL,)),
    Case("rmod", lambda t, a: 2 % a, (REAL,), in_pytorch=False),
    Case("rmod a tensor", lambda t, a, b: a.__rmod__(b), (REAL, ROW)),
    Case("remainder by a number", lambda t, a: a % 0.7, (REAL,)),
    Case("fmod by a number", lambda t, a: t.fmod(a, 0.7), (REAL,)),
    Case("div floor", lambda t, a, b: t.div(a, b, rounding_mode="floor"), (REAL, ROW)),
    Case("div trunc", lambda t, a, b: t.div(a, b, rounding_mode="trunc"), (REAL, ROW)),
    Case("floor_divide", lambda t, a, b: a // b * a, (REAL, ROW), in_pytorch=False),
    Case("rpow", lambda t, a: 2.0**a, (REAL,)),
    Case("rpow of 0", lambda t, a: 0.0**a, (POSITIVE,), in_pytorch=False),
    Case("rpow a tensor", lambda t, a, b: a.__rpow__(b.abs()), (REAL, ROW), dtypes=FLOATS),
    Case("pow", lambda t, a, b: a**b, (POSITIVE, ROW), dtypes=FLOATS),
    Case("pow of whole numbers", lambda t, a, b: t.pow(a, b), (POSITIVE, ROW), dtypes="int64 int8 uint8"),
    *(Case(f"pow {n}", lambda t, a, n=n: a**n, (POSITIVE,)) for n in (0, 0.5, 1, -2, -0.5, 1.7)),
    *(Case(f"pow {n}", lambda t, a, n=n: a**n, (REAL,)) for n in (2, 3, 4)),
    Case("float_power", lambda t, a: t.float_power(a, 2.5), (POSITIVE,)),
    Case("float_power of a number", lambda t, a: t.float_power(2, a), (REAL,)),
    Case("float_power of a tensor", lambda t, a, b: t.float_power(a, b), (POSITIVE, ROW)),
    Case("addcmul", lambda t, a, b, c: t.addcmul(a, b, c, value=3), (REAL, ROW, CUBE)),
    Case("addcmul plain", lambda t, a, b: t.addcmul(a, b, b), (REAL, ROW)),
    Case("addcdiv", lambda t, a, b, c: t.addcdiv(a, b, c, value=-2.5), (REAL, CUBE, POSITIVE)),
    Case("lerp near the start", lambda t, a, b: t.lerp(a, b, 0.3), (REAL, REAL[::-1].copy())),
    Case("lerp near the end", lambda t, a, b: t.lerp(a, b, 0.8), (REAL, REAL[::-1].copy())),
    Case("lerp by tensors", lambda t, a, b, w: t.lerp(a, b, w), (REAL, ROW, WEIGHTS)),
)
