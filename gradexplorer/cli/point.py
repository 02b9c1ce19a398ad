"""The command `eval`: value and gradient at a point."""

from __future__ import annotations

import argparse
from typing import Any

from gradexplorer.cli.problem import Problem, problem
from gradexplorer.cli.reply import bad_text, print_json, shown
from gradexplorer.compute.point import PointResult, evaluate as compute
from gradexplorer.lang import LangError


def evaluate(options: argparse.Namespace) -> int:
    """Write value and gradient of the expression at the point."""
    asked = problem(options, options.at, "--at")
    try:
        result = compute(asked.function, asked.coordinates, asked.sliders, asked.dtype, second=False)
    except LangError as error:
        raise bad_text(error) from error
    if options.json:
        print_json(_answer(asked, result))
    else:
        _write(asked, result)
    return 0


def _answer(asked: Problem, result: PointResult) -> dict[str, Any]:
    answer = {
        "expression": asked.text,
        "at": asked.given,
        "value": result.value,
        "gradient": asked.by_name(result.gradient),
    }
    if result.notes:
        answer["notes"] = [{"message": note.message, "span": [note.span.start, note.span.end]} for note in result.notes]
    return answer


def _write(asked: Problem, result: PointResult) -> None:
    print(f"expression  {asked.reading}")
    for name, value in asked.given.items():
        print(f"at          {name} = {shown(value)}")
    print(f"value       {shown(result.value)}")
    for name, slope in asked.by_name(result.gradient).items():
        print(f"gradient    {name}: {shown(slope)}")
    for note in result.notes:
        print(f"note        {note.message}")
