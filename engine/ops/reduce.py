"""Reductions and scans. `axis` is None or a tuple of non-negative ints; `shape` the argument's shape.

Gradients of reductions keep a size-1 axis at each reduced place, so that they broadcast back by themselves; where the
forward dropped those axes, `_kept` puts them in again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Op


def _kept(value: Any, p: Any, xp: Any) -> Any:
    """A reduced value with its reduced axes put back as axes of size 1."""
    if p.keepdims or p.axis is None:
        return value
    shape = tuple(1 if j in p.axis else n for j, n in enumerate(p.shape))
    return xp.reshape(value, shape)


def _spread(g: Any, p: Any, xp: Any) -> Any:
    return xp.broadcast_to(_kept(g, p, xp), p.shape)


def _shared_evenly(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """The gradient of an extremum, shared evenly among the elements that attain it (PyTorch's amax)."""
    attained = x == _kept(out, p, xp)
    return xp.where(attained, _kept(g, p, xp) / xp.sum(attained, axis=p.axis, keepdims=True), 0)


def _at_index(xp: Any, x: Any, indices: Any, p: Any) -> tuple[Any, Any]:
    kept = xp.expand_dims(indices, p.axis)
    values = xp.take_along_axis(x, kept, axis=p.axis)
    return (values, kept) if p.keepdims else (xp.squeeze(values, axis=p.axis), indices)


def _to_index(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """All of the gradient to the element at the index that the forward returned."""
    kept = tuple(1 if j == p.axis else n for j, n in enumerate(p.shape))
    indices, values = out[1].reshape(kept), xp.reshape(g[0], kept)
    return xp.scatter_add(xp.zeros_for(values, p.shape), p.axis, indices, values)


def _scan_back(g: Any, p: Any, xp: Any) -> Any:
    return xp.flip(xp.cumsum(xp.flip(g, axis=p.axis), axis=p.axis), axis=p.axis)


def total_type(x: Any) -> Any:
    """What sums and products of `x` are held in: int64 for integers and bools, None for "as it is"."""
    return None if x.dtype.kind == "f" else np.int64


def _sum(xp: Any, x: Any, p: Any) -> Any:
    return xp.sum(x, axis=p.axis, dtype=total_type(x), keepdims=p.keepdims)


def _mean(xp: Any, x: Any, p: Any) -> Any:
    return xp.mean(x, axis=p.axis, keepdims=p.keepdims)


def _products_before(x: Any, axis: int, xp: Any) -> Any:
    """For each element the product of those before it along `axis`, 1 for the first."""
    along = (slice(None),) * axis
    ones, scanned = xp.ones_like(x[(*along, slice(0, 1))]), xp.cumprod(x, axis=axis)
    return xp.concatenate([ones, scanned[(*along, slice(0, scanned.shape[axis] - 1))]], axis=axis)


def _products_of_others(x: Any, axis: int, xp: Any) -> Any:
    """For each element the product of all others along `axis`, by scans from both ends: right at zeros too."""
    after = _products_before(xp.flip(x, axis=axis), axis, xp)
    return _products_before(x, axis, xp) * xp.flip(after, axis=axis)


def _prod_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    return (g if p.keepdims else xp.expand_dims(g, p.axis)) * _products_of_others(x, p.axis, xp)


def _prod_all_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    return g * xp.reshape(_products_of_others(xp.reshape(x, (-1,)), 0, xp), p.shape)


def _logsumexp(xp: Any, x: Any, p: Any) -> Any:
    top = xp.amax(x, axis=p.axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, 0)
    total = xp.log(xp.sum(xp.exp(x - top), axis=p.axis, keepdims=True)) + top
    return total if p.keepdims else xp.squeeze(total, axis=p.axis)


def _softmax(xp: Any, x: Any, p: Any) -> Any:
    powers = xp.exp(x - xp.amax(x, axis=p.axis, keepdims=True))
    return powers / xp.sum(powers, axis=p.axis, keepdims=True)


def _log_softmax(xp: Any, x: Any, p: Any) -> Any:
    low = x - xp.amax(x, axis=p.axis, keepdims=True)
    return low - xp.log(xp.sum(xp.exp(low), axis=p.axis, keepdims=True))


def _any_norm_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """sign(x) (|x| / norm)^(order - 1), and 0 at the origin."""
    norm = _kept(out, p, xp)
    share = xp.abs(x) / xp.where(norm == 0, 1, norm)
    return _kept(g, p, xp) * xp.sign(x) * share ** (p.order - 1)


def _norm_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """Of the 2-norm: x over the norm, 0 at the origin as PyTorch has it."""
    norm = _kept(out, p, xp)
    return _kept(g, p, xp) * xp.where(norm == 0, 0, x / xp.where(norm == 0, 1, norm))


sum_all = Op("Sum", _sum, noisy=True, x=_spread)
sum_dim = Op("Sum", _sum, noisy=True, variant=1, x=_spread)
mean_all = Op("Mean", _mean, noisy=True, x=lambda g, p, xp: _spread(g, p, xp) / p.count)
mean_dim = Op("Mean", _mean, noisy=True, variant=1, x=lambda g, p, xp: _spread(g, p, xp) / p.count)
prod_all = Op("Prod", lambda xp, x, p: xp.prod(x, dtype=total_type(x)), noisy=True, x=_prod_all_gradient)
prod_dim = Op(
    "Prod",
    lambda xp, x, p: xp.prod(x, axis=p.axis, dtype=total_type(x), keepdims=p.keepdims),
    noisy=True,
    variant=1,
    x=_prod_gradient,
)
var = Op(
    "Var",
    lambda xp, x, p: xp.var(x, axis=p.axis, ddof=p.correction, keepdims=p.keepdims),
    noisy=True,
    x=lambda g, x, p, xp: _kept(g, p, xp) * (x - xp.mean(x, axis=p.axis, keepdims=True)) * (2 / p.freedom),
)
std = Op(
    "Std",
    lambda xp, x, p: xp.std(x, axis=p.axis, ddof=p.correction, keepdims=p.keepdims),
    noisy=True,
    x=lambda g, x, out, p, xp: (_kept(g, p, xp) / (_kept(out, p, xp) * p.freedom))
    * (x - xp.mean(x, axis=p.axis, keepdims=True)),
)
amax = Op("Amax", lambda xp, x, p: xp.amax(x, axis=p.axis, keepdims=p.keepdims), x=_shared_evenly)
amin = Op("Amin", lambda xp, x, p: xp.amin(x, axis=p.axis, keepdims=p.keepdims), x=_shared_evenly)
max_all = Op("Max", lambda xp, x, p: xp.amax(x), variant=1, x=_shared_evenly)
min_all = Op("Min", lambda xp, x, p: xp.amin(x), variant=1, x=_shared_evenly)
# With a dim the element at the returned index takes the whole gradient.
max_dim = Op(
    "Max",
    lambda xp, x, p: _at_index(xp, x, xp.argmax(x, axis=p.axis), p),
    x=_to_index,
)
min_dim = Op(
    "Min",
    lambda xp, x, p: _at_index(xp, x, xp.argmin(x, axis=p.axis), p),
    x=_to_index,
)
logsumexp = Op(
    "Logsumexp",
    _logsumexp,
    casts="float",
    noisy=True,
    x=lambda g, x, out, p, xp: _kept(g, p, xp) * xp.exp(x - _kept(out, p, xp)),
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
norm = Op(
    "LinalgVectorNorm",
    lambda xp, x, p: xp.sqrt(xp.sum(x * x, axis=p.axis, keepdims=p.keepdims)),
    noisy=True,
    x=_norm_gradient,
)
norm_one = Op(
    "LinalgVectorNorm",
    lambda xp, x, p: xp.sum(xp.abs(x), axis=p.axis, keepdims=p.keepdims),
    noisy=True,
    x=lambda g, x, p, xp: _kept(g, p, xp) * xp.sign(x),
)
norm_inf = Op(
    "LinalgVectorNorm",
    lambda xp, x, p: xp.amax(xp.abs(x), axis=p.axis, keepdims=p.keepdims),
    x=lambda g, x, out, p, xp: _shared_evenly(g, xp.abs(x), out, p, xp) * xp.sign(x),
)
norm_any = Op(
    "LinalgVectorNorm",
    lambda xp, x, p: xp.sum(xp.abs(x) ** p.order, axis=p.axis, keepdims=p.keepdims) ** (1 / p.order),
    noisy=True,
    x=_any_norm_gradient,
)
cumsum = Op("Cumsum", lambda xp, x, p: xp.cumsum(x, axis=p.axis, dtype=total_type(x)), noisy=True, x=_scan_back)
argmax = Op("Argmax", lambda xp, x, p: xp.argmax(x, axis=p.axis, keepdims=p.keepdims))
argmin = Op("Argmin", lambda xp, x, p: xp.argmin(x, axis=p.axis, keepdims=p.keepdims))
all_true = Op("All", lambda xp, x, p: xp.all(x, axis=p.axis, keepdims=p.keepdims))
any_true = Op("Any", lambda xp, x, p: xp.any(x, axis=p.axis, keepdims=p.keepdims))
