"""Reductions, scans and orders where they are least plain: nothing, one element, equals, nan, NumPy's calls.

tests/data/pytorch-reductions.txt holds what PyTorch 2.13 answers, or the exception it raises; in the parity lane
PyTorch is asked as well, so that the file is known to be right.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine

FILE = Path(__file__).parents[1] / "data" / "pytorch-reductions.txt"
NAN, INF = float("nan"), float("inf")
Call = Callable[[Any], Any]


def ints(t: Any) -> Any:
    return t.tensor([[3, 1, 2], [1, 1, 5]])


def bools(t: Any) -> Any:
    return ints(t) > 1


def with_nan(t: Any) -> Any:
    return t.tensor([[1.0, 3.0, 3.0], [2.0, NAN, 0.0]])


def nothing(t: Any) -> Any:
    return t.zeros(0, 3)


def slope(t: Any, call: Call, values: Any) -> Any:
    """The gradient of the sum of `call`'s result."""
    x = t.tensor(values, requires_grad=True)
    call(x).sum().backward()
    return x.grad


CASES: dict[str, Call] = {
    "sum of nothing": lambda t: nothing(t).sum(0),
    "mean of nothing": lambda t: nothing(t).mean(0),
    "prod of nothing": lambda t: nothing(t).prod(0),
    "norm of nothing": lambda t: nothing(t).norm(),
    "logsumexp of nothing": lambda t: nothing(t).logsumexp(0),
    "softmax of nothing": lambda t: nothing(t).softmax(0),
    "median of nothing": lambda t: nothing(t).median(),
    "median of no integers": lambda t: nothing(t).long().median(),
    "sort of nothing": lambda t: nothing(t).sort(0).indices,
    "cummax of nothing": lambda t: nothing(t).cummax(0).values,
    "cumprod of nothing": lambda t: nothing(t).cumprod(0),
    "trapezoid of nothing": lambda t: t.trapezoid(nothing(t), dim=0),
    "max of no lines": lambda t: nothing(t).max(1).indices,
    "sum of integers": lambda t: ints(t).to(t.uint8).sum(),
    "sum in bytes": lambda t: ints(t).sum(dtype=t.int32),
    "sum as truth": lambda t: ints(t).sum(dtype=t.bool),
    "sum in half precision": lambda t: t.full((4096,), 1.0, dtype=t.float16).sum().item(),
    "cumsum in half precision": lambda t: t.full((4096,), 1.0, dtype=t.float16).cumsum(0)[-1].item(),
    "prod of bools": lambda t: bools(t).prod(),
    "cumsum of bools": lambda t: bools(t).cumsum(1),
    "all of bytes": lambda t: ints(t).to(t.uint8).all(),
    "all over no dims": lambda t: (ints(t) - 1).all(dim=()),
    "count_nonzero": lambda t: (with_nan(t) * 0).count_nonzero(1),
    "count_nonzero of dims": lambda t: t.count_nonzero(ints(t) - 1, (0, -1)),
    "logsumexp of integers": lambda t: ints(t).logsumexp((0, 1)),
    "logsumexp of large": lambda t: t.logsumexp(t.tensor([1000.0, 1000.0, -INF]), 0),
    "logcumsumexp of large": lambda t: t.logcumsumexp(t.tensor([-INF, 900.0, 900.0]), 0),
    "max along a dim": lambda t: with_nan(t).max(1),
    "min of equals": lambda t: ints(t).min(1, keepdim=True).indices,
    "max of two": lambda t: t.max(ints(t), t.tensor(2)),
    "aminmax": lambda t: ints(t).aminmax(),
    "argmax of equals": lambda t: t.argmax(ints(t) * 0),
    "argmax kept": lambda t: ints(t).argmax(keepdim=True),
    "argmin along a dim": lambda t: ints(t).argmin(dim=-1, keepdim=True),
    "median of an even number": lambda t: t.tensor([4, 1, 3, 2]).median(),
    "median of nan": lambda t: with_nan(t).median(1),
    "nanmedian": lambda t: with_nan(t).nanmedian(1).values,
    "nanmedian of all": lambda t: with_nan(t).nanmedian(),
    "nansum": lambda t: with_nan(t).nansum(1),
    "nanmean": lambda t: with_nan(t).nanmean(),
    "sort puts nan last": lambda t: with_nan(t).sort().indices,
    "sort down puts nan first": lambda t: with_nan(t).sort(1, True).indices,
    "argsort of bools": lambda t: bools(t).argsort(dim=1),
    "topk": lambda t: with_nan(t).topk(2, 0).values,
    "mode": lambda t: ints(t).mode(),
    "cummax of nan": lambda t: with_nan(t).cummax(1),
    "cummin of bools": lambda t: bools(t).cummin(0).indices,
    "unique": lambda t: ints(t).unique(return_inverse=True, return_counts=True)[2],
    "unique rows": lambda t: ints(t).unique(dim=0),
    "quantiles of nan": lambda t: with_nan(t).quantile(t.tensor([0.0, 1.0]), 1),
    "nanquantile": lambda t: with_nan(t).nanquantile(0.5, dim=0, keepdim=True),
    "diff of bools": lambda t: bools(t).diff(),
    "diff to nothing": lambda t: ints(t).diff(9),
    "trapezoid of integers": lambda t: t.trapezoid(ints(t)),
    "var without an argument": lambda t: t.var(with_nan(t)[0], False),
    "std at once": lambda t: t.std_mean(with_nan(t)[0], dim=0),
    "norm 0": lambda t: with_nan(t).norm(0),
    "norm of a 0-d": lambda t: t.norm(t.tensor(-2.0), 3, dim=(0,)),
    "sum of a 0-d": lambda t: t.tensor(2).sum(-1, keepdim=True),
    "sort of a 0-d": lambda t: t.tensor(2).sort(),
    "cumsum of a 0-d": lambda t: t.tensor(2, dtype=t.int8).cumsum(0),
    "cumsum_ keeps the dtype": lambda t: ints(t).int().cumsum_(1),
    "max's gradient among equals": lambda t: slope(t, lambda x: x.max(), [1.0, 2.0, 2.0]),
    "max's gradient along a dim": lambda t: slope(t, lambda x: x.max(0)[0], [1.0, 2.0, 2.0]),
    "amax's gradient": lambda t: slope(t, lambda x: x.amax(0), [1.0, 2.0, 2.0]),
    "median's gradient": lambda t: slope(t, lambda x: x.median(), [2.0, 2.0, 3.0]),
    "max's gradient of nan": lambda t: slope(t, lambda x: x.max(), [NAN, 2.0, NAN]),
    "cummax's gradient": lambda t: slope(t, lambda x: x.cummax(0)[0], [2.0, 2.0, 1.0]),
    "cumprod's gradient at zeros": lambda t: slope(t, lambda x: x.cumprod(0), [2.0, 0.0, 3.0, 0.0]),
    "std's gradient of one": lambda t: slope(t, lambda x: x.std(0, correction=0), [2.0]),
    "norm's gradient at the origin": lambda t: slope(t, lambda x: x.norm(), [0.0, 0.0]),
    "norm inf's gradient": lambda t: slope(t, lambda x: x.norm(INF), [-2.0, 2.0]),
    "nansum's gradient": lambda t: slope(t, lambda x: x.nansum(), [NAN, 2.0]),
    "no tensor": lambda t: t.sum([1]),
    "dim twice": lambda t: ints(t).sum((0, -2)),
    "dim out of range": lambda t: ints(t).any(2),
    "mean in integers": lambda t: nothing(t).mean(dtype=t.int64),
    "nanmean of integers": lambda t: ints(t).nanmean(),
    "softmax of integers": lambda t: ints(t).softmax(0),
    "log_softmax of integers": lambda t: ints(t).log_softmax(1),
    "logcumsumexp of integers": lambda t: ints(t).logcumsumexp(1),
    "argmax of bools": lambda t: bools(t).argmax(),
    "topk of bools": lambda t: bools(t).topk(1),
    "median of bools": lambda t: bools(t).median(),
    "cumsum_ of bools": lambda t: bools(t).cumsum_(0),
    "cumsum_ in another dtype": lambda t: ints(t).cumsum_(0, dtype=t.float32),
    "max of nothing": lambda t: nothing(t).max(0),
    "amin of nothing": lambda t: nothing(t).amin(-2),
    "aminmax of nothing": lambda t: nothing(t).aminmax(),
    "median of no lines": lambda t: nothing(t).nanmedian(0),
    "norm inf of nothing": lambda t: nothing(t).norm(INF),
    "norm of an unknown order": lambda t: with_nan(t).norm("foo"),
    "norm in a narrower dtype": lambda t: with_nan(t).double().norm(dtype=t.float32),
    "nuclear norm of a vector": lambda t: with_nan(t)[0].norm("nuc"),
    "dist of integers": lambda t: ints(t).dist(ints(t)),
    "topk out of range": lambda t: ints(t).topk(4),
    "kthvalue out of range": lambda t: ints(t).kthvalue(0),
    "quantile of integers": lambda t: ints(t).quantile(0.5),
    "quantile out of range": lambda t: with_nan(t).nanquantile(1.5),
    "diff of a 0-d": lambda t: t.tensor(1).diff(),
    "diff of negative order": lambda t: ints(t).diff(-1),
    "diff of another rank": lambda t: ints(t).diff(prepend=ints(t)[0]),
    "trapezoid of bools": lambda t: t.trapezoid(bools(t)),
    "trapezoid at other places": lambda t: t.trapezoid(ints(t), t.tensor([1, 2])),
}


