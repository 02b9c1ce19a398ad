"""Colours of a text while it is typed, as the language tells them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gradexplorer.lang.highlight import LONGEST, NOTHING, Highlight, highlight
from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.ui import theme
from gradexplorer.ui.code.places import plain, unit
from gradexplorer.ui.code.shape import is_python
from gradexplorer.ui.theme import Theme

Run = tuple[int, int, str]
"""First column, number of columns, kind."""

_SLANTED = frozenset({"variable", "slider", "comment"})
_HEAVY = frozenset({"keyword"})


@lru_cache(maxsize=128)
def look(kind: str, theme: Theme) -> QTextCharFormat:
    """How a kind is written: in its colour; variables slanted and functions upright; keywords heavy, errors dotted."""
    result = QTextCharFormat()
    result.setForeground(QColor(theme.code(kind)))
    result.setFontItalic(kind in _SLANTED)
    if kind in _HEAVY:
        result.setFontWeight(QFont.Weight.DemiBold)
    if kind == "error":
        result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        result.setUnderlineColor(QColor(theme.error))
    return result


class Highlighter(QSyntaxHighlighter):
    """Colours a document line by line; `found` is what the language says of the whole text."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        super().__init__(parent)
        self.vocabulary = Vocabulary()
        self.variables: tuple[str, ...] = ()
        self.program = False
        self.settled = True
        """Whether words that are no names are marked: not while one of them may still be in the making."""
        self._names: object = None
        self._found = NOTHING
        self._lines: list[tuple[Run, ...]] = []
        self._states: list[int] = []
        self._stale = True
        document.contentsChange.connect(self._on_change)  # before Qt's own, which asks for the colours
        self.setDocument(document)

    def _on_change(self) -> None:
        self._stale = True

    @property
    def found(self) -> Highlight:
        """What the language says of the present text."""
        self._read()
        return self._found

    def set_names(self, vocabulary: Vocabulary, variables: tuple[str, ...]) -> None:
        """Colour by the names of this document from now on."""
        if (vocabulary, variables) != (self.vocabulary, self.variables):
            self.vocabulary, self.variables = vocabulary, variables
            self.rehighlight()

    def settle(self, settled: bool) -> None:
        """Mark words that are no names, or wait with it."""
        if settled != self.settled:
            self.settled = settled
            if any(stretch.kind == "error" for stretch in self.found.stretches):
                self.rehighlight()

    def _read(self) -> None:
        names = (self.vocabulary, self.variables)
        if not self._stale and names == self._names:
            return
        self._stale, self._names = False, names
        text = plain(self.document().toRawText())
        if len(text) <= LONGEST:
            self.program = is_python(text, self.program)
        self._found = highlight(text, self.vocabulary, self.variables, program=self.program)
        self._lines = _by_line(text, self._found) if self._found.stretches else []
        states = [0]
        for line in reversed(self._lines):
            states.append(hash((line, states[-1])) & 0x3FFFFFFF)
        self._states = states[-2::-1]

    def highlightBlock(self, text: str) -> None:
        """Colour one line. The state is all that follows, so that Qt goes on where what follows has changed."""
        self._read()
        number = self.currentBlock().blockNumber()
        if number >= len(self._lines):
            return
        colours = theme.current()
        for first, count, kind in self._lines[number]:
            if kind == "error" and not self.settled and text[first : first + 1].isalpha():
                kind = "variable"
            self.setFormat(first, count, look(kind, colours))
        self.setCurrentBlockState(self._states[number])


def _by_line(text: str, found: Highlight) -> list[tuple[Run, ...]]:
    """The stretches by line, in Qt's units; one over several lines is cut at their ends."""
    starts = [0]
    for place, letter in enumerate(text):
        if letter == "\n":
            starts.append(place + 1)
    ends = [start - 1 for start in starts[1:]] + [len(text)]
    lines: list[list[Run]] = [[] for _ in starts]
    number = 0
    for stretch in found.stretches:
        while stretch.start > ends[number]:
            number += 1
        at = number
        while at < len(starts) and starts[at] < stretch.end:
            first, last = max(stretch.start, starts[at]), min(stretch.end, ends[at])
            if last > first:
                line = text[starts[at] : ends[at]]
                begin = unit(line, first - starts[at])
                lines[at].append((begin, unit(line, last - starts[at]) - begin, stretch.kind))
            at += 1
    return [tuple(line) for line in lines]
