from __future__ import annotations

import pytest

from gradexplorer.lang import unfinished


@pytest.mark.parametrize("text", ["s", "si", "2 x + co", "x^2 - sq", "lo", "ta", "exp(-x) ab"])
def test_the_beginning_of_a_name_is_unfinished(text: str) -> None:
    assert unfinished(text)


@pytest.mark.parametrize("text", ["", "x", "x y", "sin", "sin(x", "2 si + 1", "x^2", "pi", "log", "exp", "3"])
def test_whole_names_and_anything_else_are_not(text: str) -> None:
    assert not unfinished(text)
