"""What is written on a card, and that it fits."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gradexplorer.ui.graph import measure
from gradexplorer.ui.graph.content import MOST_WIDTH, WIDTH, content, figures, full, least_width, summary
from tests.ui.graph import samples


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (-0.56101, (("−0.561",),)),
        (6.659012, (("6.659",),)),
        (2, (("2",),)),
        (123456, (("123456",),)),
        (True, (("True",),)),
        (float("nan"), (("nan",),)),
        (-np.inf, (("−∞",),)),
        (1e-8, (("1e−08",),)),
        ([1.0, -2.0], (("1", "−2"),)),
        ([[1.0, 2.0], [3.0, 4.0]], (("1", "2"), ("3", "4"))),
        (np.ones((4, 2)), (("4×2, mean 1",),)),
        (np.arange(5.0), (("0",), ("1",), ("2",), ("3",), ("4",))),
        (np.arange(7.0), (("7 values, mean 3",),)),
        (np.ones((2, 2, 2)), (("2×2×2, mean 1",),)),
        (np.zeros((0, 3)), (("0×3, empty",),)),
        (np.zeros(0), (("0 values, empty",),)),
    ],
)
def test_values_are_short_and_large_arrays_are_summed_up(array: object, expected: object) -> None:
    assert figures(np.asarray(array)) == expected


def test_gradients_carry_their_sign() -> None:
    assert figures(np.array([1.0, -2.5, 0.0]), signs=True) == (("+1", "−2.5", "0"),)


def test_a_mean_that_is_no_number_raises_no_warning() -> None:
    assert summary(np.array([np.inf, -np.inf])) == "2 values, mean nan"


def test_full_numbers_are_for_sentences() -> None:
    assert full(np.array(-2.6)) == "−2.6000"
    assert full(np.array([[1.0, 2.0], [3.0, 4.0]])) == "1.0000, 2.0000; 3.0000, 4.0000"
    assert full(np.array(True)) == "True"
    assert full(np.ones(30)) == "30 values, mean 1"


def test_scalar_cards_have_the_same_size(qtbot: QtBot) -> None:
    assert set(measure(samples.wavy())) == {(least_width(), 68.0)}
    assert least_width() >= WIDTH


def test_a_grid_makes_room_for_the_gradient_that_is_to_come(qtbot: QtBot) -> None:
    x = np.ones((2, 3))
    before, after = content(samples.leaf(0, "x", x, None)), content(samples.leaf(0, "x", x, x))
    assert before.size[1] == after.size[1] > 68
    assert content(samples.leaf(0, "x", x * 1234.5678, x)).size[0] > least_width()


def test_a_very_long_name_is_cut(qtbot: QtBot) -> None:
    long = content(samples.node(0, "LinalgVectorNormBackward0" * 3, "a" * 200, 1.0, 1.0))
    assert long.size[0] == MOST_WIDTH
    assert long.label.endswith("…")
    assert long.caption.endswith("…")


def test_a_constant_says_so_and_a_leaf_names_its_accumulator(qtbot: QtBot) -> None:
    assert content(samples.constant(0, 2.0)).caption == "constant"
    assert content(samples.leaf(0, "x", 1.0, 1.0)).caption == "AccumulateGrad"
