"""All operators of the list answer as PyTorch's own operator table says.

float64: every sample's value, dtype, shape and two orders of gradient; float32, int64, bool: value, dtype and shape;
float16: value to its precision, for elementwise operators. Misuse: the exception's class and its words.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.parity

LIST = Path(__file__).parents[1] / "data" / "operators.txt"
OPERATORS = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def shown(problems: list[str]) -> str:
    """At most twelve of the problems, a line each."""
    more = [f"… and {len(problems) - 12} more"] if len(problems) > 12 else []
    return "\n".join([*problems[:12], *more])


@pytest.mark.timeout(240)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool"])
@pytest.mark.parametrize("name", OPERATORS)
def test_answers_are_pytorchs(name: str, dtype: str) -> None:
    oracle = pytest.importorskip("tests.parity.oracle")
    problems = oracle.compare(name, dtype)
    assert not problems, shown(problems)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", OPERATORS)
def test_half_precision_is_pytorchs_for_elementwise_operators(name: str) -> None:
    oracle = pytest.importorskip("tests.parity.oracle")
    if oracle.elementwise(name):
        problems = oracle.compare(name, "float16")
        assert not problems, shown(problems)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", OPERATORS)
def test_misuse_is_answered_as_by_pytorch(name: str) -> None:
    oracle = pytest.importorskip("tests.parity.oracle")
    problems = oracle.compare_errors(name)
    assert not problems, shown(problems)
