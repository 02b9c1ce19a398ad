"""Where PyTorch answers with a value, or a warning, and not with an error; and which cases are left out, and why.

The cases are those of tests/data/pytorch-messages.txt whose line says `-> OK`, and its WARN lines.
"""

from __future__ import annotations

import contextlib
import pickle
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.engine.test_messages import CASES as ERRORS, MESSAGES, leaf, unlinked


def recorded() -> dict[str, tuple[str, list[str]]]:
    """{case: (the first line of its answer, the first lines of its warnings)}."""
    found: dict[str, tuple[str, list[str]]] = {}
    case = ""
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(.+?)\] (?:-> OK )?(.*)", line):
            case = match[1]
            found[case] = match[2], []
        elif match := re.fullmatch(r"    WARN \w+: (.*)", line):
            found[case][1].append(match[1])
    return found


LATER = "part of what stands around the core: optimizers beyond SGD, transforms, interchange"
OTHER_WORLDS = {
    "device meta mix": "there is no meta device",
    "cuda unavailable": "engine says why CUDA cannot be used: tests/engine/test_device.py",
    "to cuda": "engine says why CUDA cannot be used: tests/engine/test_device.py",
    "bad device": "engine has cpu and cuda, and names these: tests/engine/test_device.py",
    "from_numpy str": "the list of supported types is engine's own: tests/engine/test_tensor.py",
    "from_numpy readonly": "in engine a write to such a tensor fails, and the warning says so: test_tensor.py",
    "optimizer adam beta": LATER,
    "optim dup": LATER,
    "sched order": LATER,
    "dlpack rg": "the answer is a capsule with its address: tests/engine/test_dlpack.py",
    "jacobian": LATER,
    "gradcheck float32": LATER,
    "vmap": LATER,
    "func.grad": LATER,
}


def twice_unsaved(t: Any) -> str:
    y = (leaf(t) + 1).sum()
    y.backward()
    y.backward()
    return "no error"


def grads_twice(t: Any) -> Any:
    x = leaf(t)
    y = (x**2).sum()
    t.autograd.grad(y, x, retain_graph=True)
    return [t.autograd.grad(y, x)]


def assigned_data(t: Any) -> None:
    x = t.tensor([1.0, 2.0])
    x.data = t.tensor([1.0, 2.0], dtype=t.float64)


def written_after(t: Any) -> None:
    y = leaf(t) * 2
    z = y + 1
    y.add_(1)
    z.sum().backward()


def detached(t: Any) -> Any:
    y = t.tensor([1.0, 2.0, 3.0])
    y.detach().mul_(2)
    return y


ANSWERS: dict[str, Callable[[Any], Any]] = {
    "backward twice without saved tensors": twice_unsaved,
    "nonleaf grad": lambda t: (leaf(t) * 2).grad,
    "float(rg scalar)": lambda t: float(t.tensor(1.0, requires_grad=True).detach()),
    "unused allow": lambda t: t.autograd.grad(leaf(t).sum(), t.tensor(1.0, requires_grad=True), allow_unused=True),
    "unused materialize": lambda t: t.autograd.grad(
        leaf(t).sum(), t.tensor(1.0, requires_grad=True), materialize_grads=True
    ),
    "tensor(tensor)": lambda t: t.tensor(t.tensor([1.0, 2.0, 3.0])),
    "squeeze non-1": lambda t: t.ones(2, 3).squeeze(0).shape,
    "create_graph backward warn": lambda t: (leaf(t) ** 2).sum().backward(create_graph=True),
    "mse shape warn": lambda t: t.nn.functional.mse_loss(t.ones(3, 1), t.ones(3)),
    "contains": lambda t: 1.0 in t.tensor([1.0, 2.0]),
    "size repr": lambda t: t.ones(3).shape,
    "retain_graph None grad twice": grads_twice,
    "detach inplace": detached,
    "x.T 3d": lambda t: t.ones(2, 3, 4).T.shape,
    "lt rg bool": lambda t: (leaf(t) < 2).requires_grad,
    "set_data dtype": assigned_data,
    "inplace bump then out": written_after,
    "pickle hook": lambda t: pickle.loads(pickle.dumps(leaf(t))).requires_grad,
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_is_pytorchs(torch: Any, case: str) -> None:
    expected, told = recorded()[case]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = repr(ANSWERS[case](torch))
    assert answer.strip("'").replace("engine.", "torch.").splitlines()[0] == expected.strip("'")
    said = [unlinked(str(warning.message).replace("engine.", "torch.").splitlines()[0]) for warning in caught]
    assert said == [unlinked(line) for line in told]


WARNED: dict[str, Callable[[Any], Any]] = {
    "float(multi)": lambda t: float(t.tensor(1.0, requires_grad=True)),
    "version anomaly": ERRORS["version anomaly"],
    "anomaly nan": ERRORS["anomaly nan"],
    "mse bad": ERRORS["mse bad"],
    "Function instance": ERRORS["Function instance"],
}


@pytest.mark.parametrize("case", WARNED)
def test_a_warning_is_pytorchs(torch: Any, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.convert._told_scalar", False)  # it is given once in a process
    _, told = recorded()[case]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.suppress(RuntimeError, ValueError):
            WARNED[case](torch)
    said = [re.sub(r"<class '.*?'>", "<class '__main__.F1'>", str(w.message).splitlines()[0]) for w in caught]
    assert [line.replace("engine.", "torch.") for line in said] == [line for line in told if "Consider" not in line]


def test_every_recorded_case_is_tested_or_left_out_with_a_reason() -> None:
    tested = {*ANSWERS, *ERRORS, *OTHER_WORLDS}
    assert set(recorded()) - tested == set()
    assert set(OTHER_WORLDS) <= set(recorded())
    assert np.all([len(reason) > 0 for reason in OTHER_WORLDS.values()])
