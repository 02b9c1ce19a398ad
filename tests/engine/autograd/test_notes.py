"""What engine's errors add to PyTorch's words: the line that wrote, freed or cut."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path
from typing import Any

import pytest

import engine

HERE = str(Path(__file__))


def _line() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def _notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", []))


def test_which_line_wrote_in_place() -> None:
    x = engine.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    z = y * 2
    y.mul_(3); line = _line()  # noqa: E702
    with pytest.raises(RuntimeError, match="modified by an inplace operation") as caught:
        z.sum().backward()  # exp's formula needs its own result
    assert _notes(caught.value) == [f"The in-place write was at {HERE}:{line}, in test_which_line_wrote_in_place."]


@pytest.mark.parametrize(
    "write",
    [lambda y: y.__setitem__(0, 5.0), lambda y: y[0].zero_(), lambda y: y.fill_(1.0), lambda y: y.copy_(y * 2)],
    ids=["item", "view", "fill_", "copy_"],
)
def test_every_kind_of_write_is_told(write: Any) -> None:
    y = engine.tensor([1.0, 2.0], requires_grad=True) * 1
    z = y**2
    with engine.no_grad():
        write(y)
    with pytest.raises(RuntimeError, match="modified by an inplace operation") as caught:
        z.sum().backward()
    assert _notes(caught.value)[0].startswith(f"The in-place write was at {HERE}:")


def test_where_the_first_backward_was() -> None:
    y = engine.tensor(2.0, requires_grad=True) ** 2
    y.backward(); line = _line()  # noqa: E702
    with pytest.raises(RuntimeError, match="a second time") as caught:
        y.backward()
    assert _notes(caught.value) == [f"The first backward was at {HERE}:{line}, in test_where_the_first_backward_was."]


def test_which_detach_cut_the_history_off() -> None:
    x = engine.tensor([1.0, 2.0], requires_grad=True)
    cut = (x * 2).detach(); line = _line()  # noqa: E702
    with pytest.raises(RuntimeError, match="does not require grad") as caught:
        (cut.exp() + 1).sum().backward()
    assert _notes(caught.value) == [
        f"Its history was cut off by detach() at {HERE}:{line}, in test_which_detach_cut_the_history_off."
    ]


def test_which_no_grad_cut_the_history_off() -> None:
    x = engine.tensor(2.0, requires_grad=True)
    with engine.no_grad(): line = _line(); y = x * 2  # noqa: E701, E702
    with pytest.raises(RuntimeError, match="does not require grad") as caught:
        (y + 1).backward()
    assert _notes(caught.value) == [
        f"Its history was cut off by no_grad() at {HERE}:{line}, in test_which_no_grad_cut_the_history_off."
    ]


def test_what_cut_off_an_input_that_seems_unused() -> None:
    x, w = engine.tensor(2.0, requires_grad=True), engine.tensor(3.0, requires_grad=True)
    hidden = x.detach() * 5
    y = w * hidden + w
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph") as caught:
        engine.autograd.grad(y, x)
    (note,) = _notes(caught.value)
    assert note.startswith(f"Its history was cut off by detach() at {HERE}:")


def test_what_was_never_recorded_has_nothing_to_tell() -> None:
    with pytest.raises(RuntimeError, match="does not require grad") as caught:
        engine.tensor(1.0).exp().backward()
    assert _notes(caught.value) == []


def test_anomaly_detection_tells_where_the_forward_was() -> None:
    x = engine.tensor([-1.0], requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with engine.autograd.detect_anomaly():
            y = x.sqrt(); line = _line()  # noqa: E702
            with pytest.raises(RuntimeError, match="Function 'SqrtBackward0' returned nan values in its 0th output"):
                y.sum().backward()
    text = str(caught[-1].message)
    assert text.startswith("Error detected in SqrtBackward0. Traceback of forward call that caused the error:\n")
    assert f'File "{HERE}", line {line}, in test_anomaly_detection_tells_where_the_forward_was' in text


def test_anomaly_detection_without_the_check_for_nan(torch: Any) -> None:
    x = torch.tensor([-1.0], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.set_detect_anomaly(True, check_nan=False):
            assert torch.is_anomaly_enabled()
            assert not torch.is_anomaly_check_nan_enabled()
            x.sqrt().sum().backward()
    assert x.grad.isnan().all()
    assert not torch.is_anomaly_enabled()
