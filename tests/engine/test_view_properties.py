"""Random programs of views and in-place writes: values as NumPy's, gradients as finite differences and PyTorch's.

A program is a list of steps on a growing list of arrays, the first of which is the input times 1, whose first and last
dim may have changed places. A step takes a view of one of them, or writes to it. The same steps run on NumPy arrays and
on tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import engine
from engine.device import CPU, device as Device

Array = np.ndarray[Any, Any]
Step = tuple[str, int, int, int]
Program = tuple[bool, list[Step]]
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SHAPES = st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple)
VIEWS = ("select", "slice", "last", "every second", "transpose", "new axis", "flat", "all", "squeeze")
WRITES = ("scale", "shift", "square", "fill", "set", "set list", "set mask", "copy", "add other", "add at")


def programs() -> st.SearchStrategy[Program]:
    """Whether the input is turned, and steps: what is done, to which array, and two numbers that say how."""
    numbers = st.integers(0, 9)
    return st.tuples(st.booleans(), st.lists(st.tuples(st.sampled_from(VIEWS + WRITES), *[numbers] * 3), max_size=8))


def taken(v: Any, name: str, j: int, k: int) -> Any:
    """A view, of an array or a tensor; itself where it has none of this kind."""
    shape = tuple(v.shape)
    if name == "new axis":
        return v[None]
    if name == "all":
        return v[...]
    if name == "squeeze":
        return v.squeeze(0) if shape and shape[0] == 1 else v[...]
    if not shape:
        return v[...]
    if name == "select":
        return v[j % shape[0], ...] if shape[0] else v[...]
    if name == "slice":
        return v[j % (shape[0] + 1) : 1 + k % (shape[0] + 1)]
    if name == "last":
        return v[..., j % (shape[-1] + 1) :]
    if name == "every second":
        return v[..., :: 1 + j % 2]
    if name == "transpose":
        return v.swapaxes(0, -1)
    whole = v.flags.c_contiguous if isinstance(v, np.ndarray) else v.is_contiguous()
    return v.reshape(-1) if whole else v[...]


def run_numpy(x: Array, program: Program, where: Any = CPU) -> list[Array]:
    """The arrays after all steps; what CuPy computes lies in memory in the order of its indices."""
    turned, steps = program
    known = [np.array((x.swapaxes(0, -1) if turned else x) * 1, order="K" if where == CPU else "C")]
    for name, which, j, k in steps:
        v = known[which % len(known)]
        c, other = j / 4 - 1, known[k % len(known)]
        if name in VIEWS:
            known.append(taken(v, name, j, k))
        elif name == "scale":
            v *= c
        elif name == "shift":
            v += c
        elif name == "square":
            v *= v.copy() + c
        elif name == "fill":
            v[...] = c
        elif name == "copy":
            v[...] = c * v.sum()
        elif name == "add other":
            v += other.sum() * 0.5
        elif v.ndim and v.size:
            write_numpy(v, name, j % v.shape[0], c, other)
    return known


def write_numpy(v: Array, name: str, row: int, c: float, other: Array) -> None:
    if name == "set":
        v[row] = c * other.sum()
    elif name == "set list":
        v[[row, -1]] = c
    elif name == "set mask":
        v[np.arange(v.shape[0]) != row] = c
    else:
        np.add.at(v, np.array([row, 0, row]), c)


def run(library: Any, x: Any, program: Program) -> list[Any]:
    """The tensors after all steps."""
    turned, steps = program
    known = [(x.swapaxes(0, -1) if turned else x) * 1]
    for name, which, j, k in steps:
        v = known[which % len(known)]
        c, other = j / 4 - 1, known[k % len(known)]
        if name in VIEWS:
            known.append(taken(v, name, j, k))
        elif name == "scale":
            v.mul_(c)
        elif name == "shift":
            v.add_(c)
        elif name == "square":
            v.mul_(v.clone() + c)
        elif name == "fill":
            v.fill_(c)
        elif name == "copy":
            v.copy_(c * v.sum())
        elif name == "add other":
            v.add_(other.sum() * 0.5)
        elif v.ndim and v.numel():
            write(library, v, name, j % v.shape[0], c, other)
    return known


def write(library: Any, v: Any, name: str, row: int, c: float, other: Any) -> None:
    ints = {"device": v.device}
    if name == "set":
        v[row] = c * other.sum()
    elif name == "set list":
        v[[row, -1]] = c
    elif name == "set mask":
        v[library.arange(v.shape[0], **ints) != row] = c
    else:
        value = library.tensor(c, dtype=v.dtype, **ints)
        v.index_put_((library.tensor([row, 0, row], **ints),), value, accumulate=True)


def weighted(arrays: list[Array]) -> float:
    """One number that depends on every element of every array differently."""
    return sum(float((a * np.cos(np.arange(a.size) + n).reshape(a.shape)).sum()) for n, a in enumerate(arrays))


def slopes(library: Any, x: Any, program: Program) -> tuple[list[Any], Array]:
    """The tensors after all steps, and the gradient of their weighted sum."""
    known = run(library, x, program)
    total = 0.0 * x.sum()
    for n, v in enumerate(known):
        weights = np.cos(np.arange(v.numel()) + n).reshape(tuple(v.shape))
        total = total + (v * library.tensor(weights.tolist(), dtype=v.dtype, device=v.device).reshape(v.shape)).sum()
    total.backward()
    return known, np.array(x.grad.cpu().tolist())


def start(shape: tuple[int, ...]) -> Array:
    return np.sin(np.arange(1.0, 1.0 + int(np.prod(shape)))).reshape(shape)


@given(program=programs(), shape=SHAPES)
@few
def test_values_are_numpys_after_any_writes(
    make: Callable[..., Any], device: Device, program: Program, shape: tuple[int, ...]
) -> None:
    expected = run_numpy(start(shape), program, device)
    found = run(engine, make(start(shape)), program)
    for a, b in zip(expected, found, strict=True):
        assert tuple(b.shape) == a.shape
        np.testing.assert_allclose(b.cpu().numpy(), a, rtol=1e-10, atol=1e-12)
    if all(name in VIEWS for name, *_ in program[1]):
        assert len({v._version for v in found}) == 1


@given(program=programs(), shape=SHAPES)
@few
def test_gradients_are_those_of_finite_differences(
    make: Callable[..., Any], device: Device, program: Program, shape: tuple[int, ...]
) -> None:
    x = start(shape)
    _, gradient = slopes(engine, make(x, requires_grad=True), program)
    expected = np.zeros(shape)
    for at in np.ndindex(shape):
        ends = []
        for h in (1e-6, -1e-6):
            moved = x.copy()
            moved[at] += h
            ends.append(weighted(run_numpy(moved, program, device)))
        expected[at] = (ends[0] - ends[1]) / 2e-6
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(gradient.reshape(shape) / scale, expected / scale, atol=1e-6)


@given(program=programs(), shape=SHAPES)
@few
def test_the_last_value_alone_has_its_gradient(
    make: Callable[..., Any], device: Device, program: Program, shape: tuple[int, ...]
) -> None:
    """One view of many is asked for; nothing else keeps its history alive."""
    x = make(start(shape), requires_grad=True)
    last = run(engine, x, program)[-1]
    if not last.requires_grad:
        return
    last.sum().backward()
    expected = np.zeros(shape)
    for at in np.ndindex(shape):
        ends = []
        for h in (1e-6, -1e-6):
            moved = start(shape)
            moved[at] += h
            ends.append(float(run_numpy(moved, program, device)[-1].sum()))
        expected[at] = (ends[0] - ends[1]) / 2e-6
    got = np.zeros(shape) if x.grad is None else np.array(x.grad.cpu().tolist()).reshape(shape)
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(got / scale, expected / scale, atol=1e-6)


@pytest.mark.parity
@given(program=programs(), shape=SHAPES)
@settings(max_examples=80, deadline=None)
def test_values_gradients_and_versions_are_pytorchs(program: Program, shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    answers = []
    for library in (torch, engine):
        x = library.tensor(start(shape).tolist(), dtype=library.float64, requires_grad=True)
        known, gradient = slopes(library, x, program)
        answers.append(([v.tolist() for v in known], [v._version for v in known], gradient))
    (theirs, versions, expected), (ours, our_versions, gradient) = answers
    for a, b in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(np.array(b), np.array(a), rtol=1e-10, atol=1e-12)
    assert our_versions == versions
    np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-9)
