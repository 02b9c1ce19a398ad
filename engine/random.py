"""Random numbers: generators with PyTorch's methods, and draws as host arrays, which `engine.functions.sample` wraps.

The numbers come from NumPy's PCG64 and are not PyTorch's numbers for the same seed; the distributions are. A seed gives
the same numbers on every machine and device: they are drawn on the host and carried where they are wanted.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from engine import errors
from engine.device import CPU, as_device, device
from engine.dtypes import BY_NUMPY, bool_
from engine.tensor import Tensor, wrap

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

_STATE_BYTES = 16 + 16 + 1 + 4 + 8


class Generator:
    """A source of random numbers with a state of its own, seeded by the system's entropy until `manual_seed`."""

    def __init__(self, device: device | str | int | None = None) -> None:
        self.device = CPU if device is None else as_device(device)
        self._source: tuple[int, np.random.PCG64, np.random.Generator] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.device,), self.get_state()

    def __setstate__(self, state: Tensor) -> None:
        self.set_state(state)

    def _seeded(self) -> tuple[int, np.random.PCG64, np.random.Generator]:
        """The seed, the bits that follow from it, and what draws from them.

        Made at the first use, from the system's entropy where no seed was given: NumPy loads its random numbers when
        they are asked for, and whoever draws none does not wait for them.
        """
        if self._source is None:
            self.seed()
        assert self._source is not None
        return self._source

    @property
    def draws(self) -> np.random.Generator:
        """What draws from this generator's bits."""
        return self._seeded()[2]

    def manual_seed(self, seed: int) -> Generator:
        """Start anew from `seed`, -2**63 … 2**64 - 1 (a negative one counts from 2**64), and return the generator.

        Raises RuntimeError for what is no integer, ValueError outside that range.
        """
        if not isinstance(seed, int | np.integer):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError("Overflow when unpacking long long")
        start = int(seed) % 2**64
        bits = np.random.PCG64(start)
        self._source = (start, bits, np.random.Generator(bits))
        return self

    def seed(self) -> int:
        """Start anew from the system's entropy, and return the seed that was taken."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little") >> 1)
        return self.initial_seed()

    def initial_seed(self) -> int:
        """The seed it started from, 0 … 2**64 - 1."""
        return self._seeded()[0]

    def get_state(self) -> Tensor:
        """The whole state as a tensor of 45 bytes, uint8: what `set_state` takes."""
        seed, bits, _ = self._seeded()
        state: Any = bits.state
        numbers = (
            (state["state"]["state"], 16),
            (state["state"]["inc"], 16),
            (state["has_uint32"], 1),
            (state["uinteger"], 4),
            (seed, 8),
        )
        raw = b"".join(n.to_bytes(size, "little") for n, size in numbers)
        return wrap(np.frombuffer(raw, dtype=np.uint8).copy())

    def set_state(self, new_state: Tensor) -> None:
        """Go on from a state that `get_state` gave.

        Raises TypeError for what is no tensor of uint8, RuntimeError for another size.
        """
        if not isinstance(new_state, Tensor):
            raise TypeError(f"expected a engine.ByteTensor, but got {type(new_state).__name__}")
        if new_state.dtype.name != "uint8":
            raise TypeError("RNG state must be a engine.ByteTensor")
        state = new_state.cpu()._array
        if state.size != _STATE_BYTES:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {_STATE_BYTES} but found the input RNG state size to be"
                f" {state.size}"
            )
        raw = state.tobytes()
        ends = [16, 32, 33, 37, 45]
        position, increment, has_half, half, seed = (
            int.from_bytes(raw[a:b], "little") for a, b in zip([0, *ends], ends, strict=False)
        )
        self.manual_seed(seed)
        self._seeded()[1].state = {
            "bit_generator": "PCG64",
            "state": {"state": position, "inc": increment},
            "has_uint32": has_half,
            "uinteger": half,
        }


default_generator = Generator()


def manual_seed(seed: Any) -> Generator:
    """Start the default generator anew from `seed` (a number of any kind, made an integer), and return it."""
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Start the default generator anew from the system's entropy, and return the seed that was taken."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed from which the default generator started."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The default generator's state.

    Shape: (45,), the whole state of a PCG64 and its seed.
    Dtype: uint8.
    Raises: nothing.
    Source: torch.get_rng_state.
    """
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Let the default generator go on from a state that `get_rng_state` gave.

    Shape: (45,).
    Dtype: uint8.
    Raises: TypeError for what is no tensor of uint8, RuntimeError for another size.
    Source: torch.set_rng_state.
    """
    default_generator.set_state(new_state)


def _draws(generator: Generator | None) -> np.random.Generator:
    return (default_generator if generator is None else generator).draws


def _of_floats(dtype: Any, kernel: str) -> np.dtype[Any]:
    found: np.dtype[Any] = np.dtype(dtype)
    if found.kind != "f":
        raise errors.no_kernel(kernel, BY_NUMPY[found])
    return found


def uniform(
    shape: Shape, dtype: Any = np.float32, generator: Generator | None = None, low: float = 0.0, high: float = 1.0
) -> Array:
    """Evenly distributed numbers in [low, high), of this shape and floating-point dtype.

    In float32 there are 2**24 of them in [0, 1), in float64 2**53, in float16 2**11, as in PyTorch: none
    rounds up to 1.
    Raises RuntimeError where low > high, NotImplementedError for other dtypes.
    """
    kind = _of_floats(dtype, "check_uniform_bounds")
    for word, end in (("from", low), ("to", high)):
        if not _limits(kind)[0] <= end <= _limits(kind)[1]:
            raise RuntimeError(f"{word} is out of bounds for {BY_NUMPY[kind].c_name}")
    if low > high:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    draws = _draws(generator)
    if kind == np.float16:
        unit = np.asarray(draws.integers(0, 2**11, size=shape) / 2**11).astype(np.float16)
    else:
        unit = np.asarray(draws.random(size=shape, dtype=kind.type))
    if low == 0.0 and high == 1.0:
        return unit
    values = unit * kind.type(high - low) + kind.type(low)
    # The sum may round up to `high`, which does not belong to the range.
    return np.asarray(np.minimum(values, np.nextafter(kind.type(high), kind.type(low))))


def normal(
    shape: Shape, dtype: Any = np.float32, generator: Generator | None = None, mean: float = 0.0, std: float = 1.0
) -> Array:
    """Normally distributed numbers, of this shape and floating-point dtype.

    Raises RuntimeError for a negative `std`, NotImplementedError for other dtypes.
    """
    kind = _of_floats(dtype, "normal_kernel_cpu")
    check_std(std)
    wide = np.float64 if kind == np.float64 else np.float32
    unit = np.asarray(_draws(generator).standard_normal(size=shape, dtype=wide), dtype=kind)
    if mean == 0.0 and std == 1.0:
        return unit
    return np.asarray(unit * kind.type(std) + kind.type(mean))


def check_std(std: float) -> None:
    """Raise RuntimeError for a negative standard deviation."""
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")


def integers(low: int, high: int, shape: Shape, dtype: Any = np.int64, generator: Generator | None = None) -> Array:
    """Integers in [low, high), evenly distributed, of this shape and any dtype.

    Raises RuntimeError where there is none, or where the dtype cannot hold them.
    """
    kind = np.dtype(dtype)
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    least, most = _limits(kind)
    if low < least:
        raise RuntimeError(f"from is out of bounds for {BY_NUMPY[kind].c_name}")
    if high - 1 > most:
        raise RuntimeError(f"to - 1 is out of bounds for {BY_NUMPY[kind].c_name}")
    return np.asarray(_draws(generator).integers(low, high, size=shape)).astype(kind)


def _limits(kind: np.dtype[Any]) -> tuple[float, float]:
    if kind.kind == "f":
        return float(np.finfo(kind).min), float(np.finfo(kind).max)
    return (0, 1) if kind.kind == "b" else (int(np.iinfo(kind).min), int(np.iinfo(kind).max))


def any_integers(shape: Shape, dtype: Any, generator: Generator | None = None) -> Array:
    """Integers from 0 to the greatest that the dtype can count to without a gap, evenly distributed."""
    kind = np.dtype(dtype)
    most = 2 ** (np.finfo(kind).nmant + 1) if kind.kind == "f" else int(_limits(kind)[1])
    return np.asarray(_draws(generator).integers(0, most, size=shape, endpoint=True)).astype(kind)


def permutation(n: int, dtype: Any = np.int64, generator: Generator | None = None) -> Array:
    """The integers 0 … n - 1 in a random order. Raises RuntimeError for a negative n."""
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    kind = np.dtype(dtype)
    if kind.kind == "b":
        raise errors.no_kernel("randperm", bool_)
    if n and kind.kind != "f" and n - 1 > _limits(kind)[1]:
        raise RuntimeError(f"value cannot be converted to type {BY_NUMPY[kind].sized} without overflow")
    return _draws(generator).permutation(n).astype(kind)


def bernoulli(probabilities: Array, generator: Generator | None = None) -> Array:
    """1 with the probability at each place, else 0, in the dtype of `probabilities` (floating point).

    Raises RuntimeError for a probability outside 0 … 1, NotImplementedError for other dtypes.
    """
    kind = _of_floats(probabilities.dtype, "bernoulli_tensor_cpu_p_")
    if probabilities.size and not (probabilities.min() >= 0 and probabilities.max() <= 1):
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true, but got false.")
    drawn = _draws(generator).random(size=probabilities.shape)
    return np.asarray(drawn < probabilities).astype(kind)


def exponential(shape: Shape, dtype: Any = np.float32, rate: float = 1.0, generator: Generator | None = None) -> Array:
    """Exponentially distributed numbers with this rate (one over the mean), of this shape and floating-point dtype.

    Raises RuntimeError for a rate that is not positive, or another dtype.
    """
    kind = np.dtype(dtype)
    if kind.kind != "f":
        raise RuntimeError(
            "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you"
            f" specified {BY_NUMPY[kind].printed}"
        )
    if not rate > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}")
    return np.asarray(_draws(generator).standard_exponential(size=shape) / rate).astype(kind)


def choices(weights: Array, count: int, replacement: bool, generator: Generator | None = None) -> Array:
    """For each row of `weights` that many places, drawn with probabilities in the ratio of the weights, as int64.

    Without `replacement` by a race: each place's finish is exponentially distributed with its weight as the rate, and
    the first to arrive win (Efraimidis and Spirakis 2006).
    """
    draws, wide = _draws(generator), weights.astype(np.float64)
    if not replacement:
        with np.errstate(divide="ignore"):
            finish = draws.standard_exponential(size=wide.shape) / wide
        return np.argsort(finish, axis=-1, kind="stable")[..., :count]
    sums = np.cumsum(wide, axis=-1)
    targets = draws.random(size=(*wide.shape[:-1], count)) * sums[..., -1:]
    return np.asarray((sums[..., None, :] <= targets[..., None]).sum(axis=-1))
