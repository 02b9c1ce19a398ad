"""The engine's own graph of a function at a point: operations, values, gradients after backward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import engine
from engine import Tensor
from engine.graph import Call, record
from gradexplorer.compute.components import Array, Components, Coordinates, constants
from gradexplorer.lang import Function, Span

SYMBOLS = {
    "Add": "+",
    "Sub": "−",
    "Rsub": "−",
    "Mul": "×",
    "Div": "÷",
    "Neg": "−",
    "Pow": "^",
    "Abs": "| |",
    "Sqrt": "√",
    "Sum": "Σ",
    "Prod": "Π",
    "Mm": "@",
    "Mv": "@",
    "Bmm": "@",
    "Dot": "·",
    "Lt": "<",
    "Le": "≤",
    "Gt": ">",
    "Ge": "≥",
    "Eq": "=",
    "Ne": "≠",
    "LinalgVectorNorm": "‖ ‖",
}


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One box of the graph.

    `kind` is "operation", "leaf" or "constant"; `op` PyTorch's name of the node ("MulBackward0", "AccumulateGrad"),
    None for constants and for operations that record nothing. `gradient` is that of the output with respect to this
    value, None where there is none; `span` the place in the source text that it comes from.
    """

    id: int
    kind: str
    op: str | None
    label: str
    shape: tuple[int, ...]
    dtype: str
    value: Array
    gradient: Array | None
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """One use of a value: from operand `source` to result `target`, as its operand number `slot`."""

    source: int
    target: int
    slot: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in order of creation, one edge for each use, the output's id, and the order in which backward visits."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    output: int
    order: tuple[int, ...]


class _Builder:
    """Nodes and edges as the calls are read."""

    def __init__(self, leaves: Mapping[int, str], fixed: Mapping[int, str]) -> None:
        self.leaves, self.fixed = leaves, fixed
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.tensors: list[Tensor | None] = []
        self.known: dict[int, int] = {}

    def add(self, kind: str, op: str | None, label: str, value: Any, span: Span | None) -> int:
        """A node for a Tensor or a number; its id."""
        tensor = value if isinstance(value, Tensor) else None
        array = np.array(value if tensor is None else tensor.detach().cpu()._array)  # type: ignore[attr-defined]
        number = len(self.nodes)
        place = None if span is None else (span.start, span.end)
        dtype = "float64" if tensor is None else tensor.dtype.name
        self.nodes.append(GraphNode(number, kind, op, label, array.shape, dtype, array, None, place))
        self.tensors.append(tensor)
        if tensor is not None:
            self.known[id(tensor)] = number
        return number

    def operand(self, value: Any) -> int:
        """The node of an operand: one made before, a leaf, a slider, or a constant."""
        if isinstance(value, Tensor):
            if id(value) in self.known:
                return self.known[id(value)]
            if id(value) in self.leaves:
                return self.add("leaf", "AccumulateGrad", self.leaves[id(value)], value, None)
            if id(value) in self.fixed:
                return self.add("constant", None, self.fixed[id(value)], value, None)
        return self.add("constant", None, _number(value), value, None)

    def call(self, call: Call, span: Span | None) -> None:
        """The node of a call, with an edge from each operand."""
        outputs = call.output if isinstance(call.output, tuple) else (call.output,)
        operands = [self.operand(value) for value in _operands(call)]
        recorded = any(output.requires_grad for output in outputs)
        for output in outputs:
            node = self.add("operation", call.name if recorded else None, label(call), output, span)
            self.edges += [GraphEdge(source, node, slot) for slot, source in enumerate(operands)]


def trace(
    function: Function,
    coordinates: Coordinates,
    sliders: Mapping[str, float],
    dtype: engine.dtype = engine.float64,
) -> Graph:
    """Evaluate once, recording, then backward seeded with 1. Raises LangError as evaluation does."""
    components = Components.of(function, coordinates)
    variables = components.tensors(components.flatten(coordinates), dtype, requires_grad=True)
    fixed = constants(sliders, dtype)
    spans: list[Span | None] = []
    with engine.quiet(), record() as calls:

        def visited(node: Any, _: Tensor) -> None:
            # Calls made since the last node belong to this one: its parts have been told before it.
            spans.extend([node.span] * (len(calls) - len(spans)))

        output = function({**variables, **fixed}, trace=visited, dtype=dtype)
    spans.extend([function.tree.span] * (len(calls) - len(spans)))
    builder = _Builder(
        {id(tensor): name for name, tensor in variables.items()}, {id(t): name for name, t in fixed.items()}
    )
    for call, span in zip(calls, spans, strict=True):
        builder.call(call, span)
    last = builder.operand(output)
    _backward(output, builder)
    return _pruned(builder, last)


def _backward(output: Tensor, builder: _Builder) -> None:
    """Run backward with every value keeping its gradient, and write the gradients into the nodes."""
    if not output.requires_grad:
        return
    for tensor in builder.tensors:
        if tensor is not None and tensor.requires_grad and not tensor.is_leaf:
            tensor.retain_grad()
    with engine.quiet():
        output.backward()
    for number, tensor in enumerate(builder.tensors):
        gradient = None if tensor is None or not tensor.requires_grad else tensor.grad
        if gradient is not None:
            array = np.array(gradient.cpu()._array)  # type: ignore[attr-defined]
            builder.nodes[number] = replace(builder.nodes[number], gradient=array)


def _pruned(builder: _Builder, output: int) -> Graph:
    """The nodes that the output was made from, renumbered in order of creation."""
    operands: dict[int, list[GraphEdge]] = {}
    for edge in builder.edges:
        operands.setdefault(edge.target, []).append(edge)
    kept, stack = {output}, [output]
    while stack:
        for edge in operands.get(stack.pop(), ()):
            if edge.source not in kept:
                kept.add(edge.source)
                stack.append(edge.source)
    numbers = {old: new for new, old in enumerate(sorted(kept))}
    nodes = tuple(replace(builder.nodes[old], id=new) for old, new in numbers.items())
    edges = tuple(
        GraphEdge(numbers[edge.source], numbers[edge.target], edge.slot) for edge in builder.edges if edge.target in kept
    )
    return Graph(nodes, edges, numbers[output], _order(nodes))


def _order(nodes: tuple[GraphNode, ...]) -> tuple[int, ...]:
    """Backward's order: results by falling creation number, then the leaves, whose gradients are sums of all paths."""
    with_gradient = [node for node in nodes if node.gradient is not None]
    results = [node.id for node in with_gradient if node.kind == "operation"]
    leaves = [node.id for node in with_gradient if node.kind == "leaf"]
    return tuple(reversed(results)) + tuple(leaves)


def label(call: Call) -> str:
    """What a person would write for a call: "×", "cos", "[0]"."""
    base = call.name.partition("Backward")[0]
    if base == "Select":
        return f"[{call.parameters['index']}]"
    return SYMBOLS.get(base) or base.lower()


def _operands(call: Call) -> list[Any]:
    """The operands as they are read: an exponent or a base that is a number counts as one."""
    inputs = list(call.inputs)
    if "exponent" in call.parameters:
        return [*inputs, call.parameters["exponent"]]
    if "base" in call.parameters:
        return [call.parameters["base"], *inputs]
    return inputs[::-1] if call.name.startswith("Rsub") else inputs


def _number(value: Any) -> str:
    """A constant as a label."""
    if isinstance(value, Tensor):
        if value.ndim:
            return "×".join(map(str, value.shape))
        value = value.item()  # type: ignore[attr-defined]
    return f"{value:.6g}".replace("-", "−")
