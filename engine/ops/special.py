"""Special functions: error functions, gamma and its relatives, Bessel functions, logarithms that know their zeros.

Derivatives are those of the DLMF (chapters 5, 7, 10 and 25); what PyTorch answers at a pole or a kink is answered here.
"""

from __future__ import annotations

import math
from typing import Any

from engine.op import Elementwise

SQRT_PI = math.sqrt(math.pi)
LOG_PI = math.log(math.pi)
SQRT_HALF = math.sqrt(0.5)
TINY = {"float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}


def _log(number: float) -> float:
    """The logarithm as floating-point numbers have it: -inf of 0, nan below."""
    if number == 0:
        return -math.inf
    return math.log(number) if number > 0 else math.nan


def _log1p(number: float) -> float:
    if number == -1:
        return -math.inf
    return math.log1p(number) if number > -1 else math.nan


def _times(xp: Any, x: Any, y: Any, factor: Any) -> Any:
    """x times a logarithm of y, 0 at x = 0 unless y is nan."""
    return xp.where((x == 0) & (y == y), 0, x * factor)


def _log_gamma(xp: Any, x: Any) -> Any:
    """log |Γ(x)|, which at -inf is what C's lgamma answers: inf."""
    return xp.gammaln(xp.where(x == -math.inf, math.inf, x))


def _log_gamma_of_order(xp: Any, x: Any, p: Any) -> Any:
    """DLMF 35.3.4: log Γ_n(x) = n (n - 1)/4 log π + Σ log Γ(x - j/2)."""
    total = _log_gamma(xp, x)
    for j in range(1, p.order):
        total = total + _log_gamma(xp, x - j / 2)
    return total + p.order * (p.order - 1) / 4 * LOG_PI


def _log_gamma_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    total = xp.digamma(x)
    for j in range(1, p.order):
        total = total + xp.digamma(x - j / 2)
    return g * total


def _sinc_gradient(g: Any, x: Any, xp: Any) -> Any:
    """(πx cos πx - sin πx) / πx², which is 0 at 0 and where the square is."""
    angle = x * math.pi
    square = angle * x
    return xp.where(square == 0, 0, g * ((angle * xp.cos(angle) - xp.sin(angle)) / square))


def _bounds(p: Any) -> tuple[float, float]:
    return (0.0, 1.0) if p.eps is None else (p.eps, 1 - p.eps)


def _logit(xp: Any, x: Any, p: Any) -> Any:
    if p.eps is not None:
        low, high = _bounds(p)
        x = xp.where(x < low, low, xp.where(x > high, high, x))
    return xp.log(x / (1 - x))


def _logit_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    low, high = _bounds(p)
    outside = math.nan if p.eps is None else 0
    return xp.where((x >= low) & (x <= high), g / (x * (1 - x)), outside)


def _away_from_zero(x: Any, xp: Any) -> tuple[Any, Any]:
    """Where x is no tiny number, and x with the tiny ones made harmless."""
    tiny = TINY[str(x.dtype).rsplit(".", 1)[-1]]
    large = xp.abs(x) > tiny
    return large, xp.where(large, x, tiny)


def _i1_gradient(g: Any, x: Any, out: Any, xp: Any) -> Any:
    """I1' = I0 - I1/x (DLMF 10.29.2), which is 1/2 at 0."""
    large, safe = _away_from_zero(x, xp)
    return g * xp.where(large, xp.i0(safe) - out / safe, 0.5)


def _i1e_gradient(g: Any, x: Any, out: Any, xp: Any) -> Any:
    large, safe = _away_from_zero(x, xp)
    return g * xp.where(large, xp.i0e(safe) - out * (xp.sign(safe) + 1 / safe), 0.5)


def _log_ndtr_gradient(g: Any, x: Any, out: Any, xp: Any) -> Any:
    """The density over the area: below 0 by erfcx, which is accurate far out, above by the logarithm itself."""
    below = x < 0
    left = math.sqrt(2 / math.pi) / xp.erfcx(-SQRT_HALF * xp.where(below, x, 0))
    x, out = xp.where(below, 0, x), xp.where(below, 0, out)
    return g * xp.where(below, left, xp.exp(-x * x / 2 - out) / math.sqrt(2 * math.pi))


def _no_zeta_gradient(g: Any) -> Any:
    raise NotImplementedError("the derivative for 'zeta' is not implemented.")


# Error functions and the normal distribution.
erf = Elementwise(
    "Erf", lambda xp, x: xp.erf(x), casts="float", noisy=True, x=lambda g, x, xp: g * (2 / SQRT_PI * xp.exp(-x * x))
)
erfc = Elementwise(
    "Erfc", lambda xp, x: xp.erfc(x), casts="float", noisy=True, x=lambda g, x, xp: -g * (2 / SQRT_PI * xp.exp(-x * x))
)
erfinv = Elementwise(
    "Erfinv",
    lambda xp, x: xp.erfinv(x),
    casts="float",
    noisy=True,
    x=lambda g, out, xp: g * (SQRT_PI / 2 * xp.exp(out * out)),
)
erfcx = Elementwise(
    "SpecialErfcx",
    lambda xp, x: xp.erfcx(x),
    casts="float",
    noisy=True,
    x=lambda g, x, out: g * (2 * x * out - 2 / SQRT_PI),
)
log_ndtr = Elementwise(
    "SpecialLogNdtr",
    lambda xp, x: xp.log_ndtr(x),
    casts="float",
    noisy=True,
    x=_log_ndtr_gradient,
)
ndtri = Elementwise(
    "SpecialNdtri",
    lambda xp, x: xp.ndtri(x),
    casts="float",
    noisy=True,
    x=lambda g, out, xp: g * (math.sqrt(2 * math.pi) * xp.exp(out * out / 2)),
)

# Gamma and zeta.
lgamma = Elementwise("Lgamma", _log_gamma, casts="float", noisy=True, x=lambda g, x, xp: g * xp.digamma(x))
mvlgamma = Elementwise("Mvlgamma", _log_gamma_of_order, casts="float", noisy=True, x=_log_gamma_gradient)
digamma = Elementwise(
    "Digamma", lambda xp, x: xp.digamma(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.polygamma(1, x)
)
polygamma = Elementwise(
    "Polygamma",
    lambda xp, x, p: xp.polygamma(p.n, x),
    casts="float",
    noisy=True,
    x=lambda g, x, p, xp: g * xp.polygamma(p.n + 1, x),
)
# ∂ζ(x, q)/∂q = -x ζ(x + 1, q), DLMF 25.11.17; the derivative by x has no closed form, and PyTorch has none.
zeta = Elementwise(
    "SpecialZeta",
    lambda xp, x, y: xp.zeta(x, y),
    casts="float",
    noisy=True,
    x=_no_zeta_gradient,
    y=lambda g, x, y, xp: g * (-x * xp.zeta(x + 1, y)),
)
zeta_of_number = Elementwise(
    "SpecialZeta",
    lambda xp, y, p: xp.zeta(p.x, y),
    casts="float",
    noisy=True,
    variant=1,
    y=lambda g, y, p, xp: g * (-p.x * xp.zeta(p.x + 1, y)),
)
zeta_at_number = Elementwise(
    "SpecialZeta", lambda xp, x, p: xp.zeta(x, p.y), casts="float", noisy=True, variant=2, x=_no_zeta_gradient
)

# Modified Bessel functions of the first kind; `e` stands for the factor exp(-|x|).
i0 = Elementwise("I0", lambda xp, x: xp.i0(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.i1(x))
i0e = Elementwise(
    "SpecialI0E",
    lambda xp, x: xp.i0e(x),
    casts="float",
    noisy=True,
    x=lambda g, x, out, xp: g * (xp.i1e(x) - xp.sign(x) * out),
)
i1 = Elementwise("SpecialI1", lambda xp, x: xp.i1(x), casts="float", noisy=True, x=_i1_gradient)
i1e = Elementwise("SpecialI1E", lambda xp, x: xp.i1e(x), casts="float", noisy=True, x=_i1e_gradient)

# Logarithms that know their zeros.
sinc = Elementwise("Sinc", lambda xp, x: xp.sinc(x), casts="float", noisy=True, x=_sinc_gradient)
logit = Elementwise("Logit", _logit, casts="float", noisy=True, x=_logit_gradient)
entr = Elementwise(
    "SpecialEntr",
    lambda xp, x: xp.where(x < 0, -math.inf, xp.where(x == 0, 0, -x * xp.log(x))),
    casts="float",
    noisy=True,
    x=lambda g, x, xp: -g * (1 + xp.log(x)),
)
xlogy = Elementwise(
    "Xlogy",
    lambda xp, x, y: _times(xp, x, y, xp.log(y)),
    casts="float",
    noisy=True,
    x=lambda g, x, y, xp: xp.where((x == 0) & (y <= 0), 0, g * xp.log(y)),
    y=lambda g, x, y: g * x / y,
)
xlogy_of_number = Elementwise(
    "Xlogy",
    lambda xp, y, p: _times(xp, p.x, y, xp.log(y)),
    casts="float",
    noisy=True,
    variant=1,
    y=lambda g, y, p: g * p.x / y,
)
xlogy_by_number = Elementwise(
    "Xlogy",
    lambda xp, x, p: _times(xp, x, p.y, _log(p.y)),
    casts="float",
    noisy=True,
    variant=2,
    x=lambda g, x, p, xp: xp.where((x == 0) & (not p.y > 0), 0, g * _log(p.y)),
)
xlog1py = Elementwise(
    "SpecialXlog1Py",
    lambda xp, x, y: _times(xp, x, y, xp.log1p(y)),
    casts="float",
    noisy=True,
    x=lambda g, x, y, xp: xp.where((x == 0) & (y <= -1), 0, g * xp.log1p(y)),
    y=lambda g, x, y: g * x / (y + 1),
)
xlog1py_of_number = Elementwise(
    "SpecialXlog1Py",
    lambda xp, y, p: _times(xp, p.x, y, xp.log1p(y)),
    casts="float",
    noisy=True,
    variant=1,
    y=lambda g, y, p: g * p.x / (y + 1),
)
xlog1py_by_number = Elementwise(
    "SpecialXlog1Py",
    lambda xp, x, p: _times(xp, x, p.y, _log1p(p.y)),
    casts="float",
    noisy=True,
    variant=2,
    x=lambda g, x, p, xp: xp.where((x == 0) & (not p.y > -1), 0, g * _log1p(p.y)),
)
