"""scatter_reduce: what goes to one place is summed, multiplied, averaged, or its greatest or least is kept.

`p.name` is the array library's name of the combination, `p.identity` what the places that are written to begin with,
unless they begin with the input's own values (`p.include`); `count` is how many values a mean is of, for anything else
the number 1. Of equal extrema each has its share of the gradient.
"""

from __future__ import annotations

from typing import Any

from engine.op import Op
from engine.ops.index import from_corner


def _start(xp: Any, x: Any, p: Any) -> Any:
    return x if p.include else xp.scatter(x, p.axis, p.index, p.identity)


def _forward(xp: Any, x: Any, source: Any, count: Any, p: Any) -> Any:
    start = _start(xp, x, p)
    if p.name == "add":
        out = xp.scatter_add(start, p.axis, p.index, source)
    else:
        out = xp.scatter_combine(start, p.axis, p.index, source, p.name)
    if not p.mean:
        return out
    return out / count if count.dtype.kind == "f" else out // count


def _corner(x: Any, p: Any) -> Any:
    """The part of a source, or of what has its shape, that the index uses."""
    return x if tuple(x.shape) == p.index.shape else x[tuple([slice(n) for n in p.index.shape])]


def _unless_replaced(xp: Any, g: Any, p: Any) -> Any:
    return g if p.include else xp.scatter(g, p.axis, p.index, 0)


def _shares(g: Any, x: Any, source: Any, out: Any, p: Any, xp: Any) -> Any:
    """The gradient of an extremum at each place, divided by the number of values that are it."""
    ours, theirs = xp.where(x == out, 1, xp.zeros_like(x)), _corner(source, p) == xp.gather(out, p.axis, p.index)
    count = xp.scatter_add(ours, p.axis, p.index, xp.where(theirs, 1, xp.zeros_like(_corner(source, p))))
    return g / count


def _of_self(g: Any, x: Any, source: Any, count: Any, out: Any, p: Any, xp: Any) -> Any:
    if p.name == "add":
        return _unless_replaced(xp, g / count, p)
    if p.name == "multiply":
        known = xp.where(x == 0, 1, x)
        return _unless_replaced(xp, g * _product(xp, known, source, p) / known, p)
    return _unless_replaced(xp, xp.where(x == out, _shares(g, x, source, out, p, xp), 0), p)


def _product(xp: Any, x: Any, source: Any, p: Any) -> Any:
    return xp.scatter_combine(_start(xp, x, p), p.axis, p.index, _corner(source, p), "multiply")


def _of_source(g: Any, x: Any, source: Any, count: Any, out: Any, p: Any, xp: Any) -> Any:
    if p.name == "add":
        return from_corner(xp, xp.gather(g / count, p.axis, p.index), p.source)
    used = _corner(source, p)
    if p.name != "multiply":
        share = xp.gather(_shares(g, x, source, out, p, xp), p.axis, p.index)
        return from_corner(xp, xp.where(used == xp.gather(out, p.axis, p.index), share, 0), p.source)
    # Without the only zero among its factors a product is known; with two, every derivative is 0.
    zeros = xp.where(used == 0, 1, xp.zeros_like(used))
    among = xp.gather(xp.scatter_add(xp.zeros_for(g, p.shape), p.axis, p.index, zeros), p.axis, p.index)
    alone = (used == 0) & (among == 1)
    without = _product(xp, x, xp.where(alone, 1, used), p)
    divided = xp.gather(g * out, p.axis, p.index) / xp.where(used == 0, 1, used)
    return from_corner(xp, xp.where(alone, xp.gather(g * without, p.axis, p.index), divided), p.source)


scatter_reduce = Op("ScatterReduce", _forward, noisy=True, x=_of_self, source=_of_source)
