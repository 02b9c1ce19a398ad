"""The language: typed mathematics to a function over the engine's operators.

`read` takes the texts of a document and answers with a `Sheet` of entries: what each text means, how it reads back,
or what is wrong with it and where. `describe` tells where a value was lost at one point.
"""

from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.function import Function
from gradexplorer.lang.notes import describe
from gradexplorer.lang.sheet import Entry, Sheet, Source, Table, read
from gradexplorer.lang.tree import Node
from gradexplorer.lang.unfinished import unfinished

__all__ = [
    "Entry",
    "Fix",
    "Function",
    "LangError",
    "Node",
    "Note",
    "Sheet",
    "Source",
    "Span",
    "Table",
    "describe",
    "read",
    "unfinished",
]
