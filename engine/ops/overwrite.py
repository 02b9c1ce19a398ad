"""What is recorded where every element is written over: nothing of the old values counts, so their gradient is 0.

The numbers in the nodes' names are those of PyTorch's in-place forms; `filled` is out of place.
"""

from __future__ import annotations

from typing import Any

from engine.op import Op


def _copied(xp: Any, x: Any, source: Any) -> Any:
    return xp.broadcast_to(source, x.shape).copy()


copy = Op("Copy", _copied, node_name="CopyBackwards", x=lambda g, xp: xp.zeros_like(g), source=lambda g: g)
filled = Op("Fill", lambda xp, x, p: xp.full_like(x, p.value), x=lambda g, xp: xp.zeros_like(g))
filled_with = Op("Fill", _copied, variant=1, x=lambda g, xp: xp.zeros_like(g), source=lambda g: g)
fill = Op("Fill", lambda xp, x, p: xp.full_like(x, p.value), variant=2, x=lambda g, xp: xp.zeros_like(g))
fill_with = Op("Fill", _copied, variant=3, x=lambda g, xp: xp.zeros_like(g), source=lambda g: g)
zero = Op("Zero", lambda xp, x: xp.zeros_like(x), x=lambda g, xp: xp.zeros_like(g))
