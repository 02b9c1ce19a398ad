"""Reading a program: Python's syntax tree to ours, and what the program means as a function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec import Struct

from gradexplorer.lang import program_calls, program_lists
from gradexplorer.lang.errors import Fix, LangError, Note, Span
from gradexplorer.lang.limits import NESTING
from gradexplorer.lang.names import spelled
from gradexplorer.lang.program_expressions import Expressions
from gradexplorer.lang.program_loops import loop, targets
from gradexplorer.lang.program_meaning import refuse_rings
from gradexplorer.lang.program_names import DRAWING, Imports, root
from gradexplorer.lang.program_outline import Outline, too_deep
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
    assigned,
)
from gradexplorer.lang.tree import Apply, Column, Items, Name, Node, Reference, walk
from gradexplorer.lang.words import Scope

_SILENT: Final = frozenset({"print", "display"})
_WITHOUT_EFFECT: Final = frozenset({"backward", "zero_", "zero_grad", "manual_seed", "requires_grad_", "retain_grad"})
_SHOWN: Final = frozenset({"grad", "grad_fn", "shape", "dtype", "device", "data", "requires_grad", "is_leaf"})
"""Attributes that a line of its own shows in a notebook."""
_KINDS: Final = {
    ast.ClassDef: ("`class`", "write functions"),
    ast.AsyncFunctionDef: ("`async`", None),
    ast.Try: ("`try`", "a value outside a domain is nan here, never an error"),
    ast.Raise: ("`raise`", None),
    ast.Assert: ("`assert`", None),
    ast.Global: ("`global`", "return the value instead"),
    ast.Nonlocal: ("`nonlocal`", "return the value instead"),
    ast.Delete: ("`del`", None),
    ast.With: ("`with`", "only torch.no_grad() may stand there"),
    ast.AsyncFor: ("`async`", None),
    ast.AsyncWith: ("`async`", None),
    ast.Match: ("`match`", "write if and elif"),
}


class ReadProgram(Struct, frozen=True):
    """A program that was read.

    `free`: the names that it gives no value, by place.
    """

    tree: Program
    notes: tuple[Note, ...]
    free: dict[str, Span]


def read_program(outline: Outline, scope: Scope) -> ReadProgram:
    """The tree of a program among the names of its document. Raises LangError for what is not read."""
    return _Reader(outline, scope).program()


class _Reader:
    def __init__(self, outline: Outline, scope: Scope) -> None:
        self.outline, self.scope = outline, scope
        self.imports = Imports()
        self.routines: dict[str, Routine] = {}
        self.variables: list[str] = []
        self.expressions = Expressions(outline.text, outline.places, scope, self.imports, self.routines)
        self.aliases: dict[str, str] = {}
        self.loops = 0
        self.inside = False
        self.depth = 0

    def error(self, message: str, node: Any, hint: str | None = None) -> LangError:
        span = self.outline.places.before(node) if isinstance(node, ast.stmt) else self.outline.places.span(node)
        return LangError(message, span, self.outline.text, hint)

    def note(self, message: str, node: Any) -> None:
        self.expressions.notes.append(Note(message, self.outline.places.before(node)))

    def program(self) -> ReadProgram:
        """Functions first, by their heads, since they may use one another; then every statement."""
        module, text = self.outline.module, self.outline.text
        for node in module.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.take_import(node)
        functions = {id(node): self.head(node) for node in module.body if _is_function(node)}
        self.expressions.bound, self.expressions.lists = _names(module.body), program_lists.lists(module.body)
        body: list[Statement | Routine] = []
        for node in module.body:
            if id(node) in functions:
                routine = self.routine(node, functions[id(node)])
                self.routines[routine.name] = routine
                body.append(routine)
            else:
                body.extend(self.statement(node))
        tree = Program(tuple(body), Span(0, len(text)), tuple(self.variables))
        refuse_rings(tree, text)
        if not tree.routines and not any(assigned((part,)) for part in tree.body if not isinstance(part, Routine)):
            raise LangError("this program gives no name a value", tree.span, text, "write y = … or a function")
        found = self.expressions
        return ReadProgram(tree, tuple(found.notes), dict(found.free))

    def take_import(self, node: ast.Import | ast.ImportFrom) -> None:
        stranger = self.imports.take(node)
        if stranger is not None:
            hint = "torch, numpy and math can; delete the line if nothing below needs it"
            raise self.error(f"`{stranger}` cannot be imported", node, hint)
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        drawing = all(name.partition(".")[0] in DRAWING for name in names)
        what = "the app draws by itself" if drawing else "torch, numpy and math are there"
        self.note(f"imports have no effect: {what}", node)

    # ------------------------------------------------------------------------------------------ functions

    def head(self, node: Any) -> Routine:
        """A function's name and parameters, before any body is read."""
        named: Any = node.targets[0] if isinstance(node, ast.Assign) else None
        holder: Any = node.value if isinstance(node, ast.Assign) else node
        arguments, name = holder.args, spelled(named.id if named is not None else node.name)
        if name in self.routines:
            raise self.error(f"`{name}` is defined twice", node, "take another name")
        if getattr(node, "decorator_list", None):
            raise self.error("decorators are not read in a program", node)
        extra = arguments.vararg or arguments.kwarg
        if extra is not None:
            raise self.error("a star before an argument is not read in a program", extra)
        if arguments.kwonlyargs or arguments.posonlyargs:
            raise self.error("`*` and `/` between arguments are not read in a program", node)
        parameters = tuple(spelled(part.arg) for part in arguments.args)
        if len(set(parameters)) < len(parameters):
            raise self.error(f"`{name}` has two arguments of the same name", node)
        defaults = tuple(self.default(part) for part in arguments.defaults)
        routine = Routine(name, parameters, defaults, (), self.outline.places.span(node))
        self.routines[name] = routine
        return routine

    def default(self, node: ast.expr) -> Node:
        """The default of a parameter: made of numbers alone."""
        value = self.expressions.read(node)
        if any(isinstance(part, Name | Reference | Column | Apply) for part in walk(value)):
            raise self.error("a default is a number, or a list of numbers", node)
        return value

    def routine(self, node: Any, head: Routine) -> Routine:
        """A function with its body."""
        kept, self.inside = self.expressions, True
        aliases, self.aliases = self.aliases, {}
        if isinstance(node, ast.Assign):
            lambda_body = node.value.body  # type: ignore[attr-defined]
            self.expressions = kept.inside(frozenset(head.parameters))
            value = self.expressions.read(lambda_body)
            body: tuple[Statement, ...] = (Return(value, value.span),)
        else:
            self.expressions = kept.inside(frozenset(head.parameters) | _names(node.body))
            self.expressions.lists = program_lists.lists(node.body) - frozenset(head.parameters)
            body = self.block(node.body)
            if not any(isinstance(part, Return) for part in _every(body)):
                raise self.error(f"`{head.name}` has no `return`", node, "end it with return …")
        self.expressions, self.inside, self.aliases = kept, False, aliases
        return Routine(head.name, head.parameters, head.defaults, body, head.span)

    # ------------------------------------------------------------------------------------------ statements

    def block(self, nodes: Iterable[ast.stmt]) -> tuple[Statement, ...]:
        self.depth += 1
        found = tuple(part for node in nodes for part in self.statement(node))
        self.depth -= 1
        return found

    def statement(self, node: ast.stmt) -> tuple[Statement, ...]:
        """A statement as ours; nothing for one without effect. Raises LangError for one that is not read."""
        if self.depth > NESTING:
            raise too_deep(self.outline.places.before(node), self.outline.text)
        rule = _STATEMENTS.get(type(node))
        if rule is None:
            what, hint = _KINDS.get(type(node), (f"`{type(node).__name__}`", None))
            raise self.error(f"{what} is not read in a program", node, hint)
        return rule(self, node)

    def assign(self, node: ast.Assign) -> tuple[Statement, ...]:
        if isinstance(node.value, ast.Lambda):
            raise self.error("a lambda is read at the top of a program only", node, "write a def")
        names = tuple(targets(self.expressions, part) for part in node.targets)
        self.refuse_functions(names, node)
        values = self.values(node.value, max(map(len, names)), node)
        other = values[0].name if len(values) == 1 and isinstance(values[0], Name) else None
        for name in (name for target in names for name in target):
            self.renamed(name, other)
        parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] * len(names[0])
        for name, part in zip(names[0], parts, strict=False):
            if not self.depth and _wants_gradient(part) and name not in self.variables:
                self.variables.append(name)
        return (Assign(names, values, self.outline.places.span(node)),)

    def values(self, value: ast.expr, count: int, node: ast.stmt) -> tuple[Node, ...]:
        """What an assignment to `count` names gives: so many values, or one to take apart."""
        if count == 1:
            empty = isinstance(value, ast.List) and not value.elts
            return (Items((), self.outline.places.span(value)) if empty else self.expressions.read(value),)
        if isinstance(value, ast.Tuple | ast.List):
            if len(value.elts) != count:
                raise self.error(f"{count} names are given {len(value.elts)} values", node)
            return tuple(self.expressions.read(part) for part in value.elts)
        pair = program_calls.pair(self.expressions, value) if count == 2 else None
        return pair if pair is not None else (self.expressions.read(value),)

    def refuse_functions(self, names: Iterable[tuple[str, ...]], node: ast.stmt) -> None:
        for name in (name for target in names for name in target):
            if name in self.routines:
                raise self.error(f"`{name}` is a function and a value", node, "take another name")

    def augment(self, node: ast.AugAssign) -> tuple[Statement, ...]:
        """`x += v` is `x = x + v`."""
        if not isinstance(node.target, ast.Name):
            targets(self.expressions, node.target)
        left = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)  # type: ignore[union-attr]
        whole = ast.copy_location(ast.BinOp(left, node.op, node.value), node)
        names, span = (targets(self.expressions, node.target),), self.outline.places.span(node)
        self.refuse_functions(names, node)
        if isinstance(node.op, ast.Add) and names[0][0] in self.expressions.lists:
            joined = program_lists.together(self.expressions, left, node.value, span, one=False)
            return (Assign(names, (joined,), span),)
        other = self.aliases.get(names[0][0])
        if other is not None:
            self.note(f"`{names[0][0]}` gets a new value; were `{other}` a tensor, PyTorch would change it too", node)
        self.renamed(names[0][0], None)
        value = self.expressions.read(whole)
        # The operator itself stands left of the right side, so a chain there keeps its own brackets.
        return (Assign(names, (value,), span),)

    def renamed(self, name: str, other: str | None) -> None:
        """A name has a new value: that of the `other` name as it is, or one of its own."""
        self.aliases = {one: two for one, two in self.aliases.items() if name not in (one, two)}
        if other is not None:
            self.aliases[name] = other

    def annotate(self, node: ast.AnnAssign) -> tuple[Statement, ...]:
        if node.value is None:
            raise self.error("this name is given no value", node, "write it with its value: y: float = 0")
        plain = ast.copy_location(ast.Assign([node.target], node.value), node)
        return self.assign(plain)

    def expression(self, node: ast.Expr) -> tuple[Statement, ...]:
        """A line that is an expression: it has no effect, and only some are let through."""
        whole = node.value
        if isinstance(whole, ast.Constant) and isinstance(whole.value, str):
            return ()
        if isinstance(whole, ast.Call):
            call, named = whole, whole.func
            if isinstance(named, ast.Name) and named.id in _SILENT:
                self.note(f"`{named.id}(…)` has no effect: values stand in the panels", node)
                return ()
            if isinstance(named, ast.Attribute) and named.attr in ("append", "extend"):
                span = self.outline.places.span(node)
                name, value = program_lists.grown(self.expressions, named, call.args, span)
                return (Assign(((name,),), (value,), span),)
            if self.expressions.imports.draws(named) and root(named) not in self.expressions.bound:
                self.note(f"`{ast.unparse(named)}(…)` has no effect: the app draws by itself", node)
                return ()
            if isinstance(named, ast.Attribute) and named.attr in _WITHOUT_EFFECT:
                self.note(f"`.{named.attr}(…)` has no effect: gradients are computed anew at every point", node)
                if named.attr == "requires_grad_" and isinstance(named.value, ast.Name) and not self.depth:
                    self.variables.append(spelled(named.value.id))
                return ()
        if isinstance(whole, ast.Attribute) and whole.attr in _SHOWN and isinstance(whole.value, ast.Name):
            self.note(f"`{ast.unparse(whole)}` has no effect: values and gradients stand in the panels", node)
            return ()
        if isinstance(whole, ast.Lambda):
            alone = len(self.outline.module.body) == 1 and not self.depth
            place = self.outline.places.span(node).start
            fix = Fix(Span(place, place), "f = ", "insert f =") if alone else None
            error = self.error("this lambda has no name", node, "write f = lambda x: …")
            raise LangError(error.message, error.span, error.source, error.hint, fix)
        try:
            self.expressions.read(whole)
        except LangError as error:
            error.hint = error.hint or "delete this line if nothing below needs it: it gives no name a value"
            raise
        self.note("this line has no effect: give its value a name, y = …", node)
        return ()

    def branch(self, node: ast.If) -> tuple[Statement, ...]:
        condition = self.expressions.truth(node.test)
        return (If(condition, self.block(node.body), self.block(node.orelse), self.outline.places.before(node)),)

    def loop(self, node: ast.For) -> tuple[Statement, ...]:
        run_over, names = loop(self.expressions, node.iter, node.target)
        self.refuse_functions((names,), node)
        program_lists.refuse_growth(self.expressions, node)
        return (For(names, run_over, self.turns(node), self.outline.places.before(node)),)

    def repeat(self, node: ast.While) -> tuple[Statement, ...]:
        condition = self.expressions.truth(node.test)
        return (While(condition, self.turns(node), self.outline.places.before(node)),)

    def turns(self, node: ast.For | ast.While) -> tuple[Statement, ...]:
        """The body of a loop."""
        if node.orelse:
            raise self.error("`else` behind a loop is not read in a program", node.orelse[0])
        self.loops += 1
        self.expressions.looping = True
        body = self.block(node.body)
        self.loops -= 1
        self.expressions.looping = self.loops > 0
        return body

    def leave(self, node: ast.Break | ast.Continue) -> tuple[Statement, ...]:
        word = "break" if isinstance(node, ast.Break) else "continue"
        if not self.loops:
            raise self.error(f"`{word}` stands outside a loop", node)
        span = self.outline.places.span(node)
        return (Break(span) if isinstance(node, ast.Break) else Continue(span),)

    def give(self, node: ast.Return) -> tuple[Statement, ...]:
        if not self.inside:
            raise self.error("`return` stands outside a function", node, "begin with def f(x):")
        if node.value is None:
            raise self.error("this `return` has no value", node, "write return …")
        if isinstance(node.value, ast.Tuple):
            raise self.error("a function returns one value", node.value, "return a list: [a, b]")
        return (Return(self.expressions.read(node.value), self.outline.places.span(node)),)

    def manage(self, node: ast.With) -> tuple[Statement, ...]:
        for item in node.items:
            shown = ast.unparse(item.context_expr)
            if item.optional_vars is not None or shown not in (
                "torch.no_grad()",
                "torch.enable_grad()",
                "torch.inference_mode()",
                "no_grad()",
            ):
                raise self.error("`with` is not read in a program", node, "only torch.no_grad() may stand there")
        self.note("`with torch.no_grad():` has no effect: the lines inside are computed as all others", node)
        return self.block(node.body)

    def nested(self, node: ast.FunctionDef) -> tuple[Statement, ...]:
        raise self.error("a function inside a function or a block is not read", node, "move it to the top")

    def imported(self, node: ast.Import | ast.ImportFrom) -> tuple[Statement, ...]:
        if self.depth:
            self.take_import(node)
        return ()


