"""What is estimated from samples: covariances, correlations, and slopes of a function known at some points."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from engine import dtypes
from engine.functions.arguments import need_tensors, one_dim
from engine.functions.arithmetic import true_divide
from engine.functions.axes import t
from engine.functions.comparison import clip
from engine.functions.diagonal import diagonal
from engine.functions.elementwise import sqrt
from engine.functions.join import cat
from engine.functions.linalg import mm
from engine.functions.parts import narrow
from engine.functions.reduce import sum
from engine.functions.scan import diff
from engine.functions.shape import reshape, squeeze, unsqueeze
from engine.tensor import Tensor


def _check_weights(weights: Tensor, count: int, name: str, whole: bool) -> None:
    """Raise PyTorch's RuntimeError for weights that are none."""
    if weights.ndim > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.ndim} dimensions"
        )
    if weights.dtype.category != (dtypes.INTEGER if whole else dtypes.FLOATING):
        kind = "integral" if whole else "floating point"
        raise RuntimeError(
            f"cov(): expected {name} to have {kind} dtype but got {name} with {weights.dtype.printed} dtype"
        )
    if weights._array.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got"
            f" {weights._array.size} != {count}"
        )
    if bool((weights._array < 0).any()):
        raise RuntimeError(f"cov(): {name} cannot be negative")


def _weights(count: int, fweights: Tensor | None, aweights: Tensor | None) -> Tensor | None:
    """How much each observation counts; None where all count once."""
    if fweights is not None:
        _check_weights(fweights, count, "fweights", True)
    if aweights is not None:
        _check_weights(aweights, count, "aweights", False)
    if fweights is None or aweights is None:
        return aweights if fweights is None else fweights
    return fweights * aweights


def _freedom(total: Any, weights: Tensor | None, aweights: Tensor | None, correction: int) -> Any:
    """What sums of products are divided by, 0 with a warning where it would be less."""
    less: Any = correction
    if weights is not None and aweights is not None and correction:
        less = true_divide(sum(weights * aweights), total) * correction
    freedom = total - less
    if (freedom.item() if isinstance(freedom, Tensor) else freedom) > 0:
        return freedom
    warnings.warn(
        "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
        UserWarning,
        stacklevel=3,
    )
    return 0


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of variables, rows of `input`, of which columns are observations.

    `fweights` says how often each observation was made, `aweights` how much it counts; the sum of products is divided
    by the number of observations less `correction`.

    Shape: (variables, observations) gives (variables, variables); a vector is one variable, and gives a 0-d tensor.
    Dtype: any but bool; floating point.
    Raises: RuntimeError for more dims, bools and other weights; a UserWarning where nothing is left to divide by.
    Source: torch.cov.
    """
    need_tensors("cov", input=input)
    if input.ndim > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input.ndim} dimensions"
        )
    if input.dtype is dtypes.bool_:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input if input.ndim == 2 else reshape(input, 1, -1)
    count = rows._array.shape[1]
    weights = _weights(count, fweights, aweights)
    total: Any = count if weights is None else sum(weights)
    if weights is not None and total.item() == 0:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    weighted = rows if weights is None else rows * weights
    centred = rows - unsqueeze(true_divide(sum(weighted, 1), total), 1)
    freedom = _freedom(total, weights, aweights, correction)
    products = mm(centred, t(centred if weights is None else centred * weights))
    return squeeze(true_divide(products, freedom))


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, rows of `input`, of which columns are observations.

    Shape: (variables, observations) gives (variables, variables); a vector is one variable, and gives a 0-d tensor.
    Dtype: any but bool; floating point.
    Raises: RuntimeError for more dims and bools.
    Source: torch.corrcoef: covariances over the roots of both variances, held within -1 … 1.
    """
    need_tensors("corrcoef", input=input)
    if input.ndim > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got an input with {input.ndim} dimensions"
        )
    found = cov(input)
    if found.ndim == 0:
        return true_divide(found, found)
    deviations = sqrt(diagonal(found))
    scaled = true_divide(true_divide(found, reshape(deviations, -1, 1)), reshape(deviations, 1, -1))
    return clip(scaled, -1, 1)


