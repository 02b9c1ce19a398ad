"""Large arrays in parts: the same numbers on any number of threads."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import engine
from engine.backends import backend_for, threads
from engine.device import CPU

XP = backend_for(CPU).xp
LARGE = threads.LEAST + 3


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = engine.get_num_threads()
    yield
    engine.set_num_threads(before)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", threads.NAMES)
def test_the_parts_are_the_whole(name: str, dtype: str) -> None:
    x = np.linspace(0.001, 0.999, LARGE).astype(dtype) + (name == "arccosh")
    engine.set_num_threads(3)
    np.testing.assert_allclose(getattr(XP, name)(x), getattr(np, name)(x), rtol=4e-7 if dtype == "float32" else 4e-16)


@pytest.mark.parametrize(
    "turned",
    [lambda a: a, lambda a: a.T, lambda a: a[::2], lambda a: a.transpose(1, 0, 2), lambda a: a[:, :, 0]],
    ids=["in order", "transposed", "every second", "permuted", "a part"],
)
def test_however_it_lies_in_memory(turned: Any) -> None:
    x = turned(np.linspace(-3, 3, 512 * 300 * 4).reshape(512, 300, 4))
    engine.set_num_threads(2)
    found = XP.exp(x)
    np.testing.assert_allclose(found, np.exp(x), rtol=4e-16)
    assert found.shape == x.shape


def test_gradients_of_a_large_sum_do_not_depend_on_the_threads() -> None:
    gradients = []
    for number in (1, 4):
        engine.set_num_threads(number)
        x = engine.linspace(-3, 3, LARGE, dtype=engine.float64, requires_grad=True)
        (engine.sin(x) * x + engine.exp(-x * x)).sum().backward()
        gradients.append(x.grad.numpy())
    np.testing.assert_allclose(*gradients, rtol=1e-13, atol=1e-15)


def test_no_warning_comes_out_of_a_thread() -> None:
    engine.set_num_threads(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert engine.log(engine.zeros(LARGE)).tolist()[0] == -np.inf
        assert bool(engine.log(-engine.ones(LARGE)).isnan().all())


def test_several_callers_at_once() -> None:
    engine.set_num_threads(2)
    found: dict[int, float] = {}

    def work(number: int) -> None:
        found[number] = float(XP.exp(np.full(LARGE, float(number)))[-1])

    callers = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert found == {n: float(np.exp(float(n))) for n in range(6)}


def test_a_number_of_threads_is_a_positive_integer(torch: Any) -> None:
    with pytest.raises(RuntimeError, match="positive integer"):
        torch.set_num_threads(0)
    with pytest.raises(RuntimeError, match="set_num_threads expects an int, but got float"):
        torch.set_num_threads(1.5)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own() -> None:
    engine.set_num_threads(2)
    XP.exp(np.zeros(LARGE))
    child = os.fork()
    if child == 0:
        os._exit(0 if float(XP.exp(np.zeros(LARGE))[-1]) == 1.0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
