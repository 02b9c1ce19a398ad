"""The graph of a function at a point: nodes, edges, spans, gradients and backward's order."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import engine
from engine.graph import record
from gradexplorer.compute.graph import Graph, GraphNode, trace
from gradexplorer.lang import Function, Table

Make = Callable[..., Function]


def sketch(graph: Graph) -> str:
    """The output as an expression of the nodes' labels, operands in the order of their slots."""

    def written(node: GraphNode) -> str:
        used = sorted((edge.slot, edge.source) for edge in graph.edges if edge.target == node.id)
        assert [slot for slot, _ in used] == list(range(len(used)))
        return node.label + (f"({', '.join(written(graph.nodes[source]) for _, source in used)})" if used else "")

    return written(graph.nodes[graph.output])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*x", "×(x, x)"),
        ("x cos(4x) + 2|x|", "+(×(x, cos(×(4, x))), ×(2, | |(x)))"),
        ("x[0]^2 + 2x[1]^2", "+(^([0](x), 2), ×(2, ^([1](x), 2)))"),
        ("mean(2(3x + 2)^2) + 0x[0]", "+(mean(×(2, ^(+(×(3, x), 2), 2))), ×(0, [0](x)))"),
        ("2x + 3x", "+(×(2, x), ×(3, x))"),
        ("x*2 + 2x", "+(×(x, 2), ×(2, x))"),
        ("3 + x + 2", "+(+(3, x), 2)"),
        ("2*3*x*5", "×(×(6, x), 5)"),
        ("2*(3 + x)", "×(2, +(3, x))"),
        ("(x + 3)*2", "×(+(x, 3), 2)"),
        ("2 - x", "−(2, x)"),
        ("x - 2", "−(x, 2)"),
        ("2/x", "×(2, reciprocal(x))"),
        ("x/2", "÷(x, 2)"),
        ("2^x", "^(2, x)"),
        ("e^x", "exp(x)"),
        ("-x", "−(x)"),
        ("a x + 1", "+(×(a, x), 1)"),
        ("sum([1,2,3] x)", "Σ(×([1,2,3], x))"),
        ("{x < 0: -x, x^2}", "^(x, 2)"),
        ("where(x < 0, -x, x^2)", "where(<(x, 0), −(x), ^(x, 2))"),
        ("x", "x"),
        ("2 + 3", "5"),
    ],
)
def test_structure_and_operands_as_written(function: Make, text: str, expected: str) -> None:
    made = function(text)
    at = {name: (1.0, 2.0) if name in made.vector else 3.0 for name in made.variables}
    assert sketch(trace(made, at, {"a": 2.0})) == expected


def test_definitions_used_three_times(function: Make) -> None:
    graph = trace(function("g(x) = x(x + 1)", "g(g(g(x)))"), {"x": 1.0}, {})
    inner = "×(x, +(x, 1))"
    middle = f"×({inner}, +({inner}, 1))"
    assert sketch(graph) == f"×({middle}, +({middle}, 1))"
    assert graph.nodes[graph.output].value == 42
    (leaf,) = [node for node in graph.nodes if node.kind == "leaf"]
    assert leaf.gradient == 195


def test_every_use_is_an_edge_and_each_value_one_node(function: Make) -> None:
    graph = trace(function("x*x"), {"x": 3.0}, {})
    leaf, product = graph.nodes
    assert [(edge.source, edge.target, edge.slot) for edge in graph.edges] == [(0, 1, 0), (0, 1, 1)]
    assert (leaf.kind, leaf.op, leaf.label, leaf.value, leaf.gradient) == ("leaf", "AccumulateGrad", "x", 3, 6)
    assert (product.kind, product.op, product.value, product.gradient) == ("operation", "MulBackward0", 9, 1)
    assert (graph.output, graph.order) == (1, (1, 0))


def test_gradients_by_hand(function: Make) -> None:
    x, text = -2.0, "x cos(4x) + 2|x|"
    graph = trace(function(text), {"x": x}, {})
    found = {
        text[slice(*node.span)] if node.span else "x": node.gradient for node in graph.nodes if node.kind != "constant"
    }
    assert found == pytest.approx(
        {
            "x": math.cos(4 * x) - 4 * x * math.sin(4 * x) - 2,
            "4x": -x * math.sin(4 * x),
            "cos(4x)": x,
            "x cos(4x)": 1,
            "|x|": 2,
            "2|x|": 1,
            text: 1,
        }
    )


