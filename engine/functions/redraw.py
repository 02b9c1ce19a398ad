"""Methods that write random values over a tensor's own; `sample` offers them."""

from __future__ import annotations

from typing import Any

from engine import random
from engine.functions.placing import placed
from engine.op import Op
from engine.ops import sample as ops
from engine.tensor import Tensor
from engine.views import assign, check


def _overwrite(self: Tensor, op: Op, host: Any) -> Tensor:
    values = placed(host, self.device, self.dtype, False)._array
    return assign(self, op(self, values=values))


def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: random.Generator | None = None) -> Tensor:
    """Overwrite every element with a value from the normal distribution of this mean and standard deviation.

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for another dtype, RuntimeError for a negative std or a leaf that requires grad.
    Source: torch.Tensor.normal_; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    check(self)
    return _overwrite(self, ops.normal, random.normal(self._array.shape, self.dtype.numpy, generator, mean, std))


def uniform_(self: Tensor, from_: float = 0.0, to: float = 1.0, *, generator: random.Generator | None = None) -> Tensor:
    """Overwrite every element with a value evenly from [from_, to).

    Shape: any.
    Dtype: floating point.
    Raises: NotImplementedError for another dtype, RuntimeError for from_ > to or a leaf that requires grad.
    Source: torch.Tensor.uniform_; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    check(self)
    return _overwrite(self, ops.uniform, random.uniform(self._array.shape, self.dtype.numpy, generator, from_, to))


def exponential_(self: Tensor, lambd: float = 1.0, *, generator: random.Generator | None = None) -> Tensor:
    """Overwrite every element with a value from the exponential distribution of this rate.

    Shape: any.
    Dtype: floating point.
    Raises: RuntimeError for another dtype, a rate that is not positive, or a leaf that requires grad.
    Source: torch.Tensor.exponential_; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    check(self)
    host = random.exponential(self._array.shape, self.dtype.numpy, lambd, generator)
    return _overwrite(self, ops.exponential, host)


def random_(
    self: Tensor, from_: int | None = None, to: int | None = None, *, generator: random.Generator | None = None
) -> Tensor:
    """Overwrite every element with an integer from [from_, to); `random_(to)` begins at 0, `random_()` has no end.

    Shape: any.
    Dtype: any; without an end, up to the greatest integer that the dtype counts to without a gap.
    Raises: RuntimeError where there is no such integer, the dtype cannot hold them, or a leaf requires grad.
    Source: torch.Tensor.random_; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    check(self)
    shape, kind = self._array.shape, self.dtype.numpy
    if from_ is None:
        return _overwrite(self, ops.random_any, random.any_integers(shape, kind, generator))
    op, low, high = (ops.random_below, 0, from_) if to is None else (ops.random_between, from_, to)
    return _overwrite(self, op, random.integers(int(low), int(high), shape, kind, generator))


def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: random.Generator | None = None) -> Tensor:
    """Overwrite every element with 1 with the probability `p`, a number or a tensor that broadcasts, else with 0.

    Shape: any.
    Dtype: any.
    Raises: RuntimeError for a probability outside 0 … 1 or a leaf that requires grad.
    Source: torch.Tensor.bernoulli_; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    check(self)
    if isinstance(p, Tensor):
        host = p.detach().cpu().expand(*self._array.shape)._array
        return _overwrite(self, ops.bernoulli_tensor, random.bernoulli(host, generator))
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return _overwrite(self, ops.bernoulli_number, random.uniform(self._array.shape, "float64", generator) < p)
