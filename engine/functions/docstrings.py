"""Names and docstrings of functions that are made from an entry of a table, one beside another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

ANY = "any; the same."
BOTH = "both, broadcast against each other."
FLOATING = "floating-point as the input; integers and bools give the default dtype."
NO_TENSOR = "TypeError for what is no Tensor."
NO_BROADCAST = "RuntimeError for shapes that do not broadcast."
REDUCED = "any; without the reduced dims, or with size 1 there (`keepdim`)."
SIZE = "given as `2, 3`, as one sequence or as `size`."


def described(
    function: F, name: str, does: str, *more: str, shape: str, dtype: str, raises: str, source: str = ""
) -> F:
    """The function, now with a name and a docstring; its source is torch's function of that name unless told.

    `does` is the first line, `more` are paragraphs below it.
    """
    paragraphs = "\n\n    ".join((does, *more))
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{paragraphs}

    Shape: {shape}
    Dtype: {dtype}
    Raises: {raises}
    Source: {source or f"torch.{name}."}
    """
    return function
