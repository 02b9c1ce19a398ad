"""A lecture on backward(): one step, several steps, and how tracking is switched off."""

from __future__ import annotations

from typing import Any


def test_a_polynomial_at_two(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = 2 * x**4 + x**3 + 3 * x**2 + 5 * x + 1
    assert str(y) == "tensor(63., grad_fn=<AddBackward0>)"
    assert repr(y.grad_fn).startswith("<AddBackward0 object at 0x")
    y.backward()
    assert str(x.grad) == "tensor(93.)"


def test_three_layers_down_to_a_mean(torch: Any) -> None:
    x = torch.tensor([[1.0, 2, 3], [3, 2, 1]], requires_grad=True)
    assert str(x) == "tensor([[1., 2., 3.],\n        [3., 2., 1.]], requires_grad=True)"
    y = 3 * x + 2
    assert str(y) == "tensor([[ 5.,  8., 11.],\n        [11.,  8.,  5.]], grad_fn=<AddBackward0>)"
    z = 2 * y**2
    assert str(z) == "tensor([[ 50., 128., 242.],\n        [242., 128.,  50.]], grad_fn=<MulBackward0>)"
    out = z.mean()
    assert str(out) == "tensor(140., grad_fn=<MeanBackward0>)"
    out.backward()
    assert str(x.grad) == "tensor([[10., 16., 22.],\n        [22., 16., 10.]])"


def test_tracking_is_switched_on_and_off_in_place(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    assert not x.requires_grad
    assert x.requires_grad_(True) is x
    assert (x * 2).requires_grad
    x.requires_grad_(False)
    assert not (x * 2).requires_grad
    assert (x * 2).grad_fn is None


def test_nothing_is_tracked_inside_no_grad(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        assert repr(x * 2) == "tensor([2., 4.])"
        assert x.requires_grad
    assert repr(x * 2) == "tensor([2., 4.], grad_fn=<MulBackward0>)"


def test_a_detached_tensor_has_no_history(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * 2).detach()
    assert repr(y) == "tensor([2., 4.])"
    assert y.is_leaf
    assert (x * 2).detach().clone().requires_grad_(True).requires_grad
