"""The engine's own graph of a function at a point: operations, values, gradients after backward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import engine
from engine import Tensor
from engine.graph import Call, record
from engine.labels import label
from gradexplorer.compute.components import Array, Components, Coordinates, constants, raw
from gradexplorer.lang import Function, LangError, Node, Span
from gradexplorer.lang.tree import And, Column, Compare, Constant, Name, Not, Number, Or, Power, Product, Sum

Operands: TypeAlias = list[tuple[Any, Span | None]]
"""Tensors and numbers, each with its place in the text where that is known."""

CONDITIONS = {"Lt", "Le", "Gt", "Ge", "Eq", "Ne", "LogicalAnd", "LogicalOr", "LogicalNot"}

MOST_NUMBERS = 1_000_000
"""Most numbers in the values of all operations: a graph holds a copy of each, and of its gradient."""
LONGEST_LABEL = 14
"""Constants written longer than this are labelled with their shape."""


class GraphNode(Struct, frozen=True):
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


class GraphEdge(Struct, frozen=True):
    """One use of a value: from operand `source` to result `target`, as its operand number `slot`."""

    source: int
    target: int
    slot: int


class Graph(Struct, frozen=True):
    """Nodes in order of creation, one edge for each use, the output's id, and the order in which backward visits."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    output: int
    order: tuple[int, ...]


class _Builder:
    """Nodes and edges as the calls are read. Tensors are known by their id; the calls keep them alive meanwhile."""

    def __init__(self, text: _Text, leaves: Mapping[int, str], fixed: Mapping[int, str], dtype: str) -> None:
        self.text, self.leaves, self.fixed, self.dtype = text, leaves, fixed, dtype
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.tensors: list[Tensor | None] = []
        self.known: dict[int, int] = {}

    def add(self, kind: str, op: str | None, label: str, value: Any, span: Span | None) -> int:
        """A node for a Tensor or a number; its id."""
        tensor = value if isinstance(value, Tensor) else None
        array = np.array(value if tensor is None else raw(tensor))
        number = len(self.nodes)
        place = None if span is None else (span.start, span.end)
        dtype = self.dtype if tensor is None else tensor.dtype.name
        self.nodes.append(GraphNode(number, kind, op, label, array.shape, dtype, array, None, place))
        self.tensors.append(tensor)
        if tensor is not None:
            self.known[id(tensor)] = number
        return number

    def operand(self, value: Any, span: Span | None = None) -> int:
        """The node of an operand: one made before, a leaf, a slider, or a constant written at `span`."""
        if isinstance(value, Tensor):
            if id(value) in self.known:
                return self.known[id(value)]
            if id(value) in self.leaves:
                return self.add("leaf", "AccumulateGrad", self.leaves[id(value)], value, None)
            if id(value) in self.fixed:
                return self.add("constant", None, self.fixed[id(value)], value, None)
            return self.add("constant", None, self.text.label(value), value, self.text.spans.get(id(value)))
        return self.add("constant", None, number(value), value, span)

    def call(self, call: Call, span: Span | None, operands: Operands) -> None:
        """The node of a call, with an edge from each operand."""
        outputs = _outputs(call)
        sources = [self.operand(value, written) for value, written in operands]
        recorded = any(output.requires_grad for output in outputs)
        name, text = call.name if recorded else None, label(call.name, call.parameters)
        for output in outputs:
            node = self.add("operation", name, text, output, span)
            self.edges += [GraphEdge(source, node, slot) for slot, source in enumerate(sources)]


def _outputs(call: Call) -> tuple[Tensor, ...]:
    return call.output if isinstance(call.output, tuple) else (call.output,)


