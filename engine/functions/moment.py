"""Variance and standard deviation in PyTorch's spelling, alone and with the mean."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from engine.functions.arguments import all_dims
from engine.functions.docstrings import REDUCED, described
from engine.functions.reduce import length_of
from engine.functions.signature import of_tensor
from engine.op import Op
from engine.ops import moment as ops
from engine.tensor import Tensor


def _correction(name: str, unbiased: bool | None, correction: float | None) -> float:
    if unbiased is None:
        return 1 if correction is None else correction
    if correction is not None:
        raise TypeError(f"{name}() received an invalid combination of arguments: unbiased and correction are the same")
    return int(unbiased)


def _warn_of_no_freedom(name: str, freedom: float) -> None:
    if freedom <= 0:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input"
            " numel divided by output numel).",
            UserWarning,
            stacklevel=4,
        )


def _moment(op: Op, name: str, means: str) -> Callable[..., Any]:
    def function(
        input: Tensor,
        dim: Any = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Any:
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if not input.dtype.is_floating_point:
            raise RuntimeError("std and var only support floating point and complex dtypes")
        dims = all_dims(dim, input.ndim, name)
        count = length_of(input, dims)
        freedom = count - _correction(name, unbiased, correction)
        _warn_of_no_freedom(name, freedom)
        return op(input, axis=dims, keepdims=keepdim, freedom=freedom, count=count, shape=input._array.shape)

    divided = "The sum of squares is divided by the number of elements less `correction`, 1 unless `unbiased` is False."
    described(
        function,
        name,
        f"{means}.",
        divided,
        shape=REDUCED,
        dtype="floating point, as the input.",
        raises="RuntimeError for integers and bools, IndexError for a dim out of range, TypeError for two corrections.",
        source=f"torch.{name}; the gradient of the variance is 2 (x - mean) over the divisor.",
    )
    return of_tensor(function)


var = _moment(ops.var, "var", "The variance over `dim`, or of everything")
std = _moment(ops.std, "std", "The standard deviation over `dim`, or of everything, the square root of the variance")
var_mean = _moment(ops.var_mean, "var_mean", "The variance and the mean over `dim`, or of everything, as a tuple")
std_mean = _moment(
    ops.std_mean, "std_mean", "The standard deviation and the mean over `dim`, or of everything, as a tuple"
)

__all__ = ["std", "std_mean", "var", "var_mean"]
METHODS = "var std"
IN_PLACE = ""
