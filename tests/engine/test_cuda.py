"""Tensors on GPUs, here the fake's two: what may be mixed, and in which words the rest is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.backends.cupy import CupyBackend

SAME = "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"


@pytest.fixture
def there(fake_cuda: CupyBackend) -> Callable[..., Any]:
    """Makes a tensor on the second GPU, while the first is the current one."""
    return lambda values, **options: engine.tensor(values, device="cuda:1", **options)


@pytest.mark.parametrize(
    "mix",
    [
        lambda here, there: here + there,
        lambda here, there: there + here,
        lambda here, there: here * there[0],
        lambda here, there: engine.stack([there[0], here[0]]),
        lambda here, there: engine.cat([there, here]),
        lambda here, there: there @ here,
        lambda here, there: engine.where(there > 0, here, there),
        lambda here, there: there.gather(0, engine.tensor([0])),
        lambda here, there: there.index_select(0, engine.tensor([0])),
        lambda here, there: there.scatter_add(0, engine.tensor([0]), there),
        lambda here, there: there.masked_fill(here > 0, 0),
        lambda here, there: there.masked_select(here > 0),
        lambda here, there: engine.nn.functional.nll_loss(there[None], engine.tensor([0])),
    ],
)
def test_two_devices_are_refused_in_pytorchs_words(fake_cuda: CupyBackend, mix: Any) -> None:
    with pytest.raises(RuntimeError) as caught:
        mix(engine.ones(2), engine.ones(2, device="cuda"))
    assert str(caught.value) == SAME


def test_a_number_on_the_cpu_goes_with_anything_and_has_its_gradient_there(fake_cuda: CupyBackend) -> None:
    a = engine.tensor(2.0, requires_grad=True)
    b = engine.tensor([1.0, 2.0], device="cuda", requires_grad=True)
    (a * b + a).sum().backward()
    assert (a.grad.device.type, a.grad.item()) == ("cpu", 5.0)
    assert (b.grad.device.type, b.grad.tolist()) == ("cuda", [2.0, 2.0])
    (g,) = engine.autograd.grad((a * a * b).sum(), a, create_graph=True)
    (second,) = engine.autograd.grad(g, a)
    assert (second.device.type, second.item()) == ("cpu", 6.0)


def test_indices_are_on_the_cpu_or_with_the_tensor(fake_cuda: CupyBackend) -> None:
    assert engine.ones(2, device="cuda")[engine.tensor([0])].tolist() == [1.0]
    message = r"indices should be either on cpu or on the same device as the indexed tensor \(cpu\)"
    with pytest.raises(RuntimeError, match=message):
        engine.ones(2)[engine.tensor([0], device="cuda")]
    with pytest.raises(RuntimeError, match=r"quantile\(\) q tensor must be on the same device as the input tensor"):
        engine.ones(2, device="cuda").quantile(engine.tensor([0.5]))


def test_hooks_and_functions_may_not_change_the_device(fake_cuda: CupyBackend) -> None:
    class Wrong(engine.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g.cpu()

    x = engine.ones(2, device="cuda", requires_grad=True)
    message = "Function WrongBackward returned an invalid gradient at index 0 - expected device cuda:0 but got cpu"
    with pytest.raises(RuntimeError, match=message):
        Wrong.apply(x).sum().backward()
    x.register_hook(lambda g: g.cpu())
    message = r"has changed the type of value \(was engine.cuda.FloatTensor got engine.FloatTensor\)"
    with pytest.raises(RuntimeError, match=message):
        x.sum().backward()


def test_different_slices_in_order(make: Callable[..., Any]) -> None:
    x = np.array([[1, 0, 1, 0], [2, 1, 2, 0], [1, 5, 1, 5]])
    for dim in (0, 1):
        values, inverse, counts = make(x).unique(return_inverse=True, return_counts=True, dim=dim)
        expected = np.unique(x, return_inverse=True, return_counts=True, axis=dim)
        for found, wanted in zip((values, inverse, counts), expected, strict=True):
            assert found.tolist() == wanted.tolist()
    assert make([[True, False], [True, False]]).unique(dim=0).tolist() == [[True, False]]
    assert make(np.zeros((3, 0))).unique(dim=0).shape == (1, 0)


def test_operations_and_gradients_stay_on_the_second_gpu(there: Callable[..., Any]) -> None:
    x, w = there([1.0, 2.0], requires_grad=True), there([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ((w @ x).sin() * x).sum() + engine.tensor(1.0)
    y.backward()
    y.sum().clone().detach().exp_()
    for tensor in (y, x.grad, w.grad, w.sum(dim=0), w.t()[0], engine.zeros_like(x)):
        assert str(tensor.device) == "cuda:1"
    first = x.grad.tolist()
    ((w @ x).sin() * x).sum().backward()
    assert x.grad.tolist() == [2 * g for g in first]
    with engine.no_grad():
        x -= 0.5 * x.grad
        x[0] = 7.0
        x.mul_(2).fill_(1.0)
    assert (str(x.device), x.tolist()) == ("cuda:1", [1.0, 1.0])
    v = w * 1
    v[0].mul_(3)
    v.sum().backward()
    for twin in (copy.deepcopy(w), w.detach().clone(), w.detach()[:, :1].to("cuda:1")):
        assert str(twin.device) == "cuda:1"


def test_from_gpu_to_gpu(there: Callable[..., Any]) -> None:
    x = there([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x[:, 1:].to("cuda:0")
    (y * 2).sum().backward()
    assert (str(y.device), y.tolist()) == ("cuda:0", [[2.0], [4.0]])
    assert (str(x.grad.device), x.grad.tolist()) == ("cuda:1", [[0.0, 2.0], [0.0, 2.0]])
    with pytest.raises(RuntimeError, match="found at least two devices, cuda:1 and cuda:0!"):
        x + y
    with pytest.raises(RuntimeError, match="found at least two devices, cuda:1 and cuda:0!"):
        x + y[0, 0]
