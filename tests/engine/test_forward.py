"""The forward pass over a recorded graph: what it goes through, what it needs, and that it leaves nothing behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import func
from engine.forward import Tape
from engine.graph import record

Make = Callable[..., Any]


def test_tangents_that_meet_are_added(make: Make) -> None:
    x = make([2.0, 3.0], requires_grad=True)
    y = x * x + x.exp() * 0 + x[0]
    (tangent,) = Tape([y], [x], 0).push([make([1.0, 10.0])._value], False)
    assert tangent.tolist() == [5.0, 61.0]


def test_only_what_the_inputs_lead_to_is_gone_through(make: Make) -> None:
    x, other = make([1.0], requires_grad=True), make([2.0], requires_grad=True)
    deep = (other * 2).sin()
    since = (x * 1).grad_fn.number
    y = x * deep
    tape = Tape([y, deep, x], [x], since)
    assert tape.outer
    pushed = tape.push([make([3.0])._value], False)
    assert pushed[0].tolist() == (deep * 3).tolist()
    assert pushed[1] is None
    assert pushed[2].tolist() == [3.0]
    assert not Tape([x * 2], [x], since).outer


def test_a_smaller_argument_is_broadcast_before_the_formula(make: Make) -> None:
    x = make([1.0, 2.0])
    wide = make([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    _, tangent = func.jvp(lambda x: x + wide, (x,), (x,))
    assert tangent.tolist() == [[1.0, 2.0]] * 3
    _, tangent = func.jvp(lambda x: x[0] * 2 + wide, (x,), (x,))
    assert tangent.tolist() == [[2.0, 2.0]] * 3


def test_dtypes_follow_the_values(make: Make) -> None:
    x = make([1.0, 2.0], dtype=engine.float32)
    y, tangent = func.jvp(lambda x: x * make([1.0, 2.0], dtype=engine.float64) + x.to(engine.float16), (x,), (x,))
    assert y.dtype is tangent.dtype is engine.float64
    assert func.jvp(lambda x: x.half().sin(), (x,), (x,))[1].dtype is engine.float16


def test_several_results_of_which_some_are_used(make: Make) -> None:
    x = make([[3.0, 1.0], [2.0, 4.0]])
    for function in (
        lambda x: engine.linalg.slogdet(x).logabsdet,
        lambda x: engine.linalg.eigh(x @ x.mT).eigenvalues.sum(),
        lambda x: x.unbind(0)[1] * x.max(1).values,
        lambda x: engine.var_mean(x)[0],
    ):
        v = make([[1.0, 0.0], [0.0, 1.0]])
        tangent = func.jvp(function, (x,), (v,))[1]
        slope = func.jacrev(function)(x)
        np.testing.assert_allclose(
            np.array(tangent.tolist()), np.array((slope * v).sum((-2, -1)).tolist()), rtol=1e-5, atol=1e-6
        )


def test_the_derivative_of_a_product_reads_no_formula_twice(make: Make) -> None:
    """An operation that is linear, elementwise or a product is pushed without a backward pass."""
    x = make([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ((x @ x).sin() * 2).sum()
    tape = Tape([y], [x], 0)
    with record() as calls:
        tape.push([x.detach()._value], False)
    assert calls == []


def test_a_freed_graph_and_a_changed_value_are_told(make: Make) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y.sum().backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        Tape([y], [x], 0).push([x.detach()._value], False)
    z = x.exp()
    z.detach().mul_(2)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        Tape([z], [x], 0).push([x.detach()._value], False)


def test_what_has_no_derivative_says_so_in_both_modes(make: Make) -> None:
    x = make([2.0, 3.0])
    with pytest.raises(NotImplementedError, match="the derivative for 'zeta' is not implemented"):
        func.jvp(lambda x: engine.special.zeta(x, make([2.0, 2.0])), (x,), (x,))


def test_nothing_is_left_of_a_transform(make: Make) -> None:
    kept: list[Any] = []

    def watched(x: Any) -> Any:
        y = x.sin()
        kept.append(weakref.ref(y.grad_fn))
        return (y * x).sum()

    x = make([1.0, 2.0])
    gc.disable()
    try:
        for transform in (func.grad(watched), func.hessian(watched), lambda x: func.jvp(watched, (x,), (x,))):
            kept.clear()
            transform(x)
            assert [reference() for reference in kept] == [None]
    finally:
        gc.enable()
    assert (x.requires_grad, x.grad) == (False, None)


def test_a_long_chain_is_no_recursion(make: Make) -> None:
    def chain(x: Any) -> Any:
        for _ in range(20_000):
            x = x + 1
        return x

    assert func.jvp(chain, (make(1.0),), (make(2.0),))[1].tolist() == 2.0
