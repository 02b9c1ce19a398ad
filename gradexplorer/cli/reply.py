"""How the command line answers: numbers that read back the same, JSON, and errors with their place."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from gradexplorer.lang import LangError


class Refusal(Exception):
    """Bad usage or a bad text (exit code 2); `hint` says how to mend it, `fault` is the text's error, if it is one."""

    def __init__(self, message: str, *, hint: str | None = None, fault: LangError | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.fault = fault


class Failure(Exception):
    """What was asked for well and did not work (exit code 1)."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def bad_text(fault: LangError) -> Refusal:
    """Return the refusal of a text that the language refuses."""
    return Refusal(fault.message, hint=fault.hint, fault=fault)


def tell(error: Refusal | Failure, options: argparse.Namespace) -> None:
    """Write an error to stderr, and with --json its JSON to stdout as well."""
    fault = error.fault if isinstance(error, Refusal) else None
    if fault is not None:
        print(fault.caret(), file=sys.stderr)
    else:
        print(
            f"gradexplorer: {error.message}",
            *(f"  {error.hint}" for _ in range(bool(error.hint))),
            sep="\n",
            file=sys.stderr,
        )
    if wants_json(options):
        print_json({"expression": getattr(options, "expression", None), "error": error_object(error)})


def error_object(error: Refusal | Failure) -> dict[str, Any]:
    """An error as JSON has it: its sentence, its place or nulls, a hint, and the edit that mends it where one will."""
    fault = error.fault if isinstance(error, Refusal) else None
    told: dict[str, Any] = {"message": error.message, "line": None, "column": None, "span": None, "hint": error.hint}
    if fault is not None:
        told |= {"line": fault.line, "column": fault.column, "span": [fault.span.start, fault.span.end]}
        if fault.fix is not None:
            span = [fault.fix.span.start, fault.fix.span.end]
            told["fix"] = {"span": span, "text": fault.fix.text, "label": fault.fix.label}
    return told


def wants_json(options: argparse.Namespace) -> bool:
    """Say whether the answer is to be JSON."""
    return getattr(options, "json", False) or getattr(options, "format", "") == "json"


def print_json(answer: Mapping[str, Any]) -> None:
    """Write `answer` to stdout on one line, NaN and infinities as the strings "nan", "inf", "-inf"."""
    print(json.dumps(plain(answer), allow_nan=False))


def plain(value: Any) -> Any:
    """Return `value` as what JSON can hold: arrays as nested lists, numbers that are not finite as strings."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def shown(value: Any) -> str:
    """Return a number, or nested numbers, as text: each by repr, so that it reads back the same."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return f"[{', '.join(shown(part) for part in value)}]"
    return repr(value)
