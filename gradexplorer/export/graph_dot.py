"""A computation graph as text in Graphviz's DOT language."""

from __future__ import annotations

import numpy as np

from engine.viz.dot import digraph, quoted
from gradexplorer.compute.graph import Graph, GraphNode

_MOST_SHOWN = 6
_STYLE = {
    "operation": 'shape=box, style="rounded"',
    "leaf": 'shape=box, style="rounded,bold"',
    "constant": 'shape=box, style="rounded,dashed"',
}


def dot(graph: Graph) -> str:
    """Return `graph` as a DOT digraph, left to right: label, value and gradient in a node, one edge for each use."""
    head = [
        "rankdir=LR",
        'node [fontname="sans-serif", fontsize=11, margin="0.12,0.06"]',
        "edge [arrowsize=0.7]",
    ]
    nodes = [f"n{node.id} [label={quoted(_label(node))}, {_STYLE[node.kind]}]" for node in graph.nodes]
    edges = [f"n{edge.source} -> n{edge.target}" for edge in graph.edges]
    return digraph([*head, *nodes, *edges], "gradexplorer")


def _label(node: GraphNode) -> str:
    rows = [node.label]
    if node.op is not None:
        rows.append(node.op)
    value = _numbers(np.asarray(node.value))
    if value != node.label:
        rows.append(value)
    if node.gradient is not None:
        rows.append(f"gradient {_numbers(np.asarray(node.gradient))}")
    return "\n".join(rows)


def _numbers(array: np.ndarray) -> str:
    """Five significant digits of one number or a few, else the shape."""
    if array.ndim == 0:
        return f"{array.item():.5g}"
    if array.size > _MOST_SHOWN:
        return "×".join(str(side) for side in array.shape)
    if array.ndim == 1:
        return f"[{', '.join(f'{number:.5g}' for number in array.tolist())}]"
    return f"[{', '.join(_numbers(row) for row in array)}]"
