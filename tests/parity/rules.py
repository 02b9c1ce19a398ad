"""What of PyTorch's own operator table is left out of the comparison, each by one rule with its reason.

`OUT_OF_SCOPE` are kinds of samples, `VARIANTS` entries that are the same operator again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """`applies(sample)` says whether a sample is left out, for `reason`."""

    reason: str
    applies: Callable[[Any], bool]


def _keyword(*names: str) -> Callable[[Any], bool]:
    return lambda sample: any(sample.kwargs.get(name) is not None for name in names)


OUT_OF_SCOPE = (
    Rule("out= is not offered: a result is a new tensor, or an in-place form writes it", _keyword("out")),
    Rule("memory formats and layouts: NumPy's arrays have strides, and no names for them",
         _keyword("memory_format", "layout", "pin_memory")),
)
"""Complex numbers and sparse tensors are left out where a sample is carried over: engine has no such dtype."""

VARIANTS: dict[tuple[str, str], str] = {
    ("bmm", "triton_optimized"): "the same operator on a GPU compiler",
    ("nn.functional.silu", "complex"): "complex numbers",
    ("linalg.lstsq", "grad_oriented"): "the first two results of the same operator",
    ("linalg.pinv", "singular"): "the same operator of a product, a @ b.mT",
}

UP_TO_SIGN = frozenset(("linalg.eigh", "linalg.svd", "svd"))
"""Eigenvectors and singular vectors are defined up to their sign, and each LAPACK has its own: values are compared as
PyTorch's table shows them to its own checks of derivatives, by magnitudes or by products in which signs cancel."""


def left_out(sample: Any) -> str | None:
    """The reason why a sample is not compared, None where it is."""
    for rule in OUT_OF_SCOPE:
        if rule.applies(sample):
            return rule.reason
    return None


def symmetric_input(operator: Any) -> bool:
    """True where PyTorch checks derivatives on input + input.mT, for the operator reads one triangle only."""
    return "hermitian" in getattr(operator.gradcheck_wrapper, "__name__", "")


def upper_input(operator: Any) -> bool:
    """True where PyTorch checks derivatives on the upper triangle of the input."""
    return "triangular" in getattr(operator.gradcheck_wrapper, "__name__", "")
