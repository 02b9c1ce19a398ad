import gc
import pickle

import pytest

from gradexplorer.lang import Source, read
from gradexplorer.lang.errors import Span
from gradexplorer.lang.tree import Name, Negate, Number, Product, Reference, Sum, walk


def test_trees_are_equal_if_they_mean_the_same_wherever_they_stand() -> None:
    here, there = Negate(Name("x", Span(1, 2)), Span(0, 2)), Negate(Name("x", Span(5, 6)), Span(4, 6))
    assert here == there
    assert hash(here) == hash(there)
    assert here != Negate(Name("y", Span(1, 2)), Span(0, 2))


def test_nodes_of_two_kinds_are_never_equal() -> None:
    place = Span(0, 1)
    assert Name("x", place) != Reference("x", place)
    assert Sum((Number(1.0, place),), (), place) != Product((Number(1.0, place),), (), place)


def test_a_node_shows_what_it_is_without_its_place() -> None:
    assert repr(Negate(Number(2.0, Span(1, 2)), Span(0, 2))) == "Negate(operand=Number(value=2.0))"


def test_nodes_and_spans_cannot_be_changed() -> None:
    node = Number(1.0, Span(0, 1))
    with pytest.raises(AttributeError):
        node.value = 2.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        node.span.start = 3  # type: ignore[misc]


def test_the_garbage_collector_has_no_work_with_a_tree() -> None:
    function = read([Source(0, "{x < 0: -x, sin(x)^2 + [1, 2][0] x!}")]).entries[0].function
    assert function is not None
    assert not any(gc.is_tracked(node) for node in walk(function.tree))


def test_a_tree_travels_between_processes() -> None:
    function = read([Source(0, "sum(k x^k, k=1..4) - mean([x, 2])")]).entries[0].function
    assert function is not None
    copy = pickle.loads(pickle.dumps(function.tree))
    assert copy == function.tree
    assert [node.span for node in walk(copy)] == [node.span for node in walk(function.tree)]
