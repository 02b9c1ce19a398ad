"""Programs to functions over the engine's operators: statements, functions, comprehensions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from gradexplorer.lang import arrays
from gradexplorer.lang.branches import condition
from gradexplorer.lang.compile import RULES, Body, Compiled, Compiler
from gradexplorer.lang.lanes import Flow, Lane, Partial, Step, follow
from gradexplorer.lang.limits import TURNS
from gradexplorer.lang.program_meaning import Meaning, globals_of, own_names
from gradexplorer.lang.run import (
    FAILURES,
    Differs,
    Evaluate,
    Locals,
    Overlay,
    Place,
    Run,
    Value,
    failure,
    selected,
)
from gradexplorer.lang.samples import device, host, put_back, split_by
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
from gradexplorer.lang.tree import Apply, Comprehension, Name, Node, Range, Zip, walk


class ProgramCompiler(Compiler):
    """A compiler that knows names which may lack a value: those that a program assigns."""

    def compile(self, node: Node, local: frozenset[str]) -> Compiled:
        """The compiled tree; names in `local` are the program's own."""
        if type(node) is Name and node.name in local:
            return Compiled(_own_name(node, Place(node, self.text)), False, 0)
        return super().compile(node, local)


def _own_name(node: Name, place: Place) -> Evaluate:
    name = node.name

    def evaluate(run: Run, values: Locals) -> Value:
        try:
            value = values[name]
        except KeyError:
            raise place.error(f"`{name}` has no value yet here", f"give it one before: {name} = …") from None
        if value.__class__ is Partial:
            message = f"`{name}` has no value at some of the points here"
            raise place.error(message, f"give it one before the `if` or the loop: {name} = …")
        if run.trace is not None:
            run.trace(node, run.tensor(value))
        return value

    return evaluate


def compile_program(tree: Program, meaning: Meaning, compiler: ProgramCompiler) -> tuple[Compiled, Body | None]:
    """The program's value at its variables and sliders, and its last function for the rest of the document."""
    routines = tree.routines
    top = frozenset(meaning.given).union(*(assigned((part,)) for part in meaning.statements))
    bodies = dict(compiler.bodies)
    inner = ProgramCompiler(compiler.text, bodies, compiler.columns, compiler.vectors)
    module = _Module(meaning.given)
    for name, routine in _callees_first(routines):
        bodies[name] = Body(
            routine.parameters, Compiled(_routine(inner, routine, routines, top, module), False, 0), False
        )
    # The statements of the top level call the functions, so they are compiled last.
    module.steps.extend(_block(inner, meaning.statements, top))
    result = meaning.result
    if result is None:
        read = _own_name(Name(meaning.value, tree.span), Place(tree, compiler.text))  # type: ignore[arg-type]
        return Compiled(lambda run, values: read(run, module.names(run)), False, 0), None
    whole = bodies[result.name].compiled.evaluate
    required, optional = result.required, tuple(meaning.optional)
    place = Place(tree, compiler.text)  # type: ignore[arg-type]
    names = len(top) + sum(len(own_names(routine)) for routine in routines.values())
    constants = {name: inner.compile(node, frozenset()).evaluate for name, node in result.optional.items()}

    def evaluate(run: Run, values: Locals) -> Value:
        run.room(names * run.count, place)
        given = {name: values[name] for name in required}
        for name, constant in constants.items():
            given[name] = run.values[name] if name in optional else constant(run, {})
        return whole(run, given)

    compiled = Compiled(evaluate, False, 0)
    return compiled, Body(required, compiled, False)


class _Module:
    """The top level of a program: evaluated once in an evaluation, and read by its functions."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = tuple(given)
        self.key = f"<program {id(self)}>"
        """Where an evaluation keeps the values; no name is spelled so."""
        self.steps: list[Step] = []

    def names(self, run: Run) -> dict[str, Value]:
        """The values of the top level's names."""
        found = run.cache.get(self.key)
        if found is None:
            lane = Lane(run, {name: run.values[name] for name in self.given}, None)
            last = follow(self.steps, lane, Flow())
            found = run.cache[self.key] = last.names if last is not None else {}
        return found


def _callees_first(routines: dict[str, Routine]) -> list[tuple[str, Routine]]:
    """The functions, each after those that it calls; there are no rings."""
    calls = {
        name: [node.name for node in walk(routine) if isinstance(node, Apply) and node.name in routines]  # type: ignore[arg-type]
        for name, routine in routines.items()
    }
    done: dict[str, Routine] = {}
    stack: list[str] = list(reversed(routines))
    while stack:
        name = stack[-1]
        open_calls = [called for called in calls[name] if called not in done]
        if open_calls and name not in done:
            stack.extend(open_calls)
        else:
            done[stack.pop()] = routines[name]
    return list(done.items())


