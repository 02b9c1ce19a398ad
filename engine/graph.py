"""The recorded graph: nodes and what they compute, hooks, and the recorder of calls.

Nodes hold arrays, never Tensors, except the leaves at their edges, so there are no reference cycles and a graph dies
with the last result that needs it. `engine.backward` goes through it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.modes import state
from engine.tensor import Tensor, wrap

Edge = tuple[Any, int]
"""A (node, output number), or a (leaf, 0)."""

_hook_numbers = count()


@dataclass(frozen=True, slots=True)
class Call:
    """One primitive that ran: its node's name, what it was given and what it returned."""

    name: str
    inputs: tuple[Any, ...]
    output: Any
    parameters: dict[str, Any]


@contextmanager
def record() -> Iterator[list[Call]]:
    """A list that receives a `Call` for every primitive run inside, recorded for backward or not."""
    before = state.calls
    calls: list[Call] = []
    state.calls = calls
    try:
        yield calls
    finally:
        state.calls = before


class RemovableHandle:
    """What `register_hook` returns; `remove()` takes the hook away."""

    def __init__(self, hooks: dict[int, Any], number: int) -> None:
        self._hooks, self._number = hooks, number

    def remove(self) -> None:
        """Take the hook away; a second call does nothing."""
        self._hooks.pop(self._number, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def register(hooks: dict[int, Any], hook: Callable[..., Any]) -> RemovableHandle:
    """Append `hook` to an ordered table of hooks."""
    number = next(_hook_numbers)
    hooks[number] = hook
    return RemovableHandle(hooks, number)


class Node:
    """One recorded call of an Op: where its gradients go and what its formulas need."""

    __slots__ = (
        "__weakref__",
        "_hooks",
        "_retained",
        "backend",
        "edges",
        "keeps",
        "number",
        "op",
        "origins",
        "out",
        "outputs",
        "p",
        "saved",
        "several",
        "watch",
    )

    def __init__(self, op: Any, number: int, p: Any, backend: Any) -> None:
        self.op, self.number, self.p, self.backend = op, number, p, backend
        self.edges: tuple[Edge | None, ...] = ()
        self.origins: tuple[Any, ...] = ()
        self.saved: list[Any] | None = None
        self.out: Any = None
        self.watch: Any = None
        self.outputs = 1
        self.several = self.keeps = False
        self._hooks: dict[int, dict[int, Any]] | None = None
        self._retained: dict[int, weakref.ref[Tensor]] | None = None

    def name(self) -> str:
        """PyTorch's name of the node, such as MulBackward0."""
        return str(self.op.node_name)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """For each argument, the node its gradient goes to and which of that node's outputs; (None, 0) for none."""
        return tuple([(None, 0) if edge is None else (_node_of(edge), edge[1]) for edge in self.edges])

    def __repr__(self) -> str:
        return f"<{self.name()} object at {hex(id(self))}>"

    def slot_hooks(self, slot: int) -> dict[int, Any]:
        """The hooks on the gradient of one output, in order of registration."""
        if self._hooks is None:
            self._hooks = {}
        return self._hooks.setdefault(slot, {})

    def retain(self, tensor: Tensor, slot: int) -> None:
        """Store the gradient of output `slot` into `tensor.grad` when it is known."""
        if self._retained is None:
            self._retained = {}
        self._retained[slot] = weakref.ref(tensor)

    def release(self) -> None:
        """Let go of what was saved; a second backward through here is then an error."""
        if self.keeps:
            self.saved = self.out = self.watch = None

    def settle(self, gradients: list[Any], create_graph: bool) -> None:
        """Run the hooks on the outputs' gradients, in place, and hand these to the results that keep theirs."""
        if self._hooks is not None:
            for slot, hooks in self._hooks.items():
                if gradients[slot] is not None:
                    gradients[slot] = run_hooks(hooks, gradients[slot], create_graph)
        if self._retained is not None:
            for slot, reference in self._retained.items():
                tensor = reference()
                if tensor is not None and gradients[slot] is not None:
                    accumulate(tensor, gradients[slot], create_graph, fresh=False)

    def backward(
        self, gradients: list[Any], create_graph: bool, wanted: Callable[[Edge], bool] | None
    ) -> list[tuple[Edge, Any, bool]]:
        """Run the formulas: for each edge that is wanted, the gradient along it and whether nobody else holds it."""
        if self.keeps and self.saved is None and self.out is None:
            raise RuntimeError(errors.SECOND_BACKWARD)
        if self.watch:
            self._check_versions()
        values = self._values(tuple(gradients) if self.several else gradients[0], create_graph)
        sent: list[tuple[Edge, Any, bool]] = []
        for position, edge in enumerate(self.edges):
            if edge is None or (wanted is not None and not wanted(edge)):
                continue
            formula = self.op.formula(position)
            values[4] = position
            if formula.uses_shared and values[5] is None:
                values[5] = self.op.shared(values)
            result = formula.function(*formula.select(values))
            if result is None:
                continue
            result = _fit(result, self.origins[position], self.backend)
            # Only a leaf keeps the array itself, so only there it matters who else may hold it.
            fresh = edge[0].__class__ is Tensor and not _held(result, gradients, values, sent)
            sent.append((edge, result, fresh))
        return sent

    def _values(self, g: Any, create_graph: bool) -> list[Any]:
        """What formulas may ask for, in the order of `engine.op`'s places."""
        if not create_graph:
            return [g, self.out, self.p, self.backend.xp, 0, None, *(self.saved or ())]
        from engine.namespace import TENSORS

        out = self.out
        if type(out) is tuple:
            out = tuple([_attach(a, (self, slot)) if a.dtype.kind == "f" else a for slot, a in enumerate(out)])
        elif out is not None:
            out = _attach(out, (self, 0))
        kept = zip(self.saved or (), self.edges, self.origins, strict=False)
        saved = [_revive(array, edge, origin) for array, edge, origin in kept]
        return [g, out, self.p, TENSORS, 0, None, *saved]

    def _check_versions(self) -> None:
        for cell, version, position in self.watch:
            if cell[0] == version:
                continue
            if position is None:
                array = self.out[0] if type(self.out) is tuple else self.out
                producer = f", which is output 0 of {self.op.name},"
            else:
                assert self.saved is not None
                array, edge = self.saved[position], self.edges[position]
                known = edge is not None and isinstance(edge[0], Node)
                producer = f", which is output {edge[1]} of {edge[0].op.name}," if edge is not None and known else ""
            from engine import dtypes

            raise RuntimeError(
                errors.MODIFIED.format(
                    legacy=dtypes.of(array.dtype).legacy,
                    shape=errors.sizes(array.shape),
                    producer=producer,
                    version=cell[0],
                    expected=version,
                )
            )


def _held(result: Any, gradients: list[Any], values: list[Any], sent: list[tuple[Edge, Any, bool]]) -> bool:
    """True where a gradient is also what came in, what was saved, or what was sent along another edge."""
    if any([result is other for other in gradients]) or any([result is other for _, other, _ in sent]):
        return True
    return result is values[1] or any([result is other for other in values[6:]])


class AccumulateGrad:
    """The node at a leaf: made when somebody looks at the graph; the backward pass writes to the leaf itself."""

    __slots__ = ("variable",)

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable

    def name(self) -> str:
        """Always AccumulateGrad, as in PyTorch."""
        return "AccumulateGrad"

    @property
    def next_functions(self) -> tuple[()]:
        """A leaf leads nowhere."""
        return ()

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {hex(id(self))}>"


def edge_of(tensor: Tensor) -> Edge:
    """Where the gradient of `tensor` goes."""
    node: Any = tensor._node
    if node is None:
        return tensor, 0
    return (node.variable, 0) if type(node) is AccumulateGrad else (node, tensor._index)


def _node_of(edge: Edge) -> Any:
    return AccumulateGrad(edge[0]) if isinstance(edge[0], Tensor) else edge[0]


def _attach(array: Any, edge: Edge) -> Tensor:
    """A saved array as a Tensor whose gradient goes along `edge`."""
    tensor = wrap(array)
    tensor._node, tensor._index = _node_of(edge), edge[1]
    return tensor


def _revive(saved: Any, edge: Edge | None, origin: Any) -> Any:
    """A saved operand as a Tensor on the edge recorded at the call; one that had been cast passes through a cast."""
    if saved is None or not hasattr(saved, "astype"):
        return saved
    if edge is None:
        return wrap(saved)
    if origin[1] == saved.dtype:
        return edge[0] if edge[0].__class__ is Tensor and edge[0]._array is saved else _attach(saved, edge)
    from engine.ops.create import cast

    return cast(_attach(saved.astype(origin[1]), edge), dtype=saved.dtype)


def _fit(gradient: Any, origin: Any, backend: Any) -> Any:
    """Sum a gradient down to its argument's shape and cast it to its dtype: un-broadcasting, in one place."""
    shape, dtype = origin
    if gradient.__class__ is Tensor:
        if gradient._array.shape != shape:
            from engine.namespace import TENSORS

            gradient = _sum_to(gradient, shape, TENSORS)
        return gradient if gradient._array.dtype == dtype else gradient.to(dtype)
    if type(gradient) is not backend.array_type:
        gradient = backend.xp.asarray(gradient)
    if gradient.shape != shape:
        gradient = _sum_to(gradient, shape, backend.xp)
        if type(gradient) is not backend.array_type:
            gradient = backend.xp.asarray(gradient)
    return gradient if gradient.dtype == dtype else gradient.astype(dtype)


def _sum_to(gradient: Any, shape: tuple[int, ...], xp: Any) -> Any:
    """Sum over the axes along which an argument of `shape` was broadcast; a smaller gradient is spread out."""
    extra = len(gradient.shape) - len(shape)
    axes = tuple(range(extra)) + tuple(
        j + extra for j, n in enumerate(shape) if n == 1 and gradient.shape[j + extra] != 1
    )
    if axes:
        gradient = xp.sum(gradient, axis=axes, keepdims=True)
    if extra > 0:
        gradient = xp.reshape(gradient, tuple(gradient.shape)[extra:])
    return gradient if tuple(gradient.shape) == shape else xp.broadcast_to(gradient, shape)


def run_hooks(hooks: dict[int, Any], gradient: Any, create_graph: bool) -> Any:
    """Call hooks in order with the gradient as a Tensor; what one returns replaces it."""
    value = gradient if create_graph else wrap(gradient)
    for hook in list(hooks.values()):
        returned = hook(value)
        if returned is None:
            continue
        if not isinstance(returned, Tensor):
            raise TypeError(f"expected Variable, but hook returned '{type(returned).__name__}'")
        if returned.shape != value.shape:
            raise RuntimeError(f"hook '{getattr(hook, '__name__', hook)}' has changed the size of value")
        value = returned
    return value if create_graph else value._array


def accumulate(leaf: Tensor, gradient: Any, create_graph: bool, fresh: bool) -> None:
    """Add a gradient to `.grad`, which owns its memory: an array that somebody else may hold is copied first."""
    present = leaf._grad
    if create_graph:
        leaf._grad = (gradient.clone() if not fresh else gradient) if present is None else present + gradient
        return
    if present is None:
        own = fresh and backend_of(gradient).owns(gradient)
        leaf._grad = wrap(gradient if own else gradient.copy())
    elif present.requires_grad:
        leaf._grad = present + wrap(gradient)
    else:
        present._array += gradient
        present._cell[0] += 1
