"""Primitives that pick elements by index, and those that put them back: each is the other's gradient.

Index arrays are plain integer or boolean arrays among the parameters, never operands with a gradient. `p.shape` is the
shape picked from.
"""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _added(g: Any, p: Any, xp: Any) -> Any:
    """Zeros of the whole shape with the picked elements' gradients added, each time an element was picked."""
    return xp.index_put(xp.zeros_for(g, p.shape), p.index, g, True)


index = Op("Index", lambda xp, x, p: x[p.index], x=_added)
masked_select = Op("MaskedSelect", lambda xp, x, p: x[p.index], x=_added)
index_put = Op(
    "IndexPut",
    lambda xp, x, values, p: xp.index_put(x, p.index, values),
    x=lambda g, p, xp: xp.where(p.untouched, g, 0),
    values=lambda g, p: g[p.index],
)
index_put_add = Op(
    "IndexPut",
    lambda xp, x, values, p: xp.index_put(x, p.index, values, True),
    x=lambda g: g,
    values=lambda g, p: g[p.index],
)
gather = Op(
    "Gather",
    lambda xp, x, p: xp.gather(x, p.axis, p.index),
    x=lambda g, p, xp: xp.scatter_add(xp.zeros_for(g, p.shape), p.axis, p.index, g),
)
scatter_add = Op(
    "ScatterAdd",
    lambda xp, x, source, p: xp.scatter_add(x, p.axis, p.index, source),
    x=lambda g: g,
    source=lambda g, p, xp: xp.gather(g, p.axis, p.index),
)
index_select = Op(
    "IndexSelect",
    lambda xp, x, p: xp.take(x, p.index, axis=p.axis),
    x=lambda g, p, xp: xp.index_add(xp.zeros_for(g, p.shape), p.axis, p.index, g),
)
index_add = Op(
    "IndexAdd",
    lambda xp, x, source, p: xp.index_add(x, p.axis, p.index, source),
    x=lambda g: g,
    source=lambda g, p, xp: xp.take(g, p.index, axis=p.axis),
)
masked_fill = Op(
    "MaskedFill",
    lambda xp, x, p: xp.where(p.mask, p.value, x),
    x=lambda g, p, xp: xp.where(p.mask, 0, g),
)
# A base after an in-place write to one of its views: `p.take` takes the view from any array or Tensor of its shape.
copy_slices = Op(
    "CopySlices",
    lambda xp, base, value, p: base,
    base=lambda g, p, xp: xp.where(p.untouched, g, 0),
    value=lambda g, p: p.take(g),
)
copy_slices.node_name = "CopySlices"
