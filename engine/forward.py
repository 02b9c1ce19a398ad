"""The forward pass: tangents from the inputs of a recorded graph to its results.

There are no formulas but those of the backward pass. An elementwise operation applies each of them to its argument's
tangent, for a diagonal Jacobian is its own transpose; a linear one runs its forward on the tangent, a multilinear one
argument after argument. Of any other the vector-Jacobian product g ↦ vjp(g) is linear in g, and its derivative by g is
the product with the Jacobian (Townsend 2017, "A new trick for calculating Jacobian vector products").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.backends import backend_of, batched_formulas
from engine.backward import run
from engine.gradients import fit
from engine.graph import Edge, Recording, Released, Revived, edge_of, modified, need_saved
from engine.modes import enable_grad, quiet, thread
from engine.ops.shape import reshape_alias, unsafe_view, view
from engine.tensor import LEAF, Tensor, wrap

Kind = tuple[Any, Any]
"""The shape and the dtype of a result."""


def _key(edge: Edge) -> Any:
    return id(edge[0]) if edge[1] == LEAF else (edge[0].number, edge[1])


class Tape:
    """The graph between `inputs` and `outputs`, where the number of each node that the inputs lead to is over `since`.

    `outer` is True where somebody outside asks for the outputs' gradient as well: a leaf that is not an input, nor one
    of a transform within (`_since` tells when it was taken in), a node from before, or an input that is no leaf.
    """

    def __init__(self, outputs: Iterable[Tensor], inputs: Iterable[Tensor], since: int) -> None:
        self._inputs = [edge_of(x) for x in inputs]
        self._outputs = [edge_of(y) if y.requires_grad else None for y in outputs]
        self._kinds: dict[tuple[int, int], Kind] = {}
        self.outer = False
        ends = {_key(edge) for edge in self._inputs}
        nodes: dict[int, Any] = {}
        stack: list[Any] = []
        for y, edge in zip(outputs, self._outputs, strict=True):
            if edge is not None:
                self._follow(edge, (y._value.shape, y._value.dtype), ends, since, stack)
        while stack:
            node = stack.pop()
            if node.number in nodes:
                continue
            nodes[node.number] = node
            # No origins: every argument is a scalar of the result's type.
            origins = node.origins or (self._kinds.get((node.number, 0)),) * len(node.edges)
            for edge, kind in zip(node.edges, origins, strict=True):
                if edge is not None:
                    self._follow(edge, kind, ends, since, stack)
        self._nodes = [nodes[number] for number in sorted(nodes)]

    def _follow(self, edge: Edge, kind: Kind, ends: set[Any], since: int, stack: list[Any]) -> None:
        key = _key(edge)
        if edge[1] == LEAF:
            self.outer = self.outer or (key not in ends and edge[0]._since < since)
            return
        if key in ends or edge[0].number < since:
            self.outer = True
            return
        self._kinds[key] = kind
        stack.append(edge[0])

    def push(self, tangents: Sequence[Any], recording: bool) -> list[Any]:
        """The outputs' tangents for those of the inputs, None where there is none.

        They are Tensors and what is done to them is recorded, or else raw values.
        """
        known: dict[Any, Any] = {}
        push = self._push_batched if thread.state.batched else self._push
        for edge, tangent in zip(self._inputs, tangents, strict=True):
            if tangent is not None:
                known[_key(edge)] = tangent
        with enable_grad(), quiet():
            for node in self._nodes:
                parts = [None if edge is None else known.get(_key(edge)) for edge in node.edges]
                if any([part is not None for part in parts]):
                    push(node, parts, known, recording)
        return [None if edge is None else known.get(_key(edge)) for edge in self._outputs]

    def _push_batched(self, node: Any, parts: list[Any], known: dict[Any, Any], recording: bool) -> None:
        """The same under `vmap`, where batched tangents may come to a node whose values are not batched."""
        with batched_formulas(node):
            self._push(node, parts, known, recording)

    def _push(self, node: Any, parts: list[Any], known: dict[Any, Any], recording: bool) -> None:
        if node.saved.__class__ is Released:
            need_saved(node)
        if node.watch is not None and any([cell[0] != version for cell, version in node.watch]):
            raise modified(node)
        kinds = {slot: kind for slot in range(node.outputs) if (kind := self._kinds.get((node.number, slot)))}
        kind = node.op.kind
        if kind == "elementwise":
            results = _elementwise(node, parts, kinds[0], recording)
        elif kind == "linear":
            results = _linear(node, parts[0], recording)
        elif kind == "multilinear":
            results = _multilinear(node, parts, recording)
        else:
            results = _transposed(node, parts, kinds, recording)
        for slot, value in enumerate(results if node.several else (results,)):
            if value is not None and slot in kinds:
                known[(node.number, slot)] = fit(value, *kinds[slot])


def _elementwise(node: Any, parts: list[Any], kind: Kind, recording: bool) -> Any:
    """The sum of the formulas, each given its argument's tangent in the place of the result's gradient."""
    op, total = node.op, None
    pulls = op.compiled or op.compile()
    source = Revived(node) if recording else node
    for position, tangent in enumerate(parts):
        if tangent is None:
            continue
        pull, uses_shared = pulls[position]
        tangent = _broadcast(tangent, *kind)
        shared = op.share(source, tangent, position, None) if uses_shared else None
        value = pull(source, tangent, position, shared)
        total = value if total is None else total + value
    return total


def _broadcast(tangent: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    if tangent.__class__ is Tensor:
        tangent = tangent if tangent._value.dtype == dtype else tangent.to(dtype)
        return tangent if tangent._value.shape == shape else tangent.expand(shape)
    tangent = tangent if tangent.dtype == dtype else tangent.astype(dtype)
    return tangent if tangent.shape == shape else backend_of(tangent).xp.spread(tangent, shape)


def _linear(node: Any, tangent: Any, recording: bool) -> Any:
    """The forward of the tangent; where that may not share the memory as the argument does, a copy."""
    op = unsafe_view if node.op is view or node.op is reshape_alias else node.op
    if recording:
        return op(tangent, **({} if node.p is None else vars(node.p)))
    if op.view and tangent.ndim == 0:
        tangent = backend_of(tangent).xp.asarray(tangent)
    return op.run(backend_of(tangent).xp, [tangent], node.p)


def _multilinear(node: Any, parts: list[Any], recording: bool) -> Any:
    """The sum over the arguments of the forward with one tangent among them."""
    source: Any = Revived(node) if recording else node
    total: Any = None
    for position, tangent in enumerate(parts):
        if tangent is None:
            continue
        values = [tangent if j == position else source.saved[j] for j in range(len(parts))]
        value = node.op(*values) if recording else node.op.run(node.backend.xp, values, node.p)
        total = value if total is None else total + value
    return total


class _Constants:
    """What formulas are given whose derivative by g alone is asked for: what was saved, without its history."""

    __slots__ = ("backend", "op", "out", "p", "saved")
    recording = True

    def __init__(self, node: Any) -> None:
        self.op, self.p, self.backend = node.op, node.p, Recording
        self.saved = None if node.saved is None else [_constant(value) for value in node.saved]
        self.out = tuple([_constant(part) for part in node.out]) if type(node.out) is tuple else _constant(node.out)


def _constant(value: Any) -> Any:
    return wrap(value) if hasattr(value, "dtype") else value


def _transposed(node: Any, parts: list[Any], kinds: dict[int, Kind], recording: bool) -> Any:
    """The derivative of g ↦ vjp(g), which is linear in g, along the tangents of the arguments."""
    op = node.op
    gs: list[Any] = [None] * node.outputs
    known = next(part for part in parts if part is not None)
    xp = backend_of(known._value if recording else known).xp
    for slot, (shape, dtype) in kinds.items():
        gs[slot] = wrap(xp.zeros(shape, dtype=dtype))
        gs[slot]._wants_grad = True
    source = node if op.foreign else Revived(node) if recording else _Constants(node)
    g = tuple(gs) if node.several else gs[0]
    pulls = op.compiled or op.compile()
    if op.sequence:
        pulls = pulls * len(parts)
    shared, roots = None, []
    for position, tangent in enumerate(parts):
        if tangent is None:
            continue
        pull, uses_shared = pulls[position]
        if uses_shared and shared is None:
            shared = op.share(source, g, position, None)
        value = pull(source, g, position, shared)
        if value is not None:
            value = fit(value, *(node.origins[position] if node.origins else kinds[0]))
            if value.requires_grad:
                roots.append((edge_of(value), tangent))
    targets = [(x, LEAF) for x in gs if x is not None]
    leaves, _ = run(roots, released=None, create_graph=recording, targets=targets, accumulating=False)
    found = [None if x is None or id(x) not in leaves else leaves[id(x)][1] for x in gs]
    return found if node.several else found[0]
