"""Activations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.engine.operator_table import CUBE, REAL, Case, named

FAR = np.array([-60.0, -12.0, -3.5, -0.2, 0.3, 2.5, 12.0, 60.0])
"""Into both tails, and no kink of any activation among them."""
WEIGHTS = np.array([0.25, -0.5, 1.5])


def functions(names: str, *inputs: Any, **options: Any) -> Iterator[Case]:
    """A case for each function of nn.functional that takes just these inputs."""
    for name in names.split():
        yield Case(name, lambda t, *x, name=name: getattr(t.nn.functional, name)(*x), inputs, **options)


def in_place(name: str, *parameters: float) -> Case:
    """The form that writes into its argument."""

    def call(t: Any, a: Any) -> Any:
        return getattr(t.nn.functional, name)(a * 1, *parameters, inplace=True)

    return Case(f"{name} in place", call, (REAL,), dtypes="")


CASES = (
    *named("relu selu celu hardshrink", REAL),
    *functions("relu6 leaky_relu elu silu mish gelu hardtanh hardswish hardshrink", FAR),
    # PyTorch has no second derivative of it.
    *functions("hardsigmoid", FAR, in_pytorch=False),
    *functions("softshrink softplus logsigmoid softsign tanhshrink tanh sigmoid selu celu relu", FAR),
    *map(in_place, ("relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardswish")),
    in_place("threshold", 0.3, 0.5),
    in_place("celu", 0.5),
    Case("relu_", lambda t, a: t.relu_(a * 1), (REAL,), dtypes=""),
    Case("selu_", lambda t, a: t.selu_(a * 1), (REAL,), dtypes=""),
    Case("celu_", lambda t, a: t.celu_(a * 1, 2.0), (REAL,), dtypes=""),
    Case("sigmoid_", lambda t, a: t.sigmoid_(a * 1), (REAL,), dtypes=""),
    Case("tanh_", lambda t, a: t.tanh_(a * 1), (REAL,), dtypes=""),
    Case("threshold_", lambda t, a: t.threshold_(a * 1, 0.3, 0.5), (REAL,), dtypes=""),
    Case("elu_", lambda t, a: t.nn.functional.elu_(a * 1, 0.3), (REAL,), dtypes=""),
    Case("leaky_relu_", lambda t, a: t.nn.functional.leaky_relu_(a * 1, 0.3), (REAL,), dtypes=""),
    Case("hardtanh_", lambda t, a: t.nn.functional.hardtanh_(a * 1, -0.3, 0.4), (REAL,), dtypes=""),
    Case("softplus beta", lambda t, a: t.nn.functional.softplus(a, beta=2, threshold=5), (REAL * 4,)),
    Case("softplus negative beta", lambda t, a: t.nn.functional.softplus(a, beta=-2), (REAL,)),
    Case("leaky_relu slope", lambda t, a: t.nn.functional.leaky_relu(a, -0.1), (REAL,)),
    Case("elu alpha", lambda t, a: t.nn.functional.elu(a, -0.5), (REAL,)),
    Case("celu alpha", lambda t, a: t.celu(a, 0.5), (REAL,)),
    Case("gelu tanh", lambda t, a: t.nn.functional.gelu(a, approximate="tanh"), (FAR,)),
    Case("glu", lambda t, a: t.nn.functional.glu(a), (REAL,)),
    Case("glu dim", lambda t, a: t.nn.functional.glu(a, 0), (CUBE,)),
    Case("threshold", lambda t, a: t.threshold(a, 0.3, 0.5), (REAL,)),
    Case("hardtanh bounds", lambda t, a: t.nn.functional.hardtanh(a, -0.3, 0.4), (REAL,)),
    Case("prelu", lambda t, a, w: t.prelu(a, w), (CUBE, WEIGHTS)),
    Case("prelu one", lambda t, a, w: a.prelu(w), (REAL, WEIGHTS[:1])),
    Case("hardshrink method", lambda t, a: a.hardshrink(0.3), (REAL,)),
    Case("softmax", lambda t, a: t.nn.functional.softmax(a, 1), (REAL,), dtypes="float32 float16"),
    Case("softmin", lambda t, a: t.nn.functional.softmin(a, 0), (REAL,), dtypes="float32 float16"),
    Case("log_softmax", lambda t, a: t.nn.functional.log_softmax(a, -1), (REAL,), dtypes="float32 float16"),
)
