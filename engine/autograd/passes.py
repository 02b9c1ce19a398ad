"""Backward passes as programs ask for them: `backward`, which adds to `.grad`, and `grad`, which returns gradients."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.backward import gradient_like, run
from engine.graph import Released, edge_of
from engine.modes import caller, thread
from engine.tensor import LEAF, Tensor, wrap

__all__ = ["backward", "grad"]


def _as_tuple(value: Any) -> tuple[Any, ...]:
    if value.__class__ is Tensor:
        return (value,)
    return tuple(value) if isinstance(value, Sequence) else (value,)


def _outputs(value: Any) -> tuple[Tensor, ...]:
    """What is to be differentiated, one tensor or several. TypeError for anything else."""
    if value.__class__ is Tensor:
        return (value,)
    outputs = _as_tuple(value)
    for x in outputs:
        if not isinstance(x, Tensor):
            raise TypeError(f"only Tensors can be differentiated, not {errors.type_name(x)}")
    return outputs


def _starts(outputs: tuple[Tensor, ...], gradients: Any) -> tuple[Any, ...]:
    """A gradient, or None, for each output that a pass begins at. RuntimeError where there are too few."""
    if gradients is None:
        return (None,) * len(outputs)
    given = (gradients,) if isinstance(gradients, Tensor) else tuple(gradients)
    for gradient in given:
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
    if len(given) < len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    return given[: len(outputs)]


def _roots(outputs: tuple[Tensor, ...], gradients: tuple[Any, ...], create_graph: bool) -> list[Any]:
    """Pairs of an edge and the gradient that a pass begins with there."""
    roots = []
    for number, (output, gradient) in enumerate(zip(outputs, gradients, strict=True)):
        if not output.requires_grad:
            raise _no_history(number, output)
        if gradient is None:
            if output._value.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            value: Any = gradient_like(output)
            value = wrap(value) if create_graph else value
        else:
            value = _given(number, output, gradient)
            value = value if create_graph else value._value
        roots.append((edge_of(output), value))
    return roots


def _given(number: int, output: Tensor, gradient: Tensor) -> Tensor:
    """A gradient that the caller gave, in its output's dtype. RuntimeError for another shape or device."""
    if gradient.shape != output.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{number}] has a shape of {gradient.shape} and output[{number}] has"
            f" a shape of {output.shape}."
        )
    if gradient.device != output.device:
        raise RuntimeError(
            f"invalid gradient at index {number} - expected device {output.device} but got {gradient.device}"
        )
    return gradient.to(output.dtype)


def _no_history(number: int, output: Tensor) -> RuntimeError:
    """The error for an output that nothing was recorded for, with the line that cut its history off."""
    error = RuntimeError(errors.NO_GRAD_FN.format(index=number))
    if output._cut is not None:
        error.add_note(errors.cut(output._cut))
    return error


