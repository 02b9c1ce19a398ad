"""Primitives that show the same elements in another shape or order. Views share memory; gradients go the way back.

Those in place have a node of their own in PyTorch, of the same name with another number.
"""

from __future__ import annotations

from typing import Any

from engine.op import Linear, Op


def _inverse(order: tuple[int, ...]) -> tuple[int, ...]:
    places = [0] * len(order)
    for place, axis in enumerate(order):
        places[axis] = place
    return tuple(places)


def _swapped(xp: Any, x: Any, p: Any) -> Any:
    return xp.swapaxes(x, p.first, p.second) if x.ndim else x[...]


def _swapped_back(g: Any, p: Any, xp: Any) -> Any:
    return xp.swapaxes(g, p.first, p.second) if g.ndim else g


def _squeezed(xp: Any, x: Any, p: Any) -> Any:
    return xp.squeeze(x, axis=p.axis) if p.axis else x[...]


def _reshaped_back(g: Any, p: Any, xp: Any) -> Any:
    return xp.reshape(g, p.before)


def _into_zeros(g: Any, p: Any, xp: Any, part: Any) -> Any:
    """The gradient of a part along one axis: zeros of the whole shape with `g` at that part."""
    return xp.embed(g, p.shape, (slice(None),) * p.axis + (part,))


def _windows(xp: Any, x: Any, p: Any) -> Any:
    found = xp.windows(xp.reshape(x, p.line), p.axis, p.size, p.step)
    return found if x.ndim else found[0]


def _unfold_gradient(g: Any, p: Any, xp: Any) -> Any:
    """Each element's gradients from all the windows that show it, added."""
    axis, rank = p.axis, len(p.line)
    order = (*range(axis + 1), rank, *range(axis + 1, rank))
    runs = xp.reshape(xp.transpose(xp.reshape(g, p.opened), order), (*p.line[:axis], p.index.size, *p.line[axis + 1 :]))
    return xp.reshape(xp.index_add(xp.zeros_for(g, p.line), axis, p.index, runs), p.before)


view = Linear("View", lambda xp, x, p: xp.reshape(x, p.shape, copy=False), view=True, x=_reshaped_back)
# What `reshape` takes where the memory is no single run.
reshape_alias = Linear("ReshapeAlias", lambda xp, x, p: xp.reshape(x, p.shape, copy=False), view=True, x=_reshaped_back)
unsafe_view = Linear("UnsafeView", lambda xp, x, p: xp.reshape(x, p.shape), x=_reshaped_back)
# The same bytes read as another dtype; PyTorch knows no gradient of it.
view_dtype = Op("ViewDtype", lambda xp, x, p: x.view(p.dtype), view=True)
clone_in_order = Linear("Clone", lambda xp, x: x.copy(), x=lambda g: g)
permute = Linear(
    "Permute",
    lambda xp, x, p: xp.transpose(x, p.axes),
    view=True,
    x=lambda g, p, xp: xp.transpose(g, _inverse(p.axes)),
)
transpose = Linear("Transpose", _swapped, view=True, x=_swapped_back)
transpose_in_place = Linear("Transpose", _swapped, view=True, variant=1, x=_swapped_back)
t = Linear("T", lambda xp, x: xp.transpose(x), view=True, x=lambda g, xp: xp.transpose(g))
t_in_place = Linear("T", lambda xp, x: xp.transpose(x), view=True, variant=1, x=lambda g, xp: xp.transpose(g))
squeeze_all = Linear("Squeeze", _squeezed, view=True, x=_reshaped_back)
squeeze_dim = Linear("Squeeze", _squeezed, view=True, variant=1, x=_reshaped_back)
squeeze_dims = Linear("Squeeze", _squeezed, view=True, variant=2, x=_reshaped_back)
squeeze_all_in_place = Linear("Squeeze", _squeezed, view=True, variant=3, x=_reshaped_back)
squeeze_dim_in_place = Linear("Squeeze", _squeezed, view=True, variant=4, x=_reshaped_back)
squeeze_dims_in_place = Linear("Squeeze", _squeezed, view=True, variant=5, x=_reshaped_back)
# What a product with a vector leaves: PyTorch squeezes in place there.
squeeze_product = Linear(
    "Squeeze",
    lambda xp, x, p: xp.squeeze(x, axis=p.axis),
    variant=4,
    x=lambda g, p, xp: xp.expand_dims(g, p.axis),
)
unsqueeze = Linear(
    "Unsqueeze",
    lambda xp, x, p: xp.expand_dims(x, p.axis),
    view=True,
    x=lambda g, p, xp: xp.squeeze(g, axis=p.axis),
)
unsqueeze_in_place = Linear(
    "Unsqueeze",
    lambda xp, x, p: xp.expand_dims(x, p.axis),
    view=True,
    variant=1,
    x=lambda g, p, xp: xp.squeeze(g, axis=p.axis),
)
expand = Linear("Expand", lambda xp, x, p: xp.writeable(xp.broadcast_to(x, p.shape), x), view=True, x=lambda g: g)
select = Linear(
    "Select",
    lambda xp, x, p: x[(slice(None),) * p.axis + (p.index, ...)],
    view=True,
    x=lambda g, p, xp: _into_zeros(g, p, xp, p.index),
)
narrow = Linear(
    "Slice",
    lambda xp, x, p: x[(slice(None),) * p.axis + (p.part, ...)],
    view=True,
    x=lambda g, p, xp: _into_zeros(g, p, xp, p.part),
)
alias = Linear("Alias", lambda xp, x: x[...], view=True, x=lambda g: g)
# `line` is the input's shape, (1,) for 0-d, `opened` the result's for that one, and `index` the place along the axis of
# each element of all the windows.
unfold = Linear("Unfold", _windows, view=True, x=_unfold_gradient)
# Copies, in which the axes lie in memory in the order of the input's.
flip = Linear(
    "Flip",
    lambda xp, x, p: xp.flip(x, axis=p.axis).copy(order="K"),
    x=lambda g, p, xp: xp.flip(g, axis=p.axis),
)
roll = Linear(
    "Roll",
    lambda xp, x, p: xp.roll(x, p.shifts, axis=p.axis),
    x=lambda g, p, xp: xp.roll(g, p.back, axis=p.axis),
)
rot90 = Linear(
    "Rot90",
    lambda xp, x, p: xp.rot90(x, p.times, p.axes).copy(order="K"),
    x=lambda g, p, xp: xp.rot90(g, -p.times, p.axes),
)


def _overwriting(name: str) -> Op:
    """A copy with a part along one axis overwritten."""
    return Op(
        name,
        lambda xp, x, source, p: xp.index_put(x, p.place, source),
        x=lambda g, p, xp: xp.where(p.untouched, g, 0),
        source=lambda g, p: g[p.place],
    )


select_scatter, slice_scatter = _overwriting("SelectScatter"), _overwriting("SliceScatter")
