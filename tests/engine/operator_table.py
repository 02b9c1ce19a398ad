"""The table of operators: one line here tests an operator on every backend and, in the parity lane, against PyTorch.

`check(case, device)` compares its first derivatives with central differences of its values, and its second ones,
through create_graph, with central differences of its first. `compare(case, torch)` compares values, derivatives and
node names with PyTorch's, `compare_dtypes` the dtypes of results.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import engine

Array = np.ndarray[Any, Any]

_drawn = np.random.default_rng(0)
REAL = _drawn.normal(size=(3, 4))
ROW = _drawn.normal(size=(4,))
CUBE = _drawn.normal(size=(2, 3, 4))
POSITIVE = np.abs(REAL) + 0.3
UNIT = np.tanh(REAL) * 0.9
ABOVE_ONE = POSITIVE + 1.0
TALL = _drawn.normal(size=(4, 5))
CUBE_5 = _drawn.normal(size=(2, 4, 5))
WITH_ZEROS = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 3.0], [1.0, 2.0, 3.0]])


@dataclass(frozen=True, eq=False)
class Case:
    """One use of an operator: `call(torch, *tensors)` with the library first; `room` is the file that tests it.

    `dtypes` are those in which PyTorch's answer is compared, `tolerance` how near its float64 derivatives must be;
    `in_pytorch` is False where it has no derivative.
    """

    room: str
    name: str
    call: Callable[..., Any]
    inputs: tuple[Array, ...]
    dtypes: str = "float32 float16 int64 int32 uint8 bool"
    tolerance: float = 1e-10
    in_pytorch: bool = True

    def __str__(self) -> str:
        return self.name

    def on(self, library: Any, inputs: tuple[Array, ...], **options: Any) -> tuple[list[Any], Any]:
        """The arguments as leaves of `library`, and the result."""
        leaves = [library.tensor(x.tolist(), dtype=library.float64, requires_grad=True, **options) for x in inputs]
        return leaves, self.call(library, *leaves)


def _named(room: str, names: str, *inputs: Array, **options: Any) -> Iterator[Case]:
    for name in names.split():
        yield Case(room, name, lambda t, *x, name=name: getattr(t, name)(*x), inputs, **options)


def _mse(reduction: str) -> Callable[..., Any]:
    return lambda t, a, b: t.nn.functional.mse_loss(a, b, reduction=reduction)


def _reductions() -> Iterator[Case]:
    for name in ("sum", "mean", "prod", "amax", "amin", "max", "min", "norm", "var", "std"):
        yield Case("reduce", name, lambda t, a, n=name: getattr(a, n)(), (REAL,))
    for name, dim, keep in itertools.product(
        ("sum", "mean", "amax", "amin", "norm", "var", "std", "logsumexp"), (0, 1, -1, (0, 1)), (False, True)
    ):
        yield Case(
            "reduce",
            f"{name} dim={dim} keepdim={keep}",
            lambda t, a, n=name, d=dim, k=keep: getattr(a, n)(dim=d, keepdim=k),
            (REAL,),
        )
    for name, dim, keep in itertools.product(("max", "min", "prod"), (0, -1), (False, True)):

        def along(t: Any, a: Any, n: str = name, d: int = dim, k: bool = keep) -> Any:
            found = getattr(a, n)(d, keepdim=k)
            return found if n == "prod" else found[0]

        yield Case("reduce", f"{name} dim={dim} keepdim={keep}", along, (REAL,))


TABLE = (
    # elementwise
    *_named("elementwise", "exp exp2 expm1 sin cos tan atan sinh cosh tanh asinh erf erfc sigmoid relu abs neg", REAL),
    *_named("elementwise", "square reciprocal sign floor ceil trunc frac round", REAL),
    Case("elementwise", "positive", lambda t, a: +a * a, (REAL,)),
    *_named("elementwise", "log log2 log10 log1p sqrt rsqrt", POSITIVE),
    # PyTorch's polygamma is right to eight digits only.
    *_named("elementwise", "lgamma digamma", POSITIVE, tolerance=1e-8),
    *_named("elementwise", "asin acos atanh", UNIT),
    *_named("elementwise", "acosh", ABOVE_ONE),
    *_named("elementwise", "add sub mul div atan2 hypot maximum minimum fmod remainder", REAL, ROW),
    Case("elementwise", "add alpha", lambda t, a, b: t.add(a, b, alpha=3), (REAL, ROW)),
    Case("elementwise", "sub alpha", lambda t, a, b: a.sub(b, alpha=3), (REAL, ROW)),
    Case("elementwise", "rsub", lambda t, a: 2 - a, (REAL,)),
    Case("elementwise", "rdiv", lambda t, a: 2 / a, (REAL,)),
    Case("elementwise", "radd", lambda t, a: 2 + a, (REAL,)),
    Case("elementwise", "rmul", lambda t, a: 2 * a, (REAL,)),
    Case("elementwise", "rmod", lambda t, a: 2 % a, (REAL,), in_pytorch=False),
    Case("elementwise", "rpow", lambda t, a: 2.0**a, (REAL,)),
    Case("elementwise", "rpow of 0", lambda t, a: 0.0**a, (POSITIVE,), in_pytorch=False),
    Case("elementwise", "pow", lambda t, a, b: a**b, (POSITIVE, ROW), dtypes="float32 float16"),
    *(Case("elementwise", f"pow {n}", lambda t, a, n=n: a**n, (POSITIVE,)) for n in (0, 0.5, 1, -2)),
    Case("elementwise", "pow 3", lambda t, a: a**3, (REAL,)),
    Case("elementwise", "div floor", lambda t, a, b: t.div(a, b, rounding_mode="floor") + a, (REAL, ROW)),
    Case("elementwise", "div trunc", lambda t, a, b: t.div(a, b, rounding_mode="trunc") + b, (REAL, ROW)),
    Case("elementwise", "round decimals", lambda t, a: t.round(a, decimals=1) + a, (REAL,)),
    Case("elementwise", "polygamma", lambda t, a: t.polygamma(1, a), (POSITIVE,), tolerance=1e-8),
    Case("elementwise", "float_power", lambda t, a: t.float_power(a, 2.5), (POSITIVE,)),
    Case("elementwise", "clamp", lambda t, a: t.clamp(a, -0.5, 0.5), (REAL,)),
    Case("elementwise", "clamp min", lambda t, a: a.clamp(min=-0.5) * a, (REAL,)),
    Case("elementwise", "where", lambda t, a, b: t.where(a > 0, a * b, b), (REAL, ROW)),
    Case("elementwise", "where number", lambda t, a: t.where(a > 0, a**3, 1.0), (REAL,)),
    # reduce
    *_reductions(),
    Case("reduce", "prod with zeros", lambda t, a: a.prod(1), (WITH_ZEROS,)),
    Case("reduce", "prod of all with zeros", lambda t, a: (a[1] + 1).prod() + a[0].prod(), (WITH_ZEROS,)),
    Case("reduce", "prod of one", lambda t, a: a[:1].prod(0), (ROW,)),
    Case("reduce", "norm 1", lambda t, a: t.norm(a, 1), (REAL,)),
    Case("reduce", "norm inf", lambda t, a: a.norm(float("inf"), dim=1), (REAL,)),
    Case("reduce", "norm 3", lambda t, a: a.norm(3, dim=1), (REAL,)),
    Case("reduce", "softmax", lambda t, a: a.softmax(1), (REAL,)),
    Case("reduce", "log_softmax", lambda t, a: a.log_softmax(0), (REAL,)),
    Case("reduce", "cumsum", lambda t, a: a.cumsum(1), (REAL,)),
    Case("reduce", "var correction", lambda t, a: a.var(dim=0, correction=0), (REAL,)),
    Case("reduce", "std unbiased", lambda t, a: a.std(dim=0, unbiased=False), (REAL,)),
    # shape
    Case("shape", "reshape", lambda t, a: a.reshape(2, 6), (REAL,)),
    Case("shape", "reshape copy", lambda t, a: (a * a).T.reshape(-1), (REAL,)),
    Case("shape", "view", lambda t, a: a.view(-1, 2), (REAL,)),
    Case("shape", "flatten", lambda t, a: a.flatten(1), (CUBE,)),
    Case("shape", "ravel", lambda t, a: a.ravel(), (CUBE,)),
    Case("shape", "T", lambda t, a: a.T, (REAL,)),
    Case("shape", "mT", lambda t, a: a.mT, (CUBE,)),
    Case("shape", "t", lambda t, a: a.t(), (REAL,)),
    Case("shape", "transpose", lambda t, a: a.transpose(0, -1), (CUBE,)),
    Case("shape", "permute", lambda t, a: a.permute(2, 0, 1), (CUBE,)),
    Case("shape", "unsqueeze", lambda t, a: a.unsqueeze(1), (REAL,)),
    Case("shape", "squeeze", lambda t, a: (a[:1, None] ** 2).squeeze(), (REAL,)),
    Case("shape", "squeeze dim", lambda t, a: a.unsqueeze(1).squeeze(1), (REAL,)),
    Case("shape", "expand", lambda t, a: a.expand(3, 4), (ROW,)),
    Case("shape", "expand_as", lambda t, a, b: a.expand_as(b) * b, (ROW, REAL)),
    Case("shape", "broadcast_to", lambda t, a: t.broadcast_to(a, (2, 4)), (ROW,)),
    Case("shape", "broadcast_tensors", lambda t, a, b: t.broadcast_tensors(a, b)[0], (ROW, REAL)),
    Case("shape", "meshgrid", lambda t, a, b: t.meshgrid(a, b, indexing="xy")[1], (ROW, REAL[0])),
    Case("shape", "cat", lambda t, a, b: t.cat([a, b.unsqueeze(0)], 0), (REAL, ROW)),
    Case("shape", "stack", lambda t, a, b: t.stack([a, b], 1), (ROW, REAL[0])),
    Case("shape", "unbind", lambda t, a: a.unbind(0)[1], (REAL,)),
    Case("shape", "split", lambda t, a: a.split(3, 1)[1], (REAL,)),
    Case("shape", "chunk", lambda t, a: a.chunk(2, 1)[0], (REAL,)),
    Case("shape", "unpacked", lambda t, a: a[0] * a.unbind(0)[2] + sum(a)[0], (REAL,)),
    Case("shape", "flip", lambda t, a: a.flip(0, 1), (REAL,)),
    Case("shape", "repeat", lambda t, a: a.repeat(2, 1, 3), (REAL,)),
    Case("shape", "clone", lambda t, a: a.clone(), (REAL,)),
    Case("shape", "contiguous", lambda t, a: (a * a).T.contiguous(), (REAL,)),
    # index
    Case("index", "row", lambda t, a: a[0], (REAL,)),
    Case("index", "element", lambda t, a: a[1, -1], (REAL,)),
    Case("index", "slices", lambda t, a: a[1:, ::2], (REAL,)),
    Case("index", "new axis", lambda t, a: a[:, None, 1], (REAL,)),
    Case("index", "ellipsis", lambda t, a: a[..., -1], (CUBE,)),
    Case("index", "list", lambda t, a: a[[0, 2, 0]], (REAL,)),
    Case("index", "mask", lambda t, a: a[a > 0], (REAL,)),
    Case("index", "pairs", lambda t, a: a[_ints(t, a, [0, 1, 0]), _ints(t, a, [2, 2, 2])], (REAL,)),
    Case("index", "0-d tensor", lambda t, a: a[_ints(t, a, 1)], (REAL,)),
    Case("index", "index_select", lambda t, a: a.index_select(1, _ints(t, a, [0, 0, 3])), (REAL,)),
    Case("index", "gather", lambda t, a: a.gather(1, _ints(t, a, [[0, 0], [1, 2], [3, 3]])), (REAL,)),
    Case("index", "masked_fill", lambda t, a: a.masked_fill(a > 0, 2.0), (REAL,)),
    Case("index", "masked_select", lambda t, a: a.masked_select(a > 0), (REAL,)),
    Case("index", "mask of a 0-d", lambda t, a: (a[0] ** 2)[(a[0] ** 2) > 0], (ROW,)),
    Case("index", "gather of a 0-d", lambda t, a: (a[0] ** 2).gather(0, _ints(t, a, [0, 0])), (ROW,)),
    # linalg
    Case("linalg", "matrix @ matrix", lambda t, a, b: a @ b, (REAL, TALL)),
    Case("linalg", "matrix @ vector", lambda t, a, b: a @ b, (REAL, ROW)),
    Case("linalg", "vector @ matrix", lambda t, a, b: a @ b, (ROW, TALL)),
    Case("linalg", "vector @ vector", lambda t, a, b: a @ b, (ROW, REAL[0])),
    Case("linalg", "batch @ batch", lambda t, a, b: a @ b, (CUBE, CUBE_5)),
    Case("linalg", "batch @ matrix", lambda t, a, b: a @ b, (CUBE, TALL)),
    Case("linalg", "batch @ vector", lambda t, a, b: a @ b, (CUBE, ROW)),
    Case("linalg", "matrix @ batch", lambda t, a, b: a @ b, (REAL, CUBE_5)),
    Case("linalg", "vector @ batch", lambda t, a, b: a @ b, (ROW, CUBE_5)),
    Case("linalg", "batches that broadcast", lambda t, a, b: a[:, None] @ b, (CUBE, CUBE_5)),
    *_named("linalg", "mm", REAL, TALL),
    *_named("linalg", "mv", REAL, ROW),
    *_named("linalg", "dot", ROW, REAL[0]),
    *_named("linalg", "bmm", CUBE, CUBE_5),
    *_named("linalg", "outer", ROW, REAL[0, :3]),
    *_named("linalg", "trace", REAL),
    # nn.functional
    Case("functional", "softplus", lambda t, a: t.nn.functional.softplus(a), (REAL * 10,)),
    Case("functional", "softplus beta", lambda t, a: t.nn.functional.softplus(a, beta=2, threshold=5), (REAL * 4,)),
    Case("functional", "leaky_relu", lambda t, a: t.nn.functional.leaky_relu(a, 0.1), (REAL,)),
    Case("functional", "linear of a batch", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (CUBE, REAL, ROW[:3])),
    *(
        Case("functional", f"mse_loss {way}", _mse(way), (ROW, ROW**2))
        for way in ("sum", "none")
    ),
    Case("functional", "silu", lambda t, a: t.nn.functional.silu(a), (REAL,)),
    Case("functional", "linear", lambda t, a, b: t.nn.functional.linear(a, b), (REAL, CUBE[0])),
    Case("functional", "linear bias", lambda t, a, b, c: t.nn.functional.linear(a, b, c), (REAL, CUBE[0], ROW[:3])),
    Case("functional", "mse_loss", lambda t, a, b: t.nn.functional.mse_loss(a, b), (REAL, CUBE[0])),
    Case("functional", "l1_loss", lambda t, a, b: t.nn.functional.l1_loss(a, b, reduction="sum"), (REAL, CUBE[0])),
    # views: in-place operations and writes through views
    Case("views", "setitem", lambda t, a: _set(a * 2, lambda b: b.__setitem__(0, b[1] * 3)), (REAL,)),
    Case("views", "setitem mask", lambda t, a: _set(a * a, lambda b: b.__setitem__(b > 1, 0.5)), (REAL,)),
    Case("views", "setitem list", lambda t, a: _set(a * a, lambda b: b.__setitem__([0, 2], a[1] ** 2)), (REAL,)),
    Case("views", "mul_ on a view", lambda t, a: _set(a * 2, lambda b: b[:, 1].mul_(a[:, 2])), (REAL,)),
    Case("views", "add_", lambda t, a: (a * a).add_(a[0]).exp_(), (REAL,)),
    Case("views", "fill_ of a part", lambda t, a: _set(a**2, lambda b: b[1].fill_(3)), (REAL,)),
    Case("views", "zero_ of a part", lambda t, a: _set(a**2, lambda b: b[:, 0].zero_()), (REAL,)),
    Case("views", "copy_ into a part", lambda t, a: _set(a**2, lambda b: b[1].copy_(a[0] ** 3)), (REAL,)),
    Case("views", "views of a view", lambda t, a: _view_of_view(a), (REAL,)),
    Case("views", "into a constant", lambda t, a: _into_constant(t, a), (REAL,)),
    Case("views", "masked_fill_", lambda t, a: (a * a).masked_fill_(a > 0, 2.0) * a, (REAL,)),
)


def _ints(t: Any, like: Any, values: Any) -> Any:
    return t.tensor(values, device=like.device)


def _set(b: Any, write: Callable[[Any], Any]) -> Any:
    write(b)
    return b.exp()


def _view_of_view(a: Any) -> Any:
    b = a.clone()
    row, flat = b[0], b.view(-1)
    row.mul_(2)
    flat[3:6] = a[1, :3] ** 2
    return b * row + flat.sin().sum()


def _into_constant(t: Any, a: Any) -> Any:
    b = t.zeros(3, 4, dtype=t.float64, device=a.device)
    b[1] = a[0] ** 2
    row = b[1]
    row.mul_(a[2])
    return b


def cases(room: str) -> list[Case]:
    """The lines of one room."""
    return [case for case in TABLE if case.room == room]


def _weights(shape: Any) -> Array:
    """Different for each element, so that no error can cancel another."""
    return np.cos(np.arange(1, 1 + int(np.prod(shape)))).reshape(tuple(shape))


def _slopes(case: Case, library: Any, inputs: tuple[Array, ...], create_graph: bool, **options: Any) -> Any:
    """Leaves, result, and the gradients of its weighted sum."""
    leaves, y = case.on(library, inputs, **options)
    total = (y * library.tensor(_weights(y.shape).tolist(), dtype=library.float64, **options)).sum()
    return leaves, y, library.autograd.grad(total, leaves, create_graph=create_graph, allow_unused=True)


def _second(library: Any, leaves: list[Any], gradients: Any, **options: Any) -> list[Any]:
    """The gradients of a weighted sum of the gradients; None where these are constant."""
    parts = [
        (g * library.tensor(_weights(g.shape).tolist(), dtype=library.float64, **options)).sum()
        for g in gradients
        if g is not None and g.requires_grad
    ]
    if not parts:
        return [None] * len(leaves)
    return list(library.autograd.grad(sum(parts[1:], parts[0]), leaves, allow_unused=True))


def _host(x: Any, like: Array) -> Array:
    # A copy, for PyTorch gives some zeros no memory, and then no list.
    return np.zeros(like.shape) if x is None else np.array(x.detach().cpu().contiguous().clone().tolist())


def _central(function: Callable[[tuple[Array, ...]], float], inputs: tuple[Array, ...], h: float) -> list[Array]:
    """Central differences of a number with respect to every element of every input."""
    found = []
    for place, x in enumerate(inputs):
        slope = np.empty(x.shape)
        for at in np.ndindex(x.shape):
            ends = []
            for sign in (1, -1):
                moved = x.copy()
                moved[at] += sign * h
                ends.append(function((*inputs[:place], moved, *inputs[place + 1 :])))
            slope[at] = (ends[0] - ends[1]) / (2 * h)
        found.append(slope)
    return found


@cache
def _expected(case: Case) -> tuple[list[Array], list[Array]]:
    """First and second derivatives by central differences."""

    def value(inputs: tuple[Array, ...]) -> float:
        _, y = case.on(engine, inputs)
        y = y.detach().numpy()
        return float((y * _weights(y.shape)).sum())

    def slope(inputs: tuple[Array, ...]) -> float:
        _, _, gradients = _slopes(case, engine, inputs, False)
        pairs = [(_host(g, x), x) for g, x in zip(gradients, inputs, strict=True)]
        return sum(float((g * _weights(x.shape)).sum()) for g, x in pairs)

    return _central(value, case.inputs, 1e-6), _central(slope, case.inputs, 1e-6)


def check(case: Case, device: Any) -> None:
    """Derivatives of first and second order on `device` agree with central differences."""
    leaves, y, gradients = _slopes(case, engine, case.inputs, True, device=device)
    assert y.device == device
    assert all(g is None or g.device == device for g in gradients)
    plain = _slopes(case, engine, case.inputs, False, device=device)[2]
    second = _second(engine, leaves, gradients, device=device)
    first_expected, second_expected = _expected(case)
    for j, x in enumerate(case.inputs):
        np.testing.assert_allclose(_host(gradients[j], x), first_expected[j], rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(_host(plain[j], x), _host(gradients[j], x), rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(_host(second[j], x), second_expected[j], rtol=1e-5, atol=1e-6)


def compare(case: Case, torch: Any) -> None:
    """Value, first and second derivatives and the node's name are PyTorch's, in float64."""
    answers = []
    for library in (torch, engine):
        leaves, y, gradients = _slopes(case, library, case.inputs, True)
        second = _second(library, leaves, gradients)
        arrays = [_host(part, x) for part, x in zip([*gradients, *second], case.inputs * 2, strict=True)]
        answers.append(([_host(y, REAL), *arrays], y.grad_fn.name().removeprefix("torch::autograd::"), tuple(y.shape)))
    (theirs, name, shape), (ours, our_name, our_shape) = answers
    for expected, found in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(found, expected, rtol=case.tolerance, atol=case.tolerance / 10)
    assert our_shape == shape
    assert our_name == name


def compare_dtypes(case: Case, torch: Any, dtype: str) -> None:
    """Where PyTorch has an answer for inputs of `dtype`, engine has one of the same dtype and, if exact, value."""
    answers = []
    for library in (torch, engine):
        scaled = [np.round(x * 3) if dtype not in ("float16", "float32") else x for x in case.inputs]
        tensors = [library.tensor(x.tolist(), dtype=library.float64).to(getattr(library, dtype)) for x in scaled]
        try:
            y = case.call(library, *tensors)
        except (RuntimeError, NotImplementedError, TypeError, IndexError):
            if library is torch:
                return
            raise
        answers.append((str(y.dtype).split(".")[1], np.array(y.to(library.float64).tolist())))
    assert answers[1][0] == answers[0][0]
    tolerance = {"float16": 2e-2, "float32": 2e-5}.get(answers[0][0], 1e-12)
    np.testing.assert_allclose(answers[1][1], answers[0][1], rtol=tolerance, atol=tolerance)
