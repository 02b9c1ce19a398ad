"""The expressions of a program: nodes of Python's syntax tree to nodes of ours. What is not read is refused by name."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct, field

from gradexplorer.lang import program_calls, program_lists
from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.functions import ALIASES, FUNCTIONS
from gradexplorer.lang.limits import NESTING
from gradexplorer.lang.mending import written
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK_WORD, spelled
from gradexplorer.lang.program_loops import comprehension
from gradexplorer.lang.program_names import Imports, constant, function
from gradexplorer.lang.program_outline import Places, too_deep
from gradexplorer.lang.statements import Routine
from gradexplorer.lang.tree import (
    And,
    Call,
    Column,
    Compare,
    Constant,
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
    Reference,
    Slice,
    Sum,
)
from gradexplorer.lang.words import Scope

_SUMS: Final = {ast.Add: "+", ast.Sub: "-"}
_PRODUCTS: Final = {ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.MatMult: "@"}
_SIGNS: Final = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_REFUSED: Final = {
    ast.BitXor: ("`^` is Python's exclusive or, not a power", "write **"),
    ast.BitAnd: ("`&` is not read in a program", "write and"),
    ast.BitOr: ("`|` is not read in a program", "write or; write abs( ) for bars"),
    ast.LShift: ("`<<` is not read in a program", None),
    ast.RShift: ("`>>` is not read in a program", None),
    ast.Is: ("`is` is not read in a program", "write =="),
    ast.IsNot: ("`is not` is not read in a program", "write !="),
    ast.In: ("`in` is read in a `for` only", "write comparisons"),
    ast.NotIn: ("`not in` is not read in a program", "write comparisons"),
    ast.Invert: ("`~` is not read in a program", "write not"),
}
_ELSEWHERE: Final = {
    **dict.fromkeys(
        ("rand", "randn", "randint", "rand_like", "randn_like", "normal", "uniform", "random"),
        "random numbers would differ at every look: write them out, or take data",
    ),
    **dict.fromkeys(("grad", "autograd", "make_dot"), "the app computes gradients itself: delete this line"),
    "reversed": "count down: range(n - 1, -1, -1)",
    "map": "write a list: [f(v) for v in x]",
    "optim": "the app runs descents itself: delete this line",
    "cuda": "the app chooses the device itself: delete this line",
    "nn": "write the layer out: torch.tanh(W @ x + b)",
    "meshgrid": "the app takes the points itself: write f(x) alone",
}
"""What is often pasted and has its place elsewhere, and what to do."""
_KINDS: Final = {
    ast.Dict: "a dictionary",
    ast.Set: "a set",
    ast.DictComp: "a dictionary",
    ast.SetComp: "a set",
    ast.Lambda: "a lambda inside an expression",
    ast.NamedExpr: "`:=`",
    ast.Starred: "a star before an argument",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield from`",
    ast.JoinedStr: "text in quotes",
    ast.FormattedValue: "text in quotes",
}


class Expressions(Struct):
    """Reads the expressions of one program.

    `bound`: the names that have a value of the program's own at this place. `routines`: the functions that it defines.
    `free`: the other names, with the place of their first use. `notes`: remarks on what has no effect. `lists`: the
    names that stand for lists which the program builds. `looping`: whether this stands in a loop.
    """

    text: str
    places: Places
    scope: Scope
    imports: Imports
    routines: Mapping[str, Routine]
    bound: frozenset[str] = frozenset()
    free: dict[str, Span] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    depth: int = 0
    lists: frozenset[str] = frozenset()
    looping: bool = False

    # What `parse_calls.call` asks of a reader.

    def error(self, message: str, span: Span, hint: str | None = None, fix: Fix | None = None) -> LangError:
        """An error in this text."""
        return LangError(message, span, self.text, hint, fix)

    def shown(self, token: Any) -> str:
        """A stretch of the text as it was typed; `token` has its `span`."""
        return self.text[token.span.start : token.span.end]

    def span(self, node: Any) -> Span:
        """The span of a node of Python's."""
        return self.places.span(node)

    def refused(self, node: Any, what: str, hint: str | None = None) -> LangError:
        """The error that something is not read in a program."""
        return self.error(f"{what} is not read in a program", self.span(node), hint)

    def read(self, node: ast.expr) -> Node:
        """The tree of an expression. Raises LangError for what is not read, and beyond the nesting bound."""
        rule = _RULES.get(type(node))
        if rule is None:
            raise self.refused(node, _KINDS.get(type(node), f"`{type(node).__name__}`"))
        self.depth += 1
        if self.depth > NESTING:
            raise too_deep(self.span(node), self.text)
        found = rule(self, node)
        self.depth -= 1
        return found

    def truth(self, node: ast.expr) -> Node:
        """The tree of a condition, where a number holds if it is not 0."""
        if isinstance(node, ast.BoolOp):
            return _truths(self, node)
        return self.read(node)

    def inside(self, names: frozenset[str]) -> Expressions:
        """The same reader where `names` have a value too; what it finds belongs to both."""
        return Expressions(
            self.text,
            self.places,
            self.scope,
            self.imports,
            self.routines,
            self.bound | names,
            self.free,
            self.notes,
            self.depth,
            self.lists - names,
        )

    def use(self, name: str, span: Span) -> Node:
        """A name without a value of the program's own: it is the document's, or a new slider."""
        self.free.setdefault(name, span)
        return Name(name, span)


