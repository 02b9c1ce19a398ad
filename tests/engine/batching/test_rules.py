"""Each rule of the batched namespace gives what a loop over the examples gives, for one level and for two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.backends import NAMES, Backend, Unbatchable, backend_of
from engine.batching import Batched, batched_backend, level_of

drawn = np.random.default_rng(0)
X, Y = drawn.normal(size=(2, 3, 4)), drawn.normal(size=(2, 3, 4))
ROWS = drawn.normal(size=(2, 4))
NUMBERS = drawn.normal(size=(2,))
SQUARE = drawn.normal(size=(2, 3, 3)) + 3 * np.eye(3)
PICKED = np.array([[0, 2], [1, 1], [2, 0]])
PLACES = np.stack([PICKED, PICKED[::-1]])

# A call on arrays of one example each, and the batches that these are of.
CALLS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "ranks": (lambda xp, x, y: xp.add(x, y) * x - y, (X, ROWS)),
    "numbers": (lambda xp, x, y: 2 - x / (1 + y * y), (X, NUMBERS)),
    "where": (lambda xp, x, y: xp.where(x > y, x, 0), (X, ROWS)),
    "frexp": (lambda xp, x: xp.frexp(x)[0], (X,)),
    "special": (lambda xp, x: xp.erf(x) + xp.sigmoid(x), (X,)),
    "sum": (lambda xp, x: xp.sum(x, axis=0), (X,)),
    "sum of all": (lambda xp, x: x.sum(), (X,)),
    "sum kept": (lambda xp, x: x.sum(axis=(0, -1), keepdims=True), (X,)),
    "mean of a number": (lambda xp, x: xp.mean(x), (NUMBERS,)),
    "max": (lambda xp, x: xp.amax(x, axis=-1), (X,)),
    "any": (lambda xp, x: xp.any(x > 1, axis=0), (X,)),
    "argmax": (lambda xp, x: xp.argmax(x, axis=1), (X,)),
    "argmax of all": (lambda xp, x: xp.argmax(x), (X,)),
    "argsort": (lambda xp, x: xp.argsort(x, axis=0, kind="stable"), (X,)),
    "cumsum": (lambda xp, x: xp.cumsum(x, axis=-1), (X,)),
    "cumprod of all": (lambda xp, x: xp.cumprod(x), (X,)),
    "flip": (lambda xp, x: xp.flip(x, axis=None), (X,)),
    "roll": (lambda xp, x: xp.roll(x, 3, axis=None) + xp.roll(x, (1, 2), axis=(0, 1)), (X,)),
    "reshape": (lambda xp, x: xp.reshape(x, (-1, 2)), (X,)),
    "transpose": (lambda xp, x: xp.transpose(x), (X,)),
    "swapaxes": (lambda xp, x: x.swapaxes(-2, -1) @ x, (X,)),
    "moveaxis": (lambda xp, x: xp.moveaxis(x, 0, -1), (X,)),
    "expand_dims": (lambda xp, x: xp.expand_dims(x, (0, -1)), (X,)),
    "squeeze": (lambda xp, x: xp.squeeze(x[:1]), (X,)),
    "broadcast_to": (lambda xp, x: xp.broadcast_to(x, (2, 3, 4)), (X,)),
    "spread": (lambda xp, x: xp.spread(x, (3, 4)), (ROWS,)),
    "tile": (lambda xp, x: xp.tile(x, (2, 1, 3)), (X,)),
    "diagonal": (lambda xp, x: xp.diagonal(x, 1, 0, 1), (X,)),
    "trace": (lambda xp, x: xp.trace(x), (X,)),
    "triangles": (lambda xp, x: xp.tril(x, -1) + xp.triu(x, 1), (X,)),
    "concatenate": (lambda xp, x, y: xp.concatenate([x, y[None]], axis=-2), (X, ROWS)),
    "stack": (lambda xp, x, y: xp.stack([x, y], axis=-1), (X, Y)),
    "rot90": (lambda xp, x: xp.rot90(x, 1, (0, 1)), (X,)),
    "windows": (lambda xp, x: xp.windows(x, 1, 2, 1) * 1, (X,)),
    "matrix times matrix": (lambda xp, x, y: xp.matmul(x, xp.swapaxes(y, 0, 1)), (X, Y)),
    "matrix times vector": (lambda xp, x, y: xp.matmul(x, y), (X, ROWS)),
    "vector times matrix": (lambda xp, x, y: xp.matmul(y, x.swapaxes(0, 1)), (X, ROWS)),
    "dot": (lambda xp, x, y: xp.dot(x[0], y) + xp.vdot(x, x), (X, ROWS)),
    "cross": (lambda xp, x, y: xp.cross(x[:, :3], y[:, 1:], axis=-1), (X, Y)),
    "inverse": (lambda xp, x: xp.linalg.inv(x), (SQUARE,)),
    "solve": (lambda xp, x, y: xp.linalg.solve(x, y), (SQUARE, X)),
    "slogdet": (lambda xp, x: xp.linalg.slogdet(x)[1], (SQUARE,)),
    "index": (lambda xp, x: x[1:, None, ::2], (X,)),
    "index array": (lambda xp, x: x[xp.asarray(np.array([2, 0, 2]))], (X,)),
    "index arrays apart": (lambda xp, x: x[xp.asarray(np.array([2, 0])), None, xp.asarray(np.array([1, 3]))], (X,)),
    "batched index": (lambda xp, x, at: (x + 0 * at.sum())[at[:, 0]], (X, PLACES)),
    "take": (lambda xp, x: xp.take(x, xp.asarray(PICKED), axis=1), (X,)),
    "take of all": (lambda xp, x: xp.take(x, xp.asarray(PICKED), axis=None), (X,)),
    "gather": (lambda xp, x, at: xp.gather(x, 0, at), (X[:, :, :2].copy(), PLACES)),
    "take_along_axis": (lambda xp, x, at: xp.take_along_axis(x, at, axis=0), (X[:, :, :2].copy(), PLACES)),
    "scatter": (lambda xp, x, at: xp.scatter(x, 0, at, 7.0), (X, PLACES)),
    "scatter_add": (lambda xp, x, at: xp.scatter_add(x, 0, at, x[:, :2]), (X, PLACES)),
    "index_add": (lambda xp, x, y: xp.index_add(x, 0, xp.asarray(np.array([1, 1])), y[:2]), (X, Y)),
    "index_put": (lambda xp, x, y: xp.index_put(x, (slice(None), xp.asarray(np.array([1, 3]))), y[:, :2]), (X, Y)),
    "index_put of a mask": (lambda xp, x: xp.index_put(x, x > 0, 0), (X,)),
    "embed": (lambda xp, x: xp.embed(x, (5, 4), (slice(1, 4),)), (X,)),
    "zeros_for": (lambda xp, x: xp.zeros_for(x, (2,)) + xp.ones_like(x)[0, :2], (X,)),
    "kron": (lambda xp, x, y: xp.kron(x, y), (X, ROWS)),
}  # fmt: skip


def given(backend: Backend, batches: tuple[Any, ...], which: tuple[bool, ...], level: int) -> list[Any]:
    """Batched arrays where `which` says so, else the first example of each."""
    kind = batched_backend(backend).array_type
    return [
        kind(backend.asarray(x), level) if batch else backend.asarray(x[0])
        for x, batch in zip(batches, which, strict=True)
    ]


def host(backend: Backend, x: Any) -> Any:
    return np.asarray(x) if isinstance(x, np.generic) else backend.to_host(x)


@pytest.mark.parametrize("name", CALLS)
def test_a_rule_gives_what_a_loop_gives(name: str, backend: Backend) -> None:
    call, batches = CALLS[name]
    xp = batched_backend(backend).xp
    choices = [(True,)] if len(batches) == 1 else [(True, True), (True, False), (False, True)]
    for which in choices:
        found = call(xp, *given(backend, batches, which, 1))
        loop = []
        for number in range(2):
            examples = [backend.asarray(x[number if batch else 0]) for x, batch in zip(batches, which, strict=True)]
            loop.append(host(backend, call(backend.xp, *examples)))
        assert isinstance(found, Batched)
        assert (found.shape, found.dtype) == (loop[0].shape, loop[0].dtype)
        np.testing.assert_allclose(host(backend, found.inner), np.stack(loop), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", [name for name, (_, batches) in CALLS.items() if len(batches) == 2])
def test_two_levels_are_two_loops(name: str, backend: Backend) -> None:
    call, (first, second) = CALLS[name]
    space = batched_backend(backend)
    outer, inner = space.array_type(backend.asarray(first), 1), space.array_type(backend.asarray(second), 2)
    found = call(space.xp, outer, inner)
    assert (level_of(found), level_of(found.inner)) == (2, 1)
    for j in range(2):
        for i in range(2):
            expected = host(backend, call(backend.xp, backend.asarray(first[i]), backend.asarray(second[j])))
            example = host(backend, found.inner.inner)[i, j]
            np.testing.assert_allclose(example, expected, rtol=1e-13, atol=1e-13)


def test_what_is_not_batched_goes_to_the_library_itself(backend: Backend) -> None:
    xp, x = batched_backend(backend).xp, backend.asarray(X[0])
    results = (xp.sum(x, axis=0), xp.add(x, 1), xp.zeros(3), xp.arange(3), xp.concatenate([x, x]), xp.matmul(x, x.T))
    for found in results:
        assert not isinstance(found, Batched)
    assert xp.pi == np.pi
    assert all(hasattr(xp, name) for name in NAMES)


def test_a_value_of_one_example_cannot_be_told(backend: Backend) -> None:
    x = batched_backend(backend).array_type(backend.asarray(NUMBERS), 1)
    for ask in (bool, int, float, np.asarray, lambda x: x.item(), lambda x: x.tolist()):
        with pytest.raises(Unbatchable):
            ask(x)
    with pytest.raises(Unbatchable):
        x[...] = batched_backend(backend).array_type(backend.asarray(NUMBERS), 2)


def test_writes_go_to_the_memory(backend: Backend) -> None:
    space = batched_backend(backend)
    memory = backend.asarray(np.zeros((2, 3)))
    x = space.array_type(memory, 1)
    x[1] = space.array_type(backend.asarray(NUMBERS), 1)
    x += 1
    x[0] = 5
    assert host(backend, memory).tolist() == [[5.0, 1 + NUMBERS[0], 1.0], [5.0, 1 + NUMBERS[1], 1.0]]
    assert x[...].base is not None
    assert backend_of(x).device_of(x) == backend.device_of(memory)
