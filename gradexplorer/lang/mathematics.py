"""Elementwise functions that the engine has no operator for, composed of its operators; and series of known ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gradexplorer.lang.bridge import engine
from gradexplorer.lang.run import Array


def _cot(x: Array) -> Array:
    return engine.cos(x) / engine.sin(x)


def _sec(x: Array) -> Array:
    return engine.reciprocal(engine.cos(x))


def _csc(x: Array) -> Array:
    return engine.reciprocal(engine.sin(x))


def _coth(x: Array) -> Array:
    return engine.reciprocal(engine.tanh(x))


def _sech(x: Array) -> Array:
    return engine.reciprocal(engine.cosh(x))


def _csch(x: Array) -> Array:
    return engine.reciprocal(engine.sinh(x))


def _logb(x: Array, b: Array) -> Array:
    return engine.log(x) / engine.log(b)


def _cbrt(x: Array) -> Array:
    return engine.sign(x) * engine.abs(x) ** (1 / 3)


def _nthroot(x: Array, n: Array) -> Array:
    """The real n-th root; for odd n also of negative numbers, nan for even n there."""
    size = engine.abs(x) ** engine.reciprocal(n)
    odd = engine.remainder(n, 2.0) == 1.0
    root = engine.where(x < 0, -size, size)
    return engine.where((x < 0) & ~odd, engine.full_like(root, float("nan")), root)


def gamma(x: Array) -> Array:
    """Γ(x) by |Γ| = exp(lgamma); it is negative between -1 and 0, -3 and -2, and so on; nan at 0, -1, -2, …."""
    size = engine.exp(engine.lgamma(x))
    with engine.no_grad():
        low = engine.floor(x)
        negative = x < 0
        sign = engine.where(negative, 1 - 2 * engine.remainder(low, 2.0), engine.ones_like(x))
        sign = engine.where((x <= 0) & (low == x), float("nan") * engine.ones_like(x), sign)
    return size * sign


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
}
"""Functions of kind "made" by name; each takes Tensors, with the sample axis if there is one."""
