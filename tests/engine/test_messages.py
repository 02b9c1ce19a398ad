"""Each misuse is answered in PyTorch's words; tests/data/pytorch-messages.txt holds what PyTorch 2.13 said.

In the parity lane PyTorch itself is asked as well, so that the file is known to be right.
"""

from __future__ import annotations

import builtins
import copy
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

MESSAGES = Path(__file__).parents[1] / "data" / "pytorch-messages.txt"


def recorded() -> dict[str, tuple[str, str]]:
    """{case: (exception, message)} of the file."""
    lines = MESSAGES.read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"\[(.+?)\] (\w+(?:Error|Exception)): (.*)", line) for line in lines]
    return {match[1]: (match[2], match[3]) for match in found if match}


def unlinked(message: str) -> str:
    """A message without the links to PyTorch's tracker and pages, which engine's do without."""
    message = re.sub(r" \(Triggered internally at .*\)$", "", message)
    message = re.sub(r" \(Example: https?://\S+\)$", "", message)
    return re.sub(r"[,.]? ?[Ss]ee (https?://)?github\S+.*$", "", message).rstrip(".")


def leaf(t: Any, *values: float) -> Any:
    return t.tensor(list(values) or [1.0, 2.0, 3.0], requires_grad=True)


def twice(t: Any) -> None:
    y = (leaf(t) ** 2).sum()
    y.backward()
    y.backward()


def in_place(t: Any, change: Callable[[Any], Any]) -> None:
    change(leaf(t))


def multi_view(t: Any) -> None:
    first, *_ = (leaf(t) * 2).unbind()
    first.add_(1)


def no_grad_view(t: Any) -> None:
    x = leaf(t) * 2
    with t.no_grad():
        view = x[0]
    view.add_(1)


def changed(t: Any, start: Callable[[Any], Any], use: Callable[[Any], Any]) -> None:
    y = start(leaf(t, 1.0, 2.0))
    z = use(y)
    y.mul_(2)
    z.sum().backward()


def changed_constant(t: Any) -> None:
    c = t.tensor([1.0, 2.0])
    y = leaf(t, 1.0, 2.0) * c
    c.add_(1)
    y.sum().backward()


def assigned(t: Any, gradient: Callable[[Any], Any]) -> None:
    x = leaf(t)
    x.grad = gradient(x)


def set_flag(t: Any, method: bool) -> None:
    y = leaf(t) * 2
    if method:
        y.requires_grad_(False)
    else:
        y.requires_grad = False


def int_flag(t: Any) -> None:
    t.tensor([1]).requires_grad = True


def unused(t: Any) -> None:
    t.autograd.grad((leaf(t) * 2).sum(), leaf(t))


def hooked(t: Any, hook: Callable[[Any], Any]) -> None:
    y = leaf(t) * 2
    y.register_hook(hook)
    y.sum().backward()


def in_place_result(t: Any, change: Callable[[Any], Any]) -> None:
    change(t.tensor([1, 2]))


def changed_under_anomaly(t: Any) -> None:
    with t.autograd.detect_anomaly():
        changed(t, t.exp, lambda y: y * 1)


def nan_under_anomaly(t: Any) -> None:
    with t.autograd.detect_anomaly():
        x = t.tensor([-1.0], requires_grad=True)
        x.sqrt().sum().backward()


def from_inference(t: Any, use: Callable[[Any], Any]) -> None:
    with t.inference_mode():
        x = t.ones(3)
    use(x)


def function(t: Any, gradient: Callable[[Any], Any] | None, name: str) -> Any:
    """A Function of this name, the identity, with that backward or none."""
    written = {"forward": staticmethod(lambda ctx, x: x * 1)}
    if gradient is not None:
        written["backward"] = staticmethod(lambda ctx, g: gradient(g))
    return type(name, (t.autograd.Function,), written)


