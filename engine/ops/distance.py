"""Distances between all pairs of points of two sets. `order` is that of the norm of their difference."""

from __future__ import annotations

import math
from typing import Any

from engine.op import Op


def _differences(x: Any, y: Any, xp: Any) -> Any:
    return xp.expand_dims(x, -2) - xp.expand_dims(y, -3)


def _distances(xp: Any, x: Any, y: Any, p: Any) -> Any:
    apart = xp.abs(_differences(x, y, xp))
    if p.order == 0:
        return xp.sum(apart != 0, axis=-1, dtype=x.dtype)
    if p.order == math.inf:
        return xp.max(apart, axis=-1) if apart.shape[-1] else xp.sum(apart, axis=-1)
    if p.order == 1:
        return xp.sum(apart, axis=-1)
    if p.order == 2:
        return xp.sqrt(xp.sum(apart * apart, axis=-1))
    return xp.sum(apart**p.order, axis=-1) ** (1 / p.order)


def _slopes(g: Any, x: Any, y: Any, out: Any, p: Any, xp: Any) -> Any:
    """The gradient by each difference; 0 where two points coincide and, below order 1, where two coordinates do."""
    apart, far, g = _differences(x, y, xp), xp.expand_dims(out, -1), xp.expand_dims(g, -1)
    if p.order == 0:
        return g * 0 * apart
    if p.order == 1:
        return g * xp.sign(apart)
    if p.order == math.inf:
        return xp.where(xp.abs(apart) == far, g * xp.sign(apart), 0)
    nowhere = (far == 0) | (apart == 0)
    share = xp.where(nowhere, 1, xp.abs(apart)) / xp.where(far == 0, 1, far)
    return xp.where(nowhere, 0, g * xp.sign(apart) * share ** (p.order - 1))


cdist = Op(
    "Cdist",
    _distances,
    noisy=True,
    shared=_slopes,
    x=lambda shared, xp: xp.sum(shared, axis=-2),
    y=lambda shared, xp: -xp.sum(shared, axis=-3),
)
