"""The calls of a program: known functions, methods of values, the program's own functions, and tensors typed out."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from gradexplorer.lang import parse_calls, parse_options, program_made
from gradexplorer.lang.errors import Note, Span
from gradexplorer.lang.functions import FUNCTIONS, UNREAD
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.names import spelled
from gradexplorer.lang.program_loops import comprehension
from gradexplorer.lang.program_made import whole
from gradexplorer.lang.program_names import function, root
from gradexplorer.lang.tree import Apply, Call, Constant, Negate, Node, Option

if TYPE_CHECKING:
    from gradexplorer.lang.program_expressions import Expressions

_SAME: Final = frozenset(
    {"clone", "contiguous", "float", "double", "requires_grad_", "to", "type", "astype", "copy", "numpy", "cpu", "cuda"}
)
"""Methods that leave a value what it is."""

_CAST: Final = frozenset({"float", "list", "tuple"})
"""Python's own functions that leave a value what it is; `float` cuts its gradient."""

_CUT: Final = frozenset({"detach", "item"})
_AXES: Final = frozenset({"dim", "axis"})
_KEPT: Final = frozenset({"keepdim", "keepdims"})
_BY_AXIS: Final = frozenset(
    {"sum", "prod", "mean", "std", "var", "np.std", "np.var", "max", "min", "argmax", "argmin", "norm", "logsumexp",
     "median", "np.median", "softmax", "log_softmax", "cumsum", "cumprod"}
)  # fmt: skip
_NEED_ONE_AXIS: Final = frozenset({"softmax", "log_softmax", "cumsum", "cumprod"})
_SHAPES: Final = {"reshape": "reshape", "view": "reshape", "flatten": "flatten", "ravel": "flatten",
                  "unsqueeze": "unsqueeze", "squeeze": "squeeze", "expand_dims": "unsqueeze",
                  "transpose": "transpose", "t": "transpose", "permute": "permute"}  # fmt: skip
"""Changes of shape by what is typed."""

_JOINS: Final = {"cat": "cat", "concat": "cat", "concatenate": "cat", "stack": "stack", "vstack": "vstack",
                 "hstack": "hstack"}  # fmt: skip
_LIKE: Final = frozenset({"zeros_like", "ones_like"})

_HINTS: Final = {
    **dict.fromkeys(("shape", "size", "numel", "ndim"), "write len(x) for how many entries or rows x has"),
    "data": "write x.detach()",
    "is_available": "the app chooses the device itself: delete this",
    **dict.fromkeys(("plot", "scatter", "contour", "contourf", "imshow", "arrow", "legend", "set_title", "set_aspect"),
                    "the app draws by itself: delete this line"),
}  # fmt: skip
"""What to do about methods and attributes that are not read."""

_COUNTS: Final[dict[str, Callable[[int], bool]]] = {
    "reshape": lambda count: count > 0,
    "flatten": lambda count: count == 0,
    "unsqueeze": lambda count: count == 1,
    "squeeze": lambda count: count <= 1,
    "transpose": lambda count: count in (0, 2),
    "permute": lambda count: count > 0,
}
"""How many numbers each takes."""


def call(reader: Expressions, node: ast.Call) -> Node:
    """A call of any kind."""
    for part in node.args:
        if isinstance(part, ast.Starred):
            raise reader.refused(part, "a star before an argument")
    if any(part.arg is None for part in node.keywords):
        raise reader.refused(node, "`**` before an argument")
    named = node.func
    span = reader.span(node)
    if isinstance(named, ast.Name):
        return _bare(reader, node, named, span)
    if isinstance(named, ast.Attribute):
        dotted = reader.imports.dotted(named)
        if dotted is not None:
            return _known(reader, node, *dotted, span)
        return _method(reader, node, named, span)
    raise reader.refused(named, "a call of what is no name")


def _bare(reader: Expressions, node: ast.Call, named: ast.Name, span: Span) -> Node:
    raw, name = named.id, spelled(named.id)
    if name in reader.routines:
        return _own(reader, node, name, span)
    if name in reader.bound:
        hint = f"to multiply, write {raw} * (…); a function cannot be handed over as a value"
        raise reader.error(f"`{raw}` is a value, not a function", reader.span(named), hint)
    if name in reader.scope.functions:
        given = tuple(reader.read(part) for part in node.args)
        count = reader.scope.functions[name]
        if node.keywords or len(given) != count:
            raise reader.error(f"`{raw}` takes {count} value{'s' * (count != 1)}, in their order", span)
        return Apply(name, given, 0, span)
    library, original = reader.imports.names.get(raw, ("torch" if raw in ("tensor", "Variable") else "", raw))
    if not library and raw in _CAST and len(node.args) == 1 and not node.keywords:
        written = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        if written in ("inf", "-inf"):
            infinite = Constant("inf", span)
            return infinite if written == "inf" else Negate(infinite, span)
        if raw == "float" and written is None:
            return Call("detach", (reader.read(node.args[0]),), span)
        return program_made.typed_out(reader, node.args[0])
    if not library and raw == "int" and len(node.args) == 1 and not node.keywords:
        return Call("trunc", (reader.read(node.args[0]),), span)
    if not library and raw == "len" and len(node.args) == 1:
        return Call("len", (reader.read(node.args[0]),), span)
    if not library and raw == "range":
        raise reader.error("`range` stands in a `for` only", span, "write [k for k in range(10)]")
    return _known(reader, node, library, original, span)


