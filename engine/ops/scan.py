"""Running sums, products and extrema along one axis. `axis` is None for a 0-d array, which is its own scan.

What no array library scans is done by doubling: after step k every element has been combined with the 2^k - 1 elements
before it, so n elements take log2 n whole-array steps (Hillis and Steele 1986).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.op import Elementwise, Linear, Op
from engine.ops.reduce import narrowed, widened


def along(axis: int, part: slice) -> tuple[slice, ...]:
    """The index of a part along `axis`."""
    return (slice(None),) * axis + (part,)


def recurrence(factors: Any, b: Any, axis: int, xp: Any) -> Any:
    """s with s_i = b_i + factors_i s_{i+1} along `axis`, and nothing after the last; without a division."""
    n, step = b.shape[axis], 1
    while step < n:
        head, tail = along(axis, slice(0, n - step)), along(axis, slice(n - step, n))
        later = along(axis, slice(step, n))
        b = xp.concatenate([b[head] + factors[head] * b[later], b[tail]], axis=axis)
        factors = xp.concatenate([factors[head] * factors[later], factors[tail]], axis=axis)
        step *= 2
    return b


def products_before(x: Any, axis: int, xp: Any) -> Any:
    """For each element the product of those before it along `axis`, 1 for the first."""
    ones, products = xp.ones_like(x[along(axis, slice(0, 1))]), xp.cumprod(x, axis=axis)
    return xp.concatenate([ones, products[along(axis, slice(0, x.shape[axis] - 1))]], axis=axis)


def products_of_others(x: Any, axis: int, xp: Any) -> Any:
    """For each element the product of all others along `axis`, by scans from both ends: right at zeros too."""
    after = products_before(xp.flip(x, axis=axis), axis, xp)
    return products_before(x, axis, xp) * xp.flip(after, axis=axis)


def doubled(combine: Callable[[Any, Any], Any], x: Any, axis: int, xp: Any) -> Any:
    """The scan of `x` along `axis` under an associative `combine(earlier, later)`."""
    n, step = x.shape[axis], 1
    while step < n:
        first, earlier, later = (along(axis, slice(*ends)) for ends in ((0, step), (0, n - step), (step, n)))
        x = xp.concatenate([x[first], combine(x[earlier], x[later])], axis=axis)
        step *= 2
    return x


def extremum_so_far(xp: Any, x: Any, axis: int, least: bool) -> Any:
    """The index, along `axis`, of the extremum among the elements up to each; the last of equals, and nan once met."""

    def later_wins(a: Any, b: Any) -> Any:
        u, v = xp.take_along_axis(x, a, axis=axis), xp.take_along_axis(x, b, axis=axis)
        return xp.where((v != v) | ((u == u) & ((v <= u) if least else (v >= u))), b, a)

    positions = xp.arange(x.shape[axis]).reshape((-1,) + (1,) * (x.ndim - 1 - axis))
    return doubled(later_wins, xp.broadcast_to(positions, x.shape), axis, xp)


def _running(scan: Callable[..., Any], x: Any, p: Any) -> Any:
    """The array library's `scan` along `p.axis`, of whole numbers in int64."""
    if p.axis is None:
        return x.astype(x.dtype if x.dtype.kind == "f" else np.int64)
    if x.dtype.kind == "f":
        return narrowed(scan(widened(x), axis=p.axis), x)
    return scan(x, axis=p.axis, dtype=np.int64)


def _cumsum_gradient(g: Any, p: Any, xp: Any) -> Any:
    return g if p.axis is None else xp.flip(xp.cumsum(xp.flip(g, axis=p.axis), axis=p.axis), axis=p.axis)


def _cumprod_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    """Of x_i: the product before it, times the g of every later result with the factors in between."""
    if p.axis is None:
        return g
    nothing = xp.zeros_like(x[along(p.axis, slice(0, 1))])
    factors = xp.concatenate([x[along(p.axis, slice(1, None))], nothing], axis=p.axis)
    return products_before(x, p.axis, xp) * recurrence(factors, g, p.axis, xp)


def _logcumsumexp(xp: Any, x: Any, p: Any) -> Any:
    return x.copy() if p.axis is None else narrowed(doubled(xp.logaddexp, widened(x), p.axis, xp), x)


def _logcumsumexp_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """exp(x_i - out_i) times the sum of g_k exp(out_i - out_k) over k >= i: no exponent is positive."""
    if p.axis is None:
        return g
    before, after = out[along(p.axis, slice(0, out.shape[p.axis] - 1))], out[along(p.axis, slice(1, None))]
    nothing = xp.zeros_like(out[along(p.axis, slice(0, 1))])
    decay = xp.exp(xp.where(before == after, 0, before - after))
    factors = xp.concatenate([decay, nothing], axis=p.axis)
    return xp.exp(x - out) * recurrence(factors, g, p.axis, xp)


def _prod(xp: Any, x: Any, p: Any) -> Any:
    if x.dtype.kind == "f":
        return narrowed(xp.prod(widened(x), axis=p.axis, keepdims=p.keepdims), x)
    return xp.prod(x, axis=p.axis, dtype=np.int64, keepdims=p.keepdims)


def _prod_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    return g if p.axis is None else xp.reshape(g, p.kept) * products_of_others(x, p.axis, xp)


def _prod_all_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    return g * xp.reshape(products_of_others(xp.reshape(x, (-1,)), 0, xp), p.shape)


prod_all = Op("Prod", _prod, noisy=True, x=_prod_all_gradient)
# `kept` is the shape with size 1 along the axis.
prod_dim = Op("Prod", _prod, noisy=True, variant=1, x=_prod_gradient)
cumsum = Linear("Cumsum", lambda xp, x, p: _running(xp.cumsum, x, p), noisy=True, x=_cumsum_gradient)
cumprod = Op("Cumprod", lambda xp, x, p: _running(xp.cumprod, x, p), noisy=True, x=_cumprod_gradient)
logcumsumexp = Op("Logcumsumexp", _logcumsumexp, noisy=True, x=_logcumsumexp_gradient)
# What PyTorch's compositions of these end with: a product with a number, a copy into new memory.
scaled = Elementwise(
    "Mul", lambda xp, x, p: x * p.factor, casts="float", noisy=True, variant=1, x=lambda g, p: g * p.factor
)
copied = Linear("Copy", lambda xp, x: x.copy(), x=lambda g: g, node_name="CopyBackwards")
