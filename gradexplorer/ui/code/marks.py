"""What is drawn on a text for the moment: the waves under errors, the dots under remarks, the pair of brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from gradexplorer.ui import theme
from gradexplorer.ui.code.places import unit
from gradexplorer.ui.docks.rows import RowError, RowNote

if TYPE_CHECKING:
    from gradexplorer.ui.code.field import CodeField

MOST_NOTES = 50


def selections(
    field: CodeField, text: str, error: RowError | None, notes: tuple[RowNote, ...], cursor: int
) -> list[QTextEdit.ExtraSelection]:
    """The marks of `text`; `cursor` is the place of the cursor, -1 where the field has none."""
    colours = theme.current()
    found = []
    if text:
        for note in notes[:MOST_NOTES]:
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            style.setUnderlineColor(QColor(colours.warn))
            found.append(_selection(field, text, *_span(text, note.start, note.end), style))
        if error is not None:
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(QColor(colours.error))
            found.append(_selection(field, text, *_span(text, error.start, error.end), style))
    for place in pair(field, cursor):
        style = QTextCharFormat()
        style.setBackground(QColor(colours.code_match))
        style.setForeground(QColor(colours.text))
        found.append(_selection(field, text, place, place + 1, style))
    return found


def pair(field: CodeField, cursor: int) -> tuple[int, ...]:
    """The bracket before the cursor, else behind it, and its partner; nothing where it has none."""
    partners = field.highlighter.found.brackets.partners
    for place in (cursor - 1, cursor):
        if place in partners:
            return place, partners[place]
    return ()


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of at least one letter that is there, no newline alone."""
    start = max(0, min(start, len(text) - 1))
    while start and text[start] == "\n":
        start -= 1
    return start, max(start + 1, min(end, len(text)))


def _selection(field: CodeField, text: str, start: int, end: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
    result = QTextEdit.ExtraSelection()
    cursor = QTextCursor(field.document())
    cursor.setPosition(unit(text, start))
    cursor.setPosition(unit(text, end), QTextCursor.MoveMode.KeepAnchor)
    result.cursor = cursor
    result.format = style
    return result
