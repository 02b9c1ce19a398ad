"""The order of dims, and of the elements along them: transposes are views, flips and rolls copies."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.errors import type_name
from engine.functions.arguments import all_dims, either, int_list, one_dim, one_int
from engine.ops import shape as ops
from engine.tensor import Tensor


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dims exchanged, as a view.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range.
    Source: torch.transpose.
    """
    first, second = (one_dim(dim, input.ndim, "transpose") for dim in (dim0, dim1))
    return ops.transpose(input, first=first, second=second)


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Two dims exchanged, as a view: NumPy's name for `transpose`.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range.
    Source: torch.swapaxes.
    """
    return transpose(input, axis0, axis1)


def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dims exchanged, as a view: another name for `transpose`.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range.
    Source: torch.swapdims.
    """
    return transpose(input, dim0, dim1)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The dims in another order, as a view.

    Shape: any; the sizes in the order `dims`.
    Dtype: any; kept.
    Raises: RuntimeError where a dim is missing or named twice, IndexError for one out of range.
    Source: torch.permute.
    """
    places = int_list("permute", "dims", order, dims, False)
    if len(places) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired"
            f" ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(places)}"
        )
    axes = tuple(one_dim(place, input.ndim) for place in places)
    if len(set(axes)) < len(axes):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return ops.permute(input, axes=axes)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dims moved from `source` to `destination`, each an int or a tuple, the others in their order; a view.

    Shape: any; the sizes move with the dims.
    Dtype: any; kept.
    Raises: RuntimeError for tuples of different lengths or with one dim twice, IndexError for a dim out of range.
    Source: torch.movedim.
    """
    if isinstance(source, Sequence) is not isinstance(destination, Sequence):
        kinds = ("int source, int destination", "tuple of ints source, tuple of ints destination")
        forms = [f"Tensor input, {kind}" for kind in kinds]
        raise errors.no_overload("movedim", (input, source, destination), *forms)
    sources, targets = (int_list("movedim", "source", (places,)) for places in (source, destination))
    if len(sources) != len(targets):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({errors.sizes(sources)} dims) should contain the"
            f" same number of dims as destination ({errors.sizes(targets)} dims)"
        )
    moved = []
    for places in (sources, targets):
        moved.append([one_dim(place, input.ndim, "movedim") for place in places])
    for name, places, wrapped in zip(("source", "destination"), (sources, targets), moved, strict=True):
        if len(set(wrapped)) < len(wrapped):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({errors.sizes(places)})")
    if input.ndim == 0:
        return ops.alias(input)
    to = dict(zip(moved[1], moved[0], strict=True))
    rest = iter([d for d in range(input.ndim) if d not in moved[0]])
    return ops.permute(input, axes=tuple(to[d] if d in to else next(rest) for d in range(input.ndim)))


