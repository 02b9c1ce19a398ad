"""Tensors of evenly spaced values: arange, linspace, logspace."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.functions.placing import kind_of, number, placed
from engine.tensor import Tensor

_RANGE = (
    "engine.range is deprecated: its end is included, which Python's range does not. Use engine.arange, whose end is"
    " not."
)
_ARANGES = ("Number end", "Number start, Number end", "Number start, Number end, Number step")
_LINSPACES = ("Number start, Number end, int steps",)
_LOGSPACES = ("Number start, Number end, int steps, float base = 10.0",)


def arange(
    *ends: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False, **named: Any
) -> Tensor:
    """Values from `start` up to but without `end`, `step` apart: `arange(end)`, `(start, end)`, `(start, end, step)`.

    Shape: (ceil((end - start) / step),).
    Dtype: int64 where all are whole numbers, else the default one.
    Raises: RuntimeError for a step of 0 or in the wrong direction, TypeError for what are no numbers.
    Source: torch.arange.
    """
    if len(ends) == 1 and type(ends[0]) is int and 0 <= ends[0] < 2**31 and not (named or dtype or requires_grad):
        return placed(np.arange(ends[0]), device, dtypes.int64, False, "arange")  # what most calls are
    names = ("end",) if len(ends) == 1 and "end" not in named else ("start", "end", "step")
    given = dict(zip(names, ends, strict=False))
    if len(ends) > 3 or set(given) & set(named) or not {"end"} <= {*given, *named} <= {"start", "end", "step"}:
        raise errors.no_overload("arange", ends, *_ARANGES, **named)
    given |= named
    order = list(given) if len(ends) == 1 else ["start", "end", "step"]
    start, end, step = (
        number("arange", key, 1 + (order.index(key) if key in order else 0), given.get(key, default))
        for key, default in (("start", 0), ("end", 0), ("step", 1))
    )
    whole = all(isinstance(value, int) for value in (start, end, step))
    kind = kind_of("arange", dtype, dtypes.int64 if whole else dtypes.get_default_dtype())
    return placed(_steps(start, end, step, kind), device, None, requires_grad, "arange")


def _steps(start: Any, end: Any, step: Any, kind: dtypes.DType) -> Any:
    """The values of arange as a host array; in a whole-number dtype the ends lose their fractions first."""
    if kind.name == "bool":
        raise errors.no_kernel("arange_cpu", dtypes.bool_)
    if not kind.is_floating_point:
        if not all(map(math.isfinite, (start, end))):
            raise RuntimeError(f"unsupported range: {start} -> {end}")
        start, end, step = (scalars.element(dtypes.int64, value) for value in (start, end, step))
    if not (step > 0 or step < 0):
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end < start) if step > 0 else (end > start):
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    size = -(-(end - start) // step) if not kind.is_floating_point else math.ceil((end - start) / step)
    if size >= 2**60:
        raise RuntimeError("invalid size, possible overflow?")
    if not size:
        return np.zeros(0, dtype=kind.numpy)
    with np.errstate(all="ignore"):
        return (start + np.arange(size) * step).astype(kind.numpy)


def range(
    start: Any = None, end: Any = None, step: Any = 1, *, dtype: Any = None, device: Any = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Values from `start` to `end`, `step` apart, the end included; `arange` is what PyTorch advises.

    Shape: (floor((end - start) / step) + 1,).
    Dtype: the default one.
    Raises: RuntimeError for a step of 0 or in the wrong direction, TypeError for what are no numbers; a UserWarning.
    Source: torch.range.
    """
    if start is None or end is None:
        raise TypeError(f'range() missing 1 required positional arguments: "{"start" if start is None else "end"}"')
    warnings.warn(_RANGE, UserWarning, stacklevel=2)
    start, end, step = (
        number("range", key, place, value)
        for place, (key, value) in enumerate((("start", start), ("end", end), ("step", step)), 1)
    )
    if not (step > 0 or step < 0):
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if (end < start) if step > 0 else (end > start):
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    kind = kind_of("range", dtype, dtypes.get_default_dtype())
    values = start + np.arange(math.floor((end - start) / step) + 1) * step
    return placed(values.astype(kind.numpy), device, None, requires_grad, "range")


def linspace(
    start: Any, end: Any, steps: Any = 100, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`steps` values evenly from `start` to `end`, both included; 100 unless given, where PyTorch asks for a number.

    Shape: (steps,).
    Dtype: the default one.
    Raises: RuntimeError for negative `steps`, or tensors that are not 0-d; TypeError for what are no numbers.
    Source: torch.linspace: computed from both ends towards the middle, so that the two halves mirror.
    """
    first, last, size = _ends("linspace", _LINSPACES, (start, end, steps))
    kind = kind_of("linspace", dtype, dtypes.get_default_dtype())
    return placed(even(first, last, size, kind), device, None, requires_grad, "linspace")


def _ends(name: str, ways: tuple[str, ...], values: tuple[Any, ...]) -> tuple[Any, Any, int]:
    """The two ends and the number of values, checked."""
    for key, value in zip(("start", "end"), values, strict=False):
        if isinstance(value, Tensor) and value.ndim:
            raise RuntimeError(
                f"{name} only supports 0-dimensional start and end tensors, but got {key} with {value.ndim}"
                " dimension(s)."
            )
    whole = isinstance(values[2], int | np.integer) and not isinstance(values[2], bool)
    kinds = Tensor | bool | int | float | np.generic
    if not whole or not all(isinstance(value, kinds) for value in values[:2]):
        raise errors.no_overload(name, values, *ways)
    if values[2] < 0:
        raise RuntimeError("number of steps must be non-negative")
    return number(name, "start", 1, values[0]), number(name, "end", 2, values[1]), int(values[2])


def even(start: Any, end: Any, steps: int, kind: dtypes.DType) -> Any:
    """The values of linspace as a host array of `kind`; whole-number dtypes cut off float64's."""
    if kind.name == "bool":
        raise errors.no_kernel("linspace_cpu", dtypes.bool_)
    start, end = scalars.element(kind, start), scalars.element(kind, end)
    if steps < 2:
        return np.full(steps, start, dtype=kind.numpy)
    number = kind.numpy.type if kind.is_floating_point else np.float64
    place, half = np.arange(steps), steps // 2
    with np.errstate(all="ignore"):
        step = (number(end) - number(start)) / number(steps - 1)
        up, down = number(start) + step * place.astype(number), number(end) - step * place[::-1].astype(number)
        return np.where(place < half, up, down).astype(kind.numpy)


def logspace(
    start: Any,
    end: Any,
    steps: Any = 100,
    base: float = 10.0,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`base` to the powers `linspace(start, end, steps)`.

    Shape: (steps,).
    Dtype: the default one.
    Raises: RuntimeError for negative `steps`, or tensors that are not 0-d; TypeError for what are no numbers.
    Source: torch.logspace.
    """
    first, last, size = _ends("logspace", _LOGSPACES, (start, end, steps))
    kind = kind_of("logspace", dtype, dtypes.get_default_dtype())
    wide = kind if kind.is_floating_point else dtypes.float32
    if not kind.is_floating_point:
        first, last = scalars.element(kind, first), scalars.element(kind, last)
    with np.errstate(all="ignore"):
        values = np.power(np.float64(base), even(first, last, size, wide).astype(np.float64))
    return placed(values.astype(kind.numpy), device, None, requires_grad, "logspace")