def recorded() -> dict[str, str]:
    """{case: answer} of the file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"\[(.+?)\] (.*)", line) for line in lines]
    return {match[1]: match[2] for match in found if match}


def answered(call: Call, library: Any) -> str:
    """The result as it prints, in one line, or the exception; the library's own name is PyTorch's."""
    try:
        text = repr(call(library))
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
    return " ".join(text.replace("engine.", "torch.").split())


@pytest.mark.parametrize("name", CASES)
def test_answers(name: str) -> None:
    assert answered(CASES[name], engine) == recorded()[name]


@pytest.mark.parity
@pytest.mark.parametrize("name", CASES)
def test_answers_are_pytorchs(name: str) -> None:
    assert answered(CASES[name], pytest.importorskip("torch")) == recorded()[name]


def test_numpys_functions_take_tensors() -> None:
    x = engine.tensor([[3.0, 1.0], [2.0, 5.0]])
    for name in ("sum", "mean", "prod", "max", "min", "std", "var", "argmin", "argmax", "all", "any"):
        found = getattr(np, name)(x)
        np.testing.assert_allclose(np.asarray(found), getattr(np, name)(x.numpy()), rtol=1e-6)
        assert isinstance(found, engine.Tensor), name
    np.testing.assert_array_equal(np.asarray(np.mean(x, axis=0)), [2.5, 3.0])
    np.testing.assert_array_equal(np.asarray(np.sum(x, axis=(0, 1), keepdims=True)), [[11.0]])
    np.testing.assert_array_equal(np.asarray(np.cumsum(x, axis=1)), [[3.0, 4.0], [2.0, 7.0]])
    np.testing.assert_array_equal(np.asarray(np.argsort(x, axis=1)), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(np.asarray(np.sort(x)), [[1.0, 3.0], [2.0, 5.0]])


def test_numpys_names_are_pytorchs_arguments() -> None:
    x = engine.tensor([[3.0, 1.0], [2.0, 5.0]])
    assert x.mean(axis=0, keepdims=True).tolist() == [[2.5, 3.0]]
    assert engine.cumsum(x, axis=-1).tolist() == [[3.0, 4.0], [2.0, 7.0]]
    assert x.std(axis=0, ddof=0).tolist() == [0.5, 2.0]
    assert engine.sum(input=x, dim=0).tolist() == [5.0, 6.0]
    with pytest.raises(TypeError, match=r"got both dim and axis"):
        x.sum(dim=0, axis=0)
    with pytest.raises(TypeError, match="out= is not offered"):
        engine.sum(x, 0, out=x)
    with pytest.raises(TypeError, match="unexpected keyword argument 'axes'"):
        x.sum(axes=0)


def test_no_degrees_of_freedom_are_warned_of() -> None:
    with pytest.warns(UserWarning, match=r"std\(\): degrees of freedom is <= 0"):
        assert engine.isnan(engine.tensor([1.0]).std())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert engine.tensor([1.0]).std(correction=0) == 0


def test_what_is_written_to_a_result_leaves_the_gradient_alone() -> None:
    x = engine.tensor([[3.0, 1.0], [2.0, 5.0]], requires_grad=True)
    values, indices = x.sort(1)
    indices.zero_()
    values.mul_(2)
    values[:, 0].sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [[0.0, 2.0], [2.0, 0.0]]


def test_results_unpack_and_have_names() -> None:
    found = engine.tensor([3.0, 1.0]).sort()
    assert isinstance(found, engine.return_types.sort)
    assert found[0] is found.values
    values, indices = found
    assert (values.tolist(), indices.tolist()) == ([1.0, 3.0], [1, 0])
