"""How tensors lie in memory: strides, addresses, bytes read as another dtype, and views taken in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]


def test_a_tensor_turned_in_place_shows_the_same_memory(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    memory = x.data_ptr()
    part = x[0]
    assert x.t_() is x
    assert x.shape == (3, 2)
    assert x.data_ptr() == memory
    x[0, 0] = 9.0
    assert part.tolist() == [9.0, 2.0, 3.0]
    assert x.unsqueeze_(0).squeeze_().transpose_(0, 1).swapaxes_(0, 1).shape == (3, 2)


def test_a_view_turned_in_place_writes_through_to_its_base(torch: Any) -> None:
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 1
    part = y[:, 1:]
    part.t_()
    part[0].mul_(5)
    assert y.tolist() == [[1.0, 5.0, 1.0], [1.0, 5.0, 1.0]]
    (y * y).sum().backward()
    assert x.grad.tolist() == [[2.0, 50.0, 2.0], [2.0, 50.0, 2.0]]


def test_a_leaf_that_asks_for_a_gradient_is_not_turned_in_place(torch: Any) -> None:
    x = torch.ones(2, 3, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad is being used in an in-place operation"):
        x.t_()
    with torch.no_grad():
        x.t_()
    assert x.shape == (3, 2)
    assert x.is_leaf


def test_bytes_read_as_another_dtype_share_memory(torch: Any) -> None:
    x = torch.tensor([[1.0, -2.0], [0.0, 4.0]])
    bits = x.view(torch.int32)
    assert bits.tolist() == [[1065353216, -1073741824], [0, 1082130432]]
    bits[0, 0] = 0
    assert x.tolist() == [[0.0, -2.0], [0.0, 4.0]]
    assert x.view(torch.uint8).shape == (2, 8)
    assert x.view(torch.float64).shape == (2, 1)
    with pytest.raises(RuntimeError, match=r"self.stride\(-1\) must be 1 to view Float as Short"):
        x.T.view(torch.int16)
    with pytest.raises(RuntimeError, match=r"self.size\(-1\) must be divisible by 2 to view Float as Double"):
        x[:, :1].view(torch.float64)
    assert not x.requires_grad_().view(torch.int32).requires_grad


@pytest.mark.parametrize(
    ("take", "stride", "offset"),
    [
        (lambda x: x, (12, 4, 1), 0),
        (lambda x: x.permute(2, 0, 1), (1, 12, 4), 0),
        (lambda x: x[1, 1:], (4, 1), 16),
        (lambda x: x[:, ::2, 3], (12, 8), 3),
        (lambda x: x[0].diagonal(1), (5,), 1),
        (lambda x: x[0, 0].expand(3, 4), (0, 1), 0),
        (lambda x: x.unsqueeze(-1), (12, 4, 1, 1), 0),
        (lambda x: x.unfold(2, 2, 1)[1], (4, 1, 1), 12),
        (lambda x: x.permute(2, 0, 1).clone(), (1, 12, 4), 0),
        (lambda x: x[0, 0].expand(3, 4).clone(), (4, 1), 0),
        (lambda x: x.mT.contiguous(), (12, 3, 1), 0),
        (lambda x: x.mT.flip(0), (12, 1, 4), 0),
    ],
)
def test_strides_and_offsets(torch: Any, take: Callable[[Any], Any], stride: tuple[int, ...], offset: int) -> None:
    view = take(torch.zeros(2, 3, 4))
    assert (view.stride(), view.storage_offset()) == (stride, offset)
    assert [view.stride(d) for d in range(view.ndim)] == list(stride)
    assert [view.size(d) for d in range(-view.ndim, 0)] == list(view.shape)
    with pytest.raises(IndexError, match="Dimension out of range"):
        view.stride(5)
    with pytest.raises(IndexError, match="Dimension specified as 0 but tensor has no dimensions"):
        torch.tensor(1.0).size(0)


def test_strides_on_a_device(make: Make) -> None:
    x = make([[1.0, 2.0], [3.0, 4.0]])
    assert x.T[1:].stride() == (1, 2)
    assert x.T[1:].storage_offset() == 1
    assert x[1].data_ptr() - x.data_ptr() == 8
    x.diagonal().fill_(0)
    x.expand(1, 2, 2)[0, 0].mul_(2)
    assert x.tolist() == [[0.0, 4.0], [3.0, 0.0]]
