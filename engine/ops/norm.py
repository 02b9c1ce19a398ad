"""Vector norms of every order, the distance they give, and the singular values that the nuclear norm sums.

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
        return g * (x * 0)
    if order == 1:
        return g * xp.sign(x)
    if order == 2:
        return g * xp.where(norm == 0, 0, x / norm)
    size = xp.abs(x)
    if math.isinf(order):
        return xp.sign(x) * share(xp, (size == norm) | (x != x), g, p.axis)
    if order < 1:
        return xp.sign(x) * xp.where(x == 0, 0, size ** (order - 1)) * g * norm ** (1 - order)
    scale = xp.where(norm == 0, 0, g / norm ** (order - 1))
    return (xp.sign(x) * size ** (order - 1) if order < 2 else x * size ** (order - 2)) * scale


def _singular_gradient(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """Through U, S and Vᵀ, thin: Townsend 2016, "Differentiating the singular value decomposition"."""
    u, s, vt = out
    to_u, to_s, to_vt = g
    ut, v = xp.swapaxes(u, -2, -1), xp.swapaxes(vt, -2, -1)
    row, column = xp.expand_dims(s, -2), xp.expand_dims(s, -1)
    total = None if to_s is None else xp.matmul(u, xp.expand_dims(to_s, -1) * vt)
    gaps = xp.where(p.diagonal, 1, row * row - column * column)
    if to_u is not None:
        inner = xp.matmul(ut, to_u)
        turned = xp.matmul(u, ((inner - xp.swapaxes(inner, -2, -1)) / gaps) * row)
        total = _plus(total, xp.matmul(turned + (to_u - xp.matmul(u, inner)) / row, vt))
    if to_vt is not None:
        inner = xp.matmul(vt, xp.swapaxes(to_vt, -2, -1))
        turned = xp.matmul(column * ((inner - xp.swapaxes(inner, -2, -1)) / gaps), vt)
        outside = (to_vt - xp.matmul(xp.matmul(to_vt, v), vt)) / column
        total = _plus(total, xp.matmul(u, turned + outside))
    return total


def _plus(total: Any, part: Any) -> Any:
    return part if total is None else total + part


vector_norm = Op("LinalgVectorNorm", lambda xp, x, p: narrowed(_norm(xp, x, p), x), noisy=True, x=_norm_gradient)
dist = Op(
    "Dist",
    lambda xp, x, y, p: narrowed(_norm(xp, x - y, p), x),
    casts="float",
    noisy=True,
    shared=lambda g, x, y, out, p, xp: _norm_gradient(g, x - y, out, p, xp),
    x=lambda shared: shared,
    y=lambda shared: -shared,
)
# `diagonal` is true on the diagonal of a matrix of the size of the singular values.
svd = Op("LinalgSvd", lambda xp, x, p: tuple(xp.linalg.svd(x, full_matrices=False)), x=_singular_gradient)
