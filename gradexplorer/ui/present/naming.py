"""What functions are called."""

from __future__ import annotations

from gradexplorer.lang import Entry
from gradexplorer.model.reading import Reading


def own_name(entry: Entry) -> str:
    """The name that a text gives its function; "" where it has none, or only that of its variable, as `x = x*(x+1)`."""
    taken = entry.function is not None and entry.name in entry.function.variables
    return "" if taken or entry.name is None else entry.name


def function_name(reading: Reading) -> str:
    """What the active function is called: its own name, else the first usual one that no other line has."""
    entry = reading.entry
    if entry is not None and own_name(entry):
        return own_name(entry)
    taken = {other.name for other in reading.sheet.entries.values()}
    return next(name for name in ("f", "g", "h", "F", "G", "H", "f₀") if name not in taken)
