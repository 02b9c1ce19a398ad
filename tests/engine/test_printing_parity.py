"""`format_tensor` against PyTorch's own repr, on random arrays under random options."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.printing import format_tensor, printoptions

pytestmark = pytest.mark.parity

SIZES = (0, 1, 2, 3, 5, 7, 8, 13, 40)
LONG = (100, 400, 1001, 1500)
DTYPES = ("float16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "bool")


def shape_of(rng: np.random.Generator) -> tuple[int, ...]:
    shape = tuple(int(rng.choice(SIZES if rng.random() < 0.9 else LONG)) for _ in range(rng.integers(5)))
    return shape if np.prod(shape) < 10_000 else shape[:1]


def floats(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Whole numbers, ordinary ones, and those that span many magnitudes; some with nan, inf and minus zero."""
    makers = (
        lambda: rng.normal(size=shape),
        lambda: rng.integers(-20, 20, size=shape).astype(float),
        lambda: rng.normal(size=shape) * 10.0 ** rng.integers(-9, 9),
        lambda: rng.normal(size=shape) * 10.0 ** rng.integers(-5, 6, size=shape),
        lambda: np.round(rng.normal(size=shape) * 100) * 10.0 ** rng.integers(0, 9),
        lambda: np.exp(rng.normal(size=shape) * rng.choice([1, 30, 200])),
    )
    values = np.asarray(makers[rng.integers(len(makers))]())
    if rng.random() < 0.3:
        where = rng.random(shape)
        for limit, special in ((0.5, -0.0), (0.4, -np.inf), (0.3, np.inf), (0.2, np.nan)):
            values = np.where(where < limit, special, values)
    return np.asarray(values)


def array_of(rng: np.random.Generator, dtype: str) -> Any:
    shape = shape_of(rng)
    if dtype.startswith("float"):
        with np.errstate(all="ignore"):
            return floats(rng, shape).astype(dtype)
    if dtype == "bool":
        return np.asarray(rng.random(shape) < 0.5)
    limits = np.iinfo(dtype)
    low, high = (limits.min, limits.max) if rng.random() < 0.5 else (max(limits.min, -9), 9)
    return np.asarray(rng.integers(low, high, size=shape, dtype=dtype, endpoint=True))


def options_of(rng: np.random.Generator) -> dict[str, Any]:
    options: dict[str, Any] = {
        "precision": int(rng.integers(9)),
        "threshold": int(rng.choice([0, 5, 100])),
        "edgeitems": int(rng.integers(5)),
        "linewidth": int(rng.integers(10, 200)),
        "sci_mode": [None, True, False][rng.integers(3)],
        "profile": ["default", "short", "full"][rng.integers(3)],
    }
    return {key: value for key, value in options.items() if rng.random() < 0.2}


@pytest.mark.parametrize("seed", range(10))
def test_three_hundred_arrays_print_the_same(seed: int) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    for _ in range(300):
        dtype = DTYPES[rng.integers(len(DTYPES))]
        array = array_of(rng, dtype)
        options = options_of(rng)
        theirs = torch.from_numpy(array.copy())
        flags: dict[str, Any] = {}
        if dtype.startswith("float") and rng.random() < 0.5:
            theirs.requires_grad_()
            flags["requires_grad"] = True
            if rng.random() < 0.5:
                theirs, flags["grad_fn_name"] = theirs * 1, "MulBackward0"
        with torch._tensor_str.printoptions(**options), printoptions(**options):
            expected = repr(theirs).replace("torch.", "engine.")
            text = format_tensor(array, dtype_name=dtype, default_dtype_name="float32", **flags)
        assert text == expected, (options, array.shape)
