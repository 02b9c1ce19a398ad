"""Trees: tuples, named tuples, lists and dicts, nested in each other; everything else is a leaf."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Structure:
    """What is left of a tree without its leaves: for a leaf `kind` is None."""

    kind: type | None
    keys: Any
    parts: tuple[Structure, ...]
    leaves: int

    def __repr__(self) -> str:
        if self.kind is None:
            return "*"
        inner = ",\n".join([repr(part) for part in self.parts]).replace("\n", "\n  ")
        named = self.keys is not None and self.kind is not OrderedDict and self.kind is not dict
        return f"TreeSpec({'namedtuple' if named else self.kind.__name__}, {self.keys}, [{inner}])"

    def __str__(self) -> str:
        return repr(self)

    def written(self) -> str:
        """As Python writes such a tree, with * for each leaf."""
        return "*" if self.kind is None else repr(self.build([_STAR] * self.leaves))

    def build(self, leaves: Sequence[Any]) -> Any:
        """The tree of this structure that has these leaves."""
        if self.kind is None:
            return leaves[0]
        parts, start = [], 0
        for part in self.parts:
            parts.append(part.build(leaves[start : start + part.leaves]))
            start += part.leaves
        if self.kind is dict or self.kind is OrderedDict:
            return self.kind(zip(self.keys, parts, strict=True))
        return self.kind(*parts) if self.keys is not None else self.kind(parts)


class _Star:
    def __repr__(self) -> str:
        return "*"


_STAR = _Star()
LEAF = Structure(None, None, (), 1)


def flatten(tree: Any) -> tuple[list[Any], Structure]:
    """The leaves of a tree, from the left, and its structure."""
    leaves: list[Any] = []
    return leaves, _flatten(tree, leaves)


def _flatten(tree: Any, leaves: list[Any]) -> Structure:
    kind = type(tree)
    keys: Any = None
    if kind is dict or kind is OrderedDict:
        keys, parts = list(tree), list(tree.values())
    elif kind is tuple or kind is list or kind is deque:
        parts = list(tree)
    elif isinstance(tree, tuple) and hasattr(kind, "_fields"):
        keys, parts = kind, list(tree)
    else:
        leaves.append(tree)
        return LEAF
    before = len(leaves)
    inner = tuple([_flatten(part, leaves) for part in parts])
    return Structure(kind, keys, inner, len(leaves) - before)


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    """The tree with `function` applied to each leaf."""
    leaves, structure = flatten(tree)
    return structure.build([function(leaf) for leaf in leaves])


def spread(prefix: Any, structure: Structure) -> list[Any] | None:
    """For each leaf of `structure` that of `prefix` which stands in its place, or above; None where they do not fit."""
    leaves, given = flatten(prefix)
    found: list[Any] = []
    return found if _spread(given, iter(leaves), structure, found) else None


def _spread(prefix: Structure, leaves: Any, structure: Structure, found: list[Any]) -> bool:
    if prefix.kind is None:
        found += [next(leaves)] * structure.leaves
        return True
    if prefix.kind is not structure.kind or prefix.keys != structure.keys or len(prefix.parts) != len(structure.parts):
        return False
    return all([_spread(a, leaves, b, found) for a, b in zip(prefix.parts, structure.parts, strict=True)])
