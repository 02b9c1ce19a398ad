"""What writes do to histories: of leaves that are views, of views that can have none, of gradients kept and saved."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."


def test_a_leaf_that_is_a_view_is_not_written_to(torch: Any) -> None:
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    for write in (lambda: x.__setitem__(0, 1.0), lambda: x.mul_(2), lambda: x[0].fill_(1), lambda: x.cumsum_(0)):
        with pytest.raises(RuntimeError, match=VIEW_OF_LEAF):
            write()
    assert x.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    with torch.no_grad():
        x[0] = 7.0
    assert x.is_leaf
    assert x.requires_grad


@pytest.mark.parametrize(
    ("mode", "told"),
    [("no_grad", "created in no_grad mode and {} modified inplace with grad mode enabled. Given that"),
     ("inference_mode", "created in inference mode and {} modified inplace in normal mode. Given that")],
)  # fmt: skip
def test_a_view_taken_unrecorded_gets_no_history_by_a_write(torch: Any, mode: str, told: str) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    with getattr(torch, mode)():
        view = y[:1]
    with pytest.raises(RuntimeError, match=told.format("is being")):
        view.mul_(2)
    y.mul_(2)
    with pytest.raises(RuntimeError, match=told.format("its base or another view of its base has been")):
        view * 2
    with torch.no_grad():
        assert (view * 2).tolist() == [8.0]
    assert "grad_fn=<Invalid>" in repr(view)


def test_one_view_of_several_is_not_used_after_a_write(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    first, _ = y.split(1)
    y.mul_(2)
    with pytest.raises(RuntimeError, match="Output 0 of Split is a view and its base or another view of its base has"):
        first * 2
    y = torch.ones(2)
    first, _ = y.unbind()
    y.mul_(torch.ones(2, requires_grad=True))
    with pytest.raises(RuntimeError, match=r"A view was created in no_grad mode .* returns multiple views"):
        first * 2


def test_a_view_of_an_ordinary_tensor_in_inference_mode_is_ordinary(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    with torch.inference_mode():
        view, made = x[:1], torch.ones(1)
        copies = made.detach(), made.data, made[:]
    assert not view.is_inference()
    assert all(copy.is_inference() for copy in copies)
    assert made.detach().is_inference()
    w = torch.tensor([3.0], requires_grad=True)
    (w * view).backward()
    assert w.grad.tolist() == [1.0]


def test_a_view_keeps_the_gradient_of_its_new_value(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    view = y[0]
    view.retain_grad()
    y.mul_(3)
    view.backward(retain_graph=True)
    assert view.grad.item() == 1.0
    view.grad = None
    view.mul_(5)
    y.sum().backward(retain_graph=True)
    assert view.grad is None
    view.backward()
    assert view.grad.item() == 1.0


@pytest.mark.parametrize("saved", ["argument", "result"])
def test_a_write_after_a_recorded_backward_is_noticed_by_the_next(torch: Any, saved: str) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = x * 1
    y = w.sin() if saved == "argument" else w.exp()
    (slope,) = torch.autograd.grad(y.sum(), w, create_graph=True)
    twice = slope * 2
    (w if saved == "argument" else y).mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        torch.autograd.grad(twice.sum(), x)


def test_an_expanded_tensor_is_not_written_to_under_another_name(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0]).expand(3, 2)
    for same in (x.detach(), x.data):
        with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
            same.mul_(2)


def test_an_ordinary_backward_adds_to_a_recorded_gradient(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (x**3).sum().backward(create_graph=True)
    kept = x.grad
    (x**2).sum().backward()
    assert x.grad is kept
    assert kept.tolist() == [5.0, 16.0]
    assert kept.requires_grad


def test_copies_that_do_not_fit(torch: Any) -> None:
    with pytest.raises(RuntimeError, match=r"output with shape \[1\] doesn't match the broadcast shape \[2, 3\]"):
        torch.zeros(1).copy_(torch.zeros(2, 3))
    with pytest.raises(RuntimeError, match=r"The size of tensor a \(2\) must match the size of tensor b \(3\)"):
        torch.zeros(2).copy_(torch.zeros(3))


def test_a_tensor_shown_in_another_way_is_no_view_of_another(torch: Any) -> None:
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    row = y[0]
    assert not y.t_()._is_view()
    y.mul_(3)
    assert y.grad_fn.name() == "MulBackward0"
    row.mul_(5)
    (y * y).sum().backward(retain_graph=True)
    assert x.grad.tolist() == [[1800.0] * 3, [72.0] * 3]
    y.detach_()
    with torch.no_grad():
        y.mul_(2)
    assert not y.requires_grad
    with torch.no_grad():
        x.t_()
        x.unsqueeze_(0)
        x.mul_(2)
    assert (x.is_leaf, x.requires_grad, x._is_view(), x.shape) == (True, True, False, (1, 3, 2))
    with pytest.raises(RuntimeError, match=VIEW_OF_LEAF):
        x[0].mul_(2)
    z = torch.ones(2, 3, requires_grad=True) * 2
    with torch.no_grad():
        z.t_()
    assert z.add_(1).tolist() == [[3.0, 3.0]] * 3


def test_a_leaf_that_wants_no_gradient_any_more_gets_none(torch: Any) -> None:
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * w).sum()
    x.requires_grad_(False)
    y.backward()
    assert (x.grad, w.grad.tolist()) == (None, [1.0, 2.0])


def test_the_nodes_of_a_number_written_to_the_whole(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    y[...] = 1.5
    assert y.grad_fn.name() == "FillBackward3"
    y = torch.tensor(1.0, requires_grad=True) * 2
    y[...] = 1.5
    assert y.grad_fn.name().endswith("CopyBackwards")


def test_the_gradient_of_a_recorded_sum_is_added_to_like_any_other(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x.sum().backward(create_graph=True)
    (x * x).sum().backward()
    assert x.grad.tolist() == [3.0, 5.0, 7.0]


def test_what_was_picked_is_contiguous(torch: Any) -> None:
    x = torch.arange(6.0).reshape(2, 3)
    for picked in (x[:, [0, 2]], x[:, torch.tensor([True, False, True])], x[None, :, [2, 0]]):
        assert picked.is_contiguous()
        assert picked.view(-1).shape == (4,)


def test_a_lone_slice_of_everything_is_a_view_of_its_own(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    assert [part.grad_fn.name() for part in (y[:], y[0:], y[:2])] == ["SliceBackward0"] * 3
    assert y[..., :].grad_fn.name() == "AliasBackward0"
    y[:] = 1.0
    assert y.grad_fn.name() == "FillBackward3"


def test_picks_from_an_expanded_tensor_are_not_written_to(torch: Any) -> None:
    x = torch.zeros(3).expand(2, 3)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        x[..., None] = 1.5
    if torch.__name__ == "engine":  # where PyTorch warns only
        with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
            x[[0, 0], [0, 0]] = 1.5


def test_what_a_view_without_history_is_asked_for(torch: Any) -> None:
    y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
    first, _ = y.unbind()
    y.mul_(2)
    for use in (first.retain_grad, first.backward, lambda: first.register_hook(print), lambda: first.view(1)):
        with pytest.raises(RuntimeError, match="its base or another view of its base has been modified inplace"):
            use()
    with torch.no_grad():
        assert first.view(1).tolist() == [4.0]


def test_the_operation_that_wrote_is_told(torch: Any) -> None:
    def told(write: Any) -> str:
        y = torch.ones(2, 2, requires_grad=True) * 2
        z = y.sin()
        write(y)
        with pytest.raises(RuntimeError) as raised:
            z.sum().backward()
        return str(raised.value).split("which is output 0 of ")[1].split(",")[0].split("::")[-1]

    writes = (lambda y: y.fill_(1), lambda y: y[0].mul_(2), lambda y: y.__setitem__(0, 1.0), lambda y: y.t_())
    assert [told(write) for write in writes] == ["Fill2", "CopySlices", "CopySlices", "T1"]


def test_reshape_of_memory_with_gaps_has_a_name_of_its_own(torch: Any) -> None:
    y = torch.ones(2, 3, requires_grad=True) * 2
    column = y[:, -1:].reshape(-1)
    assert column.grad_fn.name() == "ReshapeAliasBackward0"
    column.mul_(3)
    assert y.tolist() == [[2.0, 2.0, 6.0]] * 2
    assert y.reshape(3, 2).grad_fn.name() == "ViewBackward0"


def test_a_gradient_of_another_shape_than_the_present_one(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    x.sum().backward()
    with torch.no_grad():
        x.unsqueeze_(0)
    with pytest.raises(RuntimeError, match=r"output with shape \[2\] doesn't match the broadcast shape \[1, 2\]"):
        x.exp().sum().backward()


def test_a_view_taken_before_its_leaf_was_turned_still_leads_to_it(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    first = x[0]
    with torch.no_grad():
        x.unsqueeze_(0)
    first.backward()
    assert x.grad.reshape(-1).tolist() == [1.0, 0.0]
