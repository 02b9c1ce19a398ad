"""Random tensors: their shapes, dtypes and devices, their distributions, and the gradient 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

Make = Callable[..., Any]


def test_a_seed_gives_the_same_numbers_on_every_device(device: Any) -> None:
    draws = (
        lambda **o: engine.rand(3, **o),
        lambda **o: engine.randn(3, **o),
        lambda **o: engine.randint(9, (3,), **o),
        lambda **o: engine.randperm(5, **o),
    )
    for draw in draws:
        engine.manual_seed(4)
        expected = draw()
        engine.manual_seed(4)
        found = draw(device=device)
        assert found.device == device
        assert found.tolist() == expected.tolist()


def test_a_state_is_taken_up_again_and_generators_are_apart() -> None:
    generator = engine.Generator().manual_seed(7)
    state = engine.get_rng_state()
    first = engine.rand(2)
    generator_first = engine.rand(2, generator=generator)
    engine.set_rng_state(state)
    assert engine.rand(2).tolist() == first.tolist()
    assert engine.rand(2, generator=engine.Generator().manual_seed(7)).tolist() == generator_first.tolist()
    assert state.dtype is engine.uint8
    assert engine.seed() == engine.initial_seed()
    engine.set_rng_state(state)


def test_likes_follow_their_input(torch: Any) -> None:
    x = torch.ones(2, 3, dtype=torch.float64)
    for made in (torch.rand_like(x), torch.randn_like(x), torch.randint_like(x, 5), torch.randint_like(x, 2, 5)):
        assert (made.dtype, tuple(made.shape)) == (torch.float64, (2, 3))
    assert torch.rand_like(x, dtype=torch.float32, requires_grad=True).requires_grad
    assert torch.randint(0, 5, (2,)).dtype is torch.randperm(3).dtype is torch.int64


def test_normal_of_tensors_and_numbers(torch: Any) -> None:
    torch.manual_seed(1)
    mean, std = torch.tensor([0.0, 100.0]), torch.tensor([[1.0], [0.1]])
    assert tuple(torch.normal(mean, std).shape) == (2, 2)
    assert torch.normal(mean.double(), 2.0).dtype is torch.float64
    values = torch.normal(mean.expand(4000, 2), torch.tensor([1.0, 5.0]))
    np.testing.assert_allclose(values.mean(0).tolist(), [0, 100], atol=0.3)
    np.testing.assert_allclose(values.std(0).tolist(), [1, 5], rtol=0.1)
    assert torch.normal(3.0, 0.0, (2,)).tolist() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("write", "node"),
    [
        (lambda x: x.normal_(), "NormalBackward0"),
        (lambda x: x.uniform_(2, 3), "UniformBackward0"),
        (lambda x: x.exponential_(2.0), "ExponentialBackward0"),
        (lambda x: x.bernoulli_(0.5), "BernoulliBackward2"),
        (lambda x: x.bernoulli_(x.detach() * 0), "BernoulliBackward1"),
        (lambda x: x.random_(), "RandomBackward2"),
        (lambda x: x.random_(5), "RandomBackward1"),
        (lambda x: x.random_(2, 5), "RandomBackward0"),
    ],
)
def test_what_is_drawn_anew_has_no_gradient(torch: Any, write: Callable[[Any], Any], node: str) -> None:
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    assert write(y) is y
    assert y.grad_fn.name() == node
    y.sum().backward()
    assert x.grad.tolist() == [0.0] * 4


def test_the_gradient_of_a_drawn_mean_is_zero(torch: Any) -> None:
    mean, std = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    for made, node in (
        (torch.normal(mean, 1.0), "NormalBackward1"),
        (torch.normal(0.0, std), "NormalBackward2"),
        (torch.normal(mean, std), "NormalBackward3"),
        (torch.bernoulli(mean), "BernoulliBackward0"),
    ):
        assert made.grad_fn.name() == node
        made.sum().backward()
    assert mean.grad.tolist() == std.grad.tolist() == [0.0, 0.0]


def test_the_ranges_of_methods_that_draw(torch: Any) -> None:
    x = torch.empty(2000)
    assert 2 <= x.uniform_(2, 3).min().item() <= x.max().item() < 3
    assert abs(x.exponential_(2.0).mean().item() - 0.5) < 0.06
    assert abs(x.normal_(5, 2).mean().item() - 5) < 0.25
    assert set(x.bernoulli_(0.3).tolist()) == {0.0, 1.0}
    assert set(x.random_(2, 4).tolist()) == {2.0, 3.0}
    assert torch.zeros(200, dtype=torch.uint8).random_().max().item() > 200
    assert torch.arange(5).bernoulli(1.0).tolist() == [1] * 5


def test_draws_on_a_device_stay_there(make: Make, device: Any) -> None:
    x = make([0.5, 0.5])
    for made in (x.bernoulli(), engine.rand_like(x), x.clone().normal_(), engine.normal(x, x), x.multinomial(1)):
        assert made.device == device


def test_multinomial_draws_in_the_ratio_of_the_weights(torch: Any) -> None:
    weights = torch.tensor([1.0, 0.0, 3.0])
    drawn = torch.multinomial(weights, 4000, replacement=True)
    share = sum(place == 2 for place in drawn.tolist()) / 4000
    assert abs(share - 0.75) < 0.05
    assert 1 not in drawn.tolist()
    rows = torch.multinomial(torch.tensor([[1.0, 1.0, 1.0], [1.0, 2.0, 3.0]]), 3)
    assert [sorted(row) for row in rows.tolist()] == [[0, 1, 2], [0, 1, 2]]
    firsts = [torch.multinomial(weights, 1).item() for _ in range(300)]
    assert set(firsts) == {0, 2}
    assert firsts.count(2) > firsts.count(0)
