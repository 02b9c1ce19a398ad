"""Random shapes and indices: what engine picks, writes and broadcasts is what NumPy does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import engine

Array = np.ndarray[Any, Any]
Make = Callable[..., Any]

SHAPES = st.lists(st.integers(0, 4), min_size=0, max_size=4).map(tuple)
FULL_SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)
# The fixture that makes tensors is the same for every example.
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counted(shape: tuple[int, ...]) -> Array:
    """An array of different numbers."""
    return np.arange(float(np.prod(shape, dtype=int))).reshape(shape)


@st.composite
def entries(draw: st.DrawFn, size: int, common: tuple[int, ...] | None) -> Any:
    """One entry of an index for a dim of this size; an index array has the common shape or broadcasts to it."""
    kinds = ["slice", "int", "list"] if size else ["slice"]
    kind = draw(st.sampled_from(kinds if common is not None else kinds[:-1] or kinds))
    if kind == "int":
        return draw(st.integers(-size, size - 1))
    if kind == "slice":
        ends = st.none() | st.integers(-size - 2, size + 2)
        return slice(draw(ends), draw(ends), draw(st.none() | st.integers(1, 3)))
    assert common is not None
    shape = tuple(draw(st.sampled_from([1, n])) for n in common)
    count = int(np.prod(shape, dtype=int))
    numbers = draw(st.lists(st.integers(-size, size - 1), min_size=count, max_size=count))
    return np.array(numbers, dtype=np.int64).reshape(shape)


@st.composite
def indices(draw: st.DrawFn, shape: tuple[int, ...], arrays: bool = True) -> tuple[Any, ...]:
    """An index for an array of this shape: integers, slices, None, an ellipsis, index arrays and a mask."""
    common = draw(st.sampled_from([(2,), (3, 1)])) if arrays else None
    dims = draw(st.integers(0, len(shape)))
    from_front = draw(st.integers(0, dims))
    picked = [*shape[:from_front], *shape[len(shape) - dims + from_front :]]
    parts: list[Any] = []
    for size in picked:
        if arrays and draw(st.integers(0, 7)) == 0:
            mask = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)
            parts.append(mask if common and mask.sum() in (1, common[-1]) else slice(None))
        else:
            parts.append(draw(entries(size, common)))
        if draw(st.integers(0, 5)) == 0:
            parts.append(None)
    if dims < len(shape) or draw(st.booleans()):
        parts.insert(_after(parts, from_front), Ellipsis)
    return tuple(parts)


def _after(parts: list[Any], count: int) -> int:
    """The place behind so many entries that stand for a dim."""
    places = [j + 1 for j, part in enumerate(parts) if part is not None]
    return places[count - 1] if count else 0


def expanded(index: tuple[Any, ...], ndim: int) -> list[Any]:
    """The index without its ellipsis, with whole slices for what it leaves out."""
    used = sum(part is not None and part is not Ellipsis for part in index)
    rest = [slice(None)] * (ndim - used)
    at = next((j for j, part in enumerate(index) if part is Ellipsis), None)
    return [*index, *rest] if at is None else [*index[:at], *rest, *index[at + 1 :]]


def in_two_steps(index: tuple[Any, ...], ndim: int) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """PyTorch's meaning of an index in NumPy's terms: integers, slices and None first, then index arrays."""
    parts = expanded(index, ndim)
    views = tuple(slice(None) if isinstance(part, np.ndarray) else part for part in parts)
    arrays = tuple(
        part if isinstance(part, np.ndarray) else slice(None) for part in parts if not isinstance(part, int)
    )
    return views, arrays if any(isinstance(part, np.ndarray) for part in arrays) else ()


def pick(x: Array, index: tuple[Any, ...]) -> Array:
    views, arrays = in_two_steps(index, x.ndim)
    view = np.asarray(x[views])
    return np.asarray(view[arrays] if arrays else view)


@given(data=st.data(), shape=SHAPES)
@few
def test_basic_indices_are_numpys_and_views(make: Make, data: st.DataObject, shape: tuple[int, ...]) -> None:
    index = data.draw(indices(shape, arrays=False))
    x = make(counted(shape))
    found = x[index]
    np.testing.assert_array_equal(found.cpu().numpy(), counted(shape)[index])
    if found.numel():
        found.fill_(-1.0)
        assert (x == -1.0).sum().item() == found.numel()


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_what_an_index_picks(make: Make, data: st.DataObject, shape: tuple[int, ...]) -> None:
    index = data.draw(indices(shape))
    expected = pick(counted(shape), index)
    np.testing.assert_array_equal(make(counted(shape))[index].cpu().numpy(), expected)
    if not any(isinstance(part, int) for part in index):
        # Written out: to NumPy even an ellipsis for no dimension stands between two arrays, to PyTorch it does not.
        np.testing.assert_array_equal(expected, counted(shape)[tuple(expanded(index, len(shape)))])


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_the_gradient_of_an_index_counts_what_was_picked(
    make: Make, data: st.DataObject, shape: tuple[int, ...]
) -> None:
    index = data.draw(indices(shape))
    x = make(counted(shape), requires_grad=True)
    found = x[index]
    weights = np.cos(counted(tuple(found.shape)))
    (found * make(weights)).sum().backward()
    places = pick(np.arange(int(np.prod(shape))).reshape(shape), index)
    expected = np.zeros(int(np.prod(shape)))
    np.add.at(expected, places.reshape(-1), weights.reshape(-1))
    np.testing.assert_allclose(x.grad.cpu().numpy(), expected.reshape(shape), atol=1e-12)


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_what_an_assignment_writes(make: Make, data: st.DataObject, shape: tuple[int, ...]) -> None:
    index = data.draw(indices(shape))
    places = pick(np.arange(int(np.prod(shape))).reshape(shape), index)
    if len(np.unique(places)) != places.size:
        return  # which of several values stays is not said
    value_shape = tuple(n if data.draw(st.booleans()) else 1 for n in places.shape)
    values = -1.0 - counted(value_shape[data.draw(st.integers(0, len(value_shape))) :])
    if np.broadcast_shapes(values.shape, places.shape) != places.shape:
        return
    x = make(counted(shape), requires_grad=True)
    y, v = x * 1, make(values, requires_grad=True)
    y[index] = v
    expected = counted(shape).reshape(-1)
    expected[places.reshape(-1)] = np.broadcast_to(values, places.shape).reshape(-1)
    np.testing.assert_array_equal(y.detach().cpu().numpy(), expected.reshape(shape))
    weights = np.cos(counted(shape))
    (y * make(weights)).sum().backward()
    kept = weights.reshape(-1).copy()
    kept[places.reshape(-1)] = 0
    # What is wholly overwritten may have no gradient at all.
    got = kept * 0 if x.grad is None else x.grad.cpu().numpy()
    np.testing.assert_allclose(got.reshape(shape), kept.reshape(shape))
    np.testing.assert_allclose(v.grad.cpu().numpy(), summed(weights.reshape(-1)[places], values.shape), atol=1e-12)


def summed(x: Array, shape: tuple[int, ...]) -> Array:
    """Summed over the dims along which an array of `shape` was broadcast."""
    extra = x.ndim - len(shape)
    x = x.sum(axis=tuple(range(extra)))
    return np.asarray(x.sum(axis=tuple(j for j, n in enumerate(shape) if n == 1), keepdims=True))


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_accumulation_adds_every_time_a_place_is_named(
    make: Make, data: st.DataObject, shape: tuple[int, ...]
) -> None:
    count = data.draw(st.integers(0, 5))
    lists = [data.draw(st.lists(st.integers(-n, n - 1), min_size=count, max_size=count)) for n in shape]
    lists = lists[: data.draw(st.integers(1, len(shape)))]
    index = tuple(np.array(part, dtype=np.int64) for part in lists)
    values = counted((count, *shape[len(index) :]))
    expected = counted(shape)
    np.add.at(expected, index, values)
    found = make(counted(shape)).index_put_(tuple(map(make, index)), make(values), accumulate=True)
    np.testing.assert_array_equal(found.cpu().numpy(), expected)


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_gather_scatter_and_their_kin(make: Make, data: st.DataObject, shape: tuple[int, ...]) -> None:
    dim = data.draw(st.integers(0, len(shape) - 1))
    smaller = tuple(data.draw(st.integers(0, 4 if d == dim else n)) for d, n in enumerate(shape))
    count = int(np.prod(smaller))
    numbers = data.draw(st.lists(st.integers(0, shape[dim] - 1), min_size=count, max_size=count))
    index, source = np.array(numbers, dtype=np.int64).reshape(smaller), counted(smaller) + 100
    picked, added, multiplied = np.zeros(smaller), counted(shape), counted(shape)
    for at in np.ndindex(smaller):
        place = (*at[:dim], index[at], *at[dim + 1 :])
        picked[at] = counted(shape)[place]
        added[place] += source[at]
        multiplied[place] *= source[at]
    x, i, s = make(counted(shape)), make(index), make(source)
    np.testing.assert_array_equal(x.gather(dim, i).cpu().numpy(), picked)
    np.testing.assert_array_equal(x.scatter_add(dim, i, s).cpu().numpy(), added)
    np.testing.assert_allclose(x.scatter(dim, i, s, reduce="multiply").cpu().numpy(), multiplied)
    if len(np.unique(numbers)) == len(numbers):
        assert x.scatter(dim, i, s).sum().item() == counted(shape).sum() - picked.sum() + source.sum()


@given(data=st.data(), shape=FULL_SHAPES)
@few
def test_slices_along_a_dim(make: Make, data: st.DataObject, shape: tuple[int, ...]) -> None:
    dim = data.draw(st.integers(0, len(shape) - 1))
    numbers = data.draw(st.lists(st.integers(0, shape[dim] - 1), max_size=5))
    index = np.array(numbers, dtype=np.int64)
    x, i = make(counted(shape)), make(index)
    picked = np.take(counted(shape), index, axis=dim)
    np.testing.assert_array_equal(x.index_select(dim, i).cpu().numpy(), picked)
    added = np.moveaxis(counted(shape), dim, 0).copy()
    np.add.at(added, index, 2 * np.moveaxis(picked, dim, 0))
    found = x.index_add(dim, i, make(picked), alpha=2)
    np.testing.assert_array_equal(found.cpu().numpy(), np.moveaxis(added, 0, dim))
    filled = np.moveaxis(counted(shape), dim, 0).copy()
    filled[index] = -1
    np.testing.assert_array_equal(x.index_fill(dim, i, -1).cpu().numpy(), np.moveaxis(filled, 0, dim))


@given(shapes=st.lists(SHAPES, min_size=2, max_size=2))
@few
def test_two_shapes_broadcast_as_numpys_do(make: Make, shapes: list[tuple[int, ...]]) -> None:
    a, b = (make(counted(shape) + 1, requires_grad=True) for shape in shapes)
    try:
        expected = (counted(shapes[0]) + 1) * (counted(shapes[1]) + 1)
    except ValueError:
        with pytest.raises(RuntimeError, match="must match the size of tensor b"):
            a * b
        return
    product = a * b
    np.testing.assert_array_equal(product.detach().cpu().numpy(), expected)
    weights = np.cos(counted(expected.shape))
    (product * make(weights)).sum().backward()
    for x, shape, other in ((a, shapes[0], shapes[1]), (b, shapes[1], shapes[0])):
        expected = summed(weights * np.broadcast_to(counted(other) + 1, weights.shape), shape)
        np.testing.assert_allclose(x.grad.cpu().numpy(), expected, atol=1e-9)


@given(shapes=st.lists(SHAPES, min_size=1, max_size=4))
@few
def test_the_common_shape_is_numpys(shapes: list[tuple[int, ...]]) -> None:
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(RuntimeError):
            engine.broadcast_tensors(*map(engine.zeros, shapes))
        return
    assert all(tuple(x.shape) == expected for x in engine.broadcast_tensors(*map(engine.zeros, shapes)))


def outcome(library: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """What `x[index]` gives in a library: values, node and gradient, or the exception's class and words."""
    x = library.tensor(counted(shape).tolist(), dtype=library.float64).reshape(shape).requires_grad_()
    own = tuple(library.tensor(part.tolist()) if isinstance(part, np.ndarray) and part.size else part for part in index)
    try:
        found = x[own]
    except Exception as error:
        return type(error).__name__, str(error)
    (found * found).sum().backward()
    name = found.grad_fn.name().removeprefix("torch::autograd::")
    return tuple(found.shape), found.detach().tolist(), name, x.grad.tolist()


@pytest.mark.parity
@given(data=st.data(), shape=FULL_SHAPES)
@settings(max_examples=150, deadline=None)
def test_indices_right_and_wrong_are_answered_as_by_pytorch(data: st.DataObject, shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    wrong = data.draw(st.sampled_from([None, None, 9, -9, np.array([7]), np.array([True] * 5), True, False, 0]))
    index = list(data.draw(indices(shape)))
    if wrong is not None:
        index.insert(data.draw(st.integers(0, len(index))), wrong)
    assert outcome(engine, tuple(index), shape) == outcome(torch, tuple(index), shape)
