"""Activations: elementwise primitives with parameters, and glu, which looks along a dim.

At kinks the gradient is PyTorch's: hardtanh and hardsigmoid 0 at their bounds, elu and leaky_relu that of the lower
side at 0. A nan counts as above every kink. Forms in place have a node of their own where PyTorch's have (`variant=1`);
the formulas of elu and leaky_relu then read the result.
"""

from __future__ import annotations

import math
from typing import Any

from engine.op import Elementwise, Op

SQRT_HALF = math.sqrt(0.5)
SQRT_2_OVER_PI = math.sqrt(2 / math.pi)
CUBIC = 0.044715


def _halves(x: Any, axis: int) -> tuple[Any, Any]:
    """The first and the second half along `axis`."""
    along, half = (slice(None),) * axis, x.shape[axis] // 2
    return x[(*along, slice(0, half))], x[(*along, slice(half, 2 * half))]


def _gated(xp: Any, x: Any, p: Any) -> Any:
    values, gates = _halves(x, p.axis)
    return values * xp.sigmoid(gates)


def _gated_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    values, gates = _halves(x, p.axis)
    passed = xp.sigmoid(gates)
    return xp.concatenate([g * passed, g * (values * (passed * (1 - passed)))], axis=p.axis)


def _elu(xp: Any, x: Any, p: Any) -> Any:
    """scale · x above 0, scale · alpha · (exp(inner · x) - 1) below."""
    return xp.where(x <= 0, xp.expm1(xp.minimum(x, 0) * p.inner) * (p.alpha * p.scale), x * p.scale)


def _elu_gradient(g: Any, x: Any, p: Any, xp: Any) -> Any:
    low = xp.exp(xp.where(x <= 0, x, 0) * p.inner) * (p.alpha * p.scale * p.inner)
    return g * xp.where(x <= 0, low, p.scale)


def _elu_gradient_of_result(g: Any, out: Any, p: Any, xp: Any) -> Any:
    """By the result alone, which tells the side only while alpha is not negative."""
    if p.alpha < 0:
        raise RuntimeError(
            "In-place elu backward calculation is triggered with a negative slope which is not supported. This is"
            " caused by calling in-place forward function with a negative slope, please call out-of-place version"
            " instead."
        )
    return g * xp.where(out <= 0, (out + p.alpha * p.scale) * p.inner, p.scale)


def _leaky_gradient_of_result(g: Any, out: Any, p: Any, xp: Any) -> Any:
    if p.slope < 0:
        raise RuntimeError(
            "In-place leakyReLu backward calculation is triggered with a negative slope which is not supported. This is"
            " caused by calling in-place forward function with a negative slope, please call out-of-place version"
            " instead. File an issue at https://github.com/pytorch/pytorch if you do require supporting in-place"
            " leakRelu backward calculation with negative slope"
        )
    return xp.where(out > 0, g, g * p.slope)


def _tanh_of_softplus(s: Any) -> Any:
    """tanh(log(1 + e^x)) by s = sigmoid(x): ((1 + e^x)² - 1) / ((1 + e^x)² + 1) with 1 + e^x = 1 / (1 - s)."""
    return s * (2 - s) / (1 + (1 - s) * (1 - s))


def _mish_gradient(g: Any, x: Any, xp: Any) -> Any:
    s = xp.sigmoid(x)
    t = _tanh_of_softplus(s)
    return g * (t + x * s * (1 - t * t))


def _bend(x: Any) -> Any:
    """The argument of tanh in the approximation of gelu (Hendrycks & Gimpel 2016)."""
    return SQRT_2_OVER_PI * (x + CUBIC * (x * x * x))


def _gelu_tanh_gradient(g: Any, x: Any, xp: Any) -> Any:
    t = xp.tanh(_bend(x))
    return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (SQRT_2_OVER_PI * (1 + 3 * CUBIC * (x * x))))


def _gelu_gradient(g: Any, x: Any, xp: Any) -> Any:
    """Φ(x) + x φ(x), with the normal distribution Φ and its density φ."""
    return g * (0.5 * (1 + xp.erf(x * SQRT_HALF)) + x * (xp.exp(-0.5 * (x * x)) * (0.5 * SQRT_2_OVER_PI)))


