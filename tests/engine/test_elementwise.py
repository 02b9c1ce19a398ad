"""Edges of the elementwise functions: no elements, no dims, ties, nan, infinities, large values, wrong operands.

`torch` is engine, and in the parity lane PyTorch itself.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

import engine

inf, nan = math.inf, math.nan
ONE = "abs acos asinh ceil deg2rad erf erfinv exp expm1 frac i0 lgamma log logit nan_to_num neg round rsqrt sinc square"
TWO = "add atan2 copysign div fmax fmod hypot logaddexp maximum mul pow remainder sub xlogy eq logical_and"


def same(found: Any, expected: list[Any]) -> None:
    """Equal numbers; nan equals nan, and -0.0 is not 0.0."""
    assert repr(found.tolist()) == repr(expected)


def slope(torch: Any, call: Any, *values: Any) -> list[Any]:
    """The gradients of a sum, as lists."""
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
    return [g.clone().tolist() for g in torch.autograd.grad(call(*leaves).sum(), leaves)]


@pytest.mark.parametrize("shape", [(0,), (2, 0, 3), ()])
def test_no_elements_and_no_dims_keep_the_shape(torch: Any, shape: tuple[int, ...]) -> None:
    for name in ONE.split():
        x = torch.full(shape, 0.5, requires_grad=True)
        y = getattr(torch, name)(x)
        assert (tuple(y.shape), y.dtype) == (shape, torch.float32), name
        assert tuple(torch.autograd.grad(y.sum(), x)[0].shape) == shape, name
    for name in TWO.split():
        y = getattr(torch, name)(torch.full(shape, 0.5), torch.full(shape, 2.0))
        assert tuple(y.shape) == shape, name


def test_gradients_at_kinks_and_ties(torch: Any) -> None:
    assert slope(torch, torch.abs, [-1.0, 0.0, 1.0]) == [[-1.0, 0.0, 1.0]]
    assert slope(torch, torch.relu, [-1.0, 0.0, 1.0]) == [[0.0, 0.0, 1.0]]
    assert slope(torch, torch.maximum, [1.0, 2.0], [1.0, 1.0]) == [[0.5, 1.0], [0.5, 0.0]]
    assert slope(torch, torch.minimum, [1.0, 2.0], [1.0, 1.0]) == [[0.5, 0.0], [0.5, 1.0]]
    assert slope(torch, torch.fmax, [1.0, nan, 2.0], [1.0, 1.0, nan]) == [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    assert slope(torch, torch.fmin, [1.0, nan, 2.0], [1.0, 1.0, nan]) == [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    assert slope(torch, lambda x: x.clamp(-1, 1), [-1.0, 1.0, 2.0]) == [[1.0, 1.0, 0.0]]
    assert slope(torch, torch.clamp_min, [1.0, 0.0], [1.0, 2.0]) == [[1.0, 0.0], [0.0, 1.0]]
    assert slope(torch, torch.copysign, [2.0, 0.0], [-1.0, 1.0])[0] == [-1.0, 0.0]
    assert slope(torch, torch.sinc, [0.0, 1.0]) == [[0.0, -1.0]]
    assert slope(torch, torch.atan2, [0.0], [0.0]) == [[0.0], [0.0]]
    assert slope(torch, torch.special.i1, [0.0]) == [[0.5]]
    assert slope(torch, torch.nan_to_num, [nan, inf, 1.0]) == [[0.0, 0.0, 1.0]]


def test_gradients_of_bounds(torch: Any) -> None:
    def clamp(x: Any, low: Any, high: Any) -> Any:
        return torch.clamp(x, low, high)

    x, low, high = slope(torch, clamp, [0.0, 5.0, 1.0, 1.0], [1.0, 1.0, 0.0, 3.0], [2.0, 2.0, 2.0, 0.0])
    assert (x, low, high) == ([0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 1.0])


def test_powers(torch: Any) -> None:
    assert slope(torch, lambda x: x**0, [0.0, 3.0]) == [[0.0, 0.0]]
    assert slope(torch, torch.pow, [0.0, 2.0], [0.0, 3.0])[0] == [0.0, 12.0]
    same(torch.tensor([1, -1, -1, 2, 0]) ** torch.tensor([-3, -2, -3, -1, 2]), [1, 1, -1, 0, 0])
    same(torch.tensor([-inf, 4.0]) ** -0.5, [nan, 0.5])
    same(torch.float_power(torch.tensor([2, 3]), 2), [4.0, 9.0])
    assert torch.float_power(torch.tensor([2.0]), 2).dtype is torch.float64
    with pytest.raises(RuntimeError, match=r"the base given to float_power_ has dtype Float but"):
        torch.tensor([2.0]).float_power_(2)
    same(torch.tensor([2.0], dtype=torch.float64).float_power_(3), [8.0])


def test_large_values_do_not_overflow(torch: Any) -> None:
    x = torch.tensor([-1000.0, 0.0, 1000.0], dtype=torch.float64)
    same(torch.sigmoid(x), [0.0, 0.5, 1.0])
    same(torch.logaddexp(x, x).round(), [-999.0, 1.0, 1001.0])
    same(torch.logaddexp2(x, x), [-999.0, 1.0, 1001.0])
    same(torch.hypot(torch.tensor([3e200], dtype=torch.float64), torch.tensor([0.0], dtype=torch.float64)), [3e200])
    assert torch.special.log_ndtr(x).tolist()[0] == pytest.approx(-500007.8266948121)
    assert torch.special.i0e(x).tolist()[2] == pytest.approx(0.0126172, rel=1e-4)


def test_steps_signs_and_zeros(torch: Any) -> None:
    x = torch.tensor([-2.5, -0.5, -0.0, 0.5, 1.5, nan])
    same(torch.round(x), [-2.0, -0.0, -0.0, 0.0, 2.0, nan])
    same(torch.trunc(x), [-2.0, -0.0, -0.0, 0.0, 1.0, nan])
    same(torch.signbit(x[:5]), [True, True, True, False, False])
    same(torch.sign(x), [-1.0, -1.0, 0.0, 1.0, 1.0, 0.0])
    same(torch.heaviside(x, torch.full((6,), 0.25)), [0.0, 0.0, 0.25, 1.0, 1.0, 0.0])
    same(torch.isposinf(torch.tensor([inf, -inf, nan])), [True, False, False])
    same(torch.isneginf(torch.tensor([inf, -inf, nan])), [False, True, False])
    same(torch.isreal(torch.tensor([nan, 1.0])), [True, True])
    same(torch.xlogy(torch.tensor([0.0, 0.0, 0.0]), torch.tensor([0.0, -1.0, nan])), [0.0, 0.0, nan])
    same(torch.special.entr(torch.tensor([0.0, 1.0, -1.0])), [0.0, -0.0, -inf])


def test_both_ends_of_lerp_are_exact(torch: Any) -> None:
    start, end = torch.tensor([1e8, 1.0]), torch.tensor([1.0, 1e8])
    same(torch.lerp(start, end, 0.0), start.tolist())
    same(torch.lerp(start, end, 1.0), end.tolist())
    with pytest.raises(RuntimeError, match=r"expected dtype float for `end` but got dtype double"):
        torch.lerp(start, end.double(), 0.5)


def test_shifts_and_bits(torch: Any) -> None:
    x = torch.tensor([3, -4, 0])
    same(x << 1, [6, -8, 0])
    same(x >> 1, [1, -2, 0])
    same(1 << torch.tensor([3, 0]), [8, 1])
    same(x & 1, [1, 0, 0])
    same(~x, [-4, 3, -1])
    y = x.clone()
    y <<= 2
    y |= 1
    y ^= 3
    same(y, [14, -14, 2])
    with pytest.raises(NotImplementedError, match=r"\"lshift_cpu\" not implemented for 'Float'"):
        torch.tensor([1.0]) << 1
    with pytest.raises(TypeError, match=r"~ \(operator.invert\) is only implemented on integer"):
        ~torch.tensor([1.0])


def test_whole_numbers_count_round(torch: Any) -> None:
    x = torch.tensor([1, 200], dtype=torch.uint8)
    same(x + 300, [45, 244])
    same(x * -1, [255, 56])
    same(-x, [255, 56])
    same(x == 456, [False, True])
    with pytest.raises(RuntimeError, match=r"value cannot be converted to type uint8_t without overflow"):
        torch.clamp(x, 0, 300)
    with pytest.raises(OverflowError, match=r"int too big to convert"):
        torch.tensor([1]) + 2**70


def test_in_place_the_dtype_stays(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    assert x.eq_(torch.tensor([1.0, 3.0])) is x
    same(x, [1.0, 0.0])
    same(torch.tensor([1, 2]).logical_not_(), [0, 0])
    same(torch.tensor([1.0, 2.0]).add_(torch.tensor([1, 2]), alpha=2), [3.0, 6.0])
    same(torch.tensor([1, 2], dtype=torch.int8).mul_(torch.tensor([100, 100])), [100, -56])
    for call in ("add_", "mul_", "div_", "pow_", "clamp_min_", "floor_divide_"):
        with pytest.raises(RuntimeError, match=r"result type Float can't be cast to the desired output type"):
            getattr(torch.tensor([1, 2]), call)(1.5)
    for call in ("exp_", "sqrt_", "sigmoid_", "lgamma_", "logit_"):
        with pytest.raises(RuntimeError, match=r"result type Float can't be cast to the desired output type Long"):
            getattr(torch.tensor([1, 2]), call)()


def test_bools_have_no_differences(torch: Any) -> None:
    b = torch.tensor([True, False])
    same(b + b, [True, False])
    same(b * 2, [2, 0])
    with pytest.raises(RuntimeError, match=r"Subtraction, the `-` operator, with two bool tensors"):
        b - b
    for call in (lambda: b - 1, lambda: 1 - b, lambda: torch.tensor([1.0, 2.0]) - b):
        with pytest.raises(RuntimeError, match=r"Subtraction, the `-` operator, with a bool tensor is not supported"):
            call()
    with pytest.raises(RuntimeError, match=r"The `\+` operator, on a bool tensor is not supported"):
        abs(+b)
    with pytest.raises(RuntimeError, match=r"Boolean alpha only supported for Boolean results"):
        torch.add(torch.tensor([1, 2]), 1, alpha=True)


def test_what_takes_tensors_only(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0])
    for name in ("maximum", "fmin", "atan2", "hypot", "logaddexp", "logical_or", "isclose", "equal"):
        with pytest.raises(TypeError, match=rf"{name}\(\): argument 'other' \(position 2\) must be Tensor, not int"):
            getattr(torch, name)(x, 1)
    for name in ("eq", "fmod", "copysign", "clamp_min", "rsub"):
        with pytest.raises(TypeError, match=rf"{name}\(\) received an invalid combination of arguments"):
            getattr(torch, name)(1, x)
    with pytest.raises(TypeError, match=r"clamp\(\) received an invalid combination of arguments"):
        torch.clamp(x, x, 1)
    with pytest.raises(TypeError, match=r"where\(\) received an invalid combination of arguments"):
        torch.where(x > 1, x)


def test_choices(torch: Any) -> None:
    x = torch.tensor([1.0, -2.0])
    same(torch.where(x > 0, 1, 2.5), [1.0, 2.5])
    assert torch.where(x > 0, 1, 2).dtype is torch.int64
    with pytest.raises(RuntimeError, match=r"where expected condition to be a boolean tensor, but got a tensor with"):
        torch.where(x, x, x)
    same(torch.clamp(x, 1, -1), [-1.0, -1.0])
    same(torch.nan_to_num(torch.tensor([nan, inf, -inf]), nan=1.0, posinf=2.0, neginf=3.0), [1.0, 2.0, 3.0])
    same(torch.tensor([3, 4]).clamp(min=3.5), [3.5, 4.0])


def test_closeness_and_equality(torch: Any) -> None:
    a, b = torch.tensor([1.0, inf, nan]), torch.tensor([1.0 + 1e-7, inf, nan])
    same(torch.isclose(a, b), [True, True, False])
    same(torch.isclose(a, b, equal_nan=True), [True, True, True])
    assert not torch.allclose(a, b)
    assert torch.isclose(torch.tensor([True]), torch.tensor([False])).tolist() == [False]
    assert torch.equal(torch.tensor([1]), torch.tensor([1.0]))
    assert not torch.equal(torch.tensor([1, 1]), torch.tensor([1]))
    with pytest.raises(RuntimeError, match=r"Float did not match Double"):
        torch.isclose(a, b.double())
    with pytest.raises(RuntimeError, match=r"rtol must be greater than or equal to zero, but got -1"):
        torch.allclose(a, b, rtol=-1)


def test_special_functions_have_pytorchs_names(torch: Any) -> None:
    x = torch.tensor([0.25, 0.5])
    for name, other in (("expit", "sigmoid"), ("gammaln", "lgamma"), ("psi", "digamma"), ("exp2", "exp2")):
        same(getattr(torch.special, name)(x), getattr(torch, other)(x).tolist())
    same(torch.special.multigammaln(x, 1), x.lgamma().tolist())
    same(x.polygamma(1), torch.polygamma(1, x).tolist())
    with pytest.raises(RuntimeError, match=r"polygamma\(n, x\) does not support negative n"):
        torch.polygamma(-1, x)
    with pytest.raises(NotImplementedError, match=r"\"zeta_cpu\" not implemented for 'Half'"):
        torch.special.zeta(x.half(), 2)
    with pytest.raises(NotImplementedError, match=r"the derivative for 'zeta' is not implemented"):
        torch.special.zeta(x.requires_grad_(), 2).sum().backward()


def test_numpys_numbers_do_not_raise_the_dtype() -> None:
    import numpy as np

    x, number = engine.tensor([1.0, 2.0]), np.float64(0.5)
    for name in ("add", "pow", "clamp", "clamp_min", "xlogy", "copysign", "remainder", "lerp"):
        arguments = (x, x, number) if name == "lerp" else (x, number)
        assert getattr(engine, name)(*arguments).dtype is engine.float32, name
    assert engine.add(x, x, alpha=number).dtype is engine.float32
