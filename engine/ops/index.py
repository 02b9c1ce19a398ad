"""Primitives that pick elements by index, and those that put them back: each is the other's gradient.

Index arrays are plain integer or boolean arrays among the parameters, never operands with a gradient. `p.shape` is the
shape picked from. A write at an index is out of place: its result is a new array.
"""

from __future__ import annotations

from typing import Any, NoReturn

from engine.op import Linear, Op


def _added(g: Any, p: Any, xp: Any) -> Any:
    """Zeros of the whole shape with the picked elements' gradients added, each time an element was picked."""
    return xp.index_put(xp.zeros_for(g, p.shape), p.index, g, True)


def _emptied(g: Any, p: Any, xp: Any) -> Any:
    """The gradient without what was written over."""
    return xp.index_put(g, p.index, 0)


def _picked(xp: Any, x: Any, p: Any) -> Any:
    """What NumPy picks, in the order of PyTorch: NumPy may put the last dims outside in memory."""
    out = x[p.index]
    return xp.ascontiguousarray(out) if out.ndim and x.flags.c_contiguous else out


def _flat(xp: Any, x: Any) -> Any:
    return xp.reshape(x, (-1,))


def _refused(name: str) -> NoReturn:
    raise RuntimeError(f"derivative for aten::{name} is not implemented")


# Reading.
index = Linear("Index", _picked, x=_added)
masked_select = Linear("MaskedSelect", lambda xp, x, p: xp.asarray(x)[p.index], x=_added)
gather = Linear(
    "Gather",
    lambda xp, x, p: xp.gather(x, p.axis, p.index),
    x=lambda g, p, xp: xp.scatter_add(xp.zeros_for(g, p.shape), p.axis, p.index, g),
)
index_select = Linear(
    "IndexSelect",
    lambda xp, x, p: xp.take(x, p.index, axis=p.axis),
    x=lambda g, p, xp: xp.index_add(xp.zeros_for(g, p.shape), p.axis, p.index, g),
)
take = Linear(
    "Take",
    lambda xp, x, p: xp.take(x, p.index, axis=None),
    x=lambda g, p, xp: xp.reshape(
        xp.index_add(xp.zeros_for(g, (p.size,)), 0, p.index.reshape(-1), _flat(xp, g)), p.shape
    ),
)

# Writing at an index as square brackets have it.
index_put = Op(
    "IndexPut", lambda xp, x, values, p: xp.index_put(x, p.index, values), x=_emptied, values=lambda g, p: g[p.index]
)
index_put_add = Op(
    "IndexPut",
    lambda xp, x, values, p: xp.index_put(x, p.index, values, True),
    x=lambda g: g,
    values=lambda g, p: g[p.index],
)
# For formulas: zeros with a part put in.
embed = Linear("IndexPut", lambda xp, x, p: xp.embed(x, p.shape, p.index), x=lambda g, p: g[p.index])
index_copy = Op(
    "IndexCopy", lambda xp, x, values, p: xp.index_put(x, p.index, values), x=_emptied, values=lambda g, p: g[p.index]
)
put = Op(
    "Put",
    lambda xp, x, values, p: xp.reshape(
        xp.index_put(_flat(xp, x), p.index, _flat(xp, values), p.accumulate), p.shape
    ),
    x=lambda g, p, xp: g if p.accumulate else xp.reshape(xp.index_put(_flat(xp, g), p.index, 0), p.shape),
    values=lambda g, p, xp: xp.reshape(_flat(xp, g)[p.index], p.source),
)

# Writing along one axis.
index_add = Op(
    "IndexAdd",
    lambda xp, x, source, p: xp.index_add(x, p.axis, p.index, source if p.alpha == 1 else source * p.alpha),
    x=lambda g: g,
    source=lambda g, p, xp: xp.take(g, p.index, axis=p.axis) * p.alpha,
)
scatter_add = Op(
    "ScatterAdd",
    lambda xp, x, source, p: xp.scatter_add(x, p.axis, p.index, source),
    x=lambda g: g,
    source=lambda g, p, xp: from_corner(xp, xp.gather(g, p.axis, p.index), p.source),
)
scatter = Op(
    "Scatter",
    lambda xp, x, source, p: xp.scatter(x, p.axis, p.index, source),
    x=lambda g, p, xp: xp.scatter(g, p.axis, p.index, 0),
    source=lambda g, p, xp: from_corner(xp, xp.gather(g, p.axis, p.index), p.source),
)
scatter_value = Op(
    "Scatter",
    lambda xp, x, p: xp.scatter(x, p.axis, p.index, p.value),
    variant=1,
    x=lambda g, p, xp: xp.scatter(g, p.axis, p.index, 0),
)


def from_corner(xp: Any, g: Any, shape: tuple[int, ...]) -> Any:
    """The gradient of a source of which the index used the corner only."""
    if g.shape == shape:
        return g
    return xp.embed(g, shape, tuple([slice(n) for n in g.shape]))


# A reduction named by a word has no derivative in PyTorch, and its node no name.
scatter_combined = Op(
    "NotImplemented",
    lambda xp, x, source, p: xp.scatter_combine(x, p.axis, p.index, source, p.reduce),
    x=lambda g: _refused("scatter"),
    source=lambda g: _refused("scatter"),
    node_name="NotImplemented",
)


# Writing under a mask: an array of bools that broadcasts to the result.
def _filling(name: str) -> tuple[Op, Op]:
    """With the number `p.value`, and with a tensor of one."""
    by_number = Op(
        name, lambda xp, x, p: xp.where(p.mask, p.value, x), x=lambda g, p, xp: xp.where(p.mask, 0, g)
    )
    by_tensor = Op(
        name,
        lambda xp, x, value, p: xp.where(p.mask, value.astype(x.dtype), x),
        variant=1,
        x=lambda g, p, xp: xp.where(p.mask, 0, g),
        value=lambda g, p, xp: xp.where(p.mask, g, 0),
    )
    return by_number, by_tensor


masked_fill, masked_fill_tensor = _filling("MaskedFill")
index_fill, index_fill_tensor = _filling("IndexFill")
masked_scatter = Op(
    "MaskedScatter",
    lambda xp, x, source, p: xp.index_put(x, p.mask, _flat(xp, source)[: p.count]),
    x=lambda g, p, xp: xp.where(p.mask, 0, g),
    source=lambda g, p, xp: xp.reshape(
        xp.index_put(xp.zeros_for(g, (p.size,)), slice(p.count), _flat(xp, g)[p.mask.reshape(-1)]), p.source
    ),
)
# A base after an in-place write to one of its views: `p.take` takes the view from any array or Tensor of its shape.
copy_slices = Op(
    "CopySlices",
    lambda xp, base, value, p: base,
    base=lambda g, p, xp: xp.where(p.untouched, g, 0),
    value=lambda g, p: p.take(g),
    node_name="CopySlices",
)
