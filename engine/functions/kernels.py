"""Arguments for which PyTorch has no kernel, told in its words."""

from __future__ import annotations

from typing import Any

from engine.errors import type_name
from engine.modes import thread
from engine.tensor import Tensor


def tensor(value: Any, function: str, argument: str = "input", position: int = 1) -> Tensor:
    """`value`, which must be a Tensor: else a TypeError that names the argument of `function`."""
    if not isinstance(value, Tensor):
        kind = type_name(value)
        raise TypeError(f"{function}(): argument '{argument}' (position {position}) must be Tensor, not {kind}")
    return value


def floating(input: Any, function: str, kernel: str) -> Tensor:
    """`input`, which must be a Tensor of floating-point numbers: else TypeError or NotImplementedError."""
    if tensor(input, function)._value.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{input.dtype.printed}'")
    return input  # type: ignore[no-any-return]


def constant(value: Tensor | None, function: str, argument: str) -> None:
    """RuntimeError where a gradient would be recorded for an argument that has none."""
    if value is not None and thread.state.grad_enabled and value.requires_grad:
        raise RuntimeError(
            f"The function '{function}' is not differentiable with respect to argument '{argument}'. This input cannot"
            " have requires_grad True."
        )
