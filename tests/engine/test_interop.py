"""Tensors in the hands of NumPy, Python and matplotlib."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
import pytest

import engine

BINARY = ("add", "sub", "mul", "truediv", "pow", "floordiv", "mod", "lt", "le", "gt", "ge", "eq", "ne")


@pytest.mark.parametrize("name", BINARY)
def test_arrays_on_either_side_of_an_operator(name: str) -> None:
    apply = getattr(operator, name)
    a, b = np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 2.0])
    for found in (apply(engine.tensor(a), b), apply(a, engine.tensor(b)), apply(engine.tensor(a), engine.tensor(b))):
        assert isinstance(found, engine.Tensor)
        np.testing.assert_allclose(found.numpy(), apply(a, b))


@pytest.mark.parametrize("name", BINARY)
def test_numpys_numbers_are_pythons_on_either_side(name: str) -> None:
    apply = getattr(operator, name)
    x = engine.tensor([1.0, 2.0, 3.0])
    for number in (np.float64(2), np.float32(2), np.int64(2)):
        for found, expected in (
            (apply(x, number), apply(x, number.item())),
            (apply(number, x), apply(number.item(), x)),
        ):
            assert isinstance(found, engine.Tensor)
            assert found.dtype is expected.dtype
            assert found.tolist() == expected.tolist()


def test_matrices_of_both_kinds() -> None:
    a, b = np.eye(2) * 2, engine.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=engine.float64)
    assert (a @ b).tolist() == (b @ a).tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_gradients_pass_by_an_array_on_the_left() -> None:
    x = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)
    (np.array([3.0, 4.0]) * x + np.float64(2) * x).sum().backward()
    assert x.grad.tolist() == [5.0, 6.0]


def test_numpys_functions_answer_with_tensors() -> None:
    x = engine.tensor([0.5, 1.0])
    for function in (np.sin, np.exp, np.sqrt, np.negative, np.isfinite):
        found = function(x)
        assert isinstance(found, engine.Tensor)
        np.testing.assert_array_equal(found.numpy(), function(x.numpy()))
    assert np.add(x, np.ones(2)).tolist() == [1.5, 2.0]
    assert np.maximum(np.ones(2), x).tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        np.sin(x.requires_grad_())


def test_numpys_functions_take_tensors_for_arrays() -> None:
    x = engine.arange(6.0).reshape(2, 3)
    assert np.shape(x) == (2, 3)
    assert np.concatenate([x, x]).shape == (4, 3)
    assert np.stack([x[0], x[1]]).tolist() == x.tolist()
    assert np.where(x > 2, 1, 0).tolist() == [[0, 0, 0], [1, 1, 1]]
    assert np.dot(x[0], x[1]) == 14.0
    assert np.array([engine.tensor(1.0), engine.tensor(2.0)]).tolist() == [1.0, 2.0]
    assert np.argmin(x).item() == 0
    assert np.zeros(3)[engine.tensor([0, 2])].shape == (2,)
    np.testing.assert_allclose(x, np.arange(6.0).reshape(2, 3))


def test_asarray_shares_memory_unless_asked_to_copy() -> None:
    x = engine.zeros(2)
    np.asarray(x)[0] = 1.0
    np.array(x)[1] = 1.0
    assert x.tolist() == [1.0, 0.0]
    assert np.asarray(x, dtype=np.float64).dtype == np.float64
    assert np.shares_memory(x.numpy(), x[1:].numpy())


def test_from_numpy_shares_memory_both_ways(torch: Any) -> None:
    array = np.zeros((2, 3))
    x = torch.from_numpy(array.T)
    x[0, 1] = 5.0
    array[0, 2] = 7.0
    assert array[1, 0] == 5.0
    assert x[2, 0].item() == 7.0
    assert x.stride() == (1, 3)


def test_what_numpy_forces(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        np.asarray(x)
    assert x.numpy(force=True).tolist() == [1.0, 2.0]
    assert x.detach().numpy().dtype == np.float32


def test_an_array_on_a_gpu_is_not_turned_into_numpys_by_itself(make: Any, device: Any) -> None:
    x = make([1.0, 2.0])
    if device.type == "cpu":
        assert x.numpy().tolist() == [1.0, 2.0]
        return
    with pytest.raises(TypeError, match="to copy the tensor to host memory first"):
        np.asarray(x)
    assert x.numpy(force=True).tolist() == [1.0, 2.0]


def test_numbers_of_python(torch: Any) -> None:
    assert operator.index(torch.tensor([3])) == 3
    assert ["a", "b"][torch.tensor(1)] == "b"
    assert float(torch.tensor([2.5])) == 2.5
    assert int(torch.tensor(-3.7)) == -3
    assert bool(torch.tensor(float("nan")))
    assert math.sqrt(torch.tensor(4.0)) == 2.0
    assert list(range(torch.tensor(2))) == [0, 1]
    assert f"{torch.tensor(2.5):.2f}" == "2.50"
    assert f"{torch.tensor(1.5):.3f}" == "1.500"
    for wrong, kind in (
        (lambda: operator.index(torch.tensor(3.0)), TypeError),
        (lambda: float(torch.ones(2)), ValueError),
        (lambda: int(torch.tensor(float("nan"))), ValueError),
        (lambda: bool(torch.ones(2)), RuntimeError),
    ):
        with pytest.raises(kind):
            wrong()


def test_there_are_no_complex_numbers() -> None:
    with pytest.raises(TypeError, match="no complex numbers"):
        complex(engine.tensor(1.0))
    assert not engine.is_complex(engine.ones(1))


def test_a_tensor_is_a_sequence(torch: Any) -> None:
    x = torch.tensor([3, 1, 2])
    assert [part.item() for part in x] == [3, 1, 2]
    assert reversed(x).tolist() == [2, 1, 3]
    assert sum(x).item() == 6
    assert max(x).item() == 3
    assert [part.item() for part in sorted(x)] == [1, 2, 3]
    assert len(torch.zeros(4, 2)) == 4
    _first, _second, third = x
    assert third.item() == 2
    for wrong in (lambda: len(torch.tensor(1)), lambda: iter(torch.tensor(1))):
        with pytest.raises(TypeError, match="0-d tensor"):
            wrong()


def test_in_asks_for_an_equal_element(torch: Any) -> None:
    x = torch.arange(3)
    assert 1 in x
    assert 1.0 in x
    assert torch.tensor(2) in x
    assert np.int64(1) in x
    assert 5 not in x
    with pytest.raises(RuntimeError, match="only supports Tensor or scalar"):
        operator.contains(x, "a")


def test_equality_and_hashing(torch: Any) -> None:
    x, same = torch.ones(2), torch.ones(2)
    assert (x == same).tolist() == [True, True]
    assert (x == None) is False  # noqa: E711
    assert (x != "a") is True
    assert len({x, same, x}) == 2
    assert {x: 1}[x] == 1
    assert x in [x]
    with pytest.raises(TypeError):
        operator.lt(x, None)


def test_a_number_on_a_gpu_is_still_a_number(make: Any) -> None:
    x = make([[2.0]])
    assert (float(x), int(x), bool(x), x.item(), x.tolist()) == (2.0, 2, True, 2.0, [[2.0]])
    assert operator.index(make(3)) == 3
    assert 2.0 in x


def test_matplotlib_draws_tensors() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    x = engine.linspace(0, 1, 5)
    (line,) = axes.plot(x, x**2)
    np.testing.assert_allclose(line.get_ydata(), np.linspace(0, 1, 5) ** 2, rtol=1e-6)
    axes.scatter(x, x)
    axes.imshow(engine.rand(3, 3))
    axes.hist(engine.randn(20))
    figure.canvas.draw()
    pyplot.close(figure)
