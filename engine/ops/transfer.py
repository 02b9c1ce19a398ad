"""Copies, and changes of dtype and device."""

from __future__ import annotations

from typing import Any

from engine.backends import backend_for, backend_of
from engine.op import Linear
from engine.tensor import Tensor

cast = Linear("ToCopy", lambda xp, x, p: x.astype(p.dtype), noisy=True, x=lambda g: g)
# The copy's axes lie in memory in the order of the input's; what lies twice in the same place is spread out.
clone = Linear(
    "Clone",
    lambda xp, x: x.copy(order="C" if x.flags.c_contiguous or 0 in x.strides else "K"),
    x=lambda g: g,
)


def _carry(value: Any, place: Any) -> Any:
    """A raw array or a Tensor on another device."""
    if isinstance(value, Tensor):
        return transfer(value, place=place, home=value.device)
    source, target = backend_of(value), backend_for(place)
    if getattr(source, "home", source) is target:
        return source.move(value, place.index)
    return target.asarray(source.to_host(value), place.index)


transfer = Linear("ToCopy", lambda xp, x, p: _carry(x, p.place), moves=True, x=lambda g, p: _carry(g, p.home))
