"""Every formula of the corpus computes what the same function written from mathematics does, with its derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from gradexplorer.lang import read
from gradexplorer.lang.function import Function
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.tree import Call, Series, walk
from tests.lang.forms import SCIPY, Formula, by_autograd, by_differences, corpus, program_of, pytorch

FORMULAS = corpus()
each = pytest.mark.parametrize("formula", FORMULAS, ids=[formula.place for formula in FORMULAS])


def function_of(formula: Formula) -> Function:
    entry = read(formula.sources(), formula.tables()).entries[0]
    assert entry.error is None, f"{formula.text}: {entry.error}"
    assert entry.function is not None
    return entry.function


@each
def test_as_the_form_in_scipy(formula: Formula) -> None:
    function = function_of(formula)
    form, names = program_of(formula.form, SCIPY)
    assert names == {*function.variables, *function.sliders} - set(function.fixed)
    for at in formula.points(function):
        value, gradient, hessian = by_autograd(engine, function, at)
        with np.errstate(all="ignore"):
            expected, slopes, curvatures = by_differences(form, at)
        assert value == pytest.approx(expected, rel=1e-11, abs=1e-13, nan_ok=True), at
        if "kink" not in formula.marks:
            scale = max(1.0, abs(value), *np.abs(gradient), *np.abs(hessian).ravel())
            np.testing.assert_allclose(gradient, slopes, rtol=1e-7, atol=2e-9 * scale, err_msg=str(at))
            np.testing.assert_allclose(hessian, curvatures, rtol=1e-5, atol=2e-6 * scale, err_msg=str(at))


@pytest.mark.parity
@each
def test_as_the_form_in_pytorch(formula: Formula) -> None:
    torch = pytest.importorskip("torch")
    function = function_of(formula)
    form, _ = program_of(formula.form, pytorch())
    for at in formula.points(function):
        value, gradient, hessian = by_autograd(engine, function, at)
        if "flat" in formula.marks:
            expected = form({name: torch.tensor(v, dtype=torch.float64) for name, v in at.items()})
            assert value == pytest.approx(
                float(expected), rel=1e-9 if "loose" in formula.marks else 1e-12, abs=1e-15, nan_ok=True
            ), at
            continue
        expected, slopes, curvatures = by_autograd(torch, form, at)
        assert value == pytest.approx(expected, rel=1e-12, abs=1e-15, nan_ok=True), at
        scale = np.nanmax(np.where(np.isfinite(slopes), np.abs(slopes), 1), initial=1)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-11, atol=1e-14 * scale, err_msg=str(at))
        scale = np.nanmax(np.where(np.isfinite(curvatures), np.abs(curvatures), 1), initial=scale)
        rtol = 1e-9 if "loose" in formula.marks else 1e-10
        np.testing.assert_allclose(hessian, curvatures, rtol=rtol, atol=1e-13 * scale, err_msg=str(at))


@each
def test_looking_on_changes_nothing(formula: Formula) -> None:
    """A traced evaluation gives the plain one's value, bit for bit, and tells it last."""
    function = function_of(formula)
    for at in formula.points(function):
        values = {name: engine.tensor(value, dtype=engine.float64) for name, value in at.items()}
        told: list[engine.Tensor] = []
        traced = function(values, trace=lambda _, value, told=told: told.append(value))  # type: ignore[misc]
        plain = function(values)
        np.testing.assert_array_equal(traced.numpy(), plain.numpy())
        np.testing.assert_array_equal(told[-1].numpy(), plain.numpy())


@each
def test_many_points_as_one_by_one(formula: Formula) -> None:
    function = function_of(formula)
    points = formula.points(function) * 3
    if not points[0]:
        return
    alone = [by_autograd(engine, function, at) for at in points]
    leaves = {
        name: engine.tensor(np.stack([at[name] for at in points], axis=-1), dtype=engine.float64).requires_grad_(True)
        for name in points[0]
    }
    many = function(leaves, samples=1)
    values = np.broadcast_to(many.detach().numpy(), (len(points),))
    np.testing.assert_allclose(values, [value for value, _, _ in alone], rtol=1e-12, atol=1e-14)
    if not many.requires_grad or many.shape != (len(points),):
        np.testing.assert_array_equal([gradient for _, gradient, _ in alone], 0.0)
        return
    grads = engine.autograd.grad(many.sum(), list(leaves.values()), allow_unused=True)
    slopes = [
        np.zeros((leaf.numel() // len(points), len(points))) if g is None else g.numpy().reshape(-1, len(points))
        for g, leaf in zip(grads, leaves.values(), strict=True)
    ]
    expected = np.array([gradient for _, gradient, _ in alone]).T
    np.testing.assert_allclose(np.concatenate(slopes), expected, rtol=1e-12, atol=1e-13)


def test_every_known_function_occurs() -> None:
    used: set[str] = set()
    for formula in FORMULAS:
        for entry in read(formula.sources(), formula.tables()).entries.values():
            if entry.function is not None:
                used |= {node.function for node in walk(entry.function.tree) if isinstance(node, Call)}
                used |= {node.kind for node in walk(entry.function.tree) if isinstance(node, Series)}
    programs = {name for name, info in FUNCTIONS.items() if info.group == "In programs"}
    assert set(FUNCTIONS) - used <= programs | {"transpose"}


def test_the_corpus_is_large_and_has_no_line_twice() -> None:
    seen = [(formula.text, formula.before, str(formula.given)) for formula in FORMULAS]
    assert len(set(map(str, seen))) == len(seen) >= 400


def test_a_wrong_form_would_be_found() -> None:
    """The harness can fail: each formula's form shifted by a little at every point."""
    formula = next(formula for formula in FORMULAS if formula.text == "sin x")
    function = function_of(formula)
    form, _ = program_of("sin(x) + 1e-6*x**2", SCIPY)
    for at in formula.points(function):
        value, gradient, hessian = by_autograd(engine, function, at)
        expected, slopes, curvatures = by_differences(form, at)
        assert value != pytest.approx(expected, rel=1e-11)
        assert gradient != pytest.approx(slopes, rel=1e-7)
        assert hessian != pytest.approx(curvatures, abs=1e-7)