@pytest.mark.parametrize(
    "text",
    ["x cos(4x) + 2|x|", "3 sin(x) + x + 3", "mean(2([1,2,3] x + 2)^2)", "x^2 ln(1 + x^2) / (x - 4)", "max(x, 2x) x^a"],
)
def test_gradients_are_those_of_each_intermediate(function: Make, text: str) -> None:
    made = function(text)
    graph = trace(made, {"x": 1.5}, {"a": 2.0})
    x = engine.tensor(1.5, dtype=engine.float64, requires_grad=True)
    with record() as calls:
        output = made({"x": x, "a": engine.tensor(2.0, dtype=engine.float64)})
    operations = [node for node in graph.nodes if node.kind == "operation"]
    made_by = [call.output for call in calls]
    assert len(operations) == len(made_by)
    for node, tensor in zip(operations, made_by, strict=True):
        assert node.value == pytest.approx(tensor.detach().numpy())
        (gradient,) = engine.autograd.grad(output, [tensor], retain_graph=True)
        assert node.gradient == pytest.approx(gradient.numpy())
        assert node.shape == tuple(tensor.shape) == np.shape(node.gradient)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("x cos(4x) + 2|x|", ["4x", "cos(4x)", "x cos(4x)", "|x|", "2|x|", "x cos(4x) + 2|x|"]),
        ("mean(2(3x + 2)^2) + x[0]",
         ["3x", "(3x + 2)", "(3x + 2)^2", "2(3x + 2)^2", "mean(2(3x + 2)^2)", "x[0]", "mean(2(3x + 2)^2) + x[0]"]),
        ("2*(3 + x)", ["(3 + x)", "2*(3 + x)"]),
        ("((x + 1))*((x + 2))", ["((x + 1))", "((x + 2))", "((x + 1))*((x + 2))"]),
        ("where(x < 0, -x, x^2)", [None, "-x", "x^2", "where(x < 0, -x, x^2)"]),
    ],
)  # fmt: skip
def test_spans_select_the_source(function: Make, text: str, spans: list[str | None]) -> None:
    made = function(text)
    at = {"x": (1.0, 2.0) if made.vector else 3.0}
    nodes = [node for node in trace(made, at, {}).nodes if node.kind == "operation"]
    assert [node.span and text[slice(*node.span)] for node in nodes] == spans


def test_constants_have_their_place_too(function: Make) -> None:
    text = "x^3 + 3x^2 - 5x + 4"
    constants = [node for node in trace(function(text), {"x": 1.0}, {}).nodes if node.kind == "constant"]
    assert [node.label for node in constants] == [text[slice(*node.span)] for node in constants if node.span]
    assert [node.span and node.span[0] for node in constants] == [2, 9, 6, 13, 18]
    assert all(node.op is None and node.gradient is None for node in constants)


def test_data_and_sliders_are_constants_with_their_names(function: Make) -> None:
    table = Table("D", {"x": np.arange(30.0), "y": np.arange(30.0)})
    loss = function("mean((W D.x + b - D.y)^2)", tables=[table]).with_variables("W")
    constants = [node for node in trace(loss, {"W": 1.0}, {"b": 2.0}).nodes if node.kind == "constant"]
    assert [(node.label, node.shape) for node in constants] == [("D.x", (30,)), ("b", ()), ("D.y", (30,)), ("2", ())]


@pytest.mark.parametrize(
    "text", ["x cos(4x) + 2|x|", "x[0]^2 + 2x[1]^2", "norm(x)^2 + x[0] x[1]", "sum(softmax(x)^2) + x[1]"]
)
def test_the_order_is_backwards_order(function: Make, text: str) -> None:
    made = function(text)
    graph = trace(made, {"x": (1.0, 2.0) if made.vector else 3.0}, {})
    order = graph.order
    assert set(order) == {node.id for node in graph.nodes if node.gradient is not None}
    assert order[0] == graph.output
    for edge in graph.edges:
        if edge.source in order and edge.target in order:
            assert order.index(edge.target) < order.index(edge.source)
    assert [node.id for node in graph.nodes] == list(range(len(graph.nodes)))


def test_what_the_engine_visits_is_the_order(function: Make) -> None:
    made = function("x cos(4x) + 2|x|")
    x = engine.tensor(-2.0, dtype=engine.float64, requires_grad=True)
    visited: list[int] = []
    with record() as calls:
        output = made({"x": x})
    for number, call in enumerate(calls):
        call.output.register_hook(lambda _, number=number: visited.append(number))
    output.backward()
    graph = trace(made, {"x": -2.0}, {})
    operations = [node.id for node in graph.nodes if node.kind == "operation"]
    assert [operations[number] for number in visited] == list(graph.order[:-1])


def test_nothing_is_recorded_without_variables(function: Make) -> None:
    graph = trace(function("a^2 + 1").with_variables(()), {}, {"a": 3.0})
    assert [(node.kind, node.op, node.gradient) for node in graph.nodes if node.kind == "operation"] == [
        ("operation", None, None),
        ("operation", None, None),
    ]
    assert (graph.nodes[graph.output].value, graph.order) == (10, ())


def test_dtypes(function: Make) -> None:
    graph = trace(function("2x + 1"), {"x": 0.1}, {}, engine.float32)
    assert {node.dtype for node in graph.nodes} == {"float32"}
    assert graph.nodes[graph.output].value.dtype == np.float32
