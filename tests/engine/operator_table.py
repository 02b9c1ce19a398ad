"""A line of tests/engine/cases tests an operator on every backend and, in the parity lane, against PyTorch.

`check(case, device)` compares its first derivatives with central differences of its values, and its second ones,
through create_graph, with central differences of its first. `compare(case, torch)` compares values, derivatives and
node names with PyTorch's, `compare_dtypes` the dtypes of results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import engine

Array = np.ndarray[Any, Any]

_drawn = np.random.default_rng(0)
REAL = _drawn.normal(size=(3, 4))
ROW = _drawn.normal(size=(4,))
CUBE = _drawn.normal(size=(2, 3, 4))
POSITIVE = np.abs(REAL) + 0.3
UNIT = np.tanh(REAL) * 0.9
ABOVE_ONE = POSITIVE + 1.0
TALL = _drawn.normal(size=(4, 5))
CUBE_5 = _drawn.normal(size=(2, 4, 5))
WITH_ZEROS = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 3.0], [1.0, 2.0, 3.0]])


@dataclass(frozen=True, eq=False)
class Case:
    """One use of an operator: `call(torch, *tensors)` with the library first.

    `dtypes` are those in which PyTorch's answer is compared, `tolerance` how near its float64 derivatives must be;
    `in_pytorch` is False where it has no derivative.
    """

    name: str
    call: Callable[..., Any]
    inputs: tuple[Array, ...]
    dtypes: str = "float32 float16 int64 int32 uint8 bool"
    tolerance: float = 1e-10
    in_pytorch: bool = True

    def __str__(self) -> str:
        return self.name

    def on(self, library: Any, inputs: tuple[Array, ...], **options: Any) -> tuple[list[Any], Any]:
        """The arguments as leaves of `library`, and the result."""
        leaves = [library.tensor(x, dtype=library.float64, requires_grad=True, **options) for x in inputs]
        return leaves, self.call(library, *leaves)


def named(names: str, *inputs: Array, **options: Any) -> Iterator[Case]:
    """A case for each function that takes just these inputs."""
    for name in names.split():
        yield Case(name, lambda t, *x, name=name: getattr(t, name)(*x), inputs, **options)


@cache
def _weights(shape: tuple[int, ...]) -> Array:
    """Different for each element, so that no error can cancel another."""
    return np.cos(np.arange(1, 1 + int(np.prod(shape)))).reshape(shape)


def _slopes(case: Case, library: Any, inputs: tuple[Array, ...], create_graph: bool, **options: Any) -> Any:
    """Leaves, result, and the gradients of its weighted sum."""
    leaves, y = case.on(library, inputs, **options)
    total = (y * library.tensor(_weights(y.shape), dtype=library.float64, **options)).sum()
    return leaves, y, library.autograd.grad(total, leaves, create_graph=create_graph, allow_unused=True)


def _second(library: Any, leaves: list[Any], gradients: Any, **options: Any) -> list[Any]:
    """The gradients of a weighted sum of the gradients; None where these are constant."""
    parts = [
        (g * library.tensor(_weights(g.shape), dtype=library.float64, **options)).sum()
        for g in gradients
        if g is not None and g.requires_grad
    ]
    if not parts:
        return [None] * len(leaves)
    return list(library.autograd.grad(sum(parts[1:], parts[0]), leaves, allow_unused=True))


def _host(x: Any, like: Array) -> Array:
    # A copy, for PyTorch gives some zeros no memory, and then no list.
    return np.zeros(like.shape) if x is None else np.array(x.detach().cpu().contiguous().clone().tolist())


def _central(function: Callable[[tuple[Array, ...]], float], inputs: tuple[Array, ...], h: float) -> list[Array]:
    """Central differences of a number with respect to every element of every input."""
    found = []
    for place, x in enumerate(inputs):
        slope = np.empty(x.shape)
        for at in np.ndindex(x.shape):
            ends = []
            for sign in (1, -1):
                moved = x.copy()
                moved[at] += sign * h
                ends.append(function((*inputs[:place], moved, *inputs[place + 1 :])))
            slope[at] = (ends[0] - ends[1]) / (2 * h)
        found.append(slope)
    return found


@cache
def _expected(case: Case) -> tuple[list[Array], list[Array]]:
    """First and second derivatives by central differences."""

    def value(inputs: tuple[Array, ...]) -> float:
        _, y = case.on(engine, inputs)
        y = y.detach().numpy()
        return float((y * _weights(y.shape)).sum())

    def slope(inputs: tuple[Array, ...]) -> float:
        _, _, gradients = _slopes(case, engine, inputs, False)
        pairs = [(_host(g, x), x) for g, x in zip(gradients, inputs, strict=True)]
        return sum(float((g * _weights(x.shape)).sum()) for g, x in pairs)

    return _central(value, case.inputs, 1e-6), _central(slope, case.inputs, 1e-6)


def check(case: Case, device: Any) -> None:
    """Derivatives of first and second order on `device` agree with central differences."""
    leaves, y, gradients = _slopes(case, engine, case.inputs, True, device=device)
    assert y.device == device
    assert all(g is None or g.device == device for g in gradients)
    plain = _slopes(case, engine, case.inputs, False, device=device)[2]
    second = _second(engine, leaves, gradients, device=device)
    first_expected, second_expected = _expected(case)
    for j, x in enumerate(case.inputs):
        np.testing.assert_allclose(_host(gradients[j], x), first_expected[j], rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(_host(plain[j], x), _host(gradients[j], x), rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(_host(second[j], x), second_expected[j], rtol=1e-5, atol=1e-6)


def compare(case: Case, torch: Any) -> None:
    """Value, first and second derivatives and the node's name are PyTorch's, in float64."""
    answers = []
    for library in (torch, engine):
        leaves, y, gradients = _slopes(case, library, case.inputs, True)
        second = _second(library, leaves, gradients)
        arrays = [_host(part, x) for part, x in zip([*gradients, *second], case.inputs * 2, strict=True)]
        answers.append(([_host(y, REAL), *arrays], y.grad_fn.name().removeprefix("torch::autograd::"), tuple(y.shape)))
    (theirs, name, shape), (ours, our_name, our_shape) = answers
    for expected, found in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(found, expected, rtol=case.tolerance, atol=case.tolerance / 10)
    assert our_shape == shape
    assert our_name == name


def compare_dtypes(case: Case, torch: Any, dtype: str) -> None:
    """Where PyTorch has an answer for inputs of `dtype`, engine has one of the same dtype and, if exact, value."""
    answers = []
    for library in (torch, engine):
        scaled = [np.round(x * 3) if dtype not in ("float16", "float32") else x for x in case.inputs]
        tensors = [library.tensor(x.tolist(), dtype=library.float64).to(getattr(library, dtype)) for x in scaled]
        try:
            y = case.call(library, *tensors)
        except (RuntimeError, NotImplementedError, TypeError, IndexError):
            if library is torch:
                return
            raise
        answers.append((str(y.dtype).split(".")[1], np.array(y.to(library.float64).tolist())))
    assert answers[1][0] == answers[0][0]
    tolerance = {"float16": 2e-2, "float32": 2e-5}.get(answers[0][0], 1e-12)
    np.testing.assert_allclose(answers[1][1], answers[0][1], rtol=tolerance, atol=tolerance)