def _pass(
    outputs: tuple[Tensor, ...],
    gradients: Any,
    retain_graph: bool | None,
    create_graph: bool,
    targets: Any,
    accumulating: bool,
) -> Any:
    """One backward pass, recording its own computation only under create_graph."""
    state = thread.state
    before = state.grad_enabled, state.calls, state.inference, state.into_leaves
    state.grad_enabled, state.into_leaves = create_graph, accumulating and targets is None
    if not state.plain:
        state.calls, state.inference = None, False
        state.settle()
    try:
        retain = create_graph if retain_graph is None else retain_graph
        return run(
            _roots(outputs, gradients, create_graph),
            released=None if retain else Released(caller()),
            create_graph=create_graph,
            targets=targets,
            accumulating=accumulating,
        )
    finally:
        state.grad_enabled, state.calls, state.inference, state.into_leaves = before
        state.settle()


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add to `.grad` of the leaves (or of `inputs` only) the gradient of the sum of `tensors`, each times its gradient.

    Shape: one element each, or any with gradients of their shapes.
    Dtype: floating point.
    Raises: RuntimeError where a tensor has no history, is no scalar and has no gradient given, or was freed.
    Source: torch.autograd.backward; reverse accumulation (Griewank & Walther 2008, chapter 3).
    """
    outputs = _outputs(tensors)
    gradients = _starts(outputs, grad_tensors)
    targets = None
    if inputs is not None:
        wanted = _as_tuple(inputs)
        if not wanted:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        for x in wanted:
            if not x.is_leaf or not x.requires_grad:
                x.retain_grad()
        targets = [edge_of(x) for x in wanted]
    if create_graph:
        warnings.warn(errors.CREATE_GRAPH_CYCLE, UserWarning, stacklevel=3)
    _pass(outputs, gradients, retain_graph, create_graph, targets, accumulating=True)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of the sum of `outputs` with respect to `inputs`, without touching any `.grad`.

    Args:
        outputs: scalars, or tensors with `grad_outputs` of their shapes.
        inputs: leaves or results, each requiring grad.
        grad_outputs: what each output's gradient begins with, 1 for scalars.
        retain_graph: keep what was saved for another pass; by default as `create_graph`.
        create_graph: record the gradients' own computation, so that they can be differentiated again.
        allow_unused: give None for an input that the outputs do not depend on, instead of an error.
        is_grads_batched: the first dim of `grad_outputs` and of the gradients is a batch: many passes as one.
        materialize_grads: give zeros in that case.

    Shape: each gradient has its input's.
    Dtype: each gradient has its input's, floating point.
    Raises: RuntimeError as `backward`, and for an input that was not used or asks for no gradient.
    Source: torch.autograd.grad.
    """
    results, wanted = _outputs(outputs), _as_tuple(inputs)
    if not wanted:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if (wrong := next((x for x in wanted if not isinstance(x, Tensor)), None)) is not None:
        raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type(wrong).__name__}")
    if is_grads_batched:
        return _batched(results, wanted, grad_outputs, retain_graph, create_graph, allow_unused, materialize_grads)
    given = _starts(results, grad_outputs)
    for number, output in enumerate(results):
        if not output.requires_grad:
            raise _no_history(number, output)
    if not all(x.requires_grad for x in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    edges = [edge_of(x) for x in wanted]
    leaves, captured = _pass(results, given, retain_graph, create_graph, edges, accumulating=False)
    found: list[Tensor | None] = []
    for number, (x, edge) in enumerate(zip(wanted, edges, strict=True)):
        if edge[1] == LEAF:
            entry = leaves.get(id(edge[0]))
            value = None if entry is None else entry[1]
        else:
            value = captured[edge]
        if value is None and not (allow_unused or materialize_grads):
            raise _unused(number, results)
        if value is None and materialize_grads:
            value = backend_of(x._array).xp.zeros_like(x._array)
        found.append(value if value is None or isinstance(value, Tensor) else wrap(value))
    return tuple(found)


def _batched(outputs: Any, inputs: Any, grad_outputs: Any, *options: Any) -> tuple[Any, ...]:
    """The gradients for each of a batch of gradients of the outputs."""
    from engine.func.batch import vmap

    retain_graph, create_graph, allow_unused, materialize_grads = options
    if grad_outputs is None:
        raise RuntimeError("grad_outputs must be given where is_grads_batched is True")
    given = (grad_outputs,) if isinstance(grad_outputs, Tensor) else tuple(grad_outputs)
    used: list[bool] = []

    def one(*gradients: Any) -> tuple[Any, ...]:
        found = grad(
            outputs,
            inputs,
            gradients,
            retain_graph,
            create_graph,
            allow_unused,
            materialize_grads=materialize_grads,
        )
        used[:] = [g is not None for g in found]
        return tuple([g for g in found if g is not None])

    found = iter(vmap(one, in_dims=tuple([None if g is None else 0 for g in given]), randomness="same")(*given))
    return tuple([next(found) if known else None for known in used])


def _unused(number: int, outputs: tuple[Tensor, ...]) -> RuntimeError:
    """The error for an input that the outputs do not depend on, with the lines that cut histories off on the way."""
    error = RuntimeError(errors.UNUSED.format(index=number))
    stack = [node for x in outputs if (node := x.grad_fn) is not None]
    seen: set[int] = set()
    told: list[str] = [errors.cut(x._cut) for x in outputs if x._cut is not None]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            told += [errors.cut(by) for by in getattr(node, "cuts", ())]
            stack += [other for other, _ in node.next_functions if other is not None]
    for line in dict.fromkeys(told):
        error.add_note(line)
    return error
