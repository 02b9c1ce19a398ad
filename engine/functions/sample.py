"""Random tensors, drawn on the host by `engine.random`."""

from __future__ import annotations

from typing import Any

from engine import dtypes, random
from engine.functions.elementwise import add, mul
from engine.ops.create import placed, size_of
from engine.tensor import Tensor


def rand(
    *size: Any,
    generator: random.Generator | None = None,
    dtype: dtypes.DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Values evenly from [0, 1)."""
    kind = dtype or dtypes.get_default_dtype()
    return placed(random.uniform(size_of(size), kind.numpy, generator), device, None, requires_grad)


def randn(
    *size: Any,
    generator: random.Generator | None = None,
    dtype: dtypes.DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Values from the normal distribution with mean 0 and variance 1."""
    kind = dtype or dtypes.get_default_dtype()
    return placed(random.normal(size_of(size), kind.numpy, generator), device, None, requires_grad)


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: random.Generator | None = None,
    dtype: dtypes.DType | None = None,
    device: Any = None,
) -> Tensor:
    """Integers from [low, high); `randint(high, size)` begins at 0."""
    if size is None:
        low, high, size = 0, low, high
    kind = dtype or dtypes.int64
    return placed(random.integers(low, high, size_of((size,)), kind.numpy, generator), device, None, False)


def randperm(n: int, *, generator: random.Generator | None = None, device: Any = None) -> Tensor:
    """The integers below n in random order."""
    return placed(random.permutation(n, generator=generator), device, None, False)


def bernoulli(input: Tensor, *, generator: random.Generator | None = None) -> Tensor:
    """1 with the probability that each element gives, else 0."""
    host = input.cpu()._array
    return placed(random.bernoulli(host, generator), input.device, input.dtype, False)


def normal(mean: Any, std: Any, size: Any = None, *, generator: random.Generator | None = None) -> Tensor:
    """Values from the normal distribution of this mean and standard deviation, numbers (with `size`) or tensors."""
    if size is None:
        size = (mean if isinstance(mean, Tensor) else std).shape
    return add(mul(randn(*size_of((size,)), generator=generator), std), mean)

# fmt: off
__all__ = [
    "bernoulli", "normal", "rand", "randint", "randn", "randperm",
]
# fmt: on
METHODS = ""
IN_PLACE = ""
