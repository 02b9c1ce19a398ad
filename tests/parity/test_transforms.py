"""Transforms give PyTorch's values, shapes and structures, and autograd.functional its errors too."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest

import engine

pytestmark = pytest.mark.parity


def point(t: Any) -> tuple[Any, Any]:
    return (
        t.tensor([[0.3, 0.7, 1.0], [2.0, 1.0, 0.5]], dtype=t.float64),
        t.tensor([1.0, 2.0, 3.0], dtype=t.float64),
    )


def waves(x: Any, w: Any) -> Any:
    return (x.sin() @ w).exp()


def total(x: Any, w: Any) -> Any:
    return waves(x, w).sum()


TRANSFORMED: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "jacrev": lambda t, f, x, w: f.jacrev(waves, (0, 1))(x, w),
    "jacfwd": lambda t, f, x, w: f.jacfwd(waves, (1, 0))(x, w),
    "jacrev of trees": lambda t, f, x, w: f.jacrev(lambda p: {"y": [p["a"] * p["b"], p["a"].sum()]})({"a": x, "b": x}),
    "hessian": lambda t, f, x, w: f.hessian(total, (0, 1))(x, w),
    "third": lambda t, f, x, w: f.jacfwd(f.jacrev(f.jacrev(total)))(x, w),
    "forward twice": lambda t, f, x, w: f.jacfwd(f.jacfwd(total))(x, w),
    "reverse over forward": lambda t, f, x, w: f.jacrev(f.jacfwd(total, 1))(x, w),
    "vmap of hessian": lambda t, f, x, w: f.vmap(f.hessian(total), in_dims=(0, None))(x, w),
    "vmap of hessian by the shared": lambda t, f, x, w: f.vmap(f.hessian(total, 1), in_dims=(0, None))(x, w),
    "vmap of jacfwd": lambda t, f, x, w: f.vmap(f.jacfwd(waves), in_dims=(1, None), out_dims=-1)(x, w[:2]),
    "jacrev of vmap": lambda t, f, x, w: f.jacrev(lambda x: f.vmap(lambda r: (r * w).prod())(x))(x),
    "jacfwd of vmap": lambda t, f, x, w: f.jacfwd(lambda x: f.vmap(lambda r: (r * w).cumsum(0))(x))(x),
    "vmap of vmap of grad": lambda t, f, x, w: f.vmap(f.vmap(f.grad(lambda a, b: (a * b).sin())), (0, None))(x, w),
    "grad of vmap of grad": lambda t, f, x, w: f.grad(
        lambda w: (f.vmap(f.grad(lambda r: (r * w).sin().sum()))(x) ** 2).sum()
    )(w),
    "jvp of vmap": lambda t, f, x, w: f.jvp(lambda x: f.vmap(lambda r: (r * w).softmax(0))(x), (x,), (x,)),
    "vmap of jvp": lambda t, f, x, w: f.vmap(lambda r: f.jvp(lambda r: r.sort()[0] * w, (r,), (r,)))(x),
    "vjp": lambda t, f, x, w: f.vjp(waves, x, w)[1](t.ones(2, dtype=t.float64)),
    "vmap of a vjp": lambda t, f, x, w: f.vmap(f.vjp(waves, x, w)[1])(t.eye(2, dtype=t.float64)),
    "linear algebra": lambda t, f, x, w: f.vmap(
        f.grad(lambda r: t.linalg.det(t.outer(r, w) + t.eye(3, dtype=t.float64)) + t.linalg.norm(r))
    )(x),
    "in place": lambda t, f, x, w: f.vmap(f.grad(lambda r: (r * 1).mul_(w).add_(r[0]).exp().sum()))(x),
    "losses": lambda t, f, x, w: f.vmap(f.grad(lambda r: t.nn.functional.mse_loss(r.tanh(), w)))(x),
}


def leaves(result: Any) -> Iterator[Any]:
    if isinstance(result, dict):
        for key in result:
            yield from leaves(result[key])
    elif isinstance(result, tuple | list):
        for part in result:
            yield from leaves(part)
    else:
        yield result


def same(expected: Any, found: Any, structure: bool = True) -> None:
    if structure:
        assert type(found) is type(expected) or hasattr(expected, "shape")
    theirs, ours = list(leaves(expected)), list(leaves(found))
    assert len(theirs) == len(ours)
    for a, b in zip(theirs, ours, strict=True):
        assert tuple(a.shape) == tuple(b.shape)
        np.testing.assert_allclose(np.array(b.tolist()), np.array(a.tolist()), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", TRANSFORMED)
def test_transforms_are_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch")
    answers = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for library in (torch, engine):
            answers.append(TRANSFORMED[name](library, library.func, *point(library)))
    same(*answers)


def constant(t: Any) -> Any:
    return lambda x: t.ones(2, dtype=t.float64)


FUNCTIONS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "waves": lambda t: waves,
    "both": lambda t: lambda x, w: (waves(x, w), x.sum()),
    "number": lambda t: lambda x, w: (x * w).prod(),
    "first only": lambda t: lambda x, w: (x**2).sum(),
    "cube": lambda t: lambda x: (x**3).sum(),
    "linear": lambda t: lambda x: x.sum(),
    "constant": constant,
    "tuple": lambda t: lambda x: (x,),
}
ALONE = ("cube", "linear", "constant", "tuple")


def older_forms(t: Any, name: str, function: str, create: bool, strict: bool, tracked: bool) -> Iterator[Any]:
    """Calls of one of autograd.functional's functions."""
    x, w = point(t)
    x = x.requires_grad_() if tracked else x
    inputs = x if function in ALONE else (x, w)
    call, given = getattr(t.autograd.functional, name), FUNCTIONS[function](t)
    options = {"create_graph": create, "strict": strict}
    if name in ("jacobian", "hessian"):
        strategy = "strategy" if name == "jacobian" else "outer_jacobian_strategy"
        for vectorize, mode in product((False, True), ("reverse-mode", "forward-mode")):
            yield partial(call, given, inputs, vectorize=vectorize, **{strategy: mode}, **options)
        return
    outputs = {"waves": t.ones(2, dtype=t.float64), "constant": t.ones(2, dtype=t.float64), "tuple": (x,)}
    outputs["both"] = (outputs["waves"], t.tensor(2.0, dtype=t.float64))
    v = outputs.get(function) if name == "vjp" else inputs
    yield lambda: call(given, inputs, v, **options)
    yield lambda: call(given, inputs, **options)
    yield lambda: call(given, inputs, w, **options)


def answer(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return error


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("name", ["vjp", "jvp", "vhp", "hvp", "jacobian", "hessian"])
def test_the_older_forms_are_pytorchs(name: str, function: str) -> None:
    torch = pytest.importorskip("torch")
    for options in product((False, True), repeat=3):
        calls = [older_forms(library, name, function, *options) for library in (torch, engine)]
        for theirs, ours in zip(*calls, strict=True):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected, found = answer(theirs), answer(ours)
            if isinstance(expected, Exception) or isinstance(found, Exception):
                assert type(found) is type(expected), (options, expected, found)
                assert str(found) == str(expected).replace("torch.", "engine.")
            else:
                same(expected, found, structure=False)
