"""Scans and differences along a dim: running sums, products and extrema, diff, the trapezoid rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, return_types
from engine.functions.arguments import one_dim
from engine.functions.constant import zeros
from engine.functions.docstrings import described
from engine.functions.elementwise import logical_xor
from engine.functions.join import cat
from engine.functions.operands import need_floating, need_numbers
from engine.functions.pick import pick
from engine.functions.reduce import sum
from engine.functions.shape import reshape
from engine.functions.signature import of_tensor
from engine.op import Op
from engine.ops import scan as ops, shape as shapes, sort
from engine.ops.arithmetic import div_scalar
from engine.tensor import Tensor
from engine.views import in_place


def _axis(input: Tensor, dim: int, name: str) -> int | None:
    """The axis of a scan; None for a 0-d tensor, which has none."""
    axis = one_dim(dim, input.ndim, name)
    return axis if input.ndim else None


@of_tensor
def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The running sum along `dim`.

    Shape: any; as the input.
    Dtype: as the input; integers and bools sum to int64; `dtype` casts first.
    Raises: IndexError for a dim out of range, TypeError for several dims.
    Source: torch.cumsum; the gradient is the running sum from the other end.
    """
    axis = _axis(input, dim, "cumsum")
    result = ops.cumsum(input if dtype is None else input.to(dtype), axis=axis)
    return result if dtype is None else result.to(dtype)


