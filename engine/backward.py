"""The backward pass: gradients from the roots of a graph to its leaves.

Nodes are taken by falling creation number from a heap: a node's consumers were all made after it, so when it is taken
its gradient is complete. Nothing recurses, and a hook may start a pass of its own.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import numpy as np

from engine import hooks
from engine.backends import backend_of, batched_formulas, on_device_of, several
from engine.gradients import accumulate, added, fit, held
from engine.graph import Edge, Released, Revived, modified, need_saved
from engine.modes import quiet, thread
from engine.tensor import LEAF, SCALARS, Tensor

Leaves = dict[int, list[Any]]
"""{id of a leaf: [the leaf, its gradient, whether nobody else holds that array]}."""

_ndarray = np.ndarray


class _Pass:
    """Gradients on their way: one sum for each output of each node, and for each leaf.

    `pending` maps a node's number to [node, gradient, whether that sum is our own], lists of these for a node of
    several results; the heap gives the number of the latest node. `hooked` is True once a leaf with hooks was reached:
    from then on leaves are delivered to as soon as their gradient is complete, which `last` tells, {id of a leaf: the
    number of the last node that may still lead to it}. `delivered` are the ids of those that have theirs.
    """

    __slots__ = (
        "accumulating", "captured", "create_graph", "delivered", "ends", "heap", "hooked", "last", "leads", "leaves",
        "pending",
    )  # fmt: skip

    def __init__(self, create_graph: bool, accumulating: bool) -> None:
        self.create_graph, self.accumulating = create_graph, accumulating
        self.hooked = False
        self.last: dict[int, int] | None = None
        self.delivered: set[int] = set()
        self.pending: dict[int, list[Any]] = {}
        self.heap: list[int] = []
        self.leaves: Leaves = {}
        self.leads: set[int] | None = None
        self.ends: set[int] = set()
        self.captured: dict[Edge, Any] = {}

    def send(self, edge: Edge, gradient: Any, fresh: bool) -> None:
        """Add a gradient to what has arrived along `edge`; out of place until the sum is our own."""
        target, slot = edge
        if slot < 0:
            entry = self.leaves.get(id(target))
            if entry is None:
                self.leaves[id(target)] = [target, gradient, fresh]
                if target._hooks or target._post_hooks:
                    self.hooked = True
            else:
                entry[1], entry[2] = added(entry[1], gradient, entry[2]), True
            return
        number = target.number
        entry = self.pending.get(number)
        if entry is None:
            heappush(self.heap, -number)
            if target.several:
                entry = self.pending[number] = [target, [None] * target.outputs, [False] * target.outputs]
                entry[1][slot] = gradient
            else:
                self.pending[number] = [target, gradient, False]
        elif not target.several:
            entry[1], entry[2] = added(entry[1], gradient, entry[2]), True
        elif entry[1][slot] is None:
            entry[1][slot] = gradient
        else:
            entry[1][slot], entry[2][slot] = added(entry[1][slot], gradient, entry[2][slot]), True


def run(
    roots: list[tuple[Edge, Any]],
    *,
    released: Released | None,
    create_graph: bool,
    targets: list[Edge] | None,
    accumulating: bool,
) -> tuple[Leaves, dict[Edge, Any]]:
    """The backward pass from `roots`, pairs of an edge and its gradient.

    Returns the leaves reached and, for those `targets` that are results of nodes, their gradients. With `targets`
    given, formulas that lead to none of them are not run. `released` takes the place of what was saved, None keeps it.
    Where `accumulating`, gradients are added to the leaves' `.grad`.
    """
    work = _Pass(create_graph, accumulating)
    if targets is not None:
        work.leads, work.ends = _towards(roots, targets)
        work.captured = {edge: None for edge in targets if edge[1] != LEAF}
    leads, pending, heap, ends = work.leads, work.pending, work.heap, work.ends
    for edge, gradient in roots:
        if leads is None or id(edge[0]) in leads:
            work.send(edge, gradient, False)
    state = thread.state
    silently, careful, pull = state.run, state.anomaly is not None, _pull_there if several() else _pull
    if state.batched:
        pull = _pull_batched
    node: Any = None
    try:
        while heap:
            node, gradient, _ = pending.pop(-heappop(heap))
            special = node.special or careful
            if special:
                gradient = hooks.arrived(node, gradient, create_graph)
            if work.captured:
                _capture(node, gradient, work.captured)
            if ends and node.number in ends:
                continue
            if special and node._pre_hooks:
                gradient = hooks.before(node, gradient, create_graph)
            if create_graph:
                pull(node, gradient, True, work, special)  # what is recorded is silent by itself
            elif special:
                with quiet():  # not `silently`, which cannot be entered again by the operations that a hook may call
                    pull(node, gradient, False, work, True)
            else:
                silently(pull, node, gradient, False, work, False)
            if released is not None and (node.saved is not None or node.out is not None):
                node.saved, node.out, node.watch = released, None, None
            if work.hooked:
                _deliver_complete(work, node)
    except Exception as error:
        hooks.explain(node, error)
        raise
    for key, entry in work.leaves.items():
        if key not in work.delivered:
            _deliver(work, entry)
    return work.leaves, work.captured


def _pull(node: Any, g: Any, create_graph: bool, work: _Pass, special: bool) -> None:
    """Run the formulas of a node, and send each gradient along its edge."""
    if node.saved.__class__ is Released and not node.op.foreign:  # whose `saved_tensors` say so
        need_saved(node)
    if node.watch is not None:
        for cell, version in node.watch:
            if cell[0] != version:
                raise modified(node)
    op, edges, origins, leads = node.op, node.edges, node.origins, work.leads
    pulls = op.compiled or op.compile()
    if op.sequence:
        pulls = pulls * len(edges)
    source = Revived(node) if create_graph and not op.foreign else node
    if node.several:
        g = tuple(g)
    shared: Any = None
    ready: list[Any] = []
    for position, edge in enumerate(edges):
        if edge is None or (leads is not None and id(edge[0]) not in leads):
            if special:
                ready.append(None)
            continue
        pull, uses_shared = pulls[position]
        if uses_shared and shared is None:
            shared = op.share(source, g, position, None)
        value = pull(source, g, position, shared)
        if value is not None:
            if origins is None:
                if value.__class__ is not g.__class__:
                    value = fit(value, (), g.dtype)
            else:
                shape, dtype = origins[position]
                if value.__class__ is not _ndarray or value.shape != shape or value.dtype is not dtype:
                    value = fit(value, shape, dtype)
        if special:
            hooks.check_nan(node, position, value)
            ready.append(value)
        elif value is not None:
            work.send(edge, value, edge[1] < 0 and (value.__class__ in SCALARS or not held(value, g, node, shared)))
    if special:
        for edge, value in zip(edges, hooks.leaving(node, ready, g, create_graph), strict=True):
            if edge is not None and value is not None:
                work.send(edge, value, False)


def _pull_there(node: Any, g: Any, create_graph: bool, work: _Pass, special: bool) -> None:
    """The same where there are several GPUs: on the one that holds the gradient."""
    value = next(part for part in g if part is not None) if node.several else g
    with on_device_of(value):
        _pull(node, g, create_graph, work, special)


def _pull_batched(node: Any, g: Any, create_graph: bool, work: _Pass, special: bool) -> None:
    """The same under `vmap`, where a batched gradient may come to a node whose values are not batched."""
    pull = _pull_there if several() else _pull
    if hasattr(node.backend, "home"):  # they are
        pull(node, g, create_graph, work, special)
        return
    with batched_formulas(node):
        pull(node, g, create_graph, work, special)


def _capture(node: Any, gradient: Any, captured: dict[Edge, Any]) -> None:
    """Note the gradients of a node's results that were asked for."""
    for slot, part in enumerate(gradient if node.several else (gradient,)):
        if (node, slot) in captured:
            captured[(node, slot)] = part


