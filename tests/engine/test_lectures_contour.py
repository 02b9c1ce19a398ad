"""A lecture on a bowl over the plane: grids, accumulated gradients, and updates in place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest


def f(x: Any) -> Any:
    return x[0] ** 2 + 2 * x[1] ** 2


def test_a_grid_of_points_and_the_bowl_over_it(torch: Any) -> None:
    xs = torch.linspace(-6, 4, 100)
    ys = torch.linspace(-6, 4, 100)
    xx, yy = torch.meshgrid(xs, ys, indexing="ij")
    assert xx.shape == yy.shape == (100, 100)
    points = torch.concatenate([xx[:, :, None], yy[:, :, None]], axis=-1)
    assert tuple(points.shape) == (100, 100, 2)
    points = points.reshape(-1, 2).T
    assert tuple(points.size()) == (2, 10_000)
    z = f(points).reshape(100, 100)
    line = np.linspace(-6, 4, 100)
    expected = line[:, None] ** 2 + 2 * line[None, :] ** 2
    np.testing.assert_allclose(z.numpy(), expected, rtol=1e-5, atol=1e-5)
    assert isinstance(np.asarray(z), np.ndarray), "a plotting library reads it as an array"


@pytest.mark.filterwarnings("ignore:torch.meshgrid")
def test_a_grid_without_a_word_on_its_order(torch: Any) -> None:
    xs, ys = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0, 5.0])
    xx, yy = torch.meshgrid(xs, ys, indexing=None)
    assert repr(xx) == "tensor([[1., 1., 1.],\n        [2., 2., 2.]])"
    assert repr(yy) == "tensor([[3., 4., 5.],\n        [3., 4., 5.]])"


def test_a_tensor_becomes_an_array_and_a_number(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    assert repr(x.numpy()) == "array([1., 2.], dtype=float32)"
    y = f(x)
    assert repr(y) == "tensor(9.)"
    assert repr(y.numpy()) == "array(9., dtype=float32)"
    assert repr(y.item()) == "9.0"


def test_gradients_add_up_until_they_are_zeroed(torch: Any) -> None:
    x = torch.tensor([-5.0, -2.0], requires_grad=True)
    y = f(x)
    assert repr(y) == "tensor(33., grad_fn=<AddBackward0>)"
    y.backward()
    assert repr(x.grad) == "tensor([-10.,  -8.])"
    f(x).backward()
    assert repr(x.grad) == "tensor([-20., -16.])"
    assert repr(x.grad.zero_()) == "tensor([0., 0.])"
    assert repr(x.grad) == "tensor([0., 0.])"


def test_an_update_in_place_is_refused_while_it_is_tracked(torch: Any) -> None:
    x = torch.tensor([5.0, 2.0], requires_grad=True)
    f(x).backward()
    with pytest.raises(RuntimeError) as caught:
        x.sub_(x.grad * 0.01)
    assert str(caught.value) == "a leaf Variable that requires grad is being used in an in-place operation."
    assert repr(x) == "tensor([5., 2.], requires_grad=True)", "nothing was written"


def test_an_update_in_place_inside_no_grad(torch: Any) -> None:
    x = torch.tensor([5.0, 2.0], requires_grad=True)
    f(x).backward()
    with torch.no_grad():
        x.sub_(x.grad * 0.01)
    assert repr(x) == "tensor([4.9000, 1.9200], requires_grad=True)"


def test_a_tracked_tensor_becomes_an_array_only_detached(torch: Any) -> None:
    x = torch.tensor([-5.0, -2.0], requires_grad=True)
    y = f(x)
    with pytest.raises(RuntimeError) as caught:
        y.numpy()
    expected = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
    assert str(caught.value) == expected
    assert str(y.detach().numpy()) == "33.0"
