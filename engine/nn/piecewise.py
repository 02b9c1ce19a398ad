"""Activations of straight pieces, as `nn.functional` has them, with `inplace` where PyTorch's have it."""

from __future__ import annotations

from engine import dtypes
from engine.functions import activation as bare
from engine.functions.activation import apply, hardshrink, prelu, relu_, threshold_
from engine.functions.arguments import need_tensors
from engine.functions.operands import floating
from engine.ops import activation as ops
from engine.tensor import Tensor

__all__ = [
    "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "prelu", "relu",
    "relu6", "relu_", "softshrink", "threshold", "threshold_",
]  # fmt: skip


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """The greater of x and 0.

    Shape: any.
    Dtype: floating point or integer, kept.
    Raises: RuntimeError for bools, TypeError for what is no Tensor.
    Source: nn.functional.relu; the gradient at 0 is 0.
    """
    return relu_(input) if inplace else bare.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """x held between 0 and 6.

    Shape: any.
    Dtype: floating point or integer, kept.
    Raises: RuntimeError for bools, TypeError for what is no Tensor.
    Source: nn.functional.relu6; the gradient at 0 and 6 is 0.
    """
    return _held(input, 0, 6, inplace, "relu6")


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x above 0, `negative_slope` times x below.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.leaky_relu; the gradient at 0 is that of the lower side.
    """
    floating(input, "leaky_relu", "leaky_relu_cpu")
    return apply(ops.leaky_relu, ops.leaky_relu_in_place, input, inplace, slope=negative_slope)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """In-place leaky_relu: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for other dtypes, RuntimeError where the write cannot be recorded.
    Source: nn.functional.leaky_relu_.
    """
    return leaky_relu(input, negative_slope, True)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is above `threshold`, else `value`.

    Shape: any.
    Dtype: floating point or integer, kept; the two numbers are cut to whole ones for integers.
    Raises: NotImplementedError for bools, TypeError for what is no Tensor.
    Source: nn.functional.threshold; the gradient at the threshold is 0.
    """
    return bare.threshold_of(input, threshold, value, inplace)


def _held(input: Tensor, low: float, high: float, inplace: bool, name: str) -> Tensor:
    need_tensors(name, input=input)
    dtype = input.dtype
    if dtype is dtypes.bool_:
        raise RuntimeError("Bool inputs not supported for hardtanh")
    if not dtype.is_floating_point:
        low, high = int(low), int(high)
        if not dtype.is_signed and (low < 0 or high < 0):
            raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return apply(ops.hardtanh, ops.hardtanh, input, inplace, low=low, high=high)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x held between `min_val` and `max_val`.

    Shape: any.
    Dtype: floating point or integer, kept; the bounds are cut to whole numbers for integers.
    Raises: ValueError for min_val above max_val, RuntimeError for bools, TypeError for what is no Tensor.
    Source: nn.functional.hardtanh; unlike clamp's, the gradient at the bounds is 0.
    """
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return _held(input, min_val, max_val, inplace, "hardtanh")


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """In-place hardtanh: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point or integer.
    Raises: ValueError for min_val above max_val, RuntimeError where the write cannot be recorded.
    Source: nn.functional.hardtanh_.
    """
    return hardtanh(input, min_val, max_val, True)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """x / 6 + 1 / 2, held between 0 and 1.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.hardsigmoid; the gradient at the bounds is 0.
    """
    return apply(ops.hardsigmoid, ops.hardsigmoid, floating(input, "hardsigmoid", "hardsigmoid_cpu"), inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times hardsigmoid(x).

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.hardswish; Howard et al. 2019, "Searching for MobileNetV3".
    """
    return apply(ops.hardswish, ops.hardswish, floating(input, "hardswish", "hardswish_cpu"), inplace)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by `lambd`, and 0 within that.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, RuntimeError for a negative `lambd`, TypeError for what is no Tensor.
    Source: nn.functional.softshrink; the gradient at the bounds is 0.
    """
    floating(input, "softshrink", "softshrink_check")
    if not lambd >= 0:
        most = {2: "65504", 4: "3.40282e+38", 8: "1.79769e+308"}[input.dtype.itemsize]
        raise RuntimeError(
            f"lambda must be in range [0, {most}] for input dtype {input.dtype.printed}, but found {lambd:g}"
        )
    return ops.softshrink(input, bound=lambd)
