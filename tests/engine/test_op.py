"""The mechanism: what an Op reads from its formulas, what it saves, and that every formula runs on every namespace."""

from __future__ import annotations

import ast
import gc
import inspect
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import backends
from engine.backends.cupy import CupyBackend
from engine.device import CPU
from engine.graph import record
from engine.namespace import TENSORS
from engine.op import Op

Make = Callable[..., Any]
OPS = Path(inspect.getfile(engine)).parent / "ops"
SETTINGS = {"casts", "casts_from", "noisy", "view", "moves", "variant"}

cube = Op("Cube", lambda xp, x: x * x * x, casts="float", x=lambda g, x: g * (3 * x * x))


def _used(node: ast.AST, functions: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[str]:
    """The names that an expression, and the functions of its module that it mentions, take from `xp`."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "xp":
            yield part.attr
        if isinstance(part, ast.Name) and part.id in functions and part.id not in seen:
            seen.add(part.id)
            yield from _used(functions[part.id], functions, seen)


def names_in_formulas() -> set[str]:
    """What the derivative formulas (not the forwards) of every table ask of a namespace."""
    found: set[str] = set()
    for path in OPS.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Op":
                for keyword in call.keywords:
                    if keyword.arg not in SETTINGS:
                        found |= set(_used(keyword.value, functions, set()))
    return found


def test_all_three_namespaces_have_what_the_formulas_use(fake_cuda: CupyBackend) -> None:
    names = names_in_formulas()
    assert {"where", "sum", "zeros_like", "polygamma", "index_put"} <= names
    for namespace in (TENSORS, fake_cuda.xp, backends.backend_for(CPU).xp):
        assert not {name for name in names if not hasattr(namespace, name)}


def test_the_engines_namespace_has_nothing_else() -> None:
    assert {name for name in dir(TENSORS) if not name.startswith("_")} <= names_in_formulas()


def test_an_operator_is_a_forward_and_a_formula(make: Make) -> None:
    x = make([1.0, -2.0], dtype=engine.float64, requires_grad=True)
    y = cube(x)
    assert y.tolist() == [1.0, -8.0]
    assert y.grad_fn.name() == "CubeBackward0"
    (slope,) = engine.autograd.grad(y.sum(), x, create_graph=True)
    assert slope.tolist() == [3.0, 12.0]
    (curvature,) = engine.autograd.grad(slope.sum(), x)
    assert curvature.tolist() == [6.0, -12.0]


def test_an_argument_may_not_have_a_reserved_name() -> None:
    with pytest.raises(TypeError, match=r"Bad: \['out'\] are reserved and cannot name an argument"):
        Op("Bad", lambda xp, out: out)


def test_a_formula_may_ask_only_for_what_there_is() -> None:
    with pytest.raises(TypeError, match="Bad: its formula asks for 'z', which is neither an argument nor reserved"):
        Op("Bad", lambda xp, x: x, x=lambda g, z: g)
    with pytest.raises(TypeError, match=r"Bad: formulas for \['y'\], which are not its arguments"):
        Op("Bad", lambda xp, x: x, y=lambda g: g)
    with pytest.raises(TypeError, match="the formula of a sequence argument cannot name the sequence"):
        Op("Bad", lambda xp, *parts: parts[0], parts=lambda g, parts: g)


def test_only_what_a_wanted_gradient_needs_is_saved(make: Make) -> None:
    x, constant = make([1.0, 2.0], requires_grad=True), make([3.0, 4.0])
    node = (x * constant).grad_fn
    assert node.saved[0] is None
    assert node.saved[1] is constant._array
    assert (x + constant).grad_fn.saved is None
    assert x.exp().grad_fn.saved is None
    assert x.exp().grad_fn.out is not None


def test_nothing_is_recorded_where_no_gradient_can_come(make: Make) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    assert (x > 1).grad_fn is None
    assert not (x > 1).requires_grad
    assert x.argmax().grad_fn is None
    assert (make([1.0]) * 2).grad_fn is None


def test_gradients_are_summed_to_the_arguments_shape(make: Make) -> None:
    a, b, c = (make(v, requires_grad=True) for v in ([[1.0], [2.0]], [1.0, 2.0, 3.0], 2.0))
    (a * b * c).sum().backward()
    assert a.grad.tolist() == [[12.0], [12.0]]
    assert b.grad.tolist() == [6.0, 6.0, 6.0]
    assert c.grad.tolist() == 18.0


def test_a_gradient_has_its_arguments_dtype(make: Make) -> None:
    x = make([1.0, 2.0], dtype=engine.float32, requires_grad=True)
    y = make([3.0, 4.0], dtype=engine.float64, requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.dtype is engine.float32
    assert y.grad.dtype is engine.float64


def test_several_outputs_and_a_gradient_for_some_of_them(make: Make) -> None:
    x = make([[1.0, 5.0], [7.0, 3.0]], requires_grad=True)
    values, indices = x.max(dim=1)
    assert (values.tolist(), indices.tolist()) == ([5.0, 7.0], [1, 0])
    assert indices.grad_fn is None
    values.sum().backward()
    assert x.grad.tolist() == [[0.0, 1.0], [1.0, 0.0]]
    first, _, third = make([1.0, 2.0, 3.0], requires_grad=True).unbind()
    assert (first.output_nr, third.output_nr) == (0, 2)


def test_numbers_and_numpy_numbers_are_operands(make: Make) -> None:
    x = make([1.0, 2.0])
    assert (x + np.float64(1.5)).dtype is engine.float32
    assert (x * np.int64(2)).tolist() == [2.0, 4.0]
    assert (np.float64(2.0) * x).tolist() == [2.0, 4.0]
    assert engine.fmod(x, True).tolist() == [0.0, 0.0]


def test_floating_point_flags_are_silent(make: Make) -> None:
    assert engine.log(make([0.0, -1.0])).tolist()[0] == -math.inf
    assert (make([1.0]) / 0).tolist() == [math.inf]
    x = make([0.0], requires_grad=True)
    x.sqrt().sum().backward()
    assert x.grad.tolist() == [math.inf]


def test_an_infinite_gradient_does_not_spoil_what_gets_none(torch: Any) -> None:
    inf = torch.tensor([math.inf, math.inf])
    a, b = torch.tensor([1.0, 5.0], requires_grad=True), torch.tensor([3.0, 2.0], requires_grad=True)
    for y in (torch.maximum(a, b), torch.minimum(b, a)):
        ga, gb = torch.autograd.grad(y, (a, b), inf)
        assert sorted([*ga.tolist(), *gb.tolist()]) == [0.0, 0.0, math.inf, math.inf]
    for flat in (a.floor(), a.sign(), a**0, a.clamp(7, 9)):
        assert torch.autograd.grad(flat, a, inf)[0].tolist() == [0.0, 0.0]
    first, _ = a.unbind()
    assert torch.autograd.grad(first, a, inf[0])[0].tolist() == [math.inf, 0.0]


def test_every_primitive_that_runs_is_told_to_a_listener(make: Make) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    with record() as calls:
        y = (x * 2).sum()
        with record() as inner:
            x.exp()
    assert [call.name for call in calls] == ["MulBackward0", "SumBackward0"]
    assert [call.name for call in inner] == ["ExpBackward0"]
    assert calls[0].inputs[0] is x
    assert calls[0].inputs[1] == 2
    assert calls[1].output is y
    y.backward()
    assert len(calls) == 2


def test_operands_on_two_devices_are_an_error(fake_cuda: CupyBackend) -> None:
    there, here = engine.ones(2, device="cuda"), engine.ones(2)
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device, but found at least two"):
        there + here
    assert (there * engine.tensor(3.0)).device == engine.device("cuda:0")


def test_import_loads_neither_scipy_nor_cupy_nor_the_program() -> None:
    code = (
        "import sys, engine\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'scipy', 'cupy', 'cupyx', 'gradexplorer', 'PySide6', 'torch'}, loaded\n"
        "assert 'numpy.random' not in sys.modules\n"
        "x = engine.tensor(2.0, requires_grad=True)\n"
        "(x**3).backward()\n"
        "assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_a_call_leaves_no_cycle_behind(make: Make) -> None:
    gc.collect()
    gc.disable()
    try:
        x = make([1.0, 2.0], requires_grad=True)
        for _ in range(3):
            (x.exp() * x).sum().backward()
        found = gc.collect()
    finally:
        gc.enable()
    assert found == 0
