"""Elementwise functions that the engine has no operator for: operators of the same kind, and what is composed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from engine.op import Op
from gradexplorer.lang.bridge import engine
from gradexplorer.lang.run import Array

_BERNOULLI: Final = (
    1 / 12,
    -1 / 720,
    1 / 30240,
    -1 / 1209600,
    1 / 47900160,
    -691 / 1307674368000,
    1 / 74724249600,
    -3617 / 10670622842880000,
)
"""B(2j) / (2j)! for j = 1, 2, …"""
_TERMS: Final = 12
_FARTHEST: Final = 300
"""Places before or behind the point that a power of ten can still be taken for."""
_MOST_SLOPES: Final = 100_000
"""Most numbers at which the sum for ζ, of a hundred arrays that its gradients keep, is taken."""
_LONGEST_SUM: Final = 20_000_000
"""Most logarithms of Γ in one sum."""
_EXACT: Final = 15.0
"""The greatest x whose Γ(x), computed by logarithms, is nearer to its whole number than to any other."""


def _nearer(xp: Any, root: Any, x: Any, n: Any) -> Any:
    """One step of Newton's towards the n-th root of x: the root of 64 is then 4, not 3.9999999999999996."""
    step = (root**n - x) / (n * root ** (n - 1))
    return xp.where(xp.isfinite(step), root - step, root)


def _real_root(xp: Any, x: Any, n: Any) -> Any:
    """The real n-th root, with the sign of x for odd n; for even n nan where x is negative."""
    size = xp.abs(x)
    root = _nearer(xp, size ** (1 / n), size, n)
    return xp.where(x < 0, xp.where(xp.abs(n % 2) == 1, -root, xp.nan), root)


def _by_degree(g: Any, x: Any, n: Any, out: Any, xp: Any) -> Any:
    """-root ln(x) / n², which is nan for negative x, where the degree cannot move."""
    return -g * out * xp.log(x) / (n * n)


def _coth_slope(g: Any, x: Any, xp: Any) -> Any:
    """-1 / sinh² x, written so that it is 0 far out and its own slope too."""
    small = xp.exp(-2 * xp.abs(x))
    return -4 * g * small / (1 - small) ** 2


_cot = Op("Cot", lambda xp, x: 1 / xp.tan(x), casts="float", noisy=True, x=lambda g, out: -g * (1 + out * out))
_sec = Op(
    "Sec", lambda xp, x: 1 / xp.cos(x), casts="float", noisy=True, x=lambda g, x, out, xp: g * out * (xp.sin(x) * out)
)
_csc = Op(
    "Csc", lambda xp, x: 1 / xp.sin(x), casts="float", noisy=True, x=lambda g, x, out, xp: -g * out * (xp.cos(x) * out)
)
_coth = Op("Coth", lambda xp, x: 1 / xp.tanh(x), casts="float", noisy=True, x=_coth_slope)
_sech = Op(
    "Sech", lambda xp, x: 1 / xp.cosh(x), casts="float", noisy=True, x=lambda g, x, out, xp: -g * out * xp.tanh(x)
)
_csch = Op(
    "Csch", lambda xp, x: 1 / xp.sinh(x), casts="float", noisy=True, x=lambda g, x, out, xp: -g * out / xp.tanh(x)
)
_cbrt = Op(
    "Cbrt", lambda xp, x: _nearer(xp, xp.cbrt(x), x, 3), casts="float", noisy=True, x=lambda g, out: g / (3 * out * out)
)
_nthroot = Op(
    "Nthroot",
    _real_root,
    casts="float",
    noisy=True,
    x=lambda g, n, out, xp: g / (n * xp.abs(out) ** (n - 1)),
    n=_by_degree,
)


def _logb(x: Array, b: Array) -> Array:
    """ln x / ln b; a whole number where x is a whole power of b."""
    value = engine.log(x) / engine.log(b)
    with engine.no_grad():
        whole = engine.round(value)
        rest = engine.where(b**whole == x, whole - value, engine.zeros_like(value))
    return value + engine.where(engine.isfinite(rest), rest, engine.zeros_like(rest))


def gamma(x: Array) -> Array:
    """Γ(x) by |Γ| = exp(lgamma); it is negative between -1 and 0, -3 and -2, and so on; nan at 0, -1, -2, …."""
    size = engine.exp(engine.lgamma(x))
    with engine.no_grad():
        sign = _gamma_sign(x)
        whole = (engine.floor(x) == x) & (x > 0) & (x <= _EXACT)
        rest = engine.where(whole, engine.round(size) - size, 0.0)
    return (size + rest) * sign


def _gamma_sign(x: Array) -> Array:
    """1 or -1, and nan at 0, -1, -2, …."""
    low = engine.floor(x)
    pole = (low == x) & (x <= 0)
    sign = engine.where(x < 0, 1 - 2 * engine.remainder(low, 2.0), 1.0)
    return engine.where(pole, float("nan"), sign)


