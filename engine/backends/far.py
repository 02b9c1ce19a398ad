"""Zeta and polygamma far below 0, where the libraries add one term for each unit: at -1e12 nobody sees their answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

_FAR = -20.0
"""Below it the values above 0 are cheaper than the library's sum."""


def zeta(library: Any, xp: Any) -> Callable[[Any, Any], Any]:
    """The zeta function of Hurwitz, of arrays s and q, with the names of a counterpart of `scipy.special`.

    With f the part of q behind its point, ζ(s, q) = ζ(s, f) + (-1)^s (ζ(s, 1 - f) - ζ(s, 1 - q)) for whole s: the terms
    below 0 are those of two more such sums. Source: the definition, DLMF 25.11.1.
    """

    def value(s: Any, q: Any) -> Any:
        far = (q < _FAR) & (q != xp.floor(q)) & (s > 1) & (s == xp.floor(s))
        if not far.any():
            return library.zeta(s, q)
        below = xp.where(far, q, _FAR - 0.5)
        part = below - xp.floor(below)
        mirrored = library.zeta(s, 1 - part) - library.zeta(s, 1 - below)
        found = library.zeta(s, part) + xp.where(s % 2 == 0, mirrored, -mirrored)
        return xp.where(far, found, library.zeta(s, xp.where(far, 1.0, q)))

    return value


def polygamma(library: Any, xp: Any) -> Callable[[Any, Any], Any]:
    """The n-th derivative of digamma, of a 0-d array n and an array x: (-1)^(n + 1) n! ζ(n + 1, x), DLMF 25.11.12."""
    of_order = zeta(library, xp)

    def value(n: Any, x: Any) -> Any:
        far = (x < _FAR) & (x != xp.floor(x))
        if n == 0 or not far.any():
            return library.polygamma(n, x)
        count = int(n)
        factor = math.gamma(count + 1) if count <= 170 else math.inf
        found = (factor if count % 2 else -factor) * of_order(xp.asarray(count + 1.0), xp.where(far, x, _FAR - 0.5))
        return xp.where(far, found, library.polygamma(n, xp.where(far, 1.0, x)))

    return value


FAR = {"polygamma": polygamma, "zeta": zeta}
