"""Places in a text: Qt counts UTF-16 units, the language counts characters."""

from __future__ import annotations


def unit(text: str, place: int) -> int:
    """The unit at which character `place` of `text` begins."""
    head = text[: max(0, place)]
    return len(head) if head.isascii() else len(head) + sum(letter > "\uffff" for letter in head)


def character(text: str, unit: int) -> int:
    """The character that unit `unit` of `text` belongs to."""
    if text.isascii():
        return min(unit, len(text))
    place = 0
    for place, letter in enumerate(text):
        if unit <= 0:
            return place
        unit -= 2 if letter > "\uffff" else 1
    return len(text)


def plain(text: str) -> str:
    """`text` with the line ends of Unix, as a text document keeps it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")
