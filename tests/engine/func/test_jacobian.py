"""Jacobians and Hessians, both ways, of functions of trees and under vmap."""

from __future__ import annotations

from typing import Any

import pytest

import engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


def point(torch: Any) -> tuple[Any, Any]:
    return (
        torch.tensor([[0.3, 0.5, 0.7], [1.1, 0.2, 0.4]], dtype=torch.float64),
        torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64),
    )


def waves(x: Any, w: Any) -> Any:
    return (x.sin() @ w).exp()


def flat(x: Any) -> list[float]:
    return [float(n) for n in x.detach().flatten().tolist()]


@pytest.mark.parametrize("name", ["jacrev", "jacfwd"])
def test_the_jacobian_of_a_function_of_two_arguments(torch: Any, name: str) -> None:
    x, w = point(torch)
    by_x, by_w = getattr(torch.func, name)(waves, argnums=(0, 1))(x, w)
    assert (tuple(by_x.shape), tuple(by_w.shape)) == ((2, 2, 3), (2, 3))
    values = waves(x, w)
    assert flat(by_w) == pytest.approx(flat(values[:, None] * x.sin()))
    assert flat(by_x[0, 0]) == pytest.approx(flat(values[0] * x[0].cos() * w))
    assert flat(by_x[0, 1]) == [0.0, 0.0, 0.0]
    assert not by_x.requires_grad


@pytest.mark.parametrize("name", ["jacrev", "jacfwd"])
def test_trees_in_and_out(torch: Any, name: str) -> None:
    x, w = point(torch)
    found = getattr(torch.func, name)(lambda p: {"y": [p["x"] @ p["w"], p["w"].sum()]})({"x": x, "w": w})
    assert tuple(found["y"][0]["x"].shape) == (2, 2, 3)
    assert flat(found["y"][0]["w"]) == flat(x)
    assert flat(found["y"][1]["w"]) == [1.0, 1.0, 1.0]
    assert flat(found["y"][1]["x"]) == [0.0] * 6


def test_aux_comes_along(torch: Any) -> None:
    x, w = point(torch)
    for name in ("jacrev", "jacfwd"):
        jacobian, more = getattr(torch.func, name)(lambda x, w: (waves(x, w), w), has_aux=True)(x, w)
        assert (tuple(jacobian.shape), more.tolist()) == ((2, 2, 3), w.tolist())


def test_chunks_of_rows(torch: Any) -> None:
    x, w = point(torch)
    for size in (1, 2, 5):
        assert flat(torch.func.jacrev(waves, chunk_size=size)(x, w)) == flat(torch.func.jacrev(waves)(x, w))
    with pytest.raises(ValueError, match=r"jacrev: `chunk_size` should be greater than 0."):
        torch.func.jacrev(waves, chunk_size=0)


def test_hessians_agree_however_they_are_made(torch: Any) -> None:
    f, (x, w) = torch.func, point(torch)

    def total(x: Any, w: Any) -> Any:
        return waves(x, w).sum()

    (xx, xw), (wx, ww) = f.hessian(total, (0, 1))(x, w)
    assert tuple(xw.shape) == (2, 3, 3)
    assert flat(wx.permute(1, 2, 0)) == pytest.approx(flat(xw))
    assert flat(ww) == pytest.approx(flat((waves(x, w)[:, None, None] * x.sin()[:, :, None] * x.sin()[:, None]).sum(0)))
    for one in (f.jacrev, f.jacfwd):
        for other in (f.jacrev, f.jacfwd):
            assert flat(one(other(total))(x, w)) == pytest.approx(flat(xx))
    third = f.jacfwd(f.hessian(total))(x, w)
    assert flat(third) == pytest.approx(flat(f.jacrev(f.jacrev(f.jacrev(total)))(x, w)))


def test_under_vmap_what_is_not_batched_has_a_derivative_for_each_example(torch: Any) -> None:
    f, (x, w) = torch.func, point(torch)

    def one(row: Any, w: Any) -> Any:
        return (row * w).sin().sum()

    for transform in (f.grad, f.jacrev, f.jacfwd, f.hessian):
        for place in (0, 1):
            found = f.vmap(transform(one, place), in_dims=(0, None))(x, w)
            expected = torch.stack([transform(one, place)(row, w) for row in x])
            assert flat(found) == pytest.approx(flat(expected))


def test_the_product_of_a_hessian_with_a_vector() -> None:
    x, v = engine.tensor([1.0, 2.0]), engine.tensor([10.0, 100.0])
    (product,) = engine.func.hvp(lambda x: (x**3).sum(), (x,), (v,))
    assert product.tolist() == [60.0, 1200.0]
    by_x, by_y = engine.func.hvp(lambda x, y: (x * x * y).sum(), (x, x), (v, engine.zeros(2)))
    assert (by_x.tolist(), by_y.tolist()) == ([20.0, 400.0], [20.0, 400.0])
    with pytest.raises(RuntimeError, match="Expected primals to be a tuple"):
        engine.func.hvp(lambda x: x.sum(), x, v)


def test_the_function_runs_once_for_all_rows() -> None:
    runs = []

    def counted(x: Any) -> Any:
        runs.append(1)
        return x**2

    for transform in (engine.func.jacrev, engine.func.jacfwd):
        runs.clear()
        transform(counted)(engine.arange(5.0))
        assert len(runs) == 1


def test_a_word_of_vmap_is_checked() -> None:
    with pytest.raises(RuntimeError, match="Only allowed values for randomness are"):
        engine.func.jacfwd(waves, randomness="none")
