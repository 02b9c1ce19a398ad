"""PyTorch's samples carried over to engine, and answers carried back as NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

import engine

DTYPES = {getattr(torch, d.name): d for d in engine.dtypes.ALL}


class Untranslatable(Exception):
    """A sample holds what engine has no counterpart of; the text says what."""


def to_engine(value: Any, seen: dict[int, Any] | None = None) -> Any:
    """The same value in engine's types; one PyTorch tensor that occurs twice stays one tensor."""
    seen = {} if seen is None else seen
    if isinstance(value, torch.Tensor):
        if id(value) not in seen:
            seen[id(value)] = _tensor(value)
        return seen[id(value)]
    if isinstance(value, torch.dtype):
        if value not in DTYPES:
            raise Untranslatable(str(value))
        return DTYPES[value]
    if isinstance(value, torch.Size):
        return engine.Size(value)
    if isinstance(value, torch.device):
        return engine.device(str(value))
    if isinstance(value, torch.memory_format | torch.layout):
        raise Untranslatable(str(value))
    if isinstance(value, complex):
        raise Untranslatable("a complex number")
    if isinstance(value, slice):
        return slice(*(to_engine(end, seen) for end in (value.start, value.stop, value.step)))
    if isinstance(value, tuple | list):
        return type(value)(to_engine(part, seen) for part in value)
    if isinstance(value, dict):
        return {key: to_engine(part, seen) for key, part in value.items()}
    return value


def _tensor(value: torch.Tensor) -> engine.Tensor:
    if value.dtype not in DTYPES:
        raise Untranslatable(str(value.dtype))
    if value.layout is not torch.strided or value.is_meta:
        raise Untranslatable(str(value.layout))
    if value.ndim > 64:
        raise Untranslatable("more dims than NumPy's arrays can have")
    plain = value.detach()
    # The strides are kept: what PyTorch can only view, engine has to view as well.
    made = engine.tensor(plain.numpy()) if plain.is_contiguous() else _strided(plain)
    return made.requires_grad_() if value.requires_grad else made


def _strided(plain: torch.Tensor) -> engine.Tensor:
    array = plain.numpy()
    order = sorted(range(array.ndim), key=lambda d: -array.strides[d])
    dense = np.ascontiguousarray(array.transpose(order))
    return engine.from_numpy(dense).permute(*np.argsort(order).tolist())


def tensors(value: Any, library: Any) -> Iterator[Any]:
    """Every tensor of `library` in nested tuples, lists and dicts, in order."""
    if isinstance(value, library.Tensor):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from tensors(part, library)
    elif isinstance(value, dict):
        for part in value.values():
            yield from tensors(part, library)


def leaves(value: Any, library: Any) -> list[Any]:
    """The different tensors that ask for a gradient, in order."""
    found: list[Any] = []
    for x in tensors(value, library):
        if x.requires_grad and not any(x is other for other in found):
            found.append(x)
    return found


def array(x: Any) -> np.ndarray[Any, Any]:
    """The values of a tensor of either library."""
    if isinstance(x, torch.Tensor):
        return x.detach().resolve_conj().resolve_neg().contiguous().clone().numpy()
    return np.array(x.detach().cpu().numpy())


def weighted(results: list[Any], library: Any) -> Any:
    """The sum of all floating-point results, each element with a weight of its own, so that no error cancels."""
    total: Any = None
    for x in results:
        if not x.requires_grad:
            continue
        weights = np.cos(np.arange(1, 1 + x.numel())).reshape(tuple(x.shape))
        part = (x * library.as_tensor(weights).to(x.dtype)).sum()
        total = part if total is None else total + part
    return total


def gradients(results: list[Any], inputs: list[Any], library: Any, second: bool) -> list[list[Any]]:
    """First derivatives of the weighted results, and where asked for second ones, of the weighted first."""
    total = weighted(results, library)
    if total is None or not inputs:
        return []
    first = library.autograd.grad(total, inputs, create_graph=second, allow_unused=True)
    orders = [list(first)]
    if second:
        again = weighted([g for g in first if g is not None], library)
        if again is not None:
            orders.append(list(library.autograd.grad(again, inputs, allow_unused=True)))
        else:
            orders.append([None] * len(inputs))
    return orders


Call = Callable[..., Any]
