"""What the letter runs of a text mean: known names whole, else split into known names and single letters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.from_latex import from_latex
from gradexplorer.lang.functions import (
    ALIASES,
    BRACKETED,
    FUNCTIONS,
    MISTAKES,
    PREFIX_DECIDES,
    PREFIXED,
    PREFIXES,
    UNREAD,
)
from gradexplorer.lang.lexer import LETTERS, Token
from gradexplorer.lang.limits import LONGEST_RUN, NODES
from gradexplorer.lang.mending import label, matching, rewritten, written
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK, GREEK_WORD, KEYWORDS, LITERALS, spelled
from gradexplorer.lang.operators import JOINS, LOOSE, PRODUCT

Piece: TypeAlias = tuple[str, Any, int, int, int]
"""A token to be: kind, value, the first and last offset inside the run, and how it joins what stands before it."""

_NUMBER: Final = re.compile(r"[0-9]+(?:[eE][0-9]+)?")
_DIGITS: Final = re.compile(r"[0-9]+")
_SUBSCRIPT: Final = re.compile(rf"_(?:[0-9]+|[{LETTERS}][{LETTERS}0-9]*)")
_OPTIONS: Final = frozenset({"dim", "axis", "keepdim", "keepdims", "dtype"})
_IN_CALLS: Final = frozenset({"min", "max", "unbiased", "correction", "ddof"})
"""Keywords behind the comma of a call only."""
_LIBRARIES: Final = frozenset({"torch", "numpy", "math"})
"""Prefixes that nobody means as a product of letters, with a dot behind them or without."""
_FOREIGN: Final = {
    **dict.fromkeys(("jnp", "cp"), "np."),
    **dict.fromkeys(("tf", "sp", "scipy", "sympy", "Math", "nn", "jax"), ""),
}
"""Prefixes of other libraries, and what to write for them."""
_GREEK_SHAPES: Final = str.maketrans("οανρτικχυγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavptikxuyABEZHIKMNOPTYX")
_THEN: Final = re.compile(r"if\b\s*(.+?)\s*\bthen\b\s*(.+?)\s*\belse\b\s*(.+)", re.DOTALL)
"""A choice as other languages write it."""
_INNER: Final = frozenset({"linalg", "special", "nn", "functional"})


class Scope(Struct):
    """The names that a document makes known, beside the functions and constants that are always there.

    `functions`: number of arguments by name. `expressions`: named expressions. `values`: names set to a number.
    `locals`: arguments and counters of the line being read; they hide everything else.
    `tables`: column names by table. `columns`: the tables that have a column, by column.
    """

    functions: Mapping[str, int] = field(default_factory=dict)
    expressions: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locals: frozenset[str] = frozenset()
    cache: dict[tuple[str, bool], list[Piece]] = field(default_factory=dict)

    def inside(self, names: frozenset[str]) -> Scope:
        """This scope with the local `names` on top."""
        if not names:
            return self
        return Scope(self.functions, self.expressions, self.values, self.tables, self.columns, names)

    def longest(self) -> int:
        """Length of the longest name that a run may contain."""
        own = (self.locals, self.functions, self.expressions, self.values, self.columns)
        return max(12, *(len(name) for names in own for name in names), 0)


def resolved(found: list[Token], scope: Scope, text: str) -> list[Token]:
    """The tokens with every word resolved, and an end token.

    Raises LangError for a run that cannot be split, and for what follows a dot that is no prefix or table.
    """
    result: list[Token] = []
    last = found[-1].end if found else 0
    end = Token("end", None, last, last)
    count, i = len(found), 0
    while i < count:
        token = found[i]
        i += 1
        if token.kind != "word":
            result.append(token)
            continue
        word = token.value
        after = found[i] if i < count else end
        sign = after.value if after.kind == "op" else None
        dotted = sign == "." and after.start == token.end
        if dotted and i + 1 < count and found[i + 1].kind == "word":
            made, i = _dotted(found, i - 1, scope, text)
            result.append(made)
            continue
        if word in _LIBRARIES or dotted:
            _no_library(token, word, dotted, scope, text)
        if sign == "=" and (word in _OPTIONS or (word in _IN_CALLS and i > 1 and found[i - 2].value == ",")):
            result.append(Token("option", word, token.start, token.end))
            if word == "dtype":
                i = _skipped(found, i, result)
            continue
        if i > 2 and len(word) == 2 and word[0] == "d":
            _no_fraction(found[i - 3 : i], scope, text)
        bracket = sign == "("
        pieces = scope.cache.get((word, bracket)) or _pieces(word, bracket, scope)
        if pieces is None:
            raise _unknown(token, word, bracket, scope, text)
        start = token.start
        for kind, value, first, behind, joins in pieces:
            result.append(Token(kind, value, start + first, start + behind, joins))
        if after.kind == "number" and after.start == token.end:
            i += _decimal(result, token, after, text)
        if len(result) > 2 * NODES:
            raise LangError(f"this formula has more than {NODES:,} parts", Span(0, token.end), text)
    result.append(end)
    return result


def _no_library(token: Token, word: str, dotted: bool, scope: Scope, text: str) -> None:
    """Raises LangError for `torch`, `torch.` and `D.` that nothing follows, unless it is a name of the document."""
    span = Span(token.start, token.end + dotted)
    if dotted and word in scope.tables:
        columns = ", ".join(sorted(scope.tables[word]))
        raise LangError(f"the name of a column is missing behind `{word}.`", span, text, f"its columns are {columns}")
    if word in PREFIXES and _lookup(word, False, scope) is None:
        hint = f"write for example {word}.{'relu' if word == 'F' else 'sin'}(x)"
        raise LangError(f"a name is missing behind `{word}{'.' * dotted}`", span, text, hint)


def _no_fraction(last: list[Token], scope: Scope, text: str) -> None:
    """Raises LangError for `d/dx`, which nobody means as a product of sliders, unless d is a name of the document."""
    above, line, below = last
    if line.value != "/" or line.kind != "op" or above.value not in ("d", "dy", "dz", "df"):
        return
    if "d" in scope.locals or "d" in scope.values or "d" in scope.expressions or below.value in scope.values:
        return
    variable = below.value[1]
    shown = text[above.start : below.end]
    hint = f"write diff(…, {variable}), or f'({variable}) of a defined f"
    raise LangError(f"`{shown}` is not read as a derivative", above.span.to(below.span), text, hint)


def _skipped(found: list[Token], i: int, result: list[Token]) -> int:
    """`= torch.float64` behind `dtype`, as one token without a meaning; the place behind it."""
    result.append(found[i])
    i += 1
    first = i
    while i < len(found) and (found[i].kind == "word" or found[i].value == "."):
        i += 1
    if i > first:
        result.append(Token("literal", "dtype", found[first].start, found[i - 1].end))
    return i


def _decimal(result: list[Token], word: Token, after: Token, text: str) -> int:
    """`ln2.5` is ln(2.5): join the digits; `x2.5` has two meanings, so it is an error. How many tokens were joined."""
    piece = result[-1]
    if piece.kind != "number":
        name, digits = text[word.start : word.end], text[after.start : after.end]
        letters = name.rstrip("0123456789")
        fix = written(Span(word.start, after.end), f"{letters}*{name[len(letters) :]}{digits}")
        hint = f"write {fix.text}, or a blank before the number"
        raise LangError(f"`{name}{digits}` can be read in two ways", Span(word.start, after.end), text, hint, fix)
    if not text[piece.start : piece.end].isdecimal():
        return 0  # behind `2e3` and `₂` another number begins
    result[-1] = Token("number", float(text[piece.start : after.end]), piece.start, after.end, PRODUCT)
    return 1


def _pieces(word: str, bracket: bool, scope: Scope) -> list[Piece] | None:
    """The pieces of a run, which the scope remembers from now on."""
    pieces = _split(word, bracket, scope)
    if pieces is not None:
        if len(scope.cache) > 10_000:
            scope.cache.clear()
        scope.cache[word, bracket] = pieces
    return pieces


def _lookup(raw: str, bracket: bool, scope: Scope) -> tuple[str, object] | None:
    """Kind and value of a known name; None where it is not known."""
    name = spelled(raw)
    if name in scope.locals or name in scope.values:
        return "name", name
    if name in scope.functions:
        return "defined", name
    if name in scope.expressions:
        return "reference", name
    if raw in ALIASES and (bracket or raw not in BRACKETED):
        return "function", ALIASES[raw]
    if raw in CONSTANT_SPELLINGS:
        return "constant", CONSTANT_SPELLINGS[raw]
    if name in GREEK_WORD:
        return "name", name
    if raw in scope.columns and raw not in ("x", "y"):
        return "column", raw
    return None


def _split(word: str, bracket: bool, scope: Scope, free: bool = False) -> list[Piece] | None:
    """A run's pieces, longest known name first; None where there is no way to split it.

    `free`: new letters may occur in a run of any length.
    """
    size = len(word)
    if word in KEYWORDS:
        return [("op", word, 0, size, JOINS.get(word, LOOSE))]
    if word in LITERALS:
        return [("literal", word, 0, size, LOOSE)]
    known = _lookup(word, bracket, scope)
    if known is not None:
        return [(*known, 0, size, PRODUCT)]
    if size == 1:
        return [("name", spelled(word), 0, 1, PRODUCT)]
    if (word in MISTAKES and (bracket or size > 2)) or (word in UNREAD and (bracket or size > 3)) or size > LONGEST_RUN:
        return None
    letters = sum(not (c.isdigit() or c == "_") for c in word)
    single = _subscripted(word, 1, "name", spelled(word[0]))
    if single[3] == size:
        return [single]
    free = free or (letters <= 3 and not bracket)
    longest = scope.longest()
    # From the right: the first option at each place whose rest can be split is what backtracking would find.
    best: list[tuple[Piece, ...] | None] = [None] * size + [()]
    for place in range(size - 1, -1, -1):
        for option in _options(word, place, bracket, free, longest, scope):
            if best[option[-1][3]] is not None:
                best[place] = option
                break
    pieces: list[Piece] = []
    place = 0
    while place < size:
        chosen = best[place]
        if not chosen:
            return None
        pieces += chosen
        place = chosen[-1][3]
    return pieces


def _options(word: str, place: int, bracket: bool, free: bool, longest: int, scope: Scope) -> list[tuple[Piece, ...]]:
    """The ways to begin at `place`: known names, longest first, then x and y, then a new letter."""
    found: list[tuple[Piece, ...]] = []
    if word[place].isdigit() or word[place] == "_":
        return found
    size = len(word)
    for end in range(min(size, place + longest), place, -1):
        known = _lookup(word[place:end], bracket and end == size, scope)
        if known is None:
            continue
        kind, value = known
        if kind in ("function", "defined"):
            if end == size:
                found.append(((kind, value, place, end, PRODUCT),))
            elif not bracket and word[end] != "_":
                number = _NUMBER.match(word, end)
                piece: Piece = (kind, value, place, end, PRODUCT)
                if number:
                    found.append((piece, ("number", float(number.group()), end, number.end(), PRODUCT)))
                else:
                    found.append((piece,))
        else:
            found.append((_subscripted(word, end, kind, value, place),))
    if word[place] in "xy" or free:
        found.append((_subscripted(word, place + 1, "name", spelled(word[place]), place),))
    return found


def _subscripted(word: str, end: int, kind: str, value: object, place: int = 0) -> Piece:
    """The name that ends at `end`, with the digits or the `_subscript` that follow it."""
    match = _DIGITS.match(word, end) or _SUBSCRIPT.match(word, end)
    if match is None:
        return kind, value, place, end, PRODUCT
    return "name", spelled(word[place : match.end()]), place, match.end(), PRODUCT


def _dotted(found: list[Token], i: int, scope: Scope, text: str) -> tuple[Token, int]:
    """The token of `np.sin` or `D.x`, and the place behind it."""
    head, tail = found[i], found[i + 2]
    first, last = head.value, tail.value
    i += 3
    if first in scope.tables:
        if last not in scope.tables[first]:
            columns = ", ".join(sorted(scope.tables[first]))
            near = difflib.get_close_matches(last, scope.tables[first], 1)
            fix = written(tail.span, near[0]) if near else None
            raise LangError(f"`{first}` has no column `{last}`", tail.span, text, f"its columns are {columns}", fix)
        return Token("column", (first, last), head.start, tail.end, PRODUCT), i
    if first not in PREFIXES and not (first == "nn" and last == "functional" and _goes_on(found, i)):
        raise _method(found, i, head, tail, text)
    while last in _INNER and _goes_on(found, i):
        tail = found[i + 1]
        last = tail.value
        i += 2
    if last in CONSTANT_SPELLINGS and last in ("pi", "e", "tau", "inf"):
        return Token("constant", CONSTANT_SPELLINGS[last], head.start, tail.end, PRODUCT), i
    decided = PREFIX_DECIDES.get(("np" if first == "numpy" else first, last))
    if decided is not None:
        return Token("function", decided, head.start, tail.end, PRODUCT), i
    if last in UNREAD:
        span = Span(head.start, tail.end)
        raise LangError(f"`{first}.{last}` is not read in a formula", span, text, UNREAD[last])
    if last not in PREFIXED:
        close = [MISTAKES[last]] if last in MISTAKES else difflib.get_close_matches(last, PREFIXED, 1)
        span = Span(head.start, tail.end)
        close_hint, fix = (
            (f"did you mean `{first}.{close[0]}`?", written(tail.span, close[0])) if close else (None, None)
        )
        raise LangError(f"`{first}.{last}` is not known here", span, text, close_hint, fix)
    return Token("function", PREFIXED[last], head.start, tail.end, PRODUCT), i


def _goes_on(found: list[Token], i: int) -> bool:
    """Whether a dot and a word stand at place `i`."""
    return i + 1 < len(found) and found[i].value == "." and found[i + 1].kind == "word"


def _method(found: list[Token], i: int, head: Token, tail: Token, text: str) -> LangError:
    """The error for `x.mean` and `x.mean()`, where x is no table and no library; `i` is the place behind."""
    first, last = text[head.start : head.end], str(tail.value)
    if first in _FOREIGN:
        span, meant = Span(head.start, tail.end), f"{_FOREIGN[first]}{last}"
        known = last in PREFIXED
        hint = f"write {meant}" if known else "the prefixes are torch., np., math. and F."
        return LangError(
            f"the prefix `{first}.` is not read", span, text, hint, written(span, meant) if known else None
        )
    message = f"`.{last}` cannot follow `{first}`: no data item has this name"
    if last not in ALIASES:
        return LangError(message, Span(head.start, tail.end), text, "to multiply, write * or a blank")
    end, more = tail.end, ""
    if i < len(found) and found[i].value == "(":
        closing = matching(found, found[i])
        if closing is None:
            return LangError(message, Span(head.start, tail.end), text, f"write {last}({first}, …)")
        end, more = closing.end, text[found[i].end : closing.start].strip()
    span, meant = Span(head.start, end), f"{last}({first}{', ' * bool(more)}{more})"
    return LangError(message, span, text, f"write {meant}", written(span, meant))


def _unknown(token: Token, word: str, bracket: bool, scope: Scope, text: str) -> LangError:
    """The error for a run that cannot be split, with the nearest known name or the factors that it may be."""
    span = token.span
    if word in UNREAD:
        return LangError(f"`{word}` is not read in a formula", span, text, UNREAD[word])
    if word == "then":
        return _chosen(token, text)
    if word[-1] == "_" and text[token.end : token.end + 1] == "{":
        mended = from_latex(text)
        fix = None if mended is None or mended == text else rewritten(text, mended, "write without LaTeX")
        return LangError("braces in a subscript are LaTeX", span, text, "write x_1 and x_1^2", fix)
    shown = word if len(word) < 40 else word[:37] + "…"
    latin = word.translate(_GREEK_SHAPES)
    if latin != word and (latin in ALIASES or latin in scope.functions):
        fix = Fix(span, latin, "use Latin letters")
        return LangError(f"there are Greek letters in `{shown}`", span, text, f"write {latin} in Latin letters", fix)
    if word == "root" and bracket and _several(text, token.end):
        return LangError("`root` is not known", span, text, "write nthroot(x, n)", written(span, "nthroot"))
    near, factors = _nearest(word, bracket, scope), _factors(token, word, bracket, scope, text)
    if near and not (factors and near in word[1:]):
        return LangError(f"`{shown}` is not known", span, text, f"did you mean `{near}`?", written(span, near))
    message = f"`{shown}` is not a known function" if bracket else f"`{shown}` is not known"
    if factors is None:
        return LangError(message, span, text, "put a blank or * between factors")
    if bracket and not factors[1]:
        return LangError(message, span, text, f"write {factors[0]} (…)", written(span, f"{factors[0]} "))
    hint = f"to multiply, write {factors[0]}" + ("" if bracket else f"; or give it a value: {word} = 1")
    return LangError(message, span, text, hint, written(span, factors[0]))


def _chosen(token: Token, text: str) -> LangError:
    """The error for `if c then a else b`."""
    begin = text.rfind("\n", 0, token.start) + 1
    start = text.find("if", begin, token.start)
    end = text.find("\n", token.end)
    found = None if start < 0 else _THEN.fullmatch(text, start, len(text) if end < 0 else end)
    hint = "write a if c else b, or {c: a, b}"
    fix = None
    if found is not None and not re.search(r"\b(?:if|then)\b", "|".join(found.groups())):
        meant = f"{found[2]} if {found[1]} else {found[3]}"
        span = Span(start, found.end())
        # Within a formula the choice would take in what stands before it.
        fix = Fix(span, meant, label("write", meant)) if text[begin:start].rstrip()[-1:] in ("", "=") else None
    return LangError("`then` has no meaning here", token.span, text, hint, fix)


def _several(text: str, opening: int) -> bool:
    """Whether the brackets that open here hold more than one value."""
    depth = 0
    for sign in text[text.find("(", opening) :]:
        depth += (sign in "([{") - (sign in ")]}")
        if not depth:
            return False
        if sign == "," and depth == 1:
            return True
    return False


_COEFFICIENTS: Final = frozenset("abcdxyz")
"""Letters of which two side by side are a product sooner than the beginning of a name."""


def _nearest(word: str, bracket: bool, scope: Scope) -> str | None:
    """The known name that a word most likely is a slip of."""
    if word in MISTAKES:
        return MISTAKES[word]
    small = word.lower()
    if small != word:
        small = MISTAKES.get(small, small)
        if small in ALIASES or small in scope.functions:
            return small
    if bracket and len(word) == 2 and not _COEFFICIENTS.issuperset(word):  # `si(x)`: a function that begins so
        begun = [name for name in (*FUNCTIONS, *scope.functions) if name.startswith(word)]
        return min(begun, key=len) if begun else None
    if not 2 < len(word) < 40:
        return None
    known = {*ALIASES, *CONSTANT_SPELLINGS, *GREEK, *scope.functions, *scope.expressions, *scope.values, *scope.columns}
    close = difflib.get_close_matches(word, known, 1, 0.7)
    return close[0] if close else None


def _factors(token: Token, word: str, bracket: bool, scope: Scope, text: str) -> tuple[str, bool] | None:
    """A run as factors with blanks between, new letters allowed, and whether it ends in a call; None if it is long."""
    letters = sum(not (c.isdigit() or c == "_") for c in word)
    pieces = _split(word, bracket, scope, free=True) or _split(word, False, scope, free=True)
    if pieces is None or not (letters <= 6 or any(b - a > 2 for _, _, a, b, _ in pieces)) or letters > 20:
        return None
    shown = " ".join(text[token.start + a : token.start + b] for _, _, a, b, _ in pieces)
    return shown, pieces[-1][0] in ("function", "defined")
