"""Linear algebra on every backend: failures, empty batches, ties, and what a product may not cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.device import device as Device

Make = Callable[..., Any]

NOT_POSITIVE = [[[4.0, 2.0, 1.0], [2.0, 5.0, 3.0], [1.0, 3.0, -6.0]]]
UNIT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
RANK_1 = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 6.0, 9.0]]


def host(x: Any) -> Any:
    return np.array(x.detach().cpu().tolist())


def test_the_error_is_a_runtime_error() -> None:
    assert issubclass(engine.linalg.LinAlgError, RuntimeError)


@pytest.mark.parametrize(
    ("call", "values", "message"),
    [
        (
            engine.linalg.cholesky,
            NOT_POSITIVE[0],
            "linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the"
            " leading minor of order 3 is not positive-definite).",
        ),
        (
            engine.linalg.cholesky,
            [UNIT, *NOT_POSITIVE],
            "linalg.cholesky: (Batch element 1): The factorization could not be completed because the input is not"
            " positive-definite (the leading minor of order 3 is not positive-definite).",
        ),
        (
            engine.linalg.inv,
            [UNIT, UNIT, RANK_1],
            "linalg.inv: (Batch element 2): The diagonal element 2 is zero, the inversion could not be completed"
            " because the input matrix is singular.",
        ),
        (
            lambda a: engine.linalg.solve(a, a),
            [UNIT, RANK_1],
            "engine.linalg.solve: (Batch element 1): The solver failed because the input matrix is singular.",
        ),
    ],
)
def test_what_cannot_be_factored_says_which_matrix(
    make: Make, call: Callable[[Any], Any], values: Any, message: str
) -> None:
    with pytest.raises(engine.linalg.LinAlgError, match=f"^{re.escape(message)}$"):
        call(make(values))


def test_nan_is_not_positive_definite(make: Make) -> None:
    with pytest.raises(engine.linalg.LinAlgError, match="leading minor of order 1"):
        engine.linalg.cholesky(make([[float("nan"), 0.0], [0.0, 1.0]]))


def test_only_one_triangle_is_read(make: Make) -> None:
    a = make([[4.0, 99.0], [2.0, 5.0]], dtype=engine.float64)
    np.testing.assert_allclose(host(engine.linalg.cholesky(a)), [[2, 0], [1, 2]])
    np.testing.assert_allclose(host(engine.linalg.cholesky(a.mT, upper=True)), [[2, 1], [0, 2]])
    np.testing.assert_allclose(host(engine.linalg.eigvalsh(a).sum()), 9)


def test_determinants_of_singular_matrices(make: Make) -> None:
    a = make([UNIT, RANK_1], dtype=engine.float64, requires_grad=True)
    sign, logarithm = engine.linalg.slogdet(a)
    assert host(sign).tolist() == [1, 0]
    assert host(logarithm).tolist() == [0, -np.inf]
    engine.det(a).sum().backward()
    # Of rank 1 the cofactors of a 3 × 3 matrix are all 0; PyTorch's are nan or 0, as the pivots fall.
    np.testing.assert_allclose(host(a.grad), [np.eye(3), np.zeros((3, 3))], atol=1e-12)


def test_the_cofactors_of_a_singular_matrix(make: Make) -> None:
    a = make([[1.0, 2.0], [2.0, 4.0]], dtype=engine.float64, requires_grad=True)
    (g,) = engine.autograd.grad(engine.det(a), a, create_graph=True)
    np.testing.assert_allclose(host(g), [[4, -2], [-2, 1]])
    (h,) = engine.autograd.grad(g[0, 0] + 2 * g[0, 1], a)
    np.testing.assert_allclose(host(h), [[0, 0], [-2, 1]], atol=1e-14)


def test_third_derivatives_of_a_determinant(make: Make) -> None:
    values = [[2.0, 0.3, 1.0], [0.5, 1.0, -1.0], [1.0, 2.0, 3.0]]
    a = make(values, dtype=engine.float64, requires_grad=True)
    (first,) = engine.autograd.grad(engine.det(a), a, create_graph=True)
    (second,) = engine.autograd.grad(first[0, 0], a, create_graph=True)
    (third,) = engine.autograd.grad(second[1, 1], a)
    expected = np.zeros((3, 3))
    expected[2, 2] = 1  # det has the term a₀₀ a₁₁ a₂₂ alone
    np.testing.assert_allclose(host(third), expected, atol=1e-13)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3, 3), (2, 0, 0)])
def test_empty_matrices_and_empty_batches(device: Device, shape: tuple[int, ...]) -> None:
    a = engine.zeros(shape, dtype=engine.float64, device=device).requires_grad_()
    batch = shape[:-2]
    linalg = engine.linalg
    results = [
        linalg.inv(a), linalg.cholesky(a), linalg.solve(a, a), linalg.matrix_power(a, 3), linalg.pinv(a),
        linalg.eigh(a)[1], linalg.svd(a)[2], linalg.qr(a)[0],
    ]  # fmt: skip
    assert [tuple(x.shape) for x in results] == [shape] * len(results)
    numbers = [linalg.det(a), linalg.slogdet(a)[1], engine.logdet(a)]
    assert [tuple(x.shape) for x in numbers] == [batch] * 3
    assert host(linalg.det(a)).tolist() == np.ones(batch).tolist()
    for x in (*results, *numbers):
        (g,) = engine.autograd.grad(x.sum(), a)
        assert g.shape == shape


def test_vectors_have_no_derivative_where_eigenvalues_coincide_but_values_have(make: Make) -> None:
    a = make(UNIT, dtype=engine.float64, requires_grad=True)
    values, vectors = engine.linalg.eigh(a)
    (g,) = engine.autograd.grad(values.sum(), a, retain_graph=True)
    np.testing.assert_allclose(host(g), UNIT)
    (g,) = engine.autograd.grad(vectors.sum(), a)
    assert np.isnan(host(g)).all()


def test_what_is_scaled_by_0_is_not_looked_at(make: Make) -> None:
    a = make([float("nan")], requires_grad=True)
    y = engine.addmm(a, make([[1.0]]), make([[2.0]]), beta=0)
    assert y.item() == 2
    y.sum().backward()
    assert a.grad.tolist() == [0]


def test_halves_are_summed_in_float32(make: Make) -> None:
    row = make([[1.0] * 4096], dtype=engine.float16)
    # In float16, 2048 + 1 is 2048.
    assert (row @ row.mT).item() == 4096


def test_in_place_forms_write(make: Make) -> None:
    a = make([[1.0, 2.0]])
    same = a.addmm_(make([[2.0]]), make([[3.0, 4.0]]), beta=2)
    assert same is a
    assert a.tolist() == [[8, 12]]
    with pytest.raises(RuntimeError):
        a.addmm_(make([[2.0], [1.0]]), make([[3.0, 4.0]]))


class TestEinsum:
    def test_it_is_numpys(self, make: Make) -> None:
        drawn = np.random.default_rng(0)
        a, b, c = (drawn.normal(size=shape) for shape in ((2, 3, 3), (3, 4), (1, 4)))
        for equation in ("bij,jk,lk->bil", "bii,ik,lk->kbl", "...ij,jk,lk", "bij,kl,ml->", "xii,ab,cb->i"):
            ours = host(engine.einsum(equation, *[make(x.tolist(), dtype=engine.float64) for x in (a, b, c)]))
            np.testing.assert_allclose(ours, np.einsum(equation, a, b, c), atol=1e-12)

    def test_sizes_of_1_broadcast(self, make: Make) -> None:
        a, b = make([[1.0, 2.0]]), make([[3.0], [4.0]])
        assert engine.einsum("ij,ij->ij", a, b).tolist() == [[3, 6], [4, 8]]

    def test_a_view_where_nothing_is_multiplied(self, make: Make) -> None:
        a = make([[1.0, 2.0], [3.0, 4.0]])
        turned = engine.einsum("ij->ji", a)
        turned[0, 1] = 9.0
        assert a[1, 0].item() == 9


def test_a_backward_copies_no_transpose() -> None:
    import tracemalloc

    a, b = (engine.ones(512, 512, dtype=engine.float64).requires_grad_() for _ in range(2))
    y = a @ b
    g = engine.ones(512, 512, dtype=engine.float64)
    tracemalloc.start()
    y.backward(g)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Two gradients, and nothing as large besides.
    assert peak < 2.6 * 512 * 512 * 8


def test_norm_takes_the_way_of_linalgs_norm_of_matrices() -> None:
    a = engine.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    for y in (engine.norm(a, "nuc"), engine.linalg.matrix_norm(a, "nuc")):
        (values, _), = y.grad_fn.next_functions
        (order, _), = values.next_functions
        assert [node.name() for node in (y.grad_fn, values, order)] == [
            "SumBackward1", "LinalgSvdBackward0", "PermuteBackward0"
        ]  # fmt: skip