def _own(reader: Expressions, node: ast.Call, name: str, span: Span) -> Node:
    """A function that the program defines, with every argument in its place."""
    routine = reader.routines[name]
    if len(node.args) > len(routine.parameters):
        raise reader.error(f"`{name}` takes {len(routine.parameters)} values, not {len(node.args)}", span)
    given: dict[str, Node] = {
        parameter: reader.read(part) for parameter, part in zip(routine.parameters, node.args, strict=False)
    }
    for keyword in node.keywords:
        parameter = spelled(str(keyword.arg))
        if parameter not in routine.parameters or parameter in given:
            why = "is given twice" if parameter in given else "is no argument of it"
            raise reader.error(f"in the call of `{name}`, `{keyword.arg}` {why}", reader.span(keyword))
        given[parameter] = reader.read(keyword.value)
    found: list[Node] = []
    for parameter in routine.parameters:
        value = given.get(parameter, routine.optional.get(parameter))
        if value is None:
            raise reader.error(f"the call of `{name}` gives its argument `{parameter}` no value", span)
        found.append(value)
    return Apply(name, tuple(found), 0, span)


def _known(reader: Expressions, node: ast.Call, library: str, raw: str, span: Span) -> Node:
    """A function of the libraries, or of the language itself."""
    where = reader.span(node.func)
    if raw in program_made.TENSORS and library:
        return program_made.tensor(reader, node, raw)
    if raw in _JOINS and library:
        return _joined(reader, node, raw, span)
    if raw in _SHAPES and node.args and not (raw == "transpose" and len(node.args) == 1):
        return _shaped(reader, raw, node.args[0], node.args[1:], node, span)
    if library and raw in ("detach", "clone"):
        return (
            _method_named(reader, raw, node.args[0], node.args[1:], node, span)
            if node.args
            else _nothing(reader, raw, where)
        )
    if library and raw in program_made.MADE:
        return program_made.made(reader, node, raw, span)
    if library and raw in _LIKE and len(node.args) == 1:
        return Call(raw, (reader.read(node.args[0]),), span)
    name = function(library, raw)
    if name is None:
        shown = reader.text[where.start : where.end]
        if raw in UNREAD and UNREAD[raw] != UNREAD["tensor"]:
            raise reader.error(f"`{shown}` is not read in a program", where, UNREAD[raw])
        from gradexplorer.lang.program_expressions import unknown

        raise unknown(reader, shown, where, call=True)
    return _applied(reader, name, list(node.args), node.keywords, where, span)


def _nothing(reader: Expressions, raw: str, where: Span) -> Node:
    raise reader.error(f"`{raw}` needs a value", where)


def is_zero(node: ast.expr) -> bool:
    """Whether this is the number 0, typed out."""
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0


def _method(reader: Expressions, node: ast.Call, named: ast.Attribute, span: Span) -> Node:
    """`z.mean()`, `x.pow(2)`, `x.reshape(2, 3)`."""
    raw, base = named.attr, root(named)
    if base in reader.imports.modules and base not in reader.bound:
        from gradexplorer.lang.program_expressions import unknown

        where = reader.span(named)
        raise unknown(reader, reader.text[where.start : where.end], where, call=True)
    if base in reader.imports.drawing and base not in reader.bound:
        raise reader.error(f"`{base}` has no values: the app draws by itself", span, "delete this line")
    if raw in ("backward", "zero_", "zero_grad", "step", "grad", "append", "extend"):
        hint = "the app computes gradients itself" if raw in ("backward", "grad") else None
        hint = "it stands in a line of its own: v.append(x)" if raw in ("append", "extend") else hint
        raise reader.error(f"`.{raw}(…)` has no value", span, hint)
    return _method_named(reader, raw, named.value, node.args, node, span)