def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The slopes along each dim of a function of which `input` holds values: central differences, one-sided at ends.

    `spacing` is the distance between neighbours, 1 unless given; or one a dim; or the places along each, vectors.

    Shape: any; the same, one for each dim (or for those in `dim`).
    Dtype: any but bool and uint8; floating point.
    Raises: RuntimeError for fewer values along a dim than `edge_order` + 1, and for other spacings.
    Source: torch.gradient; Fornberg 1988. With `edge_order` 2 slopes at ends are of second order too.
    """
    need_tensors("gradient", input=input)
    if input.dtype is dtypes.uint8:
        raise RuntimeError("engine.gradient does not support uint8 input.")
    if edge_order not in (1, 2):
        raise RuntimeError("engine.gradient only supports edge_order=1 and edge_order=2.")
    axes = _axes(input, dim)
    distances = _distances(spacing, len(axes), dim)
    for axis in axes:
        if input._array.shape[axis] < edge_order + 1:
            raise RuntimeError("engine.gradient expected each dimension size to be at least edge_order+1")
    return tuple(
        _slopes_between(input, axis, h, edge_order)
        if isinstance(h, Tensor)
        else _even_slopes(input, axis, h, edge_order)
        for axis, h in zip(axes, distances, strict=True)
    )


def _axes(input: Tensor, dim: Any) -> list[int]:
    if dim is None:
        return [*range(input.ndim)]
    axes = [one_dim(d, input.ndim, "gradient") for d in (dim if isinstance(dim, Sequence) else (dim,))]
    for axis in axes:
        if axes.count(axis) > 1:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
    return axes


def _distances(spacing: Any, count: int, dim: Any) -> list[Any]:
    """For each dim a number, or a vector of places. Raises RuntimeError where they are too many or too few."""
    spacing = 1 if spacing is None else spacing
    if not isinstance(spacing, Sequence):
        return [spacing] * count
    if len(spacing) != count:
        raise RuntimeError(
            "engine.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() ="
            f" {count}', since dim argument was not given, but got a list of length {len(spacing)}"
            if dim is None
            else "engine.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to"
            f" have the same length, but got a spacing argument of length {len(spacing)} and a dim argument of length"
            f" {count}."
        )
    for h in spacing:
        if isinstance(h, Tensor) and h.ndim != 1:
            raise RuntimeError(
                "engine.gradient expected each element of spacing to have one dimension, but got an element with"
                f" {h.ndim} dimensions!"
            )
    return list(spacing)


def _between(input: Tensor, axis: int, start: int, end: int) -> Tensor:
    return narrow(input, axis, start, end - start)


def _even_slopes(x: Tensor, axis: int, h: Any, order: int) -> Tensor:
    n = x._array.shape[axis]
    inner = true_divide(_between(x, axis, 2, n) - _between(x, axis, 0, n - 2), 2 * h)
    if order == 1:
        first = true_divide(_between(x, axis, 1, 2) - _between(x, axis, 0, 1), h)
        last = true_divide(_between(x, axis, n - 1, n) - _between(x, axis, n - 2, n - 1), h)
    else:
        first, last = (
            true_divide(
                _at(x, axis, places[0]) * -1.5 + _at(x, axis, places[1]) * 2 + _at(x, axis, places[2]) * -0.5, sign * h
            )
            for places, sign in (((0, 1, 2), 1), ((n - 1, n - 2, n - 3), -1))
        )
    return cat([first, inner, last], axis)


def _at(x: Tensor, axis: int, place: int) -> Tensor:
    return narrow(x, axis, place, 1)


def _slopes_between(x: Tensor, axis: int, places: Tensor, order: int) -> Tensor:
    """Slopes where neighbours are differently far apart."""
    n = x._array.shape[axis]
    steps = diff(places)
    laid = [1] * x.ndim
    laid[axis] = -1
    rise = true_divide(diff(x, 1, axis), reshape(steps, *laid))
    before, after = steps[:-1], steps[1:]
    whole = before + after
    inner = _between(rise, axis, 0, n - 2) * reshape(true_divide(after, whole), *laid) + _between(
        rise, axis, 1, n - 1
    ) * reshape(true_divide(before, whole), *laid)
    first, last = _at(rise, axis, 0), _at(rise, axis, n - 2)
    if order == 2:
        bend = true_divide(steps[:1], whole[:1]), true_divide(steps[-1:], whole[-1:])
        first = first + (first - _at(rise, axis, 1)) * reshape(bend[0], *laid)
        last = last + (last - _at(rise, axis, n - 3)) * reshape(bend[1], *laid)
    return cat([first, inner, last], axis)


__all__ = ["corrcoef", "cov", "gradient"]
METHODS = "corrcoef cov"
IN_PLACE = ""
