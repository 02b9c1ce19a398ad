"""Values and gradients against PyTorch, for the same function written by hand."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.parity

CASES: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("x cos(4x) + 2|x|", lambda torch, x: x * torch.cos(4 * x) + 2 * torch.abs(x)),
    ("x^3 + 3x^2 - 5x + 4", lambda torch, x: x**3 + 3 * x**2 - 5 * x + 4),
    ("sigmoid(x) softplus x", lambda torch, x: torch.sigmoid(x) * torch.nn.functional.softplus(x)),
    ("erf(x) lgamma(x+3) digamma(x+3)", lambda torch, x: torch.erf(x) * torch.lgamma(x + 3) * torch.digamma(x + 3)),
    ("std([x, 1, 2]) + var([x, 5])", lambda torch, x: torch.stack([x, x * 0 + 1, x * 0 + 2]).std() + (x - 5) ** 2 / 2),
    ("where(x>0, sqrt(x), 0)", lambda torch, x: torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x))),
    ("logsumexp([x, 2x, 1])", lambda torch, x: torch.logsumexp(torch.stack([x, 2 * x, x * 0 + 1]), 0)),
    ("max(x, 0.3) min(x, 1)", lambda torch, x: torch.clamp(x, min=0.3) * torch.clamp(x, max=1)),
    ("x % 0.7 + atan2(x, 2) + hypot(x, 1)", lambda torch, x: x % 0.7 + x.atan2(x * 0 + 2) + x.hypot(x * 0 + 1)),
    ("max([x, x])", lambda torch, x: torch.stack([x, x]).max()),
    ("norm([x, 0])", lambda torch, x: torch.linalg.vector_norm(torch.stack([x, x * 0]))),
]


@pytest.mark.parametrize(("text", "function"), CASES)
@pytest.mark.parametrize("x", [-1.3, 0.25, 0.3001, 2.0])
def test_as_pytorch(
    value: Callable[..., float], gradient: Callable[..., Any], text: str, function: Callable[[Any, Any], Any], x: float
) -> None:
    torch = pytest.importorskip("torch")
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    result = function(torch, leaf)
    result.backward()
    assert value(text, at={"x": x}) == pytest.approx(result.item(), rel=1e-12, nan_ok=True)
    assert gradient(text, at={"x": x})["x"] == pytest.approx(leaf.grad.item(), rel=1e-8, abs=1e-12, nan_ok=True)
