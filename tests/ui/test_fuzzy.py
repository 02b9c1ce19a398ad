from __future__ import annotations

import pytest

from gradexplorer.ui.fuzzy import score


@pytest.mark.parametrize(
    ("typed", "text"),
    [("reset", "Reset layout"), ("RL", "Reset layout"), ("rsl", "Reset layout"), ("lay res", "Reset layout"),
     ("", "anything"), ("dtheme", "Dark theme"), ("über", "Über uns")],
)  # fmt: skip
def test_found(typed: str, text: str) -> None:
    assert score(typed, text) is not None


@pytest.mark.parametrize(
    ("typed", "text"), [("x", "Reset layout"), ("tuo", "Reset layout"), ("reset y z", "Reset all")]
)
def test_not_found(typed: str, text: str) -> None:
    assert score(typed, text) is None


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("zo", "Zoom in", "Reset zoom"),
        ("zoom", "Reset zoom", "Izoomer"),
        ("tan", "Tangent", "The tangent of a cubic"),
        ("rl", "Reset layout", "Clear all"),
        ("in", "Inspector", "Point"),
    ],
)
def test_what_fits_better_comes_first(typed: str, better: str, worse: str) -> None:
    assert (score(typed, better) or -1) > (score(typed, worse) or -1)
