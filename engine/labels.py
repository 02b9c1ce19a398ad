"""What a person would write for a recorded operation: "×" for MulBackward0, "[0]" for a Select."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SYMBOLS = {
    "Add": "+",
    "Sub": "−",
    "Rsub": "−",
    "Mul": "×",
    "Div": "÷",
    "Neg": "−",
    "Pow": "^",
    "Abs": "| |",
    "Sqrt": "√",
    "Sum": "Σ",
    "Prod": "Π",
    "Mm": "@",
    "Mv": "@",
    "Bmm": "@",
    "Dot": "·",
    "Lt": "<",
    "Le": "≤",
    "Gt": ">",
    "Ge": "≥",
    "Eq": "=",
    "Ne": "≠",
    "LinalgVectorNorm": "‖ ‖",
}


def label(name: str, parameters: Mapping[str, Any]) -> str:
    """The sign for an operation by its node's name, else the name in small letters: "cos"."""
    base = name.partition("Backward")[0]
    if base == "Select" and "index" in parameters:
        return f"[{parameters['index']}]"
    return SYMBOLS.get(base) or base.lower()
