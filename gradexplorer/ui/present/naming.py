"""What functions are called."""

from __future__ import annotations

from gradexplorer.lang import Entry
from gradexplorer.model.reading import Reading

MOST_NAME = 14
"""Where there is little room, a function without a name is called by so many characters of its text."""


def own_name(entry: Entry) -> str:
    """The name that a text gives its function; "" where it has none, or only that of its variable, as `x = x*(x+1)`."""
    taken = entry.function is not None and entry.name in entry.function.variables
    return "" if taken or entry.name is None else entry.name


def function_name(reading: Reading, id: int | None = None) -> str:
    """What the active function, or that of line `id`, is called: its own name, else the first usual one not taken."""
    entry = reading.entry if id is None else reading.sheet.entries.get(id)
    if entry is not None and own_name(entry):
        return own_name(entry)
    taken = {other.name for other in reading.sheet.entries.values()}
    return next(name for name in ("f", "g", "h", "F", "G", "H", "f₀") if name not in taken)


def called(reading: Reading, id: int, *, alone: bool = False, most: int | None = None) -> str:
    """What line `id` is called among others: as above where it is the active one or alone, else by its text.

    Of the text `most` characters are said; "" where there is no such line.
    """
    entry = reading.sheet.entries.get(id)
    name = own_name(entry) if entry is not None else ""
    if name or entry is None:
        return name
    if alone or id == reading.active:
        return function_name(reading, id)
    return entry.text if most is None or len(entry.text) <= most else entry.text[: most - 1] + "…"