moveaxis = movedim


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix, as a view; vectors and scalars as they are.

    Shape: (n, m) to (m, n); (n,) and 0-d are kept.
    Dtype: any; kept.
    Raises: RuntimeError for more than two dims.
    Source: torch.t.
    """
    check_matrix("t", input)
    return ops.t(input)


def check_matrix(name: str, input: Tensor) -> None:
    """RuntimeError for more than two dims."""
    if input.ndim > 2:
        raise RuntimeError(f"{name}() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")


def adjoint(input: Tensor) -> Tensor:
    """The last two dims exchanged, as a view; for real numbers that is the adjoint.

    Shape: (..., n, m) to (..., m, n).
    Dtype: any; kept.
    Raises: RuntimeError for a vector.
    Source: torch.adjoint.
    """
    return _matrices_turned(input, "adjoint()")


def _matrices_turned(input: Tensor, name: str) -> Tensor:
    if input.ndim == 1:
        raise RuntimeError(
            f"tensor.{name} is only supported on matrices or batches of matrices. Got {input.ndim}-D tensor."
        )
    return transpose(input, -2, -1) if input.ndim else input


def _reversed_dims(self: Tensor) -> Tensor:
    """The dims in reverse order, a view.

    Shape: two dims; any other number gives PyTorch's warning that it will be an error.
    Dtype: any; kept.
    Raises: nothing.
    Source: torch.Tensor.T.
    """
    if self.ndim != 2:
        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will"
            " throw an error in a future release. Consider `x.mT` to transpose batches of matrices or"
            " `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
            UserWarning,
            stacklevel=2,
        )
    return ops.permute(self, axes=tuple(range(self.ndim - 1, -1, -1)))


def _matrix_turned(self: Tensor) -> Tensor:
    """The transpose of a matrix, a view: of real numbers the conjugate transpose is no other.

    Shape: two dims, or none.
    Dtype: any; kept.
    Raises: RuntimeError for other numbers of dims.
    Source: torch.Tensor.H.
    """
    if self.ndim in (0, 2):
        return transpose(self, 0, 1) if self.ndim else self
    hint = " For batches of matrices, consider using tensor.mH" if self.ndim > 2 else ""
    raise RuntimeError(
        f"tensor.H is only supported on matrices (2-D tensors). Got {self.ndim}-D tensor.{hint}"
    )


def _all_matrices_turned(self: Tensor) -> Tensor:
    """The last two dims exchanged, a view.

    Shape: two dims at least, or none.
    Dtype: any; kept.
    Raises: RuntimeError for one dim.
    Source: torch.Tensor.mT.
    """
    return _matrices_turned(self, "mT")


def _all_matrices_adjoint(self: Tensor) -> Tensor:
    """The last two dims exchanged, a view: of real numbers the conjugate transpose is no other.

    Shape: two dims at least, or none.
    Dtype: any; kept.
    Raises: RuntimeError for one dim.
    Source: torch.Tensor.mH.
    """
    return _matrices_turned(self, "mH")


T = property(_reversed_dims)
mT = property(_all_matrices_turned)
H = property(_matrix_turned)
mH = property(_all_matrices_adjoint)


def flip(input: Tensor, *places: Any, dims: Any = None, axis: Any = None) -> Tensor:
    """The order of the elements reversed along `dims`; a copy.

    Shape: any; kept.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.flip.
    """
    dims = either("flip", dims, axis)
    named = int_list("flip", "dims", places, (dims,) if isinstance(dims, int) else dims)
    axes = all_dims(named, max(input.ndim, 1)) or ()
    return ops.flip(input, axis=axes if input.ndim else ())


def fliplr(input: Tensor) -> Tensor:
    """The columns in reverse order; a copy.

    Shape: two dims at least; kept.
    Dtype: any; kept.
    Raises: RuntimeError for fewer dims.
    Source: torch.fliplr.
    """
    if input.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(input, 1)


def flipud(input: Tensor) -> Tensor:
    """The rows in reverse order; a copy.

    Shape: one dim at least; kept.
    Dtype: any; kept.
    Raises: RuntimeError for a 0-d tensor.
    Source: torch.flipud.
    """
    if input.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(input, 0)


def roll(input: Tensor, shifts: Any, dims: Any = ()) -> Tensor:
    """The elements moved by `shifts` along `dims`, those that leave at one end coming in at the other; a copy.

    Shape: any; kept. Without `dims` the elements are rolled as if they lay in one.
    Dtype: any; kept.
    Raises: RuntimeError for another number of shifts than dims, IndexError for a dim out of range.
    Source: torch.roll.
    """
    steps = int_list("roll", "shifts", (shifts,))
    places = int_list("roll", "dims", (dims,)) if dims is not None else ()
    if not steps:
        raise RuntimeError("`shifts` required")
    if not places and len(steps) == 1:
        return ops.roll(input, shifts=steps[0], back=-steps[0], axis=None)
    if len(steps) != len(places):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(places)}")
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {places[0]} but tensor has no dimensions")
    axes = tuple(one_dim(place, input.ndim, "roll") for place in places)
    return ops.roll(input, shifts=steps, back=tuple(-n for n in steps), axis=axes)


def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """Turned by `k` right angles in the plane of two dims, from the first towards the second; a copy.

    Shape: two dims at least; their sizes change places where k is odd.
    Dtype: any; kept.
    Raises: RuntimeError for other than two different dims, IndexError for one out of range.
    Source: torch.rot90.
    """
    if not isinstance(dims, Sequence):
        raise TypeError(f"rot90(): argument 'dims' (position 3) must be tuple of ints, not {type_name(dims)}")
    times, places = one_int("rot90", "k", k), int_list("rot90", "dims", (dims,))
    if len(places) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(places)}")
    if input.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    axes = tuple(one_dim(place, input.ndim, "rot90") for place in places)
    if axes[0] == axes[1]:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {places[0]} and dim1 = {places[1]}"
        )
    return ops.rot90(input, times=times % 4, axes=axes)


# fmt: off
__all__ = [
    "adjoint", "flip", "fliplr", "flipud", "moveaxis", "movedim", "permute", "roll", "rot90", "swapaxes", "swapdims",
    "t", "transpose",
]
# fmt: on
METHODS = """
    H T adjoint flip fliplr flipud mH mT moveaxis movedim permute roll rot90 swapaxes swapdims t transpose
"""
IN_PLACE = ""
