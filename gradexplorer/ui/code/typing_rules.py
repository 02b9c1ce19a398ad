"""What a key does to the text beyond putting its letter there: pairs of brackets, indentation."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from gradexplorer.lang.brackets import CLOSING, Brackets

INDENT = 4
BRACKETS = frozenset({*CLOSING, *CLOSING.values()})
_AFTER_PAIR = frozenset(" \n\t)]},;:")
_ENDS_BLOCK = ("return", "break", "continue", "pass")


def put_bracket(cursor: QTextCursor, letter: str, text: str, place: int, brackets: Brackets) -> bool:
    """Type a bracket: around the selection, as a pair, or over one that is there. False where it is a plain letter.

    A pair comes only where nothing follows that the new bracket may be meant for, and a closing bracket is stepped
    over only where every bracket has its partner: else it is needed. Who selects all writes anew.
    """
    following = text[place : place + 1]
    inside = cursor.selectedText().replace("\u2029", "\n")
    if inside and inside == text:
        cursor.removeSelectedText()
        following, brackets = "", Brackets({}, ())
    elif letter in CLOSING and inside:
        cursor.insertText(letter + inside + CLOSING[letter])
        return True
    if letter in CLOSING and (not following or following in _AFTER_PAIR) and not brackets.alone:
        cursor.insertText(letter + CLOSING[letter])
        cursor.movePosition(QTextCursor.MoveOperation.Left)
        return True
    if letter in CLOSING.values() and following == letter and not cursor.hasSelection() and not brackets.alone:
        cursor.movePosition(QTextCursor.MoveOperation.Right)
        return True
    return False


def take_pair(cursor: QTextCursor, text: str, place: int, brackets: Brackets) -> bool:
    """Backspace between the two brackets of an empty pair takes both."""
    if cursor.hasSelection() or not place or brackets.partners.get(place - 1) != place:
        return False
    cursor.movePosition(QTextCursor.MoveOperation.Left)
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, 2)
    cursor.removeSelectedText()
    return True


def new_line(cursor: QTextCursor) -> None:
    """Break the line: the next one is indented as this one, deeper behind a colon, less behind `return`."""
    line = cursor.block().text()[: cursor.positionInBlock()]
    depth = len(line) - len(line.lstrip(" "))
    words = line.split("#", 1)[0].strip()
    if words.endswith(":"):
        depth += INDENT
    elif words.split(" ", 1)[0] in _ENDS_BLOCK:
        depth = max(0, depth - INDENT)
    cursor.insertText("\n" + " " * depth)


def indent(cursor: QTextCursor, *, back: bool) -> None:
    """Move the selected lines by one step; without a selection forward, fill up to the next step at the cursor."""
    if not back and not cursor.hasSelection():
        cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))
        return
    document = cursor.document()
    first, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
    cursor.beginEditBlock()
    for number in range(first.blockNumber(), last.blockNumber() + 1):
        block = document.findBlockByNumber(number)
        at = QTextCursor(block)
        if not back and block.text():
            at.insertText(" " * INDENT)
        elif back:
            depth = len(block.text()) - len(block.text().lstrip(" "))
            count = min(depth, INDENT)
            at.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, count)
            at.removeSelectedText()
    cursor.endEditBlock()


def take_indent(cursor: QTextCursor) -> bool:
    """Backspace in a line's indentation takes one step of it."""
    column = cursor.positionInBlock()
    head = cursor.block().text()[:column]
    if cursor.hasSelection() or not column or head.strip(" "):
        return False
    count = (column - 1) % INDENT + 1
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
    cursor.removeSelectedText()
    return True
