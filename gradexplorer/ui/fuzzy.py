"""How well a few typed letters fit a text: the command palette's search."""

from __future__ import annotations

START, NEXT, INSIDE = 10, 6, 1
"""A letter's worth at the start of a word, right after the letter found before it, and elsewhere."""


def score(typed: str, text: str, *, scattered: bool = True) -> int | None:
    """How well `typed` fits `text`, whatever the case; None where it does not.

    Each word typed must be found: as it stands, best at the start of a word, or letter by letter in this order, the
    first of them at the start of a word ("rsl" finds "Reset layout"), unless `scattered` forbids that.
    """
    total = 0
    for word in typed.casefold().split():
        found = _word(word, text.casefold(), scattered)
        if found is None:
            return None
        total += found
    return total


def _word(word: str, text: str, scattered: bool) -> int | None:
    at = text.find(word)
    best = None
    while at >= 0:
        worth = len(word) * NEXT + (START if _begins(text, at) else 0) + (NEXT if at == 0 else 0)
        best = worth if best is None else max(best, worth)
        at = text.find(word, at + 1)
    return _scattered(word, text) if best is None and scattered else best


def _scattered(word: str, text: str) -> int | None:
    """Letter by letter; each as early as it can be, but at the start of a word where there is one."""
    starts = [k for k in range(len(text)) if _begins(text, k) and text[k] == word[0]]
    for start in starts:
        total, at = START, start
        for letter in word[1:]:
            next_ = text.find(letter, at + 1)
            if next_ < 0:
                total = 0
                break
            heads = [k for k in range(at + 1, len(text)) if text[k] == letter and _begins(text, k)]
            if next_ != at + 1 and heads:
                next_ = heads[0]
            total += NEXT if next_ == at + 1 else START if _begins(text, next_) else INSIDE
            at = next_
        if total and len(word) > 1:
            return total // 2
    return None


def _begins(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()
