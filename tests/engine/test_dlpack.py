"""Memory shared with NumPy, PyTorch and CuPy by DLPack."""

from __future__ import annotations

import gc
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import engine
from engine import dtypes
from engine.utils.dlpack import DLDeviceType, from_dlpack, to_dlpack

NAMES = [dtype.name for dtype in dtypes.ALL]


class Old:
    """An array whose owner knows the first version of the protocol alone."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __dlpack__(self, stream: Any = None) -> Any:
        return self.array.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0


@pytest.mark.parametrize("name", NAMES)
def test_numpy_and_engine_see_each_others_writes(name: str) -> None:
    array = np.zeros((2, 3), dtype=name)
    x = engine.from_dlpack(array.T)
    x[0, 1] = 1
    array[0, 2] = 1
    assert x.dtype.name == name
    assert x.stride() == (1, 3)
    assert array.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert x.tolist() == array.T.tolist()
    back = np.from_dlpack(x)
    assert np.shares_memory(back, array)
    assert (back.dtype, back.strides) == (array.dtype, array.T.strides)
    back[2, 1] = 1
    assert array[1, 2]


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 0, 3), (1,), (1, 4)])
def test_tensors_without_dimensions_or_elements(shape: tuple[int, ...]) -> None:
    for owner in (np.ones(shape), Old(np.ones(shape)), engine.ones(shape), to_dlpack(engine.ones(shape))):
        x = engine.from_dlpack(owner)
        assert x.shape == shape
        assert x.tolist() == np.ones(shape).tolist()
    x = engine.zeros(())
    np.from_dlpack(x)[...] = 3
    assert x.item() == 3


def test_views_keep_their_strides() -> None:
    x = engine.arange(12.0).reshape(3, 4)
    for view in (x.T, x[:, 1], x[::2, 1:], x[0].expand(2, 4), x.diagonal()):
        array = np.from_dlpack(view)
        assert array.tolist() == view.tolist()
        assert tuple(n // 4 for n in array.strides) == view.stride()
        assert np.shares_memory(array, x.numpy())


def test_memory_lives_as_long_as_somebody_holds_it() -> None:
    array = np.arange(3.0)
    before = sys.getrefcount(array)
    for owner in (array, Old(array)):
        x = engine.from_dlpack(owner)
        assert sys.getrefcount(array) > before
        del x, owner
    gc.collect()
    assert sys.getrefcount(array) == before
    held = np.from_dlpack(engine.arange(3.0))
    gc.collect()
    assert held.tolist() == [0, 1, 2]


def test_a_capsule_is_opened_once() -> None:
    x = engine.arange(3.0)
    capsule = to_dlpack(x)
    y = from_dlpack(capsule)
    y[0] = 7.0
    assert x.tolist() == [7, 1, 2]
    for wrong in (capsule, None, 3, [1.0], "capsule"):
        with pytest.raises(RuntimeError, match="from_dlpack received an invalid capsule"):
            engine.from_dlpack(wrong)
    with pytest.raises(AssertionError, match="device and copy kwargs not supported"):
        engine.from_dlpack(to_dlpack(x), copy=True)
    with pytest.raises(TypeError, match=r"_to_dlpack\(\): argument 'data' \(position 1\) must be Tensor, not list"):
        to_dlpack([1.0])  # type: ignore[arg-type]


def test_read_only_memory_stays_read_only() -> None:
    array = np.arange(3.0)
    array.flags.writeable = False
    x = engine.from_dlpack(array)
    with pytest.raises(ValueError, match="read-only"):
        x.add_(1)
    assert not np.from_dlpack(x).flags.writeable
    with pytest.raises(BufferError, match="Cannot export readonly array"):
        to_dlpack(x)


def test_memory_of_an_old_owner_may_be_written_to() -> None:
    array = np.zeros((2, 3))
    x = engine.from_dlpack(Old(array[:, ::2]))
    x[1, 1] = 5.0
    assert array.tolist() == [[0, 0, 0], [0, 0, 5]]
    copied = engine.from_dlpack(Old(array), copy=True)
    copied.zero_()
    assert array[1, 2] == 5


def test_copies_where_asked_for() -> None:
    array = np.ones(2)
    assert not np.shares_memory(engine.from_dlpack(array, copy=True).numpy(), array)
    assert np.shares_memory(engine.from_dlpack(array, copy=False).numpy(), array)
    x = engine.ones(2)
    assert not np.shares_memory(np.from_dlpack(x, copy=True), x.numpy())


def test_strides_that_go_back_are_copied() -> None:
    x = engine.arange(3.0, requires_grad=True)
    (gradient,) = engine.autograd.grad(x.flip(0), x, engine.tensor([1.0, 2.0, 3.0]))
    assert gradient.stride() == (-1,)
    assert from_dlpack(to_dlpack(gradient)).tolist() == [3, 2, 1]
    assert engine.from_dlpack(gradient).stride() == (1,)
    with pytest.raises(BufferError, match="negative strides"):
        engine.from_dlpack(gradient, copy=False)
    with pytest.raises(ValueError, match="At least one stride in the given numpy array is negative"):
        engine.from_dlpack(np.arange(3.0)[::-1])


def test_what_engine_has_no_dtype_for() -> None:
    for wrong in ("complex64", "uint16"):
        with pytest.raises(TypeError, match=f"can't convert np.ndarray of type numpy.{wrong}"):
            engine.from_dlpack(np.zeros(2, dtype=wrong))


def test_an_owner_that_refuses_is_heard() -> None:
    with pytest.raises(BufferError, match="native byte order"):
        engine.from_dlpack(np.zeros(2, dtype=">f8"))
    broken = SimpleNamespace(__dlpack__=lambda **_: 1 + "a", __dlpack_device__=lambda: (1, 0))  # type: ignore[operator]
    with pytest.raises(TypeError, match="unsupported operand"):
        engine.from_dlpack(broken)


def test_the_reader_is_told_what_it_may_not_have(torch: Any) -> None:
    on_cuda = torch.ones(1).is_cuda
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(BufferError, match=r"Can't export tensors that require gradient, use tensor\.detach"):
        torch.from_dlpack(x)
    capsule = torch.utils.dlpack.to_dlpack(x)
    assert capsule is not None
    y = x.detach()
    with pytest.raises(TypeError, match="stream must be ``int`` or ``none``"):
        y.__dlpack__(stream="a")
    with pytest.raises(BufferError, match="Unsupported device_type: 99"):
        y.__dlpack__(dl_device=(99, 0))
    with pytest.raises(RuntimeError, match="dl_device must be either None or a tuple of ints"):
        y.__dlpack__(dl_device=(1,))
    if not on_cuda:
        with pytest.raises(AssertionError, match="stream should be None on cpu"):
            y.__dlpack__(stream=1)
        with pytest.raises(ValueError, match=r"cannot move DLPack tensor from device \(.+, 0\) to \(2, 0\) without"):
            torch.from_dlpack(y, device="cuda:0", copy=False)
    with pytest.raises(AssertionError, match=r"from_dlpack: unsupported device type: <class 'int'>"):
        torch.from_dlpack(y, device=3)
    with pytest.raises(TypeError, match="positional argument"):
        torch.from_dlpack(y, "cpu")


def test_a_tensor_names_its_device_in_dlpacks_numbers(make: Any, device: Any) -> None:
    kind = DLDeviceType.kDLCPU if device.type == "cpu" else DLDeviceType.kDLCUDA
    assert make([1.0]).__dlpack_device__() == (kind, 0)


@pytest.mark.usefixtures("fake_cuda")
def test_memory_on_a_gpu_is_shared_by_cupy() -> None:
    import fake_cupy

    array = fake_cupy.zeros((2, 3))
    x = engine.from_dlpack(array)
    x[0, 1] = 5.0
    assert (array[0, 1].item(), str(x.device)) == (5.0, "cuda:0")
    y = engine.from_dlpack(x)
    y[1, 1] = 6.0
    assert x[1, 1].item() == 6.0
    assert fake_cupy.from_dlpack(x)[1, 1].item() == 6.0
    copied = engine.from_dlpack(x, copy=True)
    copied.zero_()
    assert x[1, 1].item() == 6.0


@pytest.mark.usefixtures("fake_cuda")
def test_memory_is_carried_where_it_is_wanted() -> None:
    array = np.arange(3.0)
    there = engine.from_dlpack(array, device="cuda")
    assert (str(there.device), there.tolist()) == ("cuda:0", [0, 1, 2])
    assert engine.from_dlpack(there, device="cpu").device.type == "cpu"
    assert np.from_dlpack(there, device="cpu").tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match=r"cannot move \(i.e. copy=False\) tensor from cuda:0 to cpu without copying"):
        there.__dlpack__(dl_device=(1, 0), copy=False)
    with pytest.raises(BufferError, match=r"on a different CUDA device index\. Expected: 1\. Current device: 0"):
        engine.ones(2, device="cuda:1").__dlpack__()


@pytest.mark.parity
@pytest.mark.parametrize("name", NAMES)
def test_pytorch_and_engine_see_each_others_writes(name: str) -> None:
    pytorch = pytest.importorskip("torch")
    theirs = pytorch.zeros(2, 3, dtype=getattr(pytorch, name))
    for owner in (theirs.T, pytorch.utils.dlpack.to_dlpack(theirs.T)):
        ours = engine.from_dlpack(owner)
        assert (ours.dtype.name, ours.stride()) == (name, theirs.T.stride())
        ours[0, 1] = 1
        assert theirs[1, 0] == 1
        theirs.zero_()
        assert not ours[0, 1]
    for owner in (ours, to_dlpack(ours)):
        again = pytorch.from_dlpack(owner)
        assert again.data_ptr() == theirs.data_ptr() == ours.data_ptr()
        assert (again.dtype, again.stride()) == (theirs.dtype, theirs.T.stride())


@pytest.mark.parity
def test_pytorch_reads_every_form_of_tensor() -> None:
    pytorch = pytest.importorskip("torch")
    x = engine.arange(12.0).reshape(3, 4)
    leaf = engine.arange(3.0, requires_grad=True)
    (back,) = engine.autograd.grad(leaf.flip(0), leaf, engine.arange(3.0))
    for view in (x.T, x[::2, 1], x[0].expand(2, 4), x[:0], engine.tensor(3), x > 5, back):
        for owner in (view, to_dlpack(view)):
            found = pytorch.from_dlpack(owner)
            assert found.tolist() == view.tolist()
            assert tuple(found.shape) == view.shape
    with pytest.raises(RuntimeError):
        engine.from_dlpack(pytorch.zeros(2, dtype=pytorch.bfloat16))
    with pytest.raises(BufferError, match="Can't export tensors that require gradient"):
        pytorch.from_dlpack(engine.ones(2, requires_grad=True))
