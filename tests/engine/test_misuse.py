"""Constructors, indices and random tensors, misused: PyTorch's exceptions and words, as tests/data/misuse.txt has them.

In the parity lane PyTorch itself is asked as well, so that the file is known to be right.
"""

from __future__ import annotations

import builtins
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FILE = Path(__file__).parents[1] / "data" / "misuse.txt"
LINES = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def counted(t: Any, *shape: int) -> Any:
    """A tensor of different numbers."""
    return t.arange(float(np.prod(shape))).reshape(shape)


def listed(t: Any, values: Any, **options: Any) -> Any:
    return t.tensor(values, **options)


@pytest.mark.parametrize("line", LINES, ids=[line.partition(" => ")[0] for line in LINES])
def test_a_misuse_is_answered_in_pytorchs_words(torch: Any, line: str) -> None:
    expression, _, answer = line.partition(" => ")
    kind, _, message = answer.partition(": ")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(getattr(builtins, kind)) as caught:
            eval(expression, {"t": torch, "np": np, "X": counted, "L": listed})
    assert type(caught.value).__name__ == kind
    assert str(caught.value).replace("torch", "engine").splitlines()[0].strip() == message