def _method_named(
    reader: Expressions, raw: str, base: ast.expr, rest: list[ast.expr], node: ast.Call, span: Span
) -> Node:
    if raw.startswith("__"):
        raise reader.refused(node, f"`.{raw}`")
    if raw in _SAME:
        return reader.read(base)
    if raw in _CUT and not rest and not node.keywords:
        return Call("detach", (reader.read(base),), span)
    if raw in _SHAPES:
        return _shaped(reader, raw, base, rest, node, span)
    if raw == "size" and len(rest) == 1 and is_zero(rest[0]):
        return Call("len", (reader.read(base),), span)
    name = function("torch", raw)
    where = Span(reader.span(base).end, reader.span(node.func).end)
    if name is None:
        within = raw.removesuffix("_")
        in_place = within != raw and function("torch", within) is not None
        hint = f"nothing is written in place here: write x = x.{within}(…)" if in_place else _HINTS.get(raw)
        raise reader.refused(node, f"`.{raw}(…)`", hint)
    return _applied(reader, name, [base, *rest], node.keywords, where, span)


def _applied(
    reader: Expressions, name: str, given: list[ast.expr], keywords: list[ast.keyword], where: Span, span: Span
) -> Node:
    """A known function at its arguments; what says over which axis becomes options."""
    token = Token("function", name, where.start, where.end)
    # The values of an extreme with an axis stand alone in NumPy, and as torch.amax.
    alone = name in ("np.max", "np.min") or reader.text[where.start : where.end].rpartition(".")[2].startswith("a")
    name = name[3:] if name in ("np.max", "np.min") else name
    name, keywords = _corrected(reader, name, keywords)
    info = FUNCTIONS.get(name)
    options: dict[str, Option] = {}
    # sum(x, 0) and x.max(0): an axis, where more than one value has no other meaning.
    by_axis = info is not None and name in _BY_AXIS
    extreme = name in ("max", "min")
    method = reader.text[where.start : where.start + 1] == "."
    if by_axis and len(given) == 2 and (not extreme or (method and isinstance(given[1], ast.Constant))):
        options["dim"] = _axes(reader, given.pop())
    for keyword in keywords:
        _option(reader, keyword, name, by_axis, given, options)
    arguments = [_plain(reader, part) for part in given]
    if name == "clamp":
        arguments = _bounded(arguments, keywords, span)
    made = parse_calls.call(reader, name, arguments, span, token)
    if options and not isinstance(made, Call):
        raise reader.error("an axis has no meaning here", span)
    if not isinstance(made, Call):
        return made
    if extreme and "dim" in options and not alone:
        raise reader.error(
            f"`{name}` with an axis gives values and indices", span, f"write .values behind it, or torch.a{name}"
        )
    return replace(made, options=tuple(sorted(options.items()))) if options else made


def _bounded(arguments: list[Node], keywords: list[ast.keyword], span: Span) -> list[Node]:
    """The value of clamp and both its bounds, as in a formula."""
    words = [str(part.arg) for part in keywords if part.arg in ("min", "max")]
    count = len(arguments) - len(words)
    return parse_options.bounded(arguments[:count], dict(zip(words, arguments[count:], strict=True)), span)


def _corrected(reader: Expressions, name: str, keywords: list[ast.keyword]) -> tuple[str, list[ast.keyword]]:
    """std and var with `unbiased`, `correction` or `ddof`: divided by n - 1 as in PyTorch, or by n as in NumPy."""
    plain = name.removeprefix("np.")
    if plain not in ("std", "var"):
        return name, keywords
    rest: list[ast.keyword] = []
    for keyword in keywords:
        if keyword.arg not in parse_options.CORRECTIONS:
            rest.append(keyword)
            continue
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if value not in (0, 1) or (keyword.arg == "unbiased") != isinstance(value, bool):
            allowed = "True or False" if keyword.arg == "unbiased" else "0 or 1"
            raise reader.error(f"`{keyword.arg}` is {allowed} here", reader.span(keyword))
        name = plain if value else f"np.{plain}"
    return name, rest


def _joined(reader: Expressions, node: ast.Call, raw: str, span: Span) -> Node:
    """`torch.cat([a, b], dim=1)`, `torch.stack(rows)`: vectors and matrices put together."""
    name = _JOINS[raw]
    axes = [*node.args[1:], *(part.value for part in node.keywords)]
    if not node.args or len(axes) > 1 or any(part.arg not in _AXES for part in node.keywords):
        raise reader.error(f"`{raw}` takes a list, and an axis", span, f"write torch.{raw}([a, b], dim=0)")
    inside, axis = reader.read(node.args[0]), whole(reader, axes[0]) if axes else 0
    if name == "stack" and axis == 0:
        return inside
    return Call(name, (inside,), span, (("dim", axis),) if axis else ())


def _plain(reader: Expressions, node: ast.expr) -> Node:
    return comprehension(reader, node) if isinstance(node, ast.GeneratorExp) else reader.read(node)


