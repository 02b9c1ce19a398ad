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
from typing import Any, cast

from engine import dtypes, errors
from engine.modes import Place, thread
from engine.tensor import LEAF, Tensor, wrap

__all__ = ["AccumulateGrad", "Call", "Node", "RemovableHandle", "record"]

Edge = tuple[Any, int]
"""A (node, output number), or a (leaf, LEAF)."""

_hook_numbers = count()
numbers = count()
"""Nodes are numbered as they are made; backward takes them by falling number."""


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
    state = thread.state
    before = state.calls
    calls: list[Call] = []
    state.calls = calls
    state.settle()
    try:
        yield calls
    finally:
        state.calls = before
        state.settle()


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


def _no_pickle(self: Any, protocol: Any) -> Any:
    """What pickle and copy are told: a recorded call belongs to its graph."""
    raise TypeError(f"cannot pickle '{self.name()}' object")


class Released:
    """Stands where the saved values of a node stood, once a backward has let go of them at `place`."""

    __slots__ = ("place",)

    def __init__(self, place: Place | None) -> None:
        self.place = place


class Node:
    """One recorded call of an Op: where its gradients go and what its formulas need.

    `edges` has for each argument where its gradient goes, None for nowhere; `origins` each tracked argument's shape
    and dtype, None as a whole where every one is a scalar of the result's type. `saved` are the arguments that a
    formula names, `out` the result where one names it, `watch` pairs of the version cell of what was saved and its
    version then. `outputs` counts the differentiable results, `several` tells a tuple of one from a single result.
    `special` is True where there is more to do than the formulas: hooks, or a gradient to retain.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "backend",
        "edges",
        "number",
        "op",
        "origins",
        "out",
        "outputs",
        "p",
        "saved",
        "several",
        "special",
        "watch",
    )

    op: Any
    number: int
    p: Any
    backend: Any
    edges: tuple[Edge | None, ...]
    origins: Any
    saved: Any
    out: Any
    watch: Any
    outputs: int
    several: bool
    special: bool
    recording = False
    # Rarely set, so not in a slot.
    _hooks: dict[int, dict[int, Any]] | None = None
    _retained: dict[int, weakref.ref[Tensor]] | None = None
    _pre_hooks: dict[int, Any] | None = None
    _post_hooks: dict[int, Any] | None = None
    trace: str | None = None
    cuts: tuple[Any, ...] = ()

    def name(self) -> str:
        """PyTorch's name of the node, such as MulBackward0."""
        return str(self.op.node_name)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """For each argument, the node its gradient goes to and which of that node's outputs; (None, 0) for none."""
        return tuple([(None, 0) if edge is None else (node_of(edge), max(edge[1], 0)) for edge in self.edges])

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dict of the node's own, for whatever a program wants to note there."""
        found: dict[Any, Any] = self.__dict__.setdefault("_metadata", {})
        return found

    @property
    def requires_grad(self) -> bool:
        """Always True: what needs no gradient has no node."""
        return True

    def _sequence_nr(self) -> int:
        return self.number

    def __repr__(self) -> str:
        return f"<{self.name()} object at {hex(id(self))}>"

    def __getattr__(self, name: str) -> Any:
        """`_saved_self`, `_saved_other`, `_saved_result`: what the formulas will be given, as Tensors."""
        if name.startswith("_saved_"):
            return _saved_value(self, name.removeprefix("_saved_"))
        raise AttributeError(f"{self.name()!r} object has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *_saved_names(self)]

    __reduce_ex__ = _no_pickle

    def register_hook(self, hook: Callable[[Any, Any], Any]) -> RemovableHandle:
        """Call `hook(grad_inputs, grad_outputs)` after the node's formulas; a returned tuple replaces the former."""
        if self._post_hooks is None:
            self._post_hooks = {}
        self.special = True
        return register(self._post_hooks, hook)

    def register_prehook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook(grad_outputs)` before the node's formulas; a returned tuple replaces them."""
        if self._pre_hooks is None:
            self._pre_hooks = {}
        self.special = True
        return register(self._pre_hooks, hook)

    def slot_hooks(self, slot: int) -> dict[int, Any]:
        """The hooks on the gradient of one output, in order of registration."""
        if self._hooks is None:
            self._hooks = {}
        self.special = True
        return self._hooks.setdefault(slot, {})

    def retain(self, tensor: Tensor, slot: int) -> None:
        """Store the gradient of output `slot` into `tensor.grad` when it is known."""
        if self._retained is None:
            self._retained = {}
        self.special = True
        self._retained[slot] = weakref.ref(tensor)


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

    @property
    def requires_grad(self) -> bool:
        """As the leaf."""
        return self.variable.requires_grad

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dict of the leaf's own."""
        found: dict[Any, Any] = self.variable.__dict__.setdefault("_metadata", {})
        return found

    __reduce_ex__ = _no_pickle

    def register_hook(self, hook: Callable[[Any, Any], Any]) -> RemovableHandle:
        """Call `hook((), (gradient,))` after the leaf's gradient was added to."""
        told = self.variable.register_post_accumulate_grad_hook(lambda leaf: hook((), (leaf._grad,)))
        return cast("RemovableHandle", told)

    def register_prehook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook((gradient,))` before it is added; a returned tuple replaces it."""

        def one(gradient: Tensor) -> Any:
            returned = hook((gradient,))
            return returned[0] if isinstance(returned, tuple) else returned

        handle: RemovableHandle = self.variable.register_hook(one)
        return handle

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AccumulateGrad) and other.variable is self.variable

    def __hash__(self) -> int:
        return hash(id(self.variable))

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {hex(id(self))}>"


def edge_of(tensor: Tensor) -> Edge:
    """Where the gradient of `tensor` goes; it must require one."""
    if tensor._special is not None:
        from engine.tensor import refresh

        refresh(tensor, always=True)
    return tensor._edge or (tensor, LEAF)


def node_of(edge: Edge) -> Any:
    """The node at the end of an edge, an AccumulateGrad for a leaf."""
    return AccumulateGrad(edge[0]) if edge[1] == LEAF else edge[0]


def attach(value: Any, edge: Edge | None) -> Tensor:
    """A raw value as a Tensor whose gradient goes along `edge`."""
    tensor = wrap(value)
    tensor._edge = edge
    return tensor


class Revived:
    """What the formulas of a node are given under create_graph: its saved values as Tensors with their history."""

    __slots__ = ("backend", "op", "out", "p", "saved")
    recording = True

    def __init__(self, node: Node) -> None:
        self.op, self.p, self.backend = node.op, node.p, Recording
        saved, edges, origins = node.saved, node.edges, node.origins
        cells = iter(node.watch or ())  # of what was saved, in its order, then of the results
        self.saved = None
        if saved is not None:
            known = origins if origins is not None else (None,) * len(edges)
            self.saved = [
                _watched(revive(value, edge, origin), cells) if hasattr(value, "dtype") else value
                for value, edge, origin in zip(saved, edges, known, strict=False)
            ]
        out = node.out
        if type(out) is tuple:
            slots = iter(range(len(out)))
            made = [_watched(attach(a, (node, next(slots)) if a.dtype.kind == "f" else None), cells) for a in out]
            out = tuple([r if r._edge is not None else a for r, a in zip(made, out, strict=True)])
        elif out is not None:
            out = _watched(attach(out, (node, 0)), cells)
        self.out = out


def _watched(revived: Any, cells: Iterator[Any]) -> Any:
    """A saved value as a Tensor that counts writes with the one it was saved from."""
    if (cell := next(cells, None)) is not None:
        revived._cell = cell[0]
    return revived


class Recording:
    """In the place of a backend: its `xp` is the engine's own namespace, which `engine.namespace` puts here."""

    xp: Any = None


def revive(saved: Any, edge: Edge | None, origin: Any) -> Any:
    """A saved operand as a Tensor on the edge recorded at the call; one that had been cast passes through a cast."""
    if saved is None or not hasattr(saved, "dtype"):
        return saved
    if edge is None:
        return wrap(saved)
    if origin is None or origin[1] == saved.dtype:
        return edge[0] if edge[1] == LEAF and edge[0]._value is saved else attach(saved, edge)
    from engine.ops.transfer import cast

    return cast(attach(saved.astype(origin[1]), edge), dtype=saved.dtype)


def modified(node: Node) -> RuntimeError:
    """The error for a saved value of a node that was written to since."""
    positions: list[int | None] = [j for j, value in enumerate(node.saved or ()) if hasattr(value, "dtype")]
    positions += [None] * (len(node.watch) - len(positions))
    cell, version, position = next(
        (cell, version, position)
        for (cell, version), position in zip(node.watch, positions, strict=True)
        if cell[0] != version
    )
    if position is None:
        value = node.out[0] if type(node.out) is tuple else node.out
        return modified_tensor(value, (node, 0), cell, version, result=True)
    return modified_tensor(node.saved[position], node.edges[position], cell, version)


def modified_tensor(value: Any, edge: Any, cell: list[Any], version: int, result: bool = False) -> RuntimeError:
    """The error for a saved value that was written to since: what made it, and where the write was.

    `cell` has the version now, the place of the last write, and where that was recorded (operation, output number).
    A node's own `result` is told by the node, an argument by the write, as PyTorch does.
    """
    producer = ""
    if len(cell) > 2 and not result:
        producer = ", which is output {1} of {0},".format(*cell[2])
    elif isinstance(edge, tuple) and edge[1] != LEAF:
        producer = f", which is output {edge[1]} of {edge[0].op.label},"
    hint = errors.MODIFIED_HINT if thread.state.anomaly is None else errors.MODIFIED_ANOMALY
    text = errors.MODIFIED.format(
        legacy=dtypes.of(value.dtype).legacy,
        shape=errors.sizes(value.shape),
        producer=producer,
        version=cell[0],
        expected=version,
    )
    error = RuntimeError(text + hint)
    if len(cell) > 1 and cell[1] is not None:
        error.add_note(f"The in-place write was at {errors.written(cell[1])}.")
    return error


def second_backward(released: Released) -> RuntimeError:
    """The error for a graph whose saved values are gone, with the place of the backward that freed them."""
    error = RuntimeError(errors.SECOND_BACKWARD)
    if released.place is not None:
        error.add_note(f"The first backward was at {errors.written(released.place)}.")
    return error


def argument_names(op: Any) -> dict[str, int]:
    """{PyTorch's name of a saved argument: its position}: the first is `self`, the second `other`."""
    if op.sequence:
        return {}
    names = {name: j for j, name in enumerate(op.arguments)}
    return {{"x": "self", "y": "other"}.get(name, name): j for name, j in names.items()}


def _saved_names(node: Node) -> list[str]:
    present = isinstance(node.saved, list | tuple)
    names = [f"_saved_{name}" for name, j in argument_names(node.op).items() if present and node.saved[j] is not None]
    return [*names, *(["_saved_result"] if node.out is not None else [])]


def _saved_value(node: Node, name: str) -> Any:
    position = argument_names(node.op).get(name)
    if position is None and name != "result":
        if hasattr(node.p, name):
            return getattr(node.p, name)
        raise AttributeError(f"{node.name()!r} object has no attribute '_saved_{name}'")
    if isinstance(node.saved, Released):
        raise second_backward(node.saved)
    if position is None:
        value = attach(node.out, (node, 0)) if node.out is not None and type(node.out) is not tuple else None
    else:
        origin = None if node.origins is None else node.origins[position]
        value = None if node.saved is None else revive(node.saved[position], node.edges[position], origin)
    if value is None:
        raise AttributeError(f"{node.name()!r} object has no attribute '_saved_{name}'")
    return value