def _routine(
    compiler: ProgramCompiler, routine: Routine, routines: dict[str, Routine], top: frozenset[str], module: _Module
) -> Evaluate:
    """A function of the program: its arguments by name to its value."""
    own = own_names(routine)
    outer = tuple(globals_of(Routine(routine.name, routine.parameters, (), routine.body, routine.span), {}) & top)
    steps = _block(compiler, routine.body, own | frozenset(outer))

    def evaluate(run: Run, values: Locals) -> Value:
        names = {parameter: values[parameter] for parameter in routine.parameters}
        if outer:
            module_names = module.names(run)
            names = {**{name: module_names[name] for name in outer if name in module_names}, **names}
        flow = Flow()
        left = follow(steps, Lane(run, names, None), flow)
        if left is not None:
            # No `return` was reached: no value, as where no condition of a piecewise formula holds.
            flow.returned.append((left.places, float("nan")))
        if len(flow.returned) == 1:
            return flow.returned[0][1]
        return put_back(run, [(places, value) for places, value in flow.returned if places is not None])

    return evaluate


def _block(compiler: ProgramCompiler, body: tuple[Statement, ...], local: frozenset[str]) -> list[Step]:
    return [_STEPS[type(part)](compiler, part, local) for part in body]


def _assign(compiler: ProgramCompiler, node: Assign, local: frozenset[str]) -> Step:
    values = [compiler.compile(part, local).evaluate for part in node.values]
    place = Place(node, compiler.text)  # type: ignore[arg-type]
    if all(len(target) == 1 for target in node.targets):
        names = tuple(target[0] for target in node.targets)
        (single,) = values

        def give(lane: Lane, flow: Flow) -> Lane:
            value = single(lane.run, lane.names)
            for name in names:
                lane.names[name] = value
            return lane

        return give

    def take_apart(lane: Lane, flow: Flow) -> Lane:
        found = [value(lane.run, lane.names) for value in values]
        for target in node.targets:
            parts = found
            if len(target) == 1:
                parts = [found[0] if len(found) == 1 else arrays.build(lane.run, found, place)]
            elif len(found) == 1:
                parts = _entries(lane.run, found[0], len(target), place)
            lane.names.update(zip(target, parts, strict=True))
        return lane

    return take_apart


def _entries(run: Run, value: Value, count: int, place: Place) -> list[Value]:
    """The entries of a vector that is taken apart into `count` names."""
    if isinstance(value, list):  # of a `zip`, which has been given as many names
        return value
    shape = run.shape(value)
    if not shape or shape[0] != count:
        what = "one number" if not shape else f"{shape[0]} entries"
        raise place.error(f"{what} cannot be given to {count} names")
    return [value[i] for i in range(count)]


def _if(compiler: ProgramCompiler, node: If, local: frozenset[str]) -> Step:
    holds, _ = condition(compiler, node.condition, local)
    then, otherwise = _block(compiler, node.body, local), _block(compiler, node.otherwise, local)
    names = assigned((node,))
    place = Place(node.condition, compiler.text)

    def choose(lane: Lane, flow: Flow) -> Lane | None:
        yes, no = lane.split(holds(lane.run, lane.names), place)
        if no is None:
            return follow(then, yes, flow)
        if yes is None:
            return follow(otherwise, no, flow)
        after = (follow(then, yes, flow), follow(otherwise, no, flow))
        return lane.join([part for part in after if part is not None], names)

    return choose


def _turn(
    lane: Lane, steps: list[Step], flow: Flow, names: frozenset[str], place: Place
) -> tuple[Lane | None, list[Lane]]:
    """One turn of a loop: the samples that go on to the next one, and those that have broken off."""
    lane.run.turn(place)
    inner = Flow(flow.returned)
    left = follow(steps, lane, inner)
    going = [*([] if left is None else [left]), *inner.continued]
    return lane.join(going, names), inner.broken


def _while(compiler: ProgramCompiler, node: While, local: frozenset[str]) -> Step:
    holds, _ = condition(compiler, node.condition, local)
    steps = _block(compiler, node.body, local)
    names = assigned((node,))
    place, where = Place(node, compiler.text), Place(node.condition, compiler.text)  # type: ignore[arg-type]

    def repeat(lane: Lane, flow: Flow) -> Lane | None:
        done: list[Lane] = []
        going: Lane | None = lane
        while going is not None:
            going, out = going.split(holds(going.run, going.names), where)
            if out is not None:
                done.append(out)
            if going is not None:
                going, broken = _turn(going, steps, flow, names, place)
                done += broken
        return lane.join(done, names)

    return repeat


def _for(compiler: ProgramCompiler, node: For, local: frozenset[str]) -> Step:
    over = _over(compiler, node.over, local)
    steps = _block(compiler, node.body, local)
    names = assigned((node,))
    place = Place(node, compiler.text)  # type: ignore[arg-type]

    def loop(lane: Lane, flow: Flow) -> Lane | None:
        try:
            items = over(lane.run, lane.names)
        except Differs as differs:
            parts = [loop(part, flow) for part in _divided(lane, differs)]
            return lane.join([part for part in parts if part is not None], names)
        done: list[Lane] = []
        going: Lane | None = lane
        for number in range(len(items)):
            if going is None:
                break
            _name_item(going, node.names, _still(lane, going, items[number]), place)
            going, broken = _turn(going, steps, flow, names, place)
            done += broken
        return lane.join([*done, *([] if going is None else [going])], names)

    return loop


