"""Products of matrices and vectors. The gradient of a product needs the other factor, transposed.

`beta` and `alpha` scale what is added and the product, as in torch.addmm.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Linear, Multilinear, Op
from engine.ops.reduce import total_type

HALF = np.dtype(np.float16)


def _product(xp: Any, x: Any, y: Any) -> Any:
    """The matrix product. Halves are summed in float32, as in PyTorch; NumPy has no fast loop for them either."""
    if x.dtype is HALF:
        return xp.matmul(x.astype(np.float32), y.astype(np.float32)).astype(HALF)
    return xp.matmul(x, y)


def _by_left(g: Any, y: Any, xp: Any) -> Any:
    return _product(xp, g, y.swapaxes(-2, -1))


def _by_right(g: Any, x: Any, xp: Any) -> Any:
    return _product(xp, x.swapaxes(-2, -1), g)


def _scaled(x: Any, factor: Any) -> Any:
    return x if factor == 1 else x * factor


def _sum(term: Any, product: Any, p: Any) -> Any:
    """beta * term + alpha * product; with beta 0 the term is not looked at, be it nan."""
    product = _scaled(product, p.alpha)
    return product + _scaled(term, p.beta) if p.beta != 0 else product


def _sum_of_products(xp: Any, x: Any, y: Any) -> Any:
    """The sum over a batch of matrix products, as one product of a wide and a tall matrix."""
    (b, n, m), p = x.shape, y.shape[2]
    return _product(xp, xp.reshape(xp.swapaxes(x, 0, 1), (n, b * m)), xp.reshape(y, (b * m, p)))


def _column(x: Any, xp: Any) -> Any:
    return xp.expand_dims(x, 1)


mm = Multilinear("Mm", _product, noisy=True, x=_by_left, y=_by_right)
bmm = Multilinear("Bmm", _product, noisy=True, x=_by_left, y=_by_right)
mv = Multilinear(
    "Mv",
    _product,
    noisy=True,
    x=lambda g, y, xp: _column(g, xp) * y,
    y=_by_right,
)
dot = Multilinear("Dot", lambda xp, x, y: xp.dot(x, y), noisy=True, x=lambda g, y: g * y, y=lambda g, x: g * x)
vdot = Multilinear("Vdot", lambda xp, x, y: xp.dot(x, y), noisy=True, x=lambda g, y: g * y, y=lambda g, x: g * x)

# A product with a term added. `addmm` without factors is what a linear layer is made of.
addmm = Op(
    "Addmm",
    lambda xp, term, x, y: _product(xp, x, y) + term,
    noisy=True,
    term=lambda g: g,
    x=_by_left,
    y=_by_right,
)


def _with_term(name: str) -> Op:
    return Op(
        name,
        lambda xp, term, x, y, p: _sum(term, _product(xp, x, y), p),
        noisy=True,
        term=lambda g, p: _scaled(g, p.beta),
        x=lambda g, y, p, xp: _scaled(_by_left(g, y, xp), p.alpha),
        y=lambda g, x, p, xp: _scaled(_by_right(g, x, xp), p.alpha),
    )


addmm_scaled = _with_term("Addmm")
baddbmm = _with_term("Baddbmm")
addmv = Op(
    "Addmv",
    lambda xp, term, x, y, p: _sum(term, _product(xp, x, y), p),
    noisy=True,
    term=lambda g, p: _scaled(g, p.beta),
    x=lambda g, y, p, xp: _scaled(_column(g, xp) * y, p.alpha),
    y=lambda g, x, p, xp: _scaled(_by_right(g, x, xp), p.alpha),
)
addr = Op(
    "Addr",
    lambda xp, term, x, y, p: _sum(term, _column(x, xp) * y, p),
    casts="promote",
    noisy=True,
    term=lambda g, p: _scaled(g, p.beta),
    x=lambda g, y, p, xp: _scaled(xp.matmul(g, y), p.alpha),
    y=lambda g, x, p, xp: _scaled(xp.matmul(xp.swapaxes(g, 0, 1), x), p.alpha),
)
addbmm = Op(
    "Addbmm",
    lambda xp, term, x, y, p: _sum(term, _sum_of_products(xp, x, y), p),
    noisy=True,
    term=lambda g, p: _scaled(g, p.beta),
    x=lambda g, y, p, xp: _scaled(_by_left(xp.expand_dims(g, 0), y, xp), p.alpha),
    y=lambda g, x, p, xp: _scaled(_by_right(xp.expand_dims(g, 0), x, xp), p.alpha),
)

# `p.diagonal` are the indices 0 … n - 1 along both sides.
trace = Linear(
    "Trace",
    lambda xp, x, p: xp.trace(x, dtype=total_type(x)),
    noisy=True,
    x=lambda g, p, xp: xp.index_put(
        xp.zeros_for(g, p.shape), (p.diagonal, p.diagonal), xp.broadcast_to(g, p.diagonal.shape)
    ),
)
cross = Multilinear(
    "LinalgCross",
    lambda xp, x, y, p: xp.cross(x, y, axis=p.axis),
    noisy=True,
    x=lambda g, y, p, xp: xp.cross(y, g, axis=p.axis),
    y=lambda g, x, p, xp: xp.cross(g, x, axis=p.axis),
)
