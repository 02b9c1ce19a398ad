"""Quantiles in PyTorch's spelling, composed of a sort and two gathers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.functions.arguments import one_dim
from engine.functions.axes import transpose
from engine.functions.construct import tensor
from engine.functions.docstrings import described
from engine.functions.elementwise import ceil, floor, round
from engine.functions.index import gather
from engine.functions.reduce import sum
from engine.functions.shape import reshape, squeeze, unsqueeze
from engine.functions.signature import of_tensor
from engine.functions.sort import sort
from engine.ops import shape as shapes
from engine.ops.elementwise import where
from engine.tensor import Tensor

_INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _probabilities(input: Tensor, q: Any, interpolation: str) -> Tensor:
    """`q` as a tensor, checked with the other arguments in PyTorch's order and words."""
    if not isinstance(q, Tensor) and not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
    given: Tensor = q if isinstance(q, Tensor) else tensor(q, dtype=input.dtype, device=input.device)
    if interpolation not in _INTERPOLATIONS:
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got"
            f" {interpolation}"
        )
    if input._array.size == 0:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if given.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if input.dtype.name not in ("float32", "float64"):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if given.dtype is not input.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if given.device != input.device:
        raise RuntimeError("quantile() q tensor must be on the same device as the input tensor")
    if not bool(((given >= 0) & (given <= 1))._array.all()):
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    return given


def _lines(input: Tensor, dim: int | None, keepdim: bool, name: str) -> Tensor:
    """The input with the lines to be sorted in the last dim; `keepdim` leaves a dim of size 1 where they were."""
    axis = None if dim is None else one_dim(dim, input.ndim, name)
    if axis is None or input.ndim == 0:
        return reshape(input, *(1,) * (input.ndim if keepdim else 0), -1)
    lines = transpose(unsqueeze(input, -1), axis, -1)
    return lines if keepdim else squeeze(lines, axis)


def _ranks(ordered: Tensor, q: Tensor, skip_nan: bool) -> Tensor:
    """The place of each quantile in each sorted line; where nan counts and there is one, the last, which is nan."""
    n = ordered._array.shape[-1]
    numbers = sum(ordered.detach() == ordered.detach(), -1, True)
    if skip_nan:
        return (q * (numbers - 1)).clamp(min=0)
    return where(numbers == n, q * (n - 1), float(n - 1))


def _interpolated(ordered: Tensor, ranks: Tensor, interpolation: str) -> Tensor:
    if interpolation in ("lower", "higher", "nearest"):
        rounded = {"lower": floor, "higher": ceil, "nearest": round}[interpolation](ranks)
        return gather(ordered, -1, rounded.long())
    below = floor(ranks)
    weights = ranks * 0 + 0.5 if interpolation == "midpoint" else ranks - below
    low, high = gather(ordered, -1, below.long()), gather(ordered, -1, ceil(ranks).long())
    span = high - low
    # From the nearer end, so that an end which is infinite is met exactly.
    return where(weights < 0.5, low + span * weights, high - span * (1 - weights))


def _quantile(name: str, of_nan: str) -> Callable[..., Tensor]:
    def function(
        input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Tensor:
        q = _probabilities(input, q, interpolation)
        ordered = sort(_lines(input, dim, keepdim, name)).values
        found = _interpolated(ordered, _ranks(ordered, reshape(q, -1), name == "nanquantile"), interpolation)
        if q.ndim:
            found = transpose(unsqueeze(found, 0), 0, -1)
        return shapes.squeeze_product(found, axis=-1)

    does = f"The values below which the parts `q` of the elements along `dim`, or of all, lie; {of_nan}."
    described(
        function,
        name,
        does,
        "Between two elements it is interpolated: linear, lower, higher, midpoint or nearest.",
        shape="any; without `dim`, or with size 1 there (`keepdim`); one dim more in front if `q` is a vector.",
        dtype="float32 or float64; `q` a number in 0 … 1 or a tensor of the input's dtype.",
        raises="RuntimeError for other dtypes, values and names, for no elements, IndexError for a dim out of range.",
        source=f"torch.{name}; Hyndman & Fan 1996, type 7.",
    )
    return of_tensor(function)


quantile = _quantile("quantile", "nan where there is one")
nanquantile = _quantile("nanquantile", "nan does not count")

__all__ = ["nanquantile", "quantile"]
METHODS = "quantile nanquantile"
IN_PLACE = ""
