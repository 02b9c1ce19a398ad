"""Characters: which signs stand for which operators, and what to say about one that has no meaning."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.from_latex import from_latex

SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_READ: Final = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₀₁₂₃₄₅₆₇₈₉…\u00a0\u2009\u202f")
"""Characters that are read as they are, though they have another form."""
TO_SUPERSCRIPT: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

_NO_PLACE: Final = {
    "$": "formulas are typed without dollar signs",
    '"': "text in quotes has no value",
    "`": "formulas are typed without backticks",
    "“": "text in quotes has no value",
    "”": "text in quotes has no value",
}
"""Characters that a formula does without, and what to say."""

_MEANT: Final = {
    "&": " and ",
    "~": "not ",
    "½": "(1/2)",
    "¼": "(1/4)",
    "¾": "(3/4)",
    "⅓": "(1/3)",
    "⅔": "(2/3)",
    "ⁿ": "^n",
    "ˣ": "^x",
    "ⁱ": "^i",
    "°": "*pi/180",
    "•": "*",
    "✕": "*",
    "—": "-",
    "∶": "/",
    "≔": "=",
    "⩽": "<=",
    "⩾": ">=",
    "ℯ": "e",
}
"""Signs for which there is another spelling."""

_PAIRS: Final = {
    "⌊": ("floor(", "⌋", ")"),
    "⌋": ("floor(", "⌊", ")"),
    "⌈": ("ceil(", "⌉", ")"),
    "⌉": ("ceil(", "⌈", ")"),
}

_HINTS: Final = {
    "\\": "LaTeX commands are not read: write sqrt(x), pi, x/2",
    "?": "write `a if c else b`, or {c: a, b}",
    "∫": "integrals are not read",
    "∂": "write f'(x) or diff(expr, x)",
    "∇": "write grad(f)(1, 2)",
    "∈": "write comparisons such as 0 <= x <= 1",
    "→": "write a definition as f(x) = …",
    "∥": "write norm(…)",
    "‖": "write norm(…)",
    "±": "write two formulas, one with + and one with -",
    "≈": "write isclose(a, b)",
}

_LOOK_ALIKES: Final = dict(
    zip("аеорсхуіјАВЕКМНОРСТХ", "aeopcxyijABEKMHOPCTX", strict=True),
)
_LATIN: Final = str.maketrans(_LOOK_ALIKES)


def refusal(text: str, place: int) -> LangError:
    """The error for the character at `place`, which has no meaning; with an edit that mends all of its kind."""
    character = text[place]
    message, hint, mended = _judged(text, character)
    span = Span(place, place + 1)
    fix: Fix | None = None
    if mended is not None and mended != text:
        single = text[:place] + text[place + 1 :]
        label = "delete it" if mended == single else f"write {mended}" if len(mended) <= 30 else "write it so"
        fix = Fix(Span(0, len(text)), mended, label)
    return LangError(message, span, text, hint, fix)


def _judged(text: str, character: str) -> tuple[str, str | None, str | None]:
    """One sentence about a character, a hint, and the text as it should be."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    name = unicodedata.name(character, "").lower()
    without = text.replace(character, "")
    if category == "Cs":
        return f"half of a broken character ({code}) stands here", "delete it and type the character again", without
    if category in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
        what = f"{code}, {name}" if name else code
        return f"an invisible character ({what}) stands here", "delete it", without
    if character in _LOOK_ALIKES:
        latin = _LOOK_ALIKES[character]
        return f"`{character}` is the {name}, not the Latin `{latin}`", f"type `{latin}`", text.translate(_LATIN)
    if character in _NO_PLACE:
        mended = from_latex(text) if "\\" in text else without
        hint = _NO_PLACE[character] if mended is not None else _of_latex(text)
        return f"`{character}` has no meaning here", hint, mended
    if character == "&" and "&=" in text:
        return "`&` has no meaning here", "write =", text.replace("&=", "=")
    if character in _MEANT:
        mended = text.replace("&&", "&")
        blank = " *" if _MEANT[character][-1] == " " else ""
        mended = re.sub(blank + re.escape(character) + blank, _MEANT[character], mended)
        return f"`{character}` has no meaning here", f"write `{_MEANT[character].strip()}`", mended
    if character in _PAIRS:
        opened, other, closed = _PAIRS[character]
        first, last = (character, other) if character < other else (other, character)
        return (
            f"`{character}` has no meaning here",
            f"write {opened}…)",
            text.replace(first, opened).replace(last, closed),
        )
    if character in _HINTS:
        if character == "\\":
            return "`\\` has no meaning here", _of_latex(text), from_latex(text)
        return f"`{character}` has no meaning here", _HINTS[character], None
    plain = _plain(character)
    if plain != character:
        return f"`{character}` ({name}) is not read", f"type `{plain}`", "".join(map(_plain, text))
    if category.startswith("L"):
        return f"`{character}` ({name}) is not read: names are Latin or Greek letters", None, None
    return f"`{character}` has no meaning here", None, None


def _of_latex(text: str) -> str:
    """What to do about LaTeX that is more than a formula."""
    signs = {"nabla": "∇", "partial": "∂", "int": "∫"}
    found = next((sign for command, sign in signs.items() if f"\\{command}" in text), "\\")
    return _HINTS[found]


def _plain(character: str) -> str:
    """The ASCII character that a full-width or other variant stands for; any other character itself."""
    if character.isascii() or character in _READ:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() and plain.isprintable() else character
