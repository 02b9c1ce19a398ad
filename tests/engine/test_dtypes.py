from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import dtypes

TABLE = Path(__file__).parents[1] / "data" / "type-promotion.txt"


def entries() -> Iterator[tuple[str, str]]:
    """Every entry of the table: an expression such as "int8[2]*float" and the dtype of its value."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for entry in line.split(" | "):
                expression, dtype = entry.rsplit(" ", 1)
                yield expression, dtype


def operand(torch: Any, text: str) -> Any:
    if text in ("bool", "int", "float"):
        return {"bool": True, "int": 1, "float": 1.0}[text]
    name, shape = text.rstrip("]").split("[")
    return torch.ones(2, dtype=getattr(torch, name)) if shape else torch.tensor(1, dtype=getattr(torch, name))


def test_the_whole_promotion_table(torch: Any) -> None:
    wrong = []
    for expression, dtype in entries():
        sign = "/" if "/" in expression else "*"
        a, b = (operand(torch, part) for part in expression.split(sign))
        result = a / b if sign == "/" else a * b
        if result.dtype is not getattr(torch, dtype):
            wrong.append((expression, dtype, result.dtype))
    assert not wrong
    assert len(list(entries())) > 300


@pytest.mark.parametrize("operation", ["add", "sub", "maximum", "fmod", "eq", "where"])
def test_other_operations_promote_alike(torch: Any, operation: str) -> None:
    a, b = torch.ones(2, dtype=torch.int16), torch.ones(2, dtype=torch.float16)
    result = torch.where(a > 0, a, b) if operation == "where" else getattr(torch, operation)(a, b)
    assert result.dtype is (torch.bool if operation == "eq" else torch.float16)


def test_the_default_dtype_can_be_changed(torch: Any) -> None:
    assert torch.get_default_dtype() is torch.float32
    torch.set_default_dtype(torch.float64)
    try:
        assert torch.tensor(1.5).dtype is torch.float64
        assert (torch.ones(2, dtype=torch.int64) * 1.5).dtype is torch.float64
        assert torch.zeros(2).dtype is torch.float64
        assert repr(torch.tensor([1.5])) == "tensor([1.5000])"
    finally:
        torch.set_default_dtype(torch.float32)
    assert (torch.ones(2, dtype=torch.int64) * 1.5).dtype is torch.float32


def test_promote_types_can_cast_and_result_type(torch: Any) -> None:
    assert torch.promote_types(torch.int64, torch.float16) is torch.float16
    assert torch.promote_types(torch.uint8, torch.int8) is torch.int16
    assert torch.can_cast(torch.int64, torch.float16)
    assert not torch.can_cast(torch.float32, torch.int64)
    double = torch.tensor(1.0, dtype=torch.float64)
    assert torch.result_type(torch.ones(2, dtype=torch.float32), double) is torch.float32


def test_names_attributes_and_identity() -> None:
    assert repr(engine.float32) == "engine.float32"
    assert engine.double is engine.float64
    assert engine.float64.is_floating_point
    assert engine.int8.is_signed
    assert not engine.uint8.is_signed
    assert not engine.bool.is_floating_point
    assert not engine.float16.is_complex
    assert engine.float64.itemsize == 8
    assert dtypes.as_dtype(np.float32) is engine.float32
    assert dtypes.as_dtype(float) is engine.float64


def test_numpys_other_types_are_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"can't convert np.ndarray of type numpy\.complex128\. The only supported"):
        engine.tensor(np.zeros(2, dtype=complex))


def test_a_dtype_pickles_as_itself() -> None:
    assert pickle.loads(pickle.dumps(engine.float32)) is engine.float32
