"""Names that are no functions: constants, Greek letters, keywords, and how a name is spelled one way only."""

from __future__ import annotations

import math
import re
from typing import Final

CONSTANTS: Final = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "phi": (1 + math.sqrt(5)) / 2}
"""Known constants by the name that the tree keeps; a number of the tree's dtype each."""

CONSTANT_SPELLINGS: Final = {
    "pi": "pi",
    "π": "pi",
    "e": "e",
    "tau": "tau",
    "τ": "tau",
    "inf": "inf",
    "infinity": "inf",
    "∞": "inf",
    "phi": "phi",
    "φ": "phi",
}

CONSTANT_SHOWN: Final = {"pi": "π", "e": "e", "tau": "τ", "inf": "∞", "phi": "φ"}

FIXED_CONSTANTS: Final = frozenset({"pi", "π", "e"})
"""Constants that no definition may take."""

GREEK: Final = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
"""Greek words and their letters: one name each, spelled by the letter."""

VARIANTS: Final = {"ϑ": "θ", "ϕ": "φ", "ϵ": "ε", "ϰ": "κ", "ϱ": "ρ", "ς": "σ", "\u00b5": "μ", "\u2126": "Ω"}
"""Other characters for the same Greek letter."""

GREEK_WORD: Final = {letter: word for word, letter in GREEK.items()}

KEYWORDS: Final = frozenset({"and", "or", "not", "if", "else"})

LITERALS: Final = frozenset({"True", "False", "None"})
"""Python's words for values: `keepdim=True`, and `x[:, None]` for a new axis."""

PROGRAM_WORDS: Final = frozenset({"def", "for", "while", "return", "import", "from"})

PREFERRED: Final = ("t", "θ", "u", "v", "w", "z", "s")
"""Which of more than two free names is the variable, where neither x nor y occurs."""

_PARTS: Final = re.compile(r"([^\W\d_]+)_?(\d+)$")


def spelled(raw: str) -> str:
    """The one spelling of a name: Greek words and variants as letters, `x_0` and `x₀` as `x0`.

    `raw` is a run of letters with digits and underscores, subscript digits already plain.
    """
    if raw in GREEK:
        return GREEK[raw]
    if raw.isalpha():
        return VARIANTS.get(raw, raw)
    match = _PARTS.match(raw)
    if match:
        letters, digits = match.groups()
        return spelled(letters) + digits
    head, mark, tail = raw.partition("_")
    if mark and head in GREEK:
        return f"{GREEK[head]}_{tail}"
    return raw


def latex_name(name: str) -> str:
    """A name for LaTeX: `x0` as x with subscript 0, Greek letters as commands."""
    match = re.match(r"([^\W\d_]+?)_?(\d+)$", name)
    if match:
        return f"{latex_name(match.group(1))}_{{{match.group(2)}}}"
    head, mark, tail = name.partition("_")
    if mark and head and tail:
        return f"{latex_name(head)}_{{\\mathrm{{{tail.replace('_', ' ')}}}}}"
    if name in GREEK_WORD:
        word = GREEK_WORD[name]
        return {"phi": r"\varphi", "epsilon": r"\varepsilon"}.get(word, "\\" + word)
    return name if len(name) == 1 else rf"\mathrm{{{name.replace('_', ' ')}}}"
