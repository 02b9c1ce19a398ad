"""Whether a text that is being typed looks like a formula or like code."""

from __future__ import annotations

import re
from typing import Final

from gradexplorer.lang.names import PROGRAM_WORDS
from gradexplorer.lang.program_outline import is_program

_FIRST: Final = re.compile(rf"\s*(?:{'|'.join(sorted(PROGRAM_WORDS))})\s+\S")


def is_code(text: str) -> bool:
    """True for a text of several lines, and for one that begins as a program does: `def f`, `for i`, `import torch`.

    This is about the look of the field and its keys, and holds while a program is unfinished; what a text means is the
    language's to say.
    """
    return "\n" in text or _FIRST.match(text) is not None


def is_python(text: str, before: bool) -> bool:
    """Whether `text` is coloured and completed as a program; `before`: whether it was so far.

    A program that is not one for the moment, because a line of it is unfinished, stays one while it has several lines.
    """
    return (before and "\n" in text) or _FIRST.match(text) is not None or is_program(text)
