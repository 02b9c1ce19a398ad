"""Random tensors, drawn on the host by `engine.random` and carried where they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes, errors, random
from engine.functions.arguments import need_tensors
from engine.functions.docstrings import SIZE, described
from engine.functions.placing import count, kind_of, number, placed, sequence_size, size_of
from engine.functions.redraw import (
    bernoulli_ as bernoulli_,
    exponential_ as exponential_,
    normal_ as normal_,
    random_ as random_,
    uniform_ as uniform_,
)
from engine.functions.shape import broadcast_shape
from engine.ops import sample as ops
from engine.tensor import Tensor

_RANDINTS = ("int high, tuple of ints size", "int low, int high, tuple of ints size")
_NORMALS = (
    "Tensor mean, Tensor std",
    "Tensor mean, float std = 1",
    "float mean, Tensor std",
    "float mean, float std, tuple of ints size",
)
_RAISES = "NotImplementedError for another dtype, TypeError for a size that is none, RuntimeError for a negative one."


def _drawn(name: str, draw: Callable[..., Any], means: str) -> Any:
    def make(
        *sizes: Any,
        size: Any = None,
        generator: random.Generator | None = None,
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool = False,
    ) -> Tensor:
        shape, kind = size_of(sizes, name, size), kind_of(name, dtype, dtypes.get_default_dtype())
        return placed(draw(shape, kind.numpy, generator), device, None, requires_grad, name)

    source = f"torch.{name}; the numbers are NumPy's, not PyTorch's."
    return described(make, name, means, shape=SIZE, dtype="the default one.", raises=_RAISES, source=source)


def _drawn_like(name: str, draw: Callable[..., Any], means: str) -> Any:
    def make(
        input: Tensor,
        *,
        generator: random.Generator | None = None,
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool = False,
    ) -> Tensor:
        need_tensors(name, input=input)
        kind = kind_of(name, dtype, input.dtype)
        where = input.device if device is None else device
        return placed(draw(input._array.shape, kind.numpy, generator), where, None, requires_grad, name)

    source, dtype = f"torch.{name}; the numbers are NumPy's, not PyTorch's.", "as the input, whose device it has too."
    return described(make, name, means, shape="as the input.", dtype=dtype, raises=_RAISES, source=source)


rand = _drawn("rand", random.uniform, "Values evenly from [0, 1).")
randn = _drawn("randn", random.normal, "Values from the normal distribution with mean 0 and variance 1.")
rand_like = _drawn_like("rand_like", random.uniform, "Values evenly from [0, 1).")
randn_like = _drawn_like("randn_like", random.normal, "Values from the normal distribution with mean 0, variance 1.")


def randint(
    *ends: Any,
    size: Any = None,
    generator: random.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    **named: Any,
) -> Tensor:
    """Integers from [low, high): `randint(high, size)` or `randint(low, high, size)`.

    Shape: one sequence of integers.
    Dtype: int64.
    Raises: RuntimeError where there is no such integer or the dtype cannot hold them, TypeError for what are none.
    Source: torch.randint; the numbers are NumPy's, not PyTorch's.
    """
    values = list(ends)
    if size is None:
        size = values.pop() if len(values) > 1 else None
    ways = {1: ("high",), 2: ("low", "high")}.get(len(values), ())
    given = dict(zip(ways, values, strict=True)) if ways else {}
    if size is None or (values and not ways) or set(given) & set(named) or set(named) - {"low", "high"}:
        raise errors.no_overload("randint", ends, *_RANDINTS, **named)
    given |= named
    if "high" not in given or not all(isinstance(n, int | np.integer | Tensor) for n in given.values()):
        raise errors.no_overload("randint", ends, *_RANDINTS, **named)
    low, high = (int(given.get(key, 0)) for key in ("low", "high"))
    shape = sequence_size("randint", size, len(ends))
    kind = kind_of("randint", dtype, dtypes.int64)
    return placed(random.integers(low, high, shape, kind.numpy, generator), device, None, requires_grad, "randint")


def randint_like(
    input: Tensor,
    low: Any = 0,
    high: Any = None,
    *,
    generator: random.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Integers from [low, high); `randint_like(input, high)` begins at 0.

    Shape: as the input.
    Dtype: as the input, whose device it has too.
    Raises: RuntimeError where there is no such integer or the dtype cannot hold them.
    Source: torch.randint_like; the numbers are NumPy's, not PyTorch's.
    """
    need_tensors("randint_like", input=input)
    low, high = (0, low) if high is None else (low, high)
    kind = kind_of("randint_like", dtype, input.dtype)
    drawn = random.integers(int(low), int(high), input._array.shape, kind.numpy, generator)
    return placed(drawn, input.device if device is None else device, None, requires_grad, "randint_like")


