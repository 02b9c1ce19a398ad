"""Elementwise functions and operators on every pair of dtypes, and with numbers: value and dtype, or the exception.

PyTorch's table has floats and int64 only, and few numbers; here are all nine dtypes, nan, infinities and -0.0, and
numbers that an integer dtype cannot hold.
"""

from __future__ import annotations

import operator
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

pytestmark = pytest.mark.parity


def words(text: str) -> list[str]:
    return text.split()


DTYPES = words("bool uint8 int8 int16 int32 int64 float16 float32 float64")
VALUES = {
    "f": [-2.5, -1.0, -0.0, 0.0, 0.5, 1.0, 3.0, np.inf, -np.inf, np.nan],
    "i": [-3, -1, 0, 1, 2, 5, 100],
    "u": [0, 1, 2, 5, 100, 200],
    "b": [True, False, True],
}
NUMBERS = (True, 2, -1, 300, 1.5, -0.5)
NEAR = {"float16": 4e-3, "float32": 3e-5, "float64": 1e-9}

UNARY = words(
    """
    abs acos acosh asin asinh atan atanh bitwise_not ceil cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1 floor
    frac i0 isfinite isinf isnan isneginf isposinf isreal lgamma log log10 log1p log2 logical_not logit nan_to_num neg
    positive rad2deg reciprocal relu round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square tan tanh trunc
    """
)
SPECIAL = words("entr ndtr log_ndtr ndtri erfcx i0e i1 i1e expit gammaln psi round")
BINARY = words(
    """
    add sub mul div true_divide atan2 hypot maximum minimum fmax fmin remainder fmod floor_divide eq ne lt le gt ge
    logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift
    copysign xlogy heaviside logaddexp logaddexp2 pow float_power isclose rsub clamp_min clamp_max clamp equal
    """
)
WITH_NUMBER = words(
    "copysign xlogy clamp_min clamp_max clamp remainder fmod floor_divide float_power rsub bitwise_and eq"
)
OPERATORS = words("add sub mul truediv floordiv mod pow and_ or_ xor lshift rshift")

# In place, PyTorch looks at the result's dtype before it misses a kernel for it, and its clamp_ names dtypes as C++
# does.
OTHER_ORDER = re.compile(r"hypot_|bitwise_\w+_|i(and|or|xor|lshift|rshift)$|clamp_$")


def operand(library: Any, dtype: str, shift: int = 0, size: int | None = None, zero: bool = True) -> Any:
    """The values of a dtype, moved on by `shift`; without zeros where asked for."""
    values = np.roll(np.array(VALUES[np.dtype(dtype).kind], dtype=dtype), shift)[:size]
    if not zero:
        values[values == 0] = 1
    return library.tensor(values.tolist(), dtype=getattr(library, dtype))


def answer(call: Callable[[Any], Any], library: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(library)
        except Exception as error:
            return error


def sentence(error: Exception) -> str:
    """The first line of a message, without what follows where PyTorch lists its signatures."""
    return str(error).split("\n")[0].split(", but expected one of")[0].replace("torch", "engine")


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, Exception) or isinstance(found, Exception):
        alike = type(expected) is type(found)
        return alike and sentence(expected) == sentence(found)
    if not isinstance(found, engine.Tensor):
        return bool(expected == found)
    if str(expected.dtype).split(".")[1] != found.dtype.name or tuple(expected.shape) != tuple(found.shape):
        return False
    a, b = expected.numpy(), found.numpy()
    if a.dtype.kind != "f":
        return bool((a == b).all())
    near = NEAR[a.dtype.name]
    with np.errstate(all="ignore"):
        return bool(np.isclose(b.astype("float64"), a.astype("float64"), near, near / 10, equal_nan=True).all())


class Differences:
    """Asks both libraries the same, and keeps what they answer differently."""

    def __init__(self, torch: Any) -> None:
        self.torch, self.found = torch, []

    def ask(self, label: str, call: Callable[[Any], Any]) -> None:
        expected, found = answer(call, self.torch), answer(call, engine)
        if not same(expected, found):
            raised = isinstance(expected, Exception) and isinstance(found, Exception)
            if not (raised and OTHER_ORDER.search(label.split()[0])):
                self.found.append(f"{label}: PyTorch {expected!r}, engine {found!r}"[:300])


@pytest.fixture
def both() -> Any:
    differences = Differences(pytest.importorskip("torch"))
    yield differences
    assert not differences.found, "\n".join(differences.found[:12])


