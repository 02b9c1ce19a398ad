from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
import pytest

import engine


def test_no_grad_as_a_block_and_enable_grad_within(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        assert not torch.is_grad_enabled()
        assert not (x * 2).requires_grad
        with torch.enable_grad():
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad
    assert torch.is_grad_enabled()
    assert (x * 2).requires_grad


def test_as_a_decorator_with_and_without_brackets(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)

    @torch.no_grad()
    def with_brackets(y: Any) -> Any:
        """Twice."""
        return y * 2

    @torch.no_grad
    def without(y: Any) -> Any:
        return y * 2

    @torch.enable_grad()
    def recorded(y: Any) -> Any:
        return y * 2

    assert not with_brackets(x).requires_grad
    assert not without(x).requires_grad
    assert with_brackets.__doc__ == "Twice."
    with torch.no_grad():
        assert recorded(x).requires_grad
    assert torch.is_grad_enabled()


def test_set_grad_enabled_in_its_three_uses(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.set_grad_enabled(False):
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad

    @torch.set_grad_enabled(False)
    def twice(y: Any) -> Any:
        return y * 2

    assert torch.is_grad_enabled()
    for _ in range(3):
        assert not twice(x).requires_grad
    torch.set_grad_enabled(False)
    assert not torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    assert torch.is_grad_enabled()


def test_a_mode_ends_with_an_exception(torch: Any) -> None:
    with pytest.raises(ZeroDivisionError), torch.no_grad():
        _ = 1 / 0
    assert torch.is_grad_enabled()


def test_one_mode_object_may_be_nested(torch: Any) -> None:
    mode = torch.no_grad()
    with mode:
        pass
    with mode:
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


def test_the_mode_is_the_threads_own(torch: Any) -> None:
    seen: list[bool] = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_quiet_silences_everything_inside_and_nothing_after() -> None:
    zero = np.zeros(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with engine.quiet(), engine.quiet():
            assert np.isnan(zero / zero).all()
            assert (engine.zeros(2) / 0).isnan().all()
        assert (engine.zeros(2) / 0).isnan().all()
        with pytest.raises(RuntimeWarning):
            zero / zero


def test_quiet_changes_no_value() -> None:
    x = engine.tensor([-1.0, 0.0, 2.0])
    loud = [f(x).tolist() for f in (engine.log, engine.sqrt, engine.reciprocal)]
    with engine.quiet():
        assert str([f(x).tolist() for f in (engine.log, engine.sqrt, engine.reciprocal)]) == str(loud)


class TestInferenceMode:
    def test_nothing_is_recorded_and_what_is_made_is_marked(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        with torch.inference_mode():
            assert torch.is_inference_mode_enabled()
            assert not torch.is_grad_enabled()
            y, z = x * 2, torch.ones(2)
        assert not torch.is_inference_mode_enabled()
        assert (y.requires_grad, y.is_inference(), z.is_inference(), x.is_inference()) == (False, True, True, False)
        assert not torch.ones(2).is_inference()

    def test_the_ordinary_mode_within_it(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)
        with torch.inference_mode():
            with torch.inference_mode(False):
                y = x * 2
            with torch.enable_grad():
                z = x * 2
        assert (y.requires_grad, y.is_inference()) == (True, False)
        assert (z.requires_grad, z.is_inference()) == (False, True)

    def test_as_a_decorator_with_and_without_brackets(self, torch: Any) -> None:
        x = torch.tensor(2.0, requires_grad=True)

        @torch.inference_mode()
        def with_brackets(y: Any) -> Any:
            return y * 2

        @torch.inference_mode
        def without(y: Any) -> Any:
            return y * 2

        assert with_brackets(x).is_inference()
        assert without(x).is_inference()
        assert (x * 2).requires_grad

    def test_a_clone_is_an_ordinary_tensor(self, torch: Any) -> None:
        with torch.inference_mode():
            made = torch.ones(2)
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        (x * made.clone()).sum().backward()
        assert x.grad.tolist() == [1.0, 1.0]
        assert (made + 1).is_inference() is False

    def test_views_and_writes_of_its_own(self, torch: Any) -> None:
        with torch.inference_mode():
            made = torch.zeros(2, 2)
            made[0].add_(1)
            row = made[1]
        assert made.tolist() == [[1.0, 1.0], [0.0, 0.0]]
        assert row.is_inference()
        with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside InferenceMode"):
            made[0].mul_(2)
        with pytest.raises(RuntimeError, match="Inference tensors do not track version counter"):
            _ = made._version
