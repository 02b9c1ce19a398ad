"""The backward pass: gradients from the roots of a graph to its leaves.

Nodes are taken by falling creation number from a heap: a node's consumers were all made after it, so when it is taken
its gradient is complete. Nothing recurses, and a hook may start a pass of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np

from engine.backends import backend_of
from engine.graph import Edge, Node, accumulate, run_hooks
from engine.tensor import Tensor


class _Buffers:
    """Gradients on their way: one sum for each output of each node, and for each leaf.

    `nodes` maps a node's number to the node, its outputs' gradients, and which of those are sums that nobody else
    holds; the heap gives the number of the latest node. `leaves` maps an id to [leaf, gradient, fresh].
    """

    __slots__ = ("heap", "leaves", "nodes")

    def __init__(self) -> None:
        self.heap: list[int] = []
        self.nodes: dict[int, tuple[Node, list[Any], list[bool]]] = {}
        self.leaves: dict[int, list[Any]] = {}

    def send(self, edge: Edge, gradient: Any, fresh: bool) -> None:
        """Add a gradient to what has arrived along `edge`; out of place until the sum is our own."""
        target, slot = edge
        if target.__class__ is not Node:
            entry = self.leaves.get(id(target))
            if entry is None:
                self.leaves[id(target)] = [target, gradient, fresh]
            else:
                entry[1], entry[2] = _added(entry[1], gradient, entry[2]), True
            return
        found = self.nodes.get(target.number)
        if found is None:
            first: list[Any] = [None] * target.outputs
            first[slot] = gradient
            self.nodes[target.number] = target, first, [False] * target.outputs
            heappush(self.heap, -target.number)
            return
        _, gradients, own = found
        present = gradients[slot]
        if present is None:
            gradients[slot] = gradient
        else:
            gradients[slot], own[slot] = _added(present, gradient, own[slot]), True

    def take(self) -> tuple[Node, list[Any]]:
        """The latest node, whose gradients are complete, and these."""
        node, gradients, _ = self.nodes.pop(-heappop(self.heap))
        return node, gradients


def _added(present: Any, gradient: Any, own: bool) -> Any:
    """The sum of two gradients, in place where the first is `own`."""
    if present.__class__ is Tensor:
        return present + gradient
    if own and present.flags.owndata:
        present += gradient
        return present
    total = present + gradient
    return np.asarray(total) if isinstance(total, np.generic) else total


def run(
    roots: list[tuple[Edge, Any]], *, retain_graph: bool, create_graph: bool, targets: list[Edge] | None
) -> tuple[dict[int, list[Any]], dict[Edge, Any]]:
    """The backward pass from `roots`, pairs of an edge and its gradient.

    Returns the leaves reached as {id: [leaf, gradient, fresh]} and, for those `targets` that are results of nodes,
    their gradients. With `targets` given, formulas that lead to none of them are not run.
    """
    buffers = _Buffers()
    captured: dict[Edge, Any] = {}
    captures: dict[Node, list[int]] = {}
    for target, slot in targets or ():
        if isinstance(target, Node):
            captures.setdefault(target, []).append(slot)
    wanted = None if targets is None else _filter(roots, targets)
    for edge, gradient in roots:
        if wanted is None or wanted(edge) or edge[0] in captures:
            buffers.send(edge, gradient, False)
    while buffers.heap:
        node, gradients = buffers.take()
        if node._hooks is not None or node._retained is not None:
            node.settle(gradients, create_graph)
        for slot in captures.get(node, ()) if captures else ():
            captured[(node, slot)] = gradients[slot]
        if wanted is not None and not any(edge is not None and wanted(edge) for edge in node.edges):
            continue
        for edge, gradient, fresh in node.backward(gradients, create_graph, wanted):
            buffers.send(edge, gradient, fresh)
        if not retain_graph:
            node.release()
    for entry in buffers.leaves.values():
        if entry[0]._hooks:
            entry[1] = run_hooks(entry[0]._hooks, entry[1], create_graph)
            entry[2] = False
    return buffers.leaves, captured


def _filter(roots: list[tuple[Edge, Any]], targets: list[Edge]) -> Callable[[Edge], bool]:
    """Whether an edge leads to one of the targets."""
    leads = _leading(roots, targets)
    leaves = {id(t) for t, _ in targets if isinstance(t, Tensor)}

    def wanted(edge: Edge) -> bool:
        return id(edge[0]) in leaves if isinstance(edge[0], Tensor) else edge[0] in leads

    return wanted


def _leading(roots: list[tuple[Edge, Any]], targets: list[Edge]) -> set[Any]:
    """The nodes from which some target can be reached, the targets' own nodes included."""
    leaves = {id(t) for t, _ in targets if isinstance(t, Tensor)}
    reached: set[Node] = set()
    stack = [edge[0] for edge, _ in roots if isinstance(edge[0], Node)]
    while stack:
        node = stack.pop()
        if node in reached:
            continue
        reached.add(node)
        stack.extend(edge[0] for edge in node.edges if edge is not None and isinstance(edge[0], Node))
    leads: set[Any] = {t for t, _ in targets if isinstance(t, Node)}
    for node in sorted(reached, key=lambda n: n.number):
        ends = [edge[0] for edge in node.edges if edge is not None]
        if any(id(end) in leaves if isinstance(end, Tensor) else end in leads for end in ends):
            leads.add(node)
    return leads


def accumulate_all(leaves: dict[int, list[Any]], create_graph: bool) -> None:
    """Write the gradients of a finished pass into the leaves."""
    for leaf, gradient, fresh in leaves.values():
        accumulate(leaf, gradient, create_graph, fresh)


def gradient_like(output: Tensor) -> Any:
    """The gradient 1 that a scalar's backward begins with, as a raw array."""
    backend = backend_of(output._array)
    return backend.xp.ones(output._array.shape, dtype=output._array.dtype)
