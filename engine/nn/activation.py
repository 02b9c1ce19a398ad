"""Activations with curves, as `nn.functional` has them, with `inplace` where PyTorch's have it."""

from __future__ import annotations

from engine.functions import activation as bare
from engine.functions.activation import apply, celu_, selu_
from engine.functions.arguments import need_tensors, one_dim
from engine.functions.operands import floating
from engine.ops import activation as ops
from engine.tensor import Tensor

__all__ = [
    "celu", "celu_", "elu", "elu_", "gelu", "glu", "logsigmoid", "mish", "selu", "selu_", "sigmoid", "silu",
    "softplus", "softsign", "tanh", "tanhshrink",
]  # fmt: skip


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha (exp(x) - 1) below.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.elu; Clevert et al. 2015, "Exponential linear units".
    """
    return bare.elu_of(input, alpha, inplace)


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """In-place elu: writes into `input`'s memory and returns it.

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for other dtypes, RuntimeError where the write cannot be recorded.
    Source: nn.functional.elu_.
    """
    return bare.elu_of(input, alpha, True)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale x above 0, scale alpha (exp(x) - 1) below, with the two numbers that keep mean 0 and variance 1.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.selu; Klambauer et al. 2017, "Self-normalizing neural networks".
    """
    return bare.selu_of(input, inplace)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, alpha (exp(x / alpha) - 1) below.

    Shape: any.
    Dtype: floating point, kept.
    Raises: RuntimeError for alpha 0, NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.celu; Barron 2017, "Continuously differentiable exponential linear units".
    """
    return bare.celu_of(input, alpha, inplace)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x times sigmoid(x).

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.silu; Elfwing et al. 2017, "Sigmoid-weighted linear units".
    """
    return apply(ops.silu, ops.silu, floating(input, "silu", "silu_cpu"), inplace)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times tanh(softplus(x)).

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.mish; Misra 2019, "Mish".
    """
    return apply(ops.mish, ops.mish, floating(input, "mish", "mish_cpu"), inplace)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x times the normal distribution function, exactly or ("tanh") by a formula with tanh.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, RuntimeError for another `approximate`.
    Source: nn.functional.gelu; Hendrycks & Gimpel 2016, "Gaussian error linear units".
    """
    need_tensors("gelu", input=input)
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return (ops.gelu if approximate == "none" else ops.gelu_tanh)(floating(input, "gelu", "GeluKernelImpl"))


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half along `dim` times the sigmoid of the second.

    Shape: an even size along `dim`; half of it in the result.
    Dtype: floating point, kept.
    Raises: RuntimeError for an odd size and 0-d tensors, IndexError for the dim, NotImplementedError for other dtypes.
    Source: nn.functional.glu; Dauphin et al. 2016, "Gated convolutional networks".
    """
    if input.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    axis = one_dim(dim, input.ndim, "glu")
    if (size := input._value.shape[axis]) % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {axis} is size {size}")
    return ops.glu(floating(input, "glu", "glu_cpu"), axis=axis)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(beta x)) / beta, and x itself where beta x is over `threshold`.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.softplus; the derivative is sigmoid(beta x).
    """
    return ops.softplus(floating(input, "softplus", "softplus_cpu"), beta=beta, threshold=threshold)


def logsigmoid(input: Tensor) -> Tensor:
    """The logarithm of sigmoid(x), without overflow.

    Shape: any.
    Dtype: floating point, kept.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: nn.functional.logsigmoid; the derivative is sigmoid(-x).
    """
    return ops.log_sigmoid(floating(input, "log_sigmoid", "log_sigmoid_cpu"))


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|).

    Shape: any.
    Dtype: floating point, kept; integers give the default floating-point type.
    Raises: what `abs` raises for bools.
    Source: nn.functional.softsign.
    """
    return input / (input.abs() + 1)


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x).

    Shape: any.
    Dtype: floating point, kept; integers give the default floating-point type.
    Raises: RuntimeError for bools.
    Source: nn.functional.tanhshrink.
    """
    return input - input.tanh()


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent.

    Shape: any.
    Dtype: floating point, kept; integers and bools give the default floating-point type.
    Raises: AttributeError for what is no Tensor.
    Source: nn.functional.tanh.
    """
    return input.tanh()


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)).

    Shape: any.
    Dtype: floating point, kept; integers and bools give the default floating-point type.
    Raises: AttributeError for what is no Tensor.
    Source: nn.functional.sigmoid.
    """
    return input.sigmoid()
