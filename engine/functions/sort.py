"""Order in PyTorch's spelling: sort, the greatest few, the k-th, the median, the most frequent, the different ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, return_types
from engine.backends import backend_of
from engine.functions.arguments import one_dim
from engine.functions.docstrings import described
from engine.functions.operands import need_numbers
from engine.functions.pick import not_zero, pick, pick_one
from engine.functions.signature import of_tensor
from engine.op import Op
from engine.ops import sort as ops
from engine.ops.scan import along
from engine.tensor import Tensor, wrap


def _order(descending: bool) -> Callable[[Any, Any, int], Any]:
    return ops.descending if descending else ops.ascending


@of_tensor
def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None) -> Any:
    """The elements in order along `dim`, as the named tuple (values, indices).

    Equals keep their order, nan is greatest.

    Shape: any; as the input, both.
    Dtype: any, as the input; indices are int64.
    Raises: IndexError for a dim out of range.
    Source: torch.sort; the gradient goes back to where the elements came from.
    """
    axis, order = one_dim(dim, input.ndim, "sort"), _order(descending)
    op = ops.sort if stable is None else ops.sort_stable
    return pick(op, input, axis, lambda xp, x: order(xp, x, axis), return_types.sort)


@of_tensor
def argsort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Tensor:
    """The indices that sort along `dim`; equals keep their order, nan is greatest.

    Shape: any; as the input.
    Dtype: any; int64.
    Raises: IndexError for a dim out of range.
    Source: torch.argsort; there is no gradient.
    """
    axis, array = one_dim(dim, input.ndim, "argsort"), ops.line(input._array)
    return wrap(_order(descending)(backend_of(array).xp, array, axis).reshape(input._array.shape))


@of_tensor
def msort(input: Tensor) -> Tensor:
    """The elements in order along the first dim; nan is greatest.

    Shape: any; as the input.
    Dtype: any, as the input.
    Raises: TypeError for what is no tensor.
    Source: torch.msort, `sort` along dim 0 without the indices.
    """
    result: Tensor = sort(input, 0).values
    return result


@of_tensor
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The k greatest (or least) elements along `dim`, in order, as the named tuple (values, indices).

    Shape: any; size k along `dim`, both.
    Dtype: any but bool, as the input; indices are int64.
    Raises: RuntimeError for bools and a k out of range, IndexError for a dim out of range.
    Source: torch.topk; of equals the first are returned, where PyTorch promises nothing.
    """
    axis, order = one_dim(dim, input.ndim, "topk"), _order(largest)
    n = input._array.shape[axis] if input.ndim else 1
    if not 0 <= k <= n:
        raise RuntimeError("selected index k out of range")
    if input.dtype is dtypes.bool_:
        raise RuntimeError("topk does not support bool dtypes on CPU")
    first = along(axis, slice(0, k if input.ndim else 1))
    return pick(ops.topk, input, axis, lambda xp, x: order(xp, x, axis)[first], return_types.topk)


@of_tensor
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th least element along `dim`, k from 1, as the named tuple (values, indices); nan is greatest.

    Shape: any; without `dim`, or with size 1 there (`keepdim`), both.
    Dtype: any but bool, as the input; indices are int64.
    Raises: RuntimeError for a k out of range, IndexError for a dim out of range or of size 0.
    Source: torch.kthvalue; the gradient goes to the element returned.
    """
    axis = one_dim(dim, input.ndim, "kthvalue")
    not_zero(input, axis, "kthvalue()")
    if not 1 <= k <= (input._array.shape[axis] if input.ndim else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {axis}")
    need_numbers("kthvalue_cpu", input)
    one = along(axis, slice(k - 1, k))
    return pick_one(
        ops.kthvalue, input, axis, keepdim, lambda xp, x: ops.ascending(xp, x, axis)[one], return_types.kthvalue
    )


def _median(whole: Op, along_dim: Op, name: str, of_nan: str) -> Callable[..., Any]:
    skip_nan = name == "nanmedian"

    def function(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
        axis = None if dim is None else one_dim(dim, input.ndim, name)
        need_numbers("median_cpu" if axis is None else "median_out", input)
        if axis is None:
            return whole(input, skip_nan=skip_nan)

        def order(xp: Any, x: Any) -> Any:
            return ops.middle(xp, x, axis, skip_nan)

        not_zero(input, axis, "median()")
        return pick_one(along_dim, input, axis, keepdim, order, getattr(return_types, name))

    does = "The median: the lower of the two middle elements; with `dim`, the named tuple (values, indices) along it."
    described(
        function,
        name,
        does,
        of_nan,
        shape="any; one element, or without `dim`, or with size 1 there (`keepdim`).",
        dtype="any but bool, as the input; indices are int64.",
        raises="NotImplementedError for bools, IndexError for a dim out of range or of size 0.",
        source=f"torch.{name}; the gradient goes to the element returned, without `dim` evenly to all that equal it.",
    )
    return of_tensor(function)


median = _median(ops.median, ops.median_dim, "median", "nan where there is one, and of no elements.")
nanmedian = _median(ops.nanmedian, ops.nanmedian_dim, "nanmedian", "nan counts only where there is nothing else.")


@of_tensor
def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """The most frequent element along `dim`, the least of several, as the named tuple (values, indices).

    Shape: any; without `dim`, or with size 1 there (`keepdim`), both.
    Dtype: any, as the input; indices are int64, of the last occurrence.
    Raises: IndexError for a dim out of range or of size 0.
    Source: torch.mode; the gradient goes to the element returned.
    """
    axis = one_dim(dim, input.ndim, "mode")
    return pick_one(
        ops.mode, input, axis, keepdim, lambda xp, x: ops.most_frequent(xp, x, axis), return_types.mode
    )


@of_tensor
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order, or the different slices along `dim`.

    On demand also, in a tuple, which of them stands at each place, and how often each occurs.

    Shape: any; one dim, or another size along `dim`; the inverse has the input's shape, or one dim.
    Dtype: any, as the input; inverse and counts are int64. Each nan is different.
    Raises: IndexError for a dim out of range.
    Source: torch.unique; there is no gradient.
    """
    axis = None if dim is None else one_dim(dim, input.ndim, "unique")
    array = ops.line(input._array)
    xp = backend_of(array).xp
    if axis is None or backend_of(array).type == "cpu":
        values, inverse, counts = xp.unique(
            array, return_inverse=True, return_counts=True, axis=axis, equal_nan=False
        )
    else:
        values, inverse, counts = ops.different_slices(xp, array, axis)
    parts = [values]
    if return_inverse:
        parts.append(inverse.reshape(input._array.shape if axis is None else -1))
    if return_counts:
        parts.append(counts)
    results = tuple(wrap(part) for part in parts)
    return results if len(results) > 1 else results[0]


# fmt: off
__all__ = [
    "argsort", "kthvalue", "median", "mode", "msort", "nanmedian", "sort", "topk", "unique",
]
# fmt: on
METHODS = "sort argsort msort topk kthvalue median nanmedian mode unique"
IN_PLACE = ""
