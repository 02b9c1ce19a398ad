"""Calls: known functions with and without brackets, defined functions, primes, series, diff and grad."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from gradexplorer.lang import parse_brackets, parse_operands, parse_options
from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.functions import FUNCTIONS, FunctionInfo
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.limits import DERIVATIVE_ORDER
from gradexplorer.lang.mending import inserted, matching, top_level, written
from gradexplorer.lang.miscounted import arity, other_count
from gradexplorer.lang.operators import POWER, SUM
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Compare,
    Derivative,
    Factorial,
    Gradient,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Option,
    Or,
    Power,
    Product,
    Series,
    Sum,
    walk,
)

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser


class Reader(Protocol):
    """What making a call needs of the parser, or of the reader of programs."""

    text: str

    def shown(self, token: Token) -> str:
        """A token as it was typed."""

    def error(self, message: str, span: Span, hint: str | None = None, fix: Fix | None = None) -> LangError:
        """An error in this text."""


_COMPARISONS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OPERATORS: Final = {
    "pow": 2,
    "add": 2,
    "sub": 2,
    "rsub": 2,
    "mul": 2,
    "div": 2,
    "matmul": 2,
    "neg": 1,
    "pos": 1,
    "factorial": 1,
    "and": 2,
    "or": 2,
    "not": 1,
    **dict.fromkeys(_COMPARISONS, 2),
}
"""Functions that are written as operators, and how many values they take."""
_SINGLE: Final[dict[str, Callable[[Node, Span], Node]]] = {"neg": Negate, "not": Not, "factorial": Factorial}


def root(sign: str, operand: Node, span: Span) -> Node:
    """`√operand` or `∛operand`."""
    return Call("sqrt" if sign == "√" else "cbrt", (operand,), span)


def function(parser: Parser, token: Token) -> Node:
    """A known function: `sin(x)`, `sin x`, `sin^2 x`, `sum(…, k=1..4)`, `diff(…)`, `grad(h)(…)`."""
    parser.place += 1
    name = token.value
    special = _SPECIAL.get(name)
    if special is not None:
        return special(parser, token)
    opening = parser.token
    exponent = None
    if opening.joins >= POWER:
        exponent = _function_power(parser, token, FUNCTIONS.get(name))
        opening = parser.token
    if opening.value == "(" and opening.kind == "op":
        options: dict[str, Option] = {}
        arguments = _arguments(parser, opening, name, options)
        made = call(parser, name, arguments, Span(token.start, parser.tokens[parser.place - 1].end), token)
        if options:
            made = parse_options.with_options(parser, made, options, token)
    else:
        made = _without_brackets(parser, token, FUNCTIONS.get(name))
    return made if exponent is None else Power(made, exponent, made.span)


def _without_brackets(parser: Parser, token: Token, info: FunctionInfo | None) -> Node:
    """`sin x`. Raises LangError for a function that is not elementwise or takes several values."""
    name = token.value
    if name == "math.log" or (info is not None and info.single):
        argument = _bare(parser, token)
        return Call("log" if name == "math.log" else name, (argument,), token.span.to(argument.span))
    raise _needs_brackets(parser, token, info)


def _needs_brackets(parser: Parser, token: Token, info: FunctionInfo | None) -> LangError:
    """The error for `max x, y` and `x mod 2`."""
    shown = parser.shown(token)
    message = f"`{shown}` needs brackets"
    if token.value == "remainder" and parser.place > 1:
        return parser.error(message, token.span, "write a % b", written(token.span, "%"))
    least = 2 if info is None or info.kind == "extreme" else info.least
    hint = f"write {shown}({', '.join('abcd'[:least])})"
    rest = parser.tokens[parser.place : -1]
    # Outside all brackets the commas can only be those of this function.
    count = 0 if parser.nesting else len(top_level(rest, ","))
    if not count or info is None or not least <= count + 1 <= info.most:
        return parser.error(message, token.span, hint)
    span = token.span.to(rest[-1].span)
    inside = parser.text[rest[0].start : rest[-1].end]
    return parser.error(message, token.span, hint, written(span, f"{shown}({inside})"))


def _function_power(parser: Parser, token: Token, info: FunctionInfo | None) -> Node | None:
    """The exponent of `sin^2 x`; None where there is none. A negative one is refused."""
    sign = parser.token
    if sign.kind == "sup":
        parser.place += 1
        exponent: Node = Number(float(abs(sign.value)), sign.span)
        negative = sign.value < 0
    elif parser.at("^"):
        parser.place += 1
        negative = parser.at("-")
        parser.place += negative
        if parser.token.kind == "end":
            raise parser.error(f"something is missing after `{parser.shown(sign)}`", sign.span)
        if parser.token.kind == "function":
            raise parser.error(f"`{parser.shown(token)}` needs an argument", token.span)
        exponent = parse_operands.primary(parser, parser.token)
        negative = negative or type(exponent) is Negate
    else:
        return None
    span = token.span.to(parser.tokens[parser.place - 1].span)
    shown = parser.shown(token)
    if info is None or not info.single:
        raise parser.error(f"`{shown}` cannot be raised to a power here", span, f"write {shown}(…)^2")
    if negative:
        raise _negative_power(parser, token, info, exponent, span)
    return exponent


def _negative_power(parser: Parser, token: Token, info: FunctionInfo, exponent: Node, span: Span) -> LangError:
    """The error for `sin^-1 x`, which is arcsine to some and 1/sin(x) to others."""
    shown = parser.shown(token)
    size = exponent.operand if isinstance(exponent, Negate) else exponent
    message = f"a negative power of `{shown}` can mean two things"
    if not isinstance(size, Number) or size.value != 1:
        return parser.error(message, span, f"write 1/{shown}(x)^n, or {shown}(x)^(-n)")
    if info.inverse is None:
        return parser.error(message, span, f"write 1/{shown}(x)")
    hint = f"write {info.inverse}(x) for the inverse function, or 1/{shown}(x)"
    touching = parser.token.kind in ("name", "number", "constant", "reference") and parser.token.start == span.end
    return parser.error(message, span, hint, written(span, info.inverse + " " * touching))


def _bare(parser: Parser, token: Token) -> Node:
    """The argument of a function without brackets: the implicit product that follows, powers included."""
    following = parser.token
    shown = parser.shown(token)
    if following.value == "'" and following.kind == "op" and token.kind == "function":
        hint = f"write diff({shown}(x), x)"
        raise parser.error("a prime stands only behind the name of a defined function", following.span, hint)
    if following.kind == "end" or (following.kind == "op" and following.value not in ("-", "+", "√", "∛", "|", "{")):
        raise parser.error(f"`{shown}` needs an argument", token.span, f"write {shown}(x)")
    if following.value == "|" and parser.bars and following.kind == "op":
        raise parser.error(f"`{shown}` needs an argument", token.span, f"write {shown}(x)")
    parser.deeper(token)
    factors = [parser.expression(POWER)]
    signs: list[str] = []
    while parser.starts_factor(parser.token) and parser.token.kind not in ("function", "defined"):
        parser.implicit(parser.token, [])
        signs.append("*")
        factors.append(parser.expression(POWER))
    parser.nesting -= 1
    if not signs:
        return factors[0]
    return Product(tuple(factors), tuple(signs), Span(factors[0].span.start, factors[-1].span.end))


def _arguments(parser: Parser, opening: Token, name: str, options: dict[str, Option]) -> list[Node]:
    """The arguments between brackets. In the condition of `where` a single `=` compares."""
    if name == "clamp":
        return parse_options.clamp(parser, opening, opening.span)
    if name != "where":
        return parse_brackets.items(parser, opening, ")", "an argument", options)
    parser.place += 1
    parser.deeper(opening)
    bars, parser.bars = parser.bars, []
    equal, parser.equal = parser.equal, True
    found = [parser.expression(0)]
    parser.equal = False
    while parser.at(","):
        parser.place += 1
        found.append(parser.expression(0))
    parser.expect(")", opening)
    parser.bars, parser.equal = bars, equal
    parser.nesting -= 1
    return found


def call(parser: Reader, name: str, arguments: list[Node], span: Span, token: Token) -> Node:
    """The node of a known function with its arguments, after checking their number."""
    if name in _OPERATORS:
        arity(parser, parser.shown(token), len(arguments), _OPERATORS[name], span)
        return _operator(name, arguments, span)
    if name == "math.log":
        name = "logb" if len(arguments) == 2 else "log"
    if name in ("np.max", "np.min"):
        name = name[3:]
        if len(arguments) > 1:
            hint = f"write {name}(…, axis=0), or {name}imum(a, b)"
            raise parser.error(f"`{parser.shown(token)}` takes one vector", span, hint)
    info = FUNCTIONS[name]
    if info.least <= len(arguments) <= info.most:
        return Call(name, tuple(arguments), span)
    raise other_count(parser, info, arguments, span, token)


def _operator(name: str, arguments: list[Node], span: Span) -> Node:
    """`pow(x, 2)` and `torch.add(a, b)` are the operators that they stand for."""
    if name == "pow":
        return Power(arguments[0], arguments[1], span)
    if name in _COMPARISONS:
        return Compare(tuple(arguments), (_COMPARISONS[name],), span)
    if name in _SINGLE:
        return _SINGLE[name](arguments[0], span)
    if name == "rsub":
        name, arguments = "sub", arguments[::-1]
    first = arguments[0]
    if name == "pos":
        return first
    if name in ("and", "or"):
        kind = And if name == "and" else Or
        head = first.operands if isinstance(first, kind) else (first,)
        return kind((*head, arguments[1]), span)
    sign = {"add": "+", "sub": "-", "mul": "*", "div": "/", "matmul": "@"}[name]
    if sign in "+-":
        terms = (first.terms, first.signs) if type(first) is Sum else ((first,), ())
        return Sum((*terms[0], arguments[1]), (*terms[1], sign), span)
    factors = (first.factors, first.signs) if type(first) is Product else ((first,), ())
    return Product((*factors[0], arguments[1]), (*factors[1], sign), span)


def _series(parser: Parser, token: Token) -> Node:
    """`sum(vector)` or `sum(body, k=1..4)`."""
    kind = token.value
    shown = parser.shown(token)
    if not parser.at("("):
        raise parser.error(f"`{shown}` needs brackets", token.span, f"write {shown}([a, b]) or {shown}(k x^k, k=1..4)")
    opening = parser.token
    parser.place += 1
    if parser.at(")"):
        raise parser.error(f"`{shown}` needs a vector or a series", token.span, f"write {shown}(k x^k, k=1..4)")
    parser.deeper(opening)
    bars, parser.bars = parser.bars, []
    equal, parser.equal = parser.equal, False
    found: Node | None = None
    options: dict[str, Option] = {}
    if parser.token.kind == "name" and parser.tokens[parser.place + 1].value == "=":
        raise _bounds_first(parser, opening, shown)
    arguments = [parser.expression(0)]
    while parser.at(","):
        parser.place += 1
        name, sign = parser.token, parser.tokens[min(parser.place + 1, len(parser.tokens) - 1)]
        if name.kind != "option" and len(arguments) == 1 and sign.kind == "op" and sign.value == "=":
            found = _range(parser, kind, arguments[0], name)
            break
        if name.kind == "option":
            options = parse_options.keywords(parser)
            break
        arguments.append(parser.expression(0))
    end = parser.expect(")", opening)
    parser.bars, parser.equal = bars, equal
    parser.nesting -= 1
    span = token.span.to(end.span)
    if isinstance(found, Series):
        return Series(kind, found.body, found.counter, found.low, found.high, span)
    return parse_options.with_options(parser, call(parser, kind, arguments, span, token), options, token)


def _bounds_first(parser: Parser, opening: Token, shown: str) -> LangError:
    """The error for `sum(k=1..4, k x^k)`."""
    name, end = parser.token, matching(parser.tokens, opening)
    fix = None
    if end is not None:
        commas = top_level(parser.tokens[parser.place : parser.tokens.index(end)], ",")
        if len(commas) == 1:
            bounds = parser.text[opening.end : commas[0].start].strip()
            body = parser.text[commas[0].end : end.start].strip()
            fix = written(Span(opening.end, end.start), f"{body}, {bounds}") if body and ".." in bounds else None
    message = "the bounds of a series stand behind what is added"
    return parser.error(message, name.span, f"write {shown}(k x^k, k=1..4)", fix)


def _range(parser: Parser, kind: str, body: Node, name: Token) -> Node:
    """`k=1..4` behind the comma of a series."""
    shown = parser.shown(name)
    if name.kind != "name":
        raise parser.error(f"`{shown}` cannot count a series", name.span, "take a letter such as k")
    parser.place += 2
    low = parser.expression(SUM)
    if not parser.at(".."):
        between = parser.at(",") or parser.at(":")
        fix = written(parser.token.span, "..") if between else None
        raise parser.error("the range of this series has no `..`", name.span.to(low.span), f"write {shown}=1..4", fix)
    parser.place += 1
    high = parser.expression(SUM)
    return Series(kind, body, str(name.value), low, high, body.span)


def _diff(parser: Parser, token: Token) -> Node:
    """`diff(expr, x)` and `diff(expr, x, 2)`."""
    if not parser.at("("):
        raise parser.error("`diff` needs brackets", token.span, "write diff(x^2, x)")
    arguments = parse_brackets.items(parser, parser.token, ")", "an argument")
    span = token.span.to(parser.tokens[parser.place - 1].span)
    if not 2 <= len(arguments) <= 3:
        names = {node.name for node in walk(arguments[0]) if isinstance(node, Name)} if len(arguments) == 1 else ()
        fix = inserted(span.end - 1, f", {next(iter(names))}") if len(names) == 1 else None
        raise parser.error(f"`diff` takes 2 values, not {len(arguments)}", span, "write diff(expr, x)", fix)
    variable = arguments[1]
    if not isinstance(variable, Name):
        raise parser.error("the second value of `diff` is the name of a variable", variable.span, "diff(expr, x)")
    order = arguments[2] if len(arguments) == 3 else Number(1.0, span)
    if not isinstance(order, Number) or order.value not in range(1, DERIVATIVE_ORDER + 1):
        raise parser.error(f"the order of a derivative is a whole number from 1 to {DERIVATIVE_ORDER}", order.span)
    return Derivative(arguments[0], variable.name, int(order.value), span)


def _grad(parser: Parser, token: Token) -> Node:
    """`grad(h)(1, 2)`."""
    hint = "write grad(h)(1, 2), with h(x, y) = … defined"
    named = parser.tokens[parser.place + 1] if parser.at("(") else parser.token
    if not parser.at("(") or named.kind != "defined" or parser.tokens[parser.place + 2].value != ")":
        raise parser.error("`grad` takes the name of a defined function", token.span, hint)
    parser.place += 3
    if not parser.at("("):
        message = f"grad({named.value}) is a function: it needs a point"
        raise parser.error(message, token.span.to(named.span), f"write grad({named.value})(1, 2)")
    name = str(named.value)
    arguments = parse_brackets.items(parser, parser.token, ")", "an argument")
    span = token.span.to(parser.tokens[parser.place - 1].span)
    count = parser.scope.functions[name]
    arity(parser, f"grad({name})", len(arguments), count, span)
    return Gradient(name, tuple(arguments), span)


_SPECIAL: Final[dict[str, Callable[[Parser, Token], Node]]] = {
    "diff": _diff,
    "grad": _grad,
    "sum": _series,
    "prod": _series,
}
"""Functions whose arguments are read in a way of their own."""


def defined(parser: Parser, token: Token) -> Node:
    """A function of the document: `f(x)`, `f'(x)`, `f x`."""
    parser.place += 1
    name = str(token.value)
    order = 0
    while parser.at("'"):
        parser.place += 1
        order += 1
    marked = token.span.to(parser.tokens[parser.place - 1].span)
    wanted = parser.scope.functions[name]
    if order > DERIVATIVE_ORDER:
        raise parser.error(f"derivatives go up to order {DERIVATIVE_ORDER}", marked)
    if order and wanted != 1:
        hint = f"write grad({name})(…) for all, or diff({name}(…), x) for one"
        raise parser.error(f"`{name}` has {wanted} arguments, so a prime is not clear", marked, hint)
    if parser.token.kind == "sup" or parser.at("^"):
        raise _power_of_defined(parser, name, marked)
    if parser.at("("):
        arguments = parse_brackets.items(parser, parser.token, ")", "an argument")
        span = token.span.to(parser.tokens[parser.place - 1].span)
        arity(parser, name, len(arguments), wanted, span)
        return Apply(name, tuple(arguments), order, span)
    if wanted != 1:
        raise parser.error(f"`{name}` is a function of {wanted} arguments", marked, f"write {name}(…)")
    argument = _bare(parser, token)
    return Apply(name, (argument,), order, token.span.to(argument.span))


def _power_of_defined(parser: Parser, name: str, marked: Span) -> LangError:
    """The error for `f^2(x)`, which is f(x)^2 to some and f(f(x)) to others."""
    message, hint = f"a power of the function `{name}` itself is not read", f"write {name}(x)^2"
    start = parser.token
    if start.value < 0 if start.kind == "sup" else parser.tokens[parser.place + 1].value in ("-", "("):
        hint = f"inverse functions are not computed; write 1/{name}(x), or {name}(x)^(…) for a power"
        return parser.error(message, marked, hint)
    parser.place += 1
    if start.kind != "sup" and parser.token.kind == "number":
        parser.place += 1
    exponent, opening = Span(marked.end, parser.tokens[parser.place - 1].end), parser.token
    end = matching(parser.tokens, opening) if parser.at("(") else None
    if end is None:
        return parser.error(message, marked, hint)
    moved = parser.text[opening.start : end.end] + parser.text[exponent.start : exponent.end].strip()
    return parser.error(message, marked, hint, written(Span(exponent.start, end.end), moved))


def product_note(name: str, span: Span) -> Note:
    """The remark that a letter before a bracket was read as a factor."""
    return Note(f"`{name}` is not a defined function, so {name}(…) is read as the product {name}·(…)", span)
