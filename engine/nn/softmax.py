"""Softmax and its kin, with the dim that `nn.functional` may choose by itself."""

from __future__ import annotations

import warnings
from typing import Any

from engine.functions import reduce
from engine.tensor import Tensor

__all__ = ["log_softmax", "softmax", "softmin"]


def _implicit(name: str, ndim: int, stacklevel: int) -> int:
    """The dim that PyTorch takes where none was given, with its warning."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=stacklevel,
    )
    return 0 if ndim in (0, 1, 3) else 1


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(x) over its sum along `dim`, which is chosen with a warning where it is not given.

    Shape: any, kept.
    Dtype: floating point, kept; `dtype` casts first.
    Raises: IndexError for a dim out of range.
    Source: nn.functional.softmax.
    """
    return reduce.softmax(input, _implicit("softmax", input.ndim, _stacklevel) if dim is None else dim, dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(-x) over its sum along `dim`, which is chosen with a warning where it is not given.

    Shape: any, kept.
    Dtype: floating point, kept; `dtype` casts first.
    Raises: IndexError for a dim out of range, RuntimeError for bools.
    Source: nn.functional.softmin.
    """
    return reduce.softmax(-input, _implicit("softmin", input.ndim, _stacklevel) if dim is None else dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """The logarithm of softmax, without overflow, along `dim`, which is chosen with a warning where it is not given.

    Shape: any, kept.
    Dtype: floating point, kept; `dtype` casts first.
    Raises: IndexError for a dim out of range.
    Source: nn.functional.log_softmax.
    """
    return reduce.log_softmax(
        input, _implicit("log_softmax", input.ndim, _stacklevel) if dim is None else dim, dtype
    )
