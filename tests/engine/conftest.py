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

from engine import backends
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
    import engine

    return lambda values, **options: engine.tensor(values, device=device, **options)


@pytest.fixture(params=["engine", pytest.param("torch", marks=pytest.mark.parity)])
def torch(request: pytest.FixtureRequest) -> Any:
    """The library that a PyTorch program imports: engine, and in the parity lane PyTorch itself."""
    library = pytest.importorskip(request.param)
    if request.param == "torch":
        library.set_warn_always(True)  # else it gives some warnings once in a process, to whichever test comes first
    return library
