from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from operator_table import Case, cases, check, compare, compare_dtypes

Make = Callable[..., Any]


@pytest.mark.parametrize("case", cases("reduce"), ids=str)
def test_derivatives_agree_with_finite_differences(case: Case, device: Any) -> None:
    check(case, device)


@pytest.mark.parity
@pytest.mark.parametrize("case", [case for case in cases("reduce") if case.in_pytorch], ids=str)
def test_derivatives_and_names_are_pytorchs(case: Case) -> None:
    compare(case, pytest.importorskip("torch"))


@pytest.mark.parity
@pytest.mark.parametrize("case", cases("reduce"), ids=str)
def test_dtypes_are_pytorchs(case: Case) -> None:
    for dtype in case.dtypes.split():
        compare_dtypes(case, pytest.importorskip("torch"), dtype)
