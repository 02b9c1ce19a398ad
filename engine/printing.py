"""How a tensor is written: the text of `repr`, character for character as PyTorch lays it out.

Everything here works on a host NumPy array and flags; bringing the array to the host is the caller's part.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How arrays are laid out.

    `precision` digits after the point; more than `threshold` elements are summarised to `edgeitems` at each end of
    each dimension; lines are `linewidth` characters; `sci_mode` forces (True) or forbids (False) scientific notation.
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}

_options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print. What is None stays as it is, except `sci_mode`, where None means "by the values".

    Args:
        precision: digits after the point (4).
        threshold: the number of elements above which the middle is left out (1000).
        edgeitems: the number of elements shown at each end of a summarised dimension (3).
        linewidth: characters in a line (80).
        profile: "default", "short" or "full": all of the above at once, before the other arguments apply.
        sci_mode: scientific notation always (True), never (False), or where the values ask for it (None).

    Raises:
        ValueError: for another profile.
    """
    global _options
    chosen = _options
    if profile is not None:
        if profile not in _PROFILES:
            raise ValueError(f"profile must be one of {', '.join(_PROFILES)}, not {profile!r}")
        chosen = _PROFILES[profile]
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    _options = replace(chosen, **changes, sci_mode=sci_mode)


def get_printoptions() -> dict[str, Any]:
    """The present options, as keywords for `set_printoptions`."""
    return asdict(_options)


@contextlib.contextmanager
def printoptions(**changes: Any) -> Iterator[None]:
    """`set_printoptions(**changes)` for the length of a `with` block."""
    global _options
    before = _options
    set_printoptions(**changes)
    try:
        yield
    finally:
        _options = before


def format_tensor(
    array: np.ndarray[Any, Any],
    *,
    dtype_name: str,
    default_dtype_name: str,
    device: str = "cpu",
    requires_grad: bool = False,
    grad_fn_name: str | None = None,
) -> str:
    """The repr of a tensor, such as `tensor([1., 2.], grad_fn=<AddBackward0>)`.

    Args:
        array: the values on the host, any shape; bool, integer or floating point.
        dtype_name: the tensor's dtype, such as "float64"; written where it cannot be seen from the values.
        default_dtype_name: the dtype that floating-point values have unless told otherwise.
        device: such as "cuda:0"; "cpu" is not written.
        requires_grad: a leaf that asks for a gradient.
        grad_fn_name: the name of the node that made it, such as "AddBackward0", which replaces `requires_grad=True`.
    """
    prefix = "tensor("
    suffixes = []
    if device != "cpu":
        suffixes.append(f"device='{device}'")
    if array.size == 0:
        if array.ndim != 1:
            suffixes.append(f"size={array.shape}")
        implied = dtype_name == default_dtype_name
    else:
        if not _options.edgeitems:
            suffixes.append(f"size={array.shape}")
        implied = dtype_name in (default_dtype_name, "int64", "bool")
    if not implied:
        suffixes.append(f"dtype=engine.{dtype_name}")
    if grad_fn_name is not None:
        suffixes.append(f"grad_fn=<{grad_fn_name}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    return _with_suffixes(prefix + format_values(array, indent=len(prefix)), suffixes, len(prefix))


def format_batch(value: str) -> str:
    """The repr of a tensor that stands for each of a batch, of which `value` is the repr; they may be nested."""
    level, inner = value.count("BatchedTensor(") + 1, value.replace("\n", "\n    ")
    return f"BatchedTensor(lvl={level}, bdim=0, value=\n    {inner}\n)"


def format_values(array: np.ndarray[Any, Any], indent: int = 0) -> str:
    """The values alone, in brackets; lines after the first are indented by `indent` and the depth of brackets."""
    if array.size == 0:
        return "[]"
    summarise = array.size > _options.threshold
    write, width = _element_format(_shown(array) if summarise else array)
    return _nested(array, indent, summarise, write, width)


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """Append `, suffix` for each, on a new line where the line would grow too long, and the closing bracket."""
    # PyTorch counts one character too many in the last line (the newline, or one for none); the breaks depend on it.
    used = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        # "engine." is measured as "torch." is, so that lines break where PyTorch's do.
        length = len(suffix.replace("engine.", "torch."))
        if used + length + 2 > _options.linewidth:
            text += ",\n" + " " * indent + suffix
            used = indent + length
        else:
            text += ", " + suffix
            used += length + 2
    return text + ")"


def _shown(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The corner elements that a summary shows; from these alone the format is chosen."""
    edge = _options.edgeitems
    if array.ndim == 0:
        return array
    if not edge and array.ndim > 1:
        return array[:0]
    for axis, n in enumerate(array.shape):
        if n > 2 * edge:
            array = np.take(array, [*range(edge), *range(n - edge, n)], axis=axis)
    return array


def _element_format(values: np.ndarray[Any, Any]) -> tuple[Callable[[Any], str], int]:
    """A function that writes one element (a Python number) and the width that all are padded to."""
    if values.dtype.kind != "f":
        width = max((len(str(value)) for value in values.ravel().tolist()), default=1)
        return lambda value: f"{value!s:>{width}}", width
    counted = values[np.isfinite(values) & (values != 0)].astype(np.float64)
    scientific = _wants_exponent(counted)
    digits = _options.precision
    integral = bool(np.all(counted == np.ceil(counted)))
    if scientific:
        spec = f".{digits}e"
    elif integral:
        spec = ".0f"
    else:
        spec = f".{digits}f"
    # The point after a whole number stands for "floating point"; nan and inf say so themselves.
    point = 1 if integral and not scientific else 0
    width = max((len(format(value, spec)) + point for value in counted.tolist()), default=1)
    if point:
        return lambda value: (format(value, spec) + "." * math.isfinite(value)).rjust(width), width
    return lambda value: format(value, spec).rjust(width), width


def _wants_exponent(counted: np.ndarray[Any, Any]) -> bool:
    """Whether scientific notation is used, from the finite values other than zero."""
    if counted.size == 0:
        return False
    if _options.sci_mode is not None:
        return _options.sci_mode
    magnitudes = np.abs(counted)
    low, high = float(magnitudes.min()), float(magnitudes.max())
    return high / low > 1000.0 or high > 1.0e8 or low < 1.0e-4


def _nested(array: np.ndarray[Any, Any], indent: int, summarise: bool, write: Callable[[Any], str], width: int) -> str:
    if array.ndim == 0:
        return write(array.item())
    if array.ndim == 1:
        return _line(array, indent, summarise, write, width)
    edge = _options.edgeitems
    n = len(array)
    if summarise and n > 2 * edge:
        shown: list[int | None] = [*range(edge), None, *range(n - edge, n)]
    else:
        shown = [*range(n)]
    parts = ["..." if i is None else _nested(array[i], indent + 1, summarise, write, width) for i in shown]
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(parts) + "]"


def _line(array: np.ndarray[Any, Any], indent: int, summarise: bool, write: Callable[[Any], str], width: int) -> str:
    """One dimension: elements separated by commas, broken into lines of `linewidth`."""
    edge = _options.edgeitems
    if summarise and not edge:
        words = ["..."]
    elif summarise and array.size > 2 * edge:
        words = [*map(write, array[:edge].tolist()), " ...", *map(write, array[-edge:].tolist())]
    else:
        words = [*map(write, array.tolist())]
    in_line = max(1, (_options.linewidth - indent) // (width + 2))
    lines = [", ".join(words[i : i + in_line]) for i in range(0, len(words), in_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
