"""Values made standard: mean 0 and variance 1 over some axes, then a weight and a bias; and rows of a table.

`p.folded` is the shape in which the axes are counted, `p.along` that in which weight and bias lie along the input's.
`weight` is the number 1 and `bias` the number 0 where none was given (`p.scaled`, `p.shifted`).
"""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _standard(x: Any, p: Any, xp: Any) -> tuple[Any, Any]:
    """The standardized values, in the folded shape, and one over the standard deviation."""
    x = xp.reshape(x, p.folded)
    x = x - xp.mean(x, axis=p.axes, keepdims=True)
    rate = 1 / xp.sqrt(xp.mean(x * x, axis=p.axes, keepdims=True) + p.eps)
    return x * rate, rate


def _placed(values: Any, weight: Any, bias: Any, p: Any, xp: Any) -> Any:
    values = values * xp.reshape(weight, p.along) if p.scaled else values
    return values + xp.reshape(bias, p.along) if p.shifted else values


def _norm(xp: Any, x: Any, weight: Any, bias: Any, p: Any) -> Any:
    return _placed(xp.reshape(_standard(x, p, xp)[0], x.shape), weight, bias, p, xp)


def _norm_gradient(g: Any, weight: Any, p: Any, xp: Any, shared: Any) -> Any:
    """The part of the gradient along the mean and along the values themselves is taken away (Ioffe & Szegedy 2015)."""
    values, rate = shared
    g = xp.reshape(g * xp.reshape(weight, p.along) if p.scaled else g, p.folded)
    mean = xp.mean(g, axis=p.axes, keepdims=True)
    slope = (g - mean - values * xp.mean(g * values, axis=p.axes, keepdims=True)) * rate
    return xp.reshape(slope, p.shape)


def _to_parameter(g: Any, p: Any, xp: Any) -> Any:
    """Summed over all that one weight or bias is used for."""
    return xp.reshape(xp.sum(g, axis=p.outer, keepdims=True), p.parameter)


def _native(name: str) -> Op:
    return Op(
        name,
        _norm,
        noisy=True,
        shared=_standard,
        x=_norm_gradient,
        weight=lambda g, p, xp, shared: _to_parameter(g * xp.reshape(shared[0], p.shape), p, xp),
        bias=_to_parameter,
    )


layer_norm = _native("NativeLayerNorm")
group_norm, batch_norm = _native("NativeGroupNorm"), _native("NativeBatchNorm")


def _known(xp: Any, x: Any, weight: Any, bias: Any, mean: Any, rate: Any, p: Any) -> Any:
    return _placed((x - xp.reshape(mean, p.along)) * xp.reshape(rate, p.along), weight, bias, p, xp)


def _known_gradient(g: Any, weight: Any, rate: Any, p: Any, xp: Any) -> Any:
    return g * xp.reshape(weight * rate, p.along)


# With a mean and a rate (one over the deviation) that are known beforehand, and have no gradient.
batch_norm_known = Op(
    "NativeBatchNorm",
    _known,
    noisy=True,
    x=_known_gradient,
    weight=lambda g, x, mean, rate, p, xp: _to_parameter(
        g * ((x - xp.reshape(mean, p.along)) * xp.reshape(rate, p.along)), p, xp
    ),
    bias=_to_parameter,
)

# Rows of a table. `share` is what of a row's gradient is kept, the number 1 for all.
embedding = Op(
    "Embedding",
    lambda xp, weight, share, p: xp.take(weight, p.index, axis=0),
    weight=lambda g, share, p, xp: xp.index_add(
        xp.zeros_for(g, p.shape), 0, p.index.reshape(-1), xp.reshape(g, (p.index.size, p.shape[1])) * share
    ),
)
