"""Calls of known and of defined functions, and derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradexplorer.lang import arrays, reductions
from gradexplorer.lang.branches import condition
from gradexplorer.lang.bridge import Tensor, engine, graph_size
from gradexplorer.lang.compile import EMIT, RULES, Compiled, Compiler, join, put
from gradexplorer.lang.compile_arrays import joined
from gradexplorer.lang.compile_names import inside
from gradexplorer.lang.functions import FUNCTIONS, FunctionInfo
from gradexplorer.lang.mathematics import MADE
from gradexplorer.lang.run import FAILURES, Array, Evaluate, Locals, Overlay, Place, Run, Value, failure
from gradexplorer.lang.tape import Operand, Work, Writer
from gradexplorer.lang.tree import Apply, Call, Derivative, Gradient, Option


def _engine_function(info: FunctionInfo, count: int = 1) -> Callable[..., Any]:
    """The engine's function, or the one made here where it is of that kind or takes more values than the engine's."""
    if info.kind == "made" or (info.kind == "map" and count > info.least):
        return MADE[info.name]
    homes = (engine, engine.nn.functional, engine.special)
    return next(getattr(home, info.engine) for home in homes if hasattr(home, info.engine))  # type: ignore[no-any-return]


def _call(compiler: Compiler, node: Call, local: frozenset[str]) -> Compiled:
    info, place = FUNCTIONS[node.function], Place(node, compiler.text)
    if info.kind == "select":
        return _where(compiler, node, local)
    if info.kind == "join":
        return joined(compiler, node, local)
    parts = compiler.all(node.arguments, local)
    constant, rank = join(parts)
    if info.kind == "size":
        return Compiled(_size(parts[0], place), False, 0)
    apply = _applied(info, place, len(parts), dict(node.options))
    evaluates = [part.evaluate for part in parts]

    def evaluate(run: Run, values: Locals) -> Value:
        arguments = [part(run, values) for part in evaluates]
        try:
            value = apply(run, arguments)
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    if info.kind in ("reduce", "shape") or (info.kind == "extreme" and len(parts) == 1):
        rank = 0
    return Compiled(evaluate, constant, rank)


def _map(writer: Writer, node: Call) -> Operand | None:
    """An elementwise function of one value."""
    info = FUNCTIONS[node.function]
    if info.kind not in ("map", "made", "like") or len(node.arguments) != 1 or info.truth:
        return None
    argument = writer.lifted(put(writer, node.arguments[0]))
    return writer.apply(_engine_function(info), (argument,), Work(Place(node, writer.compiler.text)))


def _size(part: Compiled, place: Place) -> Evaluate:
    """How many entries, or rows, a value has: a whole number."""

    def evaluate(run: Run, values: Locals) -> Value:
        shape = run.shape(part.evaluate(run, values))
        if not shape:
            raise place.error("one number has no length")
        return shape[0]

    return evaluate


def _applied(
    info: FunctionInfo, place: Place, count: int, options: Mapping[str, Option]
) -> Callable[[Run, list[Value]], Value]:
    """A function of several values, or of a vector, as it is applied to evaluated arguments."""
    name = info.name
    if info.kind == "extreme" and count > 1:
        function = _engine_function(info)
        return lambda run, given: _extreme(run, function, given, place)
    if name in ("dot", "outer"):
        pair = arrays.dot if name == "dot" else arrays.outer
        return lambda run, given: pair(run, run.tensor(given[0]), run.tensor(given[1]), place)
    if info.kind in ("reduce", "extreme", "vector", "shape"):
        work = {"vector": reductions.along, "shape": reductions.reshaped}.get(info.kind, reductions.reduce)
        return lambda run, given: work(run, name, run.tensor(given[0]), options, place)
    function = _engine_function(info, count)
    if name == "clamp":
        return lambda run, given: function(run.tensor(given[0]), *_alike(run, given[1:]))
    return lambda run, given: _elementwise(run, info, function, given, place)


def _elementwise(run: Run, info: FunctionInfo, function: Callable[..., Any], given: list[Value], place: Place) -> Value:
    """An elementwise function of several values, some of which may have to be whole numbers."""
    if info.whole:
        what = f"the {'first' if info.whole == (0,) else 'second'} value of `{info.shown}`"
        values = [run.number(x, place, what) if i in info.whole else run.tensor(x) for i, x in enumerate(given)]
        return function(*values)
    values = list(map(run.tensor, given))
    for other in values[1:]:
        run.admit_pair(values[0], other, place)
    value = function(*values)
    return value.to(run.dtype) if info.truth else value


def _alike(run: Run, bounds: list[Value]) -> list[Value]:
    """Bounds as numbers where all are numbers, else all as Tensors."""
    if any(isinstance(bound, Tensor) for bound in bounds):
        return [run.tensor(bound) for bound in bounds]
    return bounds


def _pair(run: Run, function: Callable[..., Any], a: Array, b: Array, place: Place) -> Value:
    run.admit_pair(a, b, place)
    return function(a, b)


def _extreme(run: Run, function: Callable[..., Any], given: list[Value], place: Place) -> Value:
    value = run.tensor(given[0])
    for other in given[1:]:
        value = _pair(run, function, value, run.tensor(other), place)
    return value


def _where(compiler: Compiler, node: Call, local: frozenset[str]) -> Compiled:
    """The engine's own `where`: both sides are evaluated, and the gradients of both come through."""
    holds, compiled = condition(compiler, node.arguments[0], local)
    parts = compiler.all(node.arguments[1:], local)
    first, second, place = parts[0].evaluate, parts[1].evaluate, Place(node, compiler.text)

    def evaluate(run: Run, values: Locals) -> Value:
        mask, a, b = holds(run, values), first(run, values), second(run, values)
        try:
            run.admit_pair(a, b, place)
            run.admit_pair(mask, a, place)
            value = engine.where(mask, run.tensor(a), run.tensor(b))
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    constant, rank = join([compiled, *parts])
    return Compiled(evaluate, constant, rank)


