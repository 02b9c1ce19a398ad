from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

Make = Callable[..., Any]


def test_the_dtype_of_data(torch: Any) -> None:
    for data, dtype in (
        (1, torch.int64),
        (1.0, torch.float32),
        (True, torch.bool),
        ([1, 2.0], torch.float32),
        ([], torch.float32),
        ([True, 1], torch.int64),
        (np.float64(1.0), torch.float64),
        (np.arange(3, dtype=np.int16), torch.int16),
    ):
        assert torch.tensor(data).dtype is dtype
    assert torch.tensor([1, 2], dtype=torch.float64).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("value", "dtype"), [(1e40, "float32"), (-1e40, "float32"), (1e5, "float16")])
def test_what_is_too_great_for_a_dtype_is_infinite_without_a_warning(torch: Any, value: float, dtype: str) -> None:
    assert abs(torch.tensor(value, dtype=getattr(torch, dtype)).item()) == float("inf")


def test_tensors_within_sequences(torch: Any) -> None:
    assert torch.tensor([torch.tensor(1.0), torch.tensor(2.0)]).tolist() == [1.0, 2.0]


def test_copying_a_tensor_warns(torch: Any) -> None:
    x = torch.ones(2)
    with pytest.warns(UserWarning, match="To copy construct from a tensor, it is recommended to use"):
        y = torch.tensor(x)
    y += 1
    assert x.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("name", ["zeros", "ones"])
def test_constants_of_a_size(torch: Any, name: str) -> None:
    make = getattr(torch, name)
    assert make(2, 3).tolist() == make((2, 3)).tolist() == make([2, 3]).tolist()
    assert make(2, dtype=torch.int64).dtype is torch.int64
    assert tuple(make(()).shape) == ()
    assert make(2, requires_grad=True).requires_grad
    like = getattr(torch, f"{name}_like")(torch.tensor([[1, 2]]))
    assert (tuple(like.shape), like.dtype) == ((1, 2), torch.int64)


def test_full_and_empty(torch: Any) -> None:
    assert torch.full((2,), 7).dtype is torch.int64
    assert torch.full((2,), 7.5).tolist() == [7.5, 7.5]
    assert torch.full_like(torch.ones(2), 3).tolist() == [3.0, 3.0]
    assert tuple(torch.empty(2, 3).shape) == tuple(torch.empty_like(torch.ones(2, 3)).shape) == (2, 3)


def test_arange(torch: Any) -> None:
    assert torch.arange(3).tolist() == [0, 1, 2]
    assert torch.arange(1, 4).dtype is torch.int64
    assert torch.arange(0, 1, 0.25).tolist() == [0.0, 0.25, 0.5, 0.75]
    assert torch.arange(3, 0, -1).tolist() == [3, 2, 1]
    assert torch.arange(2.0).dtype is torch.float32


@pytest.mark.parametrize("ends", [(-6, 4), (0, 1), (-3.5, 3.5), (5, -5), (0.1, 0.7)])
@pytest.mark.parametrize("steps", [1, 2, 3, 100, 101])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_linspace_hits_both_ends_and_mirrors(torch: Any, ends: tuple[float, float], steps: int, dtype: str) -> None:
    kind = getattr(np, dtype)
    values = torch.linspace(*ends, steps, dtype=getattr(torch, dtype)).numpy()
    assert values.dtype == kind
    few = 4 * float(np.finfo(kind).eps) * max(map(abs, ends))
    np.testing.assert_allclose(values, np.linspace(*ends, steps), rtol=0, atol=few)
    assert values[0] == kind(ends[0])
    assert values[-1] == kind(ends[1] if steps > 1 else ends[0])
    if ends[0] == -ends[1] and steps % 2 == 0:
        np.testing.assert_array_equal(values, -values[::-1])


def test_linspace_has_a_hundred_points_unless_told_otherwise() -> None:
    assert engine.linspace(0, 1).shape == (100,)


def test_eye(torch: Any) -> None:
    assert torch.eye(2).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert tuple(torch.eye(2, 3).shape) == (2, 3)


def test_made_on_the_device_asked_for(device: Any, make: Make) -> None:
    for made in (
        engine.zeros(2, device=device),
        engine.full((2,), 1.0, device=device),
        engine.arange(3, device=device),
        engine.linspace(0, 1, 3, device=device),
        engine.eye(2, device=device),
        engine.as_tensor([1.0], device=device),
        engine.rand(2, device=device),
        engine.zeros_like(make([1.0])),
    ):
        assert made.device == device


def test_as_tensor_shares_what_it_can(torch: Any) -> None:
    x = torch.ones(2)
    assert torch.as_tensor(x) is x
    array = np.zeros(2, dtype=np.float32)
    torch.as_tensor(array)[0] = 1.0
    assert array.tolist() == [1.0, 0.0]
    assert torch.as_tensor(array, dtype=torch.float64).dtype is torch.float64


