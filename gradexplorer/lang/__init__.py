"""The language: typed mathematics to a function over the engine's operators.

`read` takes the texts of a document and answers with a `Sheet` of entries: what each text means, how it reads back,
or what is wrong with it and where. `highlight` and `completions` serve a text
while it is typed. `describe` tells where a value was lost at one point.
"""

from gradexplorer.lang.completion import Completion, Offer, completions
from gradexplorer.lang.errors import Fix, LangError, Note, Span, TooMuch
from gradexplorer.lang.function import Function
from gradexplorer.lang.highlight import Highlight, Stretch, highlight
from gradexplorer.lang.notes import describe
from gradexplorer.lang.sheet import Entry, Sheet, Source, Table, read
from gradexplorer.lang.tree import Node
from gradexplorer.lang.unfinished import unfinished
from gradexplorer.lang.vocabulary import Vocabulary, vocabulary

__all__ = [
    "Completion",
    "Entry",
    "Fix",
    "Function",
    "Highlight",
    "LangError",
    "Node",
    "Note",
    "Offer",
    "Sheet",
    "Source",
    "Span",
    "Stretch",
    "Table",
    "TooMuch",
    "Vocabulary",
    "completions",
    "describe",
    "highlight",
    "read",
    "unfinished",
    "vocabulary",
]
