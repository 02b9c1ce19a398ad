"""jvp and linearize: values, structures, nesting, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


def numbers(torch: Any, *values: float) -> Any:
    return torch.tensor(list(values), dtype=torch.float64)


def wave(x: Any) -> Any:
    return (x.sin() * x).sum()


def test_the_value_and_the_derivative_along_a_tangent(torch: Any) -> None:
    x, v = numbers(torch, 1.0, 2.0), numbers(torch, 10.0, 100.0)
    value, tangent = torch.func.jvp(lambda x: x**3, (x,), (v,))
    assert (value.tolist(), tangent.tolist()) == ([1.0, 8.0], [30.0, 1200.0])
    assert not value.requires_grad
    assert not tangent.requires_grad


def test_trees_and_aux(torch: Any) -> None:
    x = numbers(torch, 2.0)
    one = numbers(torch, 1.0)
    value, tangent, more = torch.func.jvp(
        lambda p, y: ({"y": p["x"] * y, "n": [y + 1]}, p), ({"x": x}, x), ({"x": one}, one), has_aux=True
    )
    assert (value["y"].tolist(), tangent["y"].tolist(), tangent["n"][0].tolist()) == ([4.0], [4.0], [1.0])
    assert more["x"].tolist() == [2.0]


def test_what_does_not_depend_has_zeros(torch: Any) -> None:
    x = numbers(torch, 1.0, 2.0)
    _, (constant, whole) = torch.func.jvp(lambda x: (torch.ones(3), x.long()), (x,), (x,))
    assert (constant.tolist(), whole.tolist(), str(whole.dtype)[-5:]) == ([0.0] * 3, [0, 0], "int64")


def test_forward_and_backward_in_each_other(torch: Any) -> None:
    f = torch.func
    x, v = numbers(torch, 0.5, 1.5), numbers(torch, 2.0, -1.0)
    over_reverse = f.jvp(f.grad(wave), (x,), (v,))[1]
    reverse_over = f.grad(lambda x: f.jvp(wave, (x,), (v,))[1])(x)
    over_forward = f.jvp(lambda x: f.jvp(wave, (x,), (v,))[1], (x,), (v,))[1]
    expected = ((2 * x.cos() - x * x.sin()) * v).tolist()
    assert over_reverse.tolist() == pytest.approx(expected, rel=1e-12)
    assert reverse_over.tolist() == pytest.approx(expected, rel=1e-12)
    assert over_forward.tolist() == pytest.approx((over_reverse * v).sum().tolist(), rel=1e-12)


def test_an_inner_tangent_is_not_confused_with_an_outer_one(torch: Any) -> None:
    jvp = torch.func.jvp
    one = torch.tensor(1.0)

    def outer(x: Any) -> Any:
        return x * jvp(lambda y: x + y, (one,), (one,))[1]

    assert jvp(outer, (torch.tensor(3.0),), (one,))[1].tolist() == 1.0


def test_derivatives_of_a_tangent_by_the_surroundings(torch: Any) -> None:
    w = torch.tensor(2.0, requires_grad=True)
    v = torch.tensor(5.0, requires_grad=True)
    tangent = torch.func.jvp(lambda x: w * x**2, (torch.tensor(3.0),), (v,))[1]
    tangent.backward()
    assert (tangent.tolist(), w.grad.tolist(), v.grad.tolist()) == (60.0, 30.0, 12.0)


def test_writes_in_place_and_through_views(torch: Any) -> None:
    def written(x: Any) -> Any:
        y = x * 1
        y[0].mul_(x[1])
        row = y.view(2, 1)
        row.add_(1)
        return y.exp_()

    x, v = numbers(torch, 0.5, 0.25), numbers(torch, 1.0, 3.0)
    value, tangent = torch.func.jvp(written, (x,), (v,))
    a, b = 0.5, 0.25
    expected = [value[0].item() * (b * 1.0 + a * 3.0), value[1].item() * 3.0]
    assert tangent.tolist() == pytest.approx(expected, rel=1e-12)


def test_a_functions_own_backward_serves_both_modes() -> None:
    class Cube(engine.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    x = engine.tensor([2.0, 3.0])
    assert engine.func.jvp(Cube.apply, (x,), (x,))[1].tolist() == [24.0, 81.0]
    second = engine.func.jvp(engine.func.grad(lambda x: Cube.apply(x).sum()), (x,), (x,))[1]
    assert second.tolist() == [24.0, 54.0]


def test_linearize_runs_the_function_once(torch: Any) -> None:
    runs = []

    def square(x: Any) -> Any:
        runs.append(1)
        return {"y": x**2}

    x = numbers(torch, 1.0, 2.0)
    value, push = torch.func.linearize(square, x)
    before = len(runs)
    assert (value["y"].tolist(), push(x)["y"].tolist()) == ([1.0, 4.0], [2.0, 8.0])
    assert push(numbers(torch, 1.0, 0.0))["y"].tolist() == [2.0, 0.0]
    assert len(runs) == before


REFUSED: list[tuple[Callable[[Any, Any], Any], type[Exception], str]] = [
    (lambda f, x: f.jvp(wave, x, x), RuntimeError,
     "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."),
    (lambda f, x: f.jvp(wave, (x,), [x]), RuntimeError,
     "jvp(f, primals, tangents): Expected primals and tangents to have the same python structure. For example, if"
     " primals is a tuple of 3 tensors, tangents also must be. Got primals with structure TreeSpec(tuple, None,"
     " [*]) and"
     " tangents with structure TreeSpec(list, None, [*])"),
    (lambda f, x: f.jvp(wave, (x, {"a": x}), (x, {"b": x})), RuntimeError,
     "jvp(f, primals, tangents): Expected primals and tangents to have the same python structure. For example, if"
     " primals is a tuple of 3 tensors, tangents also must be. Got primals with structure TreeSpec(tuple, None, [*,\n"
     "  TreeSpec(dict, ['a'], [*])]) and tangents with structure TreeSpec(tuple, None, [*,\n"
     "  TreeSpec(dict, ['b'], [*])])"),
    (lambda f, x: f.jvp(wave, (), ()), RuntimeError,
     "jvp(f, primals, tangents): Expected primals to contain at least one Tensor."),
    (lambda f, x: f.jvp(wave, (3,), (x,)), RuntimeError,
     "jvp(f, primals, tangents): Expected primals to only contain Tensors, got <class 'int'>"),
    (lambda f, x: f.jvp(wave, (x,), (3,)), RuntimeError,
     "jvp(f, primals, tangents): Expected tangents to only contain Tensors, got <class 'int'>"),
    (lambda f, x: f.jvp(wave, (x,), (x[:1],)), RuntimeError,
     "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not"
     " supported. Tensor is of size [2] while the given forward gradient is of size [1]."),
    (lambda f, x: f.jvp(wave, (x.long(),), (x,)), ValueError,
     "Expected primal to be floating point or complex, but got: int64"),
    (lambda f, x: f.jvp(lambda x: 3, (x,), (x,)), RuntimeError,
     "jvp(f, primals, tangents): expected f(*primals) to return only tensors, got unsupported type <class 'int'>"),
    (lambda f, x: f.jvp(lambda x: None, (x,), (x,)), RuntimeError,
     "jvp(f, primals, tangents): Expected f to be a function that has non-empty output (got output = [None])"),
    (lambda f, x: f.jvp(lambda y: x[:1], (x,), (x,), strict=True), RuntimeError,
     "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with"
     " strict=True."),
    (lambda f, x: f.jvp(wave, (x,), (x,), has_aux=True), RuntimeError,
     "jvp(f, primals, tangents): output of function f should be a tuple: (output, aux) if has_aux is True"),
    (lambda f, x: f.linearize(wave, x)[1](x[:1]), RuntimeError,
     "tangent:0 with shape Size([1]) in flattened pytree doesn't match the shape Size([2]) of the corresponding"
     " primal."),
    (lambda f, x: f.linearize(wave, x)[1](x.float()), RuntimeError,
     "tangent:0 with dtype float32 in flattened pytree doesn't match the dtype float64 of the corresponding primal."),
    (lambda f, x: f.linearize(wave, x)[1](x, x), RuntimeError,
     "Expected the tangents TreeSpec(tuple, None, [*,\n  *]) to have the same argspec as the primals TreeSpec(tuple,"
     " None, [*])"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_misuse_is_told_in_pytorchs_words(torch: Any, call: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind) as caught:
        call(torch.func, numbers(torch, 1.0, 2.0))
    assert re.sub(r"(engine|torch)\.", "", str(caught.value)) == message
