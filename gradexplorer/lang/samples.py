"""Some of the samples by themselves, and the values of parts put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from gradexplorer.lang.bridge import engine, raw, shape_of
from gradexplorer.lang.run import Array, Locals, Run, Selected, Value

Samples: TypeAlias = "np.ndarray[Any, Any]"
"""Places of samples, in growing order."""


def host(mask: Array) -> np.ndarray[Any, Any]:
    """A Tensor without visible axes as a 1-d array in the computer's memory."""
    array = raw(mask)
    if not isinstance(array, np.ndarray | np.generic):
        array = mask.detach().cpu().numpy()
    flat: np.ndarray[Any, Any] = array.reshape(-1)
    return flat


def device(run: Run, array: np.ndarray[Any, Any]) -> Array:
    """An array as a Tensor where the evaluation computes."""
    tensor = engine.from_numpy(array)
    return tensor if run.device is None or run.device.type == "cpu" else tensor.to(run.device)


def some_of(run: Run, values: Locals, places: Samples) -> tuple[Run, Locals]:
    """The evaluation, and the values of local names, on some of the samples."""
    index = device(run, places.astype(np.int64, copy=False))
    return run.on(index, int(places.size)), Selected(values, index, run.count)


def put_back(run: Run, taken: Sequence[tuple[Samples, Value]]) -> Value:
    """One value at all samples, from the values at parts of them; numbers at a part hold at all its samples."""
    if len(taken) == 1:
        return taken[0][1]
    parts = [run.tensor(value) for _, value in taken]
    shapes = [shape_of(part) for part in parts]
    shape = shapes[0][:-1]
    if any(other[:-1] != shape for other in shapes):
        shape = np.broadcast_shapes(*(other[:-1] for other in shapes))
    for number, (places, _) in enumerate(taken):
        whole = (*shape, places.size)
        if shapes[number] != whole:
            parts[number] = parts[number].expand(*whole)
    order = np.empty(run.count, dtype=np.int64)
    order[np.concatenate([places for places, _ in taken])] = np.arange(run.count)
    return engine.index_select(engine.cat(parts, dim=-1), -1, device(run, order))


def split_by(run: Run, keys: Sequence[Array]) -> list[Samples]:
    """The samples that have the same `keys`: Tensors of one number, (), (1,) or (n,), for every sample."""
    columns = [np.broadcast_to(host(key), run.count) for key in keys]
    _, group = np.unique(np.stack(columns), axis=1, return_inverse=True)
    group = group.reshape(-1)
    return [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]


def by_value(run: Run, values: Locals, keys: Sequence[Array], evaluate: Callable[[Run, Locals], Value]) -> Value:
    """Evaluate the samples that have the same `keys` by themselves, and put the results together."""
    return put_back(run, [(places, evaluate(*some_of(run, values, places))) for places in split_by(run, keys)])


def in_halves(run: Run, values: Locals, evaluate: Callable[[Run, Locals], Value]) -> Value:
    """Evaluate both halves of the samples by themselves, and put the results together."""
    middle = run.count // 2
    halves = np.arange(middle), np.arange(middle, run.count)
    return put_back(run, [(places, evaluate(*some_of(run, values, places))) for places in halves])
