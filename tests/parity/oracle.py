"""PyTorch's operator table as the judge: the same samples through both libraries, and what must agree."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

import engine
from tests.parity import calls, rules
from tests.parity.indices import settled
from tests.parity.samples import Untranslatable, array, gradients, leaves, tensors, to_engine

# Relative and absolute tolerance of values by dtype.
NEAR = {"float64": (1e-9, 1e-10), "float32": (2e-5, 2e-6), "float16": (4e-3, 4e-3)}
# Derivatives lose some digits, in both libraries.
NEAR_GRADIENT = (1e-7, 1e-8)


@cache
def infos(name: str) -> tuple[Any, ...]:
    """PyTorch's entries for an operator, one for each of its variants."""
    return tuple(
        info for info in op_db if info.name == name and (name, info.variant_test_name) not in rules.VARIANTS
    )


def samples(info: Any, dtype: str, gradient: bool) -> list[Any]:
    """PyTorch's sample inputs that are not left out by a rule."""
    kind = getattr(torch, dtype)
    if not info.supports_dtype(kind, "cpu"):
        return []
    torch.manual_seed(0)
    made = info.sample_inputs("cpu", kind, requires_grad=gradient and info.supports_autograd)
    return [sample for sample in made if rules.left_out(sample) is None]


def compare(name: str, dtype: str) -> list[str]:
    """What differs for one operator in one dtype: a sentence for each sample."""
    found = []
    for info in infos(name):
        for number, sample in enumerate(samples(info, dtype, dtype == "float64")):
            try:
                problems = list(_compare(info, sample, dtype))
            except Untranslatable:
                continue
            found += [f"{_title(info)} sample {number} {written(sample)}: {problem}" for problem in problems]
    return found


def _title(info: Any) -> str:
    return f"{info.name} {info.variant_test_name}".strip()


def written(sample: Any) -> str:
    return re.sub(r'Tensor\[size=(\([^)]*\)), device="cpu", dtype=torch.(\w+)\]', r"\2\1", sample.summary())[:300]


def _compare(info: Any, sample: Any, dtype: str) -> Iterator[str]:
    mine = to_engine((sample.input, tuple(sample.args), dict(sample.kwargs)))
    theirs = (sample.input, tuple(sample.args), dict(sample.kwargs))
    function = calls.function(info)
    expected = _run(info.op, theirs, sample, info)
    shown = _seen(expected, theirs, sample, info)
    if function is not None:
        yield from _agree(shown, _seen(_run(function, mine, sample, info), mine, sample, info), info, dtype)
    elif calls.method(info) is None:
        yield "engine has neither a function nor a method of this name"
    if isinstance(expected, Exception):
        return
    if dtype == "float64" and info.supports_autograd:
        call = function or calls.method(info)
        if call is not None:
            yield from _same_gradients(info, sample, theirs, mine, call)
    yield from _other_forms(info, sample, dtype, expected, mine)


def _run(call: Any, arguments: Any, sample: Any, info: Any) -> Any:
    """The result, or the exception: which of the two is compared as well."""
    x, args, options = arguments
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(prepared(x, info), *args, **options)
        except Exception as error:
            return error


def _seen(result: Any, arguments: Any, sample: Any, info: Any) -> Any:
    """What of a result is compared: without what PyTorch leaves open, such as the signs of vectors."""
    result = settled(info.name, result, arguments)
    if info.name not in rules.UP_TO_SIGN or isinstance(result, Exception):
        return result
    return sample.output_process_fn_grad(result)


def prepared(x: Any, info: Any) -> Any:
    if rules.symmetric_input(info):
        return x + x.mT
    return x.triu() if rules.upper_input(info) else x


def _agree(expected: Any, found: Any, info: Any, dtype: str) -> Iterator[str]:
    """Values, dtypes and shapes of results that may be nested."""
    if isinstance(expected, Exception):
        if not isinstance(found, type(expected)):
            yield f"PyTorch raises {expected!r}, engine gives {found!r}"
        return
    if isinstance(found, Exception):
        yield f"engine raises {found!r}"
        return
    theirs, ours = list(tensors(expected, torch)), list(tensors(found, engine))
    if len(theirs) != len(ours):
        yield f"PyTorch gives {len(theirs)} tensors, engine {len(ours)}"
        return
    if not theirs and expected != found:
        yield f"PyTorch gives {expected!r}, engine {found!r}"
    for place, (a, b) in enumerate(zip(theirs, ours, strict=True)):
        where = f"result {place}: " if len(theirs) > 1 else ""
        if str(a.dtype).split(".")[1] != b.dtype.name:
            yield f"{where}dtype {b.dtype} instead of {a.dtype}"
        elif tuple(a.shape) != tuple(b.shape):
            yield f"{where}shape {tuple(b.shape)} instead of {tuple(a.shape)}"
        elif difference := _differ(array(a), array(b), NEAR.get(dtype, (2e-5, 2e-6))):
            yield where + difference


