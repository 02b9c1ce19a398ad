"""Checkpoints: a function whose saved values are dropped after its forward, and computed again in the backward pass."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from engine import errors
from engine.autograd.function import Function
from engine.autograd.passes import backward
from engine.func.trees import flatten
from engine.graph import Released, edge_of, modified_tensor, need_saved, numbers
from engine.modes import enable_grad, no_grad, thread
from engine.random import default_generator
from engine.tensor import LEAF, Tensor

__all__ = ["CheckpointError", "checkpoint", "noop_context_fn"]

_CHECKS = ("default", "none")
Contexts = Callable[[], tuple[AbstractContextManager[Any], AbstractContextManager[Any]]]


class CheckpointError(RuntimeError):
    """What a checkpoint raises where the function does something else when it is run again."""


def noop_context_fn() -> tuple[AbstractContextManager[Any], AbstractContextManager[Any]]:
    """Two contexts that do nothing: the default for the forward and the recomputation."""
    return nullcontext(), nullcontext()


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Contexts = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """What `function(*args, **kwargs)` gives; what its backward needs is not kept, but computed again there.

    Args:
        function: must do the same each time; its random numbers are the same (`preserve_rng_state=False` leaves them).
        args: its arguments.
        use_reentrant: False records the function's own graph. True records one node, in whose backward the function is
            differentiated; then an argument must require grad, and neither `grad` nor `inputs=` can be used.
        context_fn: gives the contexts of the forward and of the recomputation.
        determinism_check: "default" compares shapes, dtypes and devices of what is computed again, "none" does not.
        debug: taken for PyTorch's sake; the error names the operations that differ anyway.
        early_stop: taken for PyTorch's sake; the function is always run to its end.
        kwargs: further arguments of the function, unless `use_reentrant`.

    Shape: as the function gives.
    Dtype: as the function gives.
    Raises: CheckpointError where the recomputation differs, ValueError for options that do not go together,
        RuntimeError where an argument was written to before the backward pass.
    Source: torch.utils.checkpoint.checkpoint; Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost".
    """
    if use_reentrant is None:
        warnings.warn(errors.USE_REENTRANT, UserWarning, stacklevel=2)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug is not False:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        return _Reentrant.apply(function, preserve, *args)
    if debug and context_fn is not noop_context_fn:
        raise ValueError("debug=True is incompatible with non-default context_fn")
    if determinism_check not in _CHECKS:
        raise ValueError(f"determinism_check should be one of {list(_CHECKS)}, but got {determinism_check}")
    forward, again = context_fn()
    run = _Run(function, args, kwargs, preserve, again, determinism_check == "default")
    with forward:
        output = function(*args, **kwargs)
    run.drop(output)
    return output


class _Run:
    """One run of a function, and its nodes whose saved values were dropped."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        preserve: bool,
        again: AbstractContextManager[Any],
        checks: bool,
    ) -> None:
        self.function, self.args, self.kwargs, self.again, self.checks = function, args, kwargs, again, checks
        self.state = default_generator.get_state() if preserve else None
        self.since = next(numbers)
        tensors = [x for x in flatten((args, kwargs))[0] if isinstance(x, Tensor)]
        self.versions = [(x, x._cell, x._cell[0]) for x in tensors]
        self.nodes: list[weakref.ref[Any]] = []  # which hold this run
        self.kinds: list[Any] = []

    def drop(self, output: Any) -> None:
        """Let go of what the nodes of the run have saved."""
        nodes = _nodes(output, self.since)
        self.nodes = [weakref.ref(node) for node in nodes]
        self.kinds = [_kind(node) for node in nodes]
        for node in nodes:
            if node.saved is not None or node.out is not None:
                node.saved, node.out, node.watch = Released(None, self.restore), None, None
                node.special = True  # the function is not to be run within the formulas' own context

    def restore(self) -> None:
        """Run the function again, and give each node what its counterpart has saved."""
        for x, cell, version in self.versions:
            if cell[0] != version:
                raise modified_tensor(x._value, edge_of(x) if x.requires_grad else None, cell, version)
        before = None if self.state is None else default_generator.get_state()
        since = next(numbers)
        try:
            if self.state is not None:
                default_generator.set_state(self.state)
            with enable_grad(), self.again:
                output = self.function(*self.args, **self.kwargs)
        finally:
            if before is not None:
                default_generator.set_state(before)
        nodes = _nodes(output, since)
        self._check(nodes)
        for fresh in nodes:
            if isinstance(fresh.saved, Released):  # by a checkpoint within
                need_saved(fresh)
        for reference, fresh in zip(self.nodes, nodes, strict=True):
            node = reference()
            if node is not None and isinstance(node.saved, Released) and node.saved.again == self.restore:
                node.saved, node.out, node.watch = fresh.saved, fresh.out, fresh.watch

    def _check(self, nodes: list[Any]) -> None:
        if len(nodes) != len(self.nodes):
            raise CheckpointError(
                "engine.utils.checkpoint: A different number of tensors was saved during the original forward and"
                f" recomputation.\nNumber of tensors saved during forward: {len(self.nodes)}\nNumber of tensors saved"
                f" during recomputation: {len(nodes)}."
            )
        if not self.checks:
            return
        for place, (kind, node) in enumerate(zip(self.kinds, nodes, strict=True)):
            if kind != _kind(node):
                raise CheckpointError(
                    "engine.utils.checkpoint: Recomputed values for the following tensors have different metadata than"
                    f" during the forward pass.\ntensor at position {place}:\nsaved metadata: {kind}\nrecomputed"
                    f" metadata: {_kind(node)}\n."
                )


