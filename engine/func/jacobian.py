"""Whole Jacobians and Hessians, and the product of a Hessian with a vector."""

from __future__ import annotations

import functools
from typing import Any

from engine.func.batch import check_randomness, vmap
from engine.func.level import Arguments, Function, Level, called, tensors_of
from engine.func.reverse import grad, pulled
from engine.func.tangent import jvp, pushed
from engine.func.trees import mapped
from engine.functions.constant import eye, ones_like, zeros_like
from engine.functions.shape import reshape
from engine.tensor import Tensor


def jacrev(
    func: Function,
    argnums: Arguments = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Function:
    """A function that returns the Jacobian of `func`, a row at each element of the result, by the backward pass.

    `func` runs once, and all rows are pulled back at once: the cheaper way where the result has fewer elements than the
    argument.

    Args:
        func: gives tensors or a tree of them; with `has_aux` a tuple of that and anything else.
        argnums: the argument, or the arguments, to differentiate by; each a tensor or a tree of them.
        has_aux: whether there is more: then (Jacobian, aux) is returned.
        chunk_size: how many rows at most are pulled back at once.

    Shape: the result's, then the argument's.
    Dtype: as the arguments, floating point.
    Raises: as `vjp`, and ValueError for a `chunk_size` below 1.
    Source: torch.func.jacrev; reverse accumulation (Griewank & Walther 2008, chapter 3).
    """
    if not (chunk_size is None or chunk_size > 0):
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        level, structure, output, aux = called(func, args, kwargs, argnums, has_aux, "vjp(f, *primals)")
        results, shape = tensors_of(output, "vjp(f, *primals)")
        rows = [structure.build(_rows(level, y, chunk_size)) for y in results]
        jacobian = shape.build(rows)
        return (jacobian, mapped(level.leave, aux)) if has_aux else jacobian

    return wrapped


def _rows(level: Level, y: Tensor, chunk_size: int | None) -> list[Tensor]:
    """For each of the level's arguments the derivative of every element of y."""
    shape, count = tuple(y.shape), int(y._value.size)
    if count == 1:
        found = pulled(level, [y], [ones_like(y)], keep=True)
    else:
        found = _over(lambda row: pulled(level, [y], [row], keep=True), y, 0, chunk_size)
    return [reshape(g, (*shape, *x.shape)) for g, x in zip(found, level.inputs, strict=True)]


def _over(function: Function, like: Tensor, out_dims: int, chunk_size: int | None = None) -> list[Any]:
    """`function` of every unit vector in the space of `like`, all at once or in chunks."""
    count = int(like._value.size)
    basis = reshape(eye(count, dtype=like.dtype, device=like.device), (count, *like.shape))
    found: list[Any] = vmap(function, out_dims=out_dims, randomness="same", chunk_size=chunk_size)(basis)
    return found


def jacfwd(func: Function, argnums: Arguments = 0, has_aux: bool = False, *, randomness: str = "error") -> Function:
    """A function that returns the Jacobian of `func`, a column for each element of the argument, by the forward pass.

    `func` runs once, and all columns are pushed forward at once: the cheaper way where the argument has fewer elements
    than the result. As `func` runs once, its random numbers are the same for all columns, whatever `randomness` says.

    Args:
        func: gives tensors or a tree of them; with `has_aux` a tuple of that and anything else.
        argnums: the argument, or the arguments, to differentiate by; each a tensor or a tree of them.
        has_aux: whether there is more: then (Jacobian, aux) is returned.
        randomness: "error", "different" or "same", as in `vmap`.

    Shape: the result's, then the argument's.
    Dtype: floating point, as the results.
    Raises: as `jvp`.
    Source: torch.func.jacfwd; forward accumulation (Griewank & Walther 2008, chapter 3).
    """
    check_randomness(randomness)

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        level, structure, output, aux = called(func, args, kwargs, argnums, has_aux, "jvp(f, primals, tangents)")
        results, shape = tensors_of(output, "jvp(f, primals, tangents)")
        columns = [_columns(level, results, place) for place in range(len(level.inputs))]
        jacobian = shape.build([structure.build(list(parts)) for parts in zip(*columns, strict=True)])
        return (jacobian, mapped(level.leave, aux)) if has_aux else jacobian

    return wrapped


def _columns(level: Level, results: list[Tensor], place: int) -> list[Tensor]:
    """The derivative of every result by each element of one of the level's arguments."""
    x, count = level.inputs[place], len(level.inputs)

    def column(direction: Tensor) -> list[Tensor]:
        directions = [direction if j == place else None for j in range(count)]
        found = pushed(level, results, directions)
        return [zeros_like(y) if v is None else v for y, v in zip(results, found, strict=True)]

    found = _over(column, x, -1)
    return [reshape(v, (*y.shape, *x.shape)) for v, y in zip(found, results, strict=True)]


def hessian(func: Function, argnums: Arguments = 0) -> Function:
    """A function that returns the second derivatives of `func`: the forward pass over the backward pass.

    Args:
        func: gives tensors or a tree of them, mostly a scalar.
        argnums: the argument, or the arguments, to differentiate by.

    Shape: the result's, then the argument's twice.
    Dtype: floating point.
    Raises: as `jacrev` and `jacfwd`.
    Source: torch.func.hessian.
    """
    return jacfwd(jacrev(func, argnums), argnums)


def hvp(func: Function, primals: Any, tangents: Any) -> Any:
    """The Hessian of `func` at `primals` times `tangents`, without the Hessian: the forward over the backward pass.

    Args:
        func: gives a scalar.
        primals: a tuple of the arguments, tensors or trees of them.
        tangents: the same structure, of the same shapes.

    Shape: that of the primals, each as its primal.
    Dtype: floating point; as the primals.
    Raises: as `grad` and `jvp`.
    Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian".
    """
    if not isinstance(primals, tuple):
        raise RuntimeError("hvp(f, primals, tangents): Expected primals to be a tuple.")
    _, product = jvp(grad(func, tuple(range(len(primals)))), primals, tangents)
    return product
