"""Transforms by the backward pass: gradients and products of a vector with a Jacobian."""

from __future__ import annotations

import functools
from typing import Any

from engine.autograd.passes import grad as _gradients
from engine.forward import Tape
from engine.func.level import Arguments, Function, Level, called, recording, split_aux, tensors_of
from engine.func.trees import flatten, mapped
from engine.functions.constant import zeros_like
from engine.modes import recorded
from engine.tensor import Tensor

_GRAD = "grad_and_value(f)(*args)"
_VJP = "vjp(f, *primals)"


def grad_and_value(func: Function, argnums: Arguments = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of `func`, and what `func` returns.

    Args:
        func: gives a scalar; with `has_aux` a tuple of it and anything else.
        argnums: the argument, or the arguments, to differentiate by; each a tensor or a tree of them.
        has_aux: whether there is more than the scalar: then (gradient, (value, aux)) is returned.

    Shape: each gradient has its argument's.
    Dtype: each gradient has its argument's, floating point.
    Raises: RuntimeError where `func` gives no scalar or `argnums` names no argument, ValueError for an argument that is
        no tensor.
    Source: torch.func.grad_and_value; reverse accumulation (Griewank & Walther 2008, chapter 3).
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        level, structure, output, aux = called(func, args, kwargs, argnums, has_aux, _GRAD)
        if not isinstance(output, Tensor):
            raise RuntimeError(f"{_GRAD}: Expected f(*args) to return a Tensor, got {type(output)}")
        if output.ndim != 0:
            raise RuntimeError(
                f"{_GRAD}: Expected f(*args) to return a scalar Tensor, got tensor with {output.ndim} dims. Maybe you"
                " wanted to use the vjp or jacrev APIs instead?"
            )
        tape = level.tape([output])
        gradient = structure.build(pulled(level, [output], [None], tape=tape))
        value = level.leave(output, tape.outer)
        return (gradient, (value, mapped(level.leave, aux))) if has_aux else (gradient, value)

    return wrapped


def grad(func: Function, argnums: Arguments = 0, has_aux: bool = False) -> Function:
    """A function that returns the gradient of `func`, which gives a scalar.

    Args:
        func: gives a scalar; with `has_aux` a tuple of it and anything else.
        argnums: the argument, or the arguments, to differentiate by; each a tensor or a tree of them.
        has_aux: whether there is more than the scalar: then (gradient, aux) is returned.

    Shape: each gradient has its argument's.
    Dtype: each gradient has its argument's, floating point.
    Raises: RuntimeError where `func` gives no scalar or `argnums` names no argument, ValueError for an argument that is
        no tensor.
    Source: torch.func.grad; reverse accumulation (Griewank & Walther 2008, chapter 3).
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        gradient, value = both(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return wrapped


def value_and_grad(func: Function, argnums: Arguments = 0, has_aux: bool = False) -> Function:
    """A function that returns what `func` returns, and its gradient: `grad_and_value` in the other order.

    Shape: each gradient has its argument's.
    Dtype: each gradient has its argument's, floating point.
    Raises: as `grad_and_value`.
    Source: reverse accumulation (Griewank & Walther 2008, chapter 3); the order is that of JAX.
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        gradient, value = both(*args, **kwargs)
        return value, gradient

    return wrapped


def pulled(
    level: Level, outputs: list[Tensor], cotangents: list[Any], keep: bool = False, tape: Tape | None = None
) -> list[Any]:
    """The gradients of the arguments, zeros where there are none, from those of the outputs."""
    pairs = [(y, g) for y, g in zip(outputs, cotangents, strict=True) if y.requires_grad]
    if not pairs:
        return [zeros_like(x) for x in level.inputs]
    tape = tape or level.tape([y for y, _ in pairs])
    record = level.asked and recording(level, tape, cotangents)
    found = _gradients(
        [y for y, _ in pairs],
        level.inputs,
        None if pairs[0][1] is None else [g for _, g in pairs],
        retain_graph=keep or record,
        create_graph=record,
        materialize_grads=True,
    )
    return [level.leave(g) for g in found] if record else list(found)


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> Any:
    """What `func` gives at `primals`, and the function that takes a cotangent of that to those of the primals, a tuple.

    Args:
        func: gives tensors or a tree of them; with `has_aux` a tuple of that and anything else.
        primals: the arguments, tensors or trees of them.
        has_aux: whether there is more: then (output, vjp_fn, aux) is returned.

    Shape: a cotangent has its output's, the result its primal's.
    Dtype: floating point; as the primals.
    Raises: ValueError for a primal that is no tensor; RuntimeError where `func` gives none, or whole numbers, and for a
        cotangent of another structure or shape.
    Source: torch.func.vjp; reverse accumulation (Griewank & Walther 2008, chapter 3).
    """
    level = Level()
    inputs, structure = flatten(primals)
    with recorded():
        output = func(*structure.build([level.enter(x) for x in inputs]))
    output, aux = split_aux(output, has_aux, _VJP)
    results, shape = tensors_of(output, _VJP)
    for y in results:
        if y._value.dtype.kind != "f":
            raise RuntimeError(
                "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype"
                f" {y.dtype}"
            )

    def vjp_fn(cotangents: Any) -> Any:
        given, their_shape = flatten(cotangents)
        if their_shape != shape:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function."
                f" cotangents: {their_shape.written()}, primal output: {shape.written()}"
            )
        return structure.build(pulled(level, results, given, keep=True))

    left = shape.build([level.leave(y) for y in results])
    return (left, vjp_fn, mapped(level.leave, aux)) if has_aux else (left, vjp_fn)