CASES: dict[str, Callable[[Any], Any]] = {
    "backward twice": twice,
    "inplace leaf": lambda t: leaf(t).add_(1),
    "inplace leaf +=": lambda t: leaf(t).__iadd__(1),
    "setitem leaf": lambda t: leaf(t).__setitem__(0, 1.0),
    "inplace view of leaf": lambda t: leaf(t)[0].add_(1),
    "inplace multi-view": multi_view,
    "inplace on view created in no_grad": no_grad_view,
    "numpy requires grad": lambda t: leaf(t).numpy(),
    "np.asarray requires grad": lambda t: np.asarray(leaf(t)),
    "np.sin(tensor rg)": lambda t: np.sin(leaf(t)),
    "nonscalar backward": lambda t: (leaf(t) * 2).backward(),
    "nonscalar grad()": lambda t: t.autograd.grad((x := leaf(t)) * 2, x),
    "int requires_grad": lambda t: t.tensor([1], requires_grad=True),
    "int requires_grad_": lambda t: t.tensor([1]).requires_grad_(),
    "int requires_grad setter": int_flag,
    "zeros int rg": lambda t: t.zeros(2, dtype=t.int64, requires_grad=True),
    "version": lambda t: changed(t, t.exp, lambda y: y * 1),
    "version leaf const": changed_constant,
    "version nonleaf input": lambda t: changed(t, lambda x: x * 2, lambda y: y**2),
    "version nonleaf input mul": lambda t: changed(t, lambda x: x * 2, lambda y: y * y),
    "version sigmoid": lambda t: changed(t, lambda x: x.reshape(1, 2).sigmoid(), lambda y: y * 1),
    "version anomaly": changed_under_anomaly,
    "anomaly nan": nan_under_anomaly,
    "inference saved": lambda t: from_inference(t, lambda x: leaf(t) * x),
    "inference inplace": lambda t: from_inference(t, lambda x: x.add_(1)),
    "inference rg": lambda t: from_inference(t, lambda x: x.requires_grad_()),
    "Function extra grads": lambda t: function(t, lambda g: (g, g), "F1").apply(leaf(t)).sum().backward(),
    "Function wrong shape": lambda t: function(t, lambda g: t.ones(7), "F2").apply(leaf(t)).sum().backward(),
    "Function no backward": lambda t: function(t, None, "F3").apply(leaf(t)).sum().backward(),
    "Function instance": lambda t: function(t, None, "F1")()(leaf(t)),
    "deepcopy nonleaf": lambda t: copy.deepcopy(leaf(t) * 2),
    "item multi": lambda t: leaf(t).item(),
    "item empty": lambda t: t.tensor([]).tolist() == [] and t.zeros(0).item(),
    "float(multi)": lambda t: float(leaf(t)),
    "int(multi)": lambda t: int(t.tensor([1, 2])),
    "bool multi": lambda t: bool(t.tensor([1, 2])),
    "bool empty": lambda t: bool(t.zeros(0)),
    "index": lambda t: [1, 2][t.tensor(1.0)],
    "broadcast add": lambda t: t.ones(2, 3) + t.ones(2, 4),
    "broadcast add 2": lambda t: t.ones(2, 3) + t.ones(2),
    "matmul 2d": lambda t: t.ones(2, 3) @ t.ones(4, 5),
    "matmul 1d1d": lambda t: t.ones(3) @ t.ones(4),
    "matmul 2d1d": lambda t: t.ones(2, 3) @ t.ones(4),
    "matmul 1d2d": lambda t: t.ones(3) @ t.ones(4, 2),
    "matmul 3d": lambda t: t.ones(2, 2, 3) @ t.ones(2, 4, 5),
    "matmul batch": lambda t: t.ones(2, 2, 3) @ t.ones(5, 3, 2),
    "matmul 0d": lambda t: t.tensor(1.0) @ t.ones(2),
    "matmul dtype": lambda t: t.ones(2, 2) @ t.ones(2, 2, dtype=t.float64),
    "mm 1d": lambda t: t.mm(t.ones(2), t.ones(2, 2)),
    "dot": lambda t: t.dot(t.ones(2, 2), t.ones(2)),
    "no grad_fn": lambda t: t.tensor(1.0).backward(),
    "no grad_fn sum": lambda t: t.ones(3).sum().backward(),
    "grad no grad_fn": lambda t: t.autograd.grad(t.ones(3).sum(), leaf(t)),
    "unused": unused,
    "grad wrt input not requiring grad": lambda t: t.autograd.grad(leaf(t).sum(), t.ones(3)),
    "grad_outputs shape": lambda t: t.autograd.grad((x := leaf(t)) * 2, x, t.ones(2)),
    "backward grad shape": lambda t: (leaf(t) * 2).backward(t.ones(2)),
    "grad assign shape": lambda t: assigned(t, lambda x: t.ones(2)),
    "grad assign dtype": lambda t: assigned(t, lambda x: t.ones(3, dtype=t.float64)),
    "grad assign type": lambda t: assigned(t, lambda x: 1.0),
    "grad assign self": lambda t: assigned(t, lambda x: x),
    "requires_grad False nonleaf": lambda t: set_flag(t, False),
    "requires_grad_ False nonleaf": lambda t: set_flag(t, True),
    "retain_grad no rg": lambda t: t.ones(2).retain_grad(),
    "register_hook no rg": lambda t: t.ones(2).register_hook(print),
    "tensor(np) ragged": lambda t: t.tensor([[1, 2], [3]]),
    "tensor(None)": lambda t: t.tensor(None),
    "tensor(str)": lambda t: t.tensor("a"),
    "tensor mixed": lambda t: t.tensor([1, "a"]),
    "result type inplace": lambda t: in_place_result(t, lambda x: x.add_(1.5)),
    "int /=": lambda t: in_place_result(t, lambda x: x.__itruediv__(2)),
    "inplace broadcast": lambda t: t.ones(2).add_(t.ones(3, 2)),
    "mean int": lambda t: t.tensor([1, 2]).mean(),
    "bool sub": lambda t: t.tensor([True]) - t.tensor([False]),
    "bool neg": lambda t: -t.tensor([True]),
    "reshape": lambda t: t.ones(6).reshape(4, 2),
    "reshape -1-1": lambda t: t.ones(6).reshape(-1, -1),
    "view": lambda t: t.ones(2, 3).t().view(6),
    "view size": lambda t: t.ones(6).view(5),
    "dim range": lambda t: t.ones(2, 3).sum(2),
    "dim repeat": lambda t: t.ones(2, 3).sum((0, 0)),
    "index oob": lambda t: t.ones(3)[5],
    "too many idx": lambda t: t.ones(3)[0, 0],
    "float index": lambda t: t.ones(3)[1.0],
    "neg step": lambda t: t.ones(3)[::-1],
    "cat": lambda t: t.cat([t.ones(2, 3), t.ones(2, 4)]),
    "cat empty": lambda t: t.cat([]),
    "stack": lambda t: t.stack([t.ones(2), t.ones(3)]),
    "transpose": lambda t: t.ones(2, 3).transpose(0, 2),
    "permute": lambda t: t.ones(2, 3).permute(0),
    "expand": lambda t: t.ones(2, 3).expand(4, 3),
    "split": lambda t: t.ones(5).split([2, 2]),
    "len 0d": lambda t: len(t.tensor(1.0)),
    "iter 0d": lambda t: iter(t.tensor(1.0)),
    "optimizer empty": lambda t: t.optim.SGD([], lr=0.1),
    "optimizer nonleaf": lambda t: t.optim.SGD([leaf(t) * 2], lr=0.1),
    "optimizer tensor": lambda t: t.optim.SGD(leaf(t), lr=0.1),
    "optimizer not tensor": lambda t: t.optim.SGD([1.0], lr=0.1),
    "optimizer lr": lambda t: t.optim.SGD([leaf(t)], lr=-1),
    "from_numpy list": lambda t: t.from_numpy([1.0]),
    "from_numpy neg stride": lambda t: t.from_numpy(np.arange(3.0)[::-1]),
    "manual pow int neg": lambda t: t.tensor([2]) ** -1,
    "arange": lambda t: t.arange(3, 0),
    "eq shape": lambda t: t.ones(2) == t.ones(3),
    "unknown attr": lambda t: t.ones(2).foo,
    "saved access after free": twice,
    "hook return wrong shape": lambda t: hooked(t, lambda g: t.ones(2)),
    "hook return wrong type": lambda t: hooked(t, lambda g: 1),
    "grad not tuple input": lambda t: t.autograd.grad(leaf(t).sum(), [1]),
    "backward inputs empty": lambda t: leaf(t).sum().backward(inputs=[]),
    "bce bad": lambda t: t.nn.functional.binary_cross_entropy(t.full((3,), 0.5), t.ones(4)),
    "bce range": lambda t: t.nn.functional.binary_cross_entropy(t.full((3,), 1.5), t.ones(3)),
    "ce target oob": lambda t: t.nn.functional.cross_entropy(t.ones(1, 3), t.tensor([5])),
    "mse bad": lambda t: t.nn.functional.mse_loss(t.ones(3), t.ones(4)),
    "argmax of two dims": lambda t: t.ones(2, 2).argmax(dim=(0, 1)),
    "cumsum of two dims": lambda t: t.ones(2, 2).cumsum(dim=(0, 1)),
    "index_select oob": lambda t: t.ones(2, 2).index_select(0, t.tensor([2])),
    "index_select -1": lambda t: t.ones(2, 2).index_select(0, t.tensor([-1])),
    "index_select float": lambda t: t.ones(2, 2).index_select(0, t.tensor([0.0])),
    "index_select matrix": lambda t: t.ones(2, 2).index_select(0, t.tensor([[0]])),
    "index_select scalar": lambda t: t.tensor(1.0).index_select(0, t.tensor([0, 0])),
    "gather oob": lambda t: t.ones(2, 3).gather(1, t.tensor([[3]])),
    "gather -1": lambda t: t.ones(2, 3).gather(1, t.tensor([[-1]])),
    "gather float": lambda t: t.ones(2, 3).gather(1, t.tensor([[0.0]])),
    "gather rank": lambda t: t.ones(2, 3).gather(1, t.tensor([0])),
    "gather size": lambda t: t.ones(2, 3).gather(1, t.zeros(3, 1, dtype=t.int64)),
    "masked_select int": lambda t: t.ones(2).masked_select(t.tensor([1, 0])),
    "var int": lambda t: t.tensor([1, 2]).var(),
    "norm int": lambda t: t.tensor([1, 2]).norm(),
    "add alpha": lambda t: t.add(t.tensor([1]), t.tensor([2]), alpha=0.5),
    "operator str": lambda t: t.ones(2) + "a",
    "function number": lambda t: t.exp(2.0),
    "trace vector": lambda t: t.trace(t.ones(3)),
    "outer matrix": lambda t: t.outer(t.ones(2, 2), t.ones(2)),
    "bmm matrix": lambda t: t.bmm(t.ones(2, 2), t.ones(2, 2)),
    "rounding mode": lambda t: t.div(t.ones(2), 2, rounding_mode="up"),
    "clamp nothing": lambda t: t.ones(2).clamp(),
    "max empty": lambda t: t.zeros(0).max(),
    "linspace negative": lambda t: t.linspace(0, 1, -1),
    "arange step": lambda t: t.arange(0, 1, 0),
    "ones negative": lambda t: t.ones(2, -1),
    "repeat few": lambda t: t.ones(2, 2).repeat(2),
    "amax empty": lambda t: t.zeros(0).amax(),
    "argmax empty": lambda t: t.zeros(0).argmax(),
    "and of floats": lambda t: t.ones(1) & t.ones(1),
    "invert floats": lambda t: ~t.ones(1),
    "whole zero": lambda t: t.tensor([1]) // 0,
    "whole zero rest": lambda t: t.tensor([1]) % t.tensor([0]),
    "unbind 0d": lambda t: t.tensor(1.0).unbind(),
    "masked_fill int mask": lambda t: t.zeros(2).masked_fill(t.tensor([1, 0]), 3.0),
    "copy_ shape": lambda t: t.zeros(2).copy_(t.ones(3)),
    "setitem shape": lambda t: t.zeros(2, 2).__setitem__(([0, 1],), t.ones(3)),
    "t of 3d": lambda t: t.ones(2, 2, 2).t(),
    "mask shape": lambda t: t.ones(3)[t.tensor([True, False])],
    "float tensor index": lambda t: t.ones(3)[t.tensor([0.0])],
    "meshgrid indexing": lambda t: t.meshgrid(t.ones(2), t.ones(2), indexing="yx"),
    "stack empty": lambda t: t.stack([]),
    "reduction": lambda t: t.nn.functional.mse_loss(t.ones(2), t.ones(2), reduction="product"),
    "momentum": lambda t: t.optim.SGD([leaf(t)], lr=0.1, momentum=-1.0),
    "default dtype": lambda t: t.set_default_dtype(t.int64),
}


@pytest.mark.parametrize("case", CASES)
def test_a_misuse_is_told_in_pytorchs_words(torch: Any, case: str) -> None:
    kind, message = recorded()[case]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(getattr(builtins, kind)) as caught:
            CASES[case](torch)
    assert type(caught.value).__name__ == kind
    said = str(caught.value).replace("engine.", "torch.").splitlines()[0]
    assert unlinked(said) == unlinked(message)
