"""Characters: which signs stand for which operators, and what to say about one that has no meaning."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.from_latex import DERIVATIVE, from_latex
from gradexplorer.lang.mending import deleted, rewritten

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
    "½": "(1/2)",
    "¼": "(1/4)",
    "¾": "(3/4)",
    "⅓": "(1/3)",
    "⅔": "(2/3)",
    "ⁿ": "^n",
    "ˣ": "^x",
    "ⁱ": "^i",
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

_DEGREES: Final = re.compile(
    r"\(([0-9.]*[A-Za-zα-ω]|[0-9.]+)\s*°\)"  # alone in brackets already
    r"|((?<![\w.)\]/^])[0-9.]*[A-Za-zα-ω]"
    r"|(?:(?<=sin)|(?<=cos)|(?<=tan)|(?<![\w.^]))[0-9.]+"
    r"|(?<![\w)\]^])\([^()]*\))\s*°"
)
"""A number, a letter with or without one before it, or something in brackets, as an angle in degrees."""
_NOT: Final = re.compile(r"(?:^|(?<=[(\[{,:=&|])|(?<=\band)|(?<=\bor))\s*~\s*")
"""A `~` where a condition begins."""
_MIXED: Final = re.compile(r"([0-9]+)\s*([½¼¾⅓⅔])")
"""A whole number and a fraction, which are added: 1½."""

_QUOTES: Final = '"“”'

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
    message, hint, mended, told = _judged(text, character)
    span = Span(place, place + 1)
    fix: Fix | None = None
    if mended is not None and mended != text:
        single = text[:place] + text[place + 1 :]
        fix = deleted(span) if mended == single else rewritten(text, mended, told)
    return LangError(message, span, text, hint, fix)


def _judged(text: str, character: str) -> tuple[str, str | None, str | None, str]:
    """One sentence about a character, a hint, the text as it should be, and what was done to it in a few words."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    name = unicodedata.name(character, "").lower()
    without = text.replace(character, "")
    if category == "Cs":
        hint = "delete it and type the character again"
        return f"half of a broken character ({code}) stands here", hint, without, "delete all of them"
    if category in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
        what = f"{code}, {name}" if name else code
        return f"an invisible character ({what}) stands here", "delete it", without, "delete all of them"
    if character in _LOOK_ALIKES:
        latin = _LOOK_ALIKES[character]
        message = f"`{character}` is the {name}, not the Latin `{latin}`"
        return message, f"type `{latin}`", text.translate(_LATIN), "use Latin letters"
    if character in _NO_PLACE:
        told = f"delete each {character}"
        if character in _QUOTES:
            without, told = "".join(letter for letter in text if letter not in _QUOTES), "delete the quotes"
        mended = from_latex(text) if "\\" in text else without
        hint = _NO_PLACE[character] if mended is not None else _of_latex(text)
        return f"`{character}` has no meaning here", hint, mended, told
    if character in _MEANT or character in "°~":
        return _other(text, character)
    if character in _PAIRS:
        opened, other, closed = _PAIRS[character]
        first, last = (character, other) if character < other else (other, character)
        return (
            f"`{character}` has no meaning here",
            f"write {opened}…)",
            text.replace(first, opened).replace(last, closed),
            f"replace {first}…{last} by {opened}…)",
        )
    if character in _HINTS:
        message = f"`{character}` has no meaning here"
        if character == "\\":
            return message, _of_latex(text), from_latex(text), "write without LaTeX"
        return message, _HINTS[character], None, ""
    plain = _plain(character)
    if plain != character:
        told = f"replace {character} by {plain}" if len(plain) < 6 else f"replace {character}"
        return f"`{character}` ({name}) is not read", f"type `{plain}`", "".join(map(_plain, text)), told
    if category.startswith("L"):
        return f"`{character}` ({name}) is not read: names are Latin or Greek letters", None, None, ""
    return f"`{character}` has no meaning here", None, None, ""


def _other(text: str, character: str) -> tuple[str, str | None, str | None, str]:
    """As `_judged`, of a sign for which there is another spelling."""
    if character == "°":
        return (
            f"`{character}` has no meaning here",
            "write (30*pi/180), or deg2rad(30)",
            _radians(text),
            "write radians",
        )
    if character == "~":
        mended = _NOT.sub(lambda found: (" " if found.start() else "") + "not ", text)
        hint = "write `not` before a condition, isclose(a, b) to compare"
        return f"`{character}` has no meaning here", hint, None if "~" in mended else mended, "replace ~ by not"
    if character == "&" and "&=" in text:
        return "`&` has no meaning here", "write =", text.replace("&=", "="), "write = for &="
    mended = _MIXED.sub(lambda found: f"({found[1]} + {_MEANT[found[2]][1:-1]})", text.replace("&&", "&"))
    blank = " *" if _MEANT[character][-1] == " " else ""
    mended = re.sub(blank + re.escape(character) + blank, _MEANT[character], mended)
    meant = _MEANT[character].strip()
    told = f"replace {character} by {meant}"
    return f"`{character}` has no meaning here", f"write `{meant}`", mended, told


def _radians(text: str) -> str | None:
    """A text with its angles in radians, each in brackets; None where it is not clear what an angle is."""
    if re.search(r"°\s*[0-9CFK'′″]", text):  # minutes of arc, temperatures
        return None
    mended = _DEGREES.sub(lambda found: f"({found[1] or found[2]}*pi/180)", text)
    return None if "°" in mended else mended


def _of_latex(text: str) -> str:
    """What to do about LaTeX that is more than a formula."""
    if DERIVATIVE.search(text):
        return _HINTS["∂"]
    signs = {"nabla": "∇", "partial": "∂", "int": "∫"}
    found = next((sign for command, sign in signs.items() if f"\\{command}" in text), "\\")
    return _HINTS[found]


def _plain(character: str) -> str:
    """The ASCII character that a full-width or other variant stands for; any other character itself."""
    if character.isascii() or character in _READ:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isascii() and plain.isprintable() else character
