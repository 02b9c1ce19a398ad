"""Reductions, moments and extrema."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.engine.operator_table import REAL, ROW, WITH_ZEROS, Case


def _reductions() -> Iterator[Case]:
    for name in ("sum", "mean", "prod", "amax", "amin", "max", "min", "var", "std", "nansum", "nanmean"):
        yield Case(name, lambda t, a, n=name: getattr(a, n)(), (REAL,))
    for name, dim, keep in itertools.product(
        ("sum", "mean", "amax", "amin", "var", "std", "logsumexp", "nansum", "nanmean"),
        (0, 1, -1, (0, 1)),
        (False, True),
    ):
        yield Case(
            f"{name} dim={dim} keepdim={keep}",
            lambda t, a, n=name, d=dim, k=keep: getattr(a, n)(dim=d, keepdim=k),
            (REAL,),
        )
    for name, dim, keep in itertools.product(("max", "min", "prod"), (0, -1), (False, True)):

        def along(t: Any, a: Any, n: str = name, d: int = dim, k: bool = keep) -> Any:
            found = getattr(a, n)(d, keepdim=k)
            return found if n == "prod" else found[0]

        yield Case(f"{name} dim={dim} keepdim={keep}", along, (REAL,))


CASES = (
    *_reductions(),
    Case("prod with zeros", lambda t, a: a.prod(1), (WITH_ZEROS,)),
    Case("prod of all with zeros", lambda t, a: (a[1] + 1).prod() + a[0].prod(), (WITH_ZEROS,)),
    Case("prod of one", lambda t, a: a[:1].prod(0), (ROW,)),
    Case("softmax", lambda t, a: a.softmax(1), (REAL,)),
    Case("log_softmax", lambda t, a: a.log_softmax(0), (REAL,)),
    Case("var correction", lambda t, a: a.var(dim=0, correction=0), (REAL,)),
    Case("std unbiased", lambda t, a: a.std(dim=0, unbiased=False), (REAL,)),
    Case("var of everything, biased", lambda t, a: a.var(False), (REAL,)),
    Case("var with a broken correction", lambda t, a: a.var(1, correction=1.5, keepdim=True), (REAL,)),
    *(
        Case(f"{name} {part}", lambda t, a, n=name, j=j: getattr(t, n)(a, 1)[j], (REAL,))
        for name in ("var_mean", "std_mean")
        for j, part in enumerate(("deviation", "mean"))
    ),
    Case("var_mean, both", lambda t, a: t.var_mean(a)[0] * t.var_mean(a, keepdim=True)[1], (REAL,)),
    Case("std_mean, both", lambda t, a: sum(t.std_mean(a, (0, 1), correction=0)), (REAL,)),
    Case("aminmax, both", lambda t, a: t.aminmax(a).max * a.aminmax(dim=1, keepdim=True).min, (REAL,)),
    Case("aminmax, one", lambda t, a: a.aminmax(dim=0).max, (REAL,)),
    *(
        Case(f"{name} of a 0-d", lambda t, a, n=name: getattr(a[0], n)(0), (ROW,))
        for name in ("sum", "mean", "prod", "softmax", "log_softmax", "amax", "norm")
    ),
    Case("max of a 0-d", lambda t, a: a[0].max(0).values, (ROW,)),
    Case("nansum with nan", lambda t, a: a.masked_fill(a < 0, float("nan")).nansum(0), (REAL,), dtypes="float32"),
    Case("nanmean with nan", lambda t, a: a.masked_fill(a < 0, float("nan")).nanmean(1), (REAL,), dtypes="float32"),
    Case("sum of no dims", lambda t, a: a.sum(dim=()), (REAL,)),
    Case("softmax of a row", lambda t, a: t.softmax(a, -1), (ROW,)),
)