@of_tensor
def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The running product along `dim`.

    Shape: any; as the input.
    Dtype: as the input; integers and bools multiply to int64; `dtype` casts first.
    Raises: IndexError for a dim out of range, TypeError for several dims.
    Source: torch.cumprod; the gradient is a recurrence from the end, without a division, so that zeros do no harm.
    """
    axis = _axis(input, dim, "cumprod")
    result = ops.cumprod(input if dtype is None else input.to(dtype), axis=axis)
    return result if dtype is None else result.to(dtype)


def _written(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    name, write = function.__name__, in_place(function)

    def method(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
        if dtype is not None and dtypes.as_dtype(dtype) is not input.dtype:
            ours, other = input.dtype.c_name, dtypes.as_dtype(dtype).c_name
            raise RuntimeError(
                f"Bad in-place call: input tensor dtype {ours} and output tensor dtype {other} should match"
            )
        need_numbers(f"{name}_out_cpu", input)
        return write(input, dim)

    described(
        method,
        f"{name}_",
        f"In-place {name}: writes into this tensor's memory and returns it.",
        shape="any.",
        dtype="any but bool, which it keeps; `dtype` must be the same.",
        raises="RuntimeError for another dtype, NotImplementedError for bool, IndexError for a dim out of range.",
        source=f"torch.Tensor.{name}_.",
    )
    return of_tensor(method)


cumsum_, cumprod_ = _written(cumsum), _written(cumprod)


@of_tensor
def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """The logarithm of the running sum of exp(x) along `dim`, without overflow.

    Shape: any; as the input.
    Dtype: floating point, as the input.
    Raises: NotImplementedError for integers and bools, IndexError for a dim out of range.
    Source: torch.logcumsumexp; the gradient is a recurrence from the end, in which no exponent is positive.
    """
    axis = _axis(input, dim, "logcumsumexp")
    need_floating("logcumsumexp_out_cpu", input)
    return ops.logcumsumexp(input, axis=axis)


def _extremum_so_far(op: Op, name: str, adjective: str) -> Callable[..., Any]:
    def function(input: Tensor, dim: int) -> Any:
        axis = one_dim(dim, input.ndim, name)

        def order(xp: Any, x: Any) -> Any:
            return ops.extremum_so_far(xp, x, axis, least=name == "cummin")

        return pick(op, input, axis, order, getattr(return_types, name))

    does = f"The {adjective} element so far along `dim`, as the named tuple (values, indices)."
    described(
        function,
        name,
        does,
        "Of equals the last is named; nan, once met, stays.",
        shape="any; as the input, both.",
        dtype="any, as the input; indices are int64.",
        raises="IndexError for a dim out of range, TypeError for several dims.",
        source=f"torch.{name}; the gradient is added up at the elements named.",
    )
    return of_tensor(function)


cummax = _extremum_so_far(sort.cummax, "cummax", "greatest")
cummin = _extremum_so_far(sort.cummin, "cummin", "least")


def _part(x: Tensor, axis: int, start: int, stop: int) -> Tensor:
    return shapes.narrow(x, axis=axis, part=slice(start, stop), shape=x._array.shape)


def _ends(x: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """All but the last and all but the first along `axis`: the left and the right end of every interval."""
    n = x._array.shape[axis]
    return _part(x, axis, 0, max(n - 1, 0)), _part(x, axis, 1, n)


def _check_addition(input: Tensor, other: Tensor, axis: int) -> None:
    if other.ndim != input.ndim:
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    for d, (n, m) in enumerate(zip(input._array.shape, other._array.shape, strict=True)):
        if d != axis and n != m:
            raise RuntimeError(
                "diff expects the shape of tensor to prepend or append to match that of input except along the"
                f" differencing dimension; input.size({d}) = {n}, but got tensor.size({d}) = {m}"
            )


@of_tensor
def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None
) -> Tensor:
    """The n-th difference of neighbours along `dim`, of `prepend`, the input and `append` put together.

    Shape: at least one dim; n less along `dim`, but not less than 0.
    Dtype: any, as the input; of bools the exclusive or.
    Raises: RuntimeError for 0-d tensors, negative n and shapes that do not fit, IndexError for a dim out of range.
    Source: torch.diff.
    """
    if input.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    axis = one_dim(dim, input.ndim, "diff")
    extras = [part for part in (prepend, append) if part is not None]
    for part in extras:
        _check_addition(input, part, axis)
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if n == 0:
        return ops.copied(input)
    if extras:
        input = cat([part for part in (prepend, input, append) if part is not None], axis)
    for _ in range(min(n, max(input._array.shape[axis], 1))):
        left, right = _ends(input, axis)
        input = logical_xor(left, right) if input.dtype is dtypes.bool_ else right - left
    return input


def _samples(y: Tensor, x: Tensor | None, dx: Any, dim: int, name: str) -> tuple[int, Tensor | None]:
    """The axis of an integral, and the widths of its intervals where `x` gives them."""
    if x is not None and dx is not None:
        raise TypeError(f"{name}() received an invalid combination of arguments: x and dx are two ways to say the same")
    if y.ndim == 0 and name == "trapezoid":
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = one_dim(dim, y.ndim, name)
    if y.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if y.dtype is dtypes.bool_ or (x is not None and x.dtype is dtypes.bool_):
        which = "`y`" if x is None else "`x` or `y`"
        raise RuntimeError(f"{name}: received a bool input for {which}, but bool is not supported")
    if isinstance(dx, bool):
        raise RuntimeError(f"{name}: Currently, we only support dx as a real number.")
    if x is None:
        return axis, None
    if x.ndim == 1:
        n = y._array.shape[axis]
        if x._array.shape[0] != n:
            raise RuntimeError(f"{name}: There must be one `x` value for each sample point")
        x = reshape(x, *[n if d == axis else 1 for d in range(y.ndim)])
    elif x.ndim < y.ndim:
        x = reshape(x, *(1,) * (y.ndim - x.ndim), *x.shape)
    left, right = _ends(x, axis)
    return axis, right - left


@of_tensor
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float | None = None, dim: int = -1) -> Tensor:
    """The integral along `dim` by the trapezoid rule, of samples at `x`, or `dx` apart (1 by default).

    Shape: at least one dim; without `dim`; `x` has one dim of that size, or broadcasts to `y`.
    Dtype: as the input; integers become the default floating-point type.
    Raises: RuntimeError for bools and an `x` of another size, IndexError for a dim out of range.
    Source: torch.trapezoid; Numerical Recipes, 4.1.
    """
    if y.ndim and y._array.shape[axis := one_dim(dim, y.ndim, "trapezoid")] == 0:
        nothing: Tensor = zeros(tuple(n for d, n in enumerate(y.shape) if d != axis), dtype=y.dtype, device=y.device)
        return nothing
    axis, widths = _samples(y, x, dx, dim, "trapezoid")
    if widths is not None:
        left, right = _ends(y, axis)
        return div_scalar(sum((left + right) * widths, axis), divisor=2.0)
    rim = [shapes.select(y, axis=axis, index=j, shape=y._array.shape) for j in (0, y._array.shape[axis] - 1)]
    return ops.scaled(sum(y, axis) - (rim[0] + rim[1]) * 0.5, factor=1.0 if dx is None else float(dx))


trapz = trapezoid


@of_tensor
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float | None = None, dim: int = -1) -> Tensor:
    """The running integral along `dim` by the trapezoid rule, of samples at `x`, or `dx` apart (1 by default).

    Shape: at least one dim; one less along `dim`; `x` has one dim of that size, or broadcasts to `y`.
    Dtype: as the input; integers become the default floating-point type.
    Raises: RuntimeError for bools and an `x` of another size, IndexError for a dim out of range.
    Source: torch.cumulative_trapezoid; Numerical Recipes, 4.1.
    """
    axis, widths = _samples(y, x, dx, dim, "cumulative_trapezoid")
    left, right = _ends(y, axis)
    if widths is not None:
        return div_scalar(cumsum((left + right) * widths, axis), divisor=2.0)
    return cumsum((left + right) * ((1.0 if dx is None else float(dx)) / 2), axis)


__all__ = [
    "cummax", "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "diff", "logcumsumexp", "trapezoid", "trapz",
]  # fmt: skip
METHODS = "cumsum cumsum_ cumprod cumprod_ logcumsumexp cummax cummin diff"
IN_PLACE = ""
