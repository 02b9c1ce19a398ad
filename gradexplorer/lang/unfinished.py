"""Is a text being typed still in the middle of a word?"""

from __future__ import annotations

import re
from functools import cache

from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.names import CONSTANTS

_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*$")
_WHOLE = frozenset("xy")
"""Letters that are meant as themselves, whatever names begin with them."""


@cache
def _beginnings() -> frozenset[str]:
    names = (*FUNCTIONS, *CONSTANTS)
    return frozenset(name[:end] for name in names for end in range(1, len(name))) - set(names) - _WHOLE


def unfinished(text: str) -> bool:
    """True where `text` ends in the beginning of a known name and in nothing whole: "2 si", which may become "2 sin".

    Read as it stands it would be 2·s·i, which nobody means who goes on typing.
    """
    word = _LAST_WORD.search(text)
    return word is not None and word[0] in _beginnings()