def _constant(reader: Expressions, node: ast.Constant) -> Node:
    value = node.value
    if isinstance(value, bool):
        return Number(float(value), reader.span(node))
    if isinstance(value, int | float):
        try:
            return Number(float(value), reader.span(node))
        except OverflowError:
            return Number(float("inf"), reader.span(node))
    what = {str: "text in quotes", bytes: "text in quotes", complex: "a complex number"}.get(type(value))
    if value is None:
        raise reader.error("`None` has no value here", reader.span(node), "write a number")
    hint = "no value is a text here: delete what only draws or prints" if isinstance(value, str) else None
    raise reader.refused(node, what or "`...`", hint)


def _name(reader: Expressions, node: ast.Name) -> Node:
    raw, span, scope = node.id, reader.span(node), reader.scope
    if raw.startswith("__"):
        raise reader.refused(node, f"`{raw}`")
    name = spelled(raw)
    if name in reader.bound:
        return Name(name, span)
    if name in reader.routines or name in scope.functions:
        raise reader.error(f"`{raw}` is a function: it needs its arguments", span, f"write {raw}(…)")
    library, original = reader.imports.names.get(raw, ("", raw))
    known = constant(library, original)
    if library and known is None and function(library, original) is None:
        raise reader.error(f"`{library}.{original}` is not known here", span)
    if name in scope.values:
        return reader.use(name, span)
    if name in scope.expressions:
        return Reference(name, span)
    if known is not None:
        return Constant(known, span)
    if library or (raw in ALIASES and name not in GREEK_WORD):
        raise reader.error(f"`{raw}` is a function: it needs its arguments", span, f"write {raw}(x)")
    if raw in scope.columns and raw not in ("x", "y"):
        return _column(reader, raw, span)
    letters = name.rstrip("0123456789")
    if len(letters) == 1 or (letters[:1] in GREEK_WORD and letters[1:2] == "_"):
        return reader.use(name, span)
    raise unknown(reader, raw, span)


def _column(reader: Expressions, name: str, span: Span) -> Node:
    tables = reader.scope.columns[name]
    if len(tables) > 1:
        choices = " or ".join(f"{table}.{name}" for table in tables)
        raise reader.error(f"more than one data item has a column `{name}`", span, f"write {choices}")
    return Column(tables[0], name, span)


def unknown(reader: Expressions, raw: str, span: Span, *, call: bool = False) -> LangError:
    """The error for a name that nothing gives a value, or for a `call` of no known function, with the nearest one."""
    known = {*reader.bound, *reader.routines, *reader.imports.names, *reader.scope.functions, *reader.scope.values}
    known |= set(ALIASES) if call else set(CONSTANT_SPELLINGS)
    close = difflib.get_close_matches(raw, known, 1, 0.7)
    if close:
        fix = written(span, close[0])
        return reader.error(f"`{raw}` is not known", span, f"did you mean `{close[0]}`?", fix)
    if call:
        hint = next((_ELSEWHERE[part] for part in raw.split(".") if part in _ELSEWHERE), None)
        return reader.error(f"`{raw}` is not known here", span, hint)
    if raw in reader.imports.modules:
        return reader.error(f"a name is missing behind `{raw}`", span, f"write for example {raw}.sin(x)")
    return reader.error(f"`{raw}` has no value", span, f"give it one first: {raw} = 1")


def _attribute(reader: Expressions, node: ast.Attribute) -> Node:
    span = reader.span(node)
    dotted = reader.imports.dotted(node)
    if dotted is not None:
        known = constant(*dotted)
        if known is not None:
            return Constant(known, span)
        if function(*dotted) is not None:
            raise reader.error(f"`{reader.text[span.start : span.end]}` is a function: it needs its arguments", span)
        raise reader.error(f"`{reader.text[span.start : span.end]}` is not known here", span)
    base = node.value
    if isinstance(base, ast.Name) and base.id in reader.scope.tables and spelled(base.id) not in reader.bound:
        columns = reader.scope.tables[base.id]
        if node.attr not in columns:
            hint = f"its columns are {', '.join(sorted(columns))}"
            raise reader.error(f"`{base.id}` has no column `{node.attr}`", span, hint)
        return Column(base.id, node.attr, span)
    if node.attr in ("T", "mT"):
        return Call("transpose", (reader.read(base),), span)
    return program_calls.attribute(reader, node, span)


