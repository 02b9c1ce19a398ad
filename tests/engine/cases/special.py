"""Special functions. PyTorch's polygamma is right to eight digits only, and with it what is derived from it."""

from __future__ import annotations

import numpy as np

from tests.engine.operator_table import ABOVE_ONE, POSITIVE, REAL, ROW, UNIT, Case, named

INSIDE = UNIT / 2 + 0.5
WIDE = REAL * 4
SINGLE = "float32 int64 uint8 bool"


def special(names: str, *inputs: np.ndarray, **options: object) -> tuple[Case, ...]:
    """A case for each function of the special room that takes just these inputs."""
    return tuple(
        Case(name, lambda t, *x, name=name: getattr(t.special, name)(*x), inputs, **options)  # type: ignore[arg-type]
        for name in names.split()
    )


CASES = (
    *named("erf erfc sinc", REAL),
    *named("erfinv", UNIT),
    *named("lgamma digamma", POSITIVE, tolerance=1e-8),
    *named("i0", REAL, tolerance=1e-9),
    *special("i0e i1 i1e", WIDE, tolerance=1e-9),
    *special("ndtr expit", REAL),
    *special("log_ndtr erfcx", REAL, dtypes=SINGLE),
    *special("ndtri", INSIDE, dtypes=SINGLE),
    *special("entr", POSITIVE),
    *special("gammaln psi", POSITIVE, tolerance=1e-8),
    *special("exp2 expm1", REAL),
    *special("round", REAL, dtypes="float32 float16"),
    Case("logit", lambda t, a: t.logit(a), (INSIDE,)),
    Case("logit eps", lambda t, a: t.logit(a, 0.3), (INSIDE,)),
    Case("polygamma 0", lambda t, a: t.polygamma(0, a), (POSITIVE,), tolerance=1e-8),
    Case("polygamma 1", lambda t, a: t.polygamma(1, a), (POSITIVE,), tolerance=1e-8, dtypes="float32 int64"),
    Case("polygamma a method", lambda t, a: a.polygamma(2), (ABOVE_ONE,), tolerance=1e-8, dtypes=SINGLE),
    Case("mvlgamma", lambda t, a: t.mvlgamma(a, 3), (ABOVE_ONE,), tolerance=1e-8, dtypes="float32 int64"),
    Case("multigammaln", lambda t, a: t.special.multigammaln(a, 1), (ABOVE_ONE,), tolerance=1e-8, dtypes="float32"),
    Case("xlogy", lambda t, a, b: t.xlogy(a, b), (REAL, POSITIVE)),
    Case("xlogy of a number", lambda t, a: t.xlogy(2.5, a), (POSITIVE,)),
    Case("xlogy by a number", lambda t, a: t.xlogy(a, 2.5), (REAL,)),
    Case("xlog1py", lambda t, a, b: t.special.xlog1py(a, b), (ROW, POSITIVE)),
    Case("xlog1py of a number", lambda t, a: t.special.xlog1py(2.5, a), (POSITIVE,)),
    Case("xlog1py by a number", lambda t, a: t.special.xlog1py(a, 2.5), (REAL,)),
    # Only the second argument has a derivative.
    Case("zeta", lambda t, a: t.special.zeta((a * 0).detach() + 2.5, a), (POSITIVE,), tolerance=1e-9, dtypes="float32"),
    Case("zeta of a number", lambda t, a: t.special.zeta(2, a), (POSITIVE,), tolerance=1e-9, dtypes=SINGLE),
)
