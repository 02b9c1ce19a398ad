"""Is a text a program, and what does it define? Found from Python's own syntax tree before names have a meaning.

Nothing of a program is ever compiled or run by Python: `ast.parse` only reads it.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left
from typing import Any, Final

from msgspec import Struct, field

from gradexplorer.lang.errors import LangError, Span
from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.lang.names import PROGRAM_WORDS, spelled
from gradexplorer.lang.program_syntax import NOTEBOOK, broken, too_deep as too_deep

_ASSIGNMENT: Final = re.compile(
    r"[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*(?::\s*[\w.\[\]]+\s*)?(?:\*\*|//|[-+*/%@])?=(?!=)\s*\S"
)
_AUGMENTED: Final = re.compile(r"[^\W\d]\w*\s*(?:\*\*|//|[-+*/%@])=(?!=)\s*\S")
_BLOCK: Final = re.compile(r"(?:if|elif)\b.*:|(?:else|class|try|with|async|match|def|for|while)\b.*:\s*(?:#.*)?$")
_LAMBDA: Final = re.compile(r"\blambda\b[^:]*:")
_STATEMENT: Final = re.compile(r"(?:import|from|del|global|assert|raise|print|for|while|def|return)\b\s*[\w(@]|@\w")
_PYTHON: Final = re.compile(r"\*\*|//|\b(?:torch|np|numpy|math)\.|[\"']|^[^\S\n]+\S", re.MULTILINE)
_TENSOR: Final = re.compile(r"\b(?:torch\.|np\.|numpy\.|(?<![\w.]))(?:tensor|Tensor|array|from_numpy)\(")
"""What makes an array, which a formula cannot read."""
_CAPITAL: Final = re.compile(r"(?:Def|DEF)\s+\w+\s*\(.*\)\s*:")
_WORD: Final = re.compile(r"([A-Za-z]+)\b(?!\s*=[^=])")


class Places(Struct, frozen=True, eq=False):
    """The spans of Python's nodes, which count lines and bytes of UTF-8."""

    text: str
    starts: tuple[int, ...]
    extra: dict[int, list[int]] = field(default_factory=dict)
    """Where a line starts, and its bytes that go on with a character instead of beginning one; of lines met so far."""

    @classmethod
    def of(cls, text: str) -> Places:
        """The places of a text."""
        return cls(text, (0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))))

    def offset(self, line: int, byte: int) -> int:
        """The character offset of a byte in a line counted from 1."""
        start = self.starts[min(max(line, 1), len(self.starts)) - 1]
        if self.text.isascii():  # known of a text as it is, while a line would be looked through at every node
            return min(start + byte, len(self.text))
        extra = self.extra.get(start)
        if extra is None:
            end = self.starts[line] if line < len(self.starts) else len(self.text)
            here = self.text[start:end].encode("utf-8", "surrogatepass")
            extra = self.extra[start] = [place for place, value in enumerate(here) if value & 0xC0 == 0x80]
        return min(start + byte - bisect_left(extra, byte), len(self.text))

    def span(self, node: Any) -> Span:
        """The span of a node."""
        return Span(self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset))

    def before(self, node: Any) -> Span:
        """The span of a compound statement's first line."""
        span = self.span(node)
        end = self.text.find("\n", span.start)
        return Span(span.start, span.end if end < 0 else min(end, span.end))


class Outline(Struct, frozen=True, eq=False):
    """A program before names have a meaning.

    `name` and `required`: the last function and its parameters without a default; None where there is no function.
    """

    text: str
    module: ast.Module
    places: Places
    name: str | None
    required: tuple[str, ...]

    @property
    def name_span(self) -> Span:
        """Where the last function gets its name."""
        node = _last_function(self.module)
        return self.places.before(node) if node is not None else Span(0, len(self.text))


def is_program(text: str) -> bool:
    """Whether a text is a program and not mathematics.

    It is one where its first word is `def`, `for`, `while`, `return`, `import` or `from`, where it has a lambda, a
    block or another statement of Python's, or several lines of assignments that Python can read; an array that is made
    in one of several lines, and a line of a notebook, show a program too. Only what is read at all is looked at.
    """
    text = text[: SOURCE_BYTES]
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        return False
    first = _WORD.match(lines[0])
    if first is not None and first[1] in PROGRAM_WORDS and lines[0] != first[1]:
        return True
    if _CAPITAL.match(lines[0]):
        return True
    if len(lines) > 1 and any(NOTEBOOK.match(line) for line in lines):
        return True
    if "lambda" in text and _LAMBDA.search(text):
        return True
    if "=" in text and any(_AUGMENTED.match(line) for line in lines):
        return True
    if len(lines) > 1 and any(_BLOCK.match(line) or _STATEMENT.match(line) for line in lines):
        return True
    count = sum(_ASSIGNMENT.match(line) is not None for line in lines)
    if len(lines) > 1 and count and _TENSOR.search(text):
        return True
    if count < 2:
        return False
    # Definitions of mathematics may stand in several lines too: `a = 2`, `b = 3x`, `f(x) = a x + b`.
    return _PYTHON.search(text) is not None or _readable(text)


def _readable(text: str) -> bool:
    try:
        _parsed(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in strings and the like, which have no meaning here anyway
        return ast.parse(text)


def outline(text: str) -> Outline:
    """The outline of a program. Raises LangError where Python's syntax is broken."""
    places = Places.of(text)
    try:
        module = _parsed(text)
    except SyntaxError as error:
        raise broken(error, text, places) from None
    except (ValueError, MemoryError, RecursionError):
        bad = next((i for i, c in enumerate(text) if c == "\0" or "\ud800" <= c <= "\udfff"), None)
        if bad is not None:
            message = f"an invisible character (U+{ord(text[bad]):04X}) stands here"
            raise LangError(message, Span(bad, bad + 1), text, "delete it") from None
        raise too_deep(Span(0, len(text)), text) from None
    function = _last_function(module)
    if function is None:
        return Outline(text, module, places, None, ())
    arguments = function.args.args
    required = arguments[: len(arguments) - len(function.args.defaults)]
    return Outline(text, module, places, _name(module, function), tuple(spelled(part.arg) for part in required))


def _last_function(module: ast.Module) -> ast.FunctionDef | ast.Lambda | None:
    for node in reversed(module.body):
        if isinstance(node, ast.FunctionDef):
            return node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            return node.value
    return None


def _name(module: ast.Module, function: ast.FunctionDef | ast.Lambda) -> str | None:
    if isinstance(function, ast.FunctionDef):
        return spelled(function.name)
    for node in module.body:
        if isinstance(node, ast.Assign) and node.value is function and isinstance(node.targets[0], ast.Name):
            return spelled(node.targets[0].id)
    return None