class _Text:
    """What is told while the function runs: which part of the text each call belongs to, and each value comes from."""

    def __init__(self, source: str, calls: list[Call]) -> None:
        self.source, self.calls = source, calls
        self.read: list[tuple[Call, Span | None, Operands]] = []
        self.spans: dict[int, Span] = {}
        self.kept: list[Tensor] = []

    def told(self, node: Node, value: Tensor) -> None:
        """The evaluation has come past `node`: calls since the last belong to it, for its parts were told before."""
        # A name or a number makes no calls; such as there are belong to a condition, told with what follows.
        if not isinstance(node, Name | Number | Constant | Column):
            self.assign(node)
        self.spans[id(value)] = node.span
        self.kept.append(value)

    def assign(self, node: Node) -> None:
        """Read the calls since the last as those of `node`."""
        for call in self.calls[len(self.read) :]:
            # A condition is not told by itself: the part told next is not its place.
            condition = call.name.partition("Backward")[0] in CONDITIONS
            foreign = condition and not isinstance(node, Compare | And | Or | Not)
            span = None if foreign else _whole(self.source, node.span)
            self.read.append((call, span, self.operands(call, None if foreign else node)))

    def label(self, value: Tensor) -> str:
        """A constant array as it is written, or its shape where that is long."""
        span = self.spans.get(id(value))
        written = "" if span is None else self.source[span.start : span.end]
        return written if value.ndim and 0 < len(written) <= LONGEST_LABEL else number(value)

    def operands(self, call: Call, written: Node | None) -> Operands:
        """The operands in the order in which they are read, each with its place in the text if it is a number.

        The engine puts a Tensor before a number, as PyTorch does: where the Tensor was told as the right operand, as in
        `2x`, the number stands left. A number as exponent or base counts as an operand.
        """
        inputs = list(call.inputs)
        if "exponent" in call.parameters:
            inputs = [*inputs, call.parameters["exponent"]]
        elif "base" in call.parameters:
            inputs = [call.parameters["base"], *inputs]
        elif call.name.startswith("Rsub"):
            inputs = inputs[::-1]
        if len(inputs) != 2 or not isinstance(written, Sum | Product | Power):
            return [(value, None) for value in inputs]
        left, right = _sides(written)
        if call.name.startswith(("Mul", "Add")) and not isinstance(inputs[1], Tensor):
            # 2/x is 2 times 1/x, as in PyTorch.
            divided = isinstance(written, Product) and written.signs[-1] == "/"
            if divided or self.spans.get(id(inputs[0])) == right:
                inputs = inputs[::-1]
        return [(inputs[0], left), (inputs[1], right)]


def _sides(written: Sum | Product | Power) -> tuple[Span, Span]:
    """What stands left and right of the last operator of a chain."""
    if isinstance(written, Power):
        return written.base.span, written.exponent.span
    parts = written.terms if isinstance(written, Sum) else written.factors
    return parts[0].span.to(parts[-2].span), parts[-1].span


def _whole(source: str, span: Span) -> Span:
    """The span with the brackets that it cuts: an operand's own span does not cover those around it."""
    start, end, depth, lowest = span.start, span.end, 0, 0
    for character in source[start:end]:
        depth += (character in "([{") - (character in ")]}")
        lowest = min(lowest, depth)
    for _ in range(-lowest):
        start = max(max(source.rfind(bracket, 0, start) for bracket in "([{"), 0)
    for _ in range(depth - lowest):
        found = [place for bracket in ")]}" if (place := source.find(bracket, end)) >= 0]
        end = min(found, default=end - 1) + 1
    return Span(start, end)


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
    with engine.quiet(), record() as calls:
        text = _Text(function.source, calls)
        output = function({**variables, **fixed}, trace=text.told, dtype=dtype)
    made = sum(part.numel() for call in calls for part in _outputs(call))
    if made > MOST_NUMBERS:
        message = f"the graph would show {made:,} numbers; at most {MOST_NUMBERS:,} are possible"
        raise LangError(message, function.tree.span, function.source, "take fewer rows or entries")
    text.assign(function.tree)
    builder = _Builder(
        text,
        {id(tensor): name for name, tensor in variables.items()},
        {id(tensor): name for name, tensor in fixed.items()},
        dtype.name,
    )
    for call, span, operands in text.read:
        builder.call(call, span, operands)
    last = builder.operand(output, function.tree.span)
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
    for place, tensor in enumerate(builder.tensors):
        gradient = None if tensor is None or not tensor.requires_grad else tensor.grad
        if gradient is not None:
            builder.nodes[place] = replace(builder.nodes[place], gradient=np.array(raw(gradient)))


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
        GraphEdge(numbers[edge.source], numbers[edge.target], edge.slot)
        for edge in builder.edges
        if edge.target in kept
    )
    return Graph(nodes, edges, numbers[output], _order(nodes))


def _order(nodes: tuple[GraphNode, ...]) -> tuple[int, ...]:
    """Backward's order: results by falling creation number, then the leaves, whose gradients are sums of all paths."""
    with_gradient = [node for node in nodes if node.gradient is not None]
    results = [node.id for node in with_gradient if node.kind == "operation"]
    leaves = [node.id for node in with_gradient if node.kind == "leaf"]
    return tuple(reversed(results)) + tuple(leaves)


def number(value: Any) -> str:
    """A number as a label, six digits of it; for an array its shape."""
    if isinstance(value, Tensor):
        if value.ndim:
            return "×".join(map(str, value.shape))
        value = value.item()
    return f"{value:.6g}".replace("-", "−")
