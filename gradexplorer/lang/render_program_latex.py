"""A program in LaTeX: its function as an equation where it is one expression, else its lines one below the other."""

from __future__ import annotations

from collections.abc import Iterator

from gradexplorer.lang.names import latex_name
from gradexplorer.lang.program_meaning import Meaning
from gradexplorer.lang.render_latex import latex
from gradexplorer.lang.statements import (
    Assign,
    Break,
    Continue,
    For,
    If,
    Program,
    Return,
    Routine,
    Statement,
    While,
)
from gradexplorer.lang.tree import Node, Number, Range, Zip

_INDENT = r"\quad "


def program_latex(tree: Program, means: Meaning) -> str:
    """The LaTeX of a program."""
    if len(tree.body) == 1 and means.result is not None and len(means.result.body) == 1:
        (part,) = means.result.body
        if isinstance(part, Return):
            return latex(part.value, means.result.name, means.result.parameters)
    lines = [line for part in tree.body for line in (_routine(part) if isinstance(part, Routine) else _line(part, ""))]
    return lines[0] if len(lines) == 1 else r"\begin{array}{l}" + r" \\ ".join(lines) + r"\end{array}"


def _word(text: str) -> str:
    return rf"\textbf{{{text}}}"


def _routine(part: Routine) -> Iterator[str]:
    if len(part.body) == 1 and isinstance(part.body[0], Return):
        yield latex(part.body[0].value, part.name, part.parameters)
        return
    yield rf"{latex_name(part.name)}\left({', '.join(map(latex_name, part.parameters))}\right):"
    yield from _block(part.body, _INDENT)


def _block(body: tuple[Statement, ...], indent: str) -> Iterator[str]:
    for part in body:
        yield from _line(part, indent)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(latex_name, names))


def _line(part: Statement, indent: str) -> Iterator[str]:
    deeper = indent + _INDENT
    if isinstance(part, Assign):
        values = ", ".join(latex(value) for value in part.values)
        yield indent + r" \leftarrow ".join([*map(_names, part.targets), values])
    elif isinstance(part, If):
        yield f"{indent}{_word('if')}\\; {latex(part.condition)}:"
        yield from _block(part.body, deeper)
        if part.otherwise:
            yield f"{indent}{_word('else')}:"
            yield from _block(part.otherwise, deeper)
    elif isinstance(part, For):
        yield f"{indent}{_word('for')}\\; {_names(part.names)} = {_over(part.over)}:"
        yield from _block(part.body, deeper)
    elif isinstance(part, While):
        yield f"{indent}{_word('while')}\\; {latex(part.condition)}:"
        yield from _block(part.body, deeper)
    elif isinstance(part, Return):
        yield f"{indent}{_word('return')}\\; {latex(part.value)}"
    else:
        yield indent + _word({Break: "break", Continue: "continue"}[type(part)])


def _over(node: Node) -> str:
    if isinstance(node, Zip):
        return rf"\operatorname{{zip}}\left({', '.join(map(_over, node.parts))}\right)"
    if not isinstance(node, Range):
        return latex(node)
    last = latex(node.high) + " - 1"
    if isinstance(node.high, Number):
        last = latex(Number(node.high.value - 1, node.high.span))
    return rf"{latex(node.low)}, \ldots, {last}"