def _towards(roots: list[tuple[Edge, Any]], targets: list[Edge]) -> tuple[set[int], set[int]]:
    """The ids of the targets and of the nodes from which one can be reached, and the numbers of those at the end."""
    reached: dict[int, Any] = {}
    stack = [edge[0] for edge, _ in roots if edge[1] >= 0]
    while stack:
        node = stack.pop()
        if node.number in reached:
            continue
        reached[node.number] = node
        for edge in node.edges:
            if edge is not None and edge[1] >= 0:
                stack.append(edge[0])
    leads = {id(target) for target, _ in targets}
    ends = {target.number for target, slot in targets if slot >= 0}
    for number in sorted(reached):
        node = reached[number]
        for edge in node.edges:
            if edge is not None and id(edge[0]) in leads:
                leads.add(id(node))
                ends.discard(number)
                break
    return leads, ends


def _deliver_complete(work: _Pass, node: Any) -> None:
    """Deliver to the leaves to which nothing leads any more, now that this node is done: in the order of its edges."""
    reached = [id(edge[0]) for edge in node.edges if edge is not None and edge[1] < 0]
    if work.last is None:
        work.last = _last_nodes([entry[0] for entry in work.pending.values()])
        reached = [*(key for key in work.leaves if key not in reached), *reached]
    for key in reached:
        entry = work.leaves.get(key)
        if entry is not None and key not in work.delivered and work.last.get(key, node.number) >= node.number:
            work.delivered.add(key)
            _deliver(work, entry)


def _last_nodes(stack: list[Any]) -> dict[int, int]:
    """For the id of each leaf that can be reached from these nodes the number of the earliest node that leads to it."""
    last: dict[int, int] = {}
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node.number in seen:
            continue
        seen.add(node.number)
        for edge in node.edges:
            if edge is None:
                continue
            if edge[1] >= 0:
                stack.append(edge[0])
            else:
                last[id(edge[0])] = min(last.get(id(edge[0]), node.number), node.number)
    return last


def _deliver(work: _Pass, entry: list[Any]) -> None:
    """Run a leaf's hooks on its gradient, add that to its `.grad` where wanted, and tell who waits for this."""
    leaf, create_graph = entry[0], work.create_graph
    if leaf._hooks:
        entry[1], entry[2] = hooks.run_hooks(leaf._hooks, entry[1], create_graph), False
    if not work.accumulating or (not leaf._wants_grad and leaf._edge is None):  # the latter: no longer
        return
    _, gradient, fresh = entry
    if several():
        with on_device_of(gradient):
            accumulate(leaf, gradient, create_graph, fresh)
    elif create_graph:
        accumulate(leaf, gradient, True, fresh)
    else:
        thread.state.run(accumulate, leaf, gradient, False, fresh)
    if leaf._post_hooks:
        for hook in list(leaf._post_hooks.values()):
            hook(leaf)


def gradient_like(output: Tensor) -> Any:
    """The gradient 1 that a scalar's backward begins with, as a raw value."""
    value = output._value
    if value.__class__ in SCALARS:
        return value.__class__(1)
    with on_device_of(value):
        return backend_of(value).xp.ones(value.shape, dtype=value.dtype)
