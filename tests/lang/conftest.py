from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

import engine
from gradexplorer.lang import Entry, LangError, Source, Table, read

Values = Mapping[str, Any]


def read_last(*texts: str, tables: Sequence[Table] = ()) -> Entry:
    """The entry of the last of these texts, in a document of all."""
    sheet = read([Source(i, text) for i, text in enumerate(texts)], tables)
    return sheet.entries[len(texts) - 1]


def tensors(values: Values, *, grad: bool = False) -> dict[str, Any]:
    return {
        name: engine.tensor(np.asarray(v, dtype=float).tolist(), dtype=engine.float64).requires_grad_(grad)
        for name, v in values.items()
    }


def compute(*texts: str, at: Values | None = None, tables: Sequence[Table] = (), **options: Any) -> Any:
    """The value of the last text as a NumPy array or float."""
    entry = read_last(*texts, tables=tables)
    if entry.error is not None:
        raise entry.error
    assert entry.function is not None
    with engine.no_grad():
        result = entry.function(tensors(at or {}), **options)
    return result.numpy() if result.ndim else result.item()


def slope(*texts: str, at: Values, samples: int = 0, tables: Sequence[Table] = ()) -> dict[str, Any]:
    """The gradient of the last text by every value in `at`, as NumPy arrays."""
    entry = read_last(*texts, tables=tables)
    if entry.error is not None:
        raise entry.error
    assert entry.function is not None
    leaves = tensors(at, grad=True)
    result = entry.function(leaves, samples=samples).sum()
    grads = engine.autograd.grad(result, list(leaves.values()), allow_unused=True) if result.requires_grad else ()
    found = dict(zip(leaves, grads, strict=False))
    return {
        name: np.zeros(leaf.shape) if found.get(name) is None else found[name].numpy() for name, leaf in leaves.items()
    }


@pytest.fixture
def entry() -> Callable[..., Entry]:
    return read_last


@pytest.fixture
def value() -> Callable[..., Any]:
    return compute


@pytest.fixture
def gradient() -> Callable[..., dict[str, Any]]:
    return slope


@pytest.fixture
def problem() -> Callable[..., LangError]:
    """The error of the last text, at reading or, where it reads well, at evaluating with the values given."""

    def find(*texts: str, at: Values | None = None, tables: Sequence[Table] = ()) -> LangError:
        found = read_last(*texts, tables=tables)
        if found.error is not None:
            return found.error
        assert found.function is not None
        with pytest.raises(LangError) as caught:
            found.function(tensors(at or {}))
        return caught.value

    return find
