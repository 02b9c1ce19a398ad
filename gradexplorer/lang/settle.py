"""What uses what: every line after the definitions it needs, rings refused, and names joined through them."""

from __future__ import annotations

from typing import Any, Final

from gradexplorer.lang import branches, compile_arrays, compile_calls, compile_names
from gradexplorer.lang.compile import Body, Compiler, constant_value
from gradexplorer.lang.compile_program import ProgramCompiler, compile_program
from gradexplorer.lang.errors import LangError, Span
from gradexplorer.lang.limits import SECONDS, TREE_DEPTH
from gradexplorer.lang.lines import Columns, Line
from gradexplorer.lang.program_meaning import variables_of
from gradexplorer.lang.tree import Number

RULE_MODULES: Final = (branches, compile_arrays, compile_calls, compile_names)
"""Imported for the rules that they add to the compiler."""
_SHOWN: Final = 8
"""Definitions of a ring that its error names."""


class Settler:
    """Compiles the lines of one document. `defined` are its definitions by name."""

    def __init__(self, defined: dict[str, Line], columns: Columns) -> None:
        self.defined = defined
        self.columns = columns
        self.bodies: dict[str, Body] = {}
        self.fixed: dict[str, float] = {}

    def settle(self, line: Line) -> None:
        """Compile a line after all definitions that it uses; rings are errors. Without recursion."""
        stack = [line]
        path: list[Line] = []
        while stack:
            top = stack[-1]
            if top.compiled is not None or top.error is not None:
                stack.pop()
                if path and path[-1] is top:
                    path.pop()
            elif path and path[-1] is top:
                self.finish(top)
            else:
                path.append(top)
                self.follow(top, path, stack)

    def follow(self, top: Line, path: list[Line], stack: list[Line]) -> None:
        """Put the definitions that a line uses on the stack, or find that they lead back to it."""
        for name in top.parsed.survey.uses:
            used = self.defined[name]
            place = next((i for i, other in enumerate(path) if other is used), None)
            if place is not None:
                self.ring(path[place:])
                return
            if used.compiled is None and used.error is None:
                stack.append(used)

    def ring(self, path: list[Line]) -> None:
        """Every definition of a ring gets the error that names it."""
        heads = [line.raw.head for line in path if line.raw.head is not None]
        names = [head.name for head in heads]
        shown = " → ".join([*(names if len(names) <= _SHOWN else [*names[:_SHOWN], "…"]), names[0]])
        for line, head in zip(path, heads, strict=True):
            if len(heads) == 1:
                message = f"`{head.name}` is defined by itself"
            else:
                message = f"`{head.name}` is defined in a ring: {shown}"
            line.error = LangError(message, head.span, line.raw.text, "a definition uses other names only")

    def finish(self, line: Line) -> None:
        """Compile a line whose definitions are all compiled."""
        text, survey = line.raw.text, line.parsed.survey
        for name, span in survey.uses.items():
            if self.defined[name].error is not None:
                line.error = LangError(f"the definition of `{name}` has an error", span, text, "correct it first")
                return
        try:
            self.join(line)
            self.compile(line)
            head = line.raw.head
            if head is not None and self.defined.get(head.name) is line:
                closed = not line.every and not line.arrays
                assert line.compiled is not None
                body = line.body or Body(line.raw.parameters, line.compiled, closed)
                self.bodies[head.name] = body
                if line.value:
                    self.fixed[head.name] = self.number(line)
        except LangError as error:
            line.error = error.kept()
        except RecursionError:
            line.error = LangError("this is nested too deep", line.tree.span, text, "give a part a name: a = …")

    def compile(self, line: Line) -> None:
        """The compiled tree, from the last reading where it depends on nothing else."""
        parsed = line.parsed
        if parsed.meaning is not None:
            program: Any = line.tree
            whole = ProgramCompiler(line.raw.text, self.bodies, self.columns, frozenset(line.vectors))
            line.compiled, line.body = compile_program(program, parsed.meaning, whole)
        elif parsed.compiled is None:
            compiler = Compiler(line.raw.text, self.bodies, self.columns, frozenset(line.vectors))
            line.compiled = compiler.compile(line.tree, frozenset(line.raw.parameters))
            if not parsed.survey.uses and not parsed.survey.arrays:
                parsed.compiled = line.compiled
        else:
            line.compiled = parsed.compiled

    def number(self, line: Line) -> float:
        """The number that a line such as `a = 2` sets."""
        if isinstance(line.tree, Number):
            return line.tree.value
        assert line.compiled is not None
        return constant_value(line.compiled, SECONDS)

    def join(self, line: Line) -> None:
        """Names, vectors, arrays and depth of a line together with those of the definitions it uses."""
        found = line.parsed.survey
        line.every, line.vectors = dict(found.names), dict(found.vectors)
        line.arrays, line.where, line.depth = found.arrays, found.where, found.depth
        for name, span in found.uses.items():
            used = self.defined[name]
            for free in used.every:
                if free not in used.raw.parameters:
                    line.every.setdefault(free, span)
                    self.lengthen(line, free, used.vectors.get(free, 0))
            line.arrays = line.arrays or used.arrays
            line.where = line.where or used.where
            line.depth = max(line.depth, found.depth + used.depth)
        for function, place, name in found.passed:
            used = self.defined[function]
            self.lengthen(line, name, used.vectors.get(used.raw.parameters[place], 0))
        means = line.parsed.meaning
        if means is not None:
            line.variables = variables_of(means, line.every)
            for name, number in (*means.given.items(), *means.optional.items()):
                line.every.setdefault(name, line.tree.span)
                if isinstance(number, float) and name not in line.variables:
                    self.fixed.setdefault(name, number)
            for name, least in means.vectors.items():
                self.lengthen(line, name, least)
        if line.depth > TREE_DEPTH:
            message = "the definitions used here are nested too deep"
            raise LangError(message, self.first_use(line), line.raw.text)

    def lengthen(self, line: Line, name: str, least: int) -> None:
        """A name that is a vector of at least this length in a definition is one here too."""
        if least:
            line.vectors[name] = max(line.vectors.get(name, 1), least)

    def first_use(self, line: Line) -> Span:
        """The place where a line first uses a definition, or all of it."""
        return next(iter(line.parsed.survey.uses.values()), line.tree.span)
