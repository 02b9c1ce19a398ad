"""Functions along the axes that the language can see: reductions, sums so far, softmax, changes of shape.

`dim` counts visible axes only; the sample axis, if there is one, stays last. Without `dim` a reduction takes all
visible axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Final, TypeAlias

from gradexplorer.lang.bridge import engine
from gradexplorer.lang.run import Array, Place, Run
from gradexplorer.lang.tree import Option

Options: TypeAlias = Mapping[str, Option]
Reduce: TypeAlias = Callable[[Run, Array, tuple[int, ...], bool, Place], Array]
"""Reduces a Tensor over axes, all counted from 0 and at least one; `keepdim` says whether they stay with size 1."""


def axes(run: Run, value: Array, options: Options, place: Place) -> tuple[int, ...]:
    """The axes that `dim` names, counted from 0; all visible ones without it. Raises LangError outside."""
    count, named = run.visible(value), options.get("dim")
    if named is None:
        return tuple(range(count))
    return _inside(named if isinstance(named, tuple) else (int(named),), count, place)


def _inside(named: tuple[int, ...], count: int, place: Place) -> tuple[int, ...]:
    found = tuple(axis + count if axis < 0 else axis for axis in named)
    for axis, told in zip(found, named, strict=True):
        if not 0 <= axis < count:
            what = "one number has no axes" if count == 0 else f"there are {count}, from 0 to {count - 1}"
            raise place.error(f"the axis {told} is outside: {what}")
    if len(set(found)) < len(found):
        raise place.error("an axis is named twice")
    return found


def reduce(run: Run, name: str, value: Array, options: Options, place: Place) -> Array:
    """A reduction by its name in the tree. Raises LangError where the axes do not fit."""
    dims = axes(run, value, options, place)
    whole = not run.samples and "dim" not in options
    if whole and name in _WHOLE and not options.get("keepdim"):
        return getattr(engine, name)(value)
    if not dims and not run.visible(value):
        return _of_number(name, value)
    return _REDUCE[name](run, value, dims, bool(options.get("keepdim", False)), place)


_WHOLE: Final = frozenset({"sum", "mean", "prod", "norm", "max", "min"})
"""What the engine computes over all axes in one operation of its own."""


def _of_number(name: str, value: Array) -> Array:
    """The reduction of one number."""
    if name in ("std", "var"):
        return value * float("nan")
    if name in ("np.std", "np.var", "argmax", "argmin"):
        return value * 0.0
    return engine.abs(value) if name == "norm" else value


def _plain(name: str) -> Reduce:
    """A reduction that the engine takes over several axes at once."""
    return lambda run, value, dims, keepdim, place: getattr(engine, name)(value, dim=dims, keepdim=keepdim)


def _prod(run: Run, value: Array, dims: tuple[int, ...], keepdim: bool, place: Place) -> Array:
    for axis in sorted(dims, reverse=True):
        value = engine.prod(value, dim=axis, keepdim=keepdim)
    return value


def _spread(name: str, correction: int) -> Reduce:
    """std and var; of one number they are nan (divided by n - 1) or 0 (divided by n), as in the library meant."""

    def spread(run: Run, value: Array, dims: tuple[int, ...], keepdim: bool, place: Place) -> Array:
        if prod(value.shape[axis] for axis in dims) <= correction:
            return value.sum(dim=dims, keepdim=keepdim) * float("nan")
        function = getattr(engine, name)
        if correction == 1 and not run.samples and len(dims) == value.ndim and not keepdim:
            return function(value)
        return function(value, dim=dims, correction=correction, keepdim=keepdim)

    return spread


def _flat(value: Array, dims: tuple[int, ...], run: Run) -> tuple[Array, int]:
    """The value with `dims` made one axis, and where that axis is."""
    if len(dims) == 1:
        return value, dims[0]
    rest = [axis for axis in range(value.ndim) if axis not in dims]
    shape = [-1, *(value.shape[axis] for axis in rest)]
    return engine.permute(value, (*sorted(dims), *rest)).reshape(shape), 0


def _kept(result: Array, value: Array, dims: tuple[int, ...], keepdim: bool) -> Array:
    """The result with its axes of size 1, where they are to stay."""
    return result.reshape([1 if axis in dims else n for axis, n in enumerate(value.shape)]) if keepdim else result


def _place_of(name: str) -> Reduce:
    """argmax and argmin, as numbers; the gradient is none."""

    def find(run: Run, value: Array, dims: tuple[int, ...], keepdim: bool, place: Place) -> Array:
        flat, axis = _flat(value.detach(), dims, run)
        return _kept(getattr(engine, name)(flat, dim=axis).to(value.dtype), value, dims, keepdim)

    return find


def _median(run: Run, value: Array, dims: tuple[int, ...], keepdim: bool, place: Place) -> Array:
    """PyTorch's median: of an even count the lower of the two in the middle."""
    flat, axis = _flat(value, dims, run)
    return _kept(engine.median(flat, dim=axis).values, value, dims, keepdim)