def _binary(reader: Expressions, node: ast.BinOp) -> Node:
    kind = type(node.op)
    if kind in _SUMS or kind in _PRODUCTS:
        return _chain(reader, node, _SUMS if kind in _SUMS else _PRODUCTS)
    if kind in _REFUSED:
        message, hint = _REFUSED[kind]
        raise reader.error(message, reader.span(node), hint, _operator_fix(reader, node))
    left, right, span = reader.read(node.left), reader.read(node.right), reader.span(node)
    if kind is ast.Pow:
        return Power(left, right, span)
    return Call("floor_divide", (left, right), span)


def _operator_fix(reader: Expressions, node: ast.BinOp) -> Fix | None:
    """`**` for `^`, in place."""
    start, end = reader.span(node.left).end, reader.span(node.right).start
    place = reader.text.find("^", start, end)
    return Fix(Span(place, place + 1), "**", "write **") if isinstance(node.op, ast.BitXor) and place >= 0 else None


def _chain(reader: Expressions, node: ast.BinOp, signs: Mapping[type[ast.operator], str]) -> Node:
    """A sum or a product, taken apart along its left side without recursion."""
    parts: list[ast.expr] = []
    found: list[str] = []
    head: ast.expr = node
    while isinstance(head, ast.BinOp) and type(head.op) in signs:
        parts.append(head.right)
        found.append(signs[type(head.op)])
        program_lists.refuse_arithmetic(reader, found[-1], [head.left, head.right])
        head = head.left
    operands = tuple(reader.read(part) for part in (head, *reversed(parts)))
    kind = Sum if signs is _SUMS else Product
    return kind(operands, tuple(reversed(found)), reader.span(node))


def _unary(reader: Expressions, node: ast.UnaryOp) -> Node:
    kind = type(node.op)
    if kind in _REFUSED:
        message, hint = _REFUSED[kind]
        raise reader.error(message, reader.span(node), hint)
    operand = reader.read(node.operand)
    if kind is ast.UAdd:
        return operand
    return (Negate if kind is ast.USub else Not)(operand, reader.span(node))


def _compare(reader: Expressions, node: ast.Compare) -> Node:
    for op in node.ops:
        if type(op) in _REFUSED:
            message, hint = _REFUSED[type(op)]
            raise reader.error(message, reader.span(node), hint)
    operands = tuple(reader.read(part) for part in (node.left, *node.comparators))
    return Compare(operands, tuple(_SIGNS[type(op)] for op in node.ops), reader.span(node))


def _logical(reader: Expressions, node: ast.BoolOp) -> Node:
    """`and`, `or` as a value: of truths alone, for Python's would be one of the operands itself."""
    made = _truths(reader, node)
    for operand in made.operands:
        truth = isinstance(operand, Compare | And | Or | Not) or (
            isinstance(operand, Call) and FUNCTIONS[operand.function].truth
        )
        if not truth:
            word = "and" if isinstance(made, And) else "or"
            message = f"`{word}` between numbers is not read in a program"
            raise reader.error(message, made.span, "write a if c else b, or compare: x != 0")
    return made


def _truths(reader: Expressions, node: ast.BoolOp) -> And | Or:
    operands = tuple(reader.truth(part) for part in node.values)
    return (And if isinstance(node.op, ast.And) else Or)(operands, reader.span(node))


def _ternary(reader: Expressions, node: ast.IfExp) -> Node:
    condition, value, otherwise = reader.truth(node.test), reader.read(node.body), reader.read(node.orelse)
    return Piecewise((condition,), (value,), otherwise, reader.span(node))


def _items(reader: Expressions, node: ast.List | ast.Tuple) -> Node:
    if not node.elts:
        raise reader.error("this list is empty", reader.span(node))
    return Items(tuple(reader.read(part) for part in node.elts), reader.span(node))


def _subscript(reader: Expressions, node: ast.Subscript) -> Node:
    pair = program_calls.pair_member(reader, node)
    if pair is not None:
        return pair
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" and program_calls.is_zero(node.slice):
        return Call("len", (reader.read(node.value.value),), reader.span(node))
    if not parts:
        raise reader.error("an index is missing between the brackets", reader.span(node), "write x[0]")
    operand = reader.read(node.value)
    return Index(operand, tuple(_index(reader, part) for part in parts), reader.span(node))


def _index(reader: Expressions, node: ast.expr) -> Node:
    if isinstance(node, ast.Constant) and node.value is None:
        return NewAxis(reader.span(node))
    if isinstance(node, ast.Slice):
        bounds = [None if part is None else reader.read(part) for part in (node.lower, node.upper, node.step)]
        return Slice(bounds[0], bounds[1], bounds[2], reader.span(node))
    dotted = reader.imports.dotted(node)
    if dotted == ("numpy", "newaxis"):
        return NewAxis(reader.span(node))
    return reader.read(node)


_RULES: Final[dict[type[ast.expr], Callable[[Expressions, Any], Node]]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logical,
    ast.IfExp: _ternary,
    ast.List: _items,
    ast.Tuple: _items,
    ast.Subscript: _subscript,
    ast.ListComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.Call: program_calls.call,
}
