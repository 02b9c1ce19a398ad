"""assert_close, with PyTorch's tolerances and messages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtypes import promote_types
from engine.functions.construct import from_numpy
from engine.tensor import Tensor

_TOLERANCES = {"float16": (1e-3, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}
"""By dtype the relative and the absolute one; other dtypes are compared exactly."""

Message = str | Callable[[str], str] | None


@dataclass(frozen=True)
class _Options:
    allow_subclasses: bool
    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_device: bool
    check_dtype: bool
    check_stride: bool
    msg: Message


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: Message = None,
) -> None:
    """Raise AssertionError unless `actual` and `expected` are close: |actual - expected| <= atol + rtol |expected|.

    Args:
        actual: a tensor, an array, a number, None, or sequences and mappings of these.
        expected: the same structure.
        allow_subclasses: whether one may be of a subclass of the other's class.
        rtol: the relative tolerance; by default, as atol, that of the dtypes.
        atol: the absolute tolerance; to be given with rtol, or not at all.
        equal_nan: whether nan is close to nan.
        check_device: whether devices must be the same.
        check_dtype: whether dtypes, or the classes of numbers, must be the same.
        check_layout: taken for PyTorch's sake; every tensor is dense.
        check_stride: whether strides must be the same.
        msg: the message of the error, or a function that makes it of the usual one.

    Shape: the same for both.
    Dtype: the same for both, unless check_dtype is False.
    Raises: AssertionError where they are not close, ValueError where only one tolerance is given, TypeError for what
        cannot be compared.
    Source: torch.testing.assert_close.
    """
    if (rtol is None) != (atol is None):
        absent = "atol" if atol is None else "rtol"
        raise ValueError(f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {absent}.")
    options = _Options(allow_subclasses, rtol, atol, equal_nan, check_device, check_dtype, check_stride, msg)
    _compare(actual, expected, options, "")


def _fail(message: str, where: str, options: _Options) -> AssertionError:
    if where:
        message += f"\n\nThe failure occurred for item {where}"
    if callable(options.msg):
        return AssertionError(options.msg(message))
    return AssertionError(message if options.msg is None else options.msg)


def _compare(actual: Any, expected: Any, options: _Options, where: str) -> None:
    if _both(actual, expected, Sequence) and not (isinstance(actual, str) or isinstance(expected, str)):
        if len(actual) != len(expected):
            raise _fail(f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", where, options)
        for place, (a, b) in enumerate(zip(actual, expected, strict=True)):
            _compare(a, b, options, f"{where}[{place}]")
    elif _both(actual, expected, Mapping):
        _compare_mappings(actual, expected, options, where)
    elif actual is None or expected is None:
        if actual is not expected:
            raise _fail(f"None mismatch: {actual} is not {expected}", where, options)
    elif _both(actual, expected, bool | np.bool_):
        if bool(actual) is not bool(expected):
            raise _fail(f"Booleans mismatch: {actual} is not {expected}", where, options)
    elif _both(actual, expected, int | float | np.number):
        _compare_numbers(actual, expected, options, where)
    elif _tensors(actual, expected, options):
        a, b = [x if isinstance(x, Tensor) else from_numpy(x) for x in (actual, expected)]
        _compare_tensors(a, b, options, where)
    else:
        raise TypeError(f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.")


def _both(actual: Any, expected: Any, kind: Any) -> bool:
    return isinstance(actual, kind) and isinstance(expected, kind)


def _tensors(actual: Any, expected: Any, options: _Options) -> bool:
    if not options.allow_subclasses and type(actual) is not type(expected):
        return False
    return _both(actual, expected, Tensor) or _both(actual, expected, np.ndarray)


def _compare_mappings(actual: Any, expected: Any, options: _Options, where: str) -> None:
    missing, more = set(expected) - set(actual), set(actual) - set(expected)
    if missing or more:
        raise _fail(
            f"The keys of the mappings do not match:\nMissing keys in the actual mapping: {sorted(missing)}\n"
            f"Additional keys in the actual mapping: {sorted(more)}",
            where,
            options,
        )
    for key in actual:
        _compare(actual[key], expected[key], options, f"{where}[{key!r}]")


def _compare_numbers(actual: Any, expected: Any, options: _Options, where: str) -> None:
    if options.check_dtype and type(actual) is not type(expected):
        raise _fail(f"The (d)types do not match: {type(actual)} != {type(expected)}.", where, options)
    exact = isinstance(actual, int) and isinstance(expected, int)
    tolerances = _tolerances("int64" if exact else "float64", options)
    if not _close(actual, expected, tolerances, options.equal_nan):
        raise _fail(_of_scalars(actual, expected, tolerances), where, options)


def _tolerances(name: str, options: _Options) -> tuple[float, float]:
    if options.rtol is not None and options.atol is not None:
        return options.rtol, options.atol
    return _TOLERANCES.get(name, (0.0, 0.0))


def _close(actual: Any, expected: Any, tolerances: tuple[float, float], equal_nan: bool) -> Any:
    rtol, atol = tolerances
    return np.isclose(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan)


def _word(tolerances: tuple[float, float]) -> str:
    return "equal" if max(tolerances) == 0 else "close"


def _allowed(tolerance: float, tolerances: tuple[float, float]) -> str:
    return "" if max(tolerances) == 0 else f" (up to {tolerance} allowed)"


def _of_scalars(actual: Any, expected: Any, tolerances: tuple[float, float]) -> str:
    apart = abs(actual - expected)
    share = (math.inf if apart else math.nan) if expected == 0 else abs(apart / expected)
    return (
        f"Scalars are not {_word(tolerances)}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {apart}{_allowed(tolerances[1], tolerances)}\n"
        f"Relative difference: {share}{_allowed(tolerances[0], tolerances)}"
    )


def _compare_tensors(actual: Tensor, expected: Tensor, options: _Options, where: str) -> None:
    def differing(name: str, a: Any, b: Any) -> AssertionError:
        return _fail(f"The values for attribute '{name}' do not match: {a} != {b}.", where, options)

    if actual.shape != expected.shape:
        raise differing("shape", actual.shape, expected.shape)
    if options.check_device and actual.device != expected.device:
        raise differing("device", actual.device, expected.device)
    if options.check_dtype and actual.dtype != expected.dtype:
        raise differing("dtype", actual.dtype, expected.dtype)
    if options.check_stride and actual.stride() != expected.stride():
        raise differing("stride()", actual.stride(), expected.stride())
    # Of two dtypes the wider tolerances hold.
    both = [_tolerances(x.dtype.name, options) for x in (actual, expected)]
    tolerances = max(both[0][0], both[1][0]), max(both[0][1], both[1][1])
    common = promote_types(actual.dtype, expected.dtype).numpy
    a, b = [np.asarray(x.detach().cpu().numpy()).astype(common) for x in (actual, expected)]
    matches = _close(a, b, tolerances, options.equal_nan)
    if not matches.all():
        text = _of_scalars(a.item(), b.item(), tolerances) if a.ndim == 0 else _of_arrays(a, b, matches, tolerances)
        raise _fail(text, where, options)


def _of_arrays(actual: Any, expected: Any, matches: Any, tolerances: tuple[float, float]) -> str:
    wrong, total = int((~matches).sum()), matches.size
    wide = np.int64 if actual.dtype.kind in "biu" else actual.dtype
    a, b = actual.astype(wide), expected.astype(wide)
    with np.errstate(all="ignore"):
        apart = np.where(matches, 0, np.abs(a - b)).astype(wide)
        share = apart / np.abs(b).astype(np.float32 if a.dtype.kind == "i" else wide)
    share = np.where(matches, 0, share).astype(np.float32 if a.dtype.kind == "i" else wide)
    lines = [
        f"Tensor-likes are not {_word(tolerances)}!",
        "",
        f"Mismatched elements: {wrong} / {total} ({wrong / total:.1%})",
    ]
    for name, values, tolerance in (("absolute", apart, tolerances[1]), ("relative", share, tolerances[0])):
        at = tuple([int(n) for n in np.unravel_index(np.argmax(values), values.shape)])
        lines.append(f"Greatest {name} difference: {values[at].item()} at index {at}{_allowed(tolerance, tolerances)}")
    return "\n".join(lines)
