"""The greatest and the least of an axis, or of everything, with PyTorch's ways to share a gradient among equals."""

from __future__ import annotations

from typing import Any

from engine.op import Op
from engine.ops.reduce import kept


def share(xp: Any, holds: Any, g: Any, axis: Any) -> Any:
    """The gradient, one of each line, shared evenly among the elements of that line for which `holds` is true."""
    marks = holds * xp.ones_like(g)
    return marks * (g / xp.sum(marks, axis=axis, keepdims=True))


def shared_evenly(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    """amax's gradient: shared evenly among the elements that attain it; nan where it is nan, which equals nothing."""
    return share(xp, x == kept(out, p, xp), kept(g, p, xp), p.axis)


def evenly_among_equals(g: Any, x: Any, out: Any, xp: Any) -> Any:
    """The gradient of one element of all, shared evenly among its equals; of nan, among those that are nan."""
    return share(xp, (x == out) | ((x != x) & (out != out)), g, None)


def _both_ends(xp: Any, x: Any, p: Any) -> Any:
    return xp.amin(x, axis=p.axis, keepdims=p.keepdims), xp.amax(x, axis=p.axis, keepdims=p.keepdims)


def _both_ends_gradient(g: Any, x: Any, out: Any, p: Any, xp: Any) -> Any:
    parts = [shared_evenly(part, x, end, p, xp) for part, end in zip(g, out, strict=True) if part is not None]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


amax = Op("Amax", lambda xp, x, p: xp.amax(x, axis=p.axis, keepdims=p.keepdims), x=shared_evenly)
amin = Op("Amin", lambda xp, x, p: xp.amin(x, axis=p.axis, keepdims=p.keepdims), x=shared_evenly)
aminmax = Op("Aminmax", _both_ends, x=_both_ends_gradient)
max_all = Op("Max", lambda xp, x, p: xp.amax(x), variant=1, x=evenly_among_equals)
min_all = Op("Min", lambda xp, x, p: xp.amin(x), variant=1, x=evenly_among_equals)
argmax = Op("Argmax", lambda xp, x, p: xp.argmax(x, axis=p.axis, keepdims=p.keepdims))
argmin = Op("Argmin", lambda xp, x, p: xp.argmin(x, axis=p.axis, keepdims=p.keepdims))