def _apply(compiler: Compiler, node: Apply, local: frozenset[str]) -> Compiled:
    """`f(x)`, and `f'(x)`: the derivative by the argument, at its value, without a chain factor."""
    body, place, name = compiler.bodies[node.name], Place(node, compiler.text), node.name
    parts = compiler.all(node.arguments, local)
    evaluates = [part.evaluate for part in parts]
    parameters, inner, order = body.parameters, body.compiled.evaluate, node.order
    constant = body.closed and all(part.constant for part in parts)

    def evaluate(run: Run, values: Locals) -> Value:
        given = {parameter: part(run, values) for parameter, part in zip(parameters, evaluates, strict=True)}
        return inside(run, node, place, name, inner, given)

    def evaluate_derivative(run: Run, values: Locals) -> Value:
        def at(run: Run, x: Array) -> Value:
            return inside(run, node, place, name, inner, {parameters[0]: x})

        value = _derivative(run, run.tensor(evaluates[0](run, values)), at, order, place)
        run.after(node, value, place)
        return value

    return Compiled(evaluate_derivative if order else evaluate, constant, 0 if order else body.compiled.rank)


def _start(run: Run, x: Array) -> Array:
    """A Tensor of its own to differentiate by: at every sample, and not the one that other names share."""
    x = engine.clone(x) if x.requires_grad else x.detach().requires_grad_(True)
    if run.samples and run.count > 1 and (not x.ndim or x.shape[-1] == 1):
        x = x.expand(*run.shape(x), run.count)
    return x


def _slopes(run: Run, y: Value, xs: list[Array], place: Place) -> list[Array]:
    """dy/dx for each x, at every sample by itself; 0 where y does not depend on it."""
    if run.shape(y):
        raise place.error("only one number can be differentiated, not a vector", "write sum(…)")
    if not isinstance(y, Tensor) or not y.requires_grad:
        return [engine.zeros_like(x) for x in xs]
    run.look(place)
    # Each operation's gradient is two or three operations, and they are kept, to be differentiated again.
    run.spend(3 * graph_size(y, xs), place)
    found = engine.autograd.grad(y, xs, engine.ones_like(y), create_graph=True, allow_unused=True)
    return [engine.zeros_like(x) if g is None else g for g, x in zip(found, xs, strict=True)]


def _differentiated(run: Run, slopes: Callable[[Run], Array]) -> Array:
    """What `slopes` makes in a run that records. What it has saved is free again where nothing records around it."""
    budget = run.budget
    saved = budget.saved
    with engine.enable_grad():
        value = slopes(run.growing())
    if run.grown:
        return value
    budget.give_back(saved, budget.turns)
    return value.detach()


def _derivative(run: Run, x: Array, at: Callable[[Run, Array], Value], order: int, place: Place) -> Array:
    if run.shape(x):
        raise place.error("a derivative is taken by one number, not by a vector", "write grad(f)(…)")

    def slopes(run: Run) -> Array:
        start = _start(run, x)
        y = at(run, start)
        for _ in range(order):
            y = _slopes(run, y, [start], place)[0]
        return y

    return _differentiated(run, slopes)


def _diff(compiler: Compiler, node: Derivative, local: frozenset[str]) -> Compiled:
    """`diff(expr, x)`: by the variable itself, so inner functions bring their chain factor."""
    body = compiler.compile(node.body, local)
    name, place, part, order = node.variable, Place(node, compiler.text), body.evaluate, node.order
    own = name in local

    def evaluate(run: Run, values: Locals) -> Value:
        def at(run: Run, x: Array) -> Value:
            if own:
                return part(run, Overlay(values, name, x))
            return part(run.other(Overlay(run.values, name, x)), values)

        x = run.tensor(values[name] if own else run.values[name])
        value = _derivative(run, x, at, order, place)
        run.after(node, value, place)
        return value

    return Compiled(evaluate, False, 0)


def _gradient(compiler: Compiler, node: Gradient, local: frozenset[str]) -> Compiled:
    """`grad(h)(a, b)`: the vector of partial derivatives; of one vector argument its own gradient."""
    body, place, name = compiler.bodies[node.name], Place(node, compiler.text), node.name
    parts = [part.evaluate for part in compiler.all(node.arguments, local)]

    def evaluate(run: Run, values: Locals) -> Value:
        given = [run.tensor(part(run, values)) for part in parts]
        if len(given) > 1 and any(run.shape(x) for x in given):
            raise place.error(f"grad({name}) takes numbers, or one vector")
        value = _differentiated(run, lambda run: partial(run, given))
        run.after(node, value, place)
        return value

    def partial(run: Run, given: list[Array]) -> Array:
        given = [_start(run, x) for x in given]
        if any(x.ndim for x in given):  # numbers beside one sample, so that their slopes can be stacked
            given = [x if x.ndim else x.expand(1) for x in given]
        y = inside(run, node, place, name, body.compiled.evaluate, dict(zip(body.parameters, given, strict=True)))
        slopes = _slopes(run, y, given, place)
        if run.shape(given[0]):
            return slopes[0]
        value = engine.stack(slopes, dim=0)
        return arrays.lift(run, value) if run.samples and run.count == 1 and slopes[0].ndim == 0 else value

    return Compiled(evaluate, False, 1)


EMIT[Call] = _map
RULES[Call] = _call
RULES[Apply] = _apply
RULES[Derivative] = _diff
RULES[Gradient] = _gradient
