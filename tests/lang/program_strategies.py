"""Random programs of x and y that end, and that Python itself runs on plain floats."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_NUMBERS = st.sampled_from(["0.5", "1", "2", "-1", "0.25"])
_NAMES = ["x", "y", "a", "b"]


@st.composite
def _value(draw: Any, names: list[str], depth: int = 2) -> str:
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.one_of(st.sampled_from(names), _NUMBERS))  # type: ignore[no-any-return]
    inner = _value(names, depth - 1)
    kind = draw(
        st.sampled_from(
            ["+", "-", "*", "/", "call", "power", "ternary", "negative", "helper", "%", "list", "listed", "cut"]
        )
    )
    if kind == "call":
        return f"math.{draw(st.sampled_from(['sin', 'cos', 'tanh', 'atan']))}({draw(inner)})"
    if kind == "power":
        return f"({draw(inner)})**{draw(st.sampled_from([2, 3]))}"
    if kind == "ternary":
        return f"({draw(inner)} if {draw(_condition(names))} else {draw(inner)})"
    if kind == "negative":
        return f"-({draw(inner)})"
    if kind == "helper":
        return f"helper({draw(inner)})"
    if kind == "/":
        return f"({draw(inner)}) / (1 + ({draw(inner)})**2)"
    if kind == "%":
        return f"({draw(inner)}) % 1.5"
    if kind == "listed":
        return f"sum([{draw(inner)} for _ in range({_whole(draw(inner))})])"
    if kind == "cut":
        return f"sum([{draw(inner)}, {draw(inner)}, 2][{_whole(draw(inner))}:])"
    if kind == "list":
        return f"sum([{draw(inner)}, {draw(inner)}])"
    return f"({draw(inner)} {kind} {draw(inner)})"


def _whole(value: str) -> str:
    """0, 1 or 2, as the sample has it."""
    return f"({value} > -1) + ({value} > 1)"


@st.composite
def _condition(draw: Any, names: list[str]) -> str:
    one = f"{draw(_value(names, 1))} {draw(st.sampled_from(['<', '<=', '>', '>=']))} {draw(_value(names, 1))}"
    more = draw(st.sampled_from(["", "not", "and", "or", "chain"]))
    if more == "chain":
        return f"-1 < {draw(st.sampled_from(names))} <= {draw(_NUMBERS)}"
    if more == "not":
        return f"not {one}"
    return f"{one} {more} {draw(st.sampled_from(names))} > {draw(_NUMBERS)}" if more else one


@st.composite
def _block(draw: Any, names: list[str], depth: int, loops: int, room: str) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(
            st.sampled_from(["set", "set", "augment", "swap", "if", "for", "while", "stop", "return", "append"])
        )
        inside = _block(names, depth - 1, loops, room + "    ")
        if kind == "augment":
            line = f"{draw(st.sampled_from(_NAMES))} {draw(st.sampled_from(['+=', '-=', '*=']))} {draw(_value(names))}"
            lines.append(room + line)
        elif kind == "append":
            added = draw(_value(names, 1))
            grow = draw(st.sampled_from(["path.append({})", "path.extend([{}, x])", "path += [{}]"]))
            lines.append(room + grow.format(added))
        elif kind == "swap":
            lines.append(f"{room}a, b = {draw(_value(names, 1))}, {draw(_value(names, 1))}")
        elif kind == "if" and depth:
            lines += [f"{room}if {draw(_condition(names))}:", *draw(inside)]
            if draw(st.booleans()):
                lines += [f"{room}elif {draw(_condition(names))}:", *draw(inside)]
            if draw(st.booleans()):
                lines += [f"{room}else:", *draw(inside)]
        elif kind in ("for", "while") and depth and loops < 2:
            counter = f"k{loops}"
            body = draw(_block([*names, counter], depth - 1, loops + 1, room + "    "))
            if kind == "for":
                over = f"for {counter} in range({draw(st.integers(0, 4))}):"
                pairs = ", ".join(draw(st.lists(_value(names, 1), min_size=1, max_size=3)))
                loop = [
                    f"for {counter}, b in enumerate([{pairs}]):",
                    f"for a, {counter} in zip([x, y], [{pairs}]):",
                    over,
                    f"for {counter} in range({_whole(draw(_value(names, 1)))}):",
                    f"for {counter} in path[:{_whole(draw(_value(names, 1)))}]:",
                    f"for {counter} in pair({draw(_value(names, 1))}, x):",
                ]
                lines += [room + draw(st.sampled_from(loop)), *body]
            else:
                turn = f"{room}    {counter} += 1"
                lines += [
                    f"{room}{counter} = 0",
                    f"{room}while {counter} < 4 and ({draw(_condition(names))}):",
                    turn,
                    *body,
                ]
        elif kind == "stop" and loops:
            word = draw(st.sampled_from(["break", "continue"]))
            lines += [f"{room}if {draw(_condition(names))}:", f"{room}    {word}"]
        elif kind == "return" and draw(st.integers(0, 2)) == 0:
            lines += [f"{room}if {draw(_condition(names))}:", f"{room}    return {draw(_value(names))}"]
        else:
            lines.append(f"{room}{draw(st.sampled_from(_NAMES))} = {draw(_value(names))}")
    return lines


@st.composite
def random_programs(draw: Any) -> str:
    """A program whose last def is f(x, y), with a helper that branches and loops."""
    body = draw(_block(_NAMES, 3, 0, "    "))
    bound = draw(_NUMBERS)
    helper = [
        "def helper(t, scale=0.5):",
        f"    if t > {bound}:",
        "        return t * scale",
        "    while t < 1:",
        "        t = t * 0.5 + 1",
        "    return t - 1",
    ]
    pair = ["def pair(s, t):", "    if s > t:", "        return [s, t, 1]", "    return [t, s]"]
    end = f"    return {draw(_value(_NAMES))} + 0.1*sum(p*k for k, p in enumerate(path)) + len(path)"
    return "\n".join(
        ["import math", *helper, *pair, "", "def f(x, y):", "    a, b = x - y, 1", "    path = []", *body, end]
    )
