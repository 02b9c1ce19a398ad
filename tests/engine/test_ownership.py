"""A gradient owns its memory, whatever graph it came through: writing to one changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import engine

# Steps from tensors of shape (3, 4) to one of shape (3, 4); those that hand gradients on untouched are the tricky ones.
STEPS: tuple[Callable[[Any, Any], Any], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a + b[0],
    lambda a, b: a + b[:, :1],
    lambda a, b: engine.stack([a, b])[0] + b,
    lambda a, b: engine.cat([a, b])[2:5],
    lambda a, b: a.t().t(),
    lambda a, b: a.reshape(4, 3).view(3, 4),
    lambda a, b: a.clone(),
    lambda a, b: a.expand(2, 3, 4).sum(0),
    lambda a, b: engine.where(b > 0, a, b),
    lambda a, b: engine.maximum(a, b),
    lambda a, b: a.unbind(0)[1] + b,
    lambda a, b: a.contiguous() + 0,
    lambda a, b: (a * 1).copy_(b),
    lambda a, b: (a * 1).add_(b),
)

programs = st.lists(
    st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8
)


def build(program: list[tuple[int, int, int]], leaves: list[Any]) -> list[Any]:
    """The leaves and every result, each step taking two of what there is so far."""
    made = list(leaves)
    for step, first, second in program:
        made.append(STEPS[step](made[first % len(made)], made[second % len(made)]))
    return made


def fresh(device: Any) -> list[Any]:
    values = np.random.default_rng(0).normal(size=(3, 3, 4))
    return [engine.tensor(v, device=device, requires_grad=True) for v in values]


def shares(a: Any, b: Any) -> bool:
    return bool(np.shares_memory(*(getattr(x._array, "_host", x._array) for x in (a, b))))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=programs)
def test_no_gradient_shares_its_memory(device: Any, program: list[tuple[int, int, int]]) -> None:
    leaves = fresh(device)
    made = build(program, leaves)
    for x in made[len(leaves) :]:
        x.retain_grad()
    start = engine.ones(3, 4, dtype=engine.float64, device=device)
    made[-1].backward(start)
    gradients = [x.grad for x in made if x.grad is not None]
    assert not [1 for a, b in combinations(gradients, 2) if shares(a, b)]
    assert not [1 for g in gradients for x in [*made, start] if shares(g, x.detach())]
    assert all(getattr(g._array.flags, "writeable", True) for g in gradients)


@settings(max_examples=60)
@given(program=programs)
def test_accumulating_twice_is_twice_the_gradient(program: list[tuple[int, int, int]]) -> None:
    once, twice = fresh("cpu"), fresh("cpu")
    build(program, once)[-1].sum().backward()
    for _ in range(2):
        build(program, twice)[-1].sum().backward()
    for a, b in zip(once, twice, strict=True):
        if a.grad is not None:
            np.testing.assert_allclose(b.grad.numpy(), 2 * a.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_zeroing_one_gradient_leaves_the_others(step: int, device: Any) -> None:
    leaves = fresh(device)
    build([(step, 0, 1)], leaves)[-1].sum().backward()
    kept = {j: x.grad.cpu().tolist() for j, x in enumerate(leaves) if x.grad is not None}
    for j in kept:
        leaves[j].grad.zero_()
        for other in kept:
            if other > j:
                assert leaves[other].grad.cpu().tolist() == kept[other]