def test_the_dtype_of_what_sequences_hold(torch: Any) -> None:
    for data, dtype in (
        ([np.float32(1), 2], torch.float32),
        ([np.int8(1)], torch.int8),
        ([torch.tensor(1, dtype=torch.float64), 2], torch.float64),
        (range(3), torch.int64),
        (((1, 2), (3, 4.0)), torch.float32),
        ([[], []], torch.float32),
    ):
        assert torch.tensor(data).dtype is dtype
    assert torch.tensor([1.7, -1.7], dtype=torch.int32).tolist() == [1, -1]
    assert torch.tensor([2, 0], dtype=torch.bool).tolist() == [True, False]
    assert torch.tensor([1, 2], dtype=float).dtype is torch.float64


def test_unsigned_bytes_wrap_within_their_range(torch: Any) -> None:
    assert torch.full((1,), -1, dtype=torch.uint8).item() == 255
    assert torch.tensor([-255], dtype=torch.uint8).item() == 1
    assert torch.zeros(1, dtype=torch.uint8).masked_fill(torch.tensor([True]), -2).item() == 254
    with pytest.raises(RuntimeError, match="value cannot be converted to type uint8"):
        torch.tensor([-256], dtype=torch.uint8)


def test_asarray_copies_when_told(torch: Any) -> None:
    array, x = np.zeros(2), torch.zeros(2)
    torch.asarray(array)[0] = 1.0
    torch.asarray(array, copy=True)[1] = 1.0
    assert array.tolist() == [1.0, 0.0]
    assert torch.asarray(x) is x
    assert torch.asarray(x, copy=True) is not x
    assert torch.asarray([1.0], requires_grad=True).requires_grad
    with pytest.raises(ValueError, match="can't alias arbitrary sequence into a tensor"):
        torch.asarray([1.0], copy=False)


def test_new_tensors_are_of_the_old_ones_kind(make: Make, device: Any) -> None:
    x = make([1, 2])
    made = (x.new_zeros(2), x.new_ones((2,)), x.new_full((2,), 3.7), x.new_empty(2), x.new_tensor([1.5, 2.5]), x.new(2))
    assert all((new.dtype, new.device) == (engine.int64, device) for new in made)
    assert [new.tolist() for new in made[:3]] == [[0, 0], [1, 1], [3, 3]]
    assert made[4].tolist() == [1, 2]
    assert x.new_zeros(2, dtype=engine.float32, requires_grad=True).requires_grad


def test_sizes_of_other_integers(torch: Any) -> None:
    for size in ((np.int64(2), 3), (torch.tensor(2), 3), torch.Size([2, 3]), [2, 3]):
        assert tuple(torch.zeros(size).shape) == tuple(torch.rand(size=tuple(size)).shape) == (2, 3)
    assert tuple(torch.ones(torch.tensor(2), np.int32(3)).shape) == (2, 3)


def test_logspace(torch: Any) -> None:
    np.testing.assert_allclose(torch.logspace(0, 2, 5).tolist(), np.logspace(0, 2, 5), rtol=1e-6)
    np.testing.assert_allclose(torch.logspace(-1, 3, 5, base=2, dtype=torch.float64).tolist(), [0.5, 1, 2, 4, 8])
    assert torch.logspace(0, 3, 4, dtype=torch.int64).tolist() == [1, 10, 100, 1000]


def test_ranges_of_whole_numbers(torch: Any) -> None:
    assert torch.linspace(10, -3, 7, dtype=torch.int64).tolist() == [10, 7, 5, 3, 1, 0, -3]
    assert torch.arange(0.5, 5, 1.5, dtype=torch.int64).tolist() == [0, 1, 2, 3, 4]
    assert torch.arange(2**62, 2**62 + 2).tolist() == [2**62, 2**62 + 1]
    assert torch.arange(0, 5, float("inf")).tolist() == []
    assert torch.arange(end=3).tolist() == torch.arange(start=0, end=3, step=1).tolist() == [0, 1, 2]


def test_the_oldest_constructors(torch: Any) -> None:
    assert torch.Tensor([1, 2]).dtype is torch.FloatTensor(3).dtype is torch.float32
    assert tuple(torch.LongTensor(2, 3).shape) == tuple(torch.ByteTensor(torch.Size([2, 3])).shape) == (2, 3)
    assert torch.IntTensor([1.5]).tolist() == [1]
    x = torch.ones(2)
    torch.FloatTensor(x)[0] = 5.0
    assert x.tolist() == [5.0, 1.0]
    assert isinstance(x, torch.FloatTensor)
    assert not isinstance(x, torch.DoubleTensor)
    assert x.type(torch.LongTensor).dtype is torch.int64
    names = "Float Double Half Byte Char Short Int Long Bool"
    assert [getattr(torch, f"{name}Tensor")([1]).item() for name in names.split()] == [1] * 9


def test_questions_about_a_tensor(torch: Any) -> None:
    x = torch.ones(2, 3)
    assert torch.is_tensor(x)
    assert not torch.is_tensor(1)
    assert torch.is_floating_point(x)
    assert torch.is_signed(x)
    assert not x.byte().is_signed()
    assert torch.is_nonzero(torch.tensor([-1]))
    assert torch.numel(x) == 6
    assert x.is_same_size(torch.zeros(2, 3))
    assert torch.scalar_tensor(3).dtype is torch.float32
    assert (x.char().dtype, x.short().dtype) == (torch.int8, torch.int16)