def _differ(expected: Any, found: Any, near: tuple[float, float]) -> str:
    if expected.dtype.kind in "fc":
        same = np.isclose(found.astype(np.float64), expected.astype(np.float64), *near, equal_nan=True)
    else:
        same = np.asarray(expected == found)
    if same.all():
        return ""
    at = tuple(int(i) for i in np.argwhere(~same)[0]) if same.ndim else ()
    return f"value {found[at]!r} instead of {expected[at]!r} at {at}, {int((~same).sum())} of {same.size} differ"


def _same_gradients(info: Any, sample: Any, theirs: Any, mine: Any, call: Any) -> Iterator[str]:
    second = bool(info.supports_gradgrad)
    answers = []
    for library, run, arguments in ((torch, info.op, theirs), (engine, call, mine)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = _run(run, arguments, sample, info)
            if isinstance(result, Exception):
                return
            try:
                shown = sample.output_process_fn_grad(result)
                answers.append(gradients(list(tensors(shown, library)), leaves(arguments, library), library, second))
            except Exception as error:
                answers.append(error)
    expected, found = answers
    if isinstance(expected, Exception):
        return
    if isinstance(found, Exception):
        yield f"engine's backward raises {found!r}"
        return
    if len(expected) != len(found):
        yield f"PyTorch has {len(expected)} orders of gradient, engine {len(found)}"
        return
    for order, (a, b) in enumerate(zip(expected, found, strict=True), 1):
        for place, (g, h) in enumerate(zip(a, b, strict=True)):
            if difference := _differ_or_none(g, h, NEAR_GRADIENT):
                yield f"gradient of order {order}, input {place}: {difference}"


def _differ_or_none(expected: Any, found: Any, near: tuple[float, float]) -> str:
    """None counts as zeros: which of the two an unused input has is no matter of its value."""
    if expected is None or found is None:
        known = expected if found is None else found
        return "" if known is None or not array(known).any() else f"{found} instead of {expected}"
    if tuple(expected.shape) != tuple(found.shape):
        return f"shape {tuple(found.shape)} instead of {tuple(expected.shape)}"
    return _differ(array(expected), array(found), near)


def _other_forms(info: Any, sample: Any, dtype: str, expected: Any, mine: Any) -> Iterator[str]:
    """The method and the in-place form give what the function gives."""
    x, args, options = mine
    if not isinstance(x, engine.Tensor):
        return
    if (method := calls.method(info)) is not None:
        found = _seen(_run(method, mine, sample, info), mine, sample, info)
        shown = _seen(expected, (sample.input, sample.args, sample.kwargs), sample, info)
        yield from (f"as a method: {problem}" for problem in _agree(shown, found, info, dtype))
    write = calls.in_place(info)
    if write is None or sample.broadcasts_input or not isinstance(expected, torch.Tensor):
        return
    target = _run(info.inplace_variant, (sample.input.detach().clone(), sample.args, sample.kwargs), sample, info)
    copy = x.detach().clone()
    found = _run(write, (copy, args, options), sample, info)
    yield from (f"in place: {problem}" for problem in _agree(target, found, info, dtype))
    if isinstance(found, engine.Tensor) and found is not copy:
        yield "in place: the result is not the tensor written to"


def compare_errors(name: str) -> list[str]:
    """What differs in the answers to PyTorch's samples of misuse."""
    found = []
    for info in infos(name):
        if info.error_inputs_func is None:
            continue
        for number, wrong in enumerate(info.error_inputs("cpu")):
            sample = wrong.sample_input
            if rules.left_out(sample) is not None:
                continue
            try:
                mine = to_engine((sample.input, tuple(sample.args), dict(sample.kwargs)))
            except Untranslatable:
                continue
            call = calls.function(info) or calls.method(info)
            problem = "engine has no such operator" if call is None else _same_error(call, mine, wrong, sample, info)
            if problem:
                found.append(f"{_title(info)} misuse {number} {written(sample)}: {problem}")
    return found


def _same_error(call: Any, mine: Any, wrong: Any, sample: Any, info: Any) -> str:
    if not isinstance(_run(info.op, (sample.input, sample.args, sample.kwargs), sample, info), Exception):
        return ""  # the table calls it misuse, but PyTorch takes it
    answer = _run(call, mine, sample, info)
    pattern = str(wrong.error_regex).replace("torch.", "engine.")
    if not isinstance(answer, Exception):
        return f"engine gives {answer!r} where PyTorch raises {wrong.error_type.__name__}: {pattern}"
    if not isinstance(answer, wrong.error_type):
        return f"{type(answer).__name__} instead of {wrong.error_type.__name__}: {answer} / {pattern}"
    if not re.search(pattern, str(answer)) and not re.search(str(wrong.error_regex), str(answer)):
        return f"the message {str(answer)!r} does not match {pattern!r}"
    return ""


def elementwise(name: str) -> bool:
    """True for operators that PyTorch's table calls unary or binary ufuncs."""
    kinds = ("UnaryUfuncInfo", "BinaryUfuncInfo")
    return any(type(info).__name__ in kinds for info in infos(name))
