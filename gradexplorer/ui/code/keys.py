"""The keys of typing, for the list of keys: they belong to the field, so the table of actions has none of them."""

from __future__ import annotations

from gradexplorer.ui.text import tr


def typing_keys() -> tuple[tuple[str, str], ...]:
    """Keys and what they do, in the order in which they are met."""
    return (
        (tr("Enter"), tr("To the next line of the list; in a text of several lines a new line")),
        (tr("Shift+Enter"), tr("A new line in the same text")),
        (tr("Ctrl+Enter"), tr("To the next line of the list, from a text of several lines too")),
        (tr("Esc"), tr("Close the names on offer, then leave the field")),
        (tr("Up, Down"), tr("In the names on offer, else between lines")),
        (tr("Ctrl+Space"), tr("Names on offer, with a line of help; they come by themselves from two letters on")),
        (tr("Tab"), tr("Write the name on offer; in a text of several lines indent, with Shift outdent")),
        (tr("Alt+Enter, Ctrl+."), tr("Mend the error as the line under it says")),
        (tr("F2"), tr("Type in the line that has the focus")),
        (tr("Del"), tr("Remove the line that has the focus, or an empty one while it is typed")),
    )
