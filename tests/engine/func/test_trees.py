"""Trees: their leaves in order, their structures, and prefixes of them."""

from __future__ import annotations

from collections import OrderedDict, deque, namedtuple
from typing import Any

import pytest

from engine.func.trees import flatten, mapped, spread

Pair = namedtuple("Pair", "a b")

TREES: list[Any] = [
    1,
    (),
    (1, [2, {"z": 3, "a": (4,)}]),
    Pair(1, [2]),
    OrderedDict(z=1, a=2),
    deque([1, (2,)]),
    None,
]


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_a_tree_is_its_leaves_and_its_structure(tree: Any) -> None:
    leaves, structure = flatten(tree)
    again = structure.build(leaves)
    assert again == tree
    assert type(again) is type(tree)
    assert structure.leaves == len(leaves)
    assert mapped(lambda leaf: leaf, tree) == tree


@pytest.mark.parity
@pytest.mark.parametrize("tree", TREES, ids=str)
def test_structures_are_written_as_pytorch_writes_them(tree: Any) -> None:
    pytree = pytest.importorskip("torch.utils._pytree")
    leaves, structure = flatten(tree)
    their_leaves, theirs = pytree.tree_flatten(tree)
    assert leaves == their_leaves
    assert repr(structure) == repr(theirs)
    assert structure.written() == pytree.treespec_pprint(theirs)


def test_a_prefix_stands_for_what_is_below_it() -> None:
    structure = flatten((1, [2, {"a": 3}], (4, 5)))[1]
    assert spread(0, structure) == [0] * 5
    assert spread((0, None, (1, 2)), structure) == [0, None, None, 1, 2]
    assert spread((0, [1, {"a": 2}], 3), structure) == [0, 1, 2, 3, 3]
    assert spread((0, 1), structure) is None
    assert spread((0, (1, 2), 3), structure) is None
    assert spread((0, [1, {"b": 2}], 3), structure) is None
