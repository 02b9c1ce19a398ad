"""The lectures' programs on every device: the same digits on NumPy and on the CUDA path over the fake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine as torch

Make = Callable[..., Any]


def shown(value: Any) -> str:
    """The repr without the word on the device."""
    return repr(value).replace(", device='cuda:0'", "")


def test_values_live_where_they_were_made(make: Make, device: Any) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    y = (x * 2).sum()
    y.backward()
    for tensor in (x, y, x.grad, x.detach(), x.grad * 2):
        assert tensor.device == device
    assert x.cpu().device == torch.device("cpu")
    assert repr(x).endswith("device='cuda:0', requires_grad=True)") == (device.type == "cuda")


def test_the_tangent_of_the_cubic(make: Make) -> None:
    x = make(-2.0).requires_grad_()
    y = x**3 + 3 * x**2 - 5 * x + 4
    assert shown(y) == "tensor(18., grad_fn=<AddBackward0>)"
    y.backward()
    assert shown(x.grad) == "tensor(-5.)"
    (x**2).backward()
    assert shown(x.grad) == "tensor(-9.)"
    assert shown(x.grad.zero_()) == "tensor(0.)"
    (x**2).backward()
    assert shown(x.grad) == "tensor(-4.)"


def test_the_polynomial_at_two(make: Make) -> None:
    x = make(2.0, requires_grad=True)
    y = 2 * x**4 + x**3 + 3 * x**2 + 5 * x + 1
    y.backward()
    assert (shown(y), shown(x.grad)) == ("tensor(63., grad_fn=<AddBackward0>)", "tensor(93.)")


def test_three_layers_down_to_a_mean(make: Make) -> None:
    x = make([[1.0, 2, 3], [3, 2, 1]], requires_grad=True)
    out = (2 * (3 * x + 2) ** 2).mean()
    assert shown(out) == "tensor(140., grad_fn=<MeanBackward0>)"
    out.backward()
    assert shown(x.grad) == "tensor([[10., 16., 22.],\n        [22., 16., 10.]])"


def test_the_bowl_and_a_step_down_it(make: Make) -> None:
    def f(x: Any) -> Any:
        return x[0] ** 2 + 2 * x[1] ** 2

    x = make([-5.0, -2.0], requires_grad=True)
    for gradient in ("tensor([-10.,  -8.])", "tensor([-20., -16.])"):
        y = f(x)
        y.backward()
        assert shown(y) == "tensor(33., grad_fn=<AddBackward0>)"
        assert shown(x.grad) == gradient
    x = make([5.0, 2.0], requires_grad=True)
    f(x).backward()
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        x.sub_(x.grad * 0.01)
    with torch.no_grad():
        x.sub_(x.grad * 0.01)
    assert shown(x) == "tensor([4.9000, 1.9200], requires_grad=True)"


def test_a_grid_of_points(make: Make, device: Any) -> None:
    xs = torch.linspace(-6, 4, 100, device=device)
    xx, yy = torch.meshgrid(xs, xs, indexing="ij")
    points = torch.concatenate([xx[:, :, None], yy[:, :, None]], axis=-1).reshape(-1, 2).T
    z = (points[0] ** 2 + 2 * points[1] ** 2).reshape(100, 100)
    line = np.linspace(-6, 4, 100)
    expected = line[:, None] ** 2 + 2 * line[None, :] ** 2
    np.testing.assert_allclose(z.cpu().numpy(), expected, rtol=1e-5, atol=1e-5)


def test_the_loop_and_the_sine(make: Make) -> None:
    x = start = make(1.0, requires_grad=True)
    for _ in range(3):
        x = x * (x + 1)
    x.backward()
    assert (shown(x), shown(start.grad)) == ("tensor(42., grad_fn=<MulBackward0>)", "tensor(195.)")
    x = make(5.0, requires_grad=True)
    y = 3 * torch.sin(x) + x + 3
    y.backward()
    assert shown(y) == "tensor(5.1232, grad_fn=<AddBackward0>)"
    assert x.grad.item() == pytest.approx(3 * np.cos(5) + 1, rel=1e-6)


def test_the_mean_of_logarithms(make: Make) -> None:
    x = make([0.0, 1, 2, 3, 4], requires_grad=True)
    y = torch.mean(torch.log(x**2 + 1) + 5 * x)
    y.backward()
    assert shown(y) == "tensor(11.4877, grad_fn=<MeanBackward0>)"
    assert shown(x.grad) == "tensor([1.0000, 1.2000, 1.1600, 1.1200, 1.0941])"


@pytest.mark.parametrize(("step_size", "end"), [(0.05, "-3.29596"), (0.07, "-1.52917"), (0.15, "0.11150")])
def test_descent_from_minus_three_and_a_half(make: Make, step_size: float, end: str) -> None:
    theta = make(-3.5, dtype=torch.float64, requires_grad=True)
    for _ in range(100):
        if theta.grad is not None:
            theta.grad.zero_()
        (theta * torch.cos(4 * theta) + 2 * torch.abs(theta)).backward()
        with torch.no_grad():
            theta -= step_size * theta.grad
    assert f"{theta.item():.5f}" == end


def test_a_line_is_fitted(make: Make) -> None:
    x = np.linspace(0, 2, 30)[:, None]
    xt, yt = make(x), make(0.3 * x + 0.6)
    weight = torch.autograd.Variable(make([[0.9]], dtype=torch.float64), requires_grad=True)
    bias = torch.autograd.Variable(make([0.1], dtype=torch.float64), requires_grad=True)
    for _ in range(300):
        loss = torch.mean((torch.matmul(xt, weight) + bias - yt) ** 2)
        loss.backward()
        weight.data = weight.data - 0.3 * weight.grad.data
        bias.data = bias.data - 0.3 * bias.grad.data
        weight.grad.data.zero_()
        bias.grad.data.zero_()
    assert (weight.item(), bias.item()) == pytest.approx((0.3, 0.6), abs=1e-6)
