"""What follows from an order."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, REAL, ROW, Case, named

NAN = float("nan")
NUMBERS = "float32 float16 int64 int32 uint8"

CASES = (
    Case("sort", lambda t, a: a.sort().values, (CUBE,)),
    Case("sort down", lambda t, a: t.sort(a, 1, descending=True)[0], (CUBE,)),
    Case("sort stable", lambda t, a: t.sort(a, stable=True, dim=0).values, (REAL,)),
    *named("msort", REAL),
    Case("topk", lambda t, a: a.topk(2).values, (REAL,), dtypes=NUMBERS),
    Case("topk least", lambda t, a: t.topk(a, 2, 0, largest=False).values, (CUBE,), dtypes=NUMBERS),
    Case("kthvalue", lambda t, a: a.kthvalue(2).values, (REAL,), dtypes=NUMBERS),
    Case("kthvalue keepdim", lambda t, a: a.kthvalue(1, 0, True).values, (REAL,), dtypes=NUMBERS),
    *named("median nanmedian", REAL, dtypes=NUMBERS),
    Case("median dim", lambda t, a: a.median(1).values, (REAL,), dtypes=NUMBERS),
    Case("median keepdim", lambda t, a: t.median(a, -2, keepdim=True).values, (CUBE,), dtypes=NUMBERS),
    Case("nanmedian dim", lambda t, a: a.masked_fill(a < 0, NAN).nanmedian(0).values, (REAL,), dtypes="float32"),
    Case("mode", lambda t, a: a.mode(0).values, (REAL,)),
    Case("mode of repeated", lambda t, a: t.cat([a, a]).mode(0, True).values, (REAL,)),
    Case("sort of a 0-d", lambda t, a: a[0].sort().values * a[1].topk(1).values, (ROW,), dtypes=NUMBERS),
    Case("median of a 0-d", lambda t, a: a[0].median(0).values * a[1].kthvalue(1).values, (ROW,), dtypes=NUMBERS),
    Case("quantile", lambda t, a: a.quantile(0.4), (REAL,), dtypes="float32"),
    Case("quantile dim", lambda t, a: t.quantile(a, 0.8, 1, keepdim=True), (CUBE,), dtypes="float32"),
    Case("quantiles", lambda t, a, b: t.quantile(a, b, 0), (REAL, (ROW - ROW.min()) / 9 + 0.13), dtypes=""),
    *(
        Case(f"quantile {how}", lambda t, a, w=how: a.quantile(0.3, 1, interpolation=w), (REAL,), dtypes="float32")
        for how in ("lower", "higher", "midpoint", "nearest")
    ),
    Case("nanquantile", lambda t, a: a.masked_fill(a < 0, NAN).nanquantile(0.3, 0, True), (REAL,), dtypes="float32"),
)