def factorial(x: Array) -> Array:
    """Γ(x + 1); of a whole number that needs no gradient the exact product."""
    if x.ndim == 0 and not x.requires_grad:
        n = x.item()
        if n == n and 0 <= n <= 170 and n == int(n):
            product = engine.ones_like(x)
            for k in range(2, int(n) + 1):
                product = product * float(k)
            return product
    return gamma(x + 1)


def _zeta(s: Array, q: Array | None = None) -> Array:
    """Σ 1/(k + q)^s over k >= 0, by the engine's operator; where s is to be differentiated, by Euler and Maclaurin.

    Source: DLMF 25.11.5 with the remainder dropped.
    """
    q = engine.ones_like(s) if q is None else q
    if not (engine.is_grad_enabled() and s.requires_grad):
        return engine.special.zeta(s, q)
    if max(s.numel(), q.numel()) > _MOST_SLOPES:
        raise ValueError(f"the slope of zeta by its first value is taken at {_MOST_SLOPES:,} numbers at most")
    total = engine.zeros_like(s)
    for k in range(_TERMS):
        total = total + (q + k) ** -s
    far = q + _TERMS
    power = far**-s
    total = total + power * far / (s - 1) + power / 2
    rising = s / far
    for j, factor in enumerate(_BERNOULLI):
        total = total + factor * rising * power
        rising = rising * (s + (2 * j + 1)) * (s + (2 * j + 2)) / (far * far)
    value = engine.special.zeta(s.detach(), q.detach())
    # The operator's value, which is right to the last digit and where the sum does not converge; the sum's slopes.
    return engine.where(engine.isfinite(value), total + (value - total.detach()), value + 0 * s)


def _leaky_relu(x: Array, slope: Array) -> Array:
    return engine.where(x > 0, x, slope * x)


def _elu(x: Array, alpha: Array) -> Array:
    return engine.where(x > 0, x, alpha * engine.expm1(engine.clamp_max(x, 0.0)))


def _celu(x: Array, alpha: Array) -> Array:
    return engine.where(x > 0, x, alpha * engine.expm1(engine.clamp_max(x / alpha, 0.0)))


def _softplus(x: Array, beta: Array) -> Array:
    """ln(1 + exp(b x)) / b, and x itself where b x is over 20, as in PyTorch."""
    bent = engine.log1p(engine.exp(engine.clamp_max(beta * x, 20.0))) / beta
    return engine.where(beta * x > 20.0, x, bent)


def _hardtanh(x: Array, low: Array, high: Array | float = 1.0) -> Array:
    return engine.where(x <= low, low, engine.where(x >= high, high, x))


def _hardshrink(x: Array, bound: Array) -> Array:
    return engine.where(engine.abs(x) > bound, x, 0.0 * x)


def _softshrink(x: Array, bound: Array) -> Array:
    return engine.where(x > bound, x - bound, engine.where(x < -bound, x + bound, 0.0 * x))


def _threshold(x: Array, bound: Array, other: Array) -> Array:
    return engine.where(x > bound, x, other)


def _logit(x: Array, eps: Array) -> Array:
    return engine.logit(engine.clamp(x, eps, 1 - eps))


def _round(x: Array, places: int) -> Array:
    """Rounded to places after the point: so many that no float has them all leave x as it is."""
    return x.detach() if places > _FARTHEST else engine.round(x, decimals=max(places, -_FARTHEST))


def _mvlgamma(x: Array, p: int) -> Array:
    """Refused where its sum of p terms would be too long, for nobody can stop it on the way."""
    if p * max(x.numel(), 1_000) > _LONGEST_SUM:
        raise ValueError(f"mvlgamma of {p:,} dimensions takes too long")
    return engine.mvlgamma(x, p)


MADE: Final[dict[str, Callable[..., Any]]] = {
    "cot": _cot,
    "sec": _sec,
    "csc": _csc,
    "coth": _coth,
    "sech": _sech,
    "csch": _csch,
    "logb": _logb,
    "cbrt": _cbrt,
    "nthroot": _nthroot,
    "gamma": gamma,
    "zeta": _zeta,
    "prelu": _leaky_relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "celu": _celu,
    "softplus": _softplus,
    "hardtanh": _hardtanh,
    "hardshrink": _hardshrink,
    "softshrink": _softshrink,
    "threshold": _threshold,
    "logit": _logit,
    "round": _round,
    "mvlgamma": _mvlgamma,
    "detach": lambda x: x.detach(),
}
"""Functions by name that are of kind "made", or that the engine takes with numbers where the language has values.

Each takes Tensors, with the sample axis if there is one; whole numbers as `int`.
"""
