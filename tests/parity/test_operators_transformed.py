"""All operators of the list under transforms: forward mode is PyTorch's, and vmap is a loop."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import engine
from engine.func.trees import flatten
from tests.parity.test_operators import OPERATORS, shown

pytestmark = pytest.mark.parity

DRAWN = frozenset((
    "bernoulli", "exponential", "multinomial", "normal", "rand_like", "randint_like", "randn_like", "uniform",
    "nn.functional.alpha_dropout", "nn.functional.dropout", "nn.functional.dropout2d", "nn.functional.dropout3d",
    "nn.functional.feature_alpha_dropout",
))  # fmt: skip
"""Operators that draw random numbers: each library its own."""

WRONG_IN_PYTORCH = frozenset(("index_reduce", "logcumsumexp", "scatter_reduce"))
"""PyTorch's tangents of products are 0, and of the cumulative sum of exponentials lose their digits."""


def weights(shape: Any) -> Any:
    return np.cos(np.arange(1, 1 + int(np.prod(shape)))).reshape(tuple(shape))


def pushed(library: Any, call: Any, arguments: Any, sample: Any, info: Any) -> list[Any]:
    """The tangents of the floating-point results along a tangent of each input that asks for a gradient."""
    from tests.parity.oracle import prepared

    flat, structure = flatten(arguments)
    places = [j for j, x in enumerate(flat) if isinstance(x, library.Tensor) and x.requires_grad]
    primals = tuple([flat[j].detach() for j in places])
    tangents = tuple([library.tensor(weights(x.shape), dtype=x.dtype) for x in primals])

    def run(*values: Any) -> Any:
        given = [x.detach() if isinstance(x, library.Tensor) else x for x in flat]
        for place, value in zip(places, values, strict=True):
            given[place] = value
        x, args, options = structure.build(given)
        found = sample.output_process_fn_grad(call(prepared(x, info), *args, **options))
        return [y for y in flatten(found)[0] if isinstance(y, library.Tensor) and y.is_floating_point()]

    return [np.array(v.tolist()) for v in library.func.jvp(run, primals, tangents)[1]]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", [name for name in OPERATORS if name not in DRAWN | WRONG_IN_PYTORCH])
def test_forward_mode_is_pytorchs(name: str) -> None:
    oracle = pytest.importorskip("tests.parity.oracle")
    import torch

    problems = []
    for info in oracle.infos(name):
        call = oracle.calls.function(info) or oracle.calls.method(info)
        if not info.supports_forward_ad or call is None:
            continue
        for number, sample in enumerate(oracle.samples(info, "float64", True)):
            theirs = (sample.input, tuple(sample.args), dict(sample.kwargs))
            try:
                mine = oracle.to_engine(theirs)
            except oracle.Untranslatable:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    expected = pushed(torch, info.op, theirs, sample, info)
                except Exception:
                    continue  # PyTorch has no answer
                found = pushed(engine, call, mine, sample, info)
            for a, b in zip(expected, found, strict=True):
                if not np.allclose(b, a, rtol=1e-7, atol=1e-8, equal_nan=True):
                    problems.append(f"sample {number} {oracle.written(sample)}: {b} instead of {a}")
    assert not problems, shown(problems)


def tensors(result: Any) -> tuple[Any, ...]:
    return tuple([x for x in flatten(result)[0] if isinstance(x, engine.Tensor)])


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", [name for name in OPERATORS if name not in DRAWN])
def test_vmap_is_a_loop(name: str) -> None:
    oracle = pytest.importorskip("tests.parity.oracle")
    problems = []
    for info in oracle.infos(name):
        call = oracle.calls.function(info) or oracle.calls.method(info)
        if call is None:
            continue
        for number, sample in enumerate(oracle.samples(info, "float64", False)):
            try:
                x, args, options = oracle.to_engine((sample.input, tuple(sample.args), dict(sample.kwargs)))
            except oracle.Untranslatable:
                continue
            if not isinstance(x, engine.Tensor):
                continue

            def one(x: Any, call: Any = call, args: Any = args, options: Any = options) -> tuple[Any, ...]:
                return tensors(call(x, *args, **options))

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    loop = [engine.stack(list(pair)) for pair in zip(one(x), one(x * 0.75), strict=True)]
                except Exception:
                    continue  # the smaller numbers are not in its domain, or give other shapes
                together = engine.vmap(one)(engine.stack([x, x * 0.75])) if loop else ()
            for a, b in zip(loop, together, strict=True):
                same = (a.dtype, a.shape) == (b.dtype, b.shape) and np.allclose(
                    b.numpy(), a.numpy(), rtol=1e-9, atol=1e-10, equal_nan=True
                )
                if not same:
                    problems.append(f"sample {number} {oracle.written(sample)}: {b} instead of {a}")
    assert not problems, shown(problems)
