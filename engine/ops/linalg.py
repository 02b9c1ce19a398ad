"""Products of matrices and vectors. The gradient of a product needs the other factor, transposed."""

from __future__ import annotations

from engine.op import Op
from engine.ops.reduce import total_type

mm = Op(
    "Mm",
    lambda xp, x, y: xp.matmul(x, y),
    noisy=True,
    x=lambda g, y, xp: xp.matmul(g, xp.swapaxes(y, 0, 1)),
    y=lambda g, x, xp: xp.matmul(xp.swapaxes(x, 0, 1), g),
)
bmm = Op(
    "Bmm",
    lambda xp, x, y: xp.matmul(x, y),
    noisy=True,
    x=lambda g, y, xp: xp.matmul(g, xp.swapaxes(y, 1, 2)),
    y=lambda g, x, xp: xp.matmul(xp.swapaxes(x, 1, 2), g),
)
addmm = Op(
    "Addmm",
    lambda xp, bias, x, y: xp.add(xp.matmul(x, y), bias),
    noisy=True,
    bias=lambda g: g,
    x=lambda g, y, xp: xp.matmul(g, xp.swapaxes(y, 0, 1)),
    y=lambda g, x, xp: xp.matmul(xp.swapaxes(x, 0, 1), g),
)
mv = Op(
    "Mv",
    lambda xp, x, y: xp.matmul(x, y),
    noisy=True,
    x=lambda g, y, xp: xp.expand_dims(g, 1) * y,
    y=lambda g, x, xp: xp.matmul(xp.swapaxes(x, 0, 1), g),
)
# `p.diagonal` are the indices 0 … n - 1 along both sides.
trace = Op(
    "Trace",
    lambda xp, x, p: xp.trace(x, dtype=total_type(x)),
    noisy=True,
    x=lambda g, p, xp: xp.index_put(
        xp.zeros_for(g, p.shape), (p.diagonal, p.diagonal), xp.broadcast_to(g, p.diagonal.shape)
    ),
)
dot = Op("Dot", lambda xp, x, y: xp.dot(x, y), noisy=True, x=lambda g, y: g * y, y=lambda g, x: g * x)
