"""Views share memory and history; in-place operations are checked before they write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

Make = Callable[..., Any]


VIEWS: dict[str, Callable[[Any], Any]] = {
    "row": lambda x: x[1],
    "slice": lambda x: x[:, 1:],
    "new axis": lambda x: x[None],
    "all": lambda x: x[...],
    "view": lambda x: x.view(3, 2),
    "reshape": lambda x: x.reshape(-1),
    "transpose": lambda x: x.transpose(0, 1),
    "T": lambda x: x.T,
    "t": lambda x: x.t(),
    "permute": lambda x: x.permute(1, 0),
    "unsqueeze": lambda x: x.unsqueeze(0),
    "squeeze": lambda x: x.squeeze(),
    "unbind": lambda x: x.unbind()[1],
    "split": lambda x: x.split(1)[1],
    "detach": lambda x: x.detach(),
    "data": lambda x: x.data,
    "flatten": lambda x: x.flatten(),
    "ravel": lambda x: x.ravel(),
    "contiguous": lambda x: x.contiguous(),
    "unflatten": lambda x: x.unflatten(1, (3, 1)),
    "view_as": lambda x: x.view_as(x.T.clone()),
    "reshape_as": lambda x: x.reshape_as(x.T.clone()),
    "squeeze dim": lambda x: x[:, None].squeeze(1),
    "squeeze dims": lambda x: x[None, :, None].squeeze((0, 2)),
    "expand": lambda x: x.expand(1, 2, 3),
    "expand_as": lambda x: x.expand_as(x),
    "broadcast_to": lambda x: x[1].broadcast_to((1, 1, 3)),
    "mT": lambda x: x.mT,
    "H": lambda x: x.H,
    "adjoint": lambda x: x.adjoint(),
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "movedim": lambda x: x.movedim(0, 1),
    "select": lambda x: x.select(1, -1),
    "narrow": lambda x: x.narrow(1, 1, 2),
    "chunk": lambda x: x.chunk(2, 1)[1],
    "split sizes": lambda x: x.split([1, 2], 1)[1],
    "tensor_split": lambda x: x.tensor_split(2, 1)[1],
    "hsplit": lambda x: x.hsplit([1])[1],
    "vsplit": lambda x: x.vsplit(2)[1],
    "diagonal": lambda x: x.diagonal(1),
    "diagonal of a part": lambda x: x[:, 1:].T.diagonal(),
    "unfold": lambda x: x.unfold(1, 1, 2),
}
MULTI = ("unbind", "split", "split sizes", "chunk")
OTHER_HISTORY = ("detach", "data")


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shares_memory_both_ways(torch: Any, name: str) -> None:
    x = torch.zeros(2, 3)
    view = VIEWS[name](x)
    x[1, 2] = 5.0
    assert 5.0 in view.flatten().tolist()
    view.fill_(7.0)
    assert 7.0 in x.flatten().tolist()


@pytest.mark.parametrize("name", sorted(set(VIEWS) - set(MULTI) - set(OTHER_HISTORY)))
def test_a_write_through_a_view_is_recorded(torch: Any, name: str) -> None:
    shown = torch.zeros(2, 3)
    VIEWS[name](shown).fill_(1)
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    VIEWS[name](y).mul_(5)
    assert y.tolist() == (2 + 8 * shown).tolist()
    (y * y).sum().backward()
    assert x.grad.tolist() == (8 + 192 * shown).tolist()


@pytest.mark.parametrize("name", MULTI)
def test_a_write_to_one_of_several_views_is_refused(torch: Any, name: str) -> None:
    y = torch.ones(2, 3, requires_grad=True) * 2
    with pytest.raises(RuntimeError, match="This view is the output of a function that returns multiple views"):
        VIEWS[name](y).mul_(5)


@pytest.mark.parametrize(
    "copy",
    [
        lambda x: x.clone(),
        lambda x: x[[0, 1]],
        lambda x: x.flip(0),
        lambda x: x.flip(()),
        lambda x: x.repeat(1, 1),
        lambda x: x.roll(0),
        lambda x: x.rot90(0),
        lambda x: x.rot90(2),
        lambda x: x.diag(),
        lambda x: x.T.ravel(),
        lambda x: x.T.contiguous(),
        lambda x: x.tril(9),
        lambda x: x.tile(1),
        lambda x: x.repeat_interleave(1, 0),
    ],
)
def test_a_copy_does_not(make: Make, copy: Callable[[Any], Any]) -> None:
    x = make([[1.0, 2.0], [3.0, 4.0]])
    copy(x).zero_()
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_view_taken_before_a_write_has_the_new_history(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    view = y[:2]
    y.mul_(3)
    assert view.grad_fn.name().endswith(("SliceBackward0", "AsStridedBackward0"))
    view.sum().backward()
    assert x.grad.tolist() == [6.0, 6.0, 0.0]


def test_a_write_to_one_view_is_seen_by_another(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    first, rest = y[0:1], y[0:2]
    first.mul_(10)
    (rest * rest).sum().backward()
    assert x.grad.tolist() == [200.0, 4.0, 0.0]


def test_a_constant_becomes_tracked_by_a_write(torch: Any) -> None:
    x, y = torch.tensor(2.0, requires_grad=True), torch.zeros(3)
    row = y[1]
    y[1] = x * x
    assert y.requires_grad
    assert row.requires_grad
    row.backward()
    assert x.grad.item() == 4.0


def test_the_version_counts_writes_and_is_shared_by_views(torch: Any) -> None:
    x = torch.zeros(3)
    view, detached = x[1:], x.detach()
    assert x._version == 0
    view.add_(1)
    detached.mul_(2)
    assert (x._version, view._version, detached._version) == (2, 2, 2)
    assert x.data._version == 0


def test_a_refused_write_changes_nothing(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for write in (lambda: x.add_(1), lambda: x[0].mul_(5), lambda: x.__setitem__(0, 9.0)):
        with pytest.raises(RuntimeError):
            write()
    ints = torch.tensor([1, 2])
    for write in (lambda: ints.add_(1.5), lambda: ints.add_(torch.ones(3, 2))):
        with pytest.raises(RuntimeError):
            write()
    assert x.tolist() == [1.0, 2.0]
    assert ints.tolist() == [1, 2]
    assert x._version == ints._version == 0


def test_the_views_of_unbind_may_be_written_to_where_nothing_is_recorded(torch: Any) -> None:
    first, _ = torch.zeros(2, 2).unbind()
    first.add_(1)
    assert first.tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="Such functions do not allow the output views to be modified inplace"):
        first.add_(torch.ones(2, requires_grad=True))


def test_without_recording_a_leaf_may_be_written_to(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.no_grad():
        x -= 1
        x[0] = 5.0
    assert x.tolist() == [5.0, 1.0]
    assert x.requires_grad
    assert x.is_leaf


def test_data_writes_are_not_counted(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y.data.zero_()
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_in_place_values_of_the_result_type(torch: Any) -> None:
    x = torch.tensor([1, 2], dtype=torch.int32)
    x *= 3
    assert (x.tolist(), x.dtype) == ([3, 6], torch.int32)
    x **= 2
    assert x.tolist() == [9, 36]
    y = torch.tensor([1.0])
    y /= 4
    y -= torch.tensor([1], dtype=torch.int64)
    assert (y.item(), y.dtype) == (-0.75, torch.float32)


def test_copy_casts_broadcasts_and_crosses_devices(make: Make, device: Any) -> None:
    x = make([[0.0, 0.0], [0.0, 0.0]])
    x.copy_(engine.tensor([1, 2]))
    assert (x.tolist(), x.dtype, x.device) == ([[1.0, 2.0], [1.0, 2.0]], engine.float32, device)
    x.copy_(np.array([3.0, 4.0]))
    assert x[1].tolist() == [3.0, 4.0]


def test_a_view_of_a_leaf_is_no_leaf(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    assert not x[0].is_leaf
    assert x.detach().is_leaf
    with pytest.raises(RuntimeError, match="Can't detach views in-place"):
        x[0].detach_()
    y = (x * 2).detach_()
    assert y.is_leaf
    assert not y.requires_grad


def test_what_lies_in_one_place_twice_is_not_written_to(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    for write in (lambda v: v.add_(1), lambda v: v.exp_(), lambda v: v.copy_(torch.zeros(3, 2))):
        with pytest.raises(RuntimeError, match="more than one element of the written-to tensor refers to a single"):
            write(x.expand(3, 2))
    x.expand(3, 2).fill_(2)
    assert x.tolist() == [2.0, 2.0]
    assert torch.zeros(3, 0, 2).add_(1).shape == (3, 0, 2)
    x.expand(3, 2)[1].mul_(10)
    assert x.tolist() == [20.0, 20.0]


def test_views_taken_before_an_in_place_transpose_stay_right(torch: Any) -> None:
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    y = x * 1
    row = y[0]
    y.t_()
    column = y[1]
    row.mul_(10)
    column.mul_(7)
    assert y.tolist() == [[0.0, 3.0], [70.0, 28.0], [20.0, 5.0]]
    assert row.tolist() == [0.0, 70.0, 20.0]
    weights = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    (y * weights).sum().backward(retain_graph=True)
    assert x.grad.tolist() == [[10.0, 210.0, 50.0], [2.0, 28.0, 6.0]]
    x.grad = None
    row.sum().backward()
    assert x.grad.tolist() == [[10.0, 70.0, 10.0], [0.0, 0.0, 0.0]]


def test_a_write_through_a_view_that_only_this_memory_has(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    turned = x.t() * 1
    turned.t().view(-1).mul_(torch.tensor([2.0, 3.0, 4.0, 5.0]))
    (turned * turned).sum().backward()
    assert x.grad.tolist() == [[8.0, 36.0], [96.0, 200.0]]
