"""Reductions: sums, means, truth, and what is made of sums of exponentials.

`axis` is None or a tuple of non-negative ints; `shape` the argument's shape. Gradients of reductions keep a size-1 axis
at each reduced place, so that they broadcast back by themselves; where the forward dropped those axes, `kept` puts them
in again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Linear, Op


def kept(value: Any, p: Any, xp: Any) -> Any:
    """A reduced value with its reduced axes put back as axes of size 1."""
    if p.keepdims or p.axis is None:
        return value
    shape = tuple(1 if j in p.axis else n for j, n in enumerate(p.shape))
    return xp.reshape(value, shape)


def spread(g: Any, p: Any, xp: Any) -> Any:
    """A reduced value at every element it was made from."""
    return xp.spread(kept(g, p, xp), p.shape)


def total_type(x: Any) -> Any:
    """What sums and products of `x` are held in: int64 for integers and bools, None for "as it is"."""
    return None if x.dtype.kind == "f" else np.int64


def widened(x: Any) -> Any:
    """Half precision as float32, in which PyTorch sums it; anything else as it is."""
    return x.astype(np.float32) if x.dtype.itemsize == 2 and x.dtype.kind == "f" else x


def narrowed(result: Any, x: Any) -> Any:
    """A result computed from `widened(x)` in the dtype of `x`."""
    return result if result.dtype == x.dtype else result.astype(x.dtype)


def _sum(xp: Any, x: Any, p: Any) -> Any:
    if x.dtype.kind != "f":
        return x.sum(axis=p.axis, dtype=np.int64, keepdims=p.keepdims)
    if x.dtype.itemsize == 2:
        return x.sum(axis=p.axis, dtype=np.float32, keepdims=p.keepdims).astype(x.dtype)
    return x.sum(axis=p.axis, keepdims=p.keepdims)


def mean(xp: Any, x: Any, p: Any) -> Any:
    """The sum over `p.count`, the number of elements of a line; unlike NumPy's own it says nothing of empty lines."""
    return narrowed(widened(x).sum(axis=p.axis, keepdims=p.keepdims) / p.count, x)


def _numbers(xp: Any, x: Any) -> Any:
    """The elements, 0 for nan."""
    return xp.where(x == x, x, 0) if x.dtype.kind == "f" else x


def _truth(x: Any, result: Any) -> Any:
    """Of bytes, all and any are bytes; of everything else bools."""
    return result.astype(np.uint8) if x.dtype == np.uint8 else result


def _logsumexp(xp: Any, x: Any, p: Any) -> Any:
    if x.size == 0:
        return xp.log(xp.sum(xp.exp(x), axis=p.axis, keepdims=p.keepdims))
    top = xp.amax(x, axis=p.axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, 0)
    total = xp.log(xp.sum(xp.exp(x - top), axis=p.axis, keepdims=True)) + top
    return total if p.keepdims else xp.squeeze(total, axis=p.axis)


def _softmax(xp: Any, x: Any, p: Any) -> Any:
    if x.size == 0:
        return x.copy()
    wide = widened(x)
    powers = xp.exp(wide - xp.amax(wide, axis=p.axis, keepdims=True))
    return narrowed(powers / xp.sum(powers, axis=p.axis, keepdims=True), x)


def _log_softmax(xp: Any, x: Any, p: Any) -> Any:
    if x.size == 0:
        return x.copy()
    wide = widened(x)
    low = wide - xp.amax(wide, axis=p.axis, keepdims=True)
    return narrowed(low - xp.log(xp.sum(xp.exp(low), axis=p.axis, keepdims=True)), x)


sum_all = Linear("Sum", _sum, noisy=True, x=spread)
sum_dim = Linear("Sum", _sum, noisy=True, variant=1, x=spread)
nansum = Op(
    "Nansum",
    lambda xp, x, p: _sum(xp, _numbers(xp, x), p),
    noisy=True,
    x=lambda g, x, p, xp: kept(g, p, xp) * (x == x),
)
mean_all = Linear("Mean", mean, noisy=True, x=lambda g, p, xp: spread(g / p.count, p, xp))
mean_dim = Linear("Mean", mean, noisy=True, variant=1, x=lambda g, p, xp: spread(g / p.count, p, xp))
all_true = Op("All", lambda xp, x, p: _truth(x, xp.all(x, axis=p.axis, keepdims=p.keepdims)))
any_true = Op("Any", lambda xp, x, p: _truth(x, xp.any(x, axis=p.axis, keepdims=p.keepdims)))
count_nonzero = Op("CountNonzero", lambda xp, x, p: xp.sum(x != 0, axis=p.axis, dtype=np.int64))
logsumexp = Op(
    "Logsumexp",
    _logsumexp,
    casts="float",
    noisy=True,
    x=lambda g, x, out, p, xp: kept(g, p, xp) * xp.exp(x - kept(out, p, xp)),
)
softmax = Op(
    "Softmax",
    _softmax,
    casts="float",
    noisy=True,
    x=lambda g, out, p, xp: out * (g - xp.sum(g * out, axis=p.axis, keepdims=True)),
)
log_softmax = Op(
    "LogSoftmax",
    _log_softmax,
    casts="float",
    noisy=True,
    x=lambda g, out, p, xp: g - xp.exp(out) * xp.sum(g, axis=p.axis, keepdims=True),
)
