"""LaTeX that is typed or pasted where a formula belongs: the formula it means, offered as an edit."""

from __future__ import annotations

import re
from typing import Final

from gradexplorer.lang.functions import ALIASES
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK

_DROPPED: Final = re.compile(r"\\(?:left|right|displaystyle|limits|quad|qquad|[,;:! ])(?![A-Za-z])")
_SIGNS: Final = {
    "cdot": "*",
    "times": "*",
    "div": "/",
    "le": "<=",
    "leq": "<=",
    "ge": ">=",
    "geq": ">=",
    "ne": "!=",
    "neq": "!=",
    "infty": "inf",
    "lvert": "|",
    "rvert": "|",
    "varphi": "phi",
    "varepsilon": "epsilon",
    "vartheta": "theta",
}
_GROUPS: Final = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r" ((\1)/(\2))"),
    (re.compile(r"\\sqrt\s*\[([^\[\]{}]*)\]\s*\{([^{}]*)\}"), r" nthroot(\2, \1)"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r" sqrt(\1)"),
    (re.compile(r"\\(?:operatorname|mathrm|text|mathit)\s*\{([A-Za-z]+)\}"), r" \1 "),
    (re.compile(r"\^\s*\{([^{}]*)\}"), r"^(\1)"),
    (re.compile(r"_\s*\{([A-Za-z0-9]+)\}"), r"_\1"),
)
DERIVATIVE: Final = re.compile(
    r"\\mathrm\s*\{d\}|\\[dt]?frac\s*\{\s*d(?:\^\{?\d\}?)?\s*[A-Za-z]?\s*\}\s*\{\s*d\s*[A-Za-z]"
)
"""`d/dx` as a fraction, which is no product of letters."""
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
_ATOM: Final = r"d?[A-Za-z]|\d+"
_LONGEST: Final = 2_000


def from_latex(text: str) -> str | None:
    """The formula that a LaTeX text means; None where it is more than fractions, roots, powers and names."""
    if len(text) > _LONGEST or DERIVATIVE.search(text):
        return None
    text = _DROPPED.sub(" ", text.replace("$", ""))
    before = ""
    while before != text:
        before = text
        for pattern, meant in _GROUPS:
            text = pattern.sub(meant, text)
    text = _COMMAND.sub(_named, text)
    if any(sign in text for sign in "\\{}"):
        return None
    text = re.sub(rf"\(\(({_ATOM})\)/\(({_ATOM})\)\)", r"(\1/\2)", text)
    text = re.sub(rf"\^\(({_ATOM})\)", r"^\1", text)
    text = re.sub(r"\s+", " ", text).strip().replace(" _", "_")
    return re.sub(r"(?<=[\w)]) (?=\()|(?<=\() | (?=[),])", "", text)


def _named(found: re.Match[str]) -> str:
    name = found.group(1)
    if name in _SIGNS:
        return f" {_SIGNS[name]} "
    return f" {name} " if name in ALIASES or name in GREEK or name in CONSTANT_SPELLINGS else found.group()
