"""A lecture on variables: tensors and arrays mixed and sharing memory, the old Variable, and a line fitted by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest


def engines(name: str) -> str:
    return name.replace("torch.", "engine.")


class TestTensorsAndArrays:
    def test_an_array_on_the_left_makes_a_tensor_in_float64(self) -> None:
        # PyTorch 2.13 does not get past NumPy 2's operators here; what it meant to do is done.
        import engine as torch

        x, y = np.zeros((2, 3)), torch.zeros(2, 3)
        for z in (x + y, y + x):
            assert y.type() == "engine.FloatTensor"
            assert z.type() == "engine.DoubleTensor"
            assert repr(z) == "tensor([[0., 0., 0.],\n        [0., 0., 0.]], dtype=engine.float64)"

    @pytest.mark.filterwarnings("ignore:__array_wrap__")
    def test_an_array_on_the_right_makes_a_tensor_in_float64(self, torch: Any) -> None:
        x, y = np.zeros((2, 3)), torch.zeros(2, 3)
        z = y + x
        assert engines(y.type()) == "engine.FloatTensor"
        assert engines(z.type()) == "engine.DoubleTensor"
        assert engines(z.float().type()) == "engine.FloatTensor"
        assert engines(y.double().type()) == "engine.DoubleTensor"

    def test_a_write_to_either_is_seen_in_both(self, torch: Any) -> None:
        z = torch.zeros(2, 3).double()
        xx = z.numpy()
        xx += 1.0
        assert engines(repr(z)) == "tensor([[1., 1., 1.],\n        [1., 1., 1.]], dtype=engine.float64)"
        z.mul_(2)
        assert xx.tolist() == [[2.0, 2.0, 2.0]] * 2
        array = np.zeros(2)
        shared = torch.from_numpy(array)
        shared[0] = 5.0
        array[1] = 7.0
        assert engines(repr(shared)) == "tensor([5., 7.], dtype=engine.float64)"
        assert array.tolist() == [5.0, 7.0]

    def test_the_old_constructor_broadcasts_in_float32(self, torch: Any) -> None:
        product = torch.Tensor([3, 2]) * torch.Tensor([[0, 1], [4, 2]])
        assert repr(product) == "tensor([[ 0.,  2.],\n        [12.,  4.]])"
        assert engines(product.type()) == "engine.FloatTensor"
        assert tuple(torch.Tensor(2, 3).shape) == (2, 3)
        assert repr(torch.Tensor()) == "tensor([])"

    def test_sizes_and_means(self, torch: Any) -> None:
        y = torch.ones(2, 3)
        assert engines(repr(y.size())) == engines(repr(y.shape)) == "engine.Size([2, 3])"
        assert (y.size(0), y.size(-1)) == (2, 3)
        assert repr(y.mean(axis=0)) == repr(y.mean(dim=0)) == "tensor([1., 1., 1.])"


class TestVariables:
    def test_a_sum_of_squares(self, torch: Any) -> None:
        v = torch.autograd.Variable(torch.ones(1, 2), requires_grad=True)
        assert isinstance(v, torch.Tensor)
        v_fn = torch.sum(v**2)
        assert repr(v_fn.data) == "tensor(2.)"
        assert repr(v_fn.grad_fn).startswith("<SumBackward0 object at 0x")
        assert repr(torch.autograd.grad(v_fn, v)) == "(tensor([[2., 2.]]),)"
        assert v.grad is None

    def test_two_variables(self, torch: Any) -> None:
        v1 = torch.autograd.Variable(torch.Tensor([1, 2]), requires_grad=True)
        v2 = torch.autograd.Variable(torch.Tensor([3]), requires_grad=True)
        v_fn = torch.sum(v1 * v2)
        torch.autograd.backward(v_fn)
        assert repr(v1.grad) == "tensor([3., 3.])"
        assert repr(v2.grad) == "tensor([3.])"

    def test_data_is_the_tensor_without_its_history(self, torch: Any) -> None:
        w = torch.autograd.Variable(torch.Tensor([1.0]), requires_grad=True)
        (w * 2).sum().backward()
        w.data = w.data - 0.5 * w.grad.data
        assert repr(w) == "tensor([0.], requires_grad=True)"
        assert w.is_leaf
        w.data[0] = 4.0
        assert repr(w) == "tensor([4.], requires_grad=True)"


def numpys_descent(x: Any, y: Any, weight: float, bias: float) -> tuple[float, float, float]:
    """The same descent by hand in float64: the mean square's derivatives written out. Weight, bias, last loss."""
    loss = 0.0
    for _ in range(2500):
        error = x * weight + bias - y
        loss = float((error**2).mean())
        weight, bias = weight - 0.005 * 2 * (error * x).mean(), bias - 0.005 * 2 * error.mean()
    return float(weight), float(bias), loss


def test_a_line_through_thirty_noisy_points(torch: Any) -> None:
    rng = np.random.default_rng(0)
    x = rng.random((30, 1)) * 2.0
    w = rng.random((2, 1))
    y = x * w[0] + w[1] + rng.standard_normal((30, 1)) * 0.05

    torch.manual_seed(0)
    weight = torch.autograd.Variable(torch.rand(1, 1), requires_grad=True)
    bias = torch.autograd.Variable(torch.rand(1), requires_grad=True)
    expected = numpys_descent(x, y, weight.item(), bias.item())

    def linear(points: Any) -> Any:
        return torch.matmul(points, weight) + bias

    xt = torch.autograd.Variable(torch.from_numpy(x)).float()
    yt = torch.autograd.Variable(torch.from_numpy(y)).float()
    losses = []
    for _ in range(2500):
        loss = torch.mean((linear(xt) - yt) ** 2)
        loss.backward()
        losses.append(loss.item())
        weight.data = weight.data - 0.005 * weight.grad.data
        bias.data = bias.data - 0.005 * bias.grad.data
        weight.grad.data.zero_()
        bias.grad.data.zero_()

    assert (weight.item(), bias.item(), losses[-1]) == pytest.approx(expected, rel=1e-4)
    assert losses[-1] < 0.01 < losses[0]
    assert all(later <= before + 1e-6 for before, later in pairwise(losses))
    line = linear(xt).detach().numpy()
    assert line.dtype == np.float32
    assert np.abs(line - y).max() < 0.3
