"""Transforms by the forward pass: products of a Jacobian with a vector."""

from __future__ import annotations

from typing import Any

from engine import errors
from engine.func.level import Function, Level, recording, split_aux, tensors_of
from engine.func.trees import flatten, mapped
from engine.functions.constant import zeros_like
from engine.modes import recorded
from engine.tensor import Tensor, wrap

_JVP = "jvp(f, primals, tangents)"


def jvp(func: Function, primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> Any:
    """What `func` gives at `primals`, and its derivative along `tangents`.

    Args:
        func: gives tensors or a tree of them; with `has_aux` a tuple of that and anything else.
        primals: a tuple of the arguments, tensors or trees of them.
        tangents: the same structure, of the same shapes.
        strict: whether it is an error if a result does not depend on the primals; otherwise its tangent is zeros.
        has_aux: whether there is more: then (output, tangent, aux) is returned.

    Shape: each tangent has its primal's, and each output's derivative the output's.
    Dtype: floating point; as the primals.
    Raises: RuntimeError where structures or shapes differ, or what should be a tensor is none.
    Source: torch.func.jvp; forward accumulation (Griewank & Walther 2008, chapter 3).
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{_JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    inputs, structure = flatten(primals)
    directions, their_structure = flatten(tangents)
    if structure != their_structure:
        raise RuntimeError(
            f"{_JVP}: Expected primals and tangents to have the same python structure. For example, if primals is a"
            f" tuple of 3 tensors, tangents also must be. Got primals with structure {structure} and tangents with"
            f" structure {their_structure}"
        )
    _need_tensors(inputs, "primals")
    _need_tensors(directions, "tangents")
    for x, v in zip(inputs, directions, strict=True):
        _check_size(x, v)
    level = Level()
    with recorded():
        output = func(*structure.build([_entered(level, x) for x in inputs]))
    output, aux = split_aux(output, has_aux, _JVP)
    results, shape = tensors_of(output, _JVP)
    found = pushed(level, results, directions)
    if strict and None in found:
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed"
            " with strict=True."
        )
    value = shape.build([level.leave(y) for y in results])
    tangent = shape.build([zeros_like(y) if v is None else v for y, v in zip(results, found, strict=True)])
    return (value, tangent, mapped(level.leave, aux)) if has_aux else (value, tangent)


def _need_tensors(values: list[Any], name: str) -> None:
    if not values:
        raise RuntimeError(f"{_JVP}: Expected {name} to contain at least one Tensor.")
    for x in values:
        if not isinstance(x, Tensor):
            raise RuntimeError(f"{_JVP}: Expected {name} to only contain Tensors, got {type(x)}")


def _check_size(x: Tensor, tangent: Tensor) -> None:
    if x._value.shape != tangent._value.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not"
            f" supported. Tensor is of size {errors.sizes(x.shape)} while the given forward gradient is of size"
            f" {errors.sizes(tangent.shape)}."
        )


def _entered(level: Level, x: Tensor) -> Tensor:
    if x._value.dtype.kind != "f":
        raise ValueError(f"Expected primal to be floating point or complex, but got: {x.dtype}")
    return level.enter(x)


def pushed(level: Level, results: list[Tensor], directions: list[Any]) -> list[Any]:
    """The tangents of the results for those of the level's arguments, None where there is none."""
    tape = level.tape(results)
    record = level.asked and recording(level, tape, directions)
    given = [None if v is None else v.to(x.dtype) for x, v in zip(level.inputs, directions, strict=True)]
    found = tape.push(given if record else [None if v is None else v._value for v in given], record)
    if record:
        return [None if v is None else level.leave(v) for v in found]
    return [None if v is None else wrap(v) for v in found]


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """What `func` gives at `primals`, and the function that takes tangents of those to its derivative along them.

    `func` runs once; each call of the second function is a pass over what it recorded.

    Shape: each tangent has its primal's, and each output's derivative the output's.
    Dtype: floating point; as the primals.
    Raises: RuntimeError as `jvp`, and for tangents of another structure, shape, device or dtype.
    Source: torch.func.linearize; forward accumulation (Griewank & Walther 2008, chapter 3).
    """
    level = Level()
    inputs, structure = flatten(primals)
    _need_tensors(inputs, "primals")
    with recorded():
        output = func(*structure.build([_entered(level, x) for x in inputs]))
    results, shape = tensors_of(output, _JVP)

    def jvp_fn(*tangents: Any) -> Any:
        given, their_structure = flatten(tangents)
        if their_structure != structure:
            raise RuntimeError(
                f"Expected the tangents {their_structure} to have the same argspec as the primals {structure}"
            )
        for number, (x, v) in enumerate(zip(inputs, given, strict=True)):
            for name, ours, theirs in (
                ("shape", x.shape, v.shape), ("device", x.device, v.device), ("dtype", x.dtype, v.dtype)
            ):  # fmt: skip
                if ours != theirs:
                    raise RuntimeError(
                        f"tangent:{number} with {name} {theirs} in flattened pytree doesn't match the {name} {ours} of"
                        " the corresponding primal."
                    )
        found = pushed(level, results, given)
        return shape.build([zeros_like(y) if v is None else v for y, v in zip(results, found, strict=True)])

    return shape.build([level.leave(y) for y in results]), jvp_fn
