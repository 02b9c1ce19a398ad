"""Which bracket belongs to which, in texts that may be unfinished or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
"""Opening brackets and what closes them."""

_ENDS: Final = frozenset({")", "]", "}", "|", "!", "'", "%!"})
"""Signs that end an operand."""


class Sign(Struct, frozen=True):
    """A sign of a text that matters to brackets: what it is, where it stands, and whether it ends an operand.

    What is no bracket stands for an operand (`ends`) or an operator.
    """

    text: str
    start: int
    ends: bool = False


class Brackets(Struct, frozen=True):
    """`partners`: the place of each bracket's partner, both ways. `alone`: the places of those that have none."""

    partners: Mapping[int, int]
    alone: tuple[int, ...]


def match(signs: Sequence[Sign], *, bars: bool) -> Brackets:
    """Match the brackets among `signs`.

    A bar closes if one is open in the same bracket and an operand ends before it, else it opens: as in the language. A
    closing bracket that fits none of those open is alone; one that fits an outer one leaves the inner ones alone.
    """
    partners: dict[int, int] = {}
    alone: list[int] = []
    opened: list[Sign] = []
    ended = False
    for sign in signs:
        if sign.text in CLOSING:
            opened.append(sign)
            ended = False
        elif sign.text == "|" and bars:
            if opened and opened[-1].text == "|" and ended:
                _join(opened.pop(), sign, partners)
                ended = True
            else:
                opened.append(sign)
                ended = False
        elif sign.text in (")", "]", "}"):
            _close(sign, opened, partners, alone)
            ended = True
        else:
            ended = sign.ends or sign.text in _ENDS
    alone += [sign.start for sign in opened]
    return Brackets(partners, tuple(sorted(alone)))


def _close(sign: Sign, opened: list[Sign], partners: dict[int, int], alone: list[int]) -> None:
    for depth in range(len(opened) - 1, -1, -1):
        if CLOSING.get(opened[depth].text) == sign.text:
            alone += [inner.start for inner in opened[depth + 1 :]]
            _join(opened[depth], sign, partners)
            del opened[depth:]
            return
    alone.append(sign.start)


def _join(one: Sign, other: Sign, partners: dict[int, int]) -> None:
    partners[one.start] = other.start
    partners[other.start] = one.start
