"""What a Tensor can do is what its declaration for type checkers says."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import engine
from engine.tensor import Tensor
from tools import write_stub


def test_the_declaration_for_type_checkers_is_what_is_bound() -> None:
    assert write_stub.STUB.read_text(encoding="utf-8") == write_stub.written(), "run python tools/write_stub.py"


def test_public_names_are_all_there() -> None:
    assert not [name for name in engine.__all__ if not hasattr(engine, name)]
    assert len(engine.__all__) == len(set(engine.__all__))


def test_every_public_function_and_method_tells_what_it_does() -> None:
    functions = [getattr(engine, name) for name in engine.__all__]
    silent = [f for f in functions if inspect.isfunction(f) and not f.__doc__]
    methods = {name: f for name, f in vars(Tensor).items() if inspect.isfunction(f) and not name.startswith("_")}
    silent += [f for f in methods.values() if not f.__doc__]
    assert not silent


def test_completion_shows_the_public_names_only() -> None:
    nn = engine.nn
    for module in (engine, engine.autograd, engine.linalg, nn, nn.functional, engine.optim, engine.special):
        assert set(dir(module)) == set(module.__all__)


def test_what_is_out_of_scope_says_why() -> None:
    with pytest.raises(AttributeError, match="engine has no jit: what is written runs as it is"):
        _ = engine.jit


def test_types_have_the_names_that_they_are_known_by(torch: Any) -> None:
    shown = [str(type(value)) for value in (torch.ones(1), torch.ones(1).shape, torch.float32, torch.device("cpu"))]
    names = ["Tensor", "Size", "dtype", "device"]
    assert [text.replace("torch.", "engine.") for text in shown] == [f"<class 'engine.{name}'>" for name in names]


@pytest.mark.parametrize("name", ["complex64", "cfloat", "view_as_complex", "polar"])
def test_complex_numbers_are_out_of_scope_and_say_so(name: str) -> None:
    with pytest.raises(AttributeError, match=f"engine has no {name}: complex numbers are out of engine's scope"):
        getattr(engine, name)
    with pytest.raises(RuntimeError, match="Could not infer dtype of complex: complex numbers are out of engine's"):
        engine.tensor([1.0, 2j])
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'nothing'"):
        _ = engine.nothing