def _nodes(output: Any, since: int) -> list[Any]:
    """The nodes made since a number that lead to the output, in the order in which they were made."""
    found: dict[int, Any] = {}
    stack = [
        edge[0]
        for y in flatten(output)[0]
        if isinstance(y, Tensor) and y.requires_grad and (edge := edge_of(y))[1] != LEAF
    ]
    while stack:
        node = stack.pop()
        if node.number < since or node.number in found:
            continue
        found[node.number] = node
        stack += [edge[0] for edge in node.edges if edge is not None and edge[1] != LEAF]
    return [found[number] for number in sorted(found)]


def _kind(node: Any) -> Any:
    """What of a node must be the same when it is made again."""
    origins = None if node.origins is None else tuple([None if o is None else (o[0], str(o[1])) for o in node.origins])
    return node.name(), origins


class _Reentrant(Function):
    """A whole function as one node, in whose backward it is run and differentiated."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        """Run the function unrecorded."""
        ctx.function, ctx.state = function, default_generator.get_state() if preserve else None
        ctx.rest = [None if isinstance(x, Tensor) else x for x in args]
        ctx.tensor_places = [j for j, x in enumerate(args) if isinstance(x, Tensor)]
        if not any([args[j].requires_grad for j in ctx.tensor_places]):
            told = "None of the inputs have requires_grad=True. Gradients will be None"
            warnings.warn(told, UserWarning, stacklevel=4)
        ctx.save_for_backward(*[args[j] for j in ctx.tensor_places])
        with no_grad():
            return function(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """Run it again, recorded, and add to the gradients of whatever it used."""
        if not thread.state.into_leaves:
            raise RuntimeError(errors.REENTRANT_GRAD)
        args = list(ctx.rest)
        for place, x in zip(ctx.tensor_places, ctx.saved_tensors, strict=True):
            args[place] = x.detach().requires_grad_(x.requires_grad)
        before = None if ctx.state is None else default_generator.get_state()
        try:
            if ctx.state is not None:
                default_generator.set_state(ctx.state)
            with enable_grad():
                outputs = ctx.function(*args)
        finally:
            if before is not None:
                default_generator.set_state(before)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [(y, g) for y, g in zip(outputs, gradients, strict=True) if isinstance(y, Tensor) and y.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        with enable_grad():
            backward([y for y, _ in pairs], [g for _, g in pairs])
        return (None, None, *[x._grad if isinstance(x, Tensor) else None for x in args])
