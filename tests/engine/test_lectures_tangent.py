"""A first lecture on gradients: tensors beside arrays, the tangent of a cubic, and what happens without zero_()."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest


def f(x: Any) -> Any:
    return x**3 + 3 * x**2 - 5 * x + 4


def g(x: Any) -> Any:
    return x**2


def as_floats(*values: Any) -> list[float]:
    """What a plotting function does with numbers, arrays of one number and tensors."""
    with warnings.catch_warnings():
        # PyTorch reminds once that the number has lost its history.
        warnings.filterwarnings("ignore", "Converting a tensor with requires_grad=True to a scalar")
        return [*map(float, values)]


def test_numbers_and_matrices(torch: Any) -> None:
    x = torch.tensor(3.0)
    assert repr(x * 2) == "tensor(6.)"
    matrix, column = torch.tensor([[1, 2], [3, 4]]), torch.tensor([10, 1])
    assert repr(matrix) == "tensor([[1, 2],\n        [3, 4]])"
    assert repr(column) == "tensor([10,  1])"
    assert repr(matrix * 10) == "tensor([[10, 20],\n        [30, 40]])"
    assert repr(matrix @ column.reshape(-1, 1)) == "tensor([[12],\n        [34]])"


def test_an_array_becomes_a_tensor_of_its_dtype(torch: Any) -> None:
    array = np.array([[1, 2], [3, 4]])
    matrix = torch.tensor(array)
    assert repr(matrix) == "tensor([[1, 2],\n        [3, 4]])"
    array[0, 0] = 9
    assert matrix[0, 0].item() == 1, "tensor() copies"


def test_a_tensor_tells_its_device(torch: Any) -> None:
    matrix = torch.tensor([[1, 2], [3, 4]])
    assert repr(matrix.device) == "device(type='cpu')"
    if torch.cuda.is_available():
        assert matrix.to("cuda").device.type == "cuda"
    else:
        with pytest.raises(AssertionError):
            matrix.to("cuda")


def test_one_function_serves_numbers_arrays_and_tensors(torch: Any) -> None:
    assert f(-2) == 18
    curve = f(np.arange(-3, 3, 0.1))
    assert isinstance(curve, np.ndarray)
    assert curve[0] == f(-3)
    x = torch.tensor(-2.0)
    assert repr(x) == "tensor(-2.)"
    assert repr(f(x)) == "tensor(18.)"
    assert x.grad is None


def test_the_slope_at_minus_two_is_minus_five(torch: Any) -> None:
    x = torch.tensor(-2.0).requires_grad_()
    y = f(x)
    assert repr(y) == "tensor(18., grad_fn=<AddBackward0>)"
    y.backward()
    assert repr(x.grad) == "tensor(-5.)"
    assert as_floats(x, y, x.grad) == [-2.0, 18.0, -5.0]
    guess = -9
    assert abs(x.grad - guess).item() == 4, "the guessed tangent is visibly off"


def test_without_zeroing_the_second_slope_is_wrong(torch: Any) -> None:
    x = torch.tensor(-2.0).requires_grad_()
    f(x).backward()
    g(x).backward()
    assert repr(x.grad) == "tensor(-9.)"


def test_with_zeroing_each_slope_is_its_own(torch: Any) -> None:
    x = torch.tensor(-2.0).requires_grad_()
    f(x).backward()
    assert repr(x.grad) == "tensor(-5.)"
    assert repr(x.grad.zero_()) == "tensor(0.)"
    y = g(x)
    assert repr(y) == "tensor(4., grad_fn=<PowBackward0>)"
    y.backward()
    assert repr(x.grad) == "tensor(-4.)"


def test_the_program_as_it_is_typed() -> None:
    import engine as torch
    from engine import cuda, tensor
    from engine.autograd import Variable

    x = tensor(-2.0, requires_grad=True)
    y = x**3 + 3 * x**2 - 5 * x + 4
    y.backward()
    assert (y.item(), x.grad.item()) == (18.0, -5.0)
    assert isinstance(Variable(torch.ones(2)), torch.Tensor)
    assert cuda.is_available() in (True, False)
