"""Graphs written down by hand, so that these tests need no engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradexplorer.compute.layout import Layout, layout
from gradexplorer.ui.graph import LAYER_GAP, NODE_GAP, measure


@dataclass(frozen=True)
class Node:
    id: int
    kind: str
    op: str | None
    label: str
    shape: tuple[int, ...]
    dtype: str
    value: np.ndarray
    gradient: np.ndarray | None
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Edge:
    source: int
    target: int
    slot: int


@dataclass(frozen=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    output: int
    order: tuple[int, ...]


def node(place: int, op: str | None, label: str, value: Any, gradient: Any = None, kind: str = "operation") -> Node:
    array = np.asarray(value)
    slope = None if gradient is None else np.asarray(gradient, dtype=float)
    return Node(place, kind, op, label, array.shape, str(array.dtype), array, slope)


def leaf(place: int, label: str, value: Any, gradient: Any) -> Node:
    return node(place, None, label, value, gradient, "leaf")


def constant(place: int, value: float) -> Node:
    return node(place, None, f"{value:g}", value, None, "constant")


def edges(*triples: tuple[int, int, int]) -> tuple[Edge, ...]:
    return tuple(Edge(*triple) for triple in triples)


def wavy(x: float = -2.6) -> Graph:
    """x·cos(4·x) + 2·|x| for negative x, with the gradients that the chain rule gives."""
    cos, sin = math.cos(4 * x), math.sin(4 * x)
    nodes = (
        leaf(0, "x", x, cos - 4 * x * sin - 2),
        constant(1, 4.0),
        node(2, "MulBackward0", "×", 4 * x, -x * sin),
        node(3, "CosBackward0", "cos", cos, x),
        node(4, "MulBackward0", "×", x * cos, 1.0),
        constant(5, 2.0),
        node(6, "AbsBackward0", "| |", -x, 2.0),
        node(7, "MulBackward0", "×", -2 * x, 1.0),
        node(8, "AddBackward0", "+", x * cos - 2 * x, 1.0),
    )
    lines = edges(
        *[(1, 2, 0), (0, 2, 1), (2, 3, 0), (0, 4, 0), (3, 4, 1)],
        *[(0, 6, 0), (5, 7, 0), (6, 7, 1), (4, 8, 0), (7, 8, 1)],
    )
    return Graph(nodes, lines, 8, (8, 7, 4, 3, 6, 2, 0))


def chain(n: int) -> Graph:
    """sin of sin of … of x."""
    nodes = (leaf(0, "x", 1.0, 0.5), *(node(i, "SinBackward0", "sin", 0.3 * i, 1 / i) for i in range(1, n)))
    return Graph(nodes, edges(*((i, i + 1, 0) for i in range(n - 1))), n - 1, tuple(range(n - 1, -1, -1)))


def mean_of_matrix() -> Graph:
    """mean(3·x) of a 2×3 matrix."""
    x = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
    sixth = np.full((2, 3), 1 / 6)
    nodes = (
        leaf(0, "x", x, 3 * sixth),
        constant(1, 3.0),
        node(2, "MulBackward0", "×", 3 * x, sixth),
        node(3, "MeanBackward0", "mean", 6.0, 1.0),
    )
    return Graph(nodes, edges((1, 2, 0), (0, 2, 1), (2, 3, 0)), 3, (3, 2, 0))


def placed(graph: Graph) -> Layout:
    lines = [(edge.source, edge.target, edge.slot) for edge in graph.edges]
    return layout(measure(graph), lines, layer_gap=LAYER_GAP, node_gap=NODE_GAP)
