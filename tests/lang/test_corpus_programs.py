"""Programs as they would be pasted compute what PyTorch computes when it runs them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import engine
from gradexplorer.lang import Entry, Source, read
from gradexplorer.lang.names import spelled
from tests.lang.forms import by_autograd
from tests.lang.programs import FOLDER, RECORDED, Program, by_pytorch, programs

PROGRAMS = programs()
REFUSED = (FOLDER / "refused.txt").read_text(encoding="utf-8").split("=== ")[1:]
each = pytest.mark.parametrize("program", PROGRAMS, ids=[program.name for program in PROGRAMS])


@pytest.fixture(scope="module")
def recorded() -> Any:
    """What PyTorch computed, by name of the program."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def entry_of(program: Program) -> Entry:
    entry = read([Source(0, program.text)]).entries[0]
    assert entry.error is None, f"{entry.error}\n{entry.error.hint}"
    assert entry.kind == "program"
    return entry


def listed(value: Any) -> Any:
    return list(map(listed, value)) if isinstance(value, tuple) else float(value)


@each
def test_as_recorded_from_pytorch(program: Program, recorded: Any) -> None:
    entry = entry_of(program)
    assert entry.function is not None
    if program.script:
        assert {name: listed(value) for name, value in entry.start.items()} == program.points[0]
        assert set(entry.function.variables) == set(program.points[0])
    assert [run["at"] for run in recorded[program.name]] == list(program.points)
    for run in recorded[program.name]:
        at = {spelled(name): value for name, value in run["at"].items()}
        assert set(at) <= {*entry.function.variables, *entry.function.sliders}
        value, gradient, hessian = by_autograd(engine, entry.function, at)
        assert value == pytest.approx(run["value"], rel=1e-12, abs=1e-14)
        scale = max(1.0, *np.abs(run["gradient"]))
        np.testing.assert_allclose(gradient, run["gradient"], rtol=1e-11, atol=1e-13 * scale)
        scale = max(scale, *np.abs(np.ravel(run["hessian"])))
        np.testing.assert_allclose(hessian, run["hessian"], rtol=1e-10, atol=1e-12 * scale)


@each
def test_at_many_points_as_one_by_one(program: Program) -> None:
    function = entry_of(program).function
    assert function is not None
    factors = (1.0, 0.9, 1.0, 0.5, 1.15)
    points = [{spelled(n): np.asarray(v) * f for n, v in at.items()} for at in program.points for f in factors]
    alone = [by_autograd(engine, function, at)[:2] for at in points]
    many = {
        name: engine.tensor(np.stack([at[name] for at in points], axis=-1), dtype=engine.float64).requires_grad_(True)
        for name in points[0]
    }
    result = function(many, samples=1)
    np.testing.assert_allclose(result.detach().numpy(), [value for value, _ in alone], rtol=1e-12, atol=1e-13)
    result.sum().backward()
    slopes = np.concatenate([value.grad.numpy().reshape(-1, len(points)) for value in many.values()])
    expected = np.stack([gradient for _, gradient in alone], axis=-1)
    np.testing.assert_allclose(slopes, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parity
@each
def test_pytorch_still_computes_what_is_recorded(program: Program, recorded: Any) -> None:
    pytest.importorskip("torch")
    for at, run in zip(program.points, recorded[program.name], strict=True):
        value, gradient, hessian = by_pytorch(program, at)
        assert value == pytest.approx(run["value"], rel=1e-12)
        np.testing.assert_allclose(gradient, run["gradient"], rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(hessian, run["hessian"], rtol=1e-10, atol=1e-11)


def test_there_are_as_many_as_promised(recorded: Any) -> None:
    assert len(PROGRAMS) >= 50
    assert set(recorded) == {program.name for program in PROGRAMS}


@pytest.mark.parametrize("block", REFUSED, ids=[f"{i}-{block.splitlines()[0]}" for i, block in enumerate(REFUSED)])
def test_refused_by_name_with_its_place(block: str) -> None:
    word, _, marked = block.partition("\n")
    first, last = marked.index("«"), marked.index("»") - 1
    entry = read([Source(0, marked.replace("«", "").replace("»", ""))]).entries[0]
    assert entry.function is None
    assert entry.error is not None
    assert word in entry.error.message
    assert first <= entry.error.span.start <= last or entry.error.span.start <= first < entry.error.span.end
