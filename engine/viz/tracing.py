"""The graph that was recorded of results, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine import dtypes, errors
from engine.graph import Released, argument_names, edge_of
from engine.labels import label
from engine.tensor import LEAF, Tensor

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A tensor that a node's formula keeps. `leaf` is the node of the leaf that it is, None for any other."""

    name: str
    shape: Shape
    dtype: str
    leaf: int | None


@dataclass(frozen=True, slots=True)
class Node:
    """One recorded operation, or the place where a leaf's gradient is added up.

    `name` is PyTorch's, such as MulBackward0; `kind` is "operation", "function" for a `Function` somebody wrote, or
    "leaf"; `label` what a person would write, of a leaf the name it was given. `shapes` and `dtypes` are those of its
    results, None where nothing shows them. `saved` are tensors, `attributes` the numbers, texts and the like that the
    formula keeps; `freed` tells that a backward has let go of the saved tensors.
    """

    id: int
    name: str
    kind: str
    label: str
    shapes: tuple[Shape | None, ...]
    dtypes: tuple[str | None, ...]
    saved: tuple[Saved, ...] = ()
    attributes: tuple[tuple[str, Any], ...] = ()
    freed: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One use of a value: the result number `output` of the node `source` is the argument `argument` of `target`."""

    source: int
    target: int
    argument: int
    output: int


@dataclass(frozen=True, slots=True)
class Output:
    """A tensor that was traced: result number `output` of the node `source`, which is None for what has no history.

    `base` is the place in `Graph.outputs` of the tensor that this one is a view of, None for what is no view.
    """

    source: int | None
    output: int
    label: str
    shape: Shape
    dtype: str
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order in which they were recorded, each leaf before its first use; one edge for each use.

    `outputs` are the tensors that were traced, and after them the bases of those that are views.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    outputs: tuple[Output, ...]


def trace(y: Any, params: Mapping[str, Tensor] | None = None) -> Graph:
    """The graph from which backward would compute the gradients of `y`. Nothing is computed, and nothing freed.

    Args:
        y: a tensor, or a tuple of tensors.
        params: names for tensors, which label leaves and outputs.

    Shape: any.
    Dtype: any.
    Raises: TypeError for what is no tensor.
    Source: the walk over `grad_fn` and `next_functions` that torchviz.make_dot shows.
    """
    names = {id(x): name for name, x in (params or {}).items()}
    tensors = list(y) if isinstance(y, tuple | list) else [y]
    for position, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise errors.not_tensor("trace", "y", position + 1, x)
    bases: list[int | None] = []
    for x in tuple(tensors):
        if x._base is None:
            bases.append(None)
            continue
        if not any(x._base is other for other in tensors):
            tensors.append(x._base)
        bases.append(next(j for j, other in enumerate(tensors) if other is x._base))
    bases += [None] * (len(tensors) - len(bases))
    return _Walk(tensors, names).graph(bases)


class _Walk:
    """The nodes that results lead to, and what is known of the values between them."""

    def __init__(self, tensors: list[Tensor], names: dict[int, str]) -> None:
        self.names, self.tensors = names, tensors
        self.ends = [None if x.grad_fn is None else edge_of(x) for x in tensors]
        self.operations = _reached([end[0] for end in self.ends if end is not None])
        self.values: dict[tuple[int, int], tuple[Shape, str]] = {}
        for x, end in zip(tensors, self.ends, strict=True):
            if end is not None:
                self.values[id(end[0]), end[1]] = tuple(x.shape), x.dtype.name
        for node in reversed(self.operations):  # what uses a value comes before what made it
            for position, edge in enumerate(node.edges):
                if edge is not None and edge[1] != LEAF:
                    self.values.setdefault((id(edge[0]), edge[1]), self._operand(node, position))
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.numbers: dict[int, int] = {}

    def _operand(self, node: Any, position: int) -> tuple[Shape, str]:
        """Shape and dtype of a node's argument; where no origins are noted, all are scalars of the result's dtype."""
        if node.origins is None:
            return (), self.values[id(node), 0][1]
        shape, dtype = node.origins[position]
        return tuple(shape), dtypes.of(dtype).name

    def graph(self, bases: list[int | None]) -> Graph:
        for node in self.operations:
            self._operation(node)
        outputs = tuple(
            Output(
                None if end is None else self.numbers[id(end[0])],
                0 if end is None else end[1],
                self.names.get(id(x), ""),
                tuple(x.shape),
                x.dtype.name,
                base,
            )
            for x, end, base in zip(self.tensors, self.ends, bases, strict=True)
        )
        return Graph(tuple(self.nodes), tuple(self.edges), outputs)

    def _operation(self, node: Any) -> None:
        sources = [None if edge is None else self._source(edge) for edge in node.edges]
        number = self.numbers[id(node)] = len(self.nodes)
        told = [self.values.get((id(node), slot)) for slot in range(node.outputs)]
        self.nodes.append(
            Node(
                number,
                node.name(),
                "function" if node.op.foreign else "operation",
                label(node.name(), {} if node.p is None else vars(node.p)),
                tuple(None if value is None else value[0] for value in told),
                tuple(None if value is None else value[1] for value in told),
                tuple(self._saved(node)),
                tuple(_attributes(node)),
                isinstance(node.saved, Released),
            )
        )
        for position, (source, edge) in enumerate(zip(sources, node.edges, strict=True)):
            if source is not None:
                self.edges.append(Edge(source, number, position, max(edge[1], 0)))

    def _source(self, edge: Any) -> int:
        """The number of the node that an edge leads to; a leaf gets one when it is first met."""
        if id(edge[0]) not in self.numbers:
            leaf = edge[0]
            self.numbers[id(leaf)] = len(self.nodes)
            name = self.names.get(id(leaf), "")
            told = ((tuple(leaf.shape),), (leaf.dtype.name,))
            self.nodes.append(Node(len(self.nodes), "AccumulateGrad", "leaf", name, *told))
        return self.numbers[id(edge[0])]

    def _saved(self, node: Any) -> list[Saved]:
        if isinstance(node.saved, Released):
            return []
        if node.op.foreign:
            kept = [(f"saved_tensors[{j}]", entry[0], entry[1]) for j, entry in enumerate(node.saved or ()) if entry]
            return [self._told(name, value, edge if isinstance(edge, tuple) else None) for name, value, edge in kept]
        found = []
        for name, position in argument_names(node.op).items():
            value = None if node.saved is None else node.saved[position]
            if hasattr(value, "dtype"):
                found.append(self._told(name, value, node.edges[position]))
        results = node.out if isinstance(node.out, tuple) else (node.out,)
        for slot, value in enumerate(results):
            if value is not None:
                found.append(self._told("result" if len(results) == 1 else f"result[{slot}]", value, None))
        return found + [self._told(name, value, None) for name, value in _parameters(node) if hasattr(value, "dtype")]

    def _told(self, name: str, value: Any, edge: Any) -> Saved:
        leaf = self.numbers[id(edge[0])] if edge is not None and edge[1] == LEAF else None
        return Saved(name, tuple(value.shape), dtypes.of(value.dtype).name, leaf)


def _reached(starts: list[Any]) -> list[Any]:
    """All nodes that lead from these to leaves, in the order in which they were recorded."""
    found = {id(node): node for node in starts}
    stack = list(found.values())
    while stack:
        for edge in stack.pop().edges:
            if edge is not None and edge[1] != LEAF and id(edge[0]) not in found:
                found[id(edge[0])] = edge[0]
                stack.append(edge[0])
    return sorted(found.values(), key=lambda node: int(node.number))


def _parameters(node: Any) -> list[tuple[str, Any]]:
    """What a call was given besides tensors; arrays in a tuple stand one by one."""
    found: list[tuple[str, Any]] = []
    for name, value in sorted(vars(node.p).items()) if node.p is not None else ():
        if isinstance(value, tuple) and any(_is_array(part) for part in value):
            found += [(f"{name}[{j}]", part) for j, part in enumerate(value)]
        else:
            found.append((name, value))
    return found


def _attributes(node: Any) -> list[tuple[str, Any]]:
    """The numbers among a node's arguments, and its parameters that are no arrays."""
    held = node.saved if not node.op.foreign and isinstance(node.saved, tuple | list) else ()
    numbers = [(name, held[j]) for name, j in argument_names(node.op).items() if held and held[j] is not None]
    given = [(name, value) for name, value in numbers if not hasattr(value, "dtype")] + _parameters(node)
    return [(name, _plain(value)) for name, value in given if not (_is_array(value) or callable(value))]


def _is_array(value: Any) -> bool:
    return hasattr(value, "dtype") and hasattr(value, "shape") and not isinstance(value, np.generic)


def _plain(value: Any) -> Any:
    """A parameter as a value of Python's own that never changes; what is none is told in words."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple | list):
        return tuple(_plain(part) for part in value)
    return np.dtype(value).name if isinstance(value, type | np.dtype) else str(value)
