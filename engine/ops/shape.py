"""Primitives that move elements without changing them. Views share memory; their gradients move it back."""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    places = [0] * len(order)
    for place, axis in enumerate(order):
        places[axis] = place
    return tuple(places)


def _pieces(xp: Any, x: Any, p: Any) -> tuple[Any, ...]:
    parts, start = [], 0
    for size in p.sizes:
        parts.append(x[(slice(None),) * p.axis + (slice(start, start + size),)])
        start += size
    return tuple(parts)


def _rejoin(g: Any, p: Any, xp: Any, sizes: Any) -> Any:
    """The gradients of pieces side by side, zeros where none came."""
    parts = []
    known = next(part for part in g if part is not None)
    for part, size in zip(g, sizes, strict=True):
        shape = tuple(size if j == p.axis else n for j, n in enumerate(p.shape))
        parts.append(xp.zeros_for(known, shape) if part is None else part)
    return xp.concatenate(parts, axis=p.axis)


def _rows(xp: Any, x: Any, p: Any) -> tuple[Any, ...]:
    return tuple(x[(slice(None),) * p.axis + (j, ...)] for j in range(x.shape[p.axis]))


def _unbind_gradient(g: Any, p: Any, xp: Any) -> Any:
    known = next(part for part in g if part is not None)
    return xp.stack([xp.zeros_like(known) if part is None else part for part in g], axis=p.axis)


def _into_zeros(g: Any, p: Any, xp: Any, part: Any) -> Any:
    """The gradient of a part along one axis: zeros of the whole shape with `g` at that part."""
    return xp.index_put(xp.zeros_for(g, p.shape), (slice(None),) * p.axis + (part,), g)


view = Op(
    "View",
    lambda xp, x, p: xp.reshape(x, p.shape, copy=False),
    view=True,
    x=lambda g, p, xp: xp.reshape(g, p.before),
)
unsafe_view = Op("UnsafeView", lambda xp, x, p: xp.reshape(x, p.shape), x=lambda g, p, xp: xp.reshape(g, p.before))
permute = Op(
    "Permute",
    lambda xp, x, p: xp.transpose(x, p.axes),
    view=True,
    x=lambda g, p, xp: xp.transpose(g, _inverse(p.axes)),
)
transpose = Op(
    "Transpose",
    lambda xp, x, p: xp.swapaxes(x, p.first, p.second),
    view=True,
    x=lambda g, p, xp: xp.swapaxes(g, p.first, p.second),
)
t = Op("T", lambda xp, x: xp.transpose(x), view=True, x=lambda g, xp: xp.transpose(g))
squeeze_all = Op(
    "Squeeze", lambda xp, x, p: xp.squeeze(x), view=True, x=lambda g, p, xp: xp.reshape(g, p.before)
)
squeeze_dim = Op(
    "Squeeze",
    lambda xp, x, p: xp.squeeze(x, axis=p.axis),
    view=True,
    variant=1,
    x=lambda g, p, xp: xp.reshape(g, p.before),
)
# What a product with a vector leaves: PyTorch squeezes in place there, and numbers that node 4.
squeeze_product = Op(
    "Squeeze",
    lambda xp, x, p: xp.squeeze(x, axis=p.axis),
    variant=4,
    x=lambda g, p, xp: xp.expand_dims(g, p.axis),
)
unsqueeze = Op(
    "Unsqueeze",
    lambda xp, x, p: xp.expand_dims(x, p.axis),
    view=True,
    x=lambda g, p, xp: xp.squeeze(g, axis=p.axis),
)
expand = Op("Expand", lambda xp, x, p: xp.broadcast_to(x, p.shape), view=True, x=lambda g: g)
select = Op(
    "Select",
    lambda xp, x, p: x[(slice(None),) * p.axis + (p.index, ...)],
    view=True,
    x=lambda g, p, xp: _into_zeros(g, p, xp, p.index),
)
narrow = Op(
    "Slice",
    lambda xp, x, p: x[(slice(None),) * p.axis + (p.part, ...)],
    view=True,
    x=lambda g, p, xp: _into_zeros(g, p, xp, p.part),
)
alias = Op("Alias", lambda xp, x: x[...], view=True, x=lambda g: g)
unbind = Op("Unbind", _rows, view=True, x=_unbind_gradient)
split = Op("Split", _pieces, view=True, x=lambda g, p, xp: _rejoin(g, p, xp, p.sizes))
flip = Op(
    "Flip", lambda xp, x, p: xp.flip(x, axis=p.axis).copy(), x=lambda g, p, xp: xp.flip(g, axis=p.axis)
)
repeat = Op(
    "Repeat",
    lambda xp, x, p: xp.tile(x, p.times),
    x=lambda g, p, xp: xp.sum(xp.reshape(g, p.folded), axis=p.axis, keepdims=False),
)
cat = Op(
    "Cat",
    lambda xp, *parts, p: xp.concatenate(parts, axis=p.axis),
    casts="promote",
    parts=lambda g, i, p: g[(slice(None),) * p.axis + (slice(p.starts[i], p.starts[i + 1]),)],
)
stack = Op(
    "Stack",
    lambda xp, *parts, p: xp.stack(parts, axis=p.axis),
    casts="promote",
    parts=lambda g, i, p: g[(slice(None),) * p.axis + (i,)],
)