def _still(lane: Lane, going: Lane, item: Value) -> Value:
    """What the loop runs over was taken at all samples of `lane`: an item at those that are still in the loop."""
    if isinstance(item, list):  # of a `zip`
        return [_still(lane, going, part) for part in item]
    if going.run.count == lane.run.count:
        return item
    return selected(item, device(lane.run, lane.where(going).astype(np.int64, copy=False)), lane.run.count)


def _divided(lane: Lane, differs: Differs) -> list[Lane]:
    return [lane.only(places) for places in split_by(lane.run, differs)]


def _name_item(lane: Lane, names: tuple[str, ...], item: Value, place: Place) -> None:
    if len(names) == 1:
        lane.names[names[0]] = item
    else:
        lane.names.update(zip(names, _entries(lane.run, item, len(names), place), strict=True))


class _SideBySide:
    """The entries of several things that are looped over together, as many as the shortest has."""

    def __init__(self, parts: list[range | _Rows | _SideBySide]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return min(map(len, self.parts))

    def __getitem__(self, number: int) -> Value:
        return [part[number] for part in self.parts]


class _Rows:
    """The rows of a vector or matrix."""

    def __init__(self, value: Value, count: int) -> None:
        self.value, self.count = value, count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, number: int) -> Value:
        return self.value[number]


def _over(
    compiler: Compiler, node: Node, local: frozenset[str]
) -> Callable[[Run, Locals], range | _Rows | _SideBySide]:
    """What a loop runs over. Evaluating raises Differs where the bounds differ between samples."""
    place = Place(node, compiler.text)
    if isinstance(node, Zip):
        together = [_over(compiler, part, local) for part in node.parts]
        return lambda run, values: _SideBySide([part(run, values) for part in together])
    if not isinstance(node, Range):
        part = compiler.compile(node, local).evaluate

        def rows(run: Run, values: Locals) -> _Rows:
            value = part(run, values)
            shape = run.shape(value)
            if not shape:
                raise place.error("one number cannot be looped over", "write range(…)")
            return _Rows(value, shape[0])

        return rows
    bounds = [(compiler.compile(part, local).evaluate, Place(part, compiler.text)) for part in
              (node.low, node.high, node.step)]  # fmt: skip

    def numbers(run: Run, values: Locals) -> range:
        low, high, step = (run.number(part(run, values), where, "a bound of `range`") for part, where in bounds)
        if step == 0:
            raise place.error("the step of `range` must not be 0")
        found = range(low, high, step)
        turns = max(0, -((low - high) // step))  # `len` cannot count beyond 2^63
        if turns > TURNS:
            raise place.error(f"this would take {turns:,} turns; at most {TURNS:,} are possible")
        return found

    return numbers


def _return(compiler: ProgramCompiler, node: Return, local: frozenset[str]) -> Step:
    value = compiler.compile(node.value, local).evaluate

    def give(lane: Lane, flow: Flow) -> None:
        flow.returned.append((lane.places, value(lane.run, lane.names)))

    return give


def _break(compiler: ProgramCompiler, node: Break, local: frozenset[str]) -> Step:
    return lambda lane, flow: flow.broken.append(lane)


def _continue(compiler: ProgramCompiler, node: Continue, local: frozenset[str]) -> Step:
    return lambda lane, flow: flow.continued.append(lane)


_STEPS: Final[dict[type, Callable[[ProgramCompiler, Any, frozenset[str]], Step]]] = {
    Assign: _assign,
    If: _if,
    While: _while,
    For: _for,
    Return: _return,
    Break: _break,
    Continue: _continue,
}


def _comprehension(compiler: Compiler, node: Comprehension, local: frozenset[str]) -> Compiled:
    over, place = _over(compiler, node.over, local), Place(node, compiler.text)
    inner = local | frozenset(node.names)
    item = compiler.compile(node.item, inner)
    holds = None if node.condition is None else condition(compiler, node.condition, inner)[0]

    def evaluate(run: Run, values: Locals) -> Value:
        found: list[Value] = []
        items = over(run, values)
        for number in range(len(items)):
            run.turn(place)
            here = _with_item(run, values, node.names, items[number], place)
            if holds is not None:
                truth = host(holds(run, here))
                if truth.any() and not truth.all():  # the list is longer at some of the samples
                    raise Differs(run, truth)
                if not truth.all():
                    continue
            found.append(item.evaluate(run, here))
        try:
            value = arrays.build(run, found, place)
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    return Compiled(evaluate, False, item.rank + 1)


def _with_item(run: Run, values: Locals, names: tuple[str, ...], item: Value, place: Place) -> Locals:
    if len(names) == 1:
        return Overlay(values, names[0], item)
    for name, part in zip(names, _entries(run, item, len(names), place), strict=True):
        values = Overlay(values, name, part)
    return values


RULES[Comprehension] = _comprehension
