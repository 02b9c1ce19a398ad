"""Random programs compute what Python computes, and at many points at once what they compute at each alone."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.lang import Source, read
from tests.lang.forms import by_autograd
from tests.lang.program_strategies import random_programs

NUMBERS = st.sampled_from([-2.0, -0.75, -0.2, 0.3, 0.8, 1.1, 2.5])
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=7)


@given(random_programs(), POINTS)
@settings(max_examples=120, deadline=None)
def test_as_python_and_one_by_one(text: str, points: list[tuple[float, float]]) -> None:
    entry = read([Source(0, text)]).entries[0]
    assert entry.error is None, f"{entry.error} ({entry.error.hint})\n{text}"
    function = entry.function
    assert function is not None
    space = {"math": math}
    exec(compile(text, "program", "exec"), space)
    alone = []
    for x, y in points:
        value, gradient, _ = by_autograd(engine, function, {"x": x, "y": y})
        try:
            expected = float(space["f"](x, y))  # type: ignore[operator]
        except (OverflowError, ValueError):  # where Python has no value
            expected = value
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-13, err_msg=f"{(x, y)}\n{text}")
        alone.append((value, gradient))
    leaves = {
        name: engine.tensor(column, dtype=engine.float64).requires_grad_(True)
        for name, column in zip("xy", zip(*points, strict=True), strict=True)
    }
    many = function(leaves, samples=1)
    values = np.broadcast_to(many.detach().numpy(), (len(points),))
    np.testing.assert_allclose(values, [value for value, _ in alone], rtol=1e-12, atol=1e-13, err_msg=text)
    slopes = np.zeros((2, len(points)))
    if many.requires_grad:
        many.expand(len(points)).sum().backward()
        slopes = np.stack([np.zeros(len(points)) if x.grad is None else x.grad.numpy() for x in leaves.values()])
    expected_slopes = np.stack([gradient for _, gradient in alone], axis=-1)
    np.testing.assert_allclose(slopes, expected_slopes, rtol=1e-12, atol=1e-12, err_msg=text)
