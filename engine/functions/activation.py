"""The activations that PyTorch has outside of `nn.functional` too, and their forms in place."""

from __future__ import annotations

from typing import Any

from engine import dtypes
from engine.functions import elementwise
from engine.functions.arguments import need_tensors
from engine.functions.docstrings import ANY, described
from engine.functions.operands import floating, need_numbers
from engine.functions.shape import reshape
from engine.op import Op
from engine.ops import activation as ops
from engine.shortcut import unary
from engine.tensor import Tensor
from engine.views import in_place

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
"""The numbers for which layers keep mean 0 and variance 1 (Klambauer et al. 2017)."""


def apply(op: Op, written: Op, input: Tensor, inplace: bool, **parameters: Any) -> Tensor:
    """`op` of `input`, or `written` in its place."""
    return in_place(written)(input, **parameters) if inplace else op(input, **parameters)


def _relu_the_long_way(input: Tensor) -> Tensor:
    need_tensors("relu", input=input)
    if input.dtype is dtypes.bool_:
        raise RuntimeError("Boolean inputs not supported for relu")
    return ops.relu(input)


relu = described(
    unary(ops.relu, _relu_the_long_way),
    "relu",
    "The greater of each element and 0.",
    shape=ANY,
    dtype="floating-point or integer; the same.",
    raises="RuntimeError for bools, TypeError for what is no Tensor.",
    source="torch.relu; the gradient at 0 is 0.",
)


def _elu_family(input: Tensor, op: Op, alpha: float, scale: float, inner: float, name: str, inplace: bool) -> Tensor:
    written = ops.celu_in_place if op is ops.celu else ops.elu_in_place
    floating(input, name, "elu_cpu")
    return apply(op, written, input, inplace, alpha=alpha, scale=scale, inner=inner)


def elu_of(input: Tensor, alpha: float, inplace: bool) -> Tensor:
    """x above 0, alpha (exp(x) - 1) below."""
    return _elu_family(input, ops.elu, alpha, 1, 1, "elu", inplace)


def selu_of(input: Tensor, inplace: bool) -> Tensor:
    """`elu` scaled."""
    return _elu_family(input, ops.elu, SELU_ALPHA, SELU_SCALE, 1, "selu", inplace)


def celu_of(input: Tensor, alpha: float, inplace: bool) -> Tensor:
    """`elu` whose slope is 1 at 0 from both sides."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return _elu_family(input, ops.celu, alpha, 1, 1 / alpha, "celu", inplace)


def threshold_of(input: Tensor, threshold: float, value: float, inplace: bool) -> Tensor:
    """x above `threshold`, else `value`."""
    need_tensors("threshold", input=input)
    need_numbers("threshold_cpu", input)
    if not input.dtype.is_floating_point:
        threshold, value = int(threshold), int(value)
    return apply(ops.threshold, ops.threshold_in_place, input, inplace, threshold=threshold, value=value)


def selu(input: Tensor) -> Tensor:
    """scale x above 0, scale alpha (exp(x) - 1) below, with the two numbers that keep mean 0 and variance 1.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: torch.selu; Klambauer et al. 2017, "Self-normalizing neural networks".
    """
    return selu_of(input, False)


def celu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """x above 0, alpha (exp(x / alpha) - 1) below.

    Shape: any.
    Dtype: floating point, kept.
    Raises: RuntimeError for alpha 0, NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: torch.celu; Barron 2017, "Continuously differentiable exponential linear units".
    """
    return celu_of(input, alpha, False)


def threshold(input: Tensor, threshold: float, value: float) -> Tensor:
    """x where it is above `threshold`, else `value`.

    Shape: any.
    Dtype: floating point or integer, kept; the two numbers are cut to whole ones for integers.
    Raises: NotImplementedError for bools, TypeError for what is no Tensor.
    Source: torch.threshold; the gradient at the threshold is 0.
    """
    return threshold_of(input, threshold, value, False)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """0 within `lambd` of 0, x elsewhere.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: torch.hardshrink; the gradient at the bounds is 0.
    """
    return ops.hardshrink(floating(input, "hardshrink", "hardshrink_cpu"), bound=lambd)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x above 0, `weight` times x below, with one weight or one for each channel (dim 1).

    Shape: any; `weight` is 0-d, of size 1, or as long as dim 1.
    Dtype: floating point, the same for both, kept.
    Raises: RuntimeError for a weight of another size or dtype, TypeError for what is no Tensor.
    Source: torch.prelu; the gradient at 0 is that of the lower side.
    """
    need_tensors("prelu", input=input, weight=weight)
    if input._value.dtype != weight._value.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {input.dtype.printed} and {weight.dtype.printed}"
        )
    if weight.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if (count := weight._value.size) != 1:
        if input.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input._value.shape[1] if input.ndim > 1 else 1
        if channels != count:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {count} and channel"
                f" size = {channels}."
            )
    floating(input, "prelu", "prelu_cpu")
    shape = [1] * input.ndim
    if input.ndim > 1:
        shape[1] = count
    return ops.prelu(input, weight if list(weight._value.shape) == shape else reshape(weight, shape))


def selu_(input: Tensor) -> Tensor:
    """In-place selu: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for other dtypes, RuntimeError where the write cannot be recorded.
    Source: torch.selu_.
    """
    return selu_of(input, True)


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """In-place celu: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for other dtypes, RuntimeError for alpha 0 or where the write cannot be recorded.
    Source: torch.celu_.
    """
    return celu_of(input, alpha, True)


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """In-place threshold: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point or integer.
    Raises: NotImplementedError for bools, RuntimeError where the write cannot be recorded.
    Source: torch.threshold_.
    """
    return threshold_of(input, threshold, value, True)


relu_, sigmoid_, tanh_ = in_place(relu), in_place(elementwise.sigmoid), in_place(elementwise.tanh)

# fmt: off
__all__ = [
    "celu", "celu_", "hardshrink", "prelu", "relu", "relu_", "selu", "selu_", "sigmoid_", "tanh_", "threshold",
    "threshold_",
]
# fmt: on
METHODS = "hardshrink prelu relu"
IN_PLACE = "relu"
