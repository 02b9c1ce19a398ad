"""The recorded graph as plain data."""

from __future__ import annotations

import dataclasses
import pickle
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import engine
from engine.viz import Edge, Graph, Node, Output, Saved, trace


def test_nodes_edges_and_what_formulas_keep() -> None:
    x, w = engine.ones(2, 3, requires_grad=True), engine.nn.Parameter(engine.ones(3))
    y = (x @ w).sum(dim=0)
    assert trace(y, {"x": x, "weight": w, "y": y}) == Graph(
        nodes=(
            Node(0, "AccumulateGrad", "leaf", "x", ((2, 3),), ("float32",)),
            Node(1, "AccumulateGrad", "leaf", "weight", ((3,),), ("float32",)),
            Node(
                2, "MvBackward0", "operation", "@", ((2,),), ("float32",),
                (Saved("self", (2, 3), "float32", 0), Saved("other", (3,), "float32", 1)),
            ),
            Node(
                3, "SumBackward1", "operation", "Σ", ((),), ("float32",),
                attributes=(("axis", (0,)), ("keepdims", False), ("shape", (2,))),
            ),
        ),
        edges=(Edge(0, 2, 0, 0), Edge(1, 2, 1, 0), Edge(2, 3, 0, 0)),
        outputs=(Output(3, 0, "y", (), "float32"),),
    )  # fmt: skip


def test_a_value_used_twice_is_one_node_with_two_edges() -> None:
    x = engine.tensor(3.0, requires_grad=True)
    graph = trace(x * x + x)
    assert [node.label for node in graph.nodes] == ["", "×", "+"]
    assert graph.edges == (Edge(0, 1, 0, 0), Edge(0, 1, 1, 0), Edge(1, 2, 0, 0), Edge(0, 2, 1, 0))


def test_shapes_and_dtypes_are_those_of_the_values(make: Callable[..., Any]) -> None:
    x = make([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = (x[0, 1] * 2.0).double() + make(1.0, dtype=engine.float64)
    graph = trace(y)
    told = {node.name: (node.shapes, node.dtypes) for node in graph.nodes}
    assert told["AccumulateGrad"] == (((2, 2),), ("float32",))
    assert told["MulBackward0"] == (((),), ("float32",))
    assert told["ToCopyBackward0"] == told["AddBackward0"] == (((),), ("float64",))
    (product,) = (node for node in graph.nodes if node.name == "MulBackward0")
    assert product.attributes == (("other", 2.0),)


def test_several_results_of_one_node() -> None:
    x = engine.ones(4, 3, requires_grad=True)
    first, second = (x * 2).split([1, 3])
    graph = trace((first, second))
    split = graph.nodes[-1]
    assert (split.name, split.shapes) == ("SplitWithSizesBackward0", ((1, 3), (3, 3)))
    assert [(o.source, o.output, o.shape, o.base) for o in graph.outputs] == [
        (split.id, 0, (1, 3), 2),
        (split.id, 1, (3, 3), 2),
        (split.id - 1, 0, (4, 3), None),
    ]
    only = trace(second.clone()).nodes[-2]
    assert only.shapes == (None, (3, 3))


def test_indices_that_a_formula_keeps() -> None:
    x = engine.tensor([[1.0, 3.0], [5.0, 2.0]], requires_grad=True)
    node = trace(x.max(dim=1).values).nodes[-1]
    assert [(saved.name, saved.shape, saved.dtype) for saved in node.saved] == [("indices", (2, 1), "int64")]
    result = trace(x.exp()).nodes[-1]
    assert result.saved == (Saved("result", (2, 2), "float32", None),)


def test_a_function_that_somebody_wrote() -> None:
    class Square(engine.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x, None, 2 * x)
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = engine.ones(3, requires_grad=True)
    node = trace(Square.apply(x)).nodes[-1]
    assert (node.name, node.kind, node.shapes) == ("SquareBackward", "function", ((3,),))
    assert node.saved == (
        Saved("saved_tensors[0]", (3,), "float32", 0),
        Saved("saved_tensors[2]", (3,), "float32", None),
    )


def test_after_backward_the_graph_is_there_and_what_it_kept_is_gone() -> None:
    x = engine.ones(3, requires_grad=True)
    y = (x * x).sum()
    before = trace(y)
    y.backward()
    after = trace(y)
    assert [node.freed for node in after.nodes] == [False, True, False]
    assert after.nodes[1].saved == ()
    assert after.edges == before.edges
    assert x.grad.tolist() == [2.0, 2.0, 2.0]


def test_what_has_no_history() -> None:
    for x in (engine.ones(2), engine.ones(2, requires_grad=True)):
        assert trace(x) == Graph((), (), (Output(None, 0, "", (2,), "float32"),))
    for wrong in (3.0, (engine.ones(1), "y")):
        with pytest.raises(TypeError, match=r"trace\(\): argument 'y' \(position \d\) must be Tensor"):
            trace(wrong)


def test_a_write_in_place_is_part_of_the_graph() -> None:
    x = engine.ones(3, requires_grad=True)
    y = x * 1
    y[0] = x[1] * 5
    names = [node.name for node in trace(y).nodes]
    assert names == ["AccumulateGrad", "MulBackward0", "SelectBackward0", "MulBackward0", "CopySlices"]


def test_the_data_is_frozen_and_plain() -> None:
    x = engine.ones(3, requires_grad=True)
    graph = trace((x[engine.tensor([0, 2])] * 2).std())
    assert pickle.loads(pickle.dumps(graph)) == graph
    assert hash(graph) == hash(trace((x[engine.tensor([0, 2])] * 2).std()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        graph.nodes[0].label = "x"  # type: ignore[misc]


def test_long_chains() -> None:
    y = engine.tensor(1.0, requires_grad=True)
    for _ in range(20_000):
        y = y * 1.0
    assert len(trace(y).nodes) == 20_001
    y.backward()


PROGRAMS: dict[str, Callable[[Any, Any], Any]] = {
    "tour": lambda t, x: 3 * t.sin(x) + x + 3,
    "loss": lambda t, x: ((x * x - 2 * x).exp() / (1 + x**2)).mean(),
    "views": lambda t, x: (x.reshape(2, 3).t()[1:] * x[2:4]).sum(),
    "joined": lambda t, x: t.cat([x, x.abs()]).split(3)[1].max(),
    "softmax": lambda t, x: -t.log_softmax(x, dim=0)[2] + t.minimum(x, x.tanh()).sum(),
}


@pytest.mark.parity
@pytest.mark.parametrize("program", PROGRAMS)
def test_nodes_and_edges_are_pytorchs(program: str) -> None:
    pytorch = pytest.importorskip("torch")
    values = [1.0, -2.0, 3.0, 0.5, 2.5, -1.5]
    graph = trace(PROGRAMS[program](engine, engine.tensor(values, requires_grad=True)))
    y = PROGRAMS[program](pytorch, pytorch.tensor(values, requires_grad=True))
    found, stack, edges = {y.grad_fn: y.grad_fn}, [y.grad_fn], Counter[Any]()
    while stack:
        node = stack.pop()
        for position, (source, output) in enumerate(node.next_functions):
            if source is not None:
                edges[type(source).__name__, type(node).__name__, position, output] += 1
                if source not in found:
                    found[source] = source
                    stack.append(source)
    assert Counter(node.name for node in graph.nodes) == Counter(type(node).__name__ for node in found)
    names = [node.name for node in graph.nodes]
    assert Counter((names[e.source], names[e.target], e.argument, e.output) for e in graph.edges) == edges
