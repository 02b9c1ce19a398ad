from __future__ import annotations

import pytest

from gradexplorer.lang import highlight


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("(x)", {(0, 2)}),
        ("((x)(y))", {(0, 7), (1, 3), (4, 6)}),
        ("||x|-1|", {(0, 6), (1, 3)}),
        ("|x||y|", {(0, 2), (3, 5)}),
        ("|x|^3/|x-2|", {(0, 2), (6, 10)}),
        ("2|x|", {(1, 3)}),
        ("sin|x|", {(3, 5)}),
        ("|sin(|x|)|", {(0, 9), (4, 8), (5, 7)}),
        ("{x<0: [1, 2][0], 3}", {(0, 18), (6, 11), (12, 14)}),
    ],
)
def test_pairs_are_those_of_the_language(text: str, pairs: set[tuple[int, int]]) -> None:
    found = highlight(text).brackets
    assert {tuple(sorted(pair)) for pair in found.partners.items()} == pairs
    assert found.alone == ()


@pytest.mark.parametrize(
    ("text", "alone"), [("(", (0,)), (")", (0,)), ("(]", (0, 1)), ("([x)", (1,)), ("|x", (0,)), ("(|x)", (1,))]
)
def test_those_without_a_partner(text: str, alone: tuple[int, ...]) -> None:
    assert highlight(text).brackets.alone == alone