def _numpy_median(run: Run, value: Array, dims: tuple[int, ...], keepdim: bool, place: Place) -> Array:
    """NumPy's median: of an even count the mean of the two in the middle; nan where one entry is nan."""
    flat, axis = _flat(value, dims, run)
    ordered = engine.sort(flat, dim=axis).values
    count = flat.shape[axis]
    low = engine.select(ordered, axis, (count - 1) // 2)
    high = engine.select(ordered, axis, count // 2)
    last = engine.select(ordered, axis, count - 1)
    middle = engine.where(engine.isnan(last), last, (low + high) / 2)
    return _kept(middle, value, dims, keepdim)


_REDUCE: Final[dict[str, Reduce]] = {
    "sum": _plain("sum"),
    "mean": _plain("mean"),
    "prod": _prod,
    "norm": _plain("norm"),
    "logsumexp": _plain("logsumexp"),
    "max": _plain("amax"),
    "min": _plain("amin"),
    "std": _spread("std", 1),
    "var": _spread("var", 1),
    "np.std": _spread("std", 0),
    "np.var": _spread("var", 0),
    "median": _median,
    "np.median": _numpy_median,
    "argmax": _place_of("argmax"),
    "argmin": _place_of("argmin"),
}
"""Functions that make one number of a vector or matrix, by their name in the tree."""


def along(run: Run, name: str, value: Array, options: Options, place: Place) -> Array:
    """A function that keeps the shape and works along one axis: softmax, log_softmax, cumsum, cumprod."""
    count = run.visible(value)
    if "dim" not in options:
        if count != 1:
            raise place.error(f"`{name}` needs a vector", "or an axis: dim=0" if count > 1 else None)
        return getattr(engine, name)(value, dim=0)
    dims = axes(run, value, options, place)
    if len(dims) != 1:
        raise place.error(f"`{name}` works along one axis")
    return getattr(engine, name)(value, dim=dims[0])


def reshaped(run: Run, name: str, value: Array, options: Options, place: Place) -> Array:
    """reshape, flatten, unsqueeze, squeeze, transpose and permute, of the visible axes. Raises LangError."""
    named = options.get("shape", ())
    numbers = named if isinstance(named, tuple) else (int(named),)
    shape = run.shape(value)
    if run.samples and not value.ndim:
        value = value.reshape(1)  # a number of its own gets its sample axis before others come in front
    if name in ("reshape", "flatten"):
        return _into(run, value, numbers if name == "reshape" else (-1,), place)
    if name == "unsqueeze":
        (axis,) = _inside(numbers, len(shape) + 1, place)
        return engine.unsqueeze(value, axis)
    if name == "squeeze":
        dims = _inside(numbers, len(shape), place) if numbers else range(len(shape))
        kept = [n for axis, n in enumerate(shape) if n != 1 or axis not in dims]
        return _into(run, value, tuple(kept), place)
    if name == "transpose":
        if not numbers and len(shape) > 2:
            raise place.error("only a matrix can be transposed")
        first, second = _inside(numbers, len(shape), place) if numbers else (0, len(shape) - 1)
        return engine.transpose(value, first, second) if len(shape) > 1 else value
    order = _inside(numbers, len(shape), place)
    if len(order) != len(shape):
        raise place.error(f"`permute` names every axis once: there are {len(shape)}")
    return engine.permute(value, (*order, len(shape)) if run.samples else order)


def _into(run: Run, value: Array, shape: tuple[int, ...], place: Place) -> Array:
    """The value with another visible shape; one length may be -1."""
    have = prod(run.shape(value))
    known = prod(n for n in shape if n != -1)
    open_axes = sum(n == -1 for n in shape)
    if open_axes == 1 and known > 0 and have % known == 0:
        shape = tuple(have // known if n == -1 else n for n in shape)
    elif open_axes or known != have or any(n < 0 for n in shape):
        shown = "×".join(map(str, shape)) or "one number"
        raise place.error(f"{have} numbers do not fit into the shape {shown}")
    return value.reshape((*shape, value.shape[-1]) if run.samples else shape)