def randperm(
    n: int,
    *,
    generator: random.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """The integers below n in random order.

    Shape: (n,).
    Dtype: int64.
    Raises: RuntimeError for a negative n or one that the dtype cannot hold, TypeError for what is no integer.
    Source: torch.randperm; the order is NumPy's, not PyTorch's.
    """
    kind = kind_of("randperm", dtype, dtypes.int64)
    drawn = random.permutation(count("randperm", "n", 1, n), kind.numpy, generator)
    return placed(drawn, device, None, requires_grad, "randperm")


def bernoulli(input: Tensor, p: float | None = None, *, generator: random.Generator | None = None) -> Tensor:
    """1 with the probability that each element gives, or everywhere with the probability `p`; else 0.

    Shape: as the input.
    Dtype: as the input.
    Raises: RuntimeError for a probability outside 0 … 1, NotImplementedError for probabilities of another dtype.
    Source: torch.bernoulli; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    if p is not None:
        return bernoulli_(input.detach().clone(), p, generator=generator)
    host = input.detach().cpu()._array
    return ops.bernoulli(input, values=placed(random.bernoulli(host, generator), input.device, None, False)._array)


def normal(
    mean: Any,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: random.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Values from the normal distribution of this mean and standard deviation, numbers (with `size`) or tensors.

    Shape: that to which mean and std broadcast, or `size`.
    Dtype: as the tensors, or the default one.
    Raises: RuntimeError for a negative std, NotImplementedError for another dtype, TypeError for a missing size.
    Source: torch.normal; the gradient is 0, and the numbers are NumPy's, not PyTorch's.
    """
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        if size is None:
            raise errors.no_overload("normal", (mean, std), *_NORMALS)
        shape, kind = sequence_size("normal", size, 3), kind_of("normal", dtype, dtypes.get_default_dtype())
        drawn = random.normal(
            shape, kind.numpy, generator, number("normal", "mean", 1, mean), number("normal", "std", 2, std)
        )
        return placed(drawn, device, None, requires_grad, "normal")
    known = mean if isinstance(mean, Tensor) else std
    if not isinstance(std, Tensor):
        random.check_std(std)
    elif bool((std._array < 0).any()):
        raise RuntimeError("normal expects all elements of std >= 0.0")
    shape = broadcast_shape([x._array.shape for x in (mean, std) if isinstance(x, Tensor)])
    unit = placed(random.normal(shape, known.dtype.numpy, generator), known.device, None, False)
    values = (unit * (std.detach() if isinstance(std, Tensor) else std)) + (
        mean.detach() if isinstance(mean, Tensor) else mean
    )
    tensors = [x for x in (mean, std) if isinstance(x, Tensor)]
    op = ops.normal_both if len(tensors) == 2 else ops.normal_mean if known is mean else ops.normal_std
    return op(*tensors, values=values.to(known.dtype)._array)


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: random.Generator | None = None
) -> Tensor:
    """Places of a row drawn with probabilities in the ratio of its elements, for each row.

    Shape: (num_samples,) for a vector, (rows, num_samples) for a matrix.
    Dtype: int64; the input floating point.
    Raises: RuntimeError for weights that are negative, nan or all 0, for more samples than places without
        replacement, and for another rank or dtype.
    Source: torch.multinomial; the numbers are NumPy's, not PyTorch's.
    """
    need_tensors("multinomial", input=input)
    if not 1 <= input.ndim <= 2:
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {input.dtype.printed}"
        )
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    weights = input.detach().cpu()._array
    if not replacement and num_samples > weights.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not (weights.sum(axis=-1) > 0).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    return placed(random.choices(weights, num_samples, replacement, generator), input.device, None, False)


# fmt: off
__all__ = [
    "bernoulli", "multinomial", "normal", "rand", "rand_like", "randint", "randint_like", "randn", "randn_like",
    "randperm",
]
# fmt: on
METHODS = "bernoulli bernoulli_ exponential_ multinomial normal_ random_ uniform_"
IN_PLACE = ""

