"""grad, value_and_grad and vjp: values, structures, what keeps a history, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit.script.*:DeprecationWarning")


def wave(x: Any) -> Any:
    return (x.sin() * x).sum()


def numbers(torch: Any, *values: float) -> Any:
    return torch.tensor(list(values), dtype=torch.float64)


def near(x: Any, values: Any) -> None:
    assert x.tolist() == pytest.approx(values, rel=1e-12, abs=1e-14)


def test_the_gradient_of_a_scalar(torch: Any) -> None:
    x = numbers(torch, 0.0, 1.0)
    slope = torch.func.grad(wave)(x)
    near(slope, (x.cos() * x + x.sin()).tolist())
    assert (slope.requires_grad, x.requires_grad, x.grad) == (False, False, None)


def test_the_value_and_the_gradient(torch: Any) -> None:
    x = numbers(torch, 3.0)
    slope, value = torch.func.grad_and_value(lambda x: (x**2).sum())(x)
    assert (slope.tolist(), value.tolist(), value.requires_grad) == ([6.0], 9.0, False)
    slope, (value, more) = torch.func.grad_and_value(lambda x: ((x**2).sum(), {"x": x}), has_aux=True)(x)
    assert (slope.tolist(), value.tolist(), more["x"].tolist()) == ([6.0], 9.0, [3.0])
    assert not more["x"].requires_grad


def test_the_value_comes_first_where_the_name_says_so() -> None:
    import engine

    value, slope = engine.func.value_and_grad(lambda x: x**3)(engine.tensor(2.0))
    assert (value.tolist(), slope.tolist()) == (8.0, 12.0)


@pytest.mark.parametrize(("argnums", "expected"), [(0, 4.0), (1, 3.0), (-1, 3.0), ((1, 0), (3.0, 4.0)), ((0,), (4.0,))])
def test_argnums_choose_the_arguments(torch: Any, argnums: Any, expected: Any) -> None:
    found = torch.func.grad(lambda x, y: x * y, argnums)(torch.tensor(3.0), torch.tensor(4.0))
    assert (tuple(g.tolist() for g in found) if isinstance(found, tuple) else found.tolist()) == expected


def test_arguments_may_be_trees(torch: Any) -> None:
    given = {"w": numbers(torch, 2.0), "rest": [numbers(torch, 3.0), (numbers(torch, 4.0),)]}
    found = torch.func.grad(lambda p: (p["w"] * p["rest"][0] * p["rest"][1][0] ** 2).sum())(given)
    assert list(found) == ["w", "rest"]
    assert (found["w"].tolist(), found["rest"][0].tolist(), found["rest"][1][0].tolist()) == ([48.0], [32.0], [48.0])


def test_what_is_not_used_has_zeros(torch: Any) -> None:
    used, unused = torch.func.grad(lambda x, y: x.sum(), (0, 1))(numbers(torch, 1.0, 2.0), numbers(torch, 3.0))
    assert (used.tolist(), unused.tolist()) == ([1.0, 1.0], [0.0])
    assert torch.func.grad(lambda x: torch.tensor(1.0))(numbers(torch, 1.0)).tolist() == [0.0]


def test_gradients_of_gradients(torch: Any) -> None:
    grad = torch.func.grad
    assert grad(grad(grad(lambda x: x**5)))(torch.tensor(2.0)).tolist() == 240.0


def test_an_inner_derivative_is_not_confused_with_an_outer_one(torch: Any) -> None:
    """d/dx (x · d/dy (x + y)) is 1: the x within is not the y."""
    grad = torch.func.grad
    assert grad(lambda x: x * grad(lambda y: x + y)(torch.tensor(1.0)))(torch.tensor(3.0)).tolist() == 1.0
    assert grad(lambda x: x * grad(lambda y: x * y)(x))(torch.tensor(3.0)).tolist() == 6.0


def test_a_tensor_of_the_surroundings_keeps_its_gradient(torch: Any) -> None:
    w = torch.tensor(2.0, requires_grad=True)
    slope = torch.func.grad(lambda x: w * x**2)(torch.tensor(3.0))
    slope.backward()
    assert (slope.tolist(), w.grad.tolist()) == (12.0, 6.0)
    assert not torch.func.grad(lambda x: x**2 + w)(torch.tensor(3.0)).requires_grad


def test_an_argument_that_asks_for_a_gradient_gets_one(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    torch.func.grad(lambda x: x**3)(x).backward()
    assert x.grad.tolist() == 18.0


def test_no_grad_outside_does_not_matter_and_inside_does(torch: Any) -> None:
    x = torch.tensor(3.0)
    with torch.no_grad():
        assert torch.func.grad(lambda x: x**2)(x).tolist() == 6.0

    with torch.inference_mode():
        assert torch.func.grad(lambda x: x**2)(x).tolist() == 6.0
        assert torch.func.jvp(lambda x: x.exp().max(), (x,), (x,))[1].tolist() == (x.exp() * x).tolist()
        assert torch.func.hessian(lambda x: x**3)(x).tolist() == 18.0

    def half(x: Any) -> Any:
        with torch.no_grad():
            constant = x**2
        return x - constant

    assert torch.func.grad(half)(x).tolist() == 1.0


def test_vjp_gives_the_results_and_pulls_cotangents_back(torch: Any) -> None:
    x, y = numbers(torch, 1.0, 2.0), numbers(torch, 3.0, 4.0)
    out, pull = torch.func.vjp(lambda x, y: {"product": x * y, "sum": [x.sum()]}, x, y)
    assert (out["product"].tolist(), out["sum"][0].tolist()) == ([3.0, 8.0], 3.0)
    assert not out["product"].requires_grad
    for _ in range(2):  # as often as one likes
        by_x, by_y = pull({"product": numbers(torch, 1.0, 10.0), "sum": [torch.tensor(5.0, dtype=torch.float64)]})
        assert (by_x.tolist(), by_y.tolist()) == ([8.0, 45.0], [1.0, 20.0])
    out, pull, more = torch.func.vjp(lambda x: (x * 2, [x]), x, has_aux=True)
    assert (pull(x)[0].tolist(), more[0].tolist(), more[0].requires_grad) == ([2.0, 4.0], [1.0, 2.0], False)


def test_vjp_of_a_tracked_cotangent_can_be_differentiated(torch: Any) -> None:
    v = numbers(torch, 1.0, 1.0).requires_grad_()
    _, pull = torch.func.vjp(lambda x: x**2, numbers(torch, 3.0, 4.0))
    pull(v)[0].sum().backward()
    assert v.grad.tolist() == [6.0, 8.0]


def sized(text: str) -> str:
    return re.sub(r"(engine|torch)\.", "", text)


REFUSED: list[tuple[Callable[[Any, Any], Any], type[Exception], str]] = [
    (lambda f, x: f.grad(lambda x: x)(x), RuntimeError,
     "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with 1 dims. Maybe you"
     " wanted to"
     " use the vjp or jacrev APIs instead?"),
    (lambda f, x: f.grad(lambda x: 3)(x), RuntimeError,
     "grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got <class 'int'>"),
    (lambda f, x: f.grad(wave, has_aux=True)(x), RuntimeError,
     "grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True"),
    (lambda f, x: f.grad(wave, 2)(x), RuntimeError, "Got argnum=2, but only 1 positional inputs"),
    (lambda f, x: f.grad(wave)(), RuntimeError, "Got argnum=0, but only 0 positional inputs"),
    (lambda f, x: f.grad(wave, ())(x), RuntimeError, "argnums must be non-empty"),
    (lambda f, x: f.grad(wave, (0, 0))(x), RuntimeError, "argnums elements must be unique, got (0, 0)"),
    (lambda f, x: f.grad(wave, "a")(x), RuntimeError, "argnums must be int or Tuple[int, ...], got: <class 'str'>"),
    (lambda f, x: f.grad(wave, ("a",))(x), RuntimeError, "argnum must be int, got: <class 'str'>"),
    (lambda f, x: f.grad(wave)(3.0), ValueError,
     "Thing passed to transform API must be Tensor, got <class 'float'>"),
    (lambda f, x: f.grad(wave)(x.long()), RuntimeError,
     "only Tensors of floating point dtype can require gradients"),
    (lambda f, x: f.vjp(wave, 3), ValueError, "Thing passed to transform API must be Tensor, got <class 'int'>"),
    (lambda f, x: f.vjp(lambda x: 3, x), RuntimeError,
     "vjp(f, *primals): expected f(*primals) to return only tensors, got unsupported type <class 'int'>"),
    (lambda f, x: f.vjp(lambda x: (), x), RuntimeError,
     "vjp(f, *primals): Expected f to be a function that has non-empty output (got output = [])"),
    (lambda f, x: f.vjp(lambda x: x.long(), x), RuntimeError,
     "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype int64"),
    (lambda f, x: f.vjp(lambda x: x, x, has_aux=True), RuntimeError,
     "vjp(f, *primals): output of function f should be a tuple: (output, aux) if has_aux is True"),
    (lambda f, x: f.vjp(lambda x: x, x)[1]((x, [x])), RuntimeError,
     "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function."
     " cotangents: (*, [*]), primal output: *"),
    (lambda f, x: f.vjp(lambda x: {"a": x, "b": (x,)}, x)[1](x), RuntimeError,
     "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function."
     " cotangents: *, primal output: {'a': *, 'b': (*,)}"),
    (lambda f, x: f.vjp(lambda x: x, x)[1](x[:1]), RuntimeError,
     "Mismatch in shape: grad_output[0] has a shape of Size([1]) and output[0] has a shape of Size([2])."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_misuse_is_told_in_pytorchs_words(torch: Any, call: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind) as caught:
        call(torch.func, numbers(torch, 1.0, 2.0))
    assert sized(str(caught.value)) == message
