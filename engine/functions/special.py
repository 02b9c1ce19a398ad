"""Special functions in PyTorch's spelling, also under `engine.special`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.functions.docstrings import ANY, FLOATING, NO_TENSOR, described
from engine.functions.operands import need_floating, plain
from engine.op import Op
from engine.ops import special as ops
from engine.ops.arithmetic import add, div_scalar, mul_scalar
from engine.ops.elementwise import rounded_to
from engine.shortcut import unary
from engine.tensor import Tensor


def _function(op: Op, name: str, means: str, source: str) -> Callable[[Tensor], Tensor]:
    return described(
        unary(op), name, f"{means} of each element.", shape=ANY, dtype=FLOATING, raises=NO_TENSOR, source=f"{source}."
    )


def _without_half(op: Op, name: str, means: str, source: str) -> Callable[[Tensor], Tensor]:
    """A function that PyTorch has for float32 and float64 only."""

    def function(input: Tensor) -> Tensor:
        _refuse_half(name, input)
        return op(input)

    return described(
        function,
        name,
        f"{means} of each element.",
        shape=ANY,
        dtype="float32 or float64 as the input; integers and bools give the default dtype.",
        raises="NotImplementedError for float16.",
        source=f"{source}.",
    )


def _refuse_half(name: str, *operands: Any) -> None:
    """Raise NotImplementedError where a Tensor is of float16."""
    for x in operands:
        if isinstance(x, Tensor) and x.dtype is dtypes.float16:
            raise errors.no_kernel(f"{name}_cpu", x.dtype)


erf = _function(ops.erf, "erf", "The error function", "torch.erf; DLMF 7.2.1")
erfc = _function(ops.erfc, "erfc", "One minus the error function", "torch.erfc; DLMF 7.2.2")
erfinv = _function(ops.erfinv, "erfinv", "The inverse error function", "torch.erfinv; DLMF 7.17.1")
erfcx = _without_half(ops.erfcx, "erfcx", "exp(x²) erfc(x)", "torch.special.erfcx; DLMF 7.7.1")
log_ndtr = _without_half(
    ops.log_ndtr, "log_ndtr", "The logarithm of the normal distribution's area", "torch.special.log_ndtr"
)
ndtri = _without_half(ops.ndtri, "ndtri", "The inverse of the normal distribution's area", "torch.special.ndtri")
lgamma = _function(ops.lgamma, "lgamma", "The logarithm of |Γ(x)|", "torch.lgamma; DLMF 5.2")
digamma = _function(ops.digamma, "digamma", "The derivative of log Γ(x)", "torch.digamma; DLMF 5.2.2")
i0 = _function(ops.i0, "i0", "The modified Bessel function I0", "torch.i0; DLMF 10.25")
i0e = _function(ops.i0e, "i0e", "exp(-|x|) I0(x)", "torch.special.i0e; DLMF 10.25")
i1 = _function(ops.i1, "i1", "The modified Bessel function I1", "torch.special.i1; DLMF 10.25")
i1e = _function(ops.i1e, "i1e", "exp(-|x|) I1(x)", "torch.special.i1e; DLMF 10.25")
sinc = _function(ops.sinc, "sinc", "sin(πx)/(πx), 1 at 0,", "torch.sinc")
entr = _function(ops.entr, "entr", "-x log x, 0 at 0 and -inf below,", "torch.special.entr")


def ndtr(input: Tensor) -> Tensor:
    """The area under the normal distribution from -inf to each element.

    Shape: any; the same.
    Dtype: floating-point as the input; integers and bools give the default dtype.
    Raises: TypeError for what is no Tensor.
    Source: torch.special.ndtr, composed as there: (1 + erf(x/√2)) / 2.
    """
    return mul_scalar(add(ops.erf(div_scalar(input, divisor=math.sqrt(2))), 1), factor=0.5)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of sigmoid; `eps` holds x between eps and 1 - eps.

    Shape: any; the same.
    Dtype: floating-point as the input; integers and bools give the default dtype.
    Raises: TypeError for what is no Tensor.
    Source: torch.logit; nan outside [0, 1], where `eps` does not hold it.
    """
    return ops.logit(input, eps=eps)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """Each element rounded to `decimals` places after the point, halves to the even digit.

    Shape: any; the same.
    Dtype: floating-point; the same.
    Raises: NotImplementedError for integers and bools.
    Source: torch.special.round; the derivative is 0.
    """
    need_floating("round_cpu" if decimals else "round_vml_cpu", input)
    return rounded_to(input, decimals=decimals)


