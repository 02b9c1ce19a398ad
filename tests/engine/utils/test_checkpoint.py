"""Checkpoints: the same gradients without what was saved, and what is refused."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

import engine
from engine.utils.checkpoint import checkpoint


@pytest.fixture
def again(torch: Any) -> Any:
    """`torch.utils.checkpoint.checkpoint` of the library."""
    if torch.__class__.__name__ == "OnCuda":
        return checkpoint
    return pytest.importorskip(f"{torch.__name__}.utils.checkpoint").checkpoint


def pair(torch: Any) -> tuple[Any, Any]:
    return (
        torch.arange(4.0).requires_grad_(),
        torch.tensor(2.0, requires_grad=True),
    )


def wave(x: Any, w: Any, scale: float = 1.0) -> Any:
    h = (x * w).sin()
    return h.exp() * h * scale


@pytest.mark.parametrize("reentrant", [False, True])
def test_gradients_are_those_without(torch: Any, again: Any, reentrant: bool) -> None:
    x, w = pair(torch)
    runs = []

    def counted(x: Any) -> Any:
        runs.append(1)
        return wave(x, w)

    y = again(counted, x, use_reentrant=reentrant)
    assert y.tolist() == wave(x, w).tolist()
    (y * 3).sum().backward()
    assert len(runs) == 2
    found = x.grad.tolist(), w.grad.tolist()
    x.grad = w.grad = None
    (wave(x, w) * 3).sum().backward()
    assert found == (x.grad.tolist(), w.grad.tolist())


def test_the_graph_is_the_functions_own(torch: Any, again: Any) -> None:
    x, w = pair(torch)
    y = again(wave, x, w, use_reentrant=False, scale=2.0)
    assert y.grad_fn.name() == "MulBackward0"
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    (expected,) = torch.autograd.grad(torch.autograd.grad(wave(x, w, 2.0).sum(), x, create_graph=True)[0].sum(), x)
    assert second.tolist() == pytest.approx(expected.tolist())


def test_random_numbers_are_drawn_again(torch: Any, again: Any) -> None:
    x = torch.ones(50, requires_grad=True)
    y = again(lambda x: x * torch.rand(50).sin() ** 2, x, use_reentrant=False)
    state = torch.get_rng_state().tolist()
    y.sum().backward()
    assert x.grad.tolist() == y.tolist()
    assert torch.get_rng_state().tolist() == state


def test_several_results_and_one_in_another(torch: Any, again: Any) -> None:
    x, w = pair(torch)

    def inner(x: Any) -> Any:
        return wave(x, w), x * 2

    def outer(x: Any) -> Any:
        a, b = again(inner, x.cos(), use_reentrant=False)
        return a * b

    again(outer, x, use_reentrant=False).sum().backward()
    found = x.grad.tolist()
    x.grad = None
    (wave(x.cos(), w) * (x.cos() * 2)).sum().backward()
    assert found == pytest.approx(x.grad.tolist())


def test_what_was_saved_is_let_go_of() -> None:
    x, w = pair(engine)
    held: list[Any] = []

    def watched(x: Any) -> Any:
        h = (x * w).sin()
        held.append(weakref.ref(h._array))
        return h.exp() * h

    y = checkpoint(watched, x, use_reentrant=False)
    assert held[0]() is None
    node = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert node() is None  # no cycle holds it
    finally:
        gc.enable()


def test_a_graph_can_be_gone_through_once(torch: Any, again: Any) -> None:
    x, w = pair(torch)
    y = again(wave, x, w, use_reentrant=False).sum()
    y.backward()
    with pytest.raises(RuntimeError, match=r"backward through the graph a second time|already unpacked once"):
        y.backward()


def test_transforms_go_through_checkpoints() -> None:
    x = engine.tensor([[0.3, 0.5], [0.7, 0.9]], dtype=engine.float64)

    def plain(x: Any) -> Any:
        return (x.sin() * x.exp()).sum()

    def saved(x: Any) -> Any:
        return checkpoint(plain, x, use_reentrant=False)

    f = engine.func
    for transform in (f.grad, f.hessian, lambda g: lambda x: f.jvp(g, (x,), (x,))[1], lambda g: f.vmap(f.grad(g))):
        engine.testing.assert_close(transform(saved)(x), transform(plain)(x))


def test_a_function_that_does_something_else_is_found_out(torch: Any, again: Any) -> None:
    x, _ = pair(torch)
    runs: list[int] = []

    def fickle(x: Any) -> Any:
        runs.append(1)
        return x.sin().exp() if len(runs) == 1 else x.sin()

    with pytest.raises(RuntimeError) as caught:
        again(fickle, x, use_reentrant=False).sum().backward()
    assert type(caught.value).__name__ == "CheckpointError"
    runs.clear()
    shapes = [4, 2]
    with pytest.raises(RuntimeError, match=r"different metadata than\n?"):
        again(lambda x: x[: shapes.pop(0)].sin(), x, use_reentrant=False).sum().backward()


def test_an_argument_written_to_meanwhile_is_an_error() -> None:
    x, w = pair(engine)
    y = checkpoint(wave, x, w, use_reentrant=False).sum()
    with engine.no_grad():
        w.mul_(2)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        y.backward()


def test_reentrant_checkpoints_need_backward(torch: Any, again: Any) -> None:
    x, w = pair(torch)
    y = again(wave, x, w, use_reentrant=True).sum()
    with pytest.raises(RuntimeError, match=r"is incompatible with .grad\(\) or passing an `inputs` parameter"):
        torch.autograd.grad(y, x)
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        again(lambda x: x * 2, torch.ones(2), use_reentrant=True)


def test_misuse_is_told_in_pytorchs_words(torch: Any, again: Any) -> None:
    x, w = pair(torch)
    with pytest.warns(UserWarning, match="the use_reentrant parameter should be passed explicitly"):
        again(wave, x, w)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: scale"):
        again(wave, x, w, use_reentrant=True, scale=2.0)
    with pytest.raises(ValueError, match="Passing `context_fn` or `debug` is only supported when use_reentrant=False"):
        again(wave, x, w, use_reentrant=True, debug=True)
    with pytest.raises(ValueError, match="determinism_check should be one of \\['default', 'none'\\], but got all"):
        again(wave, x, w, use_reentrant=False, determinism_check="all")
