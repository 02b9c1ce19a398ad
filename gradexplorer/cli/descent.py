"""The command `descend`: gradient descent, step by step."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from gradexplorer.cli.problem import Problem, problem
from gradexplorer.cli.reply import Failure, Refusal, bad_text, print_json, shown
from gradexplorer.compute.descent import Trajectory, descend as compute
from gradexplorer.lang import LangError
from gradexplorer.model.check import run_problems
from gradexplorer.model.document import Run


def descend(options: argparse.Namespace) -> int:
    """Write every step of a descent from the start, and what became of it."""
    asked = problem(options, options.start, "--start")
    run = Run(step_size=options.step_size, momentum=options.momentum, steps=options.steps, zero_grad=options.zero_grad)
    for fault in run_problems(run):
        raise Refusal(fault.message)
    try:
        trajectory = compute(asked.function, asked.coordinates, asked.sliders, run, asked.dtype)
    except LangError as error:
        raise bad_text(error) from error
    if trajectory.error is not None:
        raise Failure(trajectory.error)
    if options.json:
        print_json(_answer(asked, run, trajectory))
    else:
        _write(asked, run, trajectory)
    return 0


def _answer(asked: Problem, run: Run, trajectory: Trajectory) -> dict[str, Any]:
    verdict = trajectory.verdict
    return {
        "expression": asked.text,
        "optimizer": run.optimizer,
        "settings": {
            "step_size": run.step_size,
            "momentum": run.momentum,
            "steps": run.steps,
            "zero_grad": run.zero_grad,
        },
        "steps": list(_steps(asked, trajectory)),
        "verdict": {"kind": verdict.kind, "since": verdict.since, "detail": verdict.detail},
    }


def _steps(asked: Problem, trajectory: Trajectory) -> Iterator[dict[str, Any]]:
    for index in range(len(trajectory.values)):
        yield {
            "step": index,
            "point": asked.by_name(trajectory.points[index]),
            "value": trajectory.values[index].item(),
            "gradient": asked.by_name(trajectory.gradients[index]),
        }


def _write(asked: Problem, run: Run, trajectory: Trajectory) -> None:
    print("expression  " + asked.reading.replace("\n", "\n            "))
    momentum = f", momentum {shown(run.momentum)}" if run.momentum else ""
    print(f"optimizer   {run.optimizer}, step size {shown(run.step_size)}{momentum}")
    rows = [("step", *trajectory.names, "value", *(f"d/d{name}" for name in trajectory.names))]
    for index, (point, value, slope) in enumerate(
        zip(trajectory.points, trajectory.values, trajectory.gradients, strict=True)
    ):
        numbers = (*point.tolist(), value.item(), *slope.tolist())
        rows.append((str(index), *(shown(number) for number in numbers)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    since = "" if trajectory.verdict.since is None else f" since step {trajectory.verdict.since}"
    print(f"verdict     {trajectory.verdict.kind}{since}: {trajectory.verdict.detail}")
