"""Engine tests run twice: on NumPy, and on the CUDA path over a strict fake of CuPy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fake_cupy

import engine
from engine import backends, printing
from engine.backends.cupy import CupyBackend
from engine.device import device as Device


@pytest.fixture
def fake_cuda() -> Iterator[CupyBackend]:
    """The CUDA backend over the fake, registered for the test's time."""
    backend = CupyBackend(fake_cupy, lambda: fake_cupy.special, lambda: fake_cupy.extras)
    before = backends.register_backend("cuda", backend)
    yield backend
    backends.register_backend("cuda", before)


@pytest.fixture(params=["cpu", "fake cuda"])
def device(request: pytest.FixtureRequest) -> Device:
    """The device to test on: each test that asks for it runs once on every backend."""
    if request.param == "cpu":
        return Device("cpu")
    request.getfixturevalue("fake_cuda")
    return Device("cuda", 0)


@pytest.fixture
def backend(device: Device) -> backends.Backend:
    """The backend that serves `device`."""
    return backends.backend_for(device)


@pytest.fixture
def raw(backend: backends.Backend) -> Callable[..., Any]:
    """Makes a raw array of the backend: `raw([1, 2], "float32")`."""
    return lambda values, dtype=None: backend.asarray(np.array(values, dtype=dtype))


@pytest.fixture
def make(device: Device) -> Callable[..., Any]:
    """Makes a tensor on `device`: `make([1.0, 2.0], requires_grad=True)`."""
    return lambda values, **options: engine.tensor(values, device=device, **options)


class OnCuda:
    """The engine's names, with CUDA for the device that constructors choose unless told another."""

    MAKERS = (
        "arange", "as_tensor", "asarray", "empty", "eye", "full", "linspace", "logspace", "ones", "rand", "randint",
        "randn", "randperm", "tensor", "zeros",
    )  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        made = getattr(engine, name)
        if name == "from_numpy":
            return lambda array: made(array).cuda()
        if name not in self.MAKERS:
            return made
        return lambda *arguments, **options: made(*arguments, **({"device": "cuda"} | options))


# What is said of main memory, of the CPU's names, or of the order in memory of what CuPy computes.
_ON_THE_CPU = (
    "test_a_cast_that_changes_nothing_is_the_tensor_itself",
    "test_a_grid_of_points_and_the_bowl_over_it",
    "test_a_misuse_is_answered_in_pytorchs_words[engine on CUDA-t.ones(2).map_(t.arange(2),max)]",
    "test_a_misuse_is_answered_in_pytorchs_words[engine on CUDA-t.tensor([1,2],t.float32)]",
    "test_a_misuse_is_told_in_pytorchs_words[engine on CUDA-optimizer tensor]",
    "test_a_readonly_array_warns_once_and_refuses_writes",
    "test_a_tensor_tells_its_device",
    "test_a_write_through_a_view_that_only_this_memory_has",
    "test_a_write_to_either_is_seen_in_both",
    "test_an_array_on_the_right_makes_a_tensor_in_float64",
    "test_as_tensor_shares_what_it_can",
    "test_asarray_copies_when_told",
    "test_from_numpy_shares_memory_both_ways",
    "test_memory_is_shared_both_ways",
    "test_mixing_with_an_array_gives_the_wider_type",
    "test_the_oldest_constructors",
)


@pytest.fixture(params=["engine", "engine on CUDA", pytest.param("torch", marks=pytest.mark.parity)])
def torch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The library that a PyTorch program imports: engine, engine on the fake CUDA, in the parity lane PyTorch itself.

    On CUDA a tensor is written without its device, and `numpy()` copies, so that the answers are those of the CPU.
    """
    if request.param == "engine on CUDA":
        if request.node.name in _ON_THE_CPU or request.node.originalname in _ON_THE_CPU:
            pytest.skip("not said of CUDA")
        request.getfixturevalue("fake_cuda")
        write, to_numpy = printing.format_tensor, engine.Tensor.numpy
        monkeypatch.setattr(printing, "format_tensor", lambda x, **options: write(x, **(options | {"device": "cpu"})))
        monkeypatch.setattr(
            engine.Tensor, "numpy", lambda x, **options: to_numpy(x if x.requires_grad else x.cpu(), **options)
        )
        return OnCuda()
    library = pytest.importorskip(request.param)
    if request.param == "torch":
        library.set_warn_always(True)  # else it gives some warnings once in a process, to whichever test comes first
    return library
