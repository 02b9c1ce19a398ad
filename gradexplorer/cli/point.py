"""The command `eval`: value, gradient and second derivatives at a point."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from gradexplorer.cli.problem import Problem, problem
from gradexplorer.cli.reply import Refusal, bad_text, print_json, shown
from gradexplorer.compute.components import Components
from gradexplorer.compute.point import PointResult, evaluate as compute
from gradexplorer.lang import LangError

MOST_HESSIAN = 1_000
"""Functions of more components than this get no Hessian: it has their square of numbers."""


def evaluate(options: argparse.Namespace) -> int:
    """Write value and gradient of the expression at the point; of each line of standard input where it is `-`."""
    if options.expression == "-" and options.program is None:
        from gradexplorer.cli.stream import stream

        return stream(options)
    asked = problem(options, options.at, "--at")
    result = solved(asked, options.order)
    if options.json:
        print_json(answer(asked, result))
    else:
        write(asked, result)
    return 0


def solved(asked: Problem, order: int) -> PointResult:
    """Value and derivatives up to `order`; Refusal for what has none."""
    if order > 1:
        count = len(Components.of(asked.function, asked.coordinates).names)
        if count > MOST_HESSIAN:
            raise Refusal(f"A Hessian has at most {MOST_HESSIAN:,} rows here; this one would have {count:,}.")
    try:
        result = compute(
            asked.function, asked.coordinates, asked.sliders, asked.dtype, second=order > 1, most=MOST_HESSIAN
        )
    except LangError as error:
        raise bad_text(error) from error
    if order > 1 and result.second is None:
        raise Refusal("The second derivatives take too long, and were given up.", hint="Leave out --order 2.")
    return result


def answer(asked: Problem, result: PointResult) -> dict[str, Any]:
    """What `--json` writes."""
    told: dict[str, Any] = {
        "expression": asked.text,
        "at": asked.given,
        "value": result.value,
        "gradient": asked.by_name(result.gradient),
    }
    if result.second is not None:
        told["hessian"] = asked.hessian(result.second)
    notes = (*asked.notes, *result.notes)
    if notes:
        told["notes"] = [{"message": note.message, "span": [note.span.start, note.span.end]} for note in notes]
    return told


def write(asked: Problem, result: PointResult) -> None:
    """What is written without `--json`."""
    print("expression  " + asked.reading.replace("\n", "\n            "))
    for name, value in asked.given.items():
        print(f"at          {name} = {shown(value)}")
    print(f"value       {shown(result.value)}")
    for name, slope in asked.by_name(result.gradient).items():
        print(f"gradient    {name}: {shown(slope)}")
    hessian: Mapping[str, Mapping[str, Any]] = {} if result.second is None else asked.hessian(result.second)
    for name, row in hessian.items():
        for other, block in row.items():
            print(f"hessian     {name}, {other}: {shown(block)}")
    for note in (*asked.notes, *result.notes):
        print(f"note        {note.message}")
