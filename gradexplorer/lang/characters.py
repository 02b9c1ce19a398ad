"""Characters: which signs stand for which operators, and what to say about one that has no meaning."""

from __future__ import annotations

import unicodedata
from typing import Final

OPERATORS: Final = {
    "**": "^",
    "−": "-",
    "–": "-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "′": "'",
    "’": "'",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "…": "..",
    "...": "..",
}
"""Other spellings of operators."""

SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
TO_SUPERSCRIPT: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

_HINTS: Final = {
    "$": "formulas are typed without dollar signs",
    "\\": "LaTeX commands are not read: write sqrt(x), pi, x/2",
    '"': "text in quotes has no value",
    "`": "formulas are typed without backticks",
    "&": "write `and`",
    "~": "write `not`",
    "?": "write `a if c else b`, or {c: a, b}",
    "“": "text in quotes has no value",
    "”": "text in quotes has no value",
    "½": "write 1/2",
    "¼": "write 1/4",
    "¾": "write 3/4",
    "ⁿ": "write ^n",
    "ˣ": "write ^x",
    "∫": "integrals are not read",
    "∂": "write f'(x) or diff(expr, x)",
    "∇": "write grad(f)(1, 2)",
    "∈": "write comparisons such as 0 <= x <= 1",
    "→": "write a definition as f(x) = …",
    "∥": "write norm(…)",
    "‖": "write norm(…)",
}

_LOOK_ALIKES: Final = dict(
    zip("аеорсхуіјАВЕКМНОРСТХ", "aeopcxyijABEKMHOPCTX", strict=True),
)


def complaint(character: str) -> tuple[str, str | None]:
    """One sentence about a character without meaning, and a hint where there is one."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    name = unicodedata.name(character, "").lower()
    if category == "Cs":
        return f"half of a broken character ({code}) stands here", "delete it and type the character again"
    if category in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
        what = f"{code}, {name}" if name else code
        return f"an invisible character ({what}) stands here", "delete it"
    latin = _LOOK_ALIKES.get(character)
    if latin:
        return f"`{character}` is the {name}, not the Latin `{latin}`", f"type `{latin}`"
    if character in _HINTS:
        return f"`{character}` has no meaning here", _HINTS[character]
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii() and plain.isprintable():
        return f"`{character}` ({name}) is not read", f"type `{plain}`"
    if category.startswith("L"):
        return f"`{character}` ({name}) is not read: names are Latin or Greek letters", None
    return f"`{character}` has no meaning here", None
