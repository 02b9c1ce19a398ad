from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import engine
from engine.backends.cupy import CupyBackend

Make = Callable[..., Any]


def test_grad_leaves_dot_grad_alone(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    (slope,) = torch.autograd.grad(x**2, x)
    assert (slope.item(), x.grad) == (6.0, None)
    assert not slope.requires_grad


def test_derivatives_of_every_order(make: Make) -> None:
    x = make(2.0, dtype=engine.float64, requires_grad=True)
    y = x**5
    found = []
    for _ in range(5):
        (y,) = engine.autograd.grad(y, x, create_graph=True)
        found.append(y.item())
    assert found == [80.0, 160.0, 240.0, 240.0, 120.0]


def test_of_results_and_of_several(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * y
    assert [g.item() for g in torch.autograd.grad(z, [x, y], retain_graph=True)] == [36.0, 12.0]
    assert [g.item() for g in torch.autograd.grad([z, y], [x])] == [39.0]
    assert torch.autograd.grad(x, x)[0].item() == 1.0


def test_with_gradients_to_begin_with(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, torch.tensor([10.0, 100.0]))
    assert g.tolist() == [20.0, 400.0]


def test_what_was_not_used(torch: Any) -> None:
    x, z = torch.tensor(2.0, requires_grad=True), torch.ones(2, requires_grad=True)
    assert torch.autograd.grad(x**2, [x, z], allow_unused=True)[1] is None
    assert torch.autograd.grad(x**2, [z], materialize_grads=True)[0].tolist() == [0.0, 0.0]


def test_a_gradients_gradient_through_backward(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    (slope,) = torch.autograd.grad(x**3, x, create_graph=True)
    (slope**2).backward()
    assert x.grad.item() == 2 * 12 * 12


def test_backward_of_several(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    torch.autograd.backward([x * 3, x**2])
    assert x.grad.item() == 7.0
    torch.autograd.backward(torch.stack([x, x]), torch.tensor([10.0, 20.0]))
    assert x.grad.item() == 37.0


def test_backward_into_some_leaves_only(torch: Any) -> None:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * w).backward(inputs=[w])
    assert (x.grad, w.grad.item()) == (None, 2.0)


def test_create_graph_in_backward_warns_of_the_cycle(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**2
    with pytest.warns(UserWarning, match="create_graph=True will create a reference cycle between the parameter and"):
        y.backward(create_graph=True)
    assert x.grad.requires_grad
    x.grad = None


def test_the_gradient_must_be_on_the_results_device(fake_cuda: CupyBackend) -> None:
    x = engine.ones(2, device="cuda", requires_grad=True)
    with pytest.raises(RuntimeError, match="invalid gradient at index 0 - expected device cuda:0 but got cpu"):
        (x * 2).backward(engine.ones(2))
    with pytest.raises(RuntimeError, match="gradient with device type 'cpu' to a tensor with device type 'cuda'"):
        x.grad = engine.ones(2)
    assert x.grad is None


def test_a_gradient_crosses_devices_with_its_tensor(fake_cuda: CupyBackend) -> None:
    x = engine.tensor([1.0, 2.0], requires_grad=True)
    y = x.cuda() ** 3
    (g,) = engine.autograd.grad(y.sum(), x, create_graph=True)
    assert (g.device.type, g.tolist()) == ("cpu", [3.0, 12.0])
    g.sum().backward()
    assert (x.grad.device.type, x.grad.tolist()) == ("cpu", [6.0, 12.0])


def test_only_what_leads_to_the_inputs_is_computed(torch: Any) -> None:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    seen: list[Any] = []
    side = w.exp()
    side.register_hook(seen.append)
    torch.autograd.grad(x * x + side * 0, x)
    assert not seen


def test_variable_is_a_tensor_on_the_same_memory(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    v = torch.autograd.Variable(x, requires_grad=True)
    x[0] = 5.0
    assert v.tolist() == [5.0, 2.0]
    assert v.requires_grad


def test_nothing_is_recorded_during_backward(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append((g * x).requires_grad))
    (x**2).backward()
    assert seen == [False]


def test_no_warning_in_ordinary_use(torch: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = torch.tensor(0.0, requires_grad=True)
        (x.sqrt() / x).backward()
        assert x.grad.isnan()


def test_what_a_pass_is_given_is_counted(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    start = torch.tensor(1.0)
    for call in (torch.autograd.backward, lambda outputs, given: torch.autograd.grad(outputs, [x], given)):
        with pytest.raises(RuntimeError, match="got 2 tensors and 1 gradients"):
            call([x.sum(), x.sum()], [start])
        with pytest.raises(TypeError, match="gradients can be either Tensors or None, but got float"):
            call([x.sum()], [2.0])
        with pytest.raises(TypeError, match="'float' object is not iterable"):
            call(x.sum(), 2.0)
    with pytest.raises(RuntimeError, match=r"`inputs` argument to `grad\(\)` cannot be empty"):
        torch.autograd.grad(x.sum(), [])
    with pytest.raises(ValueError, match="Expected allow_unused to be True or not passed when materialize_grads=True"):
        torch.autograd.grad(x.sum(), x, allow_unused=False, materialize_grads=True)
    with pytest.raises(RuntimeError, match="can't retain_grad on Tensor that has requires_grad=False"):
        x.sum().backward(inputs=[x.detach()])


def test_a_hook_keeps_the_dtype(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    y.register_hook(lambda g: g.double())
    with pytest.raises(RuntimeError, match=r"has changed the type of value \(was .*FloatTensor got .*DoubleTensor\)"):
        y.sum().backward()


def test_a_kept_gradient_is_a_new_one_after_each_backward(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    y.retain_grad()
    z = y.sum()
    z.backward(retain_graph=True)
    first = y.grad
    z.backward()
    assert (first.tolist(), y.grad.tolist()) == ([1.0, 1.0], [2.0, 2.0])