relu = Elementwise("Relu", lambda xp, x: xp.maximum(x, 0), x=lambda g, out, xp: xp.where(out <= 0, 0, g))
leaky_relu = Elementwise(
    "LeakyRelu",
    lambda xp, x, p: xp.where(x > 0, x, x * p.slope),
    x=lambda g, x, p, xp: xp.where(x > 0, g, g * p.slope),
)
leaky_relu_in_place = Elementwise("LeakyRelu", leaky_relu.forward, variant=1, x=_leaky_gradient_of_result)
prelu = Elementwise(
    "PreluKernel",
    lambda xp, x, weight: xp.where(x > 0, x, x * weight),
    noisy=True,
    x=lambda g, x, weight, xp: xp.where(x > 0, g, g * weight),
    weight=lambda g, x, xp: xp.where(x > 0, 0, g * x),
)
elu = Elementwise("Elu", _elu, noisy=True, x=_elu_gradient)
elu_in_place = Elementwise("Elu", _elu, noisy=True, variant=1, x=_elu_gradient_of_result)
celu = Elementwise("Celu", _elu, noisy=True, x=_elu_gradient)
celu_in_place = Elementwise("Celu", _elu, noisy=True, variant=1, x=_elu_gradient_of_result)
threshold = Elementwise(
    "Threshold",
    lambda xp, x, p: xp.where(x <= p.threshold, p.value, x),
    x=lambda g, x, p, xp: xp.where(x <= p.threshold, 0, g),
)
threshold_in_place = Elementwise(
    "Threshold", threshold.forward, variant=1, x=lambda g, x, p, xp: xp.where(x <= p.threshold, 0, g)
)

# With straight pieces only.
hardtanh = Elementwise(
    "Hardtanh",
    lambda xp, x, p: xp.minimum(xp.maximum(x, p.low), p.high),
    x=lambda g, x, p, xp: xp.where((x <= p.low) | (x >= p.high), 0, g),
)
hardsigmoid = Elementwise(
    "Hardsigmoid",
    lambda xp, x: xp.minimum(xp.maximum(x + 3, 0), 6) / 6,
    x=lambda g, x, xp: xp.where((x > -3) & (x < 3), g / 6, 0),
)
hardswish = Elementwise(
    "Hardswish",
    lambda xp, x: x * xp.minimum(xp.maximum(x + 3, 0), 6) / 6,
    noisy=True,
    x=lambda g, x, xp: g * xp.where(x <= -3, 0, xp.where(x < 3, x / 3 + 0.5, 1)),
)
hardshrink = Elementwise(
    "Hardshrink",
    lambda xp, x, p: xp.where((x >= -p.bound) & (x <= p.bound), 0, x),
    x=lambda g, x, p, xp: xp.where((x >= -p.bound) & (x <= p.bound), 0, g),
)
softshrink = Elementwise(
    "Softshrink",
    lambda xp, x, p: xp.where(x > p.bound, x - p.bound, xp.where(x < -p.bound, x + p.bound, x * 0)),
    noisy=True,
    x=lambda g, x, p, xp: xp.where((x >= -p.bound) & (x <= p.bound), 0, g),
)

# Smooth ones.
silu = Elementwise(
    "Silu",
    lambda xp, x: x / (1 + xp.exp(-x)),
    noisy=True,
    x=lambda g, x, shared: g * (shared * (1 + x * (1 - shared))),
    shared=lambda x, xp: xp.sigmoid(x),
)
mish = Elementwise("Mish", lambda xp, x: x * _tanh_of_softplus(xp.sigmoid(x)), noisy=True, x=_mish_gradient)
gelu = Elementwise("Gelu", lambda xp, x: x * xp.ndtr(x), noisy=True, x=_gelu_gradient)
gelu_tanh = Elementwise("Gelu", lambda xp, x: x * (0.5 * (1 + xp.tanh(_bend(x)))), noisy=True, x=_gelu_tanh_gradient)
# Linear above the threshold, as in PyTorch; at its default of 20 that is log(1 + exp(z)) to 2e-9. The derivative,
# sigmoid(beta x), is 1 - exp(-beta out).
softplus = Elementwise(
    "Softplus",
    lambda xp, x, p: xp.where(x * p.beta > p.threshold, x, -xp.log_sigmoid(x * -p.beta) / p.beta),
    noisy=True,
    x=lambda g, x, out, p, xp: xp.where(x * p.beta > p.threshold, g, g * -xp.expm1(out * -p.beta)),
)
log_sigmoid = Elementwise(
    "LogSigmoid", lambda xp, x: xp.log_sigmoid(x), noisy=True, x=lambda g, out, xp: g * -xp.expm1(out)
)
glu = Op("Glu", _gated, noisy=True, x=_gated_gradient)
