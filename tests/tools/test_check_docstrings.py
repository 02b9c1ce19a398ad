from __future__ import annotations

from typing import Any

import pytest

from engine.tensor import Tensor
from tools import check_docstrings


def silent(x: Tensor) -> Tensor:
    return x


def short(x: Tensor) -> Tensor:
    """The tensor itself."""
    return x


def whole(x: Tensor) -> Tensor:
    """The tensor itself.

    Shape: any.
    Dtype: any.
    Raises: nothing.
    Source: this test.
    """
    return x


def plain(x: int) -> int:
    """The number itself: no tensor, so no shapes and dtypes to tell."""
    return x


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (silent, ["f: no docstring"]),
        (short, ["f: its docstring has no line “Shape:”, “Dtype:”, “Raises:”, “Source:”"]),
        (whole, []),
        (plain, []),
        (property(short), ["f: its docstring has no line “Shape:”, “Dtype:”, “Raises:”, “Source:”"]),
    ],
)
def test_what_is_missing_is_told(value: Any, complaint: list[str]) -> None:
    assert list(check_docstrings.complaints("f", value)) == complaint


def test_every_public_name_is_looked_at() -> None:
    names = dict(check_docstrings.public_names())
    assert {"engine.sin", "engine.linalg.det", "engine.nn.functional.relu", "engine.Tensor.exp_"} <= names.keys()
    assert not [line for name, value in names.items() for line in check_docstrings.complaints(name, value)]
