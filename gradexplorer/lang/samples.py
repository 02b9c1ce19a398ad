"""Some of the samples by themselves, and the values of parts put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from gradexplorer.lang.bridge import engine, raw, shape_of
from gradexplorer.lang.run import Array, Differs, Locals, Run, Selected, Value

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
    places = places.astype(np.int64, copy=False)
    index = device(run, places)
    return run.on(places, index), Selected(values, index, run.count)


def put_back(run: Run, taken: Sequence[tuple[Samples, Value]]) -> Value:
    """One value at all samples, from the values at parts of them; numbers at a part hold at all its samples.

    nan stands for no value, of any shape. Raises Differs where the others have different shapes.
    """
    if len(taken) == 1:
        return taken[0][1]
    shapes = {run.shape(value) for _, value in taken if not _lacks(value)} or {()}
    if len(shapes) > 1:
        keys = np.zeros(run.count, dtype=np.int64)
        different = sorted(shapes)
        for places, value in taken:
            keys[places] = 0 if _lacks(value) else different.index(run.shape(value))
        raise Differs(run, keys)
    (shape,) = shapes
    parts = [run.tensor(value) for _, value in taken]
    for number, (places, _) in enumerate(taken):
        whole = (*shape, places.size)
        if shape_of(parts[number]) != whole:
            parts[number] = parts[number].expand(*whole)
    order = np.empty(run.count, dtype=np.int64)
    order[np.concatenate([places for places, _ in taken])] = np.arange(run.count)
    return engine.index_select(engine.cat(parts, dim=-1), -1, device(run, order))


def _lacks(value: Value) -> bool:
    """Whether this is the nan that stands for no value."""
    return value.__class__ is float and value != value


def split_by(run: Run, differs: Differs) -> list[Samples]:
    """The samples that have the same key; those that did not take part are one more group."""
    _, group = np.unique(differs.keys, return_inverse=True)
    inner = differs.run.places
    if inner is not None and inner.size < run.count:
        outside = np.full(run.count, int(group.max()) + 1)
        outside[inner if run.places is None else np.searchsorted(run.places, inner)] = group
        group = outside
    return [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]


def by_value(run: Run, values: Locals, differs: Differs, evaluate: Callable[[Run, Locals], Value]) -> Value:
    """Evaluate the samples that have the same key by themselves, and put the results together."""
    return put_back(run, [(places, evaluate(*some_of(run, values, places))) for places in split_by(run, differs)])
