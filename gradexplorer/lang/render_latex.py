"""A tree as LaTeX, within what `ziamath.Latex` sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.names import latex_name
from gradexplorer.lang.render_text import number
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Column,
    Compare,
    Comprehension,
    Constant,
    Derivative,
    Factorial,
    Gradient,
    Index,
    Items,
    Name,
    Negate,
    NewAxis,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Range,
    Reference,
    Series,
    Slice,
    Sum,
    Zip,
)

_OR, _AND, _NOT, _COMPARE, _SUM, _BIG, _PRODUCT, _UNARY, _FRACTION, _POWER, _ATOM = range(1, 12)
_SIGNS: Final = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_ROW: Final = r" \\ "
_CONSTANTS: Final = {"pi": r"\pi", "e": "e", "tau": r"\tau", "inf": r"\infty", "phi": r"\varphi"}


def latex(node: Node, name: str | None = None, parameters: tuple[str, ...] | None = None) -> str:
    """A tree as LaTeX, with `name(parameters) =` before it where a name is given."""
    body = _text(node)[0]
    if name is None:
        return body
    if parameters is None:
        return f"{latex_name(name)} = {body}"
    return f"{latex_name(name)}({', '.join(latex_name(p) for p in parameters)}) = {body}"


def _text(node: Node) -> tuple[str, int]:
    """The LaTeX, and how tightly its outermost operator binds."""
    return _RULES[type(node)](node)


def _at(node: Node, level: int) -> str:
    text, own = _text(node)
    return text if own >= level else _bracketed(text)


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_text(node)[0] for node in nodes)


def _number(node: Number) -> tuple[str, int]:
    text = number(node.value)
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return text, _ATOM
    return rf"{mantissa} \times 10^{{{int(exponent)}}}", _PRODUCT


def _sum(node: Sum) -> tuple[str, int]:
    parts = [_at(node.terms[0], _BIG)]
    for sign, term in zip(node.signs, node.terms[1:], strict=True):
        parts.append(f" {sign} {_at(term, _BIG) if not isinstance(term, Negate) else _bracketed(_text(term)[0])}")
    return "".join(parts), _SUM


def _product(node: Product) -> tuple[str, int]:
    last = len(node.factors) - 1
    text, level = _factor(node.factors[0], last == 0 or node.signs[0] == "/", node.signs[0] == "/")
    parts = [text]
    before: Node | None = node.factors[0]
    for i, (sign, factor) in enumerate(zip(node.signs, node.factors[1:], strict=True), 1):
        if sign == "/":
            parts, level, before = [rf"\frac{{{''.join(parts)}}}{{{_text(factor)[0]}}}"], _FRACTION, None
            continue
        if isinstance(factor, Negate):
            shown = _bracketed(_text(factor)[0])
        else:
            shown = _factor(factor, i == last or node.signs[i] == "/", False)[0]
        if sign == "*":
            parts += [_between(before, factor, shown), shown]
        else:
            parts.append(rf" \bmod {shown}" if sign == "%" else rf" \ @\ {shown}")
        level, before = _PRODUCT, factor
    return "".join(parts), level


def _factor(node: Node, last: bool, alone: bool) -> tuple[str, int]:
    """A factor; a function without brackets and a large operator stand last only. `alone`: it fills a numerator."""
    if not last and not alone and _bare(node):
        return _closed(node), _ATOM
    text, level = _text(node)
    if alone:
        return text, level
    return (text, level) if level >= _PRODUCT and not isinstance(node, Product) else (_bracketed(text), _ATOM)


def _between(before: Node | None, factor: Node, shown: str) -> str:
    """What stands between two factors: nothing visible, or a dot where digits would meet."""
    if shown[0].isdigit() or (shown.startswith((r"\frac{", r"\infty")) and isinstance(before, Number)):
        return r" \cdot "
    if isinstance(before, Apply | Reference | Name) and shown.startswith(r"\left("):
        return r" \cdot "
    if isinstance(before, Column) or isinstance(factor, Column):
        return r"\,"
    if isinstance(before, Name | Column | Reference) and isinstance(factor, Items):
        return r" \cdot "
    return " " if not isinstance(before, Number) else ""


def _negate(node: Negate) -> tuple[str, int]:
    # Once: every level that asked twice would double the work.
    operand = _bracketed(_text(node.operand)[0]) if isinstance(node.operand, Negate) else _at(node.operand, _FRACTION)
    return f"-{operand}", _UNARY


def _power(node: Power) -> tuple[str, int]:
    exponent = _text(node.exponent)[0]
    base = node.base
    if isinstance(base, Call) and isinstance(node.exponent, Number) and FUNCTIONS[base.function].latex in _NAMED:
        return f"{FUNCTIONS[base.function].latex}^{{{exponent}}}{_argument(base.arguments[0])}", _POWER
    text, level = _text(base)
    if level < _ATOM or _bare(base) or (isinstance(base, Call) and base.function in ("sqrt", "cbrt", "nthroot")):
        text = _bracketed(text)
    return f"{text}^{{{exponent}}}", _POWER


_NAMES: Final = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "cot", "sec", "csc", "coth", "ln")
_NAMED: Final = frozenset(rf"\{name}" for name in _NAMES)


def _bare(node: Node) -> bool:
    """Whether this is set as a function without brackets, so that nothing may follow it directly."""
    if isinstance(node, Power):
        return _bare(node.base) and isinstance(node.exponent, Number)
    if isinstance(node, Series | Derivative):
        return isinstance(node, Series)
    if not isinstance(node, Call) or len(node.arguments) != 1:
        return False
    info = FUNCTIONS[node.function]
    return info.single and node.function not in _SPECIAL and info.latex not in _LETTERS and _simple(node.arguments[0])


_LETTERS: Final = frozenset({r"\Gamma", r"\zeta", "I_{0}", "I_{1}"})
"""Functions that are set as a letter: without brackets they would be names."""


def _closed(node: Node) -> str:
    """A bare function with brackets around its argument, or a large operator in brackets."""
    if isinstance(node, Power) and isinstance(node.base, Call):
        call = node.base
        argument = _bracketed(_text(call.arguments[0])[0])
        if FUNCTIONS[call.function].latex in _NAMED:
            return f"{FUNCTIONS[call.function].latex}^{{{_text(node.exponent)[0]}}}{argument}"
        return _text(node)[0]
    if isinstance(node, Call):
        return FUNCTIONS[node.function].latex + _bracketed(_text(node.arguments[0])[0])
    return _bracketed(_text(node)[0])


def _simple(node: Node) -> bool:
    """An argument that needs no brackets: `x`, `2`, `4x`."""
    if isinstance(node, Number | Name | Constant):
        return True
    if isinstance(node, Product) and len(node.factors) == 2 and node.signs == ("*",):
        return isinstance(node.factors[0], Number) and isinstance(node.factors[1], Name | Constant)
    return False


def _argument(node: Node) -> str:
    text = _text(node)[0]
    return f" {text}" if _simple(node) else _bracketed(text)


_SPECIAL: Final[dict[str, Callable[[tuple[str, ...]], str]]] = {
    "abs": lambda a: rf"\left|{a[0]}\right|",
    "sqrt": lambda a: rf"\sqrt{{{a[0]}}}",
    "cbrt": lambda a: rf"\sqrt[3]{{{a[0]}}}",
    "nthroot": lambda a: rf"\sqrt[{a[1]}]{{{a[0]}}}",
    "floor": lambda a: rf"\left\lfloor {a[0]}\right\rfloor",
    "ceil": lambda a: rf"\left\lceil {a[0]}\right\rceil",
    "norm": lambda a: rf"\left\lVert {a[0]}\right\rVert",
}


def _is(node: Node, value: float) -> bool:
    """Whether a node is this number: log2(x), log10(x) and cbrt(x) are functions of their own."""
    return isinstance(node, Number) and node.value == value


def _call(node: Call) -> tuple[str, int]:
    if node.options:
        shown = ", ".join(rf"\text{{{word}}} = {value}" for word, value in node.options)
        return FUNCTIONS[node.function].latex + _bracketed(f"{_list(node.arguments)};\\ {shown}"), _ATOM
    if node.function in _SPECIAL and not (node.function == "nthroot" and _is(node.arguments[1], 3.0)):
        return _SPECIAL[node.function](tuple(_text(argument)[0] for argument in node.arguments)), _ATOM
    if node.function == "logb" and not (_is(node.arguments[1], 2.0) or _is(node.arguments[1], 10.0)):
        return rf"\log_{{{_text(node.arguments[1])[0]}}}{_bracketed(_text(node.arguments[0])[0])}", _ATOM
    info = FUNCTIONS[node.function]
    if _bare(node):
        return f"{info.latex}{_argument(node.arguments[0])}", _POWER
    return info.latex + _bracketed(_list(node.arguments)), _ATOM


def _apply(node: Apply) -> tuple[str, int]:
    return f"{latex_name(node.name)}{chr(39) * node.order}{_bracketed(_list(node.arguments))}", _ATOM


def _derivative(node: Derivative) -> tuple[str, int]:
    power = f"^{{{node.order}}}" if node.order > 1 else ""
    over, under = rf"\mathrm{{d}}{power}", rf"\mathrm{{d}}{latex_name(node.variable)}{power}"
    return rf"\frac{{{over}}}{{{under}}}{_bracketed(_text(node.body)[0])}", _POWER


def _compare(node: Compare) -> tuple[str, int]:
    parts = [_at(node.operands[0], _SUM)]
    for sign, operand in zip(node.signs, node.operands[1:], strict=True):
        parts.append(f" {_SIGNS[sign]} {_at(operand, _SUM)}")
    return "".join(parts), _COMPARE


def _chain(word: str, level: int) -> Callable[[Any], tuple[str, int]]:
    def text(node: And | Or) -> tuple[str, int]:
        return rf"\ \text{{{word}}}\ ".join(_at(operand, level + 1) for operand in node.operands), level

    return text


def _piecewise(node: Piecewise) -> tuple[str, int]:
    rows = [
        rf"{_text(value)[0]} & \text{{if }} {_text(condition)[0]}"
        for condition, value in zip(node.conditions, node.values, strict=True)
    ]
    if node.otherwise is not None:
        rows.append(rf"{_text(node.otherwise)[0]} & \text{{otherwise}}")
    return rf"\begin{{cases}}{_ROW.join(rows)}\end{{cases}}", _POWER


def _series(node: Series) -> tuple[str, int]:
    low, high = _text(node.low)[0], _text(node.high)[0]
    return rf"\{node.kind}_{{{latex_name(node.counter)}={low}}}^{{{high}}} {_at(node.body, _PRODUCT)}", _BIG


def _items(node: Items) -> tuple[str, int]:
    if all(isinstance(item, Items) for item in node.items):
        rows = [" & ".join(_text(entry)[0] for entry in item.items) for item in node.items if isinstance(item, Items)]
        return rf"\begin{{bmatrix}}{_ROW.join(rows)}\end{{bmatrix}}", _ATOM
    return rf"\left[{_list(node.items)}\right]", _ATOM


def _index(node: Index) -> tuple[str, int]:
    base = node.operand
    text = _text(base)[0] if isinstance(base, Name | Reference | Column | Index) else _bracketed(_text(base)[0])
    return f"{text}[{_list(node.indices)}]", _ATOM


def _slice(node: Slice) -> tuple[str, int]:
    parts = ["" if part is None else _at(part, _SUM) for part in (node.low, node.high, node.step)]
    return ":".join(parts if parts[2] else parts[:2]), _ATOM


def _range(node: Range) -> tuple[str, int]:
    step = "" if node.step == Number(1.0, node.step.span) else rf";\ {_text(node.step)[0]}"
    return rf"\left[{_text(node.low)[0]},\ {_text(node.high)[0]}{step}\right)", _ATOM


def _comprehension(node: Comprehension) -> tuple[str, int]:
    names = ", ".join(map(latex_name, node.names))
    condition = "" if node.condition is None else rf",\ {_text(node.condition)[0]}"
    return rf"\left[{_text(node.item)[0]} \mid {names} \in {_text(node.over)[0]}{condition}\right]", _ATOM


def _factorial(node: Factorial) -> tuple[str, int]:
    text = _at(node.operand, _ATOM)
    return f"{_bracketed(text) if isinstance(node.operand, Factorial) else text}!", _ATOM


_RULES: Final[dict[type, Callable[[Any], tuple[str, int]]]] = {
    Number: _number,
    Constant: lambda node: (_CONSTANTS[node.name], _ATOM),
    Name: lambda node: (latex_name(node.name), _ATOM),
    Reference: lambda node: (latex_name(node.name), _ATOM),
    Column: lambda node: (rf"{latex_name(node.table)}.{latex_name(node.column)}", _ATOM),
    Negate: _negate,
    Sum: _sum,
    Product: _product,
    Power: _power,
    Factorial: _factorial,
    Call: _call,
    Apply: _apply,
    Derivative: _derivative,
    Gradient: lambda node: (rf"\nabla {latex_name(node.name)}{_bracketed(_list(node.arguments))}", _ATOM),
    Compare: _compare,
    And: _chain("and", _AND),
    Or: _chain("or", _OR),
    Not: lambda node: (rf"\text{{not}}\ {_at(node.operand, _COMPARE)}", _NOT),
    Piecewise: _piecewise,
    Series: _series,
    Items: _items,
    Index: _index,
    Slice: _slice,
    NewAxis: lambda node: (r"\cdot", _ATOM),
    Range: _range,
    Zip: lambda node: (rf"\operatorname{{zip}}\left({_list(node.parts)}\right)", _ATOM),
    Comprehension: _comprehension,
}
