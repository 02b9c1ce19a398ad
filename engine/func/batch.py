"""vmap: a function of one example as a function of many."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from engine.backends import Unbatchable
from engine.func.level import Function
from engine.func.trees import Structure, flatten, spread
from engine.functions.join import cat, stack
from engine.functions.shape import expand, unsqueeze
from engine.modes import thread
from engine.ops.batch import add_dim, is_batched, remove_dim
from engine.random import default_generator
from engine.tensor import Tensor

_levels = count(1)
_RANDOMNESS = ("error", "different", "same")


def vmap(
    func: Function,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Function:
    """A function that applies `func` to each example and stacks what it returns.

    The examples are taken all at once. Where `func` needs a value that is another one for each, such as a singular
    matrix to name in an error, they are taken one by one; a program that branches on a tensor is refused.

    Args:
        func: takes and gives tensors, or trees of them.
        in_dims: for each argument, or each tensor in it, the dim along which the examples lie; None for the same
            argument each time.
        out_dims: where the examples are to lie in what is returned; None for what is no tensor.
        randomness: "different" or "same" random numbers for each example; "error" refuses them.
        chunk_size: how many examples at most are taken at once.

    Shape: each result has the batch's size put in at `out_dims`.
    Dtype: as `func` gives.
    Raises: ValueError where `in_dims` or `out_dims` do not fit, or the sizes of the batch differ; RuntimeError for
        another `randomness`, random numbers under "error", and for control flow that depends on a tensor.
    Source: torch.func.vmap.
    """
    check_randomness(randomness)
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        for dim in flatten(out_dims)[0]:
            if not (dim is None or isinstance(dim, int)):
                raise ValueError(
                    f"vmap({_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python"
                    " collection of ints representing where in the outputs the vmapped dimension should appear."
                )
        batch = Batch(func, in_dims, out_dims, randomness, args, kwargs)
        if chunk_size is None or chunk_size >= batch.size:
            return batch.run()
        return batch.in_chunks(chunk_size)

    return wrapped


def check_randomness(randomness: str) -> None:
    """RuntimeError for a word that `vmap` does not know."""
    if randomness not in _RANDOMNESS:
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")


class Batch:
    """One call of a function made by `vmap`."""

    def __init__(
        self, func: Function, in_dims: Any, out_dims: Any, randomness: str, args: tuple[Any, ...], kwargs: Any
    ) -> None:
        self.func, self.out_dims, self.randomness, self.kwargs = func, out_dims, randomness, kwargs
        self.args, self.structure = flatten(args)
        self.dims = _dims(func, in_dims, args, self.args, self.structure)
        sizes = [x.shape[dim] for x, dim in zip(self.args, self.dims, strict=True) if dim is not None]
        if not sizes:
            raise ValueError("vmap: Expected at least one Tensor to vmap over")
        if any([size != sizes[0] for size in sizes]):
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes"
                f" {[int(n) for n in sizes]} for the mapped dimension"
            )
        self.size = int(sizes[0])

    def run(self) -> Any:
        """All examples at once or, where that cannot be, one by one."""
        written = [x._cell[0] for x in self.args if isinstance(x, Tensor)]
        try:
            return self._at_once()
        except Unbatchable:
            if written != [x._cell[0] for x in self.args if isinstance(x, Tensor)]:
                raise RuntimeError(
                    "vmap: the function wrote to its argument in place and then did what can only be done example by"
                    " example. Please use the out-of-place form of the write."
                ) from None
        return self._one_by_one()

    def _at_once(self) -> Any:
        level, size = next(_levels), self.size
        with _batching(level, size, self.randomness):
            entered = [
                x if dim is None else add_dim(x, level=level, axis=dim, size=size)
                for x, dim in zip(self.args, self.dims, strict=True)
            ]
            for x, old in zip(entered, self.args, strict=True):
                if x is not old:
                    x._cell = old._cell  # the memory is the same
            output = self.func(*self.structure.build(entered), **self.kwargs)
            results, structure = flatten(output)
            dims = self._places(output, structure)
            left = [self._left(y, dim, level) for y, dim in zip(results, dims, strict=True)]
        return structure.build(left)

    def _left(self, y: Any, dim: int | None, level: int) -> Any:
        name = _name(self.func)
        if dim is None:
            if isinstance(y, Tensor) and is_batched(y._value, level):
                raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
            return y
        axis = self._axis(y, dim)
        if is_batched(y._value, level):
            return remove_dim(y, level=level, axis=axis, size=self.size)
        return expand(unsqueeze(y, axis), *y.shape[:axis], self.size, *y.shape[axis:])

    def _axis(self, y: Any, dim: int) -> int:
        if not isinstance(y, Tensor):
            name = _name(self.func)
            raise ValueError(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(y)}. Did you mean to set"
                " out_dims= to None for output?"
            )
        n = y.ndim + 1
        if not -n <= dim < n:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
        return dim % n

    def _places(self, output: Any, structure: Structure) -> list[Any]:
        """For each result where the batch goes."""
        out_dims = self.out_dims
        if isinstance(output, Tensor):
            if out_dims is None or isinstance(out_dims, int):
                return [out_dims]
            if isinstance(out_dims, tuple) and len(out_dims) == 1:
                return list(out_dims)
        elif (found := spread(out_dims, structure)) is not None:
            return found
        raise ValueError(
            f"vmap({_name(self.func)}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the"
            f" structure of `outputs`. out_dims has structure {flatten(out_dims)[1]} but outputs has structure"
            f" {structure}."
        )

    def _one_by_one(self) -> Any:
        """A loop over the examples. RuntimeError where there are none, for then nobody knows what it would give."""
        if not self.size:
            raise RuntimeError("vmap: an empty batch cannot be taken example by example")
        state = default_generator.get_state() if self.randomness == "same" else None
        outputs = []
        for number in range(self.size):
            if state is not None:
                default_generator.set_state(state)
            parts = [
                x if dim is None else x[(slice(None),) * dim + (number,)]
                for x, dim in zip(self.args, self.dims, strict=True)
            ]
            outputs.append(self.func(*self.structure.build(parts), **self.kwargs))
        structure = flatten(outputs[0])[1]
        dims = self._places(outputs[0], structure)
        columns = zip(*[flatten(output)[0] for output in outputs], strict=True)
        return structure.build(
            [
                column[0] if dim is None else stack(list(column), self._axis(column[0], dim))
                for column, dim in zip(columns, dims, strict=True)
            ]
        )

    def in_chunks(self, size: int) -> Any:
        """Some examples at a time, and the results one after another."""
        outputs = []
        for start in range(0, self.size, size):
            part = object.__new__(Batch)
            part.__dict__.update(self.__dict__)
            part.size = min(size, self.size - start)
            part.args = [
                x if dim is None else x.narrow(dim, start, part.size)
                for x, dim in zip(self.args, self.dims, strict=True)
            ]
            outputs.append(part.run())
        structure = flatten(outputs[0])[1]
        dims = self._places(outputs[0], structure)
        columns = zip(*[flatten(output)[0] for output in outputs], strict=True)
        return structure.build(
            [column[0] if dim is None else cat(list(column), dim) for column, dim in zip(columns, dims, strict=True)]
        )


@contextmanager
def _batching(level: int, size: int, randomness: str) -> Iterator[None]:
    state = thread.state
    before, state.batched = state.batched, (*state.batched, (level, size, randomness))
    try:
        yield
    finally:
        state.batched = before


def _dims(func: Function, in_dims: Any, args: tuple[Any, ...], leaves: list[Any], structure: Structure) -> list[Any]:
    """For each leaf of the arguments the dim of the batch, None for none. ValueError where they do not fit."""
    call = f"vmap({_name(func)}, in_dims={in_dims}, ...)(<inputs>)"
    if not isinstance(in_dims, int | tuple):
        raise ValueError(
            f"{call}: expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs,"
            f" got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({_name(func)})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap"
            " over a function with no inputs. The latter is unsupported."
        )
    dims = spread(in_dims, structure)
    if dims is None:
        raise ValueError(
            f"{call}: in_dims is not compatible with the structure of `inputs`. in_dims has structure"
            f" {flatten(in_dims)[1]} but inputs has structure {structure}."
        )
    return [_checked(call, x, dim) for x, dim in zip(leaves, dims, strict=True)]


def _checked(call: str, x: Any, dim: Any) -> int | None:
    if dim is None:
        return None
    if not isinstance(dim, int):
        raise ValueError(
            f"{call}: Got in_dim={dim} for an input but in_dim must be either an integer dimension or None."
        )
    if not isinstance(x, Tensor):
        raise ValueError(
            f"{call}: Got in_dim={dim} for an input but the input is of type {type(x)}. We cannot vmap over non-Tensor"
            " arguments, please use None as the respective in_dim"
        )
    if not -x.ndim <= dim < x.ndim:
        raise ValueError(
            f"{call}: Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {x.ndim} so"
            f" expected in_dim to satisfy -{x.ndim} <= in_dim < {x.ndim}."
        )
    return dim % x.ndim


def _name(func: Callable[..., Any]) -> str:
    if hasattr(func, "__name__"):
        return str(func.__name__)
    if isinstance(func, functools.partial):
        return f"functools.partial({_name(func.func)}, ...)"
    return repr(func)
