"""Rules for functions of indices: one call where these are the same for all examples, else with one index more."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.backends import backend_of
from engine.batching.array import Batched, padded, simple
from engine.batching.loop import levels, looped

Rule = Callable[[Any], Callable[..., Any]]


def _picked(rules: Any) -> Callable[..., Any]:
    """What square brackets pick, where the batch cannot stay out of it."""
    return looped(rules, "picked", operator.getitem)


def _take(rules: Any) -> Callable[..., Any]:
    def call(a: Any, indices: Any, axis: Any = None) -> Any:
        level = levels((a, indices))
        if level == 0:
            return rules.home.take(a, indices, axis=axis)
        if levels((indices,)) == level or a.ndim == 0:
            return looped(rules, "take")(a, indices, axis=axis)
        a = a.reshape(-1) if axis is None else a
        place = 1 if axis is None else axis % a.ndim + 1
        return a.like(backend_of(a.inner).xp.take(a.inner, indices, axis=place))

    return call


def _along(name: str) -> Rule:
    """gather, and the writes along an axis: their index arrays have the rank of the array, so the batch is one more."""

    def rule(rules: Any) -> Callable[..., Any]:
        def call(a: Any, axis: Any, indices: Any, *sources: Any) -> Any:
            level = levels((a, indices, *sources))
            if level == 0:
                return getattr(rules.home, name)(a, axis, indices, *sources)
            if a.ndim == 0 or indices.ndim == 0 or any([getattr(source, "ndim", 1) == 0 for source in sources]):
                return looped(rules, name)(a, axis, indices, *sources)
            known = next(x for x in (a, indices, *sources) if isinstance(x, Batched) and x.level == level)
            inner = [_within(x, level, known.inner.shape[0]) for x in (a, indices, *sources)]
            space = rules.within(inner)
            return known.like(getattr(space, name)(inner[0], axis % a.ndim + 1, *inner[1:]))

        return call

    return rule


def _take_along(rules: Any) -> Callable[..., Any]:
    def call(a: Any, indices: Any, axis: int) -> Any:
        level = levels((a, indices))
        if level == 0:
            return rules.home.take_along_axis(a, indices, axis=axis)
        known = a if isinstance(a, Batched) and a.level == level else indices
        inner = [_within(x, level, known.inner.shape[0]) for x in (a, indices)]
        return known.like(rules.within(inner).take_along_axis(*inner, axis=axis % a.ndim + 1))

    return call


def _within(x: Any, level: int, size: int) -> Any:
    """The batch, or what is not batched repeated for each example; a number, or a word, as it is."""
    if isinstance(x, Batched) and x.level == level:
        return x.inner
    if not hasattr(x, "ndim"):
        return x
    return backend_of(x).xp.broadcast_to(x, (size, *x.shape))


def _index_add(rules: Any) -> Callable[..., Any]:
    def call(a: Any, axis: int, indices: Any, source: Any) -> Any:
        level = levels((a, indices, source))
        if level == 0:
            return rules.home.index_add(a, axis, indices, source)
        if levels((indices,)) == level or a.ndim == 0 or source.ndim < a.ndim:
            return looped(rules, "index_add")(a, axis, indices, source)
        known = next(x for x in (a, source) if isinstance(x, Batched) and x.level == level)
        inner = [_within(x, level, known.inner.shape[0]) for x in (a, source)]
        space = rules.within(inner)
        return known.like(space.index_add(inner[0], axis % a.ndim + 1, indices, inner[1]))

    return call


def _embed(rules: Any) -> Callable[..., Any]:
    def call(source: Any, shape: Any, index: Any) -> Any:
        if not isinstance(source, Batched):
            return rules.home.embed(source, shape, index)
        inner = source.inner
        parts = index if isinstance(index, tuple) else (index,)
        shape = (inner.shape[0], *shape)
        return source.like(backend_of(inner).xp.embed(inner, shape, (slice(None), *parts)))

    return call


def _index_put(rules: Any) -> Callable[..., Any]:
    def call(a: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
        level = levels((a, index, source))
        parts = index if isinstance(index, tuple) else (index,)
        if level == 0:
            return rules.home.index_put(a, index, source, accumulate)
        if levels((index,)) == level or not simple(parts):
            return looped(rules, "index_put")(a, index, source, accumulate)
        known = next(x for x in (a, source) if isinstance(x, Batched) and x.level == level)
        inner = _within(a, level, known.inner.shape[0])
        place = (slice(None), *parts)
        if isinstance(source, Batched) and source.level == level:
            source = padded(source.inner, inner[place].ndim - 1)
        return known.like(rules.within((inner, source)).index_put(inner, place, source, accumulate))

    return call


INDEXING: dict[str, Rule] = {
    "embed": _embed,
    "gather": _along("gather"),
    "index_add": _index_add,
    "index_put": _index_put,
    "picked": _picked,
    "scatter": _along("scatter"),
    "scatter_add": _along("scatter_add"),
    "scatter_combine": _along("scatter_combine"),
    "take": _take,
    "take_along_axis": _take_along,
}
