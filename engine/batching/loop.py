"""The rule for functions that have none: example by example, and the results stacked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import errors
from engine.backends import Unbatchable, backend_of
from engine.batching.array import Batched


def levels(values: Any) -> int:
    """The highest level among arrays that may lie in tuples, lists and dicts."""
    level = 0
    for x in values:
        if isinstance(x, Batched):
            level = max(level, x.level)
        elif x.__class__ is tuple or x.__class__ is list:
            level = max(level, levels(x))
    return level


def _example(x: Any, level: int, number: int) -> Any:
    if isinstance(x, Batched) and x.level == level:
        return x.inner[(number, ...)]
    if x.__class__ is tuple or x.__class__ is list:
        return x.__class__([_example(part, level, number) for part in x])
    return x


def _size(values: Any, level: int) -> int:
    for x in values:
        if isinstance(x, Batched):
            if x.level == level:
                return int(x.inner.shape[0])
        elif (x.__class__ is tuple or x.__class__ is list) and (found := _size(x, level)):
            return found
    return 0


def looped(rules: Any, name: str, function: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """`name` of the namespace of the arrays within, or `function`, for each example."""

    def call(*arguments: Any, **options: Any) -> Any:
        values = (*arguments, *options.values())
        level = levels(values)
        if level == 0:
            return (function or getattr(rules.home, name))(*arguments, **options)
        results = []
        for number in range(_size(values, level)):
            parts = [_example(x, level, number) for x in arguments]
            named = {key: _example(x, level, number) for key, x in options.items()}
            within = space(rules.home, (*parts, *named.values()))
            results.append((function or getattr(within, name))(*parts, **named))
        return stacked(rules, results, level)

    call.__name__ = name
    return call


def space(home: Any, values: Any) -> Any:
    """The namespace for these arrays: the home library's or, where some are batched, that of batched arrays."""
    for x in values:
        if isinstance(x, Batched):
            return backend_of(x).xp
        if (x.__class__ is tuple or x.__class__ is list) and (found := space(home, x)) is not home:
            return found
    return home


def stacked(rules: Any, results: list[Any], level: int) -> Any:
    """The examples' results as batched ones. RuntimeError where their shapes differ."""
    if not results:
        raise Unbatchable
    if results[0].__class__ in (tuple, list):
        return tuple([stacked(rules, list(parts), level) for parts in zip(*results, strict=True)])
    if not hasattr(results[0], "dtype"):
        if all([result == results[0] for result in results]):
            return results[0]
        raise Unbatchable
    if any([result.shape != results[0].shape for result in results]):
        raise RuntimeError(errors.VMAP_DYNAMIC)
    return rules.array_type(space(rules.home, results).stack(results, axis=0), level)