@pytest.mark.parametrize("dtype", DTYPES)
def test_functions_of_one_tensor(both: Differences, dtype: str) -> None:
    for name in UNARY:
        both.ask(f"{name} {dtype}", lambda t, name=name: getattr(t, name)(operand(t, dtype)))
        if hasattr(both.torch.Tensor, f"{name}_"):
            both.ask(f"{name}_ {dtype}", lambda t, name=name: getattr(operand(t, dtype), f"{name}_")())
    for name in SPECIAL:
        both.ask(f"special.{name} {dtype}", lambda t, name=name: getattr(t.special, name)(operand(t, dtype)))
    both.ask(f"round {dtype}", lambda t: t.round(operand(t, dtype), decimals=1))
    both.ask(f"mvlgamma {dtype}", lambda t: t.mvlgamma(operand(t, dtype), 2))
    both.ask(f"nan_to_num {dtype}", lambda t: t.nan_to_num(operand(t, dtype), 1, 2, -3))
    both.ask(f"logit {dtype}", lambda t: t.logit(operand(t, dtype), 0.1))
    both.ask(f"clamp {dtype}", lambda t: t.clamp(operand(t, dtype), -1, 1))


@pytest.mark.parametrize("first", DTYPES)
@pytest.mark.parametrize("second", DTYPES)
def test_functions_of_two_tensors(both: Differences, first: str, second: str) -> None:
    size = min(len(VALUES[np.dtype(name).kind]) for name in (first, second))
    label = f"{first} {second}"

    def pair(t: Any, zero: bool = True) -> tuple[Any, Any]:
        return operand(t, first, 0, size), operand(t, second, 3, size, zero)

    for name in BINARY:
        zero = name not in ("remainder", "fmod", "floor_divide")
        both.ask(f"{name} {label}", lambda t, name=name, zero=zero: getattr(t, name)(*pair(t, zero)))
        if hasattr(both.torch.Tensor, f"{name}_"):
            both.ask(
                f"{name}_ {label}",
                lambda t, name=name, zero=zero: (lambda a, b: getattr(a, f"{name}_")(b))(*pair(t, zero)),
            )
    both.ask(f"xlog1py {label}", lambda t: t.special.xlog1py(*pair(t)))
    both.ask(f"where {label}", lambda t: t.where(operand(t, first, 0, size) > 0, *pair(t)))
    both.ask(f"lerp {label}", lambda t: t.lerp(*pair(t), 0.3))
    both.ask(f"addcmul {label}", lambda t: t.addcmul(*pair(t), pair(t)[0]))
    both.ask(f"addcdiv {label}", lambda t: t.addcdiv(*pair(t, False), pair(t, False)[1]))
    for name in ("add", "mul", "pow", "eq"):
        both.ask(f"0-d {name} {label}", lambda t, name=name: getattr(t, name)(pair(t)[0], pair(t)[1][1]))


@pytest.mark.parametrize("first", DTYPES)
def test_rules_of_promotion(both: Differences, first: str) -> None:
    for second in DTYPES:
        both.ask(
            "promote_types", lambda t, s=second: str(t.promote_types(getattr(t, first), getattr(t, s))).split(".")[1]
        )
        both.ask("can_cast", lambda t, s=second: t.can_cast(getattr(t, first), getattr(t, s)))
        both.ask(
            "result_type", lambda t, s=second: str(t.result_type(operand(t, first), operand(t, s)[0])).split(".")[1]
        )
    for number in NUMBERS:
        both.ask("result_type", lambda t, n=number: str(t.result_type(operand(t, first), n)).split(".")[1])


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_operators_with_a_number(both: Differences, dtype: str, number: Any) -> None:
    label = f"{dtype} {number}"
    for name in OPERATORS:
        plain, in_place = getattr(operator, name), getattr(operator, "i" + name.rstrip("_"))
        zero = name not in ("floordiv", "mod")
        both.ask(f"{name} {label}", lambda t, f=plain: f(operand(t, dtype), number))
        both.ask(f"{name} {number} {dtype}", lambda t, f=plain, z=zero: f(number, operand(t, dtype, zero=z)))
        both.ask(f"{in_place.__name__} {label}", lambda t, f=in_place: f(operand(t, dtype), number))
    for name in ("eq", "lt", "ge"):
        both.ask(f"{name} {label}", lambda t, name=name: getattr(operator, name)(operand(t, dtype), number))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_functions_with_a_number(both: Differences, dtype: str, number: Any) -> None:
    label = f"{dtype} {number}"
    for name in WITH_NUMBER:
        both.ask(f"{name} {label}", lambda t, name=name: getattr(t, name)(operand(t, dtype), number))
    for name in ("add", "sub", "rsub"):
        both.ask(
            f"{name} alpha {label}",
            lambda t, name=name: getattr(t, name)(operand(t, dtype), operand(t, dtype), alpha=number),
        )
    both.ask(f"where {label}", lambda t: t.where(operand(t, dtype) > 0, operand(t, dtype), number))
    for mode in ("floor", "trunc"):
        both.ask(f"div {label}", lambda t, mode=mode: t.div(operand(t, dtype), number, rounding_mode=mode))
    if isinstance(number, int):  # of whole numbers PyTorch cuts a fractional value, in a way of its own at 0
        both.ask(f"addcmul {label}", lambda t: t.addcmul(*[operand(t, dtype)] * 3, value=number))
