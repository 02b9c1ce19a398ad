"""What all functions of one tensor share: the check of it, and NumPy's names for PyTorch's arguments."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from engine import errors
from engine.tensor import Tensor

R = TypeVar("R")

NUMPYS = {"axis": "dim", "keepdims": "keepdim", "ddof": "correction"}


def of_tensor(function: Callable[..., R], whole: Callable[[Tensor], R] | None = None) -> Callable[..., R]:
    """The function with its first argument checked, and with `axis` and `keepdims` meaning `dim` and `keepdim`.

    `whole` is called in its place where a Tensor is all that is given. NumPy's functions call a tensor's method with
    `out=None` and often `dtype=None`: what is None is let pass. The signature that is shown has the names of both
    libraries.
    """
    name, signature = function.__name__, inspect.signature(function)
    known = frozenset(signature.parameters)

    @functools.wraps(function)
    def call(input: Any, *args: Any, **options: Any) -> R:
        if whole is not None and input.__class__ is Tensor and not args and not options:
            return whole(input)
        if not isinstance(input, Tensor):
            raise errors.unsupported_argument(name, 0, input)
        return function(input, *args, **(_renamed(name, options, known) if options else options))

    call.__signature__ = _with_numpys(signature)  # type: ignore[attr-defined]
    return call


def _renamed(name: str, options: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The options by PyTorch's names. TypeError for `out`, and for one argument under both its names."""
    if options.keys() <= known:
        return options
    renamed: dict[str, Any] = {}
    for key, value in options.items():
        ours = NUMPYS.get(key, key)
        if value is None and key in ("out", "dtype") and key not in known:
            continue
        if key == "out":
            raise TypeError(f"{name}(): out= is not offered: assign the result, or use the in-place form")
        if ours not in known:
            raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
        if key != ours and ours in options:
            raise TypeError(f"{name}() got both {ours} and {key}: give one of them")
        renamed[ours] = value
    return renamed


def _with_numpys(signature: inspect.Signature) -> inspect.Signature:
    """The signature with `axis` and `keepdims` after `dim` and `keepdim`, as keywords."""
    parameters = list(signature.parameters.values())
    extra = [
        inspect.Parameter(numpys, inspect.Parameter.KEYWORD_ONLY, default=False if numpys == "keepdims" else None)
        for numpys, ours in NUMPYS.items()
        if ours in signature.parameters and numpys != "ddof"
    ]
    return signature.replace(parameters=[*parameters, *extra])