_STATEMENTS: Final[dict[type[ast.stmt], Callable[[_Reader, Any], tuple[Statement, ...]]]] = {
    ast.Assign: _Reader.assign,
    ast.AugAssign: _Reader.augment,
    ast.AnnAssign: _Reader.annotate,
    ast.Expr: _Reader.expression,
    ast.If: _Reader.branch,
    ast.For: _Reader.loop,
    ast.While: _Reader.repeat,
    ast.Break: _Reader.leave,
    ast.Continue: _Reader.leave,
    ast.Return: _Reader.give,
    ast.With: _Reader.manage,
    ast.Pass: lambda reader, node: (),
    ast.Import: _Reader.imported,
    ast.ImportFrom: _Reader.imported,
    ast.FunctionDef: _Reader.nested,
}


def _is_function(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        one = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        return one and isinstance(node.value, ast.Lambda)
    return isinstance(node, ast.FunctionDef)


def _names(body: Iterable[ast.stmt]) -> frozenset[str]:
    """The names that statements give a value, functions left out; as Python finds them, whatever they mean."""
    found: set[str] = set()
    stack: list[Any] = [node for node in body if not _is_function(node)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(spelled(node.id))
        elif not isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp | ast.Lambda):
            stack.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def _wants_gradient(value: ast.expr) -> bool:
    """`torch.tensor(…, requires_grad=True)`, `torch.arange(5.).requires_grad_()`."""
    keywords = value.keywords if isinstance(value, ast.Call) else []
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "requires_grad_":
        return True
    return any(
        part.arg == "requires_grad" and isinstance(part.value, ast.Constant) and part.value.value is True
        for part in keywords
    )


def _every(body: Iterable[Statement]) -> Iterable[Any]:
    """Every statement, inner blocks included."""
    for part in body:
        yield from walk(part)  # type: ignore[arg-type]
