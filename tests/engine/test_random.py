"""Generators: seeds, states and streams; and the shapes, types and distributions of what they draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import random
from engine.random import Generator, bernoulli, integers, normal, permutation, uniform


@pytest.fixture
def generator() -> Generator:
    return Generator().manual_seed(7)


def test_a_seed_gives_the_same_numbers_again(generator: Generator) -> None:
    first = uniform((5,), generator=generator)
    assert generator.initial_seed() == 7
    np.testing.assert_array_equal(uniform((5,), generator=generator.manual_seed(7)), first)
    assert not np.array_equal(uniform((5,), generator=generator.manual_seed(8)), first)


def test_a_generator_that_was_given_no_seed_has_one_of_its_own_from_its_first_use_on() -> None:
    one, other = Generator(), Generator()
    assert one.initial_seed() != other.initial_seed()
    drawn = uniform((5,), generator=one)
    np.testing.assert_array_equal(uniform((5,), generator=Generator().manual_seed(one.initial_seed())), drawn)
    first_asked = Generator()
    state = first_asked.get_state()
    drawn = uniform((5,), generator=first_asked)
    first_asked.set_state(state)
    np.testing.assert_array_equal(uniform((5,), generator=first_asked), drawn)


def test_numbers_stay_the_same_from_version_to_version(generator: Generator) -> None:
    assert integers(0, 1000, (5,), generator=generator).tolist() == [944, 625, 684, 897, 578]


def test_a_state_is_left_and_taken_up_again(generator: Generator) -> None:
    integers(0, 10, (3,), dtype="int32", generator=generator)
    state = generator.get_state()
    assert state.dtype is engine.uint8
    first = normal((4,), generator=generator)
    other = Generator()
    other.set_state(state)
    np.testing.assert_array_equal(normal((4,), generator=other), first)
    assert other.initial_seed() == 7
    with pytest.raises(RuntimeError, match="size 45 but found the input RNG state size to be 3"):
        generator.set_state(engine.zeros(3, dtype=engine.uint8))
    with pytest.raises(TypeError, match="RNG state must be"):
        generator.set_state(engine.zeros(45))


def test_the_default_generator_is_seeded_for_all() -> None:
    state = random.get_rng_state()
    try:
        assert random.manual_seed(3) is random.default_generator
        assert random.initial_seed() == 3
        first = uniform((2,))
        random.manual_seed(3.7)
        np.testing.assert_array_equal(uniform((2,)), first)
        assert random.seed() == random.initial_seed() != 3
    finally:
        random.set_rng_state(state)


def test_generators_start_apart() -> None:
    assert Generator().initial_seed() != Generator().initial_seed()


def test_seeds_out_of_range_are_refused() -> None:
    assert Generator().manual_seed(-1).initial_seed() == 2**64 - 1
    with pytest.raises(RuntimeError, match="manual_seed expected a long, but got float"):
        Generator().manual_seed(1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Overflow when unpacking long long"):
        Generator().manual_seed(2**64)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
class TestFloats:
    def test_uniform_stays_below_one(self, generator: Generator, dtype: str) -> None:
        values = uniform((100_000,), dtype, generator)
        assert values.dtype == dtype
        assert values.min() >= 0
        assert values.max() < 1
        assert values.astype(float).mean() == pytest.approx(0.5, abs=5e-3)

    def test_uniform_between_limits_never_reaches_the_upper(self, generator: Generator, dtype: str) -> None:
        values = uniform((100_000,), dtype, generator, 3.0, 3.01)
        assert values.min() >= np.dtype(dtype).type(3.0)
        assert values.max() < np.dtype(dtype).type(3.01)

    def test_normal_has_its_mean_and_deviation(self, generator: Generator, dtype: str) -> None:
        values = normal((100_000,), dtype, generator, 2.0, 0.5)
        assert values.dtype == dtype
        assert values.astype(float).mean() == pytest.approx(2.0, abs=1e-2)
        assert values.astype(float).std() == pytest.approx(0.5, abs=1e-2)

    def test_bernoulli_keeps_its_probabilities(self, generator: Generator, dtype: str) -> None:
        drawn = bernoulli(np.full((100_000, 3), [0.0, 0.25, 1.0], dtype=dtype), generator)
        assert drawn.dtype == dtype
        assert drawn.astype(float).mean(axis=0).tolist() == [0.0, pytest.approx(0.25, abs=1e-2), 1.0]

    def test_a_single_number_is_an_array(self, generator: Generator, dtype: str) -> None:
        for drawn in (uniform((), dtype, generator), normal((), dtype, generator, 1.0, 2.0)):
            assert isinstance(drawn, np.ndarray)
            assert drawn.shape == ()


class TestIntegers:
    @pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "int64", "float32"])
    def test_every_value_comes_up(self, generator: Generator, dtype: str) -> None:
        drawn = integers(0, 2, (1000,), dtype, generator)
        assert drawn.dtype == dtype
        assert set(drawn.tolist()) == {0, 1}

    def test_what_the_dtype_cannot_hold_is_refused(self) -> None:
        with pytest.raises(RuntimeError, match="to - 1 is out of bounds for unsigned char"):
            integers(0, 300, (2,), "uint8")
        with pytest.raises(RuntimeError, match="from is out of bounds for bool"):
            integers(-1, 1, (2,), "bool")
        with pytest.raises(RuntimeError, match="'from' to be less than 'to', but got from=5 >= to=5"):
            integers(5, 5, (2,))

    def test_a_permutation_has_each_number_once(self, generator: Generator) -> None:
        order = permutation(100, generator=generator)
        assert order.dtype == np.int64
        assert sorted(order.tolist()) == list(range(100)) != order.tolist()
        with pytest.raises(RuntimeError, match="negative dimension -1"):
            permutation(-1)


@pytest.mark.parametrize(
    ("draw", "error", "message"),
    [
        (lambda: uniform((2,), "int64"), NotImplementedError, "\"check_uniform_bounds\" not implemented for 'Long'"),
        (lambda: normal((2,), "int64"), NotImplementedError, "\"normal_kernel_cpu\" not implemented for 'Long'"),
        (lambda: bernoulli(np.ones(2, dtype=int)), NotImplementedError, "not implemented for 'Long'"),
        (lambda: bernoulli(np.array([2.0])), RuntimeError, "Expected p_in >= 0 && p_in <= 1 to be true"),
        (lambda: bernoulli(np.array([np.nan])), RuntimeError, "Expected p_in >= 0 && p_in <= 1 to be true"),
        (lambda: normal((2,), std=-1.0), RuntimeError, "normal expects std >= 0.0, but found std -1"),
        (lambda: uniform((2,), low=2.0, high=1.0), RuntimeError, "but found from=2 > to=1"),
    ],
)
def test_bad_parameters_are_refused_in_pytorchs_words(draw: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        draw()
    assert message in str(caught.value)
