"""Every line of tests/engine/cases: derivatives against finite differences on every backend, and against PyTorch."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.engine.operator_table import Case, check, check_forward, check_vmap, compare, compare_dtypes, compare_forward

ROOMS = sorted(file.stem for file in (Path(__file__).parent / "cases").glob("*.py"))
CASES = [
    pytest.param(case, id=f"{room}: {case}")
    for room in ROOMS
    for case in import_module(f"tests.engine.cases.{room}").CASES
]
IN_PYTORCH = [case for case in CASES if case.values[0].in_pytorch]  # type: ignore[union-attr]


@pytest.mark.parametrize("case", CASES)
def test_derivatives_agree_with_finite_differences(case: Case, device: Any) -> None:
    check(case, device)


@pytest.mark.parametrize("case", CASES)
def test_forward_mode_agrees_with_finite_differences(case: Case, device: Any) -> None:
    check_forward(case, device)


@pytest.mark.parametrize("case", CASES)
def test_vmap_is_a_loop(case: Case, device: Any) -> None:
    check_vmap(case, device)


@pytest.mark.parity
@pytest.mark.parametrize("case", IN_PYTORCH)
def test_forward_mode_is_pytorchs(case: Case) -> None:
    compare_forward(case, pytest.importorskip("torch"))


@pytest.mark.parity
@pytest.mark.parametrize("case", IN_PYTORCH)
def test_derivatives_and_names_are_pytorchs(case: Case) -> None:
    compare(case, pytest.importorskip("torch"))


@pytest.mark.parity
@pytest.mark.parametrize("case", CASES)
def test_dtypes_are_pytorchs(case: Case) -> None:
    for dtype in case.dtypes.split():
        compare_dtypes(case, pytest.importorskip("torch"), dtype)
