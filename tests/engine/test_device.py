"""The `device` value, what was found on this machine, and `engine.cuda`; also `Size`, the other small value."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine import backends, cuda
from engine.backends.cupy import CupyBackend
from engine.device import DeviceReport, as_device, detect, device, require
from engine.size import Size, make_size

WHY = "This machine has no NVIDIA driver."


@pytest.fixture
def no_cuda() -> Iterator[None]:
    """A machine without CUDA, for that reason."""
    before = backends.register_backend("cuda", WHY)
    yield
    backends.register_backend("cuda", before)


class TestDevice:
    @pytest.mark.parametrize(
        ("made", "text", "string"),
        [
            (lambda: device("cpu"), "device(type='cpu')", "cpu"),
            (lambda: device("cuda"), "device(type='cuda')", "cuda"),
            (lambda: device("cuda:1"), "device(type='cuda', index=1)", "cuda:1"),
            (lambda: device("cuda", 1), "device(type='cuda', index=1)", "cuda:1"),
            (lambda: device(type="cuda", index=1), "device(type='cuda', index=1)", "cuda:1"),
            (lambda: device(device("cuda:1")), "device(type='cuda', index=1)", "cuda:1"),
            (lambda: device(1), "device(type='cuda', index=1)", "cuda:1"),
            (lambda: device("cpu:0"), "device(type='cpu', index=0)", "cpu:0"),
        ],
    )
    def test_it_is_made_and_written_as_in_pytorch(self, made: Any, text: str, string: str) -> None:
        assert repr(made()) == text
        assert str(made()) == string

    def test_devices_compare_by_type_and_index(self) -> None:
        assert device("cuda:1") == device("cuda", 1)
        assert device("cuda") != device("cuda:0")
        assert device("cpu") != "cpu"
        assert len({device("cpu"), device("cpu"), device("cuda")}) == 2

    def test_devices_never_change(self) -> None:
        with pytest.raises(AttributeError, match=r"attribute 'type' of 'engine\.device' objects is not writable"):
            device("cpu").type = "cuda"
        for again in (copy.deepcopy(device("cuda:1")), pickle.loads(pickle.dumps(device("cuda:1")))):
            assert again == device("cuda:1")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("gpu", "Expected one of cpu, cuda device type at start of device string: gpu"),
            ("CUDA", "Expected one of cpu, cuda device type at start of device string: CUDA"),
            ("cuda:x", "Invalid device string: 'cuda:x'"),
            ("cuda:-1", "Invalid device string: 'cuda:-1'"),
            ("cuda:01", "Invalid device string: 'cuda:01'"),
            ("cuda:", "Invalid device string: 'cuda:'"),
            ("1", "Invalid device string: '1'"),
            ("", "Device string must not be empty"),
        ],
    )
    def test_bad_text_is_refused_in_pytorchs_words(self, text: str, message: str) -> None:
        with pytest.raises(RuntimeError) as caught:
            device(text)
        assert str(caught.value) == message

    def test_bad_arguments_are_refused(self) -> None:
        with pytest.raises(RuntimeError, match="must not include an index because index was passed explicitly: cuda:1"):
            device("cuda:1", 1)
        with pytest.raises(RuntimeError, match="Device index must not be negative"):
            device("cuda", -1)
        for value in (1.5, None, True):
            with pytest.raises(TypeError, match="takes a device, a string"):
                device(value)  # type: ignore[arg-type]

    def test_nothing_given_means_the_cpu(self) -> None:
        assert as_device(None) == device("cpu")
        assert as_device("cuda:1") == device("cuda:1")


class TestDetection:
    def test_a_machine_without_cuda_says_why(self, no_cuda: None) -> None:
        cpu, gpu = detect()
        assert cpu.device == device("cpu")
        assert cpu.available
        assert cpu.name
        assert gpu == DeviceReport(device("cuda"), False, "", WHY)

    def test_every_gpu_is_listed(self, fake_cuda: CupyBackend) -> None:
        assert [(str(r.device), r.available, r.name) for r in detect()[1:]] == [
            ("cuda:0", True, "Strict fake GPU 0"),
            ("cuda:1", True, "Strict fake GPU 1"),
        ]

    def test_requiring_cuda_without_it_is_pytorchs_error_with_the_reason(self, no_cuda: None) -> None:
        with pytest.raises(AssertionError, match=f"CUDA cannot be used: {WHY}"):
            require("cuda")
        assert require("cpu") == device("cpu")
        assert require("cpu:0") == device("cpu")

    def test_requiring_cuda_names_the_gpu(self, fake_cuda: CupyBackend) -> None:
        assert require("cuda") == device("cuda:0")
        assert require("cuda:1") == device("cuda:1")
        with pytest.raises(RuntimeError, match="cuda:2 was asked for, but there are 2 CUDA devices"):
            require("cuda:2")

    def test_this_machine_is_searched_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from engine.backends import cupy

        calls = []
        before = backends.register_backend("cuda", None)
        monkeypatch.setattr(cupy, "search", lambda: calls.append(1) or WHY)
        try:
            assert backends.find("cuda") == backends.find("cuda") == WHY
        finally:
            backends.register_backend("cuda", before)
        assert calls == [1]


class TestCuda:
    def test_without_cuda(self, no_cuda: None) -> None:
        assert not cuda.is_available()
        assert cuda.device_count() == 0
        assert cuda.memory_allocated() == 0
        for needs_one in (cuda.synchronize, cuda.get_device_name, cuda.current_device):
            with pytest.raises(AssertionError, match=WHY):
                needs_one()

    def test_with_cuda(self, fake_cuda: CupyBackend) -> None:
        assert cuda.is_available()
        assert cuda.device_count() == 2
        assert cuda.get_device_name(1) == cuda.get_device_name("cuda:1") == "Strict fake GPU 1"
        cuda.synchronize()
        with cuda.device(1):
            assert cuda.current_device() == 1
            with cuda.device(None):
                assert cuda.current_device() == 1
        assert cuda.current_device() == 0
        with pytest.raises(ValueError, match="Expected a cuda device, but got: cpu"):
            cuda.synchronize("cpu")

    def test_memory_is_counted_for_each_gpu(self, fake_cuda: CupyBackend) -> None:
        before = cuda.memory_allocated(1)
        array = fake_cuda.asarray(np.zeros(1000), 1)
        assert cuda.memory_allocated(1) - before == 8000
        view = array[:10]
        del array
        assert cuda.memory_allocated(1) - before == 8000, "a view holds the whole memory"
        del view
        assert cuda.memory_allocated(1) == before


class TestSize:
    def test_it_is_a_tuple_that_knows_its_product(self) -> None:
        size = Size([2, 3])
        assert repr(size) == str(size) == "engine.Size([2, 3])"
        assert size == (2, 3)
        assert hash(size) == hash((2, 3))
        assert size.numel() == 6
        assert Size().numel() == 1
        assert repr(Size()) == "engine.Size([])"
        assert repr(Size([True, np.int64(4)])) == "engine.Size([1, 4])"

    def test_parts_and_sums_are_sizes(self) -> None:
        size = Size([2, 3, 4])
        for part, expected in (
            (size[1:], (3, 4)),
            (size + (5,), (2, 3, 4, 5)),
            ((5,) + size, (5, 2, 3, 4)),
            (size[:1] * 2, (2, 2)),
            (2 * size[:1], (2, 2)),
            (make_size((7,)), (7,)),
            (pickle.loads(pickle.dumps(size)), (2, 3, 4)),
        ):
            assert type(part) is Size
            assert part == expected
        assert type(size[0]) is int

    def test_it_holds_integers_only(self) -> None:
        with pytest.raises(TypeError, match=r"takes an iterable of 'int' \(item 1 is 'float'\)"):
            Size([1, 2.0])  # type: ignore[list-item]
        with pytest.raises(TypeError, match="can only concatenate tuple"):
            Size([1]) + [2]
        with pytest.raises(TypeError, match="can only concatenate tuple"):
            [2] + Size([1])
