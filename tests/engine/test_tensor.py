"""What a Tensor is: its attributes, its meeting with NumPy and Python, its flags."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.backends.cupy import CupyBackend

Make = Callable[..., Any]


class TestAttributes:
    def test_shape_dtype_device(self, make: Make, device: Any) -> None:
        x = make([[1.0, 2.0, 3.0]])
        assert (x.shape, x.ndim, x.dim(), x.numel(), x.nelement()) == ((1, 3), 2, 2, 3, 3)
        assert (x.size(), x.size(1), x.size(-2)) == ((1, 3), 3, 1)
        assert (x.dtype, x.device) == (engine.float32, device)
        assert (x.element_size(), x.itemsize, x.nbytes) == (4, 4, 12)
        assert x.is_floating_point()
        assert x.is_contiguous()
        assert not make(np.ones((2, 3))).T.is_contiguous()

    def test_size_is_a_tuple(self, torch: Any) -> None:
        x = torch.ones(2, 3)
        assert x.shape == (2, 3)
        assert x.shape.numel() == 6
        assert repr(x.shape).replace("engine", "torch") == "torch.Size([2, 3])"
        assert type(x.shape[1:]) is torch.Size

    def test_type_names_and_casts(self, torch: Any) -> None:
        x = torch.tensor([1.5, -2.5])
        assert x.type().split(".")[-1] == "FloatTensor"
        assert x.type(torch.float64).dtype is torch.float64
        assert x.type("torch.LongTensor").tolist() == [1, -2]
        assert x.double().float().dtype is torch.float32
        assert [x.int().dtype, x.long().dtype, x.half().dtype, x.bool().dtype] == [
            torch.int32,
            torch.int64,
            torch.float16,
            torch.bool,
        ]
        assert x.type_as(torch.ones(1, dtype=torch.float64)).dtype is torch.float64
        with pytest.raises(ValueError, match="invalid type: 'abc'"):
            x.type("abc")

    def test_a_cast_that_changes_nothing_is_the_tensor_itself(self, torch: Any) -> None:
        x = torch.ones(2)
        assert x.float() is x
        assert x.to(torch.float32) is x
        assert x.to("cpu") is x
        assert x.to(torch.float32, copy=True) is not x

    def test_gradients_pass_through_casts(self, torch: Any) -> None:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        (x.double() ** 2).sum().backward()
        assert (x.grad.tolist(), x.grad.dtype) == ([2.0, 4.0], torch.float32)
        assert not x.long().requires_grad

    def test_what_does_not_exist_is_an_attribute_error(self, make: Make) -> None:
        with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'storage'"):
            make(1.0).storage()
        with pytest.raises(AttributeError, match="module 'engine' has no attribute 'nothing'"):
            _ = engine.nothing

    def test_transposing_what_is_no_matrix_warns(self, torch: Any) -> None:
        with pytest.warns(UserWarning, match=r"The use of `x.T` on tensors of dimension other than 2"):
            assert tuple(torch.ones(2, 3, 4).T.shape) == (4, 3, 2)
        assert tuple(torch.ones(2, 3, 4).mT.shape) == (2, 4, 3)


class TestFlags:
    def test_leaves_and_results(self, torch: Any) -> None:
        x = torch.tensor([1.0], requires_grad=True)
        y = x * 2
        assert (x.is_leaf, y.is_leaf, x.requires_grad, y.requires_grad) == (True, False, True, True)
        assert torch.ones(1).is_leaf
        assert y.detach().is_leaf
        assert not y.detach().requires_grad

    def test_requires_grad_may_be_set_and_taken_back(self, torch: Any) -> None:
        x = torch.ones(2)
        assert x.requires_grad_() is x
        assert x.requires_grad
        x.requires_grad = False
        assert not (x * 2).requires_grad

    def test_reading_grad_of_a_result_warns(self, torch: Any) -> None:
        y = torch.tensor(1.0, requires_grad=True) * 2
        with pytest.warns(UserWarning, match=r"The .grad attribute of a Tensor that is not a leaf Tensor is"):
            assert y.grad is None

    def test_grad_may_be_assigned_and_deleted(self, torch: Any) -> None:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        x.grad = torch.tensor([5.0, 6.0])
        (x * 2).sum().backward()
        assert x.grad.tolist() == [7.0, 8.0]
        x.grad = None
        assert x.grad is None

    def test_data_may_be_replaced(self, torch: Any) -> None:
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        w.data = w.data - 0.5
        assert w.tolist() == [0.5, 1.5]
        assert w.is_leaf
        assert w.requires_grad
        assert not w.data.requires_grad

    def test_a_graph_keeps_what_it_saved_when_data_is_replaced(self) -> None:
        # PyTorch, which saves the tensor and not its memory, answers 10; see DESIGN of the engine's saved values.
        w = engine.tensor(2.0, requires_grad=True)
        y = w * w
        w.data = engine.tensor(5.0)
        y.backward()
        assert w.grad is not None
        assert w.grad.item() == 4.0


class TestNumPy:
    def test_memory_is_shared_both_ways(self, torch: Any) -> None:
        array = np.array([1.0, 2.0])
        x = torch.from_numpy(array)
        array[0] = 5.0
        x[1] = 7.0
        assert (x.tolist(), array.tolist()) == ([5.0, 7.0], [5.0, 7.0])
        back = torch.zeros(2).numpy()
        y = torch.as_tensor(back)
        y += 3
        assert back.tolist() == [3.0, 3.0]
        assert np.asarray(x) is not None
        assert np.shares_memory(x.numpy(), array)
        assert np.shares_memory(x.detach().numpy(), array)

    def test_tensor_copies(self, torch: Any) -> None:
        array = np.array([1.0, 2.0])
        x = torch.tensor(array)
        array[0] = 5.0
        assert (x.tolist(), x.dtype) == ([1.0, 2.0], torch.float64)

    def test_numpys_functions_take_tensors(self) -> None:
        x = engine.tensor([3.0, 1.0, 2.0])
        assert np.argmin(x) == 1
        assert x[np.argmin(x)].item() == 1.0
        assert np.sin(x).tolist() == pytest.approx(np.sin([3.0, 1.0, 2.0]).tolist(), rel=1e-6)
        assert np.asarray(x, dtype=np.float64).dtype == np.float64

    def test_mixing_with_an_array_gives_the_wider_type(self, torch: Any) -> None:
        x, array = torch.tensor([1.0, 2.0], requires_grad=True), np.array([10.0, 20.0])
        y = x * torch.from_numpy(array)
        assert y.dtype is torch.float64
        y.sum().backward()
        assert (x.grad.tolist(), x.grad.dtype) == ([10.0, 20.0], torch.float32)

    def test_arrays_are_operands_on_either_side(self) -> None:
        x = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)
        left, right = np.array([3.0, 4.0]) * x, x * np.array([3.0, 4.0])
        assert isinstance(left, engine.Tensor)
        assert left.tolist() == right.tolist() == [3.0, 8.0]
        left.sum().backward()
        assert x.grad is not None
        assert x.grad.tolist() == [3.0, 4.0]

    def test_a_readonly_array_warns_once_and_refuses_writes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("engine.functions.construct._readonly_told", False)
        array = np.arange(3.0)
        array.flags.writeable = False
        with pytest.warns(UserWarning, match="The given NumPy array is not writable"):
            x = engine.from_numpy(array)
        engine.from_numpy(array)
        with pytest.raises(ValueError, match="read-only"):
            x += 1

    def test_a_cuda_tensor_is_not_numpys(self, fake_cuda: CupyBackend) -> None:
        x = engine.ones(2, device="cuda")
        with pytest.raises(TypeError, match=r"can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu\(\) to"):
            x.numpy()
        assert x.cpu().numpy().tolist() == [1.0, 1.0]


class TestPython:
    def test_one_element_is_a_number(self, torch: Any) -> None:
        x = torch.tensor([[2.5]])
        assert (x.item(), float(x), int(x), bool(x)) == (2.5, 2.5, 2, True)
        assert list(map(float, (torch.tensor(1.0), torch.tensor([2.0])))) == [1.0, 2.0]
        assert [10, 20, 30][torch.tensor(1)] == 20
        assert f"{torch.tensor(1.23456):.2f}" == "1.23"

    def test_iteration_length_membership(self, torch: Any) -> None:
        x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        assert [row.tolist() for row in x] == [[1.0, 2.0], [3.0, 4.0]]
        assert len(x) == 2
        assert 3.0 in x
        assert 5.0 not in x

    def test_tensors_hash_by_identity(self, torch: Any) -> None:
        a, b = torch.ones(1), torch.ones(1)
        assert len({a, b, a}) == 2

    def test_unknown_operands_are_left_to_the_other_side(self, make: Make) -> None:
        class Other:
            def __radd__(self, left: Any) -> str:
                return "mine"

        assert make(1.0) + Other() == "mine"
        with pytest.raises(TypeError, match="unsupported operand type"):
            make(1.0) - "a"
        assert make(1.0).__eq__("a") is NotImplemented

    def test_the_warning_for_floats_of_tracked_tensors_comes_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("engine.convert._told_scalar", False)
        x = engine.tensor(1.0, requires_grad=True)
        with pytest.warns(UserWarning, match="Converting a tensor with requires_grad=True to a scalar may lead to"):
            float(x)
        assert float(x) == 1.0

    def test_legacy_constructors(self, torch: Any) -> None:
        assert torch.Tensor([1, 2]).dtype is torch.float32
        assert tuple(torch.Tensor(2, 3).shape) == (2, 3)
        assert torch.DoubleTensor([1]).dtype is torch.float64
        assert torch.LongTensor([1.0]).dtype is torch.int64
        assert tuple(torch.Tensor().shape) == (0,)

    def test_copies(self, make: Make) -> None:
        x = make([1.0, 2.0])
        assert copy.copy(x).tolist() == [1.0, 2.0]
