"""Random programs: vmap is a loop, and a product with a Jacobian is the transpose of one with a vector before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings, strategies as st

import engine
from engine import func

Step = Callable[[Any, Any], Any]

# Each takes a vector of three and one beside it, and gives a vector of three.
STEPS: dict[str, Step] = {
    "sine": lambda x, y: x.sin() * y,
    "product": lambda x, y: (engine.outer(x, y) / 4).sum(0),
    "matrix": lambda x, y: engine.outer(x, x) @ y / 4,
    "softmax": lambda x, y: (x + y).softmax(0) * 2,
    "running": lambda x, y: x.cumsum(0) - y.cumprod(0),
    "sorted": lambda x, y: (x * y).sort().values,
    "slices": lambda x, y: engine.cat([x[1:], y[:1]]),
    "picked": lambda x, y: x[engine.tensor([2, 0, 0])] + y.flip(0),
    "norm": lambda x, y: x / (1 + (x * x).sum() + y.abs().sum()),
    "chosen": lambda x, y: engine.where(x > y, x * y, x - y),
    "maximum": lambda x, y: engine.maximum(x, y) + x.max() * y.min(),
    "spread": lambda x, y: (x[:, None] - y[None]).tanh().mean(1),
    "written": lambda x, y: (x * 1).index_copy(0, engine.tensor([1]), y[:1] * x[:1]),
    "in place": lambda x, y: (x * 1).mul_(y).add_(x[0]),
    "view": lambda x, y: engine.stack([x, y]).t().reshape(-1)[::2] * 1.5,
    "solved": lambda x, y: engine.linalg.solve(engine.eye(3, dtype=x.dtype) * 3 + engine.outer(x, y).tanh(), y),
}

programs = st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=4)
seeds = st.integers(0, 10_000)
few = settings(max_examples=60, deadline=None)


def program(names: list[str]) -> Callable[[Any, Any], Any]:
    def run(x: Any, y: Any) -> Any:
        for name in names:
            x = STEPS[name](x, y)
        return x

    return run


def drawn(seed: int, *shape: int) -> Any:
    return engine.tensor(np.random.default_rng(seed).normal(size=shape))


def same(found: Any, expected: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(found.detach().numpy(), expected.detach().numpy(), rtol=tolerance, atol=tolerance)


@few
@given(programs, seeds, st.sampled_from([(0, 0), (0, None), (None, 0), (1, 0)]))
def test_vmap_is_a_loop_in_value_and_gradient(names: list[str], seed: int, dims: tuple[Any, Any]) -> None:
    run = program(names)
    x = drawn(seed, *{0: (4, 3), 1: (3, 4), None: (3,)}[dims[0]]).requires_grad_()
    y = drawn(seed + 1, *{0: (4, 3), None: (3,)}[dims[1]]).requires_grad_()
    together = func.vmap(run, in_dims=dims)(x, y)
    rows = [x if dims[0] is None else x.select(dims[0], n) for n in range(4)]
    beside = [y if dims[1] is None else y[n] for n in range(4)]
    single = engine.stack([run(a, b) for a, b in zip(rows, beside, strict=True)])
    same(together, single)
    weights = drawn(seed + 2, 4, 3)
    for found, expected in zip(
        engine.autograd.grad((together * weights).sum(), (x, y), materialize_grads=True),
        engine.autograd.grad((single * weights).sum(), (x, y), materialize_grads=True),
        strict=True,
    ):
        same(found, expected)


@few
@given(programs, seeds, st.sampled_from(["grad", "jacrev", "jacfwd", "hessian", "jvp"]), st.sampled_from([0, None]))
def test_vmap_of_a_transform_is_a_loop(names: list[str], seed: int, kind: str, dim: Any) -> None:
    run = program(names)
    x, y = drawn(seed, 3, 3), drawn(seed + 1, *((3, 3) if dim == 0 else (3,)))

    def total(x: Any, y: Any) -> Any:
        return (run(x, y) ** 2).sum()

    def transformed(x: Any, y: Any) -> Any:
        if kind == "jvp":
            return func.jvp(run, (x, y), (y, x))[1]
        if kind in ("jacrev", "jacfwd"):
            return getattr(func, kind)(run, argnums=1)(x, y)
        return getattr(func, kind)(total, argnums=1)(x, y)

    found = func.vmap(transformed, in_dims=(0, dim))(x, y)
    same(found, engine.stack([transformed(x[n], y if dim is None else y[n]) for n in range(3)]), 1e-8)


@few
@given(programs, seeds)
def test_a_jacobian_times_a_vector_is_the_transpose_of_a_vector_times_a_jacobian(names: list[str], seed: int) -> None:
    run = program(names)
    x, y, v, w, g = (drawn(seed + n, 3) for n in range(5))
    _, pushed = func.jvp(run, (x, y), (v, w))
    _, pull = func.vjp(run, x, y)
    by_x, by_y = pull(g)
    same((g * pushed).sum(), (by_x * v).sum() + (by_y * w).sum())


@few
@given(programs, seeds)
def test_hessians_are_symmetric_and_their_products_agree(names: list[str], seed: int) -> None:
    run = program(names)
    x, y, v = (drawn(seed + n, 3) for n in range(3))

    def total(x: Any) -> Any:
        return (run(x, y) * y).sum()

    matrix = func.hessian(total)(x)
    same(matrix, matrix.t(), 1e-7)
    same(func.hvp(total, (x,), (v,))[0], matrix @ v, 1e-7)
    same(engine.autograd.functional.hvp(total, x, v)[1], matrix @ v, 1e-7)
    same(engine.autograd.functional.vhp(total, x, v)[1], matrix @ v, 1e-7)
