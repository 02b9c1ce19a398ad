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
from engine.modes import quiet, recorded, thread
from engine.ops.batch import lift, sizes_within
from engine.ops.shape import reshape_alias, unsafe_view, view
from engine.tensor import LEAF, Tensor, wrap

Kind = tuple[Any, Any]
"""The shape and the dtype of a result."""


def _key(edge: Edge) -> Any:
    """A leaf's, or that of a node's result; numbers are the quickest keys."""
    target, slot = edge
    if slot == LEAF:
        return -id(target)
    return target.number if slot == 0 else (target.number, slot)


class Tape:
    """The graph between `inputs` and `outputs`, where the number of each node that the inputs lead to is over `since`.

    `outer` is True where somebody outside asks for the outputs' gradient as well: a leaf that is not an input, nor one
    of a transform within (`_since` tells when it was taken in), a node from before, or an input that is no leaf.
    """

    def __init__(self, outputs: Iterable[Tensor], inputs: Iterable[Tensor], since: int) -> None:
        self.outer = False
        self._inputs = [_key(edge_of(x)) for x in inputs]
        self._outputs: list[Any] = []
        self._kinds: dict[Any, Kind] = {}
        ends: set[Any] = set(self._inputs)
        nodes: dict[int, tuple[Any, list[Any]]] = {}
        outputs = list(outputs)
        edges: Sequence[Edge | None] = [edge_of(y) if y.requires_grad else None for y in outputs]
        kinds: Sequence[Kind] = [(y._value.shape, y._value.dtype) for y in outputs]
        stack: list[Any] = [(edges, kinds, self._outputs)]
        while stack:
            edges, kinds, keys = stack.pop()
            for edge, kind in zip(edges, kinds, strict=True):
                if edge is None:
                    keys.append(None)
                    continue
                target, slot = edge
                if slot == LEAF:
                    key: Any = -id(target)
                    keys.append(key)
                    if key not in ends and target._since < since:
                        self.outer = True
                    continue
                number = target.number
                key = number if slot == 0 else (number, slot)
                keys.append(key)
                if key in ends or number < since:
                    self.outer = True
                    continue
                self._kinds[key] = kind
                if number not in nodes:
                    nodes[number] = (target, [])
                    stack.append((target.edges, target.origins or _scalars(target, kind), nodes[number][1]))
        self._nodes = [nodes[number] for number in sorted(nodes)]

    def push(self, tangents: Sequence[Any], recording: bool) -> list[Any]:
        """The outputs' tangents for those of the inputs, None where there is none.

        They are Tensors and what is done to them is recorded, or else raw values.
        """
        known = {key: tangent for key, tangent in zip(self._inputs, tangents, strict=True) if tangent is not None}
        find, present = known.get, known.__contains__
        push = self._push_batched if thread.state.batched else self._push
        with recorded(), quiet():
            for node, keys in self._nodes:
                if any(map(present, keys)):
                    push(node, [find(key) for key in keys], known, recording)
        return [find(key) for key in self._outputs]

    def _push_batched(self, node: Any, parts: list[Any], known: dict[Any, Any], recording: bool) -> None:
        """The same under `vmap`, where batched tangents may come to a node whose values are not batched."""
        with batched_formulas(node):
            self._push(node, parts, known, recording)

    def _push(self, node: Any, parts: list[Any], known: dict[Any, Any], recording: bool) -> None:
        if node.saved.__class__ is Released:
            need_saved(node)
        if node.watch is not None:
            for cell, version in node.watch:
                if cell[0] != version:
                    raise modified(node)
        number, kind = node.number, node.op.kind
        if kind == "elementwise":
            shape, dtype = self._kinds[number]
            known[number] = fit(_elementwise(node, parts, shape, dtype, recording), shape, dtype)
            return
        if kind == "linear":
            results = _linear(node, parts[0], recording)
        elif kind == "multilinear":
            results = _multilinear(node, parts, recording)
        else:
            kinds = {slot: self._kinds.get((number, slot) if slot else number) for slot in range(node.outputs)}
            results = _transposed(node, parts, kinds, recording)
        for slot, value in enumerate(results if node.several else (results,)):
            key = (number, slot) if slot else number
            if value is not None and key in self._kinds:
                known[key] = fit(value, *self._kinds[key])


def _scalars(node: Any, kind: Kind | None) -> list[Any]:
    """What its arguments are of a node that does not tell: scalars of the result's type."""
    return [None if kind is None else ((), kind[1])] * len(node.edges)


def _elementwise(node: Any, parts: list[Any], shape: Any, dtype: Any, recording: bool) -> Any:
    """The sum of the formulas, each given its argument's tangent in the place of the result's gradient."""
    op, total = node.op, None
    pulls = op.compiled or op.compile()
    source = Revived(node) if recording else node
    for position, tangent in enumerate(parts):
        if tangent is None:
            continue
        pull, uses_shared = pulls[position]
        if tangent.__class__ is Tensor or tangent.shape != shape or tangent.dtype != dtype:
            tangent = _broadcast(tangent, shape, dtype)
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


def _transposed(node: Any, parts: list[Any], kinds: dict[int, Kind | None], recording: bool) -> Any:
    """The derivative of g ↦ vjp(g), which is linear in g, along the tangents of the arguments."""
    op = node.op
    gs: list[Any] = [None] * node.outputs
    known = next(part for part in parts if part is not None)
    xp = backend_of(known._value if recording else known).xp
    sizes: dict[int, int] = {}
    if thread.state.batched or hasattr(node.backend, "home"):  # then so is g: each example has a derivative of its own
        sizes = sizes_within(parts, node.saved, node.out, [] if node.p is None else list(vars(node.p).values()))
        sizes = dict(sorted((sizes | {level: size for level, size, _ in thread.state.batched}).items()))
    for slot, kind in kinds.items():
        if kind is not None:
            gs[slot] = wrap(xp.zeros(kind[0], dtype=kind[1]))
            for level, size in sizes.items():
                gs[slot] = lift(gs[slot], level=level, size=size)
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
            shape, dtype = (node.origins or _scalars(node, kinds[0]))[position]
            value = fit(value, shape, dtype)
            if value.requires_grad:
                roots.append((edge_of(value), tangent))
    targets = [(x, LEAF) for x in gs if x is not None]
    leaves, _ = run(roots, released=None, create_graph=recording, targets=targets, accumulating=False)
    found = [None if x is None or id(x) not in leaves else leaves[id(x)][1] for x in gs]
    return found if node.several else found[0]
