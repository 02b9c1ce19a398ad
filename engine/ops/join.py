"""Primitives that put tensors together and take them apart along an axis: each is the other's gradient."""

from __future__ import annotations

from typing import Any

from engine.op import Linear, Op


def _pieces(xp: Any, x: Any, p: Any) -> tuple[Any, ...]:
    parts, start = [], 0
    for size in p.sizes:
        parts.append(x[(slice(None),) * p.axis + (slice(start, start + size),)])
        start += size
    return tuple(parts)


def _rejoin(g: Any, p: Any, xp: Any) -> Any:
    """The gradients of pieces side by side, zeros where none came."""
    parts = []
    known = next(part for part in g if part is not None)
    for part, size in zip(g, p.sizes, strict=True):
        shape = tuple(size if j == p.axis else n for j, n in enumerate(p.shape))
        parts.append(xp.zeros_for(known, shape) if part is None else part)
    return xp.concatenate(parts, axis=p.axis)


def _rows(xp: Any, x: Any, p: Any) -> tuple[Any, ...]:
    return tuple(x[(slice(None),) * p.axis + (j, ...)] for j in range(x.shape[p.axis]))


def _unbind_gradient(g: Any, p: Any, xp: Any) -> Any:
    known = next(part for part in g if part is not None)
    return xp.stack([xp.zeros_like(known) if part is None else part for part in g], axis=p.axis)


def _joined(xp: Any, parts: tuple[Any, ...], p: Any) -> Any:
    return xp.concatenate([x for x, skip in zip(parts, p.skipped, strict=True) if not skip], axis=p.axis)


def _part_of(g: Any, i: int, p: Any, xp: Any) -> Any:
    if p.skipped[i]:
        return xp.zeros_for(g, (0,))
    return g[(slice(None),) * p.axis + (slice(p.starts[i], p.starts[i + 1]),)]


def _blocks(xp: Any, parts: tuple[Any, ...], p: Any) -> Any:
    out = xp.zeros_for(parts[0], p.shape)
    for x, place in zip(parts, p.places, strict=True):
        out[place] = x
    return out


unbind = Linear("Unbind", _rows, view=True, x=_unbind_gradient)
split = Linear("Split", _pieces, view=True, x=_rejoin)
split_with_sizes = Linear("SplitWithSizes", _pieces, view=True, x=_rejoin)
# `starts` has where along the axis each part begins, and the end; `skipped` which parts are the empty vectors that go
# with tensors of every rank.
cat = Op("Cat", lambda xp, *parts, p: _joined(xp, parts, p), casts="promote", parts=_part_of)
stack = Op(
    "Stack",
    lambda xp, *parts, p: xp.stack(parts, axis=p.axis),
    casts="promote",
    parts=lambda g, i, p: g[(slice(None),) * p.axis + (i,)],
)
# `folded` is the result's shape with each axis split into (times, size), `axis` where the times are in it.
repeat = Linear(
    "Repeat",
    lambda xp, x, p: xp.tile(x, p.times),
    x=lambda g, p, xp: xp.reshape(xp.sum(xp.reshape(g, p.folded), axis=p.axis), p.before),
)
# `places` are the corners of the matrix in which the parts of shapes `shapes` stand.
block_diag = Op(
    "BlockDiag",
    lambda xp, *parts, p: _blocks(xp, parts, p),
    casts="promote",
    parts=lambda g, i, p, xp: xp.reshape(g[p.places[i]], p.shapes[i]),
)