def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma.

    Shape: any; the same.
    Dtype: floating-point as the input; integers and bools give the default dtype.
    Raises: RuntimeError for a negative n.
    Source: torch.polygamma; DLMF 5.15.
    """
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return ops.polygamma(input, n=n)


def mvlgamma(input: Tensor, p: int) -> Tensor:
    """The logarithm of the gamma function of `p` dimensions.

    Shape: any; the same.
    Dtype: floating-point as the input; integers give the default dtype.
    Raises: RuntimeError for bools, or a p below 1.
    Source: torch.mvlgamma; DLMF 35.3.
    """
    if input.dtype is dtypes.bool_:
        raise RuntimeError("The input tensor may not be a boolean tensor.")
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    return ops.mvlgamma(input, order=p)


def _with_number(op: Op, of_number: Op, by_number: Op, name: str) -> Callable[[Any, Any], Tensor]:
    """A function of two Tensors, of which one may be a number; each case is a node of its own, as in PyTorch."""

    def function(input: Any, other: Any) -> Tensor:
        if isinstance(input, Tensor):
            return op(input, other) if isinstance(other, Tensor) else by_number(input, y=plain(other))
        if not isinstance(other, Tensor):
            raise errors.no_overload(name, (input, other))
        return of_number(other, x=plain(input))

    return function


_xlogy = _with_number(ops.xlogy, ops.xlogy_of_number, ops.xlogy_by_number, "xlogy")
_xlog1py = _with_number(ops.xlog1py, ops.xlog1py_of_number, ops.xlog1py_by_number, "special_xlog1py")
_zeta = _with_number(ops.zeta, ops.zeta_of_number, ops.zeta_at_number, "special_zeta")


def xlogy(input: Any, other: Any) -> Tensor:
    """`input` times the logarithm of `other`, 0 where `input` is 0.

    Shape: both, broadcast against each other; one may be a number.
    Dtype: the common one of both; integers and bools give the default dtype.
    Raises: TypeError for two numbers.
    Source: torch.xlogy; nan where `other` is nan.
    """
    return _xlogy(input, other)


def xlog1py(input: Any, other: Any) -> Tensor:
    """`input` times log(1 + `other`), 0 where `input` is 0.

    Shape: both, broadcast against each other; one may be a number.
    Dtype: the common one of both; integers and bools give the default dtype.
    Raises: TypeError for two numbers.
    Source: torch.special.xlog1py; nan where `other` is nan.
    """
    return _xlog1py(input, other)


def zeta(input: Any, other: Any) -> Tensor:
    """The zeta function of Hurwitz, Σ 1/(k + other)^input over k >= 0.

    Shape: both, broadcast against each other; one may be a number.
    Dtype: the common one of both, but not float16; integers and bools give the default dtype.
    Raises: TypeError for two numbers, NotImplementedError for float16 and for the derivative by `input`.
    Source: torch.special.zeta; DLMF 25.11.
    """
    _refuse_half("zeta", input, other)
    return _zeta(input, other)


# fmt: off
__all__ = [
    "digamma", "erf", "erfc", "erfinv", "i0", "lgamma", "logit", "mvlgamma", "polygamma", "sinc", "xlogy",
]
# fmt: on
METHODS = """
    digamma erf erfc erfinv i0 lgamma logit mvlgamma sinc xlogy
"""
IN_PLACE = METHODS
