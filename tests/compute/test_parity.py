"""Points, runs and graphs against PyTorch, for the same function written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from gradexplorer.compute.descent import descend
from gradexplorer.compute.graph import trace
from gradexplorer.compute.point import evaluate
from gradexplorer.lang import Function
from gradexplorer.model.document import Run

pytestmark = pytest.mark.parity

CASES: list[tuple[str, Callable[[Any], Any]]] = [
    ("x[0]^2 + 2x[1]^2", lambda x: x[0] ** 2 + 2 * x[1] ** 2),
    ("(1 - x[0])^2 + 100(x[1] - x[0]^2)^2", lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2),
    ("x[0] cos(4x[1]) + 2|x[0]|", lambda x: x[0] * (4 * x[1]).cos() + 2 * x[0].abs()),
    ("sum(exp(x)/(1 + x^2)) + x[1]", lambda x: (x.exp() / (1 + x**2)).sum() + x[1]),
]


@pytest.fixture(scope="module")
def torch() -> Any:
    """PyTorch, imported by the first test that runs: to import it takes as long as to collect all the others."""
    return pytest.importorskip("torch")


@pytest.mark.parametrize(("text", "by_hand"), CASES, ids=[text for text, _ in CASES])
def test_gradient_and_hessian(
    function: Callable[..., Function], torch: Any, text: str, by_hand: Callable[[Any], Any]
) -> None:
    at = (0.7, -1.3)
    found = evaluate(function(text), {"x": at}, {})
    point = torch.tensor(at, dtype=torch.float64)
    assert found.value == pytest.approx(by_hand(point).item(), rel=1e-14)
    assert found.gradient == pytest.approx(torch.autograd.functional.jacobian(by_hand, point).numpy(), rel=1e-13)
    hessian = torch.autograd.functional.hessian(by_hand, point).numpy()
    assert found.second == pytest.approx(hessian, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("zero_grad", [True, False])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize(("text", "by_hand"), CASES, ids=[text for text, _ in CASES])
def test_descent(
    function: Callable[..., Function],
    torch: Any,
    text: str,
    by_hand: Callable[[Any], Any],
    momentum: float,
    zero_grad: bool,
    dtype: str,
) -> None:
    run = Run(step_size=1e-4, momentum=momentum, zero_grad=zero_grad, steps=20)
    found = descend(function(text), {"x": (0.7, -1.3)}, {}, run, getattr(engine, dtype))
    x = torch.tensor([0.7, -1.3], dtype=getattr(torch, dtype), requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1e-4, momentum=momentum)
    points, read = [], []
    for _ in range(21):
        if zero_grad:
            optimizer.zero_grad()
        by_hand(x).backward()
        points.append(x.detach().numpy().copy())
        read.append(x.grad.numpy().copy())
        optimizer.step()
    tight = 1e-12 if dtype == "float64" else 1e-4
    assert found.points == pytest.approx(np.array(points, dtype=float), rel=tight, abs=tight)
    assert found.accumulated == pytest.approx(np.array(read, dtype=float), rel=tight, abs=100 * tight)


@pytest.mark.parametrize(("text", "by_hand"), CASES, ids=[text for text, _ in CASES])
def test_the_graph_has_pytorchs_nodes(
    function: Callable[..., Function], torch: Any, text: str, by_hand: Callable[[Any], Any]
) -> None:
    graph = trace(function(text), {"x": (0.7, -1.3)}, {})
    ours = sorted(node.op for node in graph.nodes if node.op is not None)
    x = torch.tensor([0.7, -1.3], dtype=torch.float64, requires_grad=True)
    theirs, stack = {}, [by_hand(x).grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in theirs:
            theirs[node] = node.name().rpartition("::")[2]
            stack += [following for following, _ in node.next_functions]
    assert ours == sorted(theirs.values())
