"""At every sample the result equals that of this point alone, value and gradient."""

import numpy as np
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.lang import Function, LangError, Source, read
from tests.lang.strategies import structures

DEFINITIONS = ("f(t) = {t<1: t^2, a t}", "h(u, v) = u^2 v + sin(u v)")
POINTS = st.lists(st.sampled_from([-2.0, -1.0, -0.3, 0.0, 0.7, 1.0, 2.5]), min_size=1, max_size=6)


def one(function: Function, values: dict[str, float]) -> tuple[float, list[float]]:
    leaves = {n: engine.tensor(v, dtype=engine.float64).requires_grad_(True) for n, v in values.items()}
    result = function(leaves)
    if not (result.requires_grad and leaves):
        return result.item(), [0.0] * len(leaves)
    grads = engine.autograd.grad(result, list(leaves.values()), allow_unused=True)
    return result.item(), [0.0 if g is None else g.item() for g in grads]


@given(structures(8), POINTS, st.data())
@settings(max_examples=300, deadline=None)
def test_many_points_equal_one_by_one(text: str, xs: list[float], data: st.DataObject) -> None:
    function = read([*map(Source, (0, 2), DEFINITIONS), Source(1, text)]).entries[1].function
    if function is None:
        return
    names = (*function.variables, *function.sliders)
    count = len(xs)
    values = {n: xs if n == "x" else [data.draw(st.sampled_from([0.4, -1.5]))] * count for n in names}
    leaves = {n: engine.tensor(v, dtype=engine.float64).requires_grad_(True) for n, v in values.items()}
    try:
        many = function(leaves, samples=1)
        alone = [one(function, {n: v[i] for n, v in values.items()}) for i in range(count)]
    except LangError:  # an index or a bound that is no whole number
        return
    got = np.broadcast_to(many.detach().numpy(), (count,))
    np.testing.assert_allclose(got, [value for value, _ in alone], rtol=1e-12, atol=1e-12)
    if not (many.requires_grad and leaves) or many.shape != (count,):
        return
    grads = engine.autograd.grad(many.sum(), list(leaves.values()), allow_unused=True)
    for place, grad in enumerate(grads):
        got = np.zeros(count) if grad is None else grad.numpy()
        expected = np.array([slopes[place] for _, slopes in alone])
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


def test_a_gradient_by_a_constant_beside_one_sample() -> None:
    function = read([Source(0, DEFINITIONS[1]), Source(1, "grad(h)(x, 2)[0]")]).entries[1].function
    assert function is not None
    found = function({"x": engine.tensor([0.5], dtype=engine.float64)}, samples=1)
    assert found.detach().numpy() == np.array([2 * 0.5 * 2 + 2 * np.cos(0.5 * 2)])
