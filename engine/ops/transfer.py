"""Copies, and changes of dtype and device: the primitives, and `to`."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.backends import backend_for, backend_of
from engine.device import require
from engine.op import Op
from engine.tensor import Tensor

cast = Op("ToCopy", lambda xp, x, p: x.astype(p.dtype), noisy=True, x=lambda g: g)
# The copy's axes lie in memory in the order of the input's; what lies twice in the same place is spread out.
clone = Op(
    "Clone",
    lambda xp, x: x.copy(order="C" if x.flags.c_contiguous or 0 in x.strides else "K"),
    x=lambda g: g,
)


def _carry(value: Any, place: Any) -> Any:
    """A raw array or a Tensor on another device."""
    if isinstance(value, Tensor):
        return transfer(value, place=place, home=value.device)
    source, target = backend_of(value), backend_for(place)
    if source is target:
        return target.move(value, place.index)
    return target.asarray(source.to_host(value), place.index)


transfer = Op("ToCopy", lambda xp, x, p: _carry(x, p.place), moves=True, x=lambda g, p: _carry(g, p.home))


def to(input: Tensor, *targets: Any, dtype: Any = None, device: Any = None, copy: bool = False) -> Tensor:
    """`input` in another dtype or on another device; itself where nothing changes and `copy` is False.

    Shape: as the input.
    Dtype: `dtype`, or that of a tensor given as the target.
    Raises: RuntimeError for text that names no device, AssertionError, saying why, where CUDA cannot be used.
    Source: torch.Tensor.to; the gradient is cast and carried back.
    """
    for target in targets:
        if isinstance(target, Tensor):
            dtype, device = target.dtype, target.device
        elif isinstance(target, dtypes.DType):
            dtype = target
        elif isinstance(target, np.dtype):
            dtype = dtypes.of(target)
        else:
            device = target
    result = input
    if device is not None and (place := require(device)) != input.device:
        result = transfer(result, place=place, home=input.device)
    if dtype is not None and result._array.dtype != (kind := dtypes.as_dtype(dtype).numpy):
        result = cast(result, dtype=kind) if kind.kind == "f" else cast(result.detach(), dtype=kind)
    return clone(result) if copy and result is input else result