def _option(
    reader: Expressions,
    keyword: ast.keyword,
    name: str,
    by_axis: bool,
    given: list[ast.expr],
    options: dict[str, Option],
) -> None:
    """Take one keyword argument down. Raises LangError for one that is not read."""
    word, span = str(keyword.arg), reader.span(keyword)
    if word in _AXES and by_axis:
        options["dim"] = _axes(reader, keyword.value)
    elif word in _KEPT and by_axis:
        options["keepdim"] = _truth(reader, keyword)
    elif word in ("dtype", "device"):
        reader.notes.append(Note(f"`{word}` has no effect here: the app computes in one dtype on one device", span))
    elif word in ("min", "max") and name == "clamp":
        given.append(keyword.value)
    else:
        raise reader.error(f"the keyword `{word}` is not read here", span, _keywords(name, by_axis))


def _keywords(name: str, by_axis: bool) -> str | None:
    """Which keywords a function takes."""
    words = ["dim, axis, keepdim, keepdims, dtype"] if by_axis else ["min, max"] if name == "clamp" else []
    if name.removeprefix("np.") in ("std", "var"):
        words += sorted(parse_options.CORRECTIONS)
    return f"{', '.join(words)} are" if words else "write the values alone, in their order"


def _truth(reader: Expressions, keyword: ast.keyword) -> bool:
    value = keyword.value
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        return value.value
    raise reader.error(f"`{keyword.arg}` is True or False", reader.span(value))


def _axes(reader: Expressions, node: ast.expr) -> Option:
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(whole(reader, part) for part in node.elts)
    return whole(reader, node)


def _shaped(reader: Expressions, raw: str, base: ast.expr, rest: list[ast.expr], node: ast.Call, span: Span) -> Node:
    """`x.reshape(2, 3)` and the like; the numbers are options."""
    name = _SHAPES[raw]
    given = list(rest)
    for keyword in node.keywords:
        if keyword.arg not in ("dim", "axis", "shape"):
            raise reader.error(f"the keyword `{keyword.arg}` is not read here", reader.span(keyword))
        given.append(keyword.value)
    if len(given) == 1 and isinstance(given[0], ast.Tuple | ast.List):
        given = list(given[0].elts)
    numbers = tuple(whole(reader, part) for part in given)
    if not _COUNTS[name](len(numbers)):
        raise reader.error(f"`{raw}` does not take {len(numbers)} numbers", span)
    options: tuple[tuple[str, Option], ...] = (("shape", numbers),) if numbers else ()
    return Call(name, (reader.read(base),), span, options)


def pair_member(reader: Expressions, node: ast.Subscript) -> Node | None:
    """`torch.max(x, dim=0)[0]`: the values, `[1]` the indices; None where this is no such pair."""
    if isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1) and isinstance(node.value, ast.Call):
        return _pair(reader, node.value, "indices" if node.slice.value else "values", reader.span(node))
    return None


def attribute(reader: Expressions, node: ast.Attribute, span: Span) -> Node:
    """`torch.max(x, dim=0).values`; every other attribute is refused."""
    if node.attr in ("values", "indices") and isinstance(node.value, ast.Call):
        found = _pair(reader, node.value, node.attr, span)
        if found is not None:
            return found
    if node.attr == "grad":
        hint = "the app computes gradients itself, and shows them at the point: delete this line"
        if reader.looping:
            hint = "the app runs descents itself: write the function alone, then Descend, or gradexplorer descend"
        raise reader.error("`.grad` is not read in a program", span, hint)
    place = Span(reader.span(node.value).end, span.end)
    raise reader.error(f"`.{node.attr}` is not read in a program", place, _HINTS.get(node.attr))


def pair(reader: Expressions, node: ast.expr) -> tuple[Node, Node] | None:
    """Values and indices of `torch.max(x, dim=0)`, for `values, indices = …`; None where this is no such pair."""
    if not isinstance(node, ast.Call):
        return None
    span = reader.span(node)
    values, indices = _pair(reader, node, "values", span), _pair(reader, node, "indices", span)
    return None if values is None or indices is None else (values, indices)


def _pair(reader: Expressions, node: ast.Call, member: str, span: Span) -> Node | None:
    named: Any = node.func
    if not isinstance(named, ast.Attribute) or named.attr not in ("max", "min"):
        return None
    dotted = reader.imports.dotted(named)
    if dotted is not None and dotted[0] != "torch":
        return None
    given = node.args if dotted is not None else [named.value, *node.args]
    axis = next((part.value for part in node.keywords if part.arg in _AXES), given[1] if len(given) == 2 else None)
    if axis is None or not given:
        return None
    kept = [("keepdim", _truth(reader, part)) for part in node.keywords if part.arg in _KEPT]
    options: tuple[tuple[str, Option], ...] = (("dim", _axes(reader, axis)), *kept)
    name = named.attr if member == "values" else f"arg{named.attr}"
    return Call(name, (reader.read(given[0]),), span, options)
