"""Vector norms of every order, and the distance they give.

`p.order` is the norm's order, any number or infinity. Gradients are those of PyTorch: 0 at the origin, and for an
infinite order shared evenly among the elements that attain it.
"""

from __future__ import annotations

import math
from typing import Any

from engine.op import Op
from engine.ops.extremum import share
from engine.ops.reduce import kept, narrowed, widened


def _norm(xp: Any, x: Any, p: Any) -> Any:
    order, options = p.order, {"axis": p.axis, "keepdims": p.keepdims}
    x = widened(x)
    if order == 2:
        return xp.sqrt(xp.sum(x * x, **options))
    if order == 0:
        return xp.sum(x != 0, **options).astype(x.dtype)
    size = xp.abs(x)
    if order == 1:
        return xp.sum(size, **options)
    if math.isinf(order):
        return xp.amax(size, **options) if order > 0 else xp.amin(size, **options)
    return xp.sum(size**order, **options) ** (1 / order)


def _norm_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    order, g, norm = p.order, kept(g, p, xp), kept(out, p, xp)
    if order == 0:
        return xp.zeros_like(x)
    if order == 1:
        return g * xp.sign(x)
    if order == 2:
        return g * xp.where(norm == 0, 0, x / norm)
    size = xp.abs(x)
    if math.isinf(order):
        return xp.sign(x) * share(xp, (size == norm) | (x != x), g, p.axis)
    if order < 1:
        return xp.sign(x) * xp.where(x == 0, 0, size ** (order - 1)) * g * norm ** (1 - order)
    scale = xp.where(norm == 0, 0, g / xp.where(norm == 0, 1, norm) ** (order - 1))
    return (xp.sign(x) * size ** (order - 1) if order < 2 else x * size ** (order - 2)) * scale


vector_norm = Op("LinalgVectorNorm", lambda xp, x, p: narrowed(_norm(xp, x, p), x), noisy=True, x=_norm_gradient)
# What pairwise_distance records of the differences.
length = Op("Norm", vector_norm.forward, noisy=True, variant=1, x=_norm_gradient)
dist = Op(
    "Dist",
    lambda xp, x, y, p: narrowed(_norm(xp, x - y, p), x),
    casts="float",
    noisy=True,
    shared=lambda g, x, y, out, p, xp: _norm_gradient(g, x - y, out, p, xp),
    x=lambda shared: shared,
    y=lambda shared: -shared,
)
